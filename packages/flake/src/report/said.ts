import { escapeLine, truncateLine } from '@groundcrew/core/text'

const lengthMax = 160

/** The failure's own words on one line. Jest says what was expected only further down. */
export function said(message: string): string {
  const lines = message.split('\n')
  const [first = ''] = lines
  const values = lines.filter((line) => /^(?:Expected|Received)\b.*: /.test(line))
  const text = first.startsWith('expect(') && values.length > 0 ? values.join(', ') : first
  return truncateLine(escapeLine(text), lengthMax)
}
