import type { Extractor } from '../extractor.ts'
import { findLines, optionalNumber } from '../reading.ts'

/** `black --check` and `isort --check`. */
export const black: Extractor = {
  name: 'black',
  phase: 'tool',
  signs: ['would reformat ', 'error: cannot format ', 'Imports are incorrectly sorted'],
  extract: (log) => ({
    findings: [
      ...findLines(log, /^would reformat (\S.*)$/, (match, index) => ({
        tool: 'black',
        kind: 'format',
        message: 'not formatted',
        index,
        place: { path: match[1] ?? '' },
      })),
      ...findLines(log, /^error: cannot format (\S.{0,500}?): (.*?)(?:: (\d{1,7}):(\d{1,7}).*)?$/, (match, index) => ({
        tool: 'black',
        kind: 'diagnostic',
        message: `cannot format: ${match[2]}`,
        index,
        place: { path: match[1] ?? '', line: optionalNumber(match[3]), column: optionalNumber(match[4]) },
      })),
      ...findLines(log, /^ERROR: (\S.{0,500}) Imports are incorrectly sorted and\/or formatted\.$/, (match, index) => ({
        tool: 'isort',
        kind: 'format',
        message: 'imports not sorted',
        index,
        place: { path: match[1] ?? '' },
      })),
    ],
  }),
}
