import { isUtf8 } from 'node:buffer'

export interface DecodedText {
  /** Without a byte order mark. */
  readonly text: string
  readonly encodingProblem?: { readonly line: number; readonly message: string }
}

/** Never throws: bytes that are no UTF-8 become U+FFFD and are reported with the line of the first. */
export function decodeText(bytes: Buffer): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: bytes.toString('utf16le', 2), encodingProblem: notUtf8(1, 'is UTF-16, not UTF-8') }
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
    return { text: even.swap16().toString('utf16le'), encodingProblem: notUtf8(1, 'is UTF-16, not UTF-8') }
  }
  const text = stripMark(bytes.toString('utf8'))
  if (isUtf8(bytes)) return { text }
  return { text, encodingProblem: notUtf8(lineOfReplacement(text), 'holds bytes that are not UTF-8') }
}

function notUtf8(line: number, message: string): { line: number; message: string } {
  return { line, message }
}

function stripMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function lineOfReplacement(text: string): number {
  return text.slice(0, text.indexOf('\uFFFD')).split('\n').length
}
