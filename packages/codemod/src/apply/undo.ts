import { ToolError } from '@groundcrew/core/cli'
import type { Place } from '../plan/place.ts'
import type { Plan } from '../plan/types.ts'
import type { ApplyOptions } from './apply.ts'
import type { Run } from './changes.ts'
import { commitChanges } from './commit.ts'
import { listRuns, readPack } from './run-store.ts'
import { undoFile, type FileUndo, type KeptEdit } from './undo-file.ts'

export type UndoOptions = Pick<ApplyOptions, 'at' | 'task'>

export interface UndoReport {
  readonly plan: string
  /** Undefined: nothing could be taken back. */
  readonly run: number | undefined
  readonly edits: number
  readonly files: readonly string[]
  /** What stays as the plan made it. */
  readonly kept: readonly KeptEdit[]
  readonly task?: number | undefined
}

/**
 * Takes back what `apply` wrote, under the lock: a file that nobody touched since gets its old bytes; in another one each edit is found again
 * by the bytes around it, and what others changed stays. An edit that cannot be told for certain is kept, and named.
 *
 * @throws ToolError NOT_APPLIED, and those of `commitChanges`.
 */
export async function undoPlan(place: Place, plan: Plan, { at, task }: UndoOptions): Promise<UndoReport> {
  const runs = listRuns(place).filter((run) => run.plan === plan.id)
  const applied = appliedEdits(runs)
  const source = runs.findLast((run) => run.kind === 'apply')
  if (source === undefined || applied.size === 0) {
    throw new ToolError('NOT_APPLIED', `plan ${plan.id} is not applied`, { exitCode: 1, hint: 'codemod log' })
  }
  const contentOf = readPack(place, source)
  const results: FileUndo[] = []
  for (const record of source.changes) {
    const file = plan.files.find(({ path }) => path === record.path)
    if (file === undefined) continue
    results.push(undoFile(place, { file, before: contentOf(record), applied, run: source }))
  }
  const changes = results.flatMap((result) => result.changes)
  const edits = results.flatMap(({ undone }) => undone)
  const kept = results.flatMap((result) => result.kept)
  const draft = { kind: 'undo', plan: plan.id, at, edits, task } as const
  const run = changes.length === 0 ? undefined : (await commitChanges(place, draft, changes)).number
  const files = results.flatMap((result) => result.changes[0]?.path ?? [])
  return { plan: plan.id, run, edits: edits.length, files, kept }
}

/** The edits that the last `apply` wrote and no `undo` took back since. */
export function appliedEdits(runs: readonly Run[]): ReadonlySet<string> {
  const edits = new Set<string>()
  for (const run of runs) {
    if (run.kind === 'apply') edits.clear()
    for (const id of run.edits) {
      if (run.kind === 'apply') edits.add(id)
      else edits.delete(id)
    }
  }
  return edits
}
