import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { readGit, runGit, type GitCaller, type Repository } from '@groundcrew/core/repo'

/** Installed dependencies, which no commit has: a checkout uses those of the work tree. */
const installed = ['node_modules', '.venv', 'venv', 'vendor']
const prefix = 'groundcrew-triage-'

/** A checkout of its own: it reads the objects of the repository, and nothing done in it reaches the repository or its work tree. */
export interface Checkout {
  readonly directory: string
  /** Makes it hold a commit, and nothing else but what is installed and the files that were asked for. */
  moveTo(commit: string): Promise<void>
  remove(): void
}

export interface CheckoutOptions {
  /** Directories (relative to the root) whose installed dependencies are used. */
  readonly packageDirectories: readonly string[]
  /** Files of the work tree (relative to the root) that every commit gets, such as a new test. */
  readonly files: readonly string[]
}

/** Makes one in the temporary directory, where those that a killed process left are removed first. */
export async function openCheckout(
  repository: Repository & { readonly root: string },
  { packageDirectories, files }: CheckoutOptions,
): Promise<Checkout> {
  removeOrphans()
  const parent = realpathSync(mkdtempSync(path.join(tmpdir(), `${prefix}${process.pid}-`)))
  const directory = path.join(parent, 'work')
  const clone = ['clone', '--quiet', '--shared', '--no-checkout', '--template=', repository.commonDir, directory]
  const git: GitCaller = { git: { cwd: parent, env: environmentOf(repository) } }
  await readGit(git, clone)
  const own: GitCaller = { git: { cwd: directory, env: environmentOf(repository) } }
  return {
    directory,
    moveTo: async (commit) => {
      await readGit(own, ['checkout', '--quiet', '--force', '--detach', commit])
      await runGit(own, ['clean', '-ffdxq', ...installed.flatMap((name) => ['-e', name])])
      for (const place of packageDirectories) linkInstalled(repository.root, directory, place)
      for (const file of files) copyFile(repository.root, directory, file)
    },
    remove: () => rmSync(parent, { recursive: true, force: true }),
  }
}

/** No hook runs, and nothing leads git back to the user's work tree. */
function environmentOf({ git }: Repository): GitCaller['git']['env'] {
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, GIT_COMMON_DIR: _common, ...env } = git.env
  return {
    ...env,
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'core.hooksPath',
    GIT_CONFIG_VALUE_0: '/dev/null',
  }
}

function linkInstalled(from: string, to: string, place: string): void {
  for (const name of installed) {
    const [source, target] = [path.join(from, place, name), path.join(to, place, name)]
    if (existsSync(source) && !existsSync(target) && existsSync(path.dirname(target))) symlinkSync(source, target)
  }
}

function copyFile(from: string, to: string, file: string): void {
  const target = path.join(to, file)
  mkdirSync(path.dirname(target), { recursive: true })
  cpSync(path.join(from, file), target, { recursive: true })
}

/** A process that was killed could not remove its own. */
function removeOrphans(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(path.join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
