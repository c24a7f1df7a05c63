import type { Extractor, Finding, Log, Place, Span } from '../extractor.ts'
import {
  blockAfter,
  countWords,
  joinLines,
  lastLineIndex,
  lastOwn,
  lineIndex,
  parsePlace,
  runStart,
} from '../reading.ts'
import type { TestCounts } from '../types.ts'
import { readPytestRunner } from './pytest-runner.ts'
import { framePlace } from './python-traceback.ts'

const SESSION = /^=+ test session starts =+$/
const SECTION = /^=+ (?:FAILURES|ERRORS) =+$/
const RULER = /^=+ [^=]+ =+$/
const HEADER = /^_{3,} (.+?) _{3,}$/
const SUMMARY_START = /^=+ short test summary info =+$/
const TOTALS =
  /^=*\s*((?:\d{1,9} (?:failed|passed|skipped|deselected|xfailed|xpassed|errors?|warnings?|rerun|subtests passed)(?:, )?)+|no tests ran) in [\d.]+s/

export const pytest: Extractor = {
  name: 'pytest',
  phase: 'runner',
  signs: [
    'test session starts',
    ' short test summary info',
    '= FAILURES =',
    '= ERRORS =',
    ' passed in ',
    ' failed in ',
    ' error in ',
    ' errors in ',
    'no tests ran in ',
    'loading conftest',
    'pytest',
    '+ Timeout +',
  ],
  extract: (log) => {
    const summary = readSummary(log)
    const nodes = new Map(summary.map((node) => [node.name, node]))
    const blocks = readBlocks(log, nodes)
    const totals = lastLineIndex(log, TOTALS)
    const isPytest = totals >= 0 || lineIndex(log, SESSION) >= 0
    const listed = blocks.length > 0 ? [] : summary.map((node) => node.finding)
    return {
      findings: [...blocks, ...listed, ...readPytestRunner(log, isPytest)],
      tests: readCounts(log.lines[totals] ?? ''),
      claims: readClaims(log, totals),
    }
  },
}

interface Node {
  /** `TestTotal.test_adds`, as the headers name it. */
  readonly name: string
  /** `tests/test_sums.py::TestTotal::test_adds`. */
  readonly id: string
  readonly finding: Finding
}

type Nodes = ReadonlyMap<string, Node>

/** The short summary: `FAILED tests/test_sums.py::TestTotal::test_adds - assert 3 == 4`. */
function readSummary(log: Log): Node[] {
  const start = lastLineIndex(log, SUMMARY_START)
  if (start < 0) return []
  return log.lines.slice(start).flatMap((line, offset) => {
    const match = /^(FAILED|ERROR) (\S.*?\.py\S*(?:\[.*?\])?)(?: - (.*))?$/.exec(line)
    if (match === null) return []
    const [, word, id = '', reason] = match
    const [path = '', ...names] = id.split('::')
    const isTest = names.length > 0
    return [
      {
        name: names.join('.'),
        id,
        finding: {
          tool: 'pytest',
          kind: isTest ? 'test' : 'runner',
          test: isTest ? id : undefined,
          message: reason ?? (word === 'ERROR' ? 'the file could not be collected' : 'failed'),
          index: start + offset,
          place: { path },
        },
      },
    ]
  })
}

function readBlocks(log: Log, nodes: Nodes): Finding[] {
  const sections = log.lines.flatMap((line, index) => (SECTION.test(line) ? [index] : []))
  return sections.flatMap((section) => {
    const findings: Finding[] = []
    for (let index = section + 1; index < log.lines.length && !RULER.test(log.lines[index] ?? ''); index += 1) {
      const header = HEADER.exec(log.lines[index] ?? '')?.[1]
      if (header === undefined) continue
      const block = blockAfter(log, index, (line) => HEADER.test(line) || RULER.test(line))
      findings.push(readBlock(log, { header, index, block, nodes }))
    }
    return findings.length > 0 ? findings : nameLines(readLines(log, section), [...nodes.values()])
  })
}

interface Block {
  readonly header: string
  readonly index: number
  readonly block: readonly string[]
  readonly nodes: Nodes
}

