import type { Extractor, Finding, Log, Place } from '../extractor.ts'
import { blockAfter, firstOwn, joinLines, lineIndex, parsePlace, runStart, testCounts } from '../reading.ts'

const SUMMARY =
  /^(?:(\d{1,9}) doctests?, )?(?:(\d{1,9}) propert(?:y|ies), )?(?:(\d{1,9}) tests?, )?(\d{1,9}) failures?(?:, \d{1,9} excluded)?(?:, (\d{1,9}) invalid)?(?:, (\d{1,9}) skipped)?$/
const TITLE = /^ {2}\d{1,6}\) (?:test|doctest|property|feature) (.*) \(([\w.]+)\)$/

/** ExUnit: numbered blocks with the place of the test, the error, `code:` and a stack trace. */
export const exunit: Extractor = {
  name: 'exunit',
  phase: 'runner',
  signs: [' tests, ', ' test, ', ' doctest, ', ' doctests, '],
  extract: (log) => {
    const to = lineIndex(log, SUMMARY)
    if (to < 0 || lineIndex(log, /^Finished in \d/) < 0) return { findings: [] }
    const [, doctests, properties, tests, failures, invalid, skipped] = SUMMARY.exec(log.lines[to] ?? '') ?? []
    const number = (digits: string | undefined): number => Number(digits ?? 0)
    const total = number(doctests) + number(properties) + number(tests)
    const failed = number(failures) + number(invalid)
    return {
      findings: readFailures(log),
      tests: testCounts(Math.max(0, total - failed - number(skipped)), failed, number(skipped)),
      claims: [{ from: runStart(log, to), to }],
    }
  },
}

function readFailures(log: Log): readonly Finding[] {
  return log.lines.flatMap((line, index): readonly Finding[] => {
    const [, test, module] = TITLE.exec(line) ?? []
    if (test === undefined || module === undefined) return []
    const block = blockAfter(log, index, (text) => TITLE.test(text) || text.startsWith('Finished in '))
    const [declared = '', ...said] = block
    const stack = block.slice(block.findIndex((text) => text.trim() === 'stacktrace:') + 1).map(framePlace)
    return [
      {
        tool: 'exunit',
        kind: 'test',
        test: `${module} ${test}`,
        message: messageOf(said),
        index,
        place: firstOwn(log, stack) ?? parsePlace(declared),
        detail: said.flatMap((text) => /^\s{5}code:\s+(\S.*)$/.exec(text)?.[1] ?? []),
      },
    ]
  })
}

/** `** (ArgumentError) text` and what follows it, or an assertion's words with `left:` and `right:`. */
function messageOf(lines: readonly string[]): string {
  const end = lines.findIndex((line) => /^\s{5}(?:code|stacktrace|arguments|left|right):/.test(line))
  const headline = joinLines(lines.slice(0, end < 0 ? 3 : end)).replace(/^\*\* \(([\w.]+)\) /, '$1: ')
  const values = ['left', 'right'].flatMap((side) => {
    const value = lines.map((line) => new RegExp(`^\\s{5}${side}:\\s+(.*)$`).exec(line)?.[1])
    return value.find((found) => found !== undefined) === undefined ? [] : [`${side} ${value.find(Boolean) ?? ''}`]
  })
  return values.length === 0 ? headline : `${headline}: ${values.join(', ')}`
}

/** `(shop 0.1.0) lib/shop.ex:3: Shop.refuse/1` or `test/shop_test.exs:5: (test)`. */
function framePlace(line: string): Place | undefined {
  return parsePlace(/^\s+(?:\([^)]{1,100}\) )?(\S+\.exs?:\d{1,7}): /.exec(line)?.[1] ?? '')
}
