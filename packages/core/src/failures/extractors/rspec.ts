import type { Extractor, Finding, Log, Place, Span } from '../extractor.ts'
import { blockAfter, firstOwn, joinLines, lineIndex, parsePlace, runStart } from '../reading.ts'
import type { TestCounts } from '../types.ts'

const SUMMARY =
  /^(\d{1,9}) examples?, (\d{1,9}) failures?(?:, (\d{1,9}) pending)?(?:, \d{1,9} errors? occurred outside of examples)?$/
const OUTSIDE = /^An error occurred (?:while loading (\S+?)\.?(?: - .*)?|in an? `.*` hook\.)$/

export const rspec: Extractor = {
  name: 'rspec',
  phase: 'runner',
  signs: [' examples, ', ' example, ', 'An error occurred while loading'],
  extract: (log) => {
    const summary = lineIndex(log, SUMMARY)
    if (summary < 0) return { findings: [] }
    const tests = readCounts(log.lines[summary] ?? '')
    const isEmpty = tests?.total === 0 && !log.text.includes('An error occurred')
    const empty: Finding = {
      tool: 'rspec',
      kind: 'runner',
      message: 'no examples found',
      index: summary,
      weight: 'consequence',
    }
    const findings = [...readFailures(log), ...readOutside(log), ...(isEmpty ? [empty] : [])]
    return { findings, tests, claims: readClaims(log, summary) }
  },
}

/** The numbered blocks below `Failures:`; those of the section `Pending:` look alike and do not count. */
function readFailures(log: Log): Finding[] {
  const start = log.lines.indexOf('Failures:')
  if (start < 0) return []
  const end = log.lines.findIndex((line, index) => index > start && line.startsWith('Finished in '))
  return log.lines.flatMap((line, index) => {
    const name = index > start && (end < 0 || index < end) ? /^ {2}\d{1,6}\) (.*)$/.exec(line)?.[1] : undefined
    if (name === undefined) return []
    const block = blockAfter(log, index, (text) => /^ {2}\d{1,6}\) |^Finished in /.test(text))
    return [{ tool: 'rspec', kind: 'test', test: name, index, ...readError(log, block) }]
  })
}

function readOutside(log: Log): Finding[] {
  return log.lines.flatMap((line, index) => {
    const match = OUTSIDE.exec(line)
    if (match === null) return []
    const block = blockAfter(
      log,
      index,
      (text) => OUTSIDE.test(text) || /^(?:Run options|Finished in |No examples found)/.test(text),
    )
    const error = readError(log, block)
    const quoted = block
      .map((text) => /^\s*(\/\S+:\d+): syntax error/.exec(text)?.[1])
      .find((found) => found !== undefined)
    const place =
      (quoted === undefined ? error.place : parsePlace(quoted)) ??
      (match[1] === undefined ? undefined : { path: match[1] })
    return [{ tool: 'rspec', kind: 'runner', index, ...error, place }]
  })
}

/** `Failure/Error: the line`, the error, `# ./path:12:in …`. */
function readError(
  log: Log,
  block: readonly string[],
): { message: string; place: Place | undefined; detail: string[] } {
  const places = block.map((line) => parsePlace(/^\s*# (\S.{0,500}?:\d{1,7})(?::in .*)?$/.exec(line)?.[1] ?? ''))
  const at = block.findIndex((line) => line.trimStart().startsWith('Failure/Error: '))
  const source = (block[at] ?? '').replace(/^\s*Failure\/Error: /, '')
  const text = block.slice(at + 1).filter((line) => !/^\s*#/.test(line))
  const from = text.findIndex((line) => line.trim() !== '')
  const end = text.findIndex((line, index) => index > from && line.trim() === '')
  const message = joinLines(text.slice(Math.max(0, from), end < 0 ? from + 3 : end))
  return {
    message: message.replace(/^expected: (.*) got: /, 'expected: $1, got: '),
    place: firstOwn(log, places),
    detail: source === '' ? [] : [source],
  }
}

function readCounts(line: string): TestCounts | undefined {
  const match = SUMMARY.exec(line)
  if (match === null) return undefined
  const [total, failed] = [Number(match[1]), Number(match[2])]
  const skipped = Number(match[3] ?? 0)
  return { passed: Math.max(0, total - failed - skipped), failed, skipped, total }
}

function readClaims(log: Log, summary: number): Span[] {
  const examples = lineIndex(log, /^Failed examples:$/, summary)
  return [{ from: runStart(log, lineIndex(log, /^Finished in /)), to: examples < 0 ? summary : log.lines.length - 1 }]
}
