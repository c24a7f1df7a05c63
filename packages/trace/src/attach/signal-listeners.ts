import { findSymbol } from '../memory/find-symbol.ts'
import { pointerAt, ProcessMemory } from '../memory/process-memory.ts'

/** Of libuv's `uv_signal_t` on 64-bit systems: the signal, and its neighbours in the tree of all that listen (src/unix/signal.c). */
const fields = { sizeBytes: 128, signal: 104, left: 112, right: 120 } as const
const handlesMax = 256

/**
 * Whether a Node program listens to a signal itself; undefined when that cannot be told. The kernel does not know: Node itself catches SIGUSR1
 * in any program.
 */
export function listensTo(pid: number, signal: number): boolean | undefined {
  try {
    const tree = findSymbol(pid, 'uv__signal_tree', /^libuv\.so/)
    if (tree === undefined) return undefined
    using memory = new ProcessMemory(pid)
    const pending = [memory.pointer(tree.address)]
    for (let count = 0; pending.length > 0 && count < handlesMax; count++) {
      const at = pending.pop() ?? 0
      if (at === 0) continue
      const bytes = memory.read(at, fields.sizeBytes)
      if (bytes.readInt32LE(fields.signal) === signal) return true
      pending.push(pointerAt(bytes, fields.left), pointerAt(bytes, fields.right))
    }
    return false
  } catch {
    // It is another user's, has ended, or changes just now.
    return undefined
  }
}
