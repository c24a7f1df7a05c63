import type { Io } from '@groundcrew/core/cli'
import { askSibling } from '@groundcrew/core/process'
import type { Repository } from '@groundcrew/core/repo'
import { hasTasks } from '@groundcrew/core/tasks'
import type { LineOfWork } from './lines-of-work.ts'

/** A task in work, and who works on it where. */
export interface Holder {
  readonly task: number
  readonly title: string
  readonly holder: string
  readonly worktree: string | undefined
  readonly branch: string | undefined
}

const timeoutMs = 10_000
const tasksMax = 1000

/** The tasks that are held, as `tm` tells them; none where there is no task database, or `tm` gives no answer. */
export async function readHolders(
  io: Pick<Io, 'cwd' | 'env' | 'signal'>,
  repository: Repository,
): Promise<readonly Holder[]> {
  if (!hasTasks(io, repository)) return []
  const args = ['list', '--status', 'in_progress', '--limit', String(tasksMax)]
  const data = await askSibling('tm', args, { cwd: io.cwd, env: io.env, signal: io.signal, timeoutMs })
  const { tasks } = (data ?? {}) as { readonly tasks?: unknown }
  return Array.isArray(tasks) ? tasks.flatMap(readHolder) : []
}

function readHolder(input: unknown): readonly Holder[] {
  const { id, title, claim } = (input ?? {}) as {
    readonly id?: unknown
    readonly title?: unknown
    readonly claim?: unknown
  }
  if (typeof id !== 'number' || typeof claim !== 'object' || claim === null) return []
  const { holder, worktree, branch } = claim as Readonly<Record<string, unknown>>
  return [
    {
      task: id,
      title: text(title) ?? '',
      holder: text(holder) ?? '',
      worktree: text(worktree),
      branch: text(branch),
    },
  ]
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The tasks that are worked on in a line of work. */
export function holdersOf(holders: readonly Holder[], { worktree, branch }: LineOfWork): readonly Holder[] {
  return holders.filter((holder) =>
    holder.worktree === undefined || worktree === undefined
      ? branch !== undefined && holder.branch === branch
      : holder.worktree === worktree,
  )
}
