import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { nearestTest } from './commands/place.ts'
import { byKind, type TestVerdict } from './judge/verdict.ts'
import { createReport } from './report/create-report.ts'
import { attemptsByTest } from './report/junit.ts'
import { publish, type PublishOptions } from './report/publish.ts'
import { quoteTest } from './report/quote-test.ts'
import type { FlakeReport } from './report/report.ts'
import { saveVerdicts } from './report/save-verdicts.ts'
import { findClusters } from './search/clusters.ts'
import { investigate } from './search/investigate.ts'
import type { Lab } from './search/lab.ts'
import type { Observations } from './search/observations.ts'
import { nothingRan } from './search/nothing-ran.ts'
import { phases, type Phase } from './search/phases.ts'
import { refuseUnselectable } from './search/require-tests.ts'
import { Search } from './search/search.ts'
import { chooseTests, type ChoiceOptions, type TestChoice } from './search/test-choice.ts'
import { withLab } from './search/with-lab.ts'
import { writeResults } from './shards/results-file.ts'

export interface FlakeOptions extends PublishOptions, ChoiceOptions {
  readonly command: readonly string[]
  readonly report?: string
  readonly timeMs: number
  readonly runsMax: number
  readonly phases?: readonly Phase[]
  /** Where everything goes that `flake merge` needs of a shard. */
  readonly results?: string
}

/** The search has so much of the time, then what it found is looked into, then both go on; in the last two rounds also what takes long. */
const searchShares = [0.4, 0.75, 0.93] as const
/**
 * Runs a suite in many ways and says of every test that failed what it is.
 *
 * @throws ToolError NO_SUITE, NOTHING_RAN.
 */
export async function flake(io: Io, options: FlakeOptions): Promise<FlakeReport> {
  return withLab(io, options, async (lab) => {
    if (options.shard !== undefined) refuseUnselectable(lab)
    const choice = await chooseTests(io, options)
    const search = new Search(lab, io, {
      phases: new Set(options.phases ?? phases),
      runsMax: options.runsMax,
      choice,
    })
    const verdicts = await searchAndJudge(lab, search, choice)
    const { observations } = search
    const report = createReport(lab, { seen: observations, verdicts, choice })
    await saveVerdicts(io, lab.history, report)
    const attempts = new Map([...attemptsByTest(observations.runs)].filter(([test]) => choice.isInShard(test)))
    publish(io, report, attempts, options)
    if (options.results !== undefined) {
      writeResults(path.resolve(io.cwd, options.results), {
        shard: choice.shard ?? { index: 1, count: 1 },
        collected: observations.collected,
        looked: observations.collected.filter((test) => choice.isInShard(test)),
        report,
        attempts: [...attempts],
        entries: lab.entries,
      })
    }
    return report
  })
}

async function searchAndJudge(lab: Lab, search: Search, choice: TestChoice): Promise<readonly TestVerdict[]> {
  const { observations } = search
  const verdicts = new Map<string, TestVerdict>()
  for (const [round, share] of searchShares.entries()) {
    await search.continue(share, round === searchShares.length - 1)
    refuseEmpty(lab, observations, choice)
    for (const cluster of findClusters(observations, verdicts)) verdicts.set(cluster.test, cluster)
    await investigate({ lab, seen: observations, asksSeeds: round > 0 }, verdicts)
  }
  return [...verdicts.values()].map((verdict) => ({ ...verdict, seen: observations.tally(verdict.test) })).sort(byKind)
}

/** @throws ToolError NOTHING_RAN when no test was seen, NO_SUCH_TEST when none that was asked for. */
function refuseEmpty(lab: Lab, seen: Observations, { shard, words }: TestChoice): void {
  if (lab.isStopped) return
  if (seen.runs.some(({ attempts }) => attempts.size > 0)) {
    // A suite may have fewer files than there are machines.
    if (seen.tests.length > 0 || shard !== undefined) return
    const near = words.map((word) => nearestTest(word, seen.collected)).find((test) => test !== undefined)
    throw new ToolError('NO_SUCH_TEST', `none of the ${seen.collected.length} tests is one that was asked for`, {
      hint: near === undefined ? 'flake run looks at all' : `did you mean ${quoteTest(near)}?`,
      exitCode: 2,
    })
  }
  throw nothingRan(lab.suite, seen.runs.at(-1))
}
