import type { Readable } from 'node:stream'

/** Everything a tool may know of the process it runs in. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  /** Absolute, after `-C`. */
  readonly cwd: string
  readonly env: Environment
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Aborted by SIGINT, SIGTERM, SIGHUP and a closed stdout. */
  readonly signal: AbortSignal
  /**
   * From now on SIGINT, SIGTERM and SIGHUP go to `listener` and no longer end this process: a command that wraps another one hands
   * them on and ends when that one does. Returns how to go back.
   */
  readonly takeSignals?: (listener: (signal: NodeJS.Signals) => void) => () => void
}

export type Environment = Readonly<Record<string, string | undefined>>

/** What is needed of a stream to print on it. */
export interface OutputStream {
  /** `onTaken` is called once the operating system has everything, and also when it never will. */
  write(text: string | Uint8Array, onTaken?: () => void): void
  readonly destroyed: boolean
  readonly isTTY?: boolean
  /** The width of the terminal. */
  readonly columns?: number | undefined
}

/** A remark for whoever watches: stderr, one line, never part of the answer. */
export function note(io: Io, text: string): void {
  io.stderr.write(`${text}\n`)
}

/** The whole of stdin. On a terminal nobody is asked to type: undefined. */
export async function readStdin(io: Io): Promise<Buffer | undefined> {
  if (io.stdin.isTTY === true) return undefined
  const chunks: Buffer[] = []
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk as Uint8Array))
  return Buffer.concat(chunks)
}