function readBlock(log: Log, { header, index, block, nodes }: Block): Finding {
  const collected = /^ERROR collecting (.*)$/.exec(header)?.[1]
  const name = header.replace(/^ERROR at (?:setup|teardown) of /, '')
  const node = nodes.get(name)
  const captured = block.findIndex((line) => /^-+ Captured /.test(line))
  const trace = captured < 0 ? block : block.slice(0, captured)
  const place = lastOwn(
    log,
    trace.map((line) => tracePlace(line)),
  )
  const fallback = collected ?? node?.id.split('::')[0]
  return {
    tool: 'pytest',
    kind: collected === undefined ? 'test' : 'runner',
    test: collected === undefined ? (node?.id ?? name) : undefined,
    message: errorMessage(trace),
    index,
    place: place ?? (fallback === undefined ? undefined : { path: fallback }),
    detail: trace.filter((line) => /^E\s+(?:\+ {2}where|[-+] )/.test(line)).map((line) => line.slice(1).trim()),
  }
}

/** `path:12: ValueError`, `path:12: in refuse`, `File "path", line 12`, also behind the `E` of a syntax error. */
function tracePlace(line: string): Place | undefined {
  if (line.includes('File "')) return framePlace(line.replace(/^E/, ''))
  const match = /^(\S.{0,500}?:\d{1,7}): ?(?:in .*|[\w.]*)$/.exec(line)
  return match === null ? undefined : parsePlace(match[1] ?? '')
}

/** The first `E` lines; the exception's own line for an error that quotes a file; the last line of a native traceback. */
function errorMessage(whole: readonly string[]): string {
  // Of exceptions that caused each other the last one failed the test.
  const link = whole.findLastIndex((line) =>
    /^(?:The above exception was the direct cause|During handling of the above exception)/.test(line),
  )
  const trace = whole.slice(link + 1)
  const group = trace.findIndex((line) => line.includes('+ Exception Group Traceback'))
  const named = trace.slice(group).find((line) => /^\s*\| \w*(?:Group|Error|Exception)\b.*: /.test(line))
  if (group >= 0 && named !== undefined) {
    const inner = trace.find((line) => /^\s{4,}\| \w[\w.]*: /.test(line))
    const reason = inner === undefined ? '' : ` (${inner.replace(/^\s*\| /, '')})`
    return `${named.replace(/^\s*\| /, '')}${reason}`
  }
  const errors = trace.filter((line) => /^E\s/.test(line)).map((line) => line.slice(1).trim())
  if (errors.length === 0) {
    return (
      trace.findLast((line) => /^\S*(?:Error|Exception|Exit|Failed)\b.*/.test(line)) ?? joinLines(trace.slice(0, 2))
    )
  }
  const [first = '', second = ''] = errors
  const quoted = first.startsWith('File "') ? errors.findLast((line) => /^\w+Error: /.test(line)) : undefined
  if (quoted !== undefined) return quoted
  return second.startsWith('assert ') && first.startsWith('AssertionError: ') ? `${first} (${second})` : first
}

/** `--tb=line`: one `path:line: message` for each failure. */
function readLines(log: Log, section: number): Finding[] {
  return blockAfter(log, section, (line) => RULER.test(line)).flatMap((line, offset) => {
    const match = /^(\S.{0,500}?\.py):(\d{1,7}): (.*)$/.exec(line)
    if (match === null) return []
    const [, path = '', number, message = ''] = match
    return [
      { tool: 'pytest', kind: 'test', message, index: section + 1 + offset, place: { path, line: Number(number) } },
    ]
  })
}

/** Such a line names no test; the summary lists the tests in the same order. */
function nameLines(findings: readonly Finding[], nodes: readonly Node[]): Finding[] {
  if (findings.length !== nodes.length) return [...findings]
  return findings.map((finding, at) => ({ ...finding, test: nodes[at]?.finding.test }))
}

function readCounts(line: string): TestCounts | undefined {
  const totals = TOTALS.exec(line)?.[1]
  if (totals === undefined) return undefined
  const counts = countWords(totals)
  const count = (...words: readonly string[]): number => words.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0)
  const passed = count('passed', 'xfailed', 'xpassed')
  const failed = count('failed', 'error', 'errors')
  const skipped = count('skipped')
  return { passed, failed, skipped, total: passed + failed + skipped }
}

function readClaims(log: Log, totals: number): Span[] {
  if (totals < 0) return []
  const session = lineIndex(log, SESSION)
  return [{ from: session < 0 ? runStart(log, totals) : session, to: totals }]
}
