/** FNV-1a. */
export const HASH_START = 0x811c9dc5 | 0
export const HASH_PRIME = 0x01000193

/** FNV-1a over the bytes, as a 32-bit integer. */
export function hashOf(source: Uint8Array, start: number, end: number): number {
  let hash = HASH_START
  for (let index = start; index < end; index++) hash = Math.imul(hash ^ (source[index] as number), HASH_PRIME)
  return hash ^ (hash >>> 15)
}

/** `hashOf` of a text as UTF-8. */
export function hashOfText(text: string): number {
  const bytes = Buffer.from(text)
  return hashOf(bytes, 0, bytes.length)
}
