import type { PackageTests, TestCounts } from '@groundcrew/core/failures'
import { count } from '@groundcrew/core/text'
import type { StepOutcome, TestEvidence } from './report.ts'

/**
 * What a test command's own output proves. An exit code of 0 proves nothing: wrappers swallow failures, filters match no test, and a runner
 * that was killed below a pipe prints no summary.
 */
export function judgeTests(output: string, counts: TestCounts | undefined): StepOutcome {
  const packages = counts === undefined ? countGoPackages(output) : undefined
  if (packages !== undefined) {
    if (packages.tested > 0) return { state: 'passed' }
    return { state: 'unknown', reason: `exit 0, but no tests ran: none of ${count(packages.all, 'package')} has any` }
  }
  if (counts === undefined) {
    return { state: 'unknown', reason: 'exit 0, but the output does not say how many tests ran' }
  }
  if (counts.failed > 0) {
    return { state: 'failed', reason: `exit 0, but the runner reported ${count(counts.failed, 'failed test')}` }
  }
  if (counts.passed > countEmptyFiles(output)) return { state: 'passed' }
  const none = counts.skipped > 0 ? `all ${count(counts.skipped, 'test')} were skipped` : '0 tests ran'
  return { state: 'unknown', reason: `exit 0, but ${none}` }
}

/** One package in which no test ran is not made up for by the others. */
export function judgePackages(
  packages: readonly PackageTests[],
  isTrusted: (one: PackageTests) => boolean,
): StepOutcome {
  for (const one of packages) {
    const judged = judgeTests(one.text, one.tests)
    if (judged.state === 'passed' || (one.tests === undefined && isTrusted(one))) continue
    return { ...judged, reason: `${judged.reason} in ${one.label} (one of ${count(packages.length, 'package')})` }
  }
  return { state: 'passed' }
}

/** What a report says of the tests that ran; undefined where nothing was read. */
export function readTestEvidence(output: string, counts: TestCounts | undefined): TestEvidence | undefined {
  if (counts !== undefined) return { unit: 'test', ...counts }
  const packages = countGoPackages(output)
  if (packages === undefined) return undefined
  return { unit: 'package', passed: packages.tested, failed: 0, skipped: 0, total: packages.tested }
}

/** `node --test` counts a file that has no tests as a test that passed, by the name of the file. */
function countEmptyFiles(output: string): number {
  return output.match(/^(?:✔|ok \d+ -) \S+\.[cm]?[jt]sx?(?: \(|$)/gm)?.length ?? 0
}

interface GoPackages {
  readonly tested: number
  readonly all: number
}

/** Without `-v`, `go test` counts no tests: it says for each package whether its tests passed or whether there are none. */
function countGoPackages(output: string): GoPackages | undefined {
  const lines = output.split('\n').filter((line) => /^(?:ok {2}|\? {3}|)\t\S+\t/.test(line))
  if (lines.length === 0) return undefined
  const tested = lines.filter((line) => line.startsWith('ok  \t') && !line.includes('[no tests to run]'))
  return { tested: tested.length, all: lines.length }
}
