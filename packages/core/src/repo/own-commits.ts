import { join } from 'node:path'
import { readText } from './file-system.ts'
import type { Repository } from './repository.ts'

/** What was committed in this work tree since it was at a commit. */
export interface OwnCommits {
  /** Oldest first; one that was amended or rebased is there before and after. */
  readonly commits: readonly string[]
  /** Nothing else has moved HEAD: no merge, pull, or branch of others. */
  readonly isAll: boolean
  /** Where the last unbroken row of own commits began: from here to HEAD all is own. */
  readonly rowStart: string
}

/**
 * Tells the commits made in this work tree from those that came in, by HEAD's reflog alone. Undefined where that does not reach back to `base`: it
 * is not kept (`core.logAllRefUpdates`), was cleaned up, or refs are not in files (reftable).
 */
export function readOwnCommits({ gitDir }: Repository, base: string): OwnCommits | undefined {
  const moves = readMoves(join(gitDir, 'logs', 'HEAD'))
  const start = moves.findLastIndex(({ to }) => to === base) + 1
  const since = start > 0 ? moves.slice(start) : movesFrom(moves, base)
  if (since === undefined) return undefined
  const commits: string[] = []
  const known = new Set([base])
  let isAll = true
  let rowStart = base
  for (const { to, reason } of since) {
    if (isCommitting(reason)) commits.push(to)
    else if (!known.has(to)) {
      isAll = false
      rowStart = to
    }
    known.add(to)
  }
  return { commits, isAll, rowStart }
}

/** HEAD stood at `base` before the first move that is recorded. */
function movesFrom(moves: readonly Move[], base: string): readonly Move[] | undefined {
  const first = moves.findIndex(({ from }) => from === base)
  return first === -1 ? undefined : moves.slice(first)
}

interface Move {
  readonly from: string
  readonly to: string
  readonly reason: string
}

/** `FROM TO NAME <EMAIL> SECONDS ZONE\tREASON: TEXT`, as git writes it (files-backend.c). */
function readMoves(path: string): readonly Move[] {
  const lines = readText(path)?.split('\n') ?? []
  return lines.flatMap((line): Move[] => {
    const [, from, to, reason] = /^([\da-f]{40,64}) ([\da-f]{40,64}) [^\t]*(?:\t(.*))?$/.exec(line) ?? []
    return from === undefined || to === undefined ? [] : [{ from, to, reason: reason ?? '' }]
  })
}

/** A commit was made of what is here. `commit (merge)` brings others' work, `rebase (start)` and `(finish)` only move. */
function isCommitting(reason: string): boolean {
  if (reason.startsWith('commit (merge)')) return false
  return /^(?:commit|cherry-pick|revert|am)\b|^(?:rebase|pull)\b[^:]*\((?:pick|reword|edit|squash|fixup|continue)\)/.test(
    reason,
  )
}
