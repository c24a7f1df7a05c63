/**
 * A segment: the facts of a number of file contents, written once and never changed.
 *
 *     header      HEADER_BYTES: magic, then the counts and offsets below as 32-bit numbers, last the CRC of what is before
 *     contents    as many bytes each as the header says, see ContentRecord; a segment of words has the first fields alone
 *     facts       for each content the names of its symbols, and the rest of them and the imports: see fact-codec.ts
 *     directory   RUN_BYTES for each run of NAMES_PER_RUN names: the key of the first, where its entries, texts and postings begin
 *     entries     of each name, see name-section.ts; names are in the order of their keys
 *     text        the bytes of all names, one after the other
 *     postings    of the names that more than one content has
 *     checks      the CRC of every BLOCK_BYTES of what is before
 */
export const MAGIC = 'gcmap042'
export const HEADER_BYTES = 64
export const BLOCK_BYTES = 1 << 16
export const CONTENT_BYTES = { facts: 44, words: 24 } as const
export const NAMES_PER_RUN = 16
export const RUN_BYTES = 16

/**
 * - `facts`: symbols, imports, and where code uses names
 * - `words`: where the other words are: in comments and strings, and all of those of prose
 */
export type SegmentKind = keyof typeof CONTENT_BYTES

/** By what names are sorted, and found again: the upper half of their hash. */
export function keyOf(hash: number): number {
  return hash >>> 16
}

export const FLAG = { generated: 1, minified: 2 } as const

/** The 32-bit numbers of the header after the magic, in order. */
export const HEADER_FIELDS = [
  'contents',
  'contentBytes',
  'names',
  'factsAt',
  'directoryAt',
  'entriesAt',
  'textAt',
  'postingsAt',
  'checksAt',
  'blocks',
  'checksCrc',
] as const

export type Header = Readonly<Record<(typeof HEADER_FIELDS)[number], number>>

/** One content of a segment. */
export interface ContentRecord {
  readonly blobId: string
  readonly languageNumber: number
  readonly flags: number
  readonly sizeBytes: number
  readonly lines: number
  readonly problemLine: number
  /** From the beginning of all facts; they end where those of the next content begin. */
  readonly factsAt: number
  readonly symbols: number
}
