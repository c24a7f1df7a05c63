import type { Extractor } from '../extractor.ts'
import { findLines, joinLines, takeLines } from '../reading.ts'

/** CTest: `1/1 Test #1: euros ...***Failed  0.03 sec`, with `--output-on-failure` what the test printed below it. */
export const ctest: Extractor = {
  name: 'ctest',
  phase: 'runner',
  signs: ['% tests passed, '],
  extract: (log) => ({
    findings: findLines(log, /^\s*\d+\/\d+ Test +#\d+: (\S+) \.*\s?\*\*\*(\S.*?)\s+[\d.]+ sec$/, (match, index) => {
      const printed = takeLines(log, index + 1, (line) => !/^\s+Start +\d+: |^\d+% tests passed/.test(line))
      const said = joinLines(printed.filter((line) => line.trim() !== '').slice(-2))
      const result = (match[2] ?? '').replace(/^Exception: /, '')
      return {
        tool: 'ctest',
        kind: 'test',
        test: match[1],
        message: said === '' ? result : `${result}: ${said}`,
        index,
      }
    }),
  }),
}
