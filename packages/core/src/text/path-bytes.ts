import { isUtf8 } from 'node:buffer'

/**
 * File names are bytes, and most of them are UTF-8. Here a path is a string in which valid UTF-8 is as usual, and each byte that is
 * not part of valid UTF-8 is one lone surrogate, U+DC80 to U+DCFF (Python's `surrogateescape`, PEP 383). Nothing is lost: `encodePath`
 * gives back the same bytes.
 */
export function decodePath(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return isUtf8(buffer) ? buffer.toString('utf8') : decodeMixed(buffer)
}

/** What the file system functions of Node take for this path: the string itself, or bytes when it has any that are not UTF-8. */
export function encodePath(path: string): Buffer | string {
  return hasRawBytes(path) ? encodeBytes(path) : path
}

/** True when the path has bytes that are not UTF-8. Such a path cannot be an argument of a command. */
export function hasRawBytes(path: string): boolean {
  return rawByte.test(path)
}

/** Orders paths by their bytes, as git does and as no locale can change; for `Array.sort`. */
export function comparePaths(left: string, right: string): number {
  const lengthMin = Math.min(left.length, right.length)
  for (let index = 0; index < lengthMin; index += 1) {
    const leftUnit = left.charCodeAt(index)
    const rightUnit = right.charCodeAt(index)
    if (leftUnit === rightUnit) continue
    // Up to the surrogates the order of UTF-16 is that of the bytes.
    if (leftUnit < 0xd800 && rightUnit < 0xd800) return leftUnit - rightUnit
    return Buffer.compare(encodeBytes(left), encodeBytes(right))
  }
  return left.length - right.length
}

// With the u flag a surrogate matches only when it has no other half.
const rawByte = /[\u{dc80}-\u{dcff}]/u

function encodeBytes(path: string): Buffer {
  if (!hasRawBytes(path)) return Buffer.from(path, 'utf8')
  return Buffer.concat(path.split(rawByteRun).map((part) => (hasRawBytes(part) ? encodeRaw(part) : Buffer.from(part))))
}

const rawByteRun = /([\u{dc80}-\u{dcff}]+)/u

function encodeRaw(part: string): Buffer {
  return Buffer.from(Array.from(part, (character) => character.charCodeAt(0) - 0xdc00))
}

function decodeMixed(bytes: Buffer): string {
  let text = ''
  let plainStart = 0
  let index = 0
  while (index < bytes.length) {
    const length = sequenceLength(bytes, index)
    if (length === 0) {
      text += bytes.toString('utf8', plainStart, index) + String.fromCharCode(0xdc00 + (bytes[index] ?? 0))
      plainStart = index + 1
    }
    index += Math.max(1, length)
  }
  return text + bytes.toString('utf8', plainStart)
}

/** The length of the valid UTF-8 sequence that starts here; 0 when there is none. */
function sequenceLength(bytes: Buffer, start: number): number {
  const lead = bytes[start] ?? 0
  if (lead < 0x80) return 1
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2
  const sequence = bytes.subarray(start, start + length)
  return sequence.length === length && isUtf8(sequence) ? length : 0
}
