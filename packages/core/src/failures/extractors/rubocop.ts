import type { Extractor } from '../extractor.ts'
import { findLines } from '../reading.ts'

const LINE = /^(\S[^:]{0,500}):(\d{1,7}):(\d{1,7}): ([CWEFRI]): (?:\[\w+\] )?((?:[A-Z]\w+\/)+\w+): (.*)$/

export const rubocop: Extractor = {
  name: 'rubocop',
  phase: 'tool',
  signs: [': C: ', ': W: ', ': E: ', ': F: ', ': R: '],
  extract: (log) => ({
    findings: findLines(log, LINE, (match, index) => {
      const [, path = '', line, column, , code = '', text = ''] = match
      return {
        tool: 'rubocop',
        kind: 'diagnostic',
        code,
        message: `${code}: ${text}`,
        index,
        place: { path, line: Number(line), column: Number(column) },
      }
    }),
  }),
}
