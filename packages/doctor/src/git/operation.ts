import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'

export interface Operation {
  readonly name: 'merge' | 'rebase' | 'cherry-pick' | 'revert' | 'bisect' | 'am'
  /** How far it is, and what it waits for. */
  readonly going: string
}

/** In the order in which git itself looks: a rebase stops at commits that it picks. */
const operationMarks = [
  { path: 'rebase-merge', name: 'rebase' },
  { path: 'rebase-apply/applying', name: 'am' },
  { path: 'rebase-apply', name: 'rebase' },
  { path: 'MERGE_HEAD', name: 'merge' },
  { path: 'CHERRY_PICK_HEAD', name: 'cherry-pick' },
  { path: 'REVERT_HEAD', name: 'revert' },
  { path: 'BISECT_LOG', name: 'bisect' },
] as const

/** The git command that was begun in this work tree and neither finished nor aborted. */
export async function findOperation(gitDir: string): Promise<Operation | undefined> {
  for (const mark of operationMarks) {
    const stats = await stat(path.join(gitDir, mark.path)).catch(() => undefined)
    if (stats !== undefined) return { name: mark.name, going: await howFar(gitDir, mark) }
  }
  return undefined
}

async function howFar(gitDir: string, mark: (typeof operationMarks)[number]): Promise<string> {
  if (mark.name === 'bisect') return 'git bisect reset ends it'
  const ends = `git ${mark.name} --continue or --abort ends it`
  if (mark.path !== 'rebase-merge') return ends
  const [branch, done, end] = await Promise.all(
    ['head-name', 'msgnum', 'end'].map((name) => readWord(path.join(gitDir, 'rebase-merge', name))),
  )
  const what = branch === undefined ? '' : `${branch.replace('refs/heads/', '')} `
  return done === undefined || end === undefined ? ends : `${what}at commit ${done} of ${end}; ${ends}`
}

async function readWord(file: string): Promise<string | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  return text?.trim()
}
