import type { Extractor, Finding, Log } from '../extractor.ts'
import { blockAfter, differenceLines, firstOwn, joinLines, lineIndex, parsePlace, takeLines } from '../reading.ts'
import type { TestCounts } from '../types.ts'

export const phpunit: Extractor = {
  name: 'phpunit',
  phase: 'runner',
  signs: ['PHPUnit '],
  extract: (log) => {
    const from = lineIndex(log, /^PHPUnit \d/)
    const to = lineIndex(log, /^(?:OK \(|OK, but |Tests: \d+, |No tests executed!)/, Math.max(0, from))
    if (from < 0) return { findings: [] }
    const empty = lineIndex(log, /^No tests executed!$/)
    const none: Finding[] =
      empty < 0
        ? []
        : [{ tool: 'phpunit', kind: 'runner', message: 'no tests executed', index: empty, weight: 'consequence' }]
    return {
      findings: [...readFailures(log), ...readTestdox(log), ...none],
      tests: readCounts(log),
      claims: to < 0 ? [] : [{ from, to }],
    }
  },
}

/** The numbered blocks below `There were 3 failures:` and `There was 1 error:`. */
function readFailures(log: Log): Finding[] {
  const findings: Finding[] = []
  let isFailing = false
  log.lines.forEach((line, index) => {
    const section = /^There (?:was|were) \d+ (\w+)/.exec(line)?.[1]
    if (section !== undefined) isFailing = /^(?:failure|error)s?$/.test(section)
    const name = isFailing ? /^\d{1,6}\) (\S.*)$/.exec(line)?.[1] : undefined
    if (name === undefined) return
    const block = blockAfter(log, index, (text) =>
      /^\d{1,6}\) \S|^--$|^There (?:was|were) \d|^(?:FAILURES|ERRORS)!/.test(text),
    )
    findings.push({ tool: 'phpunit', kind: 'test', test: name, index, ...readBlock(log, block) })
  })
  return findings
}

/** `--testdox`: ` ✘ Euros` and what is wrong behind a line; the summary repeats it. */
function readTestdox(log: Log): Finding[] {
  if (log.lines.some((line) => /^There (?:was|were) \d+ /.test(line))) return []
  return log.lines.flatMap((line, index): Finding[] => {
    const test = /^ ✘ (.*?)(?: \d+ ms)?$/.exec(line)?.[1]
    if (test === undefined) return []
    const block = takeLines(log, index + 1, (text) => /^\s+[│├┊┐┴┬╵╷]/.test(text)).map((text) =>
      text.replace(/^\s+[│├┊┐┴┬╵╷] ?/, '').trim(),
    )
    const title = log.lines.slice(0, index).findLast((text) => /^\S/.test(text)) ?? ''
    return [{ tool: 'phpunit', kind: 'test', test: `${title}: ${test}`, index, ...readBlock(log, block.slice(1)) }]
  })
}

function readBlock(log: Log, block: readonly string[]): Pick<Finding, 'message' | 'place' | 'detail'> {
  const places = block.map((line) => (/^\/|^[A-Z]:\\/.test(line) ? parsePlace(line) : undefined))
  const end = block.findIndex((line) => line === '' || line.startsWith('--- Expected'))
  return {
    message: joinLines(end < 0 ? block : block.slice(0, end)),
    place: firstOwn(log, places),
    detail: differenceLines(block.slice(block.findIndex((line) => line.startsWith('+++ Actual')) + 1)),
  }
}

/** `OK (1 test, 1 assertion)` or `Tests: 8, Assertions: 5, Errors: 1, Failures: 3, Skipped: 1.` */
function readCounts(log: Log): TestCounts | undefined {
  const passed = log.lines.map((line) => /^OK \((\d+) tests?, /.exec(line)?.[1]).find((text) => text !== undefined)
  if (passed !== undefined) return { passed: Number(passed), failed: 0, skipped: 0, total: Number(passed) }
  const summary = log.lines.find((line) => /^Tests: \d+, Assertions: /.test(line))
  if (summary === undefined)
    return lineIndex(log, /^No tests executed!$/) < 0 ? undefined : { passed: 0, failed: 0, skipped: 0, total: 0 }
  const count = (label: string): number => Number(new RegExp(`\\b${label}: (\\d+)`).exec(summary)?.[1] ?? 0)
  const [total, failed, skipped] = [
    count('Tests'),
    count('Errors') + count('Failures'),
    count('Skipped') + count('Incomplete'),
  ]
  return { passed: Math.max(0, total - failed - skipped), failed, skipped, total }
}
