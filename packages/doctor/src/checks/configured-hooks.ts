import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { runGit, type Repository } from '@groundcrew/core/repo'
import { findProgram } from '@groundcrew/core/process'
import { count } from '@groundcrew/core/text'
import { findPointers, type Orchestrator } from '@groundcrew/core/workspace'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { fail, ok, skip, warn } from '../finding.ts'
import { joinSome } from '../install/join-some.ts'
import type { Finding } from '../report.ts'

/** The word that the manager's hook script has, and what installs it. */
const managers: Readonly<Record<string, { readonly sign: RegExp; readonly fix: string }>> = {
  lefthook: { sign: /lefthook/, fix: 'bootstrap --hooks' },
  'pre-commit': { sign: /pre-commit|pre_commit|prek/, fix: 'bootstrap --hooks' },
  hk: { sign: /\bhk\b/, fix: 'bootstrap --hooks' },
}

const hookNames = ['pre-commit', 'pre-push', 'commit-msg']

/** Git hooks that the repository configures, and files that git LFS keeps: planned only where there are some. */
export function configuredGitChecks(context: CheckContext): readonly PlannedCheck[] {
  const { repository, workspace, root } = context
  if (repository.kind !== 'found') return []
  const found = repository.repository
  const manager = workspace.orchestrators.find(({ name, evidence }) => name in managers && !evidence.file.includes('/'))
  return [
    ...(manager === undefined ? [] : [{ id: 'git.hooks', make: async () => judgeHooks(found, manager, root) }]),
    ...(workspace.largeFiles.length === 0
      ? []
      : [{ id: 'git.large-files', make: async () => judgeLargeFiles(found, context) }]),
  ]
}

async function judgeHooks(repository: Repository, manager: Orchestrator, root: string): Promise<Finding> {
  const { name, evidence } = manager
  const known = managers[name]
  if (known === undefined) return skip(`${name} is not known`)
  const { stdout } = await runGit(repository, ['rev-parse', '--git-path', 'hooks'])
  const directory = path.resolve(repository.git.cwd, stdout.toString('utf8').trimEnd())
  const texts = await Promise.all(
    hookNames.map(async (hook) => readFile(path.join(directory, hook), 'utf8').catch(() => '')),
  )
  const details = { evidence: [evidence] }
  if (texts.some((text) => known.sign.test(text))) return ok(`the git hooks of ${name} are installed`, details)
  // CI checks out without hooks, and runs the checks itself.
  const where = path.relative(root, directory)
  return warn(`${evidence.file} has git hooks, and none is installed in ${where}`, { ...details, fix: known.fix })
}

async function judgeLargeFiles(repository: Repository, { workspace, root, env }: CheckContext): Promise<Finding> {
  const { stdout } = await runGit(repository, ['ls-files', '-z', '--', ':(attr:filter=lfs)'])
  const files = stdout.toString('utf8').split('\0').filter(Boolean)
  const pointers = findPointers(root, files)
  const evidence = workspace.largeFiles.slice(0, 1).map((rule) => rule.evidence)
  const filter = await runGit(repository, ['config', '--get', 'filter.lfs.process'])
  const isFiltered = filter.stdout.toString('latin1').trim() !== ''
  if (isFiltered && (await findProgram('git-lfs', { env, cwd: root })) === undefined) {
    const message = 'git filters files through git-lfs, which is not on PATH: git status, add and checkout fail on them'
    return fail(message, { evidence, fix: 'ask the user to install git-lfs' })
  }
  if (pointers.length === 0) return ok(`${count(files.length, 'file')} of git LFS fetched`, { evidence })
  return warn(`${pointers.length} of ${count(files.length, 'file')} of git LFS not fetched: ${joinSome(pointers)}`, {
    evidence,
    fix: 'bootstrap --only large-files',
  })
}
