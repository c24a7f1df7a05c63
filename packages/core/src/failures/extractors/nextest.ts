import type { Extractor, Finding, Log } from '../extractor.ts'
import { findLines, lastLineIndex, lineIndex, testCounts } from '../reading.ts'
import { readPanics } from './cargo-test.ts'

const FAILED =
  /^\s+(FAIL|TIMEOUT|ABORT|SIG[A-Z]+|LEAK-FAIL)(?: \S+)? +\[ *[\d.]+s\](?: \(.*?\))? (\S+(?:::\S+)?) (\S+)$/
const SUMMARY = /^\s+Summary \[ *[\d.]+s\] .*tests? run: (\d{1,9}) passed.*$/

/** cargo-nextest: a line for each test, the output of those that failed, and the failures once more below the summary. */
export const nextest: Extractor = {
  name: 'nextest',
  phase: 'runner',
  signs: ['Nextest run ID', 'Summary ['],
  extract: (log) => {
    const to = lastLineIndex(log, SUMMARY)
    if (to < 0) return { findings: [] }
    const from = Math.max(0, lineIndex(log, /^\s+(?:Nextest run ID|Starting \d{1,9} tests? )/))
    const after = lineIndex(log, /^error: test run failed$/, to)
    const number = (word: string): number =>
      Number(new RegExp(`(\\d{1,9}) ${word}`).exec(log.lines[to] ?? '')?.[1] ?? 0)
    const failed = number('failed') + number('timed out') + number('exec failed')
    return {
      findings: readFailures(log, to),
      tests: testCounts(number('passed'), failed, number('skipped')),
      claims: [{ from, to: after < 0 ? to : after }],
    }
  },
}

function readFailures(log: Log, summary: number): readonly Finding[] {
  const panics = new Map(readPanics(log).map((panic) => [panic.thread, panic]))
  const seen = new Set<string>()
  return findLines(log, FAILED, ([, how = '', binary = '', test = ''], index) => {
    const name = `${binary} ${test}`
    if (index > summary || seen.has(name)) return undefined
    seen.add(name)
    const panic = panics.get(test)
    const message = panic?.message ?? (how === 'TIMEOUT' ? 'timed out' : `failed (${how})`)
    return { tool: 'nextest', kind: 'test', test: name, message, index, place: panic?.place }
  })
}
