import type { Extractor } from '../extractor.ts'
import { findLines, joinLines, takeLines } from '../reading.ts'

const LINE = /^\s*(\S.{0,500}?):(\d{1,7}):(\d{1,7}) - (error|warning): (.*)$/

export const pyright: Extractor = {
  name: 'pyright',
  phase: 'tool',
  signs: [' - error: ', ' - warning: '],
  extract: (log) => ({
    findings: findLines(log, LINE, (match, index) => {
      const [, path = '', line, column, severity, first = ''] = match
      const more = takeLines(log, index + 1, (text) => /^\s{4}\S/.test(text))
      const whole = joinLines([first, ...more])
      const rule = /^(.*) \((report\w+)\)$/.exec(whole)
      return {
        tool: 'pyright',
        kind: 'diagnostic',
        code: rule?.[2],
        message: whole,
        index,
        place: { path, line: Number(line), column: Number(column) },
        weight: severity === 'error' ? undefined : 'warning',
      }
    }),
  }),
}
