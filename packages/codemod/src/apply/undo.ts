import { ToolError } from '@groundcrew/core/cli'
import { applyEdits, byteEdits, sha256 } from '../plan/edits.ts'
import type { Place } from '../plan/place.ts'
import type { Plan, PlanFile } from '../plan/types.ts'
import type { ApplyOptions } from './apply.ts'
import type { Change, ChangeRecord, Run } from './changes.ts'
import { commitChanges } from './commit.ts'
import { reverseEdits } from './reverse-edits.ts'
import { listRuns, readPack } from './run-store.ts'
import { readTreeFile } from './work-tree.ts'

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

export interface KeptEdit {
  readonly id: string
  readonly place: string
  readonly reason: string
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
    results.push(undoFile(place, { record, file, before: contentOf(record), applied, run: source }))
  }
  const changes = results.flatMap(({ change }) => change ?? [])
  const edits = results.flatMap(({ undone }) => undone)
  const kept = results.flatMap((result) => result.kept)
  const draft = { kind: 'undo', plan: plan.id, at, edits, task } as const
  const run = changes.length === 0 ? undefined : (await commitChanges(place, draft, changes)).number
  return { plan: plan.id, run, edits: edits.length, files: changes.map(({ path }) => path), kept }
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

interface FileUndo {
  readonly change: Change | undefined
  readonly undone: readonly string[]
  readonly kept: readonly KeptEdit[]
}

interface UndoneFile {
  readonly record: ChangeRecord
  readonly file: PlanFile
  /** The old content. */
  readonly before: Buffer
  readonly applied: ReadonlySet<string>
  readonly run: Run
}

function undoFile(place: Place, { record, file, before, applied, run }: UndoneFile): FileUndo {
  const written = file.edits.filter(({ id }) => run.edits.includes(id))
  const open = written.filter(({ id }) => applied.has(id))
  const ids = open.map(({ id }) => id)
  const keep = (reason: string): KeptEdit[] =>
    open.map(({ id, line }) => ({ id, place: `${file.path}:${line}`, reason }))
  if (open.length === 0) return { change: undefined, undone: [], kept: [] }
  const found = readTreeFile(place.root, file.path)
  if (found.kind === 'absent') return { change: undefined, undone: [], kept: keep('the file is gone') }
  if (found.kind === 'refused') return { change: undefined, undone: [], kept: keep(found.reason) }
  const base = { path: file.path, mode: found.mode, before: found.bytes }
  if (sha256(found.bytes) === record.after && open.length === written.length) {
    return { change: { ...base, after: before }, undone: ids, kept: [] }
  }
  const edits = byteEdits(written, file.encoding)
  const after = applyEdits(before, edits)
  const { bytes, isReversed } = reverseEdits({ edits, after, current: found.bytes }, (index) => {
    const edit = written[index]
    return edit !== undefined && applied.has(edit.id)
  })
  const undone = ids.filter((id) => isReversed(written.findIndex((edit) => edit.id === id)))
  const kept = keep('the text around it has changed').filter(({ id }) => !undone.includes(id))
  return { change: undone.length === 0 ? undefined : { ...base, after: bytes }, undone, kept }
}
