import { mkdir, unlink } from 'node:fs/promises'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'
import { encodePath } from '@groundcrew/core/text'
import { sha256 } from '../plan/edits.ts'
import type { Place } from '../plan/place.ts'
import type { ChangeRecord, Run } from './changes.ts'
import { placeDraft, writeDraft } from './drafts.ts'
import { changed, closeRun, discard, naming } from './journal.ts'
import { readPack } from './run-store.ts'
import { hashTreeFile, readTreeFile } from './work-tree.ts'

export type Outcome =
  | { readonly kind: 'finished' }
  /** All is as it was before the run. */
  | { readonly kind: 'taken back'; readonly cause: unknown }
  /** Some files are neither: the journal stays. */
  | { readonly kind: 'stuck'; readonly cause: ToolError }

/** Whether a file that is still to be replaced is the one that was looked at. */
type StillSame = (record: ChangeRecord, index: number) => boolean

/** Brings a run whose drafts are all on disk to its end: every file new; where that cannot be had, every file old. */
export async function settle(place: Place, run: Run, isSame: StillSame): Promise<Outcome> {
  try {
    // One after the other: where one fails, little has to be taken back.
    for (const [index, record] of run.changes.entries()) {
      if (!isSame(record, index)) throw changed(record.path)
      await naming(record.path, () => placeDraft(place.root, record))
    }
  } catch (cause) {
    return takeBack(place, run, cause)
  }
  closeRun(place, run)
  return { kind: 'finished' }
}

/** The same after a crash, where some of the files may be new already. */
export async function resume(place: Place, run: Run): Promise<Outcome> {
  for (const record of run.changes) {
    const isReady = isDone(place, record) || canPlace(place, record)
    if (!isReady) return takeBack(place, run, changed(record.path))
  }
  const open: ChangeRecord[] = []
  for (const record of run.changes) if (!isDone(place, record)) open.push(record)
  try {
    for (const record of open) await placeDraft(place.root, record)
  } catch (cause) {
    return takeBack(place, run, cause)
  }
  await removeDrafts(place, run)
  closeRun(place, run)
  return { kind: 'finished' }
}

function isDone({ root }: Place, record: ChangeRecord): boolean {
  return hashTreeFile(root, record.path) === record.after
}

function canPlace({ root }: Place, record: ChangeRecord): boolean {
  if (hashTreeFile(root, record.path) !== record.before) return false
  return record.after === undefined || hashTreeFile(root, record.draft) === record.after
}

/** Puts back the old content of every file that has the new one. Files that are neither were changed by somebody else, and stay. */
async function takeBack(place: Place, run: Run, cause: unknown): Promise<Outcome> {
  const contentOf = readPack(place, run)
  const stuck: string[] = []
  for (const record of run.changes) {
    try {
      if (record.before !== record.after && isDone(place, record)) {
        await putBack(place, record, contentOf(record))
      }
    } catch {
      stuck.push(record.path)
    }
  }
  if (stuck.length > 0) return { kind: 'stuck', cause: stuckError(stuck, cause) }
  await discard(place, run)
  return { kind: 'taken back', cause }
}

async function putBack({ root }: Place, record: ChangeRecord, content: Buffer): Promise<void> {
  if (record.before === undefined) return unlink(encodePath(path.join(root, record.path)))
  if (sha256(content) !== record.before) throw new Error(`the old content of ${record.path} is damaged`)
  const found = readTreeFile(root, record.path)
  const owner = found.kind === 'file' ? found.owner : undefined
  const draft = path.join(root, record.draft)
  await mkdir(encodePath(path.dirname(draft)), { recursive: true })
  await writeDraft(draft, { content, mode: record.mode, owner })
  // The mirror image of the change: what was removed is made, what was replaced is replaced.
  await placeDraft(root, { ...record, before: record.after, after: record.before })
}

async function removeDrafts(place: Place, run: Run): Promise<void> {
  for (const { draft } of run.changes) {
    const full = encodePath(path.join(place.root, draft))
    await unlink(full).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
  }
}

function stuckError(files: readonly string[], cause: unknown): ToolError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const names = `${files.slice(0, 3).join(', ')}${files.length > 3 ? ', …' : ''}`
  return new ToolError('HALF_WRITTEN', `${reason}; ${names} could not be put back`, {
    cause,
    hint: 'make them writable, then run codemod recover',
  })
}
