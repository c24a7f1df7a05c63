import { resolve } from 'node:path'
import type { Command, CommandOptions, Environment } from './command.ts'
import type { Outcome } from './outcome.ts'
import { isErrorCode } from './process-table.ts'
import { createRunId, ProcessTree, runVariable } from './process-tree.ts'
import { RunningCommand, type OnChunk } from './running-command.ts'
import { explainStartFailure, type StartFailure, type StartPlace } from './start-failure.ts'

export type StartedCommand =
  | { readonly kind: 'running'; readonly command: RunningCommand }
  | { readonly kind: 'failed'; readonly outcome: Outcome }

interface FailedChild extends PromiseLike<{
  readonly code?: string | undefined
  readonly originalMessage?: string | undefined
}> {
  once(event: 'error', listener: (error: Error) => void): unknown
}

/** Starts the command in a process group of its own. What cannot be started is an outcome, too. */
export async function startCommand(
  command: Command,
  options: CommandOptions,
  onChunk: OnChunk,
): Promise<StartedCommand> {
  const { execa } = await import('execa')
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
  const child = execa(program, args, createOptions(options, place))
  if (child.pid === undefined) {
    return { kind: 'failed', outcome: await explainStartFailure(program, place, await readStartFailure(child)) }
  }
  // Events tell all; execa's own account of the end is of no interest, and fails when our current directory has been removed.
  child.catch(() => undefined)
  return { kind: 'running', command: new RunningCommand(child, new ProcessTree(child.pid, runId), options, onChunk) }
}

/** Most failures come as an event; those that Node or execa find before they try come as execa's result. */
async function readStartFailure(child: FailedChild): Promise<StartFailure> {
  return await new Promise((resolveFailure) => {
    child.once('error', (error: NodeJS.ErrnoException) => resolveFailure({ code: error.code, message: error.message }))
    child.then(
      ({ code, originalMessage = '' }) => resolveFailure({ code, message: originalMessage }),
      (error: unknown) => resolveFailure({ code: undefined, message: String(error) }),
    )
  })
}

function createEnvironment({ env = process.env, unset = [] }: CommandOptions, runId: string): Environment {
  const outerRun = process.env[runVariable]
  const environment = { ...env, [runVariable]: outerRun === undefined ? runId : `${outerRun}/${runId}` }
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !unset.includes(name)))
}

function createOptions({ stdin = 'ignore' }: CommandOptions, place: StartPlace) {
  return {
    ...place,
    extendEnv: false,
    ...(stdin === 'ignore' ? { stdin } : { input: stdin.input }),
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    encoding: 'buffer',
    reject: false,
    // A group of its own, which can be signalled as a whole. Our own stopping replaces execa's, which knows only the one process.
    detached: true,
    cleanup: false,
    forceKillAfterDelay: false,
    verbose: 'none',
  } as const
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
