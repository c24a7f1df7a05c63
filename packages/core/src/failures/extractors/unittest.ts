import type { Extractor, Finding, Log } from '../extractor.ts'
import { blockAfter, joinLines, lastLineIndex, lastOwn, runStart } from '../reading.ts'
import type { TestCounts } from '../types.ts'
import { framePlace } from './python-traceback.ts'

const RAN = /^Ran (\d{1,9}) tests? in [\d.]+s$/
const HEADER = /^(ERROR|FAIL): (.*)$/
const RULER = /^[=-]{70}$/

/** Python's unittest, and Django's test runner that reports like it. */
export const unittest: Extractor = {
  name: 'unittest',
  phase: 'runner',
  signs: ['\nRan ', '\nFailed example:'],
  extract: (log) => {
    const ran = lastLineIndex(log, RAN)
    if (ran < 0) return { findings: readExamples(log) }
    const verdict = log.lines.findIndex((line, index) => index > ran && /^(?:OK|FAILED|NO TESTS RAN)\b/.test(line))
    return {
      findings: [...readFailures(log), ...(log.lines[verdict] === 'NO TESTS RAN' ? [noTests(verdict)] : [])],
      tests: readCounts(log.lines[ran] ?? '', log.lines[verdict] ?? ''),
      claims: [{ from: runStart(log, ran), to: Math.max(ran, verdict) }],
    }
  },
}

/** `python -m doctest`: `File "m.py", line 3, in m.total`, what was expected, what it got. */
function readExamples(log: Log): Finding[] {
  return log.lines.flatMap((line, index): Finding[] => {
    const name = /^File ".*", line \d+, in (\S+)$/.exec(line)?.[1]
    if (name === undefined || log.lines[index + 1] !== 'Failed example:') return []
    const block = blockAfter(log, index + 1, (text) => /^\*{10,}$/.test(text))
    return [
      {
        tool: 'doctest',
        kind: 'test',
        test: name,
        message: joinLines(block.slice(0, 8)),
        index,
        place: framePlace(line),
      },
    ]
  })
}

function noTests(index: number): Finding {
  return { tool: 'unittest', kind: 'runner', message: 'no tests ran', index }
}

function readFailures(log: Log): Finding[] {
  return log.lines.flatMap((line, index) => {
    const header = HEADER.exec(line)
    if (header === null || !RULER.test(log.lines[index - 1] ?? '')) return []
    const block = blockAfter(log, index + 1, (text) => RULER.test(text))
    const name = header[2] ?? ''
    const isLoad = name.includes('unittest.loader._FailedTest')
    return [
      {
        tool: 'unittest',
        kind: isLoad ? 'runner' : 'test',
        test: isLoad ? undefined : testName(name),
        message: errorMessage(block),
        index,
        place: lastOwn(
          log,
          block.map((text) => framePlace(text)),
        ),
        detail: block.filter((text) => /^[-+] /.test(text)),
      },
    ]
  })
}

/** `test_adds (tests.test_sums.TotalTest.test_adds)` is told by what stands in the parentheses. */
function testName(name: string): string {
  const match = /^(\S+) \(([^)]+)\)(.*)$/.exec(name)
  if (match === null) return name
  const [, short = '', long = '', parameters = ''] = match
  return `${long.endsWith(`.${short}`) ? long : `${long}.${short}`}${parameters}`
}

/** The exception's line and what belongs to it, up to the first empty line; of chained exceptions the last. */
function errorMessage(block: readonly string[]): string {
  const frames = block.findLastIndex((line) => framePlace(line) !== undefined)
  const at = block.findIndex((line, index) => index > frames && /^\S/.test(line))
  if (at < 0) return joinLines(block.slice(0, 1))
  const end = block.findIndex((line, index) => index > at && line === '')
  return joinLines(block.slice(at, end < 0 ? at + 3 : end))
}

function readCounts(ran: string, verdict: string): TestCounts {
  const total = Number(RAN.exec(ran)?.[1] ?? 0)
  const count = (word: string): number => Number(new RegExp(`\\b(?<!expected )${word}=(\\d+)`).exec(verdict)?.[1] ?? 0)
  const failed = count('failures') + count('errors') + count('unexpected successes')
  const skipped = count('skipped')
  return { passed: Math.max(0, total - failed - skipped), failed, skipped, total }
}
