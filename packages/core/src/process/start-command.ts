import { resolve } from 'node:path'
import type { Command, CommandOptions, Environment } from './command.ts'
import type { Outcome } from './outcome.ts'
import type { Launch } from './launch.ts'
import { isErrorCode } from './process-table.ts'
import { createRunId, ProcessTree, runVariable } from './process-tree.ts'
import { RunningCommand, type OnChunk } from './running-command.ts'
import { explainStartFailure } from './start-failure.ts'

export type StartedCommand =
  | { readonly kind: 'running'; readonly command: RunningCommand }
  | { readonly kind: 'failed'; readonly outcome: Outcome }

/** Starts the command in a process group of its own. What cannot be started is an outcome, too. */
export async function startCommand(
  command: Command,
  options: CommandOptions,
  onChunk: OnChunk,
  launch: Launch,
): Promise<StartedCommand> {
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
  const [program, ...args] = command
  const launched = await launch([program, ...args], { ...place, stdin: options.stdin ?? 'ignore' })
  if (launched.kind === 'failed') {
    return { kind: 'failed', outcome: await explainStartFailure(program, place, launched) }
  }
  const tree = new ProcessTree(launched.pid, runId)
  return { kind: 'running', command: new RunningCommand(launched.child, tree, options, onChunk) }
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
