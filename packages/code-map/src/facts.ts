/** What the index knows of one file's content. Offsets are bytes from the start of the file, lines and columns count from 1. */
export interface FileFacts {
  readonly symbols: readonly SymbolFact[]
  readonly imports: readonly ImportFact[]
  /** The number of lines, a last one without a line end included. */
  readonly lines: number
  /** The first line that could not be understood; what was understood is still there. */
  readonly problemLine: number | undefined
}

/** The symbol kinds of the Language Server Protocol that occur in source code, plus `type` for aliases. */
export const SYMBOL_KINDS = [
  'module',
  'namespace',
  'class',
  'method',
  'property',
  'field',
  'constructor',
  'enum',
  'interface',
  'function',
  'variable',
  'constant',
  'enum-member',
  'struct',
  'type',
  'macro',
  'heading',
  'table',
  'selector',
] as const

export type SymbolKind = (typeof SYMBOL_KINDS)[number]

export interface SymbolFact {
  readonly name: string
  readonly kind: SymbolKind
  /** Index of the enclosing symbol in the same file, or -1. */
  readonly parent: number
  /** Where the declaration begins, decorators and modifiers included. */
  readonly start: number
  readonly nameStart: number
  /** Where the body begins; the end of the declaration where there is none. */
  readonly signatureEnd: number
  readonly end: number
  /** Line and column of the name. */
  readonly line: number
  readonly column: number
  readonly endLine: number
  /** Visible outside its file, as its language sees it. */
  readonly isExported: boolean
}

export const IMPORT_KINDS = ['import', 're-export', 'require', 'dynamic', 'include'] as const

/**
 * - `import`: an import statement, side effects included
 * - `re-export`: `export … from`
 * - `require`: CommonJS and Ruby's `require`
 * - `dynamic`: `import()` and its kin
 * - `include`: a file path relative to this one (`#include`, `require_relative`, CSS `@import`)
 */
export type ImportKind = (typeof IMPORT_KINDS)[number]

export interface ImportFact {
  readonly kind: ImportKind
  /** As written, without quotes. */
  readonly specifier: string
  readonly line: number
  /** What the import binds. `*` is the whole module, `default` its default export. */
  readonly names: readonly ImportedName[]
  /** Types alone: erased at run time. */
  readonly isTypeOnly: boolean
}

export interface ImportedName {
  readonly imported: string
  /** The name in this file; for a re-export, the name under which it goes out. */
  readonly local: string
}
