import { existsSync } from 'node:fs'
import { ToolError } from '@groundcrew/core/cli'
import { takeFileLock, type FileLock } from '@groundcrew/core/process'
import { encodePath } from '@groundcrew/core/text'
import { makeStateDirectory, type Place } from '../plan/place.ts'
import type { Journal } from './changes.ts'
import { discard, notWritten } from './journal.ts'
import { readJson } from './durable.ts'
import { resume } from './settle.ts'

const LOCK_WAIT_MS_MAX = 60_000

export type Recovery =
  | { readonly kind: 'nothing to do' }
  | {
      readonly kind: 'finished' | 'taken back'
      readonly verb: 'apply' | 'undo'
      readonly plan: string
      readonly files: number
    }

export function isInterrupted(place: Place): boolean {
  return existsSync(encodePath(place.journalFile))
}

/** Brings what a crash left behind to its end. A run that is still going on is waited for. */
export async function recover(place: Place, signal: AbortSignal): Promise<Recovery> {
  if (!isInterrupted(place)) return { kind: 'nothing to do' }
  return withLock(place, signal, async (recovery) => recovery)
}

/** Runs `work` as the only one that changes this work tree, after what a crash left behind has been brought to its end. */
export async function withLock<Result>(
  place: Place,
  signal: AbortSignal,
  work: (recovery: Recovery) => Promise<Result>,
): Promise<Result> {
  const lock = await lockTree(place, signal)
  try {
    return await work(await settleJournal(place))
  } finally {
    lock.release()
  }
}

/** @throws ToolError BUSY when another process has held the lock for a minute, NOT_WRITTEN where not even that can be written. */
async function lockTree(place: Place, signal: AbortSignal): Promise<FileLock> {
  try {
    makeStateDirectory(place)
    return await takeFileLock(place.lockFile, { signal, patience: { waitMsMax: LOCK_WAIT_MS_MAX, refuse: busy } })
  } catch (error) {
    throw signal.aborted ? error : notWritten(error)
  }
}

function busy({ pid }: { readonly pid: number }): ToolError {
  return new ToolError('BUSY', `process ${pid} is changing this work tree`, {
    exitCode: 1,
    hint: 'wait until it has ended, then run the same command again',
  })
}

async function settleJournal(place: Place): Promise<Recovery> {
  const journal = readJson(place.journalFile) as Journal | undefined
  if (journal === undefined) return { kind: 'nothing to do' }
  const { phase, run } = journal
  const facts = { verb: run.kind, plan: run.plan, files: run.changes.length }
  if (phase === 'staging') {
    await discard(place, run)
    return { kind: 'taken back', ...facts }
  }
  const outcome = await resume(place, run)
  if (outcome.kind === 'stuck') throw outcome.cause
  return { kind: outcome.kind, ...facts }
}
