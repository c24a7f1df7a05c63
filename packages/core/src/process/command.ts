/** A program and its arguments. Never a shell line: `shellCommand` is the only way to a shell. */
export type Command = readonly [program: string, ...args: string[]]

export type Environment = Readonly<Record<string, string | undefined>>

export type OutputStream = 'stdout' | 'stderr'

export interface CommandOptions {
  /** Default: the directory of this process. */
  readonly cwd?: string
  /** The whole environment of the command, not an addition to ours. Default: `process.env`. */
  readonly env?: Environment
  /** Variables taken out of `env`. */
  readonly unset?: readonly string[]
  /** Without it the command may run for ever (captureCommand has its own default). */
  readonly timeoutMs?: number
  /** Between SIGTERM and SIGKILL, when the command is stopped. */
  readonly killGraceMs?: number
  /** Stops also the daemons that it left behind: what is out of its group and has let go of its output. Found on Linux. */
  readonly stopsDaemons?: boolean
  readonly signal?: AbortSignal
  /** What the command reads; default nothing: end of file at once. */
  readonly stdin?: 'ignore' | { readonly input: string | Uint8Array }
}
