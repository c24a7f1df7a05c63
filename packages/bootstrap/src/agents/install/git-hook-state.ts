import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { runGit, type Repository } from '@groundcrew/core/repo'
import { isOwnCommand } from './entry-script.ts'

/** How the git hooks of a repository are run, and where ours have to go. */
export type HookManner =
  /** Files in a directory of the repository: git's own, or the one that core.hooksPath names. */
  | { readonly kind: 'directory'; readonly directory: string }
  | { readonly kind: 'husky'; readonly directory: string }
  | { readonly kind: 'lefthook'; readonly file: string }
  /** core.hooksPath names a directory that other repositories use, too. */
  | { readonly kind: 'shared'; readonly directory: string }

const lefthookEnds = ['yml', 'yaml', 'toml', 'json', 'jsonc']
const lefthookNames = ['lefthook', '.lefthook', '.config/lefthook'].flatMap((name) =>
  lefthookEnds.map((end) => `${name}.${end}`),
)

export async function findHookManner(repository: Repository): Promise<HookManner> {
  const root = repository.root ?? repository.gitDir
  for (const name of lefthookNames) {
    if (await exists(path.join(root, name))) return { kind: 'lefthook', file: await localFile(root, name) }
  }
  const { stdout } = await runGit(repository, ['rev-parse', '--git-path', 'hooks'])
  const directory = path.resolve(repository.git.cwd, stdout.toString('utf8').trimEnd())
  const husky = /^(.*\/\.husky)(?:\/_)?$/.exec(directory)?.[1]
  if (husky !== undefined && husky.startsWith(`${root}/`)) return { kind: 'husky', directory: husky }
  const isOwn = [root, repository.commonDir, repository.gitDir].some((top) => directory.startsWith(`${top}/`))
  return { kind: isOwn ? 'directory' : 'shared', directory }
}

/** lefthook merges this file into the other one, whatever form that has. */
async function localFile(root: string, name: string): Promise<string> {
  const stem = name.startsWith('.lefthook') ? '.lefthook-local' : 'lefthook-local'
  const yaml = path.join(root, `${stem}.yaml`)
  return (await exists(yaml)) ? yaml : path.join(root, `${stem}.yml`)
}

/** Whether git calls lefthook at that moment: `lefthook install` has run. */
export async function hasLefthook(repository: Repository, name: string): Promise<boolean> {
  const { stdout } = await runGit(repository, ['rev-parse', '--git-path', `hooks/${name}`])
  const file = path.resolve(repository.git.cwd, stdout.toString('utf8').trimEnd())
  return (await readFile(file, 'utf8').catch(() => '')).includes('lefthook')
}

/** Whether a git hook of ours is installed, in whichever manner. */
export async function hasOwnGitHook(repository: Repository, name: string): Promise<boolean> {
  const manner = await findHookManner(repository)
  if (manner.kind === 'lefthook' && !(await hasLefthook(repository, name))) return false
  const file = manner.kind === 'lefthook' ? manner.file : path.join(manner.directory, name)
  return isOwnCommand(await readFile(file, 'utf8').catch(() => ''))
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined
}
