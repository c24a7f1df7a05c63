import type { Extractor, Finding, Log } from '../extractor.ts'
import {
  blockAfter,
  findLines,
  firstOwn,
  joinLines,
  lastLineIndex,
  lineIndex,
  parsePlace,
  testCounts,
} from '../reading.ts'

const FAILED = /^\d{2,}:\d{2} \+\d{1,9}(?: ~\d{1,9})? -\d{1,9}: (.*) \[E\]$/
const PROGRESS = /^\d{2,}:\d{2} \+(\d{1,9})(?: ~(\d{1,9}))?(?: -(\d{1,9}))?: /
const FRAME = /^ {2}(\S+\.dart) (\d{1,7}):(\d{1,7}) /

/** `dart test` and `flutter test`: a line of totals for each step, and the error below the one that ends in `[E]`. */
export const dartTest: Extractor = {
  name: 'dart test',
  phase: 'runner',
  signs: [': Some tests failed.', ' [E]'],
  extract: (log) => {
    const to = lastLineIndex(log, PROGRESS)
    const findings = findLines(log, FAILED, ([, test = ''], index) => readFailure(log, test, index))
    if (to < 0 || findings.length === 0) return { findings: [] }
    const [, passed, skipped, failed] = PROGRESS.exec(log.lines[to] ?? '') ?? []
    return {
      findings,
      tests: testCounts(Number(passed), Number(failed ?? 0), Number(skipped ?? 0)),
      claims: [{ from: lineIndex(log, PROGRESS), to }],
    }
  },
}

function readFailure(log: Log, test: string, index: number): Finding {
  const block = blockAfter(log, index, (line) => PROGRESS.test(line))
  const end = block.findIndex((line) => line.trim() === '' || FRAME.test(line))
  const places = block.map((line) => {
    const [, path, line_, column] = FRAME.exec(line) ?? []
    return path === undefined || path.startsWith('package:') || path.startsWith('dart:')
      ? undefined
      : { path, line: Number(line_), column: Number(column) }
  })
  return {
    tool: 'dart test',
    kind: 'test',
    test,
    message: joinLines(block.slice(0, end < 0 ? block.length : end)),
    index,
    place: firstOwn(log, places),
  }
}

/** `dart analyze` has the place first, `flutter analyze` the words: `error • WORDS • lib/main.dart:10:5 • code`. */
export const dartAnalyze: Extractor = {
  name: 'dart analyze',
  phase: 'tool',
  signs: [' • '],
  extract: (log) => ({
    findings: findLines(log, /^\s*(error|warning|info) [•-] (.+) [•-] (.+) [•-] ([a-z_]+)$/, (match, index) => {
      const [, severity, first = '', second = '', code = ''] = match
      const [place, words] = /\.dart:\d+:\d+$/.test(first) ? [first, second] : [second, first]
      if (!/\.dart:\d+:\d+$/.test(place)) return undefined
      return {
        tool: 'dart analyze',
        kind: 'diagnostic',
        code,
        message: `${words} (${code})`,
        index,
        place: parsePlace(place),
        weight: severity === 'error' ? undefined : 'warning',
      }
    }),
  }),
}
