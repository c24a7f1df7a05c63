import { decodePath } from '../text/index.ts'
import { readGit, runGit } from './git.ts'
import type { Repository } from './repository.ts'

export interface Worktree {
  readonly path: string
  /** The commit that is checked out; undefined when the branch has none yet, or it is bare. */
  readonly head: string | undefined
  /** Short name; undefined when HEAD is detached, or it is bare. */
  readonly branch: string | undefined
  readonly isBare: boolean
  readonly isLocked: boolean
  /** Its directory is gone: `git worktree prune` would forget it. */
  readonly isPrunable: boolean
}

const unknownOptionCode = 129

/** All work trees of the clone, the main one first. */
export async function worktrees(repository: Repository): Promise<readonly Worktree[]> {
  const list = ['worktree', 'list', '--porcelain']
  const listed = await runGit(repository, [...list, '-z'])
  if (listed.code === 0) return parseWorktrees(listed.stdout, '\0')
  // Before 2.36 git had no -z here, and no way to tell a path with a newline.
  const plain = listed.code === unknownOptionCode ? list : [...list, '-z']
  return parseWorktrees(await readGit(repository, plain), '\n')
}

export function parseWorktrees(output: Buffer, terminator: '\0' | '\n'): readonly Worktree[] {
  const records = output
    .toString('latin1')
    .split(terminator + terminator)
    .filter(Boolean)
  return records.map((record) => parseWorktree(record.split(terminator)))
}

function parseWorktree(lines: readonly string[]): Worktree {
  const attributes = new Map(
    lines.map((line) => {
      const end = line.indexOf(' ')
      return end === -1 ? [line, ''] : [line.slice(0, end), decodePath(Buffer.from(line.slice(end + 1), 'latin1'))]
    }),
  )
  const head = attributes.get('HEAD')
  return {
    path: attributes.get('worktree') ?? '',
    head: head === undefined || /^0+$/.test(head) ? undefined : head,
    branch: attributes.get('branch')?.replace(/^refs\/heads\//, ''),
    isBare: attributes.has('bare'),
    isLocked: attributes.has('locked'),
    isPrunable: attributes.has('prunable'),
  }
}
