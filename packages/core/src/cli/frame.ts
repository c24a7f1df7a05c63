import { promises } from 'node:fs'
import path from 'node:path'
import { boundText, count, escapeControl, escapeLine } from '../text/index.ts'
import type { Io, OutputStream } from './io.ts'
import { helpHint, parseCall, type ParsedCall } from './parse.ts'
import { chooseStyle } from './style.ts'
import type { Answer, AnswerText, Command, Tool } from './table.ts'
import { ToolError, usageError, type ErrorDetails } from './tool-error.ts'
import { version } from './version.ts'

/** The longest text answer, in bytes: agent hosts show no more of a failed command. */
export const answerBytesMax = 9000

/**
 * Runs a tool on a command line and returns its exit code: 0 answered, 1 bad or refused, 2 the call is wrong, 3 could not
 * tell. The answer goes to `io.stdout`, everything else to `io.stderr`; nothing is thrown.
 */
export async function runTool(tool: Tool, argv: readonly string[], io: Io): Promise<number> {
  let call: ParsedCall | undefined
  try {
    call = parseCall(tool, argv)
    return await runCall(tool, call, io)
  } catch (error) {
    return printFailure({ tool, command: call?.command, argv, io }, error)
  }
}

async function runCall(tool: Tool, call: ParsedCall, io: Io): Promise<number> {
  const { globals } = call
  if (globals.help) return printHelp(tool, call, io)
  if (globals.version) {
    await print(io.stdout, globals.json ? envelope(tool, { ok: true, data: { version } }) : version)
    return 0
  }
  if (globals.completions !== undefined) {
    const { completionScript } = await import('./completions.ts')
    await print(io.stdout, completionScript(tool, globals.completions as 'bash' | 'zsh' | 'fish').trimEnd())
    return 0
  }
  return printAnswers(tool, call, inDirectory(io, await enterDirectory(io.cwd, globals.directory)))
}

async function printHelp(tool: Tool, call: ParsedCall, io: Io): Promise<number> {
  const { helpText, describeTool } = await import('./help.ts')
  await print(
    io.stdout,
    call.globals.json ? envelope(tool, { ok: true, data: describeTool(tool) }) : helpText(tool, call.command),
  )
  return 0
}

async function printAnswers(tool: Tool, call: ParsedCall, io: Io): Promise<number> {
  const style = chooseStyle({ stream: io.stdout, env: io.env, isWanted: call.globals.color })
  let exitCode = 0
  for await (const answer of call.command.answer(call.input, io, style)) {
    exitCode = Math.max(exitCode, answer.exitCode)
    if (call.globals.json) await print(io.stdout, envelope(tool, answerBody(answer)))
    else await print(io[answer.textStream], await answerText(answer, call))
  }
  return exitCode
}

function answerBody({ data, exitCode }: Answer): object {
  return { ok: exitCode === 0, data }
}

async function answerText(answer: Answer, call: ParsedCall): Promise<AnswerText> {
  const text = await answer.text()
  if (call.command.isUnbounded || typeof text !== 'string') return text
  return boundText(text, {
    bytesMax: answerBytesMax,
    marker: (lines) => `… ${count(lines, 'line')} left out; --json has everything`,
  })
}

/** A copy that still opens stdin only when somebody reads it. */
function inDirectory(io: Io, cwd: string): Io {
  return Object.defineProperties({} as Io, { ...Object.getOwnPropertyDescriptors(io), cwd: { value: cwd } })
}

/** The directory to work in. Throws a usage error when `-C` names none. */
async function enterDirectory(cwd: string, directory: string | undefined): Promise<string> {
  if (directory === undefined) return cwd
  const target = path.resolve(cwd, directory)
  const stats = await promises.stat(target).catch((error: NodeJS.ErrnoException) => error)
  if (stats instanceof Error) throw usageError(`-C ${directory}: ${plainReason(stats)}`, 'name a directory that exists')
  if (!stats.isDirectory()) throw usageError(`-C ${directory}: not a directory`, 'name a directory that exists')
  return target
}

function plainReason(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'no such directory'
  if (error.code === 'EACCES') return 'permission denied'
  return error.message
}

interface Call {
  readonly tool: Tool
  /** Undefined where the command line does not parse. */
  readonly command: Command | undefined
  readonly argv: readonly string[]
  readonly io: Io
}

async function printFailure({ tool, command, argv, io }: Call, error: unknown): Promise<number> {
  const failure = withHint(describeFailure(error, io), tool, command)
  if (wantsJson(argv)) {
    const { code, message, hint, details } = failure
    // JSON leaves out what is undefined.
    await print(io.stdout, envelope(tool, { ok: false, error: { code, message, hint, details } }))
  }
  const lines = [`${tool.name}: ${escapeLine(failure.message)}`]
  if (failure.hint !== undefined) lines.push(`hint: ${escapeLine(failure.hint)}`)
  if (failure.stack !== undefined) lines.unshift(escapeControl(failure.stack))
  io.stderr.write(`${lines.join('\n')}\n`)
  return failure.exitCode
}

/** A wrong call always tells where the right one is written. */
function withHint(failure: Failure, tool: Tool, command: Command | undefined): Failure {
  if (failure.hint !== undefined || failure.exitCode !== 2) return failure
  return { ...failure, hint: command === undefined ? `${tool.name} --help` : helpHint({ tool, entry: command }) }
}

interface Failure {
  readonly code: string
  readonly message: string
  readonly hint: string | undefined
  readonly exitCode: number
  readonly details?: ErrorDetails | undefined
  readonly stack?: string
}

function describeFailure(error: unknown, io: Io): Failure {
  if (error instanceof ToolError) {
    const { code, message, hint, exitCode, details } = error
    return { code, message, hint, exitCode, details }
  }
  if (io.signal.aborted) return { code: 'INTERRUPTED', message: 'interrupted', hint: undefined, exitCode: 3 }
  const cause = error instanceof Error ? error : new Error(String(error))
  return {
    code: 'INTERNAL',
    message: `internal error: ${cause.message}`,
    hint: `this is a bug in groundcrew ${version}: please report it with the stack and the command line`,
    exitCode: 3,
    stack: cause.stack ?? cause.message,
  }
}

/** Also right where the command line could not be parsed. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json')
}

function envelope(tool: Tool, body: object): string {
  return JSON.stringify({ tool: tool.name, version, ...body })
}

/** Writes one answer and waits until the stream has taken it, so that a slow reader slows the producer. */
async function print(stream: OutputStream, text: AnswerText): Promise<void> {
  const parts = typeof text !== 'string' ? text : text === '' ? [] : [`${text}\n`]
  for (const part of parts) {
    if (stream.destroyed) return
    if (part.length > 0) await new Promise<void>((resolve) => stream.write(part, resolve))
  }
}
