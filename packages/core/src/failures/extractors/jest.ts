import type { Extractor, Finding, Log, Place, Span } from '../extractor.ts'
import {
  countWords,
  differenceLines,
  findLines,
  firstOwn,
  joinLines,
  lastLineIndex,
  lineIndex,
  stackPlace,
  sumCounts,
  takeLines,
} from '../reading.ts'
import type { TestCounts } from '../types.ts'

const HEADER = /^\s?(?:FAIL|PASS)\s+(\S.*?)(?: \(\d[\d.]* m?s\))?$/
const BULLET = /^ {2}● (.*)$/

export const jest: Extractor = {
  name: 'jest',
  phase: 'runner',
  signs: ['Test Suites:', '  ● ', '● Validation Error', 'No tests found, exiting'],
  extract: (log) => ({
    findings: [...readFailures(log), ...readRunner(log)],
    tests: sumCounts(readCounts(log)),
    claims: readClaims(log),
  }),
}

function readFailures(log: Log): Finding[] {
  if (!log.text.includes('Test Suites:') && !/^\s?FAIL /m.test(log.text)) return []
  const findings: Finding[] = []
  let file = ''
  log.lines.forEach((line, index) => {
    const header = HEADER.exec(line)
    if (header !== null) file = header[1] ?? ''
    const name = BULLET.exec(line)?.[1]
    if (name === undefined || name === 'Console' || file === '') return
    const block = takeLines(log, index + 1, (text) => text === '' || text.startsWith('   '))
    if (block.some((text) => text.trim() !== '')) findings.push(readFailure(log, { name, file, index, block }))
  })
  return findings
}

interface Failure {
  readonly name: string
  readonly file: string
  readonly index: number
  readonly block: readonly string[]
}

function readFailure(log: Log, { name, file, index, block }: Failure): Finding {
  const isSuite = name === 'Test suite failed to run'
  return {
    tool: 'jest',
    kind: isSuite ? 'runner' : 'test',
    test: isSuite ? undefined : name,
    message: isSuite ? suiteMessage(block) : testMessage(block),
    index,
    place:
      firstOwn(
        log,
        block.map((line) => stackPlace(line)),
      ) ?? quotedPlace(block, file),
    detail: differenceLines(differencePart(block)),
  }
}

/** `expect(received).toBe(expected): expected 4, received 3`. */
function testMessage(block: readonly string[]): string {
  const filled = block.map((line) => line.trim())
  const headline = joinLines(firstParagraph(filled))
    .replace(/ \/\/ (?:Object\.is|deep|recursive) equality$/, '')
    .replace(/^thrown: "([^"]*)"?$/, 'thrown: $1')
  if (filled.some((line) => line.startsWith('New snapshot was not written')))
    return `${headline}: new snapshot was not written`
  const expected = valueAfter(filled, 'Expected')
  const received = valueAfter(filled, 'Received')
  if (expected === undefined && received === undefined) return headline
  return `${headline}: ${[
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(received === undefined ? [] : [`received ${received}`]),
  ].join(', ')}`
}

function valueAfter(lines: readonly string[], label: string): string | undefined {
  const line = lines.find((text) => text.startsWith(`${label}:`) || new RegExp(`^${label} [a-z ]{1,30}:`).test(text))
  return line?.slice(line.indexOf(':') + 1).trim()
}

/** The lines before the first empty one; a time-out's advice is left out. */
function firstParagraph(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line) => line !== '')
  const end = lines.findIndex((line, at) => at > start && (line === '' || /^Add a timeout value|^at /.test(line)))
  return lines.slice(Math.max(0, start), end < 0 ? start + 3 : end)
}

/** For a file that does not parse, the syntax error stands below a page of advice. */
function suiteMessage(block: readonly string[]): string {
  const syntax = block.map((line) => /^\s+(SyntaxError: .*)$/.exec(line)?.[1]).find((text) => text !== undefined)
  return syntax ?? joinLines(firstParagraph(block.map((line) => line.trim())))
}

/** `> 5 |     expect(…)` in the quoted source: the line, in the file of the header. */
function quotedPlace(block: readonly string[], file: string): Place {
  const quoted = block.map((line) => /^\s*> (\d{1,7}) \|/.exec(line)?.[1]).find((line) => line !== undefined)
  const column = block
    .map((line) => /\((\d+):(\d+)\)$/.exec(line))
    .find((match) => match !== null && match[1] === quoted)
  return {
    path: file,
    line: quoted === undefined ? undefined : Number(quoted),
    column: column === undefined || column === null ? undefined : Number(column[2]),
  }
}

function differencePart(block: readonly string[]): readonly string[] {
  const from = block.findIndex((line) => /^\s+\+ Received/.test(line))
  if (from < 0) return []
  const to = block.findIndex((line, at) => at > from && /^\s*>? *\d+ \|/.test(line))
  return block.slice(from + 1, to < 0 ? undefined : to)
}

function readRunner(log: Log): Finding[] {
  const pattern = /^(?:(No tests found, exiting with code 1)|Jest: (.*(?:threshold|Coverage).*)|● (Validation Error):)$/
  return findLines(log, pattern, (match, index) => {
    const reason = match[3] === undefined ? '' : `: ${joinLines(log.lines.slice(index + 1, index + 4))}`
    const message = `${match[1] ?? match[2] ?? match[3] ?? ''}${reason}`
    return { tool: 'jest', kind: 'runner', message, index }
  })
}

function readCounts(log: Log): TestCounts[] {
  if (!log.text.includes('Test Suites:')) return []
  return log.lines.flatMap((line) => {
    const summary = /^Tests:\s+(.*\btotal)$/.exec(line)?.[1]
    if (summary === undefined) return []
    const counts = countWords(summary)
    const skipped = (counts.get('skipped') ?? 0) + (counts.get('todo') ?? 0)
    const [passed, failed] = [counts.get('passed') ?? 0, counts.get('failed') ?? 0]
    return [{ passed, failed, skipped, total: counts.get('total') ?? passed + failed + skipped }]
  })
}

function readClaims(log: Log): Span[] {
  const from = lineIndex(log, /^\s?(?:FAIL|PASS)\s+\S|^ {2}console\.\w+$|^● Validation Error/)
  const to = Math.max(lastLineIndex(log, /^Tests:\s+/), lastLineIndex(log, /^Ran all test suites/))
  return from < 0 || to < from ? [] : [{ from, to }]
}
