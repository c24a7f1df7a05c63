import type { Extraction, Extractor, Finding, Log } from '../extractor.ts'
import { firstOwn, joinLines, lastLineIndex, optionalNumber, parsePlace, stackPlace } from '../reading.ts'
import type { TestCounts } from '../types.ts'

/** The JSON reports of Jest and Vitest, Mocha, and RSpec, printed to the output. */
export const jsonReport: Extractor = {
  name: 'json report',
  phase: 'runner',
  signs: ['"numTotalTests":', '"passes": ', '"examples":['],
  extract: (log) => {
    const found = findReport(log)
    if (found === undefined || log.text.includes('\nTest Suites: ')) return { findings: [] }
    const { report, index } = found
    const read = report.stats !== undefined ? readMocha : report.examples !== undefined ? readRspec : readJest
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
  }
  readonly failures?: readonly MochaFailure[]
  readonly examples?: readonly RspecExample[]
  readonly summary?: {
    readonly example_count?: number
    readonly failure_count?: number
    readonly pending_count?: number
    readonly errors_outside_of_examples_count?: number
  }
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
