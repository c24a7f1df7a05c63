import type { Command, CommandOptions, OutputStream } from './command.ts'
import type { CaptureOutcome } from './outcome.ts'
import { streamCommand } from './stream-command.ts'

const timeoutMsDefault = 10_000
const outputBytesMaxDefault = 64 * 1024 * 1024

export interface CaptureOptions extends CommandOptions {
  /** Default 10 seconds. */
  readonly timeoutMs?: number
  /** Both streams together; the command is stopped beyond it. Default 64 MiB. */
  readonly outputBytesMax?: number
}

export interface Captured {
  readonly outcome: CaptureOutcome
  /** All of it, also what came before a stop. */
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/** Runs a small internal command, such as git or `tool --version`, and gives its output as bytes. Never throws for what the command does. */
export async function captureCommand(command: Command, options: CaptureOptions = {}): Promise<Captured> {
  const limitBytes = options.outputBytesMax ?? outputBytesMaxDefault
  const chunks: Record<OutputStream, Buffer[]> = { stdout: [], stderr: [] }
  let totalBytes = 0
  const streamOptions = { timeoutMs: timeoutMsDefault, ...options }
  const outcome = await streamCommand(command, streamOptions, (chunk, stream, running) => {
    chunks[stream].push(chunk.subarray(0, Math.max(0, limitBytes - totalBytes)))
    totalBytes += chunk.length
    if (totalBytes > limitBytes) running.stop({ kind: 'aborted' })
  })
  return {
    // Also when the command had ended before its last output was read: what is cut must never pass for whole.
    outcome: totalBytes > limitBytes ? { kind: 'output-limit', limitBytes } : outcome,
    stdout: Buffer.concat(chunks.stdout),
    stderr: Buffer.concat(chunks.stderr),
  }
}
