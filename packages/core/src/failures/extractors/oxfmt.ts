import type { Extractor } from '../extractor.ts'
import { findLines } from '../reading.ts'

/** `oxfmt --check`: the files between its headline and its verdict. Syntax errors are framed and read by `oxc`. */
export const oxfmt: Extractor = {
  name: 'oxfmt',
  phase: 'tool',
  signs: ['Format issues found', 'Error occurred when checking code style'],
  extract: (log) => ({
    findings: findLines(log, /^(\S.{0,500}) \(\d+m?s\)$/, (match, index) => ({
      tool: 'oxfmt',
      kind: 'format',
      message: 'not formatted',
      index,
      place: { path: match[1] ?? '' },
    })),
  }),
}
