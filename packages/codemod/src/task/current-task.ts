import { note, type Environment, type Io } from '@groundcrew/core/cli'
import { askSibling, captureCommand, isSuccess, siblingPath } from '@groundcrew/core/process'
import { findRepository } from '@groundcrew/core/repo'
import { hasTasks, identifyActor } from '@groundcrew/core/tasks'
import type { Place } from '../plan/place.ts'

const timeoutMs = 10_000
const tasksMax = 1000

interface Claimed {
  readonly id: number
  readonly worktree: string
  readonly acquiredAt: string
}

/** The task that was last claimed in this work tree, as `tm` tells it. Without a task database none is made. */
export async function currentTask(io: Io, place: Place): Promise<number | undefined> {
  const repository = await findRepository(place.root, io.env)
  if (repository === undefined || !hasTasks(io, repository)) return undefined
  const args = ['list', '--status', 'in_progress', '--limit', String(tasksMax)]
  const data = await askSibling('tm', args, { cwd: place.root, env: actorEnvironment(io, place), timeoutMs })
  const { tasks } = (data ?? {}) as { readonly tasks?: unknown }
  const claimed = (Array.isArray(tasks) ? tasks : []).flatMap(readClaimed)
  const own = claimed.filter(({ worktree }) => worktree === place.root)
  return own.sort((left, right) => (left.acquiredAt < right.acquiredAt ? 1 : -1))[0]?.id
}

function readClaimed(input: unknown): readonly Claimed[] {
  const { id, claim } = (input ?? {}) as { readonly id?: unknown; readonly claim?: unknown }
  const { worktree, acquiredAt } = (claim ?? {}) as { readonly worktree?: unknown; readonly acquiredAt?: unknown }
  const isWhole = typeof id === 'number' && typeof worktree === 'string' && typeof acquiredAt === 'string'
  return isWhole ? [{ id, worktree, acquiredAt }] : []
}

export interface TaskNews {
  readonly text: string
  /** Relative to the root: what the task touches from now on. */
  readonly touched: readonly string[]
}

/** Leaves a note on a task and the files that it touches, in one transaction. Where `tm` does not take it, a remark is all: the files are written. */
export async function tellTask(io: Io, place: Place, task: number, { text, touched }: TaskNews): Promise<void> {
  const resources = touched.map((file) => `touch:file:${file}`)
  const entries = [
    { verb: 'note', id: task, text },
    ...(resources.length === 0 ? [] : [{ verb: 'resource', id: task, resources }]),
  ]
  const { outcome, stderr } = await captureCommand([process.execPath, siblingPath('tm'), 'batch'], {
    cwd: place.root,
    env: actorEnvironment(io, place),
    timeoutMs,
    stdin: { input: entries.map((entry) => `${JSON.stringify(entry)}\n`).join('') },
  })
  if (isSuccess(outcome)) return
  note(io, `codemod: task #${task} was not told: ${stderr.toString('utf8').split('\n')[0] || outcome.kind}`)
}

/** For `tm` the caller is whoever called this tool, not the tool. */
function actorEnvironment({ env }: Io, { root }: Place): Environment {
  const { pid } = identifyActor({ env, worktree: root })
  return pid === undefined ? env : { ...env, TM_PID: String(pid) }
}
