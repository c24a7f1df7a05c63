import type { Extraction, Extractor, Finding, Log, Place, Span } from '../extractor.ts'
import { BLOCK_LINES_MAX } from '../limits.ts'
import { firstOwn, joinLines, takeLines, testCounts } from '../reading.ts'
import type { TestCounts } from '../types.ts'
import { expandGoJson } from './go-json.ts'

const FAIL = /^(\s*)--- FAIL: (\S+)(?: \([\d.]+s\))?$/
const MESSAGE = /^\s+(\S+\.go):(\d{1,7}): (.*)$/
const RESULT = /^\s*--- (PASS|FAIL|SKIP): \S+/
const PACKAGE = /^(?:FAIL|ok {2})\t(\S+)/
const MARK = /^=== /

/** `go test`, plain, verbose and `-json`. */
export const goTest: Extractor = {
  name: 'go test',
  phase: 'runner',
  signs: ['--- FAIL: ', '--- PASS: ', '\nFAIL\t', 'FAIL\t', '"Action":"', '\nok  \t', 'ok  \t'],
  extract: (log) => {
    const plain = expandGoJson(log)
    return { ...readLog(plain), ...(plain === log ? {} : { claims: [{ from: 0, to: log.lines.length - 1 }] }) }
  },
}

function readLog(log: Log): Extraction {
  return {
    findings: [...readFailures(log), ...readPackages(log), ...readUnfinished(log)],
    tests: readCounts(log),
    claims: readClaims(log),
  }
}

function readFailures(log: Log): Finding[] {
  const parents = failedParents(log)
  const packages = packagesOf(log)
  const started = new Map<string, number>()
  return log.lines.flatMap((line, index) => {
    const start = /^=== (?:RUN|NAME|CONT)\s+(\S+)$/.exec(line)?.[1]
    if (start !== undefined) started.set(start, index)
    const match = FAIL.exec(line)
    if (match === null) return []
    const [, indent = '', name = ''] = match
    const messages = testLines(log, { index, indent, startedAt: started.get(name) })
    if (parents.has(name) && messages.length === 0) return []
    return [readFailure(log, { name, index, messages, within: packages[index] })]
  })
}

/** Tests that failed because one of their subtests did. */
function failedParents(log: Log): ReadonlySet<string> {
  const parents = new Set<string>()
  for (const line of log.lines) {
    const name = FAIL.exec(line)?.[2] ?? ''
    for (
      let at = name.lastIndexOf('/');
      at > 0 && !parents.has(name.slice(0, at));
      at = name.lastIndexOf('/', at - 1)
    ) {
      parents.add(name.slice(0, at))
    }
  }
  return parents
}

/** For each line the import path of its package, which the next result line names. */
function packagesOf(log: Log): readonly (string | undefined)[] {
  let name: string | undefined
  return log.lines
    .toReversed()
    .map((line) => (name = PACKAGE.exec(line)?.[1] ?? name))
    .toReversed()
}

interface TestHead {
  readonly index: number
  readonly indent: string
  /** Line at which the test began, when the output is verbose. */
  readonly startedAt: number | undefined
}

/** The test's own lines: below its result, or with `-v` above it since it began. */
function testLines(log: Log, { index, indent, startedAt }: TestHead): string[] {
  const below = takeLines(log, index + 1, (line) => line.startsWith(`${indent}    `) && !RESULT.test(line))
  if (startedAt === undefined || below.some((line) => MESSAGE.test(line))) return below
  const above = takeLines(log, startedAt + 1, (line) => !MARK.test(line) && !RESULT.test(line))
  const first = above.findIndex((line) => MESSAGE.test(line))
  return first < 0 ? below : above.slice(first)
}

interface Failure {
  readonly name: string
  readonly index: number
  readonly messages: readonly string[]
  readonly within: string | undefined
}

function readFailure(log: Log, { name, index, messages, within }: Failure): Finding {
  const panic = messages.some((line) => MESSAGE.test(line)) ? undefined : readPanic(log, index + 1)
  if (panic !== undefined) return { tool: 'go test', kind: 'test', test: name, index, ...panic }
  const at = messages.findIndex((line) => MESSAGE.test(line))
  const [, path = '', line, text = ''] = MESSAGE.exec(messages[at] ?? '') ?? []
  const more = messages.slice(at + 1, at + 5).filter((next) => !MESSAGE.test(next))
  const own = at < 0 ? undefined : { path, line: Number(line), within }
  return {
    tool: 'go test',
    kind: 'test',
    test: name,
    message: at < 0 ? 'failed without a message' : joinLines([text, ...more]),
    index,
    place: text.startsWith('race detected during execution') ? racePlace(log, index) : own,
  }
}

/** `panic: message` right below the result, with the first own frame of its stack. */
function readPanic(log: Log, from: number): { message: string; place: Place | undefined } | undefined {
  const [, word = '', panic] = /^(panic|fatal error): (.*?)(?: \[recovered\])?$/.exec(log.lines[from] ?? '') ?? []
  if (panic === undefined) return undefined
  const stack = takeLines(log, from + 1, (line) => !/^(?:FAIL|ok)\b/.test(line))
  return {
    message: `${word}: ${panic}`,
    place: firstOwn(
      log,
      stack.map((line) => goFrame(line)),
    ),
  }
}

