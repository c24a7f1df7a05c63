/**
 * A failure the user can act on. The frame prints it as `tool: message` and `hint: …`, or as the `error` of the JSON envelope.
 */
export type ExitCode = 0 | 1 | 2 | 3

/** Goes out as JSON; what is undefined is left out. */
export type ErrorDetails = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[] | undefined>
>

type ErrorExitCode = Exclude<ExitCode, 0> | 126 | 127

export interface ToolErrorOptions {
  /** What to do next: a command to run or a fact to check. Never destructive. */
  readonly hint?: string
  /** 1 refused, 2 the call is wrong, 3 could not tell (default); 126 and 127 as a shell: a wrapped command that cannot start. */
  readonly exitCode?: ErrorExitCode
  /** The facts behind the message, such as the ids it names, for programs: `error.details` under `--json`. */
  readonly details?: ErrorDetails
  readonly cause?: unknown
}

export class ToolError extends Error {
  /** Stable upper-case words, such as `NOT_A_REPOSITORY`: part of the contract. */
  readonly code: string
  readonly hint: string | undefined
  readonly exitCode: ErrorExitCode
  readonly details: ErrorDetails | undefined

  constructor(code: string, message: string, options: ToolErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'ToolError'
    this.code = code
    this.hint = options.hint
    this.exitCode = options.exitCode ?? 3
    this.details = options.details
  }
}

/** The call itself is wrong: exit code 2. */
export function usageError(message: string, hint?: string): ToolError {
  return new ToolError('USAGE', message, hint === undefined ? { exitCode: 2 } : { exitCode: 2, hint })
}
