/** What the tool and the process of a script say to each other. */
export interface StartMessage {
  readonly script: string
  /** Where packages are looked for when the script's own directory has none. */
  readonly root: string
  /** The script of this tool, which has packages of its own. */
  readonly tool: string
  readonly settings: Readonly<Record<string, string | boolean>>
  readonly parser: string | undefined
}

export interface FileMessage {
  readonly path: string
  readonly source: string
}

export interface ScriptEdit {
  readonly start: number
  readonly end: number
  readonly new: string
}

export type HostMessage =
  /** Only files that have all of the words are to be sent. */
  | { readonly kind: 'ready'; readonly words: readonly string[] }
  | { readonly kind: 'not loaded'; readonly message: string }
  | {
      readonly kind: 'done'
      readonly outcome: FileOutcome
      readonly reports: readonly string[]
      readonly packages: readonly string[]
    }

export type FileOutcome =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'failed'; readonly message: string }

/** The argument by which a process of this tool becomes the one of a script. */
export const hostArgument = '--codemod-script-host'
