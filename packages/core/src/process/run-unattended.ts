import { stripVTControlCharacters } from 'node:util'
import type { Command } from './command.ts'
import { runCommand, type CommandResult, type RunOptions } from './run-command.ts'

/** How long a command may be silent with a question as its last line. */
const silenceMsDefault = 10_000
/** How long a command that has told its result may take to end. */
const lingerMsDefault = 30_000
/** No question is longer. */
const tailCharactersMax = 2000

export interface UnattendedOptions extends RunOptions {
  /** Default 10 seconds. */
  readonly silenceMs?: number
  /**
   * Whether the command, silent for `lingerMs`, has told all that it will tell, and only does not end: a test runner with an open socket.
   * Then it is stopped. Without it only the timeout ends such a command.
   */
  readonly isTold?: () => boolean
  /** Default 30 seconds. */
  readonly lingerMs?: number
}

export interface UnattendedResult extends CommandResult {
  /** The line with which the command waited for a person: it was stopped for it, or gave up because nobody answers. */
  readonly question?: string
  /** It was stopped because it had told all (see `isTold`) and did not end. */
  readonly lingered?: true
}

/**
 * Runs a command that nobody watches: with `CI=1` and closed standard input, and stopped as soon as it is silent behind a question, or
 * behind its result. A slow command that asks nothing is left alone until its timeout.
 */
export async function runUnattended(command: Command, options: UnattendedOptions = {}): Promise<UnattendedResult> {
  const { silenceMs = silenceMsDefault, lingerMs = lingerMsDefault, isTold, ...others } = options
  const { env = process.env, onOutput, signal, ...rest } = others
  const stopped = new AbortController()
  let tail = ''
  let question: string | undefined
  let lingered = false
  const questionTimer = setTimeout(() => {
    question = readQuestion(tail)
    if (question !== undefined) stopped.abort()
  }, silenceMs)
  const lingerTimer = setTimeout(() => {
    lingered = isTold?.() === true
    if (lingered) stopped.abort()
  }, lingerMs)
  try {
    const result = await runCommand(command, {
      ...rest,
      env: { ...env, CI: env['CI'] ?? '1' },
      signal: signal === undefined ? stopped.signal : AbortSignal.any([signal, stopped.signal]),
      onOutput: (chunk, stream) => {
        tail = (tail + chunk.toString('utf8')).slice(-tailCharactersMax)
        questionTimer.refresh()
        lingerTimer.refresh()
        onOutput?.(chunk, stream)
      },
    })
    const isFailed = result.outcome.kind !== 'exited' || result.outcome.code !== 0
    question ??= isFailed ? (readQuestion(tail) ?? readVainQuestion(tail)) : undefined
    return { ...result, ...(question === undefined ? {} : { question }), ...(lingered ? { lingered } : {}) }
  } finally {
    clearTimeout(questionTimer)
    clearTimeout(lingerTimer)
  }
}

/** The last line of an output, where it reads like a question to a person; of a menu the line above the choices. */
export function readQuestion(output: string): string | undefined {
  const text = stripVTControlCharacters(output).replaceAll('\r', '\n')
  const isOpen = !text.endsWith('\n')
  const lines = text.trimEnd().split('\n')
  const last = lines.at(-1)?.trim() ?? ''
  if (last === '') return undefined
  const isPrompt = choicePattern.test(last) || /^[?❯›] /.test(last) || (isOpen && isOpenQuestion(last))
  return isPrompt ? last : readMenu(lines.slice(-menuLinesMax))
}

/** `Compiling: ` and `[====>` tell what is under way. */
function isOpenQuestion(line: string): boolean {
  if (/[?›❯>]$/.test(line)) return !/[=\-#]>$/.test(line)
  return line.endsWith(':') && (!/^\W*\w+ing\b/i.test(line) || askedWord.test(line))
}

const askedWord = /\b(?:password|passphrase|user ?name|login|e-?mail|token|code|name|choice|value|which|what)\b/i

/** The question of a menu that is drawn and waits for arrow keys, as inquirer, prompts, enquirer and clack draw one. */
function readMenu(lines: readonly string[]): string | undefined {
  const at = lines.findLastIndex((line) => /^\s*(?:\?|◆) +\S/.test(line))
  const choices = lines.slice(at + 1)
  const isMenu = at >= 0 && choices.some((line) => /^\s*(?:[❯›>]|│? *[●○◉◯◻◼]) *\S/.test(line))
  return isMenu ? lines[at]?.trim() : undefined
}

const menuLinesMax = 30

/** Of a command that gave up: what it asked before it told so, or that there is no terminal to ask at. */
function readVainQuestion(output: string): string | undefined {
  const lines = stripVTControlCharacters(output)
    .split(/[\r\n]+/)
    .slice(-vainLinesMax)
  return lines.find((line) => strictChoice.test(line.trim()) || noTerminal.test(line))?.trim()
}

/** A failing command says not much more after its question. */
const vainLinesMax = 12
/** `input()` and `getpass()` of Python, and whatever opens the terminal itself. */
const noTerminal = /\/dev\/tty: (?:No such|Device not)|^EOFError(?::|$)/
const strictChoice = /[([](?:y(?:es)?\/no?|no?\/y(?:es)?)[)\]][\s:?]*$/i

const choicePattern =
  /[([](?:y(?:es)?\s*\/\s*no?|no?\s*\/\s*y(?:es)?)[^)\]]*[)\]]|\((?:y(?:es)?|no?)\)$|\b(?:yes\/no|(?:press|hit) (?:enter|any key|return))/i
