import { applyEdits, byteEdits, sha256, textEditsOf } from '../plan/edits.ts'
import type { Place } from '../plan/place.ts'
import type { PlanEdit, PlanFile } from '../plan/types.ts'
import type { Change, Run } from './changes.ts'
import { reverseEdits } from './reverse-edits.ts'
import { readTreeFile } from './work-tree.ts'

export interface FileUndo {
  readonly changes: readonly Change[]
  readonly undone: readonly string[]
  readonly kept: readonly KeptEdit[]
}

export interface KeptEdit {
  readonly id: string
  readonly place: string
  readonly reason: string
}

export interface UndoneFile {
  readonly file: PlanFile
  /** The old content. */
  readonly before: Buffer
  /** The edits that are not taken back yet. */
  readonly applied: ReadonlySet<string>
  readonly run: Run
}

/** What takes the edits of one file back. A file that was moved goes back as a whole, with what others have changed in it. */
export function undoFile(place: Place, call: UndoneFile): FileUndo {
  const { file, applied, run } = call
  const written = file.edits.filter(({ id }) => run.edits.includes(id))
  const open = written.filter(({ id }) => applied.has(id))
  const keep = (reason: string): FileUndo => ({ changes: [], undone: [], kept: keptEdits(file, open, reason) })
  if (open.length === 0) return keep('')
  const move = open.find(({ kind }) => kind === 'move')
  const found = readTreeFile(place.root, move === undefined ? file.path : move.new)
  if (found.kind === 'absent') return keep('the file is gone')
  if (found.kind === 'refused') return keep(found.reason)
  if (move !== undefined && readTreeFile(place.root, file.path).kind !== 'absent') {
    return keep('another file is where it came from')
  }
  const old = reverse(call, { written, open, current: found.bytes })
  const undone = open.map(({ id }) => id).filter((id) => old.isUndone(id))
  const kept = keptEdits(file, open, 'the text around it has changed').filter(({ id }) => !undone.includes(id))
  if (undone.length === 0) return { changes: [], undone, kept }
  const { mode, owner } = found
  if (move !== undefined) {
    const changes: readonly Change[] = [
      { path: file.path, mode, owner, before: undefined, after: old.bytes },
      { path: move.new, mode, before: found.bytes, after: undefined },
    ]
    return { changes, undone, kept }
  }
  // What others have added to a file that the plan made stays.
  const isGone = file.isNew === true && old.bytes.length === 0
  const after = isGone ? undefined : old.bytes
  return { changes: [{ path: file.path, mode, before: found.bytes, after }], undone, kept }
}

function keptEdits({ path, movedTo }: PlanFile, edits: readonly PlanEdit[], reason: string): readonly KeptEdit[] {
  return edits.map(({ id, line }) => ({ id, place: `${movedTo ?? path}:${line}`, reason }))
}

interface Written {
  readonly written: readonly PlanEdit[]
  readonly open: readonly PlanEdit[]
  readonly current: Buffer
}

function reverse(
  { file, before, run }: UndoneFile,
  { written, open, current }: Written,
): { readonly bytes: Buffer; readonly isUndone: (id: string) => boolean } {
  // A formatter may have followed the edits: what the run left is what it has recorded.
  const left = run.changes.find(({ path, after }) => after !== undefined && [file.path, file.movedTo].includes(path))
  if (open.length === written.length && sha256(current) === left?.after) {
    return { bytes: before, isUndone: () => true }
  }
  const texts = textEditsOf(written)
  const edits = byteEdits(texts, file.encoding)
  const after = applyEdits(before, edits)
  const isOpen = (edit: PlanEdit | undefined): boolean => edit !== undefined && open.includes(edit)
  const { bytes, isReversed } = reverseEdits({ edits, after, current }, (index) => isOpen(texts[index]))
  const moves = new Set(run.edits.filter((id) => written.some((edit) => edit.id === id && edit.kind === 'move')))
  return { bytes, isUndone: (id) => moves.has(id) || isReversed(texts.findIndex((edit) => edit.id === id)) }
}
