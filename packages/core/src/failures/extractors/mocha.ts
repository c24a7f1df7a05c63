import type { Extractor, Finding, Log, Span } from '../extractor.ts'
import {
  blockAfter,
  differenceLines,
  findLines,
  firstOwn,
  joinLines,
  lineIndex,
  runStart,
  stackPlace,
  testCounts,
} from '../reading.ts'
import type { TestCounts } from '../types.ts'

const PASSING = /^\s{1,4}(\d{1,9}) passing \(/

/** Mocha and what reports like it (Cypress). */
export const mocha: Extractor = {
  name: 'mocha',
  phase: 'runner',
  signs: [' passing (', ' failing', 'Exception during run:', 'No test files found: '],
  extract: (log) => ({
    findings: [...readFailures(log), ...readRunner(log)],
    tests: readCounts(log),
    claims: readClaims(log),
  }),
}

function readFailures(log: Log): Finding[] {
  const start = lineIndex(log, /^\s{1,4}\d{1,9} failing$/)
  if (start < 0) return []
  return log.lines.flatMap((line, index) => {
    if (index <= start || !/^ {2}\d{1,6}\) /.test(line)) return []
    const block = [line.replace(/^ {2}\d+\) /, ''), ...blockAfter(log, index, (text) => /^ {2}\d{1,6}\) /.test(text))]
    return [readFailure(log, index, block)]
  })
}

/** The titles down to the one that ends with a colon, then the error. */
function readFailure(log: Log, index: number, block: readonly string[]): Finding {
  const titleEnd = block.findIndex((line) => line.endsWith(':'))
  const titles = block.slice(0, titleEnd + 1)
  const error = block.slice(titleEnd + 1)
  const stops = error.findIndex((line) => /^\s*(?:at |\+ expected - actual|\+ actual - expected)/.test(line))
  const text = joinLines(error.slice(0, stops < 0 ? 3 : stops))
  const named = /\(([^()]{1,500}\.[cm]?[jt]sx?)\)$/.exec(text)?.[1]
  const difference = error.findIndex((line) => line.includes('+ expected - actual'))
  const places = error.map((line) => stackPlace(line))
  return {
    tool: 'mocha',
    kind: 'test',
    test: joinLines(titles).replace(/:$/, ''),
    message: text.replace(/^(\w*Error) \[\w+\]: /, '$1: '),
    index,
    place: firstOwn(log, places) ?? (named === undefined ? undefined : { path: named }),
    detail: difference < 0 ? [] : differenceLines(error.slice(difference)),
  }
}

function readRunner(log: Log): Finding[] {
  const pattern = /^\s*(?:(?:✖ ERROR:|Exception during run:) (.*)|(?:Error: )?(No test files found: .*))$/
  return findLines(log, pattern, (match, index) => {
    const block = blockAfter(log, index, (line) => line === '}')
    const required = block.map((line) => /^- (\/.*)$/.exec(line)?.[1]).find((path) => path !== undefined)
    const place = firstOwn(
      log,
      block.map((line) => stackPlace(line)),
    )
    return {
      tool: 'mocha',
      kind: 'runner',
      message: match[1] ?? match[2] ?? '',
      index,
      place: place ?? (required === undefined ? undefined : { path: required }),
    }
  })
}

function readCounts(log: Log): TestCounts | undefined {
  const passing = log.lines.map((line) => PASSING.exec(line)?.[1]).find((count) => count !== undefined)
  if (passing === undefined) return undefined
  const count = (word: string): number =>
    Number(
      log.lines
        .map((line) => new RegExp(`^\\s{1,4}(\\d{1,9}) ${word}$`).exec(line)?.[1])
        .find((text) => text !== undefined) ?? 0,
    )
  return testCounts(Number(passing), count('failing'), count('pending'))
}

/** Everything up to the summary is what tests printed; what follows are the failures. */
function readClaims(log: Log): Span[] {
  const summary = lineIndex(log, PASSING)
  const broken = lineIndex(log, /^\s*Exception during run:/)
  if (summary < 0) return broken < 0 ? [] : [{ from: broken, to: log.lines.length - 1 }]
  const failing = lineIndex(log, /^\s{1,4}\d{1,9} failing$/)
  return [{ from: runStart(log, summary), to: failing < 0 ? summary + 2 : log.lines.length - 1 }]
}
