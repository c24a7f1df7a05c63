import type { Command, CommandOptions, Environment } from './command.ts'
import type { Child } from './running-command.ts'
import type { StartFailure } from './start-failure.ts'

export interface ChildOptions {
  readonly cwd: string
  readonly env: Environment
  readonly stdin: NonNullable<CommandOptions['stdin']>
}

export type StartedChild =
  | { readonly child: Child; readonly pid: number }
  | { readonly child: undefined; readonly failure: StartFailure }

/** Starts a process in a group of its own, with pipes for its output. What cannot be started is a value, too. */
export type StartChild = (command: Command, options: ChildOptions) => Promise<StartedChild>

/** By execa, which knows what can go wrong with anybody's command. */
export async function startByExeca([program, ...args]: Command, options: ChildOptions): Promise<StartedChild> {
  const { execa } = await import('execa')
  const child = execa(program, args, execaOptions(options))
  if (child.pid === undefined) return { child: undefined, failure: await readFailure(child) }
  // Events tell all; execa's own account of the end is of no interest, and fails when our current directory has been removed.
  child.catch(() => undefined)
  return { child, pid: child.pid }
}

/**
 * By Node alone, for the small commands of our own, such as git: a hook waits for them, and to load and to set up execa took 15 of
 * the 50 ms that such a hook took beyond an empty Node.
 */
export async function startPlainly([program, ...args]: Command, options: ChildOptions): Promise<StartedChild> {
  const { spawn } = await import('node:child_process')
  const { cwd, env, stdin } = options
  const common = { cwd, env, detached: true } as const
  try {
    if (stdin === 'ignore') return await settle(spawn(program, args, { ...common, stdio: ['ignore', 'pipe', 'pipe'] }))
    const child = spawn(program, args, { ...common, stdio: ['pipe', 'pipe', 'pipe'] })
    // It need not read all of it, or be there to read.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin.input)
    return await settle(child)
  } catch (error) {
    // Some failures, such as E2BIG, are thrown; most come as an event.
    if (isSystemError(error)) return { child: undefined, failure: failureOf(error) }
    throw error
  }
}

interface StartingChild extends Child {
  readonly pid?: number | undefined
  on(event: 'error', listener: (error: Error) => void): unknown
}

async function settle(child: StartingChild): Promise<StartedChild> {
  const { pid } = child
  if (pid === undefined) {
    const error = await new Promise<Error>((resolve) => child.on('error', resolve))
    return { child: undefined, failure: failureOf(error) }
  }
  // What comes later is a signal that could not be sent: whoever sent it sees to that.
  child.on('error', () => undefined)
  return { child, pid }
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

function failureOf(error: NodeJS.ErrnoException): StartFailure {
  return { code: error.code, message: error.message }
}

interface FailedChild extends PromiseLike<{
  readonly code?: string | undefined
  readonly originalMessage?: string | undefined
}> {
  once(event: 'error', listener: (error: Error) => void): unknown
}

/** Most failures come as an event; those that Node or execa find before they try come as execa's result. */
async function readFailure(child: FailedChild): Promise<StartFailure> {
  return await new Promise((resolve) => {
    child.once('error', (error) => resolve(failureOf(error)))
    child.then(
      ({ code, originalMessage = '' }) => resolve({ code, message: originalMessage }),
      (error: unknown) => resolve({ code: undefined, message: String(error) }),
    )
  })
}

function execaOptions({ cwd, env, stdin }: ChildOptions) {
  return {
    cwd,
    env,
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
