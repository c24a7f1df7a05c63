import { count } from '@groundcrew/core/text'
import type { RunRecord } from '../model/run-record.ts'

/** What a reader should know of how the runs ended. */
export function endNotes(runs: readonly RunRecord[]): readonly string[] {
  const leftovers = runs.filter((run) => run.leftovers).length
  const lingered = runs.filter((run) => run.lingered).length
  const all = count(runs.length, 'run')
  return [
    ...(leftovers === 0 ? [] : [`${leftovers} of ${all} left processes behind, which were stopped`]),
    ...(lingered === 0 ? [] : [`${lingered} of ${all} did not end after the tests, and were stopped`]),
  ]
}
