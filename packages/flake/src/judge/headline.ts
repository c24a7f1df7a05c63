/**
 * The words of a failure that tell it from others, on one line. Most say so first; node:assert ends its first line with a colon, and jest
 * names the values further down.
 */
export function headlineOf(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '')
  const [first = '', second] = lines
  const values = lines.filter((line) => /^(?:Expected|Received)\b.*: /.test(line))
  if (first.startsWith('expect(') && values.length > 0) return values.join(', ')
  return first.endsWith(':') && second !== undefined ? `${first} ${second.trim()}` : first
}
