import type { Extractor, Finding, Log, Span } from '../extractor.ts'
import {
  blockAfter,
  differenceLines,
  firstOwn,
  joinLines,
  lastLineIndex,
  lineIndex,
  parsePlace,
  runStart,
  stackPlace,
  testCounts,
} from '../reading.ts'
import { BLOCK_LINES_MAX } from '../limits.ts'
import type { TestCounts } from '../types.ts'
import { readNodeCrashes } from './node-crash.ts'

const RESULT = /^\s*[✔✖▶﹣⚠] .* \(\d[\d.]*ms\)/
const INFO = /^ℹ (tests|pass|fail|cancelled|skipped|todo) (\d{1,9})$/

/** `node --test` with the spec reporter. */
export const nodeTest: Extractor = {
  name: 'node:test',
  phase: 'runner',
  signs: ['ℹ tests ', '✖ failing tests:', '\nFailed tests:\n'],
  extract: (log) => ({ findings: readFailures(log), tests: readCounts(log), claims: readClaims(log) }),
}

/** The blocks of `✖ failing tests:`: `test at path:line:col`, `✖ name (1.2ms)`, the error. */
function readFailures(log: Log): Finding[] {
  const start = lineIndex(log, /^✖ failing tests:$/)
  if (start < 0) return readDots(log)
  const results = new Map(log.lines.slice(0, start).map((line, index) => [/^✖ (.*?) \(/.exec(line)?.[1], index]))
  return log.lines.flatMap((line, index) => {
    const at = index > start ? /^test at (.*)$/.exec(line)?.[1] : undefined
    if (at === undefined) return []
    const name = /^✖ (.*?)(?: \(\d[\d.]*ms\))?$/.exec(log.lines[index + 1] ?? '')?.[1] ?? ''
    const block = blockAfter(log, index + 1, (text) => text.startsWith('test at '))
    if (joinLines(block) === "'test failed'") {
      return [readLoadFailure(log, { name, index, end: results.get(name) ?? 0, result: RESULT })]
    }
    return [readFailure(log, { name, at, index, block })]
  })
}

/** The dot reporter: below `Failed tests:` `✖ name (1.2ms)` and its error, indented. */
function readDots(log: Log): Finding[] {
  const start = lineIndex(log, /^Failed tests:$/)
  if (start < 0) return []
  return log.lines.flatMap((line, index): Finding[] => {
    const name = index > start ? /^✖ (.*?) \(\d[\d.]*ms\)$/.exec(line)?.[1] : undefined
    if (name === undefined) return []
    const block = blockAfter(log, index, (text) => /^✖ .* \(\d[\d.]*ms\)$/.test(text))
    if (/^'\d+ subtests? failed'$/.test(joinLines(block))) return []
    const places = block.map((text) => stackPlace(text))
    return [
      {
        tool: 'node:test',
        kind: 'test',
        test: name,
        message: assertionMessage(block),
        index,
        place: firstOwn(log, places),
      },
    ]
  })
}

interface Failure {
  readonly name: string
  readonly at: string
  readonly index: number
  readonly block: readonly string[]
}

function readFailure(log: Log, { name, at, index, block }: Failure): Finding {
  const places = block.map((line) => stackPlace(line))
  return {
    tool: 'node:test',
    kind: 'test',
    test: name,
    message: assertionMessage(block),
    index,
    place: firstOwn(log, places) ?? parsePlace(at),
    detail: block.some((line) => line.includes('+ actual - expected')) ? differenceLines(block) : [],
  }
}

/** `Expected values to be strictly equal: 3 !== 4`: the error without its stack and without a long difference. */
function assertionMessage(block: readonly string[]): string {
  const end = block.findIndex((line) => /^\s*(?:(?:async )?at |\+ actual - expected)/.test(line))
  return joinLines(end < 0 ? block.slice(0, 3) : block.slice(0, end))
    .replace(/^(\w*Error) \[\w+\]: /, '$1: ')
    .replace(/^'(.*)'$/, '$1')
}

export interface LoadFailure {
  /** The file. */
  readonly name: string
  readonly index: number
  /** Line of the file's own result; what the file printed stands above it. */
  readonly end: number
  /** Fits the result lines, which bound what the file printed. */
  readonly result: RegExp
}

/** A file that failed as a whole: the uncaught error, or the note about late activity, that was printed before its result. */
export function readLoadFailure(log: Log, { name, index, end, result }: LoadFailure): Finding {
  const above = log.lines.slice(Math.max(0, end - BLOCK_LINES_MAX), Math.max(0, end))
  const lines = above
    .slice(above.findLastIndex((line) => result.test(line)) + 1)
    .map((line) => line.replace(/^# ?/, ''))
  const [crash] = readNodeCrashes({ ...log, lines })
  const notes = lines.map((line) => /This activity created the error "(.*?)" and would/.exec(line)?.[1])
  const note = notes.find((text) => text !== undefined)
  const unknown = 'the test file failed as a whole: it exited or threw outside of its tests'
  return {
    tool: 'node:test',
    kind: 'runner',
    code: crash?.code,
    message: crash?.message ?? (note === undefined ? unknown : `after the test ended: ${note}`),
    index,
    place: crash?.place ?? { path: name },
  }
}

function readCounts(log: Log): TestCounts | undefined {
  const counts = new Map<string, number>()
  for (const line of log.lines) {
    const match = INFO.exec(line)
    if (match !== null) counts.set(match[1] ?? '', (counts.get(match[1] ?? '') ?? 0) + Number(match[2]))
  }
  const count = (word: string): number => counts.get(word) ?? 0
  return counts.size < 3
    ? undefined
    : testCounts(count('pass'), count('fail') + count('cancelled'), count('skipped') + count('todo'))
}

/** Without a headline at the start, everything up to the end of the report. */
function readClaims(log: Log): Span[] {
  const failing = lineIndex(log, /^✖ failing tests:$/)
  const end = lastLineIndex(log, /^ℹ duration_ms /)
  const dots = lineIndex(log, /^Failed tests:$/)
  if (end < 0) return dots < 0 ? [] : [{ from: dots, to: log.lines.length - 1 }]
  return [{ from: runStart(log, end), to: failing < 0 ? end : log.lines.length - 1 }]
}
