import type { Extractor, Finding, Log, Span } from '../extractor.ts'
import {
  firstOwn,
  joinLines,
  lastLineIndex,
  lineIndex,
  parsePlace,
  runStart,
  stackPlace,
  sumCounts,
  takeLines,
  testCounts,
} from '../reading.ts'
import type { TestCounts } from '../types.ts'
import { readLoadFailure } from './node-test.ts'

const RESULT = /^(\s*)(not )?ok \d{1,7}(?: -)? ?(.*)$/

/** The Test Anything Protocol, as `node --test --test-reporter=tap` and others write it. */
export const tap: Extractor = {
  name: 'tap',
  phase: 'runner',
  signs: ['ok 1', 'ok 2', '# fail '],
  extract: (log) => {
    const from = lineIndex(log, /^TAP version \d/)
    const plan = lastLineIndex(log, /^1\.\.\d+$/)
    if (from < 0 && plan < 0) return { findings: [] }
    const tests = readCounts(log)
    return { findings: readFailures(log), tests, claims: readClaims(log, from) }
  },
}

function readFailures(log: Log): Finding[] {
  const tool = log.text.includes('duration_ms') ? 'node:test' : 'tap'
  return log.lines.flatMap((line, index): Finding[] => {
    const match = RESULT.exec(line)
    if (match === null || match[2] === undefined || /# (?:SKIP|TODO)\b/i.test(line)) return []
    const indent = match[1] ?? ''
    const block = takeLines(log, index + 1, (text) => isDetail(text, indent))
    const failure = readBlock(log, block)
    if (failure.isParent) return []
    const name = (match[3] ?? '').trim().replace(/ # time=[\d.]+m?s$/, '')
    // Vitest puts subtests into braces.
    if (name.endsWith(' {')) return []
    if (failure.message === 'test failed')
      return [readLoadFailure(log, { name, index, end: index, result: /^\s*(?:not )?ok \d/ })]
    return [{ tool, kind: 'test', test: name, message: failure.message, index, place: failure.place }]
  })
}

/** A YAML block, or the indented lines that other producers print. */
function isDetail(line: string, indent: string): boolean {
  return (
    line === '' ||
    (line.startsWith(`${indent}  `) && !RESULT.test(line.trimStart()) && !line.trimStart().startsWith('# Subtest'))
  )
}

interface Block {
  readonly message: string
  readonly place: Finding['place']
  readonly isParent: boolean
}

function readBlock(log: Log, block: readonly string[]): Block {
  const lines = block.map((line) => line.trim())
  const error = lines.findIndex((line) => line.startsWith('error:'))
  const stack = lines.findIndex((line) => line.startsWith('stack:'))
  const frames =
    stack < 0 ? lines.map((line) => stackPlace(line)) : lines.slice(stack + 1).map((line) => stackPlace(`at ${line}`))
  const location = lines.map((line) => /^location: '(.*)'$/.exec(line)?.[1]).find((text) => text !== undefined)
  const at = lines.map((line) => /^at: (['"]?)(.*)\1$/.exec(line)?.[2]).find((text) => text !== undefined)
  const named = at === undefined ? undefined : firstOwn(log, [stackPlace(`at ${at}`)])
  const place = firstOwn(log, frames) ?? named ?? (location === undefined ? undefined : parsePlace(location))
  const isParent = lines.includes("failureType: 'subtestsFailed'")
  return { message: messageOf(lines, error), place, isParent }
}

/** AVA and Vitest have the words in `message`, Vitest below an `error` of its own. */
function messageOf(lines: readonly string[], error: number): string {
  const message = lines.map((line) => /^message: (['"])(.*)\1,?$/.exec(line)?.[2]).find((text) => text !== undefined)
  if (message !== undefined && (error < 0 || lines[error] === 'error:')) return message
  return error < 0 ? plainError(lines) : yamlError(lines, error)
}

function yamlError(lines: readonly string[], at: number): string {
  const inline = /^error: '(.*)'$/.exec(lines[at] ?? '')?.[1]
  if (inline !== undefined) return inline
  const end = lines.findIndex(
    (line, index) => index > at && /^(?:code|name|stack|expected|actual|operator):/.test(line),
  )
  const text = lines.slice(at + 1, end < 0 ? at + 4 : end)
  const difference = text.findIndex((line) => line.startsWith('+ actual - expected'))
  return joinLines(difference < 0 ? text : text.slice(0, difference))
}

function plainError(lines: readonly string[]): string {
  const end = lines.findIndex((line, index) => index > 0 && /^(?:at |\w*Error\b|\+ actual - expected)/.test(line))
  return joinLines(end < 0 ? lines.slice(0, 2) : lines.slice(0, end))
}

/** The `# pass 2` lines at the end; without them the top-level results. */
/** The end of a document; a command may run several, and a test may print the like of a single line of it. */
const SUMMARY =
  /^# tests +\d+\n(?:# suites +\d+\n)?# pass +(\d+)\n# fail +(\d+)(?:\n# cancelled +(\d+))?(?:\n# skipped +(\d+))?(?:\n# todo +(\d+))?$/gm

function readCounts(log: Log): TestCounts | undefined {
  const summaries = [...log.text.matchAll(SUMMARY)].map((match) => {
    const [pass = 0, fail = 0, cancelled = 0, skipped = 0, todo = 0] = match
      .slice(1)
      .map((digits) => Number(digits ?? 0))
    return testCounts(pass, fail + cancelled, skipped + todo)
  })
  return sumCounts(summaries) ?? readResults(log)
}

function readResults(log: Log): TestCounts | undefined {
  const value = (word: string): number | undefined => {
    const text = log.lines.findLast((line) => line.startsWith(`# ${word} `))
    return text === undefined ? undefined : Number(text.slice(word.length + 3))
  }
  const [pass, fail] = [value('pass'), value('fail')]
  if (pass !== undefined && fail !== undefined) {
    const skipped = (value('skipped') ?? 0) + (value('todo') ?? 0)
    return testCounts(pass, fail + (value('cancelled') ?? 0), skipped)
  }
  const results = log.lines.map((line) => RESULT.exec(line)).filter((match) => match?.[1] === '')
  if (results.length === 0) return undefined
  const skipped = results.filter((match) => /# (?:SKIP|TODO)\b/i.test(match?.[3] ?? '')).length
  const failed = results.filter(
    (match) => match?.[2] !== undefined && !/# (?:SKIP|TODO)\b/i.test(match[3] ?? ''),
  ).length
  return testCounts(results.length - failed - skipped, failed, skipped)
}

function readClaims(log: Log, from: number): Span[] {
  const to = Math.max(lastLineIndex(log, /^1\.\.\d+$/), lastLineIndex(log, /^# (?:fail|duration_ms) /))
  return to < 0 ? [] : [{ from: from < 0 ? runStart(log, to) : from, to }]
}
