/**
 * A segment: the facts of a number of file contents, written once and never changed.
 *
 *     header      HEADER_BYTES: magic, then the counts and offsets below as 32-bit numbers, last the CRC of what is before
 *     contents    CONTENT_BYTES each: blob id, language, flags, size, lines, problem line, where its facts are
 *     facts       see fact-codec.ts
 *     names       NAME_BYTES each: where its bytes and its postings begin, how many files have it, whether it is declared
 *     slots       a hash table of names: number + 1, or 0
 *     text        the bytes of all names, one after the other
 *     postings    for each name: file (as the distance to the one before), 2 × uses + declared here
 *     checks      the CRC of every BLOCK_BYTES of what is before
 */
export const MAGIC = 'gcmap012'
export const HEADER_BYTES = 64
export const CONTENT_BYTES = 48
export const NAME_BYTES = 12
export const BLOCK_BYTES = 1 << 16
/** In the number of files of a name. */
export const IS_DECLARED = 0x80000000

export const FLAG = { generated: 1, minified: 2 } as const

/** The 32-bit numbers of the header after the magic, in order. */
export const HEADER_FIELDS = [
  'contents',
  'names',
  'slots',
  'factsAt',
  'namesAt',
  'slotsAt',
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
  readonly factsAt: number
  readonly factsBytes: number
  readonly symbols: number
}
