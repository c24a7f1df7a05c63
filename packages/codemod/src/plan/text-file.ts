import { isUtf8 } from 'node:buffer'
import type { Encoding, LineEnd } from './types.ts'

/** Bytes as text, such that encoding the text again gives the same bytes. */
export interface DecodedText {
  readonly encoding: Encoding
  /** Without the mark. */
  readonly text: string
}

export type Decoding =
  | ({ readonly kind: 'text' } & DecodedText)
  | { readonly kind: 'binary' }
  | { readonly kind: 'undecodable' }

const marks = {
  'utf-8': Buffer.alloc(0),
  'utf-8-bom': Buffer.from([0xef, 0xbb, 0xbf]),
  'utf-16le': Buffer.from([0xff, 0xfe]),
  'utf-16be': Buffer.from([0xfe, 0xff]),
  'latin-1': Buffer.alloc(0),
} as const satisfies Record<Encoding, Buffer>

/**
 * Reads bytes as UTF-8, as UTF-16 with a mark, or as Latin-1 where they have the printable characters of that alone. Bytes with a NUL are
 * binary; everything else that cannot be told for certain is undecodable.
 */
export function decodeText(bytes: Buffer): Decoding {
  if (startsWith(bytes, marks['utf-16le'])) return decodeUtf16(bytes, 'utf-16le')
  if (startsWith(bytes, marks['utf-16be'])) return decodeUtf16(bytes, 'utf-16be')
  if (bytes.includes(0)) return { kind: 'binary' }
  if (isUtf8(bytes)) {
    const encoding = startsWith(bytes, marks['utf-8-bom']) ? 'utf-8-bom' : 'utf-8'
    return { kind: 'text', encoding, text: bytes.toString('utf8', marks[encoding].length) }
  }
  const text = bytes.toString('latin1')
  return notLatin1.test(text) ? { kind: 'undecodable' } : { kind: 'text', encoding: 'latin-1', text }
}

// oxlint-disable-next-line no-control-regex -- control characters and two-byte UTF-8 sequences tell other encodings
const notLatin1 = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]|[\u00c3\u00c2][\u0080-\u00bf]/

// With the u flag a surrogate matches only when it has no other half.
const loneSurrogate = /[\u{d800}-\u{dfff}]/u

function decodeUtf16(bytes: Buffer, encoding: 'utf-16le' | 'utf-16be'): Decoding {
  if (bytes.length % 2 === 1) return { kind: 'undecodable' }
  const body = Buffer.from(bytes.subarray(2))
  const text = (encoding === 'utf-16be' ? body.swap16() : body).toString('utf16le')
  return !loneSurrogate.test(text) ? { kind: 'text', encoding, text } : { kind: 'undecodable' }
}

function startsWith(bytes: Buffer, mark: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark)
}

/** Undefined where the encoding has no bytes for a character. */
export function encodeText(text: string, encoding: Encoding): Buffer | undefined {
  if (loneSurrogate.test(text)) return undefined
  switch (encoding) {
    case 'utf-8':
    case 'utf-8-bom':
      return Buffer.from(text, 'utf8')
    case 'utf-16le':
      return Buffer.from(text, 'utf16le')
    case 'utf-16be':
      return Buffer.from(text, 'utf16le').swap16()
    case 'latin-1':
      return /[\u0100-\uffff]/.test(text) ? undefined : Buffer.from(text, 'latin1')
  }
}

/** Whether a file of any of the encodings may have a text: without decoding it, so a text of one encoding may also be found in another. */
export function mayHaveText(bytes: Buffer, text: string): boolean {
  if (startsWith(bytes, marks['utf-16le'])) return bytes.includes(text, 'utf16le')
  if (startsWith(bytes, marks['utf-16be'])) return bytes.includes(Buffer.from(text, 'utf16le').swap16())
  return bytes.includes(text) || (/[\u0080-\u00ff]/.test(text) && bytes.includes(text, 'latin1'))
}

/** From offsets in the text, asked in ascending order, to offsets in the bytes. */
export function byteOffsets({ text, encoding }: DecodedText): (offset: number) => number {
  const markLength = marks[encoding].length
  if (encoding === 'latin-1') return (offset) => offset
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return (offset) => markLength + offset * 2
  let known = 0
  let bytes = markLength
  return (offset) => {
    if (offset < known) throw new Error('offsets are asked in ascending order')
    bytes += Buffer.byteLength(text.slice(known, offset))
    known = offset
    return bytes
  }
}

/** The inverse of `byteOffsets`, for bytes asked in ascending order. */
export function charOffsets(decoded: DecodedText): (bytes: number) => number {
  const { encoding, text } = decoded
  if (encoding === 'latin-1') return (bytes) => bytes
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return (bytes) => (bytes - 2) / 2
  const encoded = Buffer.from(text, 'utf8')
  const mark = byteOffsets(decoded)(0)
  let knownBytes = 0
  let known = 0
  return (bytes) => {
    known += encoded.toString('utf8', knownBytes, bytes - mark).length
    knownBytes = bytes - mark
    return known
  }
}

export function lineEndOf(text: string): LineEnd {
  const all = countOf(text, '\n')
  const windows = countOf(text, '\r\n')
  if (all === 0) return 'none'
  if (windows === 0) return 'lf'
  return windows === all ? 'crlf' : 'mixed'
}

/** New text gets the line ends of the file it comes into, unless the file has both. */
export function withLineEnd(text: string, lineEnd: LineEnd): string {
  return lineEnd === 'crlf' ? text.replaceAll(/\r?\n/g, '\r\n') : text
}

function countOf(text: string, part: string): number {
  let found = 0
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) found++
  return found
}

/** Line and column, from 1, for offsets asked in ascending order. */
export function lineColumns(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  let line = 1
  let lineStart = 0
  return (offset) => {
    for (let at = text.indexOf('\n', lineStart); at !== -1 && at < offset; at = text.indexOf('\n', lineStart)) {
      line++
      lineStart = at + 1
    }
    return { line, column: offset - lineStart + 1 }
  }
}
