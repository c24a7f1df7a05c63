import type { Command, CommandOptions, OutputStream } from './command.ts'
import { HeadTail } from './head-tail.ts'
import { LineMerger, LineSplitter } from './lines.ts'
import { LogFile } from './log-file.ts'
import type { Outcome } from './outcome.ts'
import type { FinishedCommand, OnChunk } from './running-command.ts'
import { launchByExeca } from './launch.ts'
import { startCommand } from './start-command.ts'

const headBytesMaxDefault = 64 * 1024
const tailBytesMaxDefault = 256 * 1024
const logBytesMaxDefault = 1024 * 1024 * 1024

export interface RunOptions extends CommandOptions {
  /**
   * The whole output goes here, byte for byte, stdout and stderr in the order in which their lines arrive. Directories above it are
   * created, an older file is replaced.
   */
  readonly logPath?: string
  /** Nothing is written beyond it, to protect the disk. Default 1 GiB. */
  readonly logBytesMax?: number
  /** How much of the beginning is kept in the result. Default 64 KiB. */
  readonly headBytesMax?: number
  /** How much of the end is kept in the result. Default 256 KiB. */
  readonly tailBytesMax?: number
  /** Each line as it comes, without its line end. */
  readonly onLine?: (line: string, stream: OutputStream) => void
  /** The bytes as they come. */
  readonly onOutput?: (chunk: Buffer, stream: OutputStream) => void
}

/** stdout and stderr merged by lines. Bytes that are not UTF-8 are U+FFFD here; the log has them as they were. */
export interface CommandOutput {
  /** The whole output, when it fits. */
  readonly head: string
  /** The end of an output that does not fit; empty otherwise. */
  readonly tail: string
  /** Bytes between head and tail that are only in the log. */
  readonly omittedBytes: number
  readonly totalBytes: number
  /** head and tail, and between them, when something was left out, one line that says how much and where it is. */
  readonly text: () => string
}

export interface CommandResult {
  readonly outcome: Outcome
  readonly durationMs: number
  readonly output: CommandOutput
  /** Set when the log exists. */
  readonly logPath?: string
  /** Why the log is not the whole output: it reached `logBytesMax`, or it could not be written. */
  readonly logProblem?: string
  /** Background processes outlived the command and were stopped. */
  readonly leftovers: boolean
}

/**
 * Runs a command to its end, with everything that it starts in one process group. Never throws for what the command does. When the
 * promise resolves, the group is gone, and on Linux so are descendants that left it but kept the output open, or, after a timeout or
 * an abort, any descendants at all.
 */
export async function runCommand(command: Command, options: RunOptions = {}): Promise<CommandResult> {
  const startedMs = performance.now()
  const log =
    options.logPath === undefined ? undefined : new LogFile(options.logPath, options.logBytesMax ?? logBytesMaxDefault)
  const recorder = new OutputRecorder(options, log)
  try {
    const { outcome, leftovers } = await runToEnd(command, options, recorder.onChunk)
    recorder.end()
    return {
      outcome,
      durationMs: Math.round(performance.now() - startedMs),
      output: recorder.read(),
      ...(log?.isOpened === true && { logPath: log.path }),
      ...(log?.problem !== undefined && { logProblem: log.problem }),
      leftovers,
    }
  } finally {
    log?.close()
  }
}

async function runToEnd(command: Command, options: RunOptions, onChunk: OnChunk): Promise<FinishedCommand> {
  const started = await startCommand(command, options, onChunk, launchByExeca)
  if (started.kind === 'failed') return { outcome: started.outcome, leftovers: false }
  return await started.command.finished
}

/** Sends the output of one run to all who want it. */
class OutputRecorder {
  readonly #options: RunOptions
  readonly #log: LogFile | undefined
  readonly #headTail: HeadTail
  readonly #merger: LineMerger
  readonly #splitter: LineSplitter | undefined

  constructor(options: RunOptions, log: LogFile | undefined) {
    this.#options = options
    this.#log = log
    this.#headTail = new HeadTail({
      headBytesMax: options.headBytesMax ?? headBytesMaxDefault,
      tailBytesMax: options.tailBytesMax ?? tailBytesMaxDefault,
    })
    this.#merger = new LineMerger((bytes) => {
      this.#headTail.push(bytes)
      log?.write(bytes)
    })
    this.#splitter = options.onLine && new LineSplitter(options.onLine)
  }

  readonly onChunk = (chunk: Buffer, stream: OutputStream): void => {
    this.#merger.push(chunk, stream)
    this.#options.onOutput?.(chunk, stream)
    this.#splitter?.push(chunk, stream)
  }

  end(): void {
    this.#merger.end()
    this.#splitter?.end()
    this.#log?.close()
  }

  read(): CommandOutput {
    const output = this.#headTail.read()
    const isWhole = this.#log !== undefined && this.#log.problem === undefined
    const log = isWhole ? `, all of it in ${this.#log.path}` : ''
    return {
      ...output,
      text: () => {
        if (output.omittedBytes === 0) return output.head
        const separator = output.head === '' || output.head.endsWith('\n') ? '' : '\n'
        return `${output.head}${separator}... ${output.omittedBytes} bytes left out${log} ...\n${output.tail}`
      },
    }
  }
}
