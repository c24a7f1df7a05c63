import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'
import { captureCommand, siblingPath, type CaptureOutcome } from '@groundcrew/core/process'
import { findRepository, repositoryStateDirectory, type Repository } from '@groundcrew/core/repo'
import { entryPath } from '../install/entry-script.ts'
import { readSettings, type Settings } from '../settings.ts'

/** Where a hook is at work, and what was decided when hooks were installed. */
export interface HookPlace {
  readonly root: string
  readonly repository: Repository
  readonly stateDirectory: string
  readonly settings: Settings
  readonly env: Environment
  readonly isCi: boolean
}

/** undefined outside a work tree: there is nothing to say there. */
export async function findPlace(cwd: string, env: Environment): Promise<HookPlace | undefined> {
  const repository = await findRepository(cwd, env)
  if (repository?.root === undefined) return undefined
  const stateDirectory = repositoryStateDirectory(repository)
  return {
    root: repository.root,
    repository,
    stateDirectory,
    settings: await readSettings(stateDirectory),
    env,
    isCi: isCi(env),
  }
}

/** Whether hooks are installed in this clone. */
export function hasEntry({ stateDirectory }: HookPlace): boolean {
  return existsSync(entryPath(stateDirectory))
}

export function isCi({ CI }: Environment): boolean {
  return CI !== undefined && CI !== '' && CI !== '0' && CI !== 'false'
}

export interface ToolAnswer {
  readonly outcome: CaptureOutcome
  /** undefined where the tool did not come to an end. */
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

export interface ToolCall {
  readonly timeoutMs: number
  readonly input?: string
}

/** Runs a sibling tool in the repository. Never throws for what it does. */
export async function runTool(
  { root, env }: Pick<HookPlace, 'root' | 'env'>,
  [tool, ...args]: readonly [string, ...string[]],
  { timeoutMs, input }: ToolCall,
): Promise<ToolAnswer> {
  const { outcome, stdout, stderr } = await captureCommand([process.execPath, siblingPath(tool), ...args], {
    cwd: root,
    env,
    timeoutMs,
    ...(input === undefined ? {} : { stdin: { input } }),
  })
  return {
    outcome,
    exitCode: outcome.kind === 'exited' ? outcome.code : undefined,
    stdout: stdout.toString('utf8'),
    stderr: stderr.toString('utf8'),
  }
}

/** Whether anybody uses the task database here: without it tm has nothing to say, and is not started. */
export function hasTasks({ env, stateDirectory }: HookPlace): boolean {
  return existsSync(env['TM_DB'] ?? path.join(stateDirectory, 'tasks.db'))
}

/** A file below the state directory for one work tree. */
export function worktreeFile({ stateDirectory, repository }: HookPlace, name: string): string {
  const worktree = repository.isLinkedWorktree ? path.basename(repository.gitDir) : 'main'
  return path.join(stateDirectory, 'agents', `worktree-${worktree}`, name)
}
