import type { Extractor, Finding, Log } from '../extractor.ts'
import {
  blockAfter,
  differenceLines,
  firstOwn,
  joinLines,
  lastLineIndex,
  lineIndex,
  stackPlace,
  testCounts,
} from '../reading.ts'

/** uvu: `FAIL  "adds euros"`, the difference and the stack; its totals each on a line of its own. */
export const uvu: Extractor = {
  name: 'uvu',
  phase: 'runner',
  signs: ['  Total:  '],
  extract: (log) => {
    const to = lastLineIndex(log, /^ {2}Duration: +\d/)
    const number = (word: string): number => {
      const line = log.lines.findLast((text) => text.startsWith(`  ${word}:`))
      return Number(/(\d{1,9})$/.exec(line ?? '')?.[1] ?? Number.NaN)
    }
    const [total, passed, skipped] = [number('Total'), number('Passed'), number('Skipped')]
    if (to < 0 || Number.isNaN(total + passed)) return { findings: [] }
    const from = Math.max(0, lineIndex(log, /^\S.*[•✘].*\(\d+ \/ \d+\)$/))
    const without = skipped || 0
    return {
      findings: readFailures(log),
      tests: testCounts(passed, Math.max(0, total - passed - without), without),
      claims: [{ from, to }],
    }
  },
}

function readFailures(log: Log): Finding[] {
  return log.lines.flatMap((line, index): Finding[] => {
    const test = /^ {3}FAIL {2}(?:.* )?"(.*)"$/.exec(line)?.[1]
    if (test === undefined) return []
    const block = blockAfter(log, index, (text) => /^ {3}FAIL {2}|^ {2}Total: /.test(text))
    const end = block.findIndex((text) => text.trim() === '')
    return [
      {
        tool: 'uvu',
        kind: 'test',
        test,
        message: joinLines(block.slice(0, Math.max(1, end))),
        index,
        place: firstOwn(
          log,
          block.map((text) => stackPlace(text)),
        ),
        detail: differenceLines(block.slice(Math.max(0, end))),
      },
    ]
  })
}
