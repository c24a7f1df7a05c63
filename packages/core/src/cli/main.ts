import { constants } from 'node:os'
import { logCall } from './call-log.ts'
import { runTool } from './frame.ts'
import { ProcessOutput } from './process-output.ts'
import type { Tool } from './table.ts'
import { ToolError } from './tool-error.ts'

/** How long a tool may take to stop its children and clean up after a signal, in milliseconds. */
const shutdownMsMax = 5000

/**
 * The entry of every binary: runs the tool on this process's arguments and streams, and exits. A closed stdout ends quietly with
 * 0, one that cannot take the answer (a full disk) with 3; nobody has to listen on stderr. SIGINT, SIGTERM and SIGHUP abort the
 * run, give it a moment to stop its children, and exit with 128 + the signal's number.
 */
export async function main(tool: Tool): Promise<void> {
  const stop = new AbortController()
  let exitCodeAfterStop: number | undefined
  const stopWith = (exitCode: number): void => {
    exitCodeAfterStop ??= exitCode
    stop.abort()
    setTimeout(() => exit(exitCodeAfterStop ?? exitCode), shutdownMsMax).unref()
  }
  let taker: ((signal: NodeJS.Signals) => void) | undefined
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (taker === undefined) stopWith(128 + constants.signals[name])
      else taker(name)
    })
  }
  // The answer does not depend on whether anybody hears the conversation.
  const stderr = new ProcessOutput({ fd: 2, openStream: () => process.stderr, onError: () => undefined })
  const stdout = new ProcessOutput({
    fd: 1,
    openStream: () => process.stdout,
    onError(error) {
      if (error.code !== 'EPIPE') stderr.write(`${tool.name}: cannot write the answer: ${error.message}\n`)
      stopWith(error.code === 'EPIPE' ? 0 : 3)
    },
  })
  const startedAtMs = Date.now()
  const exitCode = await runTool(tool, process.argv.slice(2), {
    // Opening it costs a start a millisecond or two, and few calls read it.
    get stdin() {
      return process.stdin
    },
    stdout,
    stderr,
    get cwd() {
      return currentDirectory()
    },
    env: process.env,
    now: Date.now,
    signal: stop.signal,
    takeSignals: (listener) => {
      taker = listener
      return () => {
        taker = undefined
      }
    },
  })
  await stdout.drain()
  await stderr.drain()
  const directory = findCurrentDirectory()
  if (directory !== undefined)
    logCall(directory, process.env, { tool: tool.name, exitCode, durationMs: Date.now() - startedAtMs, startedAtMs })
  exit(exitCodeAfterStop ?? exitCode)
}

function currentDirectory(): string {
  const directory = findCurrentDirectory()
  if (directory !== undefined) return directory
  throw new ToolError('NO_SUCH_DIRECTORY', 'the current directory was deleted', { hint: 'cd to one that is there' })
}

function findCurrentDirectory(): string | undefined {
  try {
    return process.cwd()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return undefined
  }
}

function exit(exitCode: number): never {
  // oxlint-disable-next-line unicorn/no-process-exit -- the one place that ends the process
  process.exit(exitCode)
}
