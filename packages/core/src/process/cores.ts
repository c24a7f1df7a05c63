import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import type { Environment } from './command.ts'
import { takeTicket } from './tickets.ts'

/** Names the cores that a command was started with, so that a tool inside of it does not wait for its own caller. */
const heldVariable = 'GROUNDCREW_CORES'

export interface CoreOptions {
  readonly env?: Environment
  readonly signal?: AbortSignal
  /** Called once, when the cores are not free at once. */
  readonly onWait?: (holders: readonly number[]) => void
  /** Where the tickets are; default: one directory of this user for the whole machine. */
  readonly directory?: string
  /** Default: those of this machine. */
  readonly total?: number
}

export interface CoreHold {
  readonly count: number
  /** What a command that runs on these cores is to have in its environment. */
  readonly environment: Readonly<Record<string, string>>
  /** Gives them back; harmless when repeated. A holder that dies gives them back too. */
  release(): void
}

/**
 * Waits until `wanted` cores of this machine are free among all tools that ask here, in the order of asking, and holds them. More than
 * there are means all. Undefined when the signal is aborted first.
 */
export async function takeCores(wanted: number, options: CoreOptions = {}): Promise<CoreHold | undefined> {
  const { env = process.env, directory = machineDirectory(), total = availableParallelism(), signal, onWait } = options
  const inherited = Number(env[heldVariable] ?? '0')
  const count = Math.max(1, Math.min(wanted, inherited > 0 ? inherited : total))
  const environment = { [heldVariable]: String(count) }
  if (inherited > 0) return { count, environment, release: () => {} }
  const release = await takeTicket({
    directory,
    claim: { cores: count },
    isFree: (before) => before.reduce((sum, { claim }) => sum + claim.cores, 0) + count <= total,
    signal,
    onWait: (before) => onWait?.(before.map(({ pid }) => pid)),
  })
  return release === undefined ? undefined : { count, environment, release }
}

function machineDirectory(): string {
  return path.join(tmpdir(), `groundcrew-cores-${process.getuid?.() ?? 0}`)
}
