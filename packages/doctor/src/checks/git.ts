import { stat } from 'node:fs/promises'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'
import { findProgram } from '@groundcrew/core/process'
import { readHead, runGit, type Repository } from '@groundcrew/core/repo'
import { count, formatDuration } from '@groundcrew/core/text'
import type { CheckContext, Listing, PlannedCheck } from '../context.ts'
import { fail, ok, skip, unknown, warn } from '../finding.ts'
import { locateConflicts } from '../git/conflicts.ts'
import { findOperation } from '../git/operation.ts'
import { findSubmodules } from '../git/submodules.ts'
import type { Finding } from '../report.ts'

/** git holds `index.lock` for moments; what is older was left by a git that died, or one that waits for somebody. */
export const lockAgeMsMax = 60_000
const namesMax = 3

/** What git needs to work here, and what an unfinished git command left behind. */
export function gitChecks(context: CheckContext): readonly PlannedCheck[] {
  const { repository } = context
  const inRepository = (id: string, judge: (found: Repository) => Promise<Finding>): PlannedCheck => ({
    id,
    make: async () =>
      repository.kind === 'found' ? judgeWithGit(repository.repository, judge) : skip('no repository'),
  })
  return [
    inRepository('git.conflict', (found) => judgeConflicts(found, context)),
    inRepository('git.head', judgeHead),
    inRepository('git.lock', (found) => judgeLock(found, context.now())),
    inRepository('git.operation', judgeOperation),
    { id: 'git.program', make: () => judgeProgram(context) },
    { id: 'git.repository', make: () => judgeRepository(context) },
    inRepository('git.submodules', judgeSubmodules),
  ]
}

/** That git is missing or refuses is the finding of one check, not of all. */
async function judgeWithGit(
  repository: Repository,
  judge: (repository: Repository) => Promise<Finding>,
): Promise<Finding> {
  try {
    return await judge(repository)
  } catch (error) {
    if (error instanceof ToolError && refusalCodes.has(error.code)) return skip(error.message)
    throw error
  }
}

const refusalCodes = new Set(['GIT_MISSING', 'GIT_UNSAFE_DIRECTORY'])

async function judgeProgram({ env, root }: CheckContext): Promise<Finding> {
  const program = await findProgram('git', { env, cwd: root })
  if (program !== undefined) return ok(`git is ${program}`)
  const isNeeded = await exists(path.join(root, '.git'))
  const fix = 'ask the user to install git'
  if (isNeeded) return fail('git is not on PATH, and this is a git repository', { fix })
  return warn('git is not on PATH', { fix })
}

async function judgeRepository({ repository, root, listing }: CheckContext): Promise<Finding> {
  switch (repository.kind) {
    case 'none':
      return skip('not a git repository')
    case 'refused':
      return refused(repository.error)
    case 'found':
      return judgeFound(repository.repository, root, listing)
  }
}

async function judgeFound(repository: Repository, root: string, listing: Promise<Listing>): Promise<Finding> {
  const { isBare, isLinkedWorktree, isSubmodule } = repository
  const error = await whyRefused(repository, await listing)
  if (error?.code === 'GIT_MISSING') return skip(error.message)
  if (error !== undefined) return refused(error)
  if (isBare) return warn('a bare repository: there is no work tree to check', { isEnvironment: false })
  if (isSubmodule) return ok(`a submodule at ${root}`)
  return ok(`${isLinkedWorktree ? 'a linked work tree' : 'a work tree'} at ${root}`)
}

/** git that has listed the files trusts the repository and can read it. */
async function whyRefused(repository: Repository, listing: Listing): Promise<ToolError | undefined> {
  if (listing.kind === 'listed' && listing.list.source === 'git') return undefined
  try {
    await runGit(repository, ['rev-parse', '--git-dir'])
    return undefined
  } catch (error) {
    if (error instanceof ToolError) return error
    throw error
  }
}

function refused({ message, hint }: ToolError): Finding {
  return hint === undefined ? fail(message) : fail(message, { fix: hint.replace(/^.*\brun: /, '') })
}

async function judgeHead(repository: Repository): Promise<Finding> {
  if (repository.isBare) return skip('a bare repository')
  const head = await readHead(repository)
  switch (head.kind) {
    case 'branch':
      return ok(`on ${head.branch}`)
    case 'unborn':
      return ok(`on ${head.branch}, which has no commit yet`)
    case 'detached':
      return ok(`detached at ${head.commit.slice(0, 10)}: a commit made here belongs to no branch`)
  }
}

async function judgeOperation({ gitDir }: Repository): Promise<Finding> {
  const operation = await findOperation(gitDir)
  if (operation === undefined) return ok('no merge, rebase or the like is under way')
  const message = `a ${operation.name} is under way: ${operation.going}`
  return warn(message, { fix: 'git status', isEnvironment: false, facts: { operation: operation.name } })
}

async function judgeConflicts({ root }: Repository, { listing }: CheckContext): Promise<Finding> {
  if (root === undefined) return skip('no work tree')
  const listed = await listing
  if (listed.kind === 'refused') throw listed.error
  if (listed.list.source === 'walk') return skip('git cannot be run')
  const conflicts = await locateConflicts(listed.list.unmerged, root)
  if (conflicts.length === 0) return ok('no file is in conflict')
  const shown = listNames(conflicts.map(({ file }) => file))
  return fail(`${count(conflicts.length, 'file')} in conflict: ${shown}`, {
    evidence: conflicts,
    fix: 'git diff --diff-filter=U',
    isEnvironment: false,
  })
}

async function judgeLock({ gitDir }: Repository, nowMs: number): Promise<Finding> {
  const lock = path.join(gitDir, 'index.lock')
  const stats = await stat(lock).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (stats === undefined) return ok('the index is not locked')
  const ageMs = Math.max(0, nowMs - stats.mtimeMs)
  const age = formatDuration(ageMs)
  if (ageMs < lockAgeMsMax) return ok(`a git command took the index lock ${age} ago`)
  return fail(`${lock} is ${age} old: git add, commit and switch are refused as long as it exists`, {
    fix: 'ask the user to end the git command that holds it, or to remove the file when none runs',
    facts: { ageMs: Math.round(ageMs) },
  })
}

async function judgeSubmodules(repository: Repository): Promise<Finding> {
  if (repository.root === undefined) return skip('no work tree')
  const submodules = await findSubmodules(repository, repository.root)
  if (submodules === undefined) return unknown('.gitmodules could not be read by git', { fix: 'git submodule status' })
  if (submodules.length === 0) return ok('no submodules')
  const empty = submodules.filter(({ isInitialised }) => !isInitialised)
  const total = count(submodules.length, 'submodule')
  if (empty.length === 0) return ok(`${total} checked out`)
  const message = `${empty.length} of ${total} not checked out: ${listNames(empty.map(({ directory }) => directory))}`
  const evidence = empty.map(({ line }) => ({ file: '.gitmodules', line }))
  return warn(message, { evidence, fix: 'git submodule update --init --recursive' })
}

function listNames(names: readonly string[]): string {
  const shown = names.slice(0, namesMax).join(', ')
  return names.length > namesMax ? `${shown} and ${names.length - namesMax} more` : shown
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined
}
