import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines } from '../reading.ts'

const LINE = /^(\S[^:]{0,500}):(\d{1,7}):(\d{1,7}): ([CWEFRI]): (?:\[\w+\] )?((?:[A-Z]\w+\/)+\w+): (.*)$/

export const rubocop: Extractor = {
  name: 'rubocop',
  phase: 'tool',
  signs: [': C: ', ': W: ', ': E: ', ': F: ', ': R: ', ' offense'],
  extract: (log) => ({
    findings: [
      ...readSimple(log),
      ...findLines(log, LINE, (match, index) => {
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
    ],
  }),
}

/** `== lib/a.rb ==` and `W:  2:  3: Cop: text` (simple, quiet), or `### lib/a.rb - (1 offense)` and `* **Line # 2 - warning:** Cop: text` (markdown). */
function readSimple(log: Log): Finding[] {
  const findings: Finding[] = []
  let path = ''
  log.lines.forEach((line, index) => {
    path = /^(?:== (\S.*) ==|### (\S.*) - \(\d+ offenses?\))$/.exec(line)?.slice(1).find(Boolean) ?? path
    const match =
      /^[CWEFRI]: *(\d{1,7}): *(\d{1,7}): (?:\[\w+\] )?((?:[A-Z]\w+\/)+\w+): (.*)$/.exec(line) ??
      /^ *\* \*\*Line # (\d{1,7}) - (\w+):\*\* (?:\[\w+\] )?((?:[A-Z]\w+\/)+\w+): (.*)$/.exec(line)
    if (match === null || path === '') return
    const [, number, column = '', code = '', text = ''] = match
    const place = { path, line: Number(number), column: /^\d+$/.test(column) ? Number(column) : undefined }
    findings.push({ tool: 'rubocop', kind: 'diagnostic', code, message: `${code}: ${text}`, index, place })
  })
  return findings
}
