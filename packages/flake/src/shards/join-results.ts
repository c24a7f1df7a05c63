import { ToolError } from '@groundcrew/core/cli'
import { formatCommand } from '@groundcrew/core/process'
import { byKind } from '../judge/verdict.ts'
import type { CleanTests, FlakeReport } from '../report/report.ts'
import type { ShardResults } from './results-file.ts'

export interface NamedResults extends ShardResults {
  /** As the user named it. */
  readonly file: string
}

/**
 * The report of the whole suite from those of its shards.
 *
 * @throws ToolError DUPLICATE_SHARD, MIXED_SHARDS.
 */
export function joinResults(all: readonly [NamedResults, ...NamedResults[]]): FlakeReport {
  refuseMixed(all)
  const sorted = [...all].sort((a, b) => a.shard.index - b.shard.index)
  const { count } = all[0].shard
  const present = sorted.map(({ shard }) => shard.index)
  const missing = Array.from({ length: count }, (_, index) => index + 1).filter((index) => !present.includes(index))
  const reports = sorted.map(({ report }) => report)
  const looked = new Set(sorted.flatMap((shard) => shard.looked))
  const collected = [...new Set(sorted.flatMap((shard) => shard.collected))]
  const [{ suite, commit }] = all.map(({ report }) => report) as [FlakeReport]
  const changed = joinChanged(reports)
  return {
    suite,
    ...(commit === undefined ? {} : { commit }),
    isDirty: reports.some(({ isDirty }) => isDirty),
    tests: reports.reduce((sum, { tests }) => sum + tests, 0),
    runs: reports.flatMap(({ runs }) => runs),
    troubles: reports.flatMap(troublesOf),
    verdicts: reports.flatMap(({ verdicts }) => verdicts).sort(byKind),
    ok: joinClean(reports.map(({ ok }) => ok)),
    ...(changed === undefined ? {} : { changed }),
    shards: {
      count,
      present,
      missing,
      testsAll: collected.length,
      unseen: missing.length > 0 ? [] : collected.filter((test) => !looked.has(test)),
    },
    notes: [...new Set(reports.flatMap(({ notes }) => notes))],
    // They ran side by side.
    durationMs: Math.max(...reports.map(({ durationMs }) => durationMs)),
    isInterrupted: reports.some(({ isInterrupted }) => isInterrupted),
  }
}

function refuseMixed([first, ...others]: readonly [NamedResults, ...NamedResults[]]): void {
  const files = new Map([[first.shard.index, first.file]])
  for (const { shard, file, report } of others) {
    const known = files.get(shard.index)
    const what = differenceOf(first, { shard, report })
    if (what !== undefined) throw mixed(`${first.file} and ${file} are not of one suite: ${what}`)
    if (known !== undefined) {
      throw new ToolError('DUPLICATE_SHARD', `shard ${shard.index} of ${shard.count} is in ${known} and in ${file}`, {
        hint: 'name one of them: counted twice, the rates would be wrong',
        exitCode: 2,
      })
    }
    files.set(shard.index, file)
  }
}

function differenceOf(
  first: ShardResults,
  { shard, report }: Pick<ShardResults, 'shard' | 'report'>,
): string | undefined {
  const pairs = [
    ['shards', first.shard.count, shard.count],
    ['commit', first.report.commit ?? 'none', report.commit ?? 'none'],
    ['runner', first.report.suite.runner, report.suite.runner],
    ['command', formatCommand(first.report.suite.command), formatCommand(report.suite.command)],
  ] as const
  const found = pairs.find(([, one, other]) => one !== other)
  return found === undefined ? undefined : `${found[0]} ${found[1]} and ${found[2]}`
}

function mixed(message: string): ToolError {
  return new ToolError('MIXED_SHARDS', message, { hint: 'name the shards of one run of one suite', exitCode: 2 })
}

function joinClean(parts: readonly CleanTests[]): CleanTests {
  const some = parts.filter(({ tests }) => tests > 0)
  if (some.length === 0) return { tests: 0, cleanRunsMin: 0, rateBelow: 1 }
  return {
    tests: some.reduce((sum, { tests }) => sum + tests, 0),
    cleanRunsMin: Math.min(...some.map(({ cleanRunsMin }) => cleanRunsMin)),
    rateBelow: Math.max(...some.map(({ rateBelow }) => rateBelow)),
  }
}

function joinChanged(reports: readonly FlakeReport[]): FlakeReport['changed'] {
  const parts = reports.flatMap(({ changed }) => (changed === undefined ? [] : [changed]))
  const [first] = parts
  if (first === undefined) return undefined
  const others = reports.flatMap(({ changed, ok }) =>
    changed === undefined ? [ok.cleanRunsMin] : [changed.othersRunsMin],
  )
  return {
    since: first.since,
    tests: parts.reduce((sum, { tests }) => sum + tests, 0),
    runsMin: Math.min(...parts.map(({ runsMin }) => runsMin)),
    othersRunsMin: Math.min(...others.filter((runs) => runs > 0)),
    ok: joinClean(parts.map(({ ok }) => ok)),
  }
}

/** Results that an earlier version wrote have none. */
function troublesOf({ troubles = [] }: Partial<Pick<FlakeReport, 'troubles'>>): FlakeReport['troubles'] {
  return troubles
}
