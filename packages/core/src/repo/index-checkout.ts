import { copyFileSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ToolError } from '../cli/index.ts'
import { readLink, readStats, readText } from './file-system.ts'
import { parseGitConfig } from './git-config.ts'
import { gitEnvironment } from './git-environment.ts'
import { readGit, runGit, type GitCaller } from './git.ts'
import { readHead } from './head.ts'
import type { Repository } from './repository.ts'
import { openScratchIn, withEnvironment } from './scratch.ts'

/**
 * Makes `directory` hold exactly what a commit of the index would: a repository of its own, which reads the objects of the given one and
 * has its HEAD and refs, so that git works in there as it would after the commit, and nothing done in there reaches the given one.
 * A directory that holds an earlier checkout is brought up to date: files that stay the same keep their times, everything else that is in
 * there goes, but for untracked files and directories with a name in `kept`. Of submodules there are empty directories.
 *
 * @throws ToolError UNMERGED when the index holds conflicts; those of `runGit`.
 */
export async function checkOutIndex(
  repository: Repository,
  directory: string,
  kept: readonly string[] = [],
): Promise<void> {
  const gitDir = join(directory, '.git')
  const own: GitCaller = { git: { cwd: directory, env: gitEnvironment(withoutGit(repository), { start: directory }) } }
  for (const name of ['objects/info', 'refs/heads', 'info']) mkdirSync(join(gitDir, name), { recursive: true })
  const [tree, head, refs] = await Promise.all([
    writeTree(repository, gitDir),
    readHead(repository),
    readGit(repository, ['for-each-ref', '--format=%(objectname) %(refname)']),
  ])
  writeFileSync(join(gitDir, 'objects/info/alternates'), `${join(repository.commonDir, 'objects')}\n`)
  writeFileSync(join(gitDir, 'packed-refs'), refs)
  writeFileSync(join(gitDir, 'HEAD'), head.kind === 'unborn' ? `ref: refs/heads/${head.branch}\n` : `${head.commit}\n`)
  writeFileSync(join(gitDir, 'config'), readSettings(repository))
  copyInformation(repository, gitDir)
  await clean(own, kept)
  await readGit(own, ['read-tree', '--reset', '-u', tree])
}

/** Into the object store of the checkout: nothing of the repository is written. */
async function writeTree(repository: Repository, gitDir: string): Promise<string> {
  const scratch = openScratchIn(gitDir, repository)
  const over = scratch.over(repository)
  const index = scratch.copyIndex(repository)
  const { code, stdout, stderr } = await runGit(withEnvironment(over, { ...over.git.env, GIT_INDEX_FILE: index }), [
    'write-tree',
  ])
  rmSync(index, { force: true })
  if (code === 0) return stdout.toString('utf8').trim()
  if (/unmerged|needs merge/i.test(stderr)) {
    throw new ToolError('UNMERGED', 'the index holds conflicts, so there is nothing that could be committed', {
      hint: 'git status names the files; `git add` each when its conflict is solved',
    })
  }
  throw new ToolError('GIT_FAILED', `git write-tree: ${stderr.trim()}`)
}

/** What decides how a file looks in the work tree, and who commits. */
const settingsPattern =
  /^(?:core\.(?:autocrlf|eol|safecrlf|symlinks|filemode|ignorecase|precomposeunicode|longpaths|repositoryformatversion)|filter\.|user\.|extensions\.objectformat)/

function readSettings({ commonDir }: Repository): string {
  const entries = [...parseGitConfig(readText(join(commonDir, 'config')) ?? '')]
  return entries
    .filter(([key]) => settingsPattern.test(key))
    .map(([key, value]) => `${section(key)}\t${key.slice(key.lastIndexOf('.') + 1)} = ${quote(value)}\n`)
    .join('')
}

/** `filter.lfs.clean` stands in `[filter "lfs"]`. */
function section(key: string): string {
  const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')]
  const name = key.slice(0, first)
  return first === last ? `[${name}]\n` : `[${name} ${quote(key.slice(first + 1, last))}]\n`
}

function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`
}

/** Attributes and ignore rules that are not tracked, where a shallow history ends, and the store of Git LFS. */
function copyInformation({ commonDir }: Repository, gitDir: string): void {
  for (const name of ['info/attributes', 'info/exclude', 'shallow']) {
    const from = join(commonDir, name)
    if (readStats(from)?.isFile() === true) copyFileSync(from, join(gitDir, name))
    else rmSync(join(gitDir, name), { force: true })
  }
  const store = join(commonDir, 'lfs')
  if (existsSync(store) && readLink(join(gitDir, 'lfs')) === undefined) symlinkSync(store, join(gitDir, 'lfs'))
}

async function clean(own: GitCaller, kept: readonly string[]): Promise<void> {
  await readGit(own, ['clean', '-ffdxq', ...kept.flatMap((name) => ['-e', name])])
}

/** The caller's variables speak of his repository, not of the checkout. */
function withoutGit({ git }: Repository): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(git.env).filter(([name]) => !name.startsWith('GIT_')))
}
