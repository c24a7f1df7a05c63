import type { Io } from '@groundcrew/core/cli'
import { ToolError } from '@groundcrew/core/cli'
import type { TaskStore } from '@groundcrew/core/tasks'
import { openAsCaller, type Place } from '../place.ts'
import type { Header } from '../markdown/header.ts'
import type { RanStep } from './journal.ts'

/** Writes results into the history of tasks. */
export interface Recorder {
  /** Why nothing is recorded. */
  readonly problem: string | undefined
  /** False where it could not be: the run goes on all the same. */
  record(step: RanStep, about: { readonly runbook: string; readonly run: number }): Promise<boolean>
  close(): void
}

/** Only for a document of this very database: elsewhere a task of the same number is another task. */
export async function openRecorder(io: Io, place: Place, header: Header | undefined): Promise<Recorder> {
  if (header === undefined) return mute('the file is no runbook of the task database')
  const store = await openAsCaller(io, place)
  if (store === undefined) return mute('there is no task database here')
  if (!(await isOf(store, header))) {
    store.close()
    return mute('the runbook is of another task database')
  }
  return {
    problem: undefined,
    async record({ name, state, outcome, durationMs, task, operation }, { runbook, run }) {
      if (task === undefined || (state !== 'passed' && state !== 'failed')) return false
      const request = { id: task, step: name, result: state, outcome, durationMs, runbook, run: String(run) }
      try {
        await store.run('recordStep', request, { opId: operation })
        return true
      } catch (error) {
        if (error instanceof ToolError) return false
        throw error
      }
    },
    close: () => store.close(),
  }
}

async function isOf(store: TaskStore, { task, uid }: Header): Promise<boolean> {
  try {
    const { id } = await store.ask('show', { id: uid })
    return task === undefined || task === id
  } catch (error) {
    if (error instanceof ToolError && error.code === 'NO_SUCH_TASK') return false
    throw error
  }
}

function mute(problem: string): Recorder {
  return { problem, record: () => Promise.resolve(false), close: () => undefined }
}
