import type { ImportChange } from './compare-imports.ts'
import type { FileRouting } from '../routes/types.ts'
import type { FileClass, Language } from '@groundcrew/code-map'
import type { ChangeStatus, Hunk } from '@groundcrew/core/repo'

/** A state of the files: what is compared. */
export type Tree =
  | { readonly kind: 'commit'; readonly commit: string }
  | { readonly kind: 'index' }
  | { readonly kind: 'work-tree' }

/**
 * - `cosmetic`: comments and white space alone; it affects nothing
 * - `body`: how it works, for the same callers
 * - `signature`: how it is called, what it is, or whether others see it
 */
export type ChangeClass = 'cosmetic' | 'body' | 'signature' | 'added' | 'removed'

/** What a declaration is; `top-level` is the code outside of all of them, `imports` the import statements. */
export type DeclarationKind = string

export interface ChangedDeclaration {
  readonly path: string
  readonly name: string
  /** With the names of the declarations around it: `Store.open`. `(top level)` and `(imports)` for what has no name. */
  readonly qualifiedName: string
  readonly kind: DeclarationKind
  readonly class: ChangeClass
  readonly isExported: boolean
  /** Lines of the new version; of the old one where it was removed. */
  readonly line: number
  readonly endLine: number
  /** It calls something while its file is loaded, before or after the change. */
  readonly runsAtLoad: boolean
  /** Of `(imports)`: what they bind now that they did not before, and the other way round. */
  readonly imports?: ImportChange
}

export interface FileChange {
  /** The name now; of a deleted file the one it had. */
  readonly path: string
  readonly previousPath?: string
  /** `named`: the caller named it, whether it differs or not. */
  readonly status: ChangeStatus | 'named'
  readonly isBinary: boolean
  readonly isSubmodule: boolean
  readonly language: Language
  readonly class: FileClass
  readonly hunks: readonly Hunk[]
  /** In the order of the file. */
  readonly declarations: readonly ChangedDeclaration[]
  /** Why the file counts as changed in every part: no declarations are known then. */
  readonly wholeBecause?: WholeReason
  /** The names on its changed lines; absent where they were not compared. Not a part of the report. */
  readonly words?: readonly string[]
  /** What it says, and said, of routes of a web framework; absent where that is nothing. Not a part of the report. */
  readonly routing?: { readonly before: FileRouting | undefined; readonly after: FileRouting | undefined }
}

export type WholeReason =
  /** Its language has no declarations here. */
  | 'language'
  | 'unparsable'
  | 'too-large'
  /** So many files changed that their declarations were not compared. */
  | 'too-many-files'
  | 'binary'
  | 'submodule'
  /** It holds both sides of a merge. */
  | 'conflict'
  | 'named'

export interface Changes {
  /** The commit compared with; undefined where there was none to compare with. */
  readonly baseCommit: string | undefined
  /** For a reader: `merge base with main, 1a2b3c4`. */
  readonly base: string
  readonly next: Tree
  /** In the order of paths. */
  readonly files: readonly FileChange[]
  /** What the reader has to know of how it was compared. */
  readonly notes: readonly string[]
}
