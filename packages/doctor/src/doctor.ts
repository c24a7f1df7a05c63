import { setMaxListeners } from 'node:events'
import { realpath } from 'node:fs/promises'
import { ToolError, type Environment } from '@groundcrew/core/cli'
import { findRepository, listFiles } from '@groundcrew/core/repo'
import type { Listing, RepositoryState } from './context.ts'
import type { Limit } from './make-checks.ts'
import type { DoctorReport } from './report.ts'

export interface DoctorOptions {
  /** Any directory of the repository. */
  readonly cwd: string
  readonly env: Environment
  /** The longest that programs, connections and git are waited for. What is not answered by then is `unknown`. */
  readonly budgetMs: number
  /** Ids or families of checks; empty for all. */
  readonly only: readonly string[]
  /** No connection is made, not even to a port of this machine. */
  readonly isOffline?: boolean
  readonly signal: AbortSignal
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Programs that hang are stopped after this part of the budget, so that each check can still say what it knows without them. */
const probingShare = 0.8

/** Files are read to the end where that is a matter of a busy processor; a disk that does not answer is given up at this multiple of the budget. */
const readingFactor = 2

/**
 * Compares what the repository around `cwd` asks for with what this machine and this checkout have. It changes nothing, and
 * goes to no network. Throws a usage error when `only` names no check.
 */
export async function doctor(options: DoctorOptions): Promise<DoctorReport> {
  const startedAt = options.now()
  const { env, budgetMs, signal } = options
  const waiting: Limit = { signal: stopAfter(budgetMs, signal), budgetMs }
  const reading: Limit = { signal: stopAfter(budgetMs * readingFactor, signal), budgetMs }
  const repository = await lookForRepository(options)
  const root = repository.kind === 'found' ? (repository.repository.root ?? options.cwd) : await realpath(options.cwd)
  // git reads the directories while the checks are loaded.
  const listing = list(root, env)
  const { examine } = await import('./examine.ts')
  const probing = stopAfter(budgetMs * probingShare, signal)
  return examine({ ...options, startedAt, waiting, reading, probing, repository, root, listing })
}

function stopAfter(ms: number, signal: AbortSignal): AbortSignal {
  const stop = AbortSignal.any([signal, AbortSignal.timeout(Math.max(1, Math.floor(ms)))])
  // One listener for each check and each program.
  setMaxListeners(0, stop)
  return stop
}

async function lookForRepository({ cwd, env }: DoctorOptions): Promise<RepositoryState> {
  try {
    const repository = await findRepository(cwd, env)
    return repository === undefined ? { kind: 'none' } : { kind: 'found', repository }
  } catch (error) {
    if (error instanceof ToolError) return { kind: 'refused', error }
    throw error
  }
}

async function list(root: string, env: Environment): Promise<Listing> {
  try {
    return { kind: 'listed', list: await listFiles(root, { env, scope: 'directory' }) }
  } catch (error) {
    if (error instanceof ToolError) return { kind: 'refused', error }
    throw error
  }
}
