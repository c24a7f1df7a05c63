export interface ScriptRequest {
  readonly verb: 'script'
  readonly options: ScriptRequestOptions
}

export interface ScriptRequestOptions {
  /** Relative to the root once it is planned. */
  readonly script: string
  /** SHA-256 of the script as it was planned. */
  readonly hash: string
  /** Files, directories and globs, relative to the root. */
  readonly paths: readonly string[]
  /** Extensions of the files that the script gets, without the dot. */
  readonly extensions: readonly string[]
  /** The third argument of the script, `KEY=VALUE` each. */
  readonly settings: readonly string[]
  /** Of jscodeshift; undefined: by the script, or else by the extension of each file. */
  readonly parser: string | undefined
  readonly fileSecondsMax: number
  /** Files in which the script fails are refused, and the others are planned. */
  readonly skipsErrors: boolean
}
