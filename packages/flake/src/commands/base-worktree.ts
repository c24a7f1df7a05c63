import { existsSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'
import { baseCommit, resolveCommit, runGit, type Repository } from '@groundcrew/core/repo'

export interface BaseWorktree {
  readonly directory: string
  readonly commit: string
  /** As a reader knows it: `main`, `the last commit`. */
  readonly name: string
  readonly notes: readonly string[]
  remove(): Promise<void>
}

/** Installed dependencies, which no commit has: the base runs with those of the work tree. */
const installed = ['node_modules', '.venv', 'venv', 'vendor']
const manifests = [
  'package-lock.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'requirements.txt',
  'uv.lock',
  'poetry.lock',
  'Cargo.lock',
  'go.sum',
]

/**
 * Checks out the commit to compare with in a directory of its own: `given`, else where this line of work left the default branch, else
 * the last commit where there are changes that no commit has.
 *
 * @throws ToolError NO_BASE when there is no such commit.
 */
export async function openBaseWorktree(
  repository: Repository & { readonly root: string },
  given: string | undefined,
  directories: readonly string[],
): Promise<BaseWorktree> {
  const { commit, name } = await chooseBase(repository, given)
  const directory = path.join(realpathSync(mkdtempSync(path.join(tmpdir(), 'groundcrew-base-'))), 'work')
  const added = await runGit(repository, ['worktree', 'add', '--quiet', '--detach', directory, commit])
  if (added.code !== 0) throw noBase(`git cannot check out ${name}: ${added.stderr.trim()}`)
  for (const place of directories) link(repository.root, directory, place)
  return {
    directory,
    commit,
    name,
    notes: await dependencyNotes(repository, commit, name),
    remove: async () => {
      await runGit(repository, ['worktree', 'remove', '--force', directory])
      rmSync(path.dirname(directory), { recursive: true, force: true })
    },
  }
}

async function chooseBase(
  repository: Repository,
  given: string | undefined,
): Promise<{ readonly commit: string; readonly name: string }> {
  if (given !== undefined) return { commit: await resolveCommit(repository, given), name: given }
  const base = await baseCommit(repository)
  if (base.kind === 'none') throw noBase(base.reason)
  return base
}

function link(from: string, to: string, place: string): void {
  for (const name of installed) {
    const source = path.join(from, place, name)
    const target = path.join(to, place, name)
    if (existsSync(source) && !existsSync(target) && existsSync(path.dirname(target))) symlinkSync(source, target)
  }
}

async function dependencyNotes(repository: Repository, commit: string, name: string): Promise<readonly string[]> {
  const { stdout } = await runGit(repository, [
    'diff',
    '--name-only',
    commit,
    '--',
    ...manifests.map((file) => `:(glob)**/${file}`),
  ])
  const changed = stdout.toString('utf8').trim()
  return changed === ''
    ? []
    : [
        `${name} ran with the dependencies that are installed here, and its lockfile is another one: ${changed.split('\n')[0] ?? ''}`,
      ]
}

function noBase(why: string): ToolError {
  return new ToolError('NO_BASE', `there is nothing to compare with: ${why}`, {
    hint: 'flake mine --base REF names a commit',
  })
}
