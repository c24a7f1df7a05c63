import type { V8CallFrame } from '../read/node-span.ts'
import { V8Stacks } from '../v8/v8-stacks.ts'
import type { BlockedProcess } from './blocked.ts'
import type { PausedWorker } from './pause-workers.ts'

/** What the memory of a Node process tells while its main thread waits. */
export interface NodeMemory {
  /** Of the main thread, the innermost call first; empty when it waits in its event loop. */
  readonly stack: readonly V8CallFrame[]
  /** The other threads that wait in a call from JavaScript. */
  readonly threads: readonly PausedWorker[]
  /** Where async functions wait, when the main thread is in its event loop. */
  readonly suspended: readonly V8CallFrame[]
  /** Then nothing is known of its async functions. */
  readonly isHeapTooLarge: boolean
  /** Source maps by the URL of their script. */
  readonly inlineMaps: ReadonlyMap<string, string>
}

const nothing: NodeMemory = { stack: [], threads: [], suspended: [], isHeapTooLarge: false, inlineMaps: new Map() }

/** Sends no signal and does not stop it. Nothing is known of a process that may not be read, or whose V8 does not tell its layout. */
export function readNodeMemory({ pid, threads }: BlockedProcess): NodeMemory {
  const [main, ...others] = threads.filter(({ state }) => state !== 'R')
  if (main?.id !== pid) return nothing
  using stacks = V8Stacks.open(pid)
  if (stacks === undefined) return nothing
  const stack = stacks.read(pid)
  const waiting = others.map(({ id }) => ({ id: String(id), stack: stacks.read(id) }))
  const suspended = stack.length > 0 ? [] : stacks.readSuspended()
  return {
    stack,
    threads: waiting.filter((thread) => thread.stack.length > 0),
    suspended: suspended ?? [],
    isHeapTooLarge: suspended === undefined,
    inlineMaps: stacks.inlineMaps(),
  }
}
