import type { Extractor, Finding, Log } from '../extractor.ts'
import { blockAfter, firstOwn, joinLines, lastLineIndex, lineIndex, stackPlace, testCounts } from '../reading.ts'

const SUMMARY = /^(?:Executed )?(\d{1,9}) specs?, (\d{1,9}) failures?(?:, (\d{1,9}) pending specs?)?$/

/** Jasmine: `1) cart adds euros`, below it `Message:` and `Stack:`. */
export const jasmine: Extractor = {
  name: 'jasmine',
  phase: 'runner',
  signs: [' specs, ', ' spec, '],
  extract: (log) => {
    const to = lastLineIndex(log, SUMMARY)
    const match = SUMMARY.exec(log.lines[to] ?? '')
    if (match === null) return { findings: [] }
    const [total, failed] = [Number(match[1]), Number(match[2])]
    const skipped = Number(match[3] ?? 0)
    const from = Math.max(0, lineIndex(log, /^(?:Randomized with seed|Started$|Failures:$)/))
    return {
      findings: readFailures(log),
      tests: testCounts(total - failed - skipped, failed, skipped),
      claims: [{ from, to }],
    }
  },
}

function readFailures(log: Log): Finding[] {
  const start = log.lines.indexOf('Failures:')
  if (start < 0) return []
  return log.lines.flatMap((line, index): Finding[] => {
    const test = index > start ? /^\d{1,6}\) (.*)$/.exec(line)?.[1] : undefined
    if (test === undefined) return []
    const block = blockAfter(log, index, (text) => /^\d{1,6}\) |^$|^\d+ specs?, /.test(text))
    const stack = block.findIndex((text) => /^\s+Stack:$/.test(text))
    const said = block.slice(0, stack < 0 ? 4 : stack).filter((text) => !/^\s+Message:$/.test(text))
    const place = firstOwn(
      log,
      block.map((text) => stackPlace(text)),
    )
    return [{ tool: 'jasmine', kind: 'test', test, message: joinLines(said), index, place }]
  })
}
