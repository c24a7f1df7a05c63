import type { Extraction, Extractor, Finding, Log } from '../extractor.ts'
import { firstOwn, joinLines, lastLineIndex, optionalNumber, parsePlace, stackPlace } from '../reading.ts'
import type { TestCounts } from '../types.ts'

/** The JSON reports of Jest and Vitest, Mocha, and RSpec, printed to the output. */
export const jsonReport: Extractor = {
  name: 'json report',
  phase: 'runner',
  signs: ['"numTotalTests":', '"passes": ', '"passes":', '"examples":[', '"unexpected":'],
  extract: (log) => {
    const stream = readMochaStream(log)
    if (stream !== undefined) return stream
    const found = findReport(log)
    if (found === undefined || log.text.includes('\nTest Suites: ')) return { findings: [] }
    const { report, index } = found
    if (report.suites !== undefined && report.stats?.unexpected === undefined) return { findings: [] }
    const read =
      report.suites !== undefined
        ? readPlaywright
        : report.stats !== undefined
          ? readMocha
          : report.examples !== undefined
            ? readRspec
            : readJest
    return { ...read(log, report, index), claims: [{ from: 0, to: log.lines.length - 1 }] }
  },
}

/** The fields of all three that are read; everything may be absent. */
interface Report {
  readonly numTotalTests?: number
  readonly numPassedTests?: number
  readonly numFailedTests?: number
  readonly testResults?: readonly JestFile[]
  readonly stats?: {
    readonly tests?: number
    readonly passes?: number
    readonly pending?: number
    readonly failures?: number
    readonly expected?: number
    readonly unexpected?: number
    readonly flaky?: number
    readonly skipped?: number
  }
  readonly suites?: readonly PlaywrightSuite[]
  readonly errors?: readonly PlaywrightError[]
  readonly failures?: readonly MochaFailure[]
  readonly examples?: readonly RspecExample[]
  readonly summary?: {
    readonly example_count?: number
    readonly failure_count?: number
    readonly pending_count?: number
    readonly errors_outside_of_examples_count?: number
  }
}

interface PlaywrightSuite {
  readonly title?: string
  readonly file?: string
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs?: readonly {
    readonly title?: string
    readonly ok?: boolean
    readonly file?: string
    readonly line?: number
    readonly tests?: readonly { readonly results?: readonly { readonly error?: PlaywrightError }[] }[]
  }[]
}

interface PlaywrightError {
  readonly message?: string
  readonly location?: { readonly file?: string; readonly line?: number; readonly column?: number }
}

interface JestFile {
  readonly name?: string
  readonly status?: string
  readonly message?: string
  readonly assertionResults?: readonly {
    readonly fullName?: string
    readonly status?: string
    readonly failureMessages?: readonly string[]
  }[]
}

interface MochaFailure {
  readonly fullTitle?: string
  readonly file?: string
  readonly err?: { readonly message?: string; readonly stack?: string }
}

interface RspecExample {
  readonly full_description?: string
  readonly status?: string
  readonly file_path?: string
  readonly line_number?: number
  readonly exception?: {
    readonly class?: string
    readonly message?: string
    readonly backtrace?: readonly string[] | null
  } | null
}

