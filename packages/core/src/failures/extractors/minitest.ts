import type { Extractor, Finding, Log } from '../extractor.ts'
import { blockAfter, firstOwn, joinLines, lineIndex, parsePlace, runStart } from '../reading.ts'
import type { TestCounts } from '../types.ts'

const SUMMARY =
  /^(\d{1,9}) (?:runs|tests), (\d{1,9}) assertions, (\d{1,9}) failures, (\d{1,9}) errors(?:, (\d{1,9}) (?:skips|pendings))?/
const HEADER = /^(?:\s+\d{1,6}\) )?(Failure|Error):$/

/** Minitest, Rails' test runner and test-unit. */
export const minitest: Extractor = {
  name: 'minitest',
  phase: 'runner',
  signs: [' assertions, '],
  extract: (log) => {
    const summary = lineIndex(log, SUMMARY)
    if (summary < 0) return { findings: [] }
    return {
      findings: [...readFailures(log), ...readTestUnit(log)],
      tests: readCounts(log.lines[summary] ?? ''),
      claims: [{ from: runStart(log, summary), to: summary }],
    }
  },
}

/** `1) Failure:`, `TestSums#test_adds [test/test_sums.rb:6]:`, the message; an error's frames are indented below it. */
function readFailures(log: Log): Finding[] {
  return log.lines.flatMap((line, index) => {
    if (!HEADER.test(line)) return []
    const title = /^(\S.*?)(?: \[(\S.{0,500}?:\d{1,7})\])?:$/.exec(log.lines[index + 1] ?? '')
    if (title === null) return []
    const block = blockAfter(log, index + 1, (text) => text === '' || HEADER.test(text) || SUMMARY.test(text))
    const frames = block.map((text) => parsePlace(/^\s+(\S.{0,500}?:\d{1,7}):in /.exec(text)?.[1] ?? ''))
    const message = joinLines(block.filter((text) => !/^\s+\S.{0,500}?:\d+:in /.test(text)).slice(0, 4))
    return [
      {
        tool: 'minitest',
        kind: 'test',
        test: title[1],
        message: message.replace(/^(.*Expected: .*) Actual: /, '$1, actual: '),
        index,
        place: title[2] === undefined ? firstOwn(log, frames) : parsePlace(title[2]),
      },
    ]
  })
}

/** test-unit: `Failure: test_euros(CartTest)`, the frames, the source, the message, up to a rule. */
function readTestUnit(log: Log): Finding[] {
  return log.lines.flatMap((line, index): Finding[] => {
    const test = /^(?:Failure|Error): (\S.*)$/.exec(line)?.[1]
    if (test === undefined || !/^={10,}$/.test(log.lines[index - 1] ?? '')) return []
    const block = blockAfter(log, index, (text) => /^={10,}$/.test(text))
    const frames = block.map((text) => parsePlace(/^(\S.{0,500}?:\d{1,7}):in /.exec(text)?.[1] ?? ''))
    const said = block.filter((text) => !/^\S.{0,500}?:\d+:in |^\s+(?:=> )?\d+: /.test(text))
    return [
      {
        tool: 'minitest',
        kind: 'test',
        test,
        message: joinLines(said.slice(0, 4)),
        index,
        place: firstOwn(log, frames),
      },
    ]
  })
}

function readCounts(line: string): TestCounts | undefined {
  const match = SUMMARY.exec(line)
  if (match === null) return undefined
  const [total = 0, , failures = 0, errors = 0] = match.slice(1).map(Number)
  const skipped = Number(match[5] ?? 0)
  const failed = failures + errors
  return { passed: Math.max(0, total - failed - skipped), failed, skipped, total }
}
