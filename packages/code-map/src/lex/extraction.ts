import type { NameTable } from './name-table.ts'
import type { Tokens } from './tokens.ts'

/** What every extractor works on. */
export interface Extraction {
  readonly source: Uint8Array
  readonly names: NameTable
  /** Filled with the tokens of the file. */
  readonly tokens: Tokens
}
