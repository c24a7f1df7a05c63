import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { runGit, type Repository } from '@groundcrew/core/repo'

export interface Submodule {
  readonly directory: string
  /** Line of its path in .gitmodules. */
  readonly line: number
  readonly isInitialised: boolean
}

/** The submodules that the index holds; `undefined` when git cannot read .gitmodules. */
export async function findSubmodules(repository: Repository, root: string): Promise<readonly Submodule[] | undefined> {
  const text = await readFile(path.join(root, '.gitmodules'), 'utf8').catch(() => undefined)
  if (text === undefined) return []
  const settings = path.join(root, '.gitmodules')
  const pattern = String.raw`^submodule\..*\.path$`
  const { code, stdout } = await runGit(repository, ['config', '--file', settings, '--null', '--get-regexp', pattern])
  if (code > 1) return undefined
  const records = stdout
    .toString('utf8')
    .split('\0')
    .filter((record) => record !== '')
  const directories = records.map((record) => record.slice(record.indexOf('\n') + 1))
  if (directories.length === 0) return []
  const tracked = await trackedSubmodules(repository, directories)
  const lines = text.split('\n')
  return Promise.all(
    directories
      .filter((directory) => tracked.has(directory))
      .map(async (directory) => ({
        directory,
        line: lines.findIndex((line) => /^\s*path\s*=/.test(line) && line.includes(directory)) + 1 || 1,
        isInitialised: (await stat(path.join(root, directory, '.git')).catch(() => undefined)) !== undefined,
      })),
  )
}

/** An entry of .gitmodules that was never added, or was removed again, is no submodule. */
async function trackedSubmodules(repository: Repository, directories: readonly string[]): Promise<ReadonlySet<string>> {
  const specs = directories.map((directory) => `:(top,literal)${directory}`)
  const { stdout } = await runGit(repository, ['ls-files', '--full-name', '--stage', '-z', '--', ...specs])
  const records = stdout.toString('utf8').split('\0')
  return new Set(
    records.filter((record) => record.startsWith('160000 ')).map((record) => record.slice(record.indexOf('\t') + 1)),
  )
}
