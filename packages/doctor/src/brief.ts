import { escapeLine, truncateLine } from '@groundcrew/core/text'
import { inRepairOrder } from './repair-order.ts'
import type { Check, DoctorReport } from './report.ts'

const bytesMax = 600
const lineLengthMax = 200

/** What fails, and what only the user can give, in at most 600 bytes; empty when there is neither. */
export function renderBrief({ checks }: DoctorReport): string {
  const failing = inRepairOrder(checks.filter(({ state }) => state === 'fail'))
  const asked = checks.filter(({ state, fix }) => state === 'warn' && fix?.startsWith('ask the user for ') === true)
  const shown = [...failing, ...asked]
  if (shown.length === 0) return ''
  const environment = failing.some(({ isEnvironment }) => isEnvironment)
  const head =
    failing.length === 0 ? 'doctor: for the user to give' : `doctor: ${failing.length} not as this repository needs it`
  const lines = [environment ? `${head}; environment, not code: do not edit source` : head]
  const tail = failing.length > 1 ? 'next: bootstrap --plan' : 'next: doctor'
  for (const check of shown) {
    const line = briefLine(check)
    if (Buffer.byteLength([...lines, line, tail].join('\n')) > bytesMax) break
    lines.push(line)
  }
  return [...lines, tail].join('\n')
}

function briefLine({ id, message, fix }: Check): string {
  const words = truncateLine(escapeLine(message), lineLengthMax - 80)
  return truncateLine(
    `${escapeLine(id)}: ${words}${fix === undefined ? '' : `; fix: ${escapeLine(fix)}`}`,
    lineLengthMax,
  )
}
