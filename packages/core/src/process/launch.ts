import { spawn, type ChildProcess } from 'node:child_process'
import type { Command, CommandOptions } from './command.ts'
import type { Child } from './running-command.ts'
import type { StartFailure, StartPlace } from './start-failure.ts'

export interface LaunchPlace extends StartPlace {
  readonly stdin: NonNullable<CommandOptions['stdin']>
}

export type Launched =
  | { readonly kind: 'launched'; readonly child: Child; readonly pid: number }
  | ({ readonly kind: 'failed' } & StartFailure)

/** Starts a process at the head of a group of its own, which can be signalled as a whole, with pipes for its output. */
export type Launch = (command: Command, place: LaunchPlace) => Promise<Launched>

/** By Node alone: for git and other small commands, of which there are many, and for which loading execa takes longer than they do. */
export const launchDirectly: Launch = async ([program, ...args], { cwd, env, stdin }) => {
  let child: ChildProcess
  try {
    child = spawn(program, args, {
      cwd,
      env: { ...env },
      stdio: [stdin === 'ignore' ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: true,
    })
  } catch (error) {
    // What Node finds before it tries, such as arguments that are too long.
    const { code, message } = error as NodeJS.ErrnoException
    return { kind: 'failed', code, message }
  }
  const { pid, stdout, stderr } = child
  if (pid === undefined || stdout === null || stderr === null) {
    return await new Promise((resolve) => {
      child.once('error', ({ code, message }: NodeJS.ErrnoException) => resolve({ kind: 'failed', code, message }))
    })
  }
  // A command that does not read its input to the end is its own affair.
  child.stdin?.on('error', () => undefined)
  if (stdin !== 'ignore') child.stdin?.end(stdin.input)
  return {
    kind: 'launched',
    pid,
    child: {
      stdin: child.stdin,
      stdout,
      stderr,
      once: (event, listener) => child.once(event, listener),
      unref: () => child.unref(),
    },
  }
}

interface FailedChild extends PromiseLike<{
  readonly code?: string | undefined
  readonly originalMessage?: string | undefined
}> {
  once(event: 'error', listener: (error: Error) => void): unknown
}

/** By execa, for what the repository and the user run. */
export const launchByExeca: Launch = async ([program, ...args], { cwd, env, stdin }) => {
  const { execa } = await import('execa')
  const child = execa(program, args, {
    cwd,
    env,
    extendEnv: false,
    ...(stdin === 'ignore' ? { stdin } : { input: stdin.input }),
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    encoding: 'buffer',
    reject: false,
    detached: true,
    // Our own stopping replaces execa's, which knows only the one process.
    cleanup: false,
    forceKillAfterDelay: false,
    verbose: 'none',
  })
  const { pid } = child
  if (pid === undefined) return { kind: 'failed', ...(await readStartFailure(child)) }
  // Events tell all; execa's own account of the end is of no interest, and fails when our current directory has been removed.
  child.catch(() => undefined)
  return { kind: 'launched', child, pid }
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
