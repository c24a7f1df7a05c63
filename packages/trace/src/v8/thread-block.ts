import { pointerAt, type ProcessMemory } from '../memory/process-memory.ts'
import type { Mapping } from '../memory/mappings.ts'

/** Of glibc's `struct pthread` on x86-64: pointers to itself, and the kernel's number of the thread. */
const fields = { self: 16, threadId: 720 } as const
const mappingBytesMax = 64 * 1024 * 1024

/** The address of what glibc knows of a thread, below which its own variables are; undefined where it is not found. */
export function findThreadBlock(
  memory: ProcessMemory,
  threadId: number,
  mappings: readonly Pick<Mapping, 'start' | 'end'>[],
): number | undefined {
  for (const { start, end } of mappings) {
    if (end - start > mappingBytesMax) continue
    let bytes: Buffer
    try {
      bytes = memory.read(start, end - start)
    } catch {
      continue
    }
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
    for (let at = 0; at + fields.threadId + 4 <= bytes.length; at += 8) {
      if (words[(at + fields.threadId) >> 2] !== threadId || words[at >> 2] !== (start + at) >>> 0) continue
      if (pointerAt(bytes, at) === start + at && pointerAt(bytes, at + fields.self) === start + at) return start + at
    }
  }
  return undefined
}
