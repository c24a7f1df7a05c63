import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where git keeps the name of the branch meanwhile: in the git directory of the worktree. */
const places = ['rebase-merge/head-name', 'rebase-apply/head-name'] as const

/** The branch of which a rebase is under way in a worktree: HEAD is detached, and goes back to it at the end. */
export function rebasedBranch(gitDir: string): string | undefined {
  for (const place of places) {
    const [, branch] = /^refs\/heads\/(.*)/.exec(readIfThere(join(gitDir, place))) ?? []
    if (branch !== undefined) return branch
  }
  return undefined
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
