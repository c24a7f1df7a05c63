import type { Extractor, Finding, Log, Span } from '../extractor.ts'
import {
  blockAfter,
  findLines,
  firstOwn,
  joinLines,
  lastLineIndex,
  lineIndex,
  optionalNumber,
  stackPlace,
} from '../reading.ts'
import type { TestCounts } from '../types.ts'

const FAILURE = /^\s{2}\d{1,6}\) (?:\[[^\]]{1,100}\] › )?(\S.{0,300}?):(\d{1,7}):(\d{1,7}) › (.*?)\s*─*$/
const FOOTER = /^\s{2}(\d{1,9}) (failed|flaky|skipped|passed|did not run|interrupted|timed out)(?: \([\d.]+\w+\))?$/

export const playwright: Extractor = {
  name: 'playwright',
  phase: 'runner',
  signs: [' using ', 'No tests found', 'config.webServer'],
  extract: (log) => {
    const start = lineIndex(log, /^Running \d+ tests? using \d+ workers?/)
    const findings = [...readFailures(log, start), ...readRunner(log, start)]
    return { findings, tests: readCounts(log, start), claims: readClaims(log, start) }
  },
}

function readFailures(log: Log, start: number): Finding[] {
  if (start < 0) return []
  const flaky = flakyTests(log)
  return findLines(log, FAILURE, (match, index) => {
    const [, path = '', line, column, name = ''] = match
    if (index < start || flaky.has(`${path}:${line}:${column}`)) return undefined
    const block = blockAfter(
      log,
      index,
      (text) => FAILURE.test(text) || FOOTER.test(text) || /^\s+Retry #\d/.test(text),
    )
    const [expected, received] = ['Expected', 'Received'].map((label) => labelled(block, label))
    const message = errorMessage(block)
    const values =
      expected === undefined || received === undefined ? '' : `: expected ${expected}, received ${received}`
    return {
      tool: 'playwright',
      kind: 'test',
      test: name,
      message: `${message}${values}`,
      index,
      place: firstOwn(
        log,
        block.map((text) => stackPlace(text)),
      ) ?? {
        path,
        line: optionalNumber(line),
        column: optionalNumber(column),
      },
    }
  })
}

/** Places of the tests that passed on a retry: listed under `1 flaky`. */
function flakyTests(log: Log): ReadonlySet<string> {
  const places = new Set<string>()
  const from = lineIndex(log, /^\s{2}\d+ flaky/)
  if (from < 0) return places
  for (const line of blockAfter(log, from, (text) => !text.startsWith('    '))) {
    const place = /^\s{4}(?:\[[^\]]{1,100}\] › )?(\S.{0,300}?:\d+:\d+) › /.exec(line)?.[1]
    if (place !== undefined) places.add(place)
  }
  return places
}

function errorMessage(block: readonly string[]): string {
  const first = block.findIndex((line) => line.trim() !== '')
  const end = block.findIndex((line, at) => at > first && /^\s*$|^\s+╔/.test(line))
  return joinLines(block.slice(Math.max(0, first), end < 0 ? first + 2 : end))
    .replace(/^Error: (?=expect\()/, '')
    .replace(/ \/\/ (?:Object\.is|deep) equality$/, '')
}

function labelled(block: readonly string[], label: string): string | undefined {
  const line = block.find((text) => new RegExp(`^\\s+${label}(?: [a-z]+)?: `).test(text))
  return line?.slice(line.indexOf(':') + 1).trim()
}

/** What happens before any test: a file that does not load, nothing found, a server that does not start. */
function readRunner(log: Log, start: number): Finding[] {
  const isEmpty = lineIndex(log, /^Error: No tests found\.?$/) >= 0
  if (start < 0 && !isEmpty && !log.text.includes('config.webServer')) return []
  return findLines(log, /^(?:Error: |\s*)((?:Error: )?\S.*)$/, (match, index) => {
    const line = log.lines[index] ?? ''
    if (!line.startsWith('Error: ') || (start >= 0 && !/config\.webServer|is already used/.test(line))) return undefined
    const message = match[1] ?? ''
    const from = / imported from (\S+)$/.exec(message)?.[1]
    return {
      tool: 'playwright',
      kind: 'runner',
      message,
      index,
      place: from === undefined ? undefined : { path: from },
      weight: message.startsWith('No tests found') && !isAlone(log, index) ? 'consequence' : undefined,
    }
  })
}

function isAlone(log: Log, index: number): boolean {
  return log.lines.every((line, at) => at === index || !line.startsWith('Error: '))
}

function readCounts(log: Log, start: number): TestCounts | undefined {
  if (start < 0) return undefined
  const counts = new Map<string, number>()
  log.lines.slice(start).forEach((line) => {
    const match = FOOTER.exec(line)
    if (match !== null) counts.set(match[2] ?? '', Number(match[1]))
  })
  if (counts.size === 0) return undefined
  const count = (...words: readonly string[]): number => words.reduce((sum, word) => sum + (counts.get(word) ?? 0), 0)
  const passed = count('passed', 'flaky')
  const failed = count('failed', 'timed out', 'interrupted')
  const skipped = count('skipped', 'did not run')
  return { passed, failed, skipped, total: passed + failed + skipped }
}

function readClaims(log: Log, start: number): Span[] {
  const to = lastLineIndex(log, FOOTER)
  return start < 0 || to < start ? [] : [{ from: start, to }]
}
