import { createHash } from 'node:crypto'
import path from 'node:path'
import { note, ToolError, type Io } from '@groundcrew/core/cli'
import { takeTicket, type Ticket } from '@groundcrew/core/process'
import { stateDirectory } from '@groundcrew/core/repo'
import type { Step } from './report.ts'
import { areInConflict, type Schedulable } from './schedule.ts'

export type Turn =
  | { readonly kind: 'taken'; readonly release: () => void }
  | { readonly kind: 'refused'; readonly reason: string }

export interface TurnPlace {
  /** The directory that is checked: another one has other files. */
  readonly root: string
  /** Where the state is kept. */
  readonly workTree: string
  /** The longest wait for another process. */
  readonly timeoutMs: number
}

/**
 * Lets a step wait for the steps of other preflights in the same directory that write what it reads or writes: the scheduler knows only those of its own
 * process. Where no file can be made nothing is waited for.
 */
export function createTurns(
  io: Io,
  { root, workTree, timeoutMs }: TurnPlace,
): (step: Step, signal: AbortSignal) => Promise<Turn> {
  return async (step, signal) => {
    const { id, locks = [], writes = [], packageDirectory } = step
    const claim: Schedulable = { id, locks, writes, packageDirectory, after: [], needs: [] }
    const rivals = (tickets: readonly Ticket<Schedulable>[]): readonly Ticket<Schedulable>[] =>
      tickets.filter((ticket) => ticket.pid !== process.pid && areInConflict(claim, ticket.claim))
    let holder = ''
    try {
      const release = await takeTicket({
        directory: await runningDirectory(io, { root, workTree }),
        claim,
        isFree: (before) => rivals(before).length === 0,
        signal: AbortSignal.any([signal, AbortSignal.timeout(step.timeoutMs ?? timeoutMs)]),
        onWait: (before) => {
          const [first] = rivals(before)
          holder = `${first?.claim.id} of process ${first?.pid}`
          note(io, `${id} waits for ${holder}, which is about the same files`)
        },
      })
      if (release !== undefined) return { kind: 'taken', release }
      return { kind: 'refused', reason: signal.aborted ? 'interrupted' : `it waited too long for ${holder}` }
    } catch (error) {
      if (!(error instanceof ToolError) && (error as NodeJS.ErrnoException).code === undefined) throw error
      return { kind: 'taken', release: () => {} }
    }
  }
}

async function runningDirectory(io: Io, { root, workTree }: Pick<TurnPlace, 'root' | 'workTree'>): Promise<string> {
  const name = createHash('sha256').update(root).digest('hex').slice(0, 16)
  return path.join(await stateDirectory(workTree, io.env), 'preflight', 'running', name)
}
