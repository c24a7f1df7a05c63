import type { Extractor, Finding, Log, Span } from '../extractor.ts'
import {
  firstOwn,
  joinLines,
  lastLineIndex,
  lineIndex,
  optionalNumber,
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
    const findings = readFailures(log)
    // Files that were linted are no tests.
    const isLint = findings.some(({ kind }) => kind === 'diagnostic')
    const tests = isLint ? undefined : readCounts(log)
    return { findings, tests, claims: readClaims(log, from) }
  },
}

function readFailures(log: Log): Finding[] {
  const tool = log.text.includes('duration_ms') ? 'node:test' : 'tap'
  return log.lines.flatMap((line, index): Finding[] => {
    const match = RESULT.exec(line)
    if (match === null || /# (?:SKIP|TODO)\b/i.test(line)) return []
    const indent = match[1] ?? ''
    const block = takeLines(log, index + 1, (text) => isDetail(text, indent))
    // A linter calls a file with warnings alone `ok`.
    const listed = readListed({ block, path: match[3] ?? '', index })
    if (listed.length > 0 || match[2] === undefined) return listed
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

interface Listed {
  readonly block: readonly string[]
  readonly path: string
  readonly index: number
}

/** A linter's TAP: the test is a file, and in its YAML each problem has a message, a severity, a line and a rule. */
function readListed({ block, path, index }: Listed): Finding[] {
  const file = path.trim()
  if (!/\.\w{1,6}$/.test(file) || !block.some((line) => /^\s+severity: (?:error|warning)$/.test(line))) return []
  const starts = block.flatMap((line, at) => (/^\s+(?:- )?message: /.test(line) ? [at] : []))
  return starts.flatMap((at, order): Finding[] => {
    const part = block.slice(at, starts[order + 1])
    const value = (name: string): string | undefined =>
      part.map((line) => new RegExp(`^\\s+(?:- )?${name}: (.*)$`).exec(line)?.[1]).find((text) => text !== undefined)
    const line = optionalNumber(value('line'))
    if (line === undefined) return []
    const message = unquoted(value('message') ?? '')
    const rule = value('ruleId') ?? /\(([\w@/-]+)\)$/.exec(message)?.[1]
    const weight = value('severity') === 'warning' ? 'warning' : undefined
    const said = rule === undefined || message.includes(rule) ? message : `${message} (${rule})`
    const place = { path: file, line, column: optionalNumber(value('column')) }
    return [
      {
        tool: value('ruleId') === undefined ? 'stylelint' : 'eslint',
        kind: 'diagnostic',
        code: rule,
        message: said,
        index: index + 1 + at,
        place,
        weight,
      },
    ]
  })
}

/** YAML's quotes: in single ones a quote is doubled. */
function unquoted(text: string): string {
  if (/^'.*'$/.test(text)) return text.slice(1, -1).replaceAll("''", "'")
  return /^".*"$/.test(text) ? text.slice(1, -1).replaceAll(String.raw`\"`, '"') : text
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
  if (message !== undefined && message !== '' && (error < 0 || lines[error] === 'error:')) return message
  const assertion = lines.map((line) => /^assertion: (.*)$/.exec(line)?.[1]).find((text) => text !== undefined)
  if (message === '' && assertion !== undefined) {
    return joinLines([`${assertion}:`, ...lines.filter((line) => /^[-+] /.test(line)).slice(0, 4)])
  }
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
