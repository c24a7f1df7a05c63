import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { count } from '@groundcrew/core/text'
import { nothingPlanned, type Planned } from '../action.ts'
import { hashOf } from '../checkout.ts'
import type { PlanContext } from './context.ts'

/** Submodules that are not checked out, as .gitmodules has them. */
export async function planSubmodules({ root, repository, isOffline }: PlanContext): Promise<Planned> {
  if (repository === undefined) return nothingPlanned
  const text = await readFile(path.join(root, '.gitmodules'), 'utf8').catch(() => '')
  const listed = [...text.matchAll(/^\s*path\s*=\s*(.+?)\s*$/gm)].map(([, directory = '']) => directory)
  const isThere = await Promise.all(listed.map(async (directory) => exists(path.join(root, directory, '.git'))))
  const missing = listed.filter((_, index) => isThere[index] === false)
  const [first] = missing
  if (first === undefined) return nothingPlanned
  const id = 'submodules'
  const line = text.split('\n').findIndex((candidate) => candidate.includes(first)) + 1
  const reason = `${count(missing.length, 'submodule')} not checked out: ${missing.slice(0, 3).join(', ')}`
  if (isOffline) return { ...nothingPlanned, remarks: [{ id, message: `${reason}; that needs the network` }] }
  const argv = ['git', 'submodule', 'update', '--init', '--recursive'] as const
  const action = {
    id,
    part: 'submodules',
    reason,
    effect: 'network',
    evidence: [{ file: '.gitmodules', line }],
    steps: [{ kind: 'call', argv: [...argv], cwd: '.', env: noQuestions }],
    key: hashOf([text]),
    witnesses: missing.map((directory) => path.posix.join(directory, '.git')),
  } as const
  return { ...nothingPlanned, actions: [action] }
}

/** git asks for user names and passwords at the terminal, and for host keys through ssh. */
export const noQuestions = { GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: 'ssh -o BatchMode=yes' } as const

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined
}
