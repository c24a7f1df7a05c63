import type { Extractor, Finding, Log, Place, Span } from '../extractor.ts'
import { findLines, firstOwn, lastLineIndex, lineIndex, sumCounts, takeLines } from '../reading.ts'
import type { TestCounts } from '../types.ts'
import { javaFrame } from './java-stack.ts'

const FAILURE =
  /^\[ERROR\] (?:(\w+)(?:\[.*?\])?\(([\w.$]+)\)|([\w.$]+)\.(\w+)(?:\(.*?\))?(?: --)?)\s+(?:-- )?Time elapsed: .* <<< (?:FAILURE|ERROR)!/
const TOTALS = /^\[(?:INFO|WARNING|ERROR)\] +Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)\s*$/
/** Lines that explain how to read the others. */
const ADVICE =
  /^(?:-> \[Help|To see the full stack|Re-run Maven|For more information|\[Help \d|Please refer to|After correcting|Failures: *$|Errors: *$|COMPILATION ERROR|There are test failures)/

/** Maven, its compiler and Surefire. */
export const maven: Extractor = {
  name: 'maven',
  phase: 'runner',
  signs: ['[ERROR] ', '[INFO] BUILD'],
  extract: (log) => {
    if (!/^\[INFO\] (?:BUILD|Scanning for projects)|^\[ERROR\] Failed to execute goal /m.test(log.text))
      return { findings: [] }
    const findings = [...readCompiler(log), ...readTests(log), ...readGoals(log)]
    return { findings, tests: sumCounts(readCounts(log)), claims: readClaims(log) }
  },
}

/** `[ERROR] /repo/src/A.java:[5,19] message`. */
function readCompiler(log: Log): Finding[] {
  return findLines(log, /^\[ERROR\] (?:file:\/\/)?(\S[^:[]{0,500}):\[(\d+),(\d+)\] (.*)$/, (match, index) => ({
    tool: 'maven',
    kind: 'diagnostic',
    message: (match[4] ?? '').replace(/^error: /, ''),
    index,
    place: { path: match[1] ?? '', line: Number(match[2]), column: Number(match[3]) },
  }))
}

function readTests(log: Log): Finding[] {
  return findLines(log, FAILURE, (match, index) => {
    const [, method, className, otherClass = '', otherMethod = ''] = match
    const owner = className ?? otherClass
    const stack = takeLines(log, index + 1, (line) => line !== '' && !line.startsWith('['))
    const place =
      stack.map((line) => javaFrame(line)).find((frame) => isOfClass(frame, owner)) ??
      firstOwn(
        log,
        stack.map((line) => javaFrame(line)),
      )
    return {
      tool: 'maven',
      kind: 'test',
      test: `${owner}.${method ?? otherMethod}`,
      message: (stack[0] ?? 'failed').replace(/^(?:java\.lang\.|org\.opentest4j\.)/, ''),
      index,
      place,
    }
  })
}

function isOfClass(frame: Place | undefined, owner: string): boolean {
  const file = frame?.path.replace(/\.\w+$/, '')
  return file !== undefined && owner.split('.').at(-1)?.split('$')[0] === file
}

/** What is left of the errors: goals that failed for a reason of their own, dependencies, a broken or missing POM. */
function readGoals(log: Log): Finding[] {
  return findLines(log, /^\[(?:ERROR|FATAL)\] (\S.*)$/, (match, index) => {
    const text = match[1] ?? ''
    const message = text.replace(/ -> \[Help \d+\].*$/, '')
    if (ADVICE.test(text) || FAILURE.test(log.lines[index] ?? '') || /^Tests run:|:\[\d+,\d+\] /.test(text))
      return undefined
    const isGoal = text.startsWith('Failed to execute goal')
    const isDependency = /Could not (?:resolve|find|transfer)|Plugin .* could not be resolved/.test(text)
    return {
      tool: 'maven',
      kind: isDependency ? 'install' : 'command',
      message,
      index,
      weight: isDependency || !isGoal ? undefined : 'consequence',
    }
  })
}

/** The totals below `Results:` of each module; lines of single classes carry a time. */
function readCounts(log: Log): TestCounts[] {
  return log.lines.flatMap((line) => {
    const match = TOTALS.exec(line)
    if (match === null) return []
    const [total = 0, failures = 0, errors = 0, skipped = 0] = match.slice(1).map(Number)
    const failed = failures + errors
    return [{ passed: Math.max(0, total - failed - skipped), failed, skipped, total }]
  })
}

function readClaims(log: Log): Span[] {
  const from = lineIndex(log, /^\[INFO\] /)
  const to = lastLineIndex(log, /^\[(?:INFO|ERROR)\]/)
  return from < 0 ? [] : [{ from, to }]
}
