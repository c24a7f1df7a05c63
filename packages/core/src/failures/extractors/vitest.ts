import type { Extractor, Finding, Log, Span } from '../extractor.ts'
import {
  blockAfter,
  countWords,
  differenceLines,
  findLines,
  firstOwn,
  joinLines,
  lastLineIndex,
  lineIndex,
  stackPlace,
  sumCounts,
} from '../reading.ts'
import type { TestCounts } from '../types.ts'

const START = /^\s*(?:RUN|DEV)\s+v\d/
const SUMMARY = /^\s+Tests\s{2,}(.*)$/
const FAIL = /^\s*FAIL\s{2}(\S.*)$/
/** What ends a block: the ruler below it, the next failure, the summary. */
const END = /^⎯|^\s*FAIL\s{2}|^\s+(?:Test Files|Tests|Snapshots)\s{2,}/

export const vitest: Extractor = {
  name: 'vitest',
  phase: 'runner',
  signs: [' RUN  v', 'RUN  v', ' Test Files  ', 'Startup Error', 'No test files found'],
  extract: (log) => ({
    findings: [...readFailures(log), ...readUnhandled(log), ...readRunner(log)],
    tests: sumCounts(readCounts(log)),
    claims: readClaims(log),
  }),
}

/** Several FAIL lines above one error are several tests that failed alike. */
function readFailures(log: Log): Finding[] {
  const findings: Finding[] = []
  let error: ErrorBlock | undefined
  for (let index = log.lines.length - 1; index >= 0; index -= 1) {
    const name = FAIL.exec(log.lines[index] ?? '')?.[1]
    if (name === undefined) continue
    if (error === undefined || !FAIL.test(log.lines[index + 1] ?? '')) error = readError(log, index)
    findings.push(toFinding(name, index, error))
  }
  return findings.toReversed()
}

type ErrorBlock = Required<Pick<Finding, 'message' | 'place' | 'detail'>>

function readError(log: Log, index: number): ErrorBlock {
  const block = blockAfter(log, index, (line) => END.test(line))
  const places = block.map((line) => errorPlace(line))
  const detail = [...differenceLines(afterReceived(block)), ...block.filter((line) => line.startsWith('· '))]
  return { message: errorMessage(block), place: firstOwn(log, places), detail }
}

function toFinding(name: string, index: number, error: ErrorBlock): Finding {
  const bare = name.replace(/^\|[^|]{1,100}\|\s+/, '')
  const suite = /^(\S.{0,500}?) \[ .* \]$/.exec(bare)
  const parts = bare.split(' > ')
  return {
    tool: 'vitest',
    kind: suite === null ? 'test' : 'runner',
    test: suite === null && parts.length > 1 ? parts.slice(1).join(' > ') : undefined,
    index,
    ...error,
    place: error.place ?? { path: suite?.[1] ?? parts[0] ?? '' },
  }
}

/** ` ❯ src/a.js:7:9`, or the `File: /test/a.test.js:3:8` of a file that could not be transformed. */
function errorPlace(line: string): ReturnType<typeof stackPlace> {
  const file = /^\s*File: \/(.*)$/.exec(line)?.[1]
  return file === undefined ? stackPlace(line) : stackPlace(`at ${file}`)
}

/** The error up to the first empty line, difference, frame or quoted source. */
function errorMessage(block: readonly string[]): string {
  const ends = block.findIndex(
    (line, at) => at > 0 && /^\s*$|^ ❯ |^- Expected|^\s*\d+\s*[|:]|^· |^If this is a long-running/.test(line),
  )
  const lines = ends < 0 ? block.slice(0, 3) : block.slice(0, ends)
  return joinLines(lines).replace(/ \/\/ (?:Object\.is|deep|recursive) equality$/, '')
}

function afterReceived(block: readonly string[]): readonly string[] {
  const at = block.findIndex((line) => line.startsWith('+ Received'))
  return at < 0 ? [] : block.slice(at + 1).filter((line) => !/^\s*❯|^\s*\d+\|/.test(line))
}

/** Errors outside of any test: the run fails although every test passed. */
function readUnhandled(log: Log): Finding[] {
  return findLines(
    log,
    /^⎯+ (Unhandled Rejection|Unhandled Error|Uncaught Exception|Unhandled Source Errors?) ⎯+$/,
    (match, index) => {
      const block = blockAfter(log, index, (line) => line.startsWith('⎯'))
      return {
        tool: 'vitest',
        kind: 'runner',
        test: block
          .map((line) => /might've caused the error is "(.*)"\./.exec(line)?.[1])
          .find((name) => name !== undefined),
        message: `${match[1]?.toLowerCase()}: ${errorMessage(block)}${causeOf(block)}`,
        index,
        place: firstOwn(
          log,
          block.map((line) => stackPlace(line)),
        ),
      }
    },
  )
}

function causeOf(block: readonly string[]): string {
  const cause = block.findLast((line) => line.startsWith('Caused by: '))
  return cause === undefined ? '' : ` (cause: ${cause.slice('Caused by: '.length)})`
}

function readRunner(log: Log): Finding[] {
  const runner = (message: string, index: number): Finding => ({ tool: 'vitest', kind: 'runner', message, index })
  const startup = lineIndex(log, /^⎯+ Startup Error ⎯+$/)
  const config = startup < 0 ? [] : readStartup(log, startup)
  const simple = findLines(
    log,
    /^(?:(No test files found, exiting with code 1)|ERROR: (Coverage for .*))$/,
    (match, index) => runner(match[1] ?? match[2] ?? '', index),
  )
  return [...config, ...simple]
}

function readStartup(log: Log, index: number): Finding[] {
  const block = blockAfter(log, index, (line) => /^\s+at /.test(line))
  const [first = '', ...rest] = block.filter((line) => line.trim() !== '')
  const reason = rest.find((line) => /^\[[A-Z_]+\] /.test(line))
  const file = /^failed to load config from (.*)$/.exec(log.lines[index - 2] ?? log.lines[index - 1] ?? '')?.[1]
  return [
    {
      tool: 'vitest',
      kind: 'runner',
      message: `startup error: ${reason ?? first}`,
      index,
      place: file === undefined ? undefined : { path: file },
    },
  ]
}

function readCounts(log: Log): TestCounts[] {
  const isVitest = log.lines.some((line) => /^\s+Test Files\s{2,}/.test(line))
  if (!isVitest) return []
  return log.lines.flatMap((line) => {
    const summary = SUMMARY.exec(line)?.[1]
    if (summary === undefined) return []
    const counts = countWords(summary)
    const skipped = (counts.get('skipped') ?? 0) + (counts.get('todo') ?? 0)
    const [passed, failed] = [counts.get('passed') ?? 0, counts.get('failed') ?? 0]
    const total = Number(/\((\d{1,9})\)$/.exec(summary)?.[1] ?? passed + failed + skipped)
    return [{ passed, failed, skipped, total }]
  })
}

function readClaims(log: Log): Span[] {
  const from = lineIndex(log, START)
  const to = Math.max(lastLineIndex(log, /^\s+Duration\s{2}/), lastLineIndex(log, SUMMARY))
  const startup = lineIndex(log, /^⎯+ Startup Error ⎯+$/)
  const broken =
    startup < 0 ? [] : [{ from: Math.max(0, startup - 2), to: startup + blockAfter(log, startup, () => false).length }]
  return from < 0 || to < from ? broken : [{ from, to }, ...broken]
}
