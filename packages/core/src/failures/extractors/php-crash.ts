import type { Extractor } from '../extractor.ts'
import { findLines } from '../reading.ts'

const LINE = /^(?:PHP )?(Parse|Fatal|Recoverable fatal) error:\s+(.*?) in (\S.{0,500}?)(?: on line |:)(\d{1,7})$/

/** PHP's own fatal errors; printed to both streams they come twice. */
export const phpCrash: Extractor = {
  name: 'php',
  phase: 'crash',
  signs: ['Parse error:', 'Fatal error:', 'fatal error:'],
  extract: (log) => ({
    findings: findLines(log, LINE, (match, index) => ({
      tool: 'php',
      kind: match[1] === 'Parse' ? 'diagnostic' : 'crash',
      message: (match[2] ?? '').replace(/^Uncaught /, ''),
      index,
      place: { path: match[3] ?? '', line: Number(match[4]) },
    })),
  }),
}
