import { rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { encodePath } from '@groundcrew/core/text'
import { sha256 } from '../plan/edits.ts'
import { makeStateDirectory, type Place } from '../plan/place.ts'
import type { Change, ChangeRecord, Run } from './changes.ts'
import { writeDraft } from './drafts.ts'
import { changed, discard, naming, notWritten, writeJournal } from './journal.ts'
import { inParallel } from './parallel.ts'
import { dropRun, nextRunNumber, writePack, writeRun } from './run-store.ts'
import { settle } from './settle.ts'
import { readStamp, readTreeFile, type Owner } from './work-tree.ts'

export type RunDraft = Pick<Run, 'kind' | 'plan' | 'at' | 'edits' | 'task'>

/**
 * Makes all changes or none, under the lock. The old contents and a journal are on disk before the first draft, every draft before the
 * first rename; so whatever ends the process, `recover` finishes or takes back what was begun.
 *
 * @throws ToolError CHANGED where a file is no longer `before`, NOT_WRITTEN where the file system refuses: nothing is changed then.
 */
export async function commitChanges(place: Place, draft: RunDraft, changes: readonly Change[]): Promise<Run> {
  const found = changes.map((change) => inspect(place, change))
  makeStateDirectory(place)
  const number = nextRunNumber(place)
  const run = await begin(place, { ...draft, number, root: place.root, changes: [] }, changes)
  try {
    await stage(place, run, { changes, found })
    writeRun(place, run)
    writeJournal(place, { phase: 'committing', run })
  } catch (error) {
    await discard(place, run)
    throw notWritten(error)
  }
  const outcome = await settle(place, run, ({ path: file }, index) => {
    return readStamp(place.root, file) === found[index]?.stamp
  })
  if (outcome.kind === 'finished') return run
  if (outcome.kind === 'taken back') throw notWritten(outcome.cause)
  throw outcome.cause
}

interface Inspected {
  readonly owner: Owner | undefined
  /** Undefined: there is no file. */
  readonly stamp: string | undefined
}

function inspect(place: Place, change: Change): Inspected {
  const found = readTreeFile(place.root, change.path)
  const isSame =
    change.before === undefined
      ? found.kind === 'absent'
      : found.kind === 'file' && found.bytes.equals(change.before) && found.mode === change.mode
  if (!isSame) throw changed(change.path)
  return found.kind === 'file' ? { owner: found.owner, stamp: found.stamp } : { owner: undefined, stamp: undefined }
}

async function begin(place: Place, run: Run, changes: readonly Change[]): Promise<Run> {
  try {
    const contents = changes.map(({ before }) => before)
    const slices = writePack(place, run.number, contents)
    const records = changes.map((change, index): ChangeRecord => ({
      path: change.path,
      mode: change.mode,
      before: hashOf(change.before),
      after: hashOf(change.after),
      draft: path.join(path.dirname(change.path), `.codemod-${run.plan}-r${run.number}-${index}.tmp`),
      offset: slices[index]?.offset ?? 0,
      length: slices[index]?.length ?? 0,
    }))
    const whole = { ...run, changes: records }
    writeJournal(place, { phase: 'staging', run: whole })
    return whole
  } catch (error) {
    dropRun(place, run.number)
    rmSync(encodePath(place.journalFile), { force: true })
    throw notWritten(error)
  }
}

function hashOf(bytes: Buffer | undefined): string | undefined {
  return bytes === undefined ? undefined : sha256(bytes)
}

async function stage(
  place: Place,
  run: Run,
  { changes, found }: { readonly changes: readonly Change[]; readonly found: readonly Inspected[] },
): Promise<void> {
  await inParallel(run.changes, async (record, index) => {
    const content = changes[index]?.after
    if (content === undefined) return
    const draft = path.join(place.root, record.draft)
    await naming(record.path, async () => {
      await mkdir(encodePath(path.dirname(draft)), { recursive: true })
      await writeDraft(draft, { content, mode: record.mode, owner: found[index]?.owner ?? changes[index]?.owner })
    })
  })
}
