import type { Mapping } from '../memory/mappings.ts'
import { pointerAt, type ProcessMemory } from '../memory/process-memory.ts'

/** A larger heap takes too long to look through. */
const heapBytesMax = 512 * 1024 * 1024
const chunkBytesMax = 1024 * 1024
/** More are not looked at. */
const objectsMax = 100_000
const wordRange = 2 ** 32

interface Wanted {
  /** Of a map, the offset of the number that says what its objects are. */
  readonly instanceTypeAt: number
  readonly mapType: number
  readonly types: ReadonlySet<number>
}

/**
 * All objects of some types in the heap of a V8: pointers to them. The first word of an object points to its map; the map of a map is the
 * one that points to itself. What has died is among them as long as nothing is written over it. Undefined of a heap over 512 MB.
 */
export function findObjects(
  memory: ProcessMemory,
  mappings: readonly Mapping[],
  { instanceTypeAt, mapType, types }: Wanted,
): readonly number[] | undefined {
  const plain = mappings.filter(({ name, isReadable, isCode }) => name === '' && isReadable && !isCode)
  if (plain.reduce((sum, { start, end }) => sum + end - start, 0) > heapBytesMax) return undefined
  const chunks = plain.flatMap((mapping) => splitMapping(mapping))
  const heap = { memory, chunks, buffer: Buffer.alloc(chunkBytesMax) }
  const isMapOf = (map: number, wanted: (type: number) => boolean): boolean => {
    try {
      return wanted(memory.read(map - 1 + instanceTypeAt, 2).readUInt16LE(0))
    } catch {
      return false
    }
  }
  const metaMaps = new Set<number>()
  scan(heap, selfPointers, (word, at) => {
    if (word === at + 1 && isMapOf(word, (type) => type === mapType)) metaMaps.add(word)
  })
  const maps = new Set<number>()
  scan(heap, pointersTo(metaMaps), (word, at) => {
    if (metaMaps.has(word) && isMapOf(at + 1, (type) => types.has(type))) maps.add(at + 1)
  })
  const objects: number[] = []
  scan(heap, pointersTo(maps), (word, at) => {
    if (maps.has(word) && objects.length < objectsMax) objects.push(at + 1)
  })
  return objects
}

interface Heap {
  readonly memory: ProcessMemory
  readonly chunks: readonly Chunk[]
  /** Room for a chunk. */
  readonly buffer: Buffer
}

interface Chunk {
  readonly start: number
  readonly sizeBytes: number
}

function splitMapping({ start, end }: Mapping): readonly Chunk[] {
  const count = Math.ceil((end - start) / chunkBytesMax)
  return Array.from({ length: count }, (_, index) => ({
    start: start + index * chunkBytesMax,
    sizeBytes: Math.min(chunkBytesMax, end - start - index * chunkBytesMax),
  }))
}

/** Whether the lower half of a word may be one that is looked for: that is said fast of most words that are not. */
type Sieve = (lowerHalf: number, address: number) => boolean

const selfPointers: Sieve = (lowerHalf, address) => lowerHalf === (address + 1) % wordRange

function pointersTo(objects: ReadonlySet<number>): Sieve {
  const halves = new Set([...objects].map((object) => object % wordRange))
  return (lowerHalf) => (lowerHalf & 1) === 1 && halves.has(lowerHalf)
}

function scan({ memory, chunks, buffer }: Heap, sieve: Sieve, visit: (word: number, address: number) => void): void {
  for (const { start, sizeBytes } of chunks) {
    const bytes = buffer.subarray(0, sizeBytes)
    try {
      memory.readInto(bytes, start)
    } catch {
      // It is gone, or may not be read.
      continue
    }
    const halves = new Uint32Array(bytes.buffer, bytes.byteOffset, sizeBytes >> 2)
    for (let index = 0; index < halves.length; index += 2) {
      const address = start + index * 4
      if (sieve(halves[index] ?? 0, address)) visit(pointerAt(bytes, index * 4), address)
    }
  }
}
