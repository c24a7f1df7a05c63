import type { Extractor } from '../extractor.ts'
import { sumCounts, testCounts } from '../reading.ts'
import type { TestCounts } from '../types.ts'

/** Runners whose failures the other extractors read well enough, and whose totals nothing else reads. */
const SUMMARIES: readonly {
  readonly sign: string
  readonly line: RegExp
  readonly read: (numbers: readonly number[]) => TestCounts
}[] = [
  // .NET: `Passed!  - Failed:     0, Passed:     3, Skipped:     1, Total:     4, Duration: 5 ms - demo.dll (net8.0)`
  {
    sign: '- Failed: ',
    line: /^(?:Passed|Failed|Skipped)! +- Failed: +(\d{1,9}), Passed: +(\d{1,9}), Skipped: +(\d{1,9}), Total: /,
    read: ([failed = 0, passed = 0, skipped = 0]) => testCounts(passed, failed, skipped),
  },
  // CTest: `67% tests passed, 1 tests failed out of 3`
  {
    sign: '% tests passed, ',
    line: /^\d{1,3}% tests passed, (\d{1,9}) tests? failed out of (\d{1,9})$/,
    read: ([failed = 0, all = 0]) => testCounts(all - failed, failed, 0),
  },
  // Deno: `ok | 2 passed | 0 failed | 1 ignored (12ms)`
  {
    sign: 'ok | ',
    line: /^(?:ok|FAILED) \| (\d{1,9}) passed(?: \(\d+ steps?\))? \| (\d{1,9}) failed(?: \(\d+ steps?\))?(?: \| (\d{1,9}) ignored)?/,
    read: ([passed = 0, failed = 0, skipped = 0]) => testCounts(passed, failed, skipped),
  },
]

/** Bun and AVA give each number a line of its own: ` 3 pass`, `  1 test failed`. */
const LINES = [
  { passed: /^ (\d{1,9}) pass$/, failed: /^ (\d{1,9}) fail$/, skipped: /^ (\d{1,9}) (?:skip|todo)$/ },
  {
    passed: /^ {2}(\d{1,9}) tests? passed$/,
    failed: /^ {2}(\d{1,9}) (?:tests? failed|uncaught exceptions?|unhandled rejections?)$/,
    skipped: /^ {2}(\d{1,9}) tests? (?:skipped|todo)$/,
  },
]

/** Only how many tests ran, for .NET, CTest, Deno, Bun and AVA. */
export const testSummaries: Extractor = {
  name: 'test-summaries',
  phase: 'runner',
  signs: [
    ...SUMMARIES.map(({ sign }) => sign),
    'FAILED | ',
    ' pass\n',
    ' test passed',
    ' tests passed',
    ' test failed',
    ' tests failed',
  ],
  extract: ({ lines }) => ({ findings: [], tests: readSummary(lines) ?? readNumbers(lines) }),
}

function readSummary(lines: readonly string[]): TestCounts | undefined {
  const all = SUMMARIES.flatMap(({ line, read }) =>
    lines.flatMap((text) => {
      const match = line.exec(text)
      return match === null ? [] : [read(match.slice(1).map((digits) => Number(digits ?? 0)))]
    }),
  )
  return sumCounts(all)
}

function readNumbers(lines: readonly string[]): TestCounts | undefined {
  for (const { passed, failed, skipped } of LINES) {
    const sum = (pattern: RegExp): number | undefined => {
      const found = lines.flatMap((line) => pattern.exec(line)?.[1] ?? [])
      return found.length === 0 ? undefined : found.reduce((total, digits) => total + Number(digits), 0)
    }
    const [pass, fail] = [sum(passed), sum(failed)]
    if (pass !== undefined || fail !== undefined) return testCounts(pass ?? 0, fail ?? 0, sum(skipped) ?? 0)
  }
  return undefined
}
