import { pointerAt, type ProcessMemory } from '../memory/process-memory.ts'
import { readProc } from '../run/proc.ts'

/** By its number on x86-64; its first argument is the address of what is waited for. */
const futexCall = '202'
/** `lock` and `RLock` of CPython: a pointer to what the system knows of the lock. */
const systemLockOffset = 16
/** A method of C that is bound to an object (PyCFunctionObject). */
const methodSelfOffset = 24

/** The address that a thread waits for, when it waits for a lock. */
export function waitedAddress(pid: number, threadId: number): number | undefined {
  const [call, address] = (readProc(pid, `task/${threadId}/syscall`) ?? '').split(' ')
  return call === futexCall && address !== undefined && process.arch === 'x64' ? Number(address) : undefined
}

/** The locks of the `with` blocks that a function is in: what ends each of them, `lock.__exit__`, is on its stack. */
export function heldLocks(memory: ProcessMemory, stack: Buffer): readonly number[] {
  return Array.from({ length: stack.length / 8 }, (_, index) => pointerAt(stack, index * 8)).flatMap((value) => {
    try {
      return [memory.pointer(memory.pointer(value + methodSelfOffset) + systemLockOffset)]
    } catch {
      // Another value, such as a number or nothing.
      return []
    }
  })
}
