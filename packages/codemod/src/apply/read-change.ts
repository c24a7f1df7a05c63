import { applyEdits, byteEdits, sha256, textEditsOf, type ByteEdit } from '../plan/edits.ts'
import type { Place } from '../plan/place.ts'
import type { PlanEdit, PlanFile } from '../plan/types.ts'
import type { Change } from './changes.ts'
import { hashTreeFile, readTreeFile } from './work-tree.ts'

export interface SelectedFile {
  readonly file: PlanFile
  /** Those that are to be made. */
  readonly edits: readonly PlanEdit[]
}

/** Why a planned file cannot be changed as it was planned. */
export interface Stale {
  readonly path: string
  readonly reason: string
  /** It has the content that the last run of the plan has written. */
  readonly isNew: boolean
}

/**
 * What the selected edits make of a file as it is now; `written` knows the hash of what the last run of the plan left at a path. A move is two changes: the new file, and the end of the old one.
 */
export function readChange(
  { root }: Place,
  { file, edits }: SelectedFile,
  written: (path: string) => string | undefined,
): readonly (Change | Stale)[] {
  const { path, movedTo, encoding } = file
  const found = readTreeFile(root, path)
  const texts = byteEdits(textEditsOf(edits), encoding)
  if (found.kind === 'refused') return [{ path, reason: found.reason, isNew: false }]
  if (file.isNew === true) return [newFile(file, found, { texts, isWritten: (hash) => isWritten(hash, written(path)) })]
  if (found.kind === 'absent') {
    const isMoved = movedTo !== undefined && isWritten(hashTreeFile(root, movedTo), written(movedTo))
    return [{ path, reason: 'is gone', isNew: isMoved }]
  }
  const hash = sha256(found.bytes)
  if (hash !== file.before) return [{ path, reason: 'has changed', isNew: isWritten(hash, written(path)) }]
  const { mode, owner } = found
  const after = applyEdits(found.bytes, texts)
  if (movedTo === undefined || !edits.some(({ kind }) => kind === 'move')) {
    return [{ path, mode, before: found.bytes, after }]
  }
  const target = readTreeFile(root, movedTo)
  if (target.kind === 'refused') return [{ path: movedTo, reason: `is ${target.reason}`, isNew: false }]
  if (target.kind === 'file') return [{ path: movedTo, reason: 'has come into being', isNew: false }]
  return [
    { path: movedTo, mode, owner, before: undefined, after },
    { path, mode, before: found.bytes, after: undefined },
  ]
}

function newFile(
  { path, mode }: PlanFile,
  found: Exclude<ReturnType<typeof readTreeFile>, { readonly kind: 'refused' }>,
  { texts, isWritten: isOwn }: { readonly texts: readonly ByteEdit[]; readonly isWritten: (hash: string) => boolean },
): Change | Stale {
  if (found.kind === 'file') return { path, reason: 'has come into being', isNew: isOwn(sha256(found.bytes)) }
  return { path, mode, before: undefined, after: applyEdits(Buffer.alloc(0), texts) }
}

function isWritten(hash: string | undefined, written: string | undefined): boolean {
  return hash !== undefined && hash === written
}