/** A report begins with a line that opens an object and ends with one that closes it. */
function findReport(log: Log): { readonly report: Report; readonly index: number } | undefined {
  const index = log.lines.findIndex((line) => line === '{' || /^\{"(?:num|version|examples)/.test(line))
  const end = Math.max(index, lastLineIndex(log, /^\}$/))
  if (index < 0) return undefined
  const text = log.lines.slice(index, end + 1).map((_, offset) => log.fullLine(index + offset))
  try {
    return { report: JSON.parse(text.join('\n')) as Report, index }
  } catch {
    return undefined
  }
}

function counts(passed = 0, failed = 0, total = 0): TestCounts {
  return { passed, failed, skipped: Math.max(0, total - passed - failed), total }
}

function readJest(log: Log, report: Report, index: number): Extraction {
  const findings = (report.testResults ?? []).flatMap(({ name = '', status, message = '', assertionResults = [] }) => {
    const failed = assertionResults.filter((result) => result.status === 'failed')
    const tests = failed.map(({ fullName, failureMessages = [] }) =>
      fromStack(log, { tool: 'jest', test: fullName, stack: failureMessages[0] ?? '', file: name, index }),
    )
    if (tests.length > 0 || status !== 'failed') return tests
    return [
      {
        ...fromStack(log, { tool: 'jest', test: undefined, stack: message, file: name, index }),
        kind: 'runner' as const,
      },
    ]
  })
  return { findings, tests: counts(report.numPassedTests, report.numFailedTests, report.numTotalTests) }
}

function readMocha(log: Log, report: Report, index: number): Extraction {
  const findings = (report.failures ?? []).map(({ fullTitle, file = '', err = {} }) =>
    fromStack(log, { tool: 'mocha', test: fullTitle, stack: err.stack ?? err.message ?? '', file, index }),
  )
  const { passes = 0, pending = 0, failures = 0 } = report.stats ?? {}
  return { findings, tests: counts(passes, failures, passes + pending + failures) }
}

function readPlaywright(_: Log, report: Report, index: number): Extraction {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats ?? {}
  const broken = (report.errors ?? []).map((error) => playwrightFinding(error, { index }))
  return {
    findings: [...broken, ...(report.suites ?? []).flatMap((suite) => readSuite(suite, [], index))],
    tests: { passed: expected + flaky, failed: unexpected, skipped, total: expected + flaky + unexpected + skipped },
  }
}

/** The outermost suite is the file. */
function readSuite(suite: PlaywrightSuite, titles: readonly string[], index: number): Finding[] {
  const specs = (suite.specs ?? []).flatMap(({ title = '', ok, file, line, tests = [] }): Finding[] => {
    if (ok !== false) return []
    const error = tests.flatMap(({ results = [] }) => results.flatMap((result) => result.error ?? [])).at(-1) ?? {}
    const test = [...titles, title].join(' › ')
    return [
      playwrightFinding(
        { ...error, location: error.location ?? { file: file ?? '', line: line ?? 0 } },
        { index, test },
      ),
    ]
  })
  const inner = (suite.suites ?? []).flatMap((one) => readSuite(one, [...titles, one.title ?? ''], index))
  return [...specs, ...inner]
}

function playwrightFinding(
  { message = '', location }: PlaywrightError,
  { index, test }: { readonly index: number; readonly test?: string },
): Finding {
  const plain = message.replaceAll(ANSI, '').split(/\n\s*\n/)
  const values = plain.slice(1).find((text) => /^\s*(?:Expected|Received)/.test(text)) ?? ''
  return {
    tool: 'playwright',
    kind: test === undefined ? 'runner' : 'test',
    test,
    message: joinLines([...(plain[0] ?? '').split('\n').slice(0, 2), ...values.split('\n').slice(0, 2)]),
    index,
    place:
      location === undefined ? undefined : { path: location.file ?? '', line: location.line, column: location.column },
  }
}

// oxlint-disable-next-line no-control-regex -- colours in a JSON string are escaped and so still there
const ANSI = /\u001b\[[\d;]*m/g

/** `["fail",{"fullTitle":…}]`, one event a line, and the totals in the last. */
function readMochaStream(log: Log): Extraction | undefined {
  const from = log.lines.findIndex((line) => line.startsWith('["start",{"total":'))
  const to = lastLineIndex(log, /^\["end",\{/)
  if (from < 0 || to < from) return undefined
  const findings = log.lines.flatMap((line, index): Finding[] => {
    const event = /^\["(?:fail|end)",/.test(line) ? parseEvent(log.fullLine(index)) : undefined
    if (event?.kind !== 'fail') return []
    const { fullTitle: test, file = '', stack, err = '' } = event.fields
    return [fromStack(log, { tool: 'mocha', test, stack: stack ?? err, file, index })]
  })
  const { passes = 0, pending = 0, failures = 0 } = parseEvent(log.fullLine(to))?.fields ?? {}
  return { findings, tests: counts(passes, failures, passes + pending + failures), claims: [{ from, to }] }
}

interface MochaEvent {
  readonly fullTitle?: string
  readonly file?: string
  readonly err?: string
  readonly stack?: string
  readonly passes?: number
  readonly pending?: number
  readonly failures?: number
}

function parseEvent(line: string): { readonly kind: string; readonly fields: MochaEvent } | undefined {
  try {
    const [kind, fields] = JSON.parse(line) as [string, MochaEvent]
    return { kind, fields }
  } catch {
    return undefined
  }
}

interface StackFailure {
  readonly tool: string
  readonly test: string | undefined
  readonly stack: string
  readonly file: string
  readonly index: number
}

function fromStack(log: Log, { tool, test, stack, file, index }: StackFailure): Finding {
  const lines = stack.split('\n')
  const end = lines.findIndex((line) => /^\s+at |^\+ actual - expected/.test(line))
  const place = firstOwn(
    log,
    lines.map((line) => stackPlace(line)),
  ) ?? { path: file }
  return {
    tool,
    kind: 'test',
    test,
    message: joinLines(end < 0 ? lines.slice(0, 3) : lines.slice(0, end)),
    index,
    place,
    text: lines,
  }
}

function readRspec(log: Log, report: Report, index: number): Extraction {
  const findings = (report.examples ?? []).flatMap((example): Finding[] => {
    if (example.status !== 'failed') return []
    const { class: name = '', message = '', backtrace } = example.exception ?? {}
    const frames = (backtrace ?? []).map((line) => parsePlace(/^(\S.{0,500}?:\d{1,7})/.exec(line)?.[1] ?? ''))
    const isExpectation = name.endsWith('ExpectationNotMetError')
    return [
      {
        tool: 'rspec',
        kind: 'test',
        test: example.full_description,
        message: joinLines([...(isExpectation ? [] : [`${name}:`]), ...message.split('\n').slice(0, 4)]),
        index,
        place: firstOwn(log, frames) ?? {
          path: example.file_path ?? '',
          line: optionalNumber(example.line_number?.toString()),
        },
        text: [`${name}: ${message.split('\n')[0] ?? ''}`, ...(backtrace ?? []).map((line) => `    from ${line}`)],
      },
    ]
  })
  const { example_count: total = 0, failure_count: failed = 0, pending_count: pending = 0 } = report.summary ?? {}
  return { findings, tests: counts(total - failed - pending, failed, total) }
}
