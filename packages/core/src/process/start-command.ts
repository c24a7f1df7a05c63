import { resolve } from 'node:path'
import type { Command, CommandOptions, Environment } from './command.ts'
import type { Outcome } from './outcome.ts'
import { isErrorCode } from './process-table.ts'
import { createRunId, ProcessTree, runVariable } from './process-tree.ts'
import { RunningCommand, type OnChunk } from './running-command.ts'
import type { StartChild } from './start-child.ts'
import { explainStartFailure } from './start-failure.ts'

export type StartedCommand =
  | { readonly kind: 'running'; readonly command: RunningCommand }
  | { readonly kind: 'failed'; readonly outcome: Outcome }

export interface StartOptions extends CommandOptions {
  readonly startChild: StartChild
}

/** Starts the command in a process group of its own. What cannot be started is an outcome, too. */
export async function startCommand(command: Command, options: StartOptions, onChunk: OnChunk): Promise<StartedCommand> {
  if (options.signal?.aborted === true) return { kind: 'failed', outcome: { kind: 'aborted' } }
  const directory = resolveDirectory(options.cwd ?? '.')
  if (directory === undefined) {
    const reason = 'the current directory does not exist any more'
    return { kind: 'failed', outcome: { kind: 'bad-directory', directory: options.cwd ?? '.', reason } }
  }
  if (command.some((word) => word.includes('\0'))) {
    const reason = 'its arguments contain a NUL byte'
    return { kind: 'failed', outcome: { kind: 'not-executable', program: command[0], reason } }
  }
  const runId = createRunId()
  const place = { cwd: directory, env: createEnvironment(options, runId) }
  const started = await options.startChild(command, { ...place, stdin: options.stdin ?? 'ignore' })
  if (started.child === undefined)
    return { kind: 'failed', outcome: await explainStartFailure(command[0], place, started.failure) }
  const tree = new ProcessTree(started.pid, runId)
  return { kind: 'running', command: new RunningCommand(started.child, tree, options, onChunk) }
}

function createEnvironment({ env = process.env, unset = [] }: CommandOptions, runId: string): Environment {
  const outerRun = process.env[runVariable]
  const environment = { ...env, [runVariable]: outerRun === undefined ? runId : `${outerRun}/${runId}` }
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !unset.includes(name)))
}

function resolveDirectory(path: string): string | undefined {
  try {
    return resolve(path)
  } catch (error) {
    // The directory of this process has been removed.
    if (isErrorCode(error, 'ENOENT')) return undefined
    throw error
  }
}
