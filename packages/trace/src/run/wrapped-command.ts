import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { readFileSync, statSync } from 'node:fs'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { formatCommand } from '@groundcrew/core/process'
import type { RunOutcome } from '../model/trace.ts'

export interface WrappedCommand {
  readonly pid: number
  readonly ended: Promise<RunOutcome>
}

export interface WrapOptions {
  readonly command: readonly [string, ...string[]]
  readonly io: Io
  readonly env: Readonly<Record<string, string | undefined>>
  /** stdout is wanted for something else: what the command prints there goes to stderr. */
  readonly isStdoutTaken: boolean
  /** Awaited before the command gets its first signal. */
  readonly beforeSignal: (pid: number) => Promise<void>
}

/**
 * Starts a command as if its caller had: it has this process's own streams, terminal and process group, and gets the signals sent to
 * this process.
 *
 * @throws ToolError COMMAND_NOT_FOUND (127) or COMMAND_NOT_EXECUTABLE (126), the codes of a shell.
 */
export async function startWrapped(options: WrapOptions): Promise<WrappedCommand> {
  const { command, io, env, isStdoutTaken, beforeSignal } = options
  const [program, ...args] = command
  if (command.some((word) => word.includes('\0'))) throw notExecutable(program, 'an argument holds a NUL byte')
  const child = spawn(program, args, { cwd: io.cwd, env, stdio: ['inherit', isStdoutTaken ? 2 : 'inherit', 'inherit'] })
  const { pid } = child
  if (pid === undefined) {
    const error = await new Promise<NodeJS.ErrnoException>((resolve) => child.once('error', resolve))
    throw explainStart(program, error)
  }
  let isAsked = false
  const release = io.takeSignals?.((signal) => {
    if (isSentToGroup(signal)) return
    const before = isAsked ? Promise.resolve() : beforeSignal(pid)
    isAsked = true
    void before.then(() => child.kill(signal))
  })
  const ended = new Promise<RunOutcome>((resolve) => {
    child.once('exit', (code, signal) => {
      release?.()
      resolve(signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'signaled', signal })
    })
  })
  return { pid, ended }
}

/** What a shell would report: a command that a signal ended has 128 and the signal's number. */
export function exitCodeOf(outcome: RunOutcome): number {
  switch (outcome.kind) {
    case 'exited':
      return outcome.code
    case 'signaled':
      return 128 + (constants.signals[outcome.signal as NodeJS.Signals] ?? 0)
    case 'observed':
      return 0
  }
}

function explainStart(program: string, error: NodeJS.ErrnoException): ToolError {
  if (error.code === 'ENOENT') {
    return new ToolError('COMMAND_NOT_FOUND', `'${program}' was not found`, {
      exitCode: 127,
      hint: program.includes(' ')
        ? `write the words apart: trace -- ${program}`
        : `check with: command -v ${formatCommand([program])}`,
      cause: error,
    })
  }
  if (error.code === 'EACCES' && isDirectory(program)) {
    return new ToolError('COMMAND_NOT_EXECUTABLE', `'${program}' cannot be run: it is a directory`, {
      exitCode: 126,
      hint: 'trace -- COMMAND',
      cause: error,
    })
  }
  return notExecutable(program, error.code === 'EACCES' ? 'permission denied' : error.message)
}

function notExecutable(program: string, reason: string): ToolError {
  return new ToolError('COMMAND_NOT_EXECUTABLE', `'${program}' cannot be run: ${reason}`, {
    exitCode: 126,
    hint: `name the interpreter, such as: trace -- ${interpreterOf(program)} ${formatCommand([program])}`,
  })
}

function isDirectory(program: string): boolean {
  return statSync(program, { throwIfNoEntry: false })?.isDirectory() === true
}

const interpreters: Readonly<Record<string, string>> = {
  py: 'python3',
  rb: 'ruby',
  php: 'php',
  pl: 'perl',
  ts: 'npx tsx',
  mts: 'npx tsx',
}

function interpreterOf(program: string): string {
  const extension = /\.(\w+)$/.exec(program)?.[1] ?? ''
  return /^[cm]?js$/.test(extension) ? 'node' : (interpreters[extension] ?? 'sh')
}

/** Ctrl-C and a closed terminal reach the whole foreground group by themselves; a second copy makes some programs quit in a hurry. */
function isSentToGroup(signal: NodeJS.Signals): boolean {
  if (signal === 'SIGTERM') return false
  try {
    const text = readFileSync('/proc/self/stat', 'utf8')
    const [, , group, , , foregroundGroup] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return group !== undefined && group === foregroundGroup
  } catch {
    return process.stdin.isTTY || process.stderr.isTTY
  }
}