/** The first own frame of the race detector's last report above the result: the result itself names a line of Go's library. */
function racePlace(log: Log, before: number): Place | undefined {
  const from = Math.max(0, before - BLOCK_LINES_MAX)
  const offset = log.lines.slice(from, before).lastIndexOf('WARNING: DATA RACE')
  if (offset < 0) return undefined
  const frames = takeLines(log, from + offset + 1, (line) => !/^={18}$/.test(line))
  return firstOwn(
    log,
    frames.map((line) => goFrame(line)),
  )
}

/** `\t/repo/race/race_test.go:7 +0x1a`; the race detector indents with spaces. */
export function goFrame(line: string): Place | undefined {
  const match = /^(?:\t| {6})(\/.{0,500}\.go):(\d{1,7})(?: \+0x[\da-f]+)?$/.exec(line)
  return match === null ? undefined : { path: match[1] ?? '', line: Number(match[2]) }
}

/** A time-out panics outside of any test; a package whose set-up fails says so in its result line. */
function readPackages(log: Log): Finding[] {
  return log.lines.flatMap((line, index): Finding[] => {
    // A panic below a test's result is that test's own.
    if (/^(?:panic|fatal error): /.test(line) && !/^\s*--- FAIL: /.test(log.lines[index - 1] ?? '')) {
      const panic = readPanic(log, index)
      const running = stackTest(log, index) ?? lastStarted(log, index)
      return panic === undefined ? [] : [{ tool: 'go test', kind: 'test', test: running, index, ...panic }]
    }
    const exited = readExit(log, index)
    if (exited !== undefined) return [exited]
    const broken = /^FAIL\t(\S+) \[(build|setup) failed\]$/.exec(line)
    if (broken === null) return []
    return [
      { tool: 'go test', kind: 'runner', message: `${broken[1]}: ${broken[2]} failed`, index, weight: 'consequence' },
    ]
  })
}

/** A package that failed although none of its tests did: the process ended in the middle of one. */
function readExit(log: Log, index: number): Finding | undefined {
  const name = /^FAIL\t(\S+)\t[\d.]+s$/.exec(log.lines[index] ?? '')?.[1]
  if (name === undefined) return undefined
  const start = log.lines.slice(0, index).findLastIndex((line) => PACKAGE.test(line)) + 1
  const own = log.lines.slice(start, index)
  if (own.some((line) => /^\s*--- FAIL: |^panic: |^fatal error: |\.go:\d+(?::\d+)?: |^WARNING: DATA RACE/.test(line)))
    return undefined
  const status = own.findLast((line) => /^exit status \d+$|^signal: /.test(line))
  const running = lastStarted(log, index, start)
  const since =
    running === undefined ? -1 : own.findLastIndex((line) => line.endsWith(` ${running}`) && MARK.test(line))
  const said = own
    .slice(since + 1)
    .findLast(
      (line) =>
        line.trim() !== '' && !/^(?:exit status \d+|PASS|ok|=== .*|\s*--- .*|coverage: .*|\S*go test .*)$/.test(line),
    )
  const how = status === undefined ? '' : ` (${status})`
  return {
    tool: 'go test',
    kind: 'test',
    test: running,
    message: [`${name}: the process ended by itself${how}, no test failed: os.Exit, log.Fatal or TestMain`, said]
      .filter((part) => part !== undefined)
      .join('; last it printed: '),
    index,
  }
}

/** Of a run that was stopped: with `-v` the test that had begun and did not end. */
function readUnfinished(log: Log): Finding[] {
  const start = log.lines.findLastIndex((line) => PACKAGE.test(line) || line.startsWith('panic: ')) + 1
  const test = lastStarted(log, log.lines.length, start)
  const index = log.lines.findLastIndex((line) => MARK.test(line) && line.endsWith(` ${test ?? ''}`))
  if (test === undefined) return []
  return [
    { tool: 'go test', kind: 'test', test, message: 'had not ended when the output ended', index, weight: 'warning' },
  ]
}

/** With `-v` the last test that began and did not end. */
function lastStarted(log: Log, before: number, from = 0): string | undefined {
  const lines = log.lines.slice(from, before)
  const ended = new Set(lines.map((line) => /^\s*--- (?:PASS|FAIL|SKIP): (\S+)/.exec(line)?.[1]))
  const started = lines.map((line) => /^=== RUN\s+(\S+)$/.exec(line)?.[1])
  return started.findLast((name) => name !== undefined && !ended.has(name))
}

/** The test that was running: listed since Go 1.20, and always on some stack. */
function stackTest(log: Log, panicAt: number): string | undefined {
  const stack = takeLines(log, panicAt + 1, (line) => !/^(?:FAIL|ok)\b/.test(line))
  const names = stack.map((line) => /^\s+(Test\S+) \(/.exec(line)?.[1] ?? /^\S+\.(Test\w+)\(/.exec(line)?.[1])
  return names.find((name) => name !== undefined)
}

/** Only `-v` and `-json` name every test. */
function readCounts(log: Log): TestCounts | undefined {
  if (!log.lines.some((line) => line.startsWith('=== RUN '))) return undefined
  const results = log.lines.flatMap((line) => RESULT.exec(line)?.[1] ?? [])
  const count = (word: string): number => results.filter((result) => result === word).length
  return testCounts(count('PASS'), count('FAIL'), count('SKIP'))
}

/** From the first test of a package to the package's result: what comes before it are the compiler's own lines. */
function readClaims(log: Log): Span[] {
  let from = -1
  return log.lines.flatMap((line, index) => {
    if (from < 0 && /^(?:=== RUN |--- |panic: )/.test(line)) from = index
    if (from < 0 || !/^(?:ok {2}\t|FAIL\t)/.test(line)) return []
    const claim = { from, to: index }
    from = -1
    return [claim]
  })
}
