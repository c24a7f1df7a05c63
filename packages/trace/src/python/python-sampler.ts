import { CallTree } from '../model/call-tree.ts'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'
import { monotonicUs } from '../run/process-watch.ts'
import { readProc } from '../run/proc.ts'
import type { PythonStack, PythonStacks } from './python-stacks.ts'

/** How often a running Python is looked at. */
export const pythonLookMs = 10

/** Looks at the stacks of a running Python again and again, and adds them up by thread. */
export class PythonSampler {
  readonly #stacks: PythonStacks
  readonly #threads = new Map<number, Thread>()
  readonly #facts: Facts

  constructor(stacks: PythonStacks, facts: Facts) {
    this.#stacks = stacks
    this.#facts = facts
  }

  look(): void {
    const { pid, frames, originUs } = this.#facts
    for (const stack of this.#stacks.read()) {
      if (stack.threadId === 0) continue
      const nowUs = monotonicUs() - originUs
      const busyUs = readBusyUs(pid, stack.threadId)
      const known = this.#threads.get(stack.threadId)
      if (known === undefined) this.#threads.set(stack.threadId, startThread(nowUs, busyUs))
      else addLook(known, stack, { nowUs, busyUs, frames })
    }
  }

  /** Ends it. */
  finish(): readonly ThreadProfile[] {
    this.#stacks[Symbol.dispose]()
    const { pid } = this.#facts
    return [...this.#threads]
      .filter(([, { startUs, lookedUs }]) => lookedUs > startUs)
      .map(([id, { tree, startUs, lookedUs }]) => ({
        pid,
        threadId: id === pid ? 0 : id,
        source: 'python',
        isMain: id === pid,
        startUs,
        endUs: lookedUs,
        nodes: tree.nodes(),
        samples: tree.samples(),
      }))
  }
}

interface Facts {
  readonly pid: number
  readonly frames: FrameTable
  /** Monotonic microseconds that count as 0. */
  readonly originUs: number
}

interface Thread {
  readonly tree: CallTree
  readonly startUs: number
  lookedUs: number
  busyUs: number
}

function startThread(nowUs: number, busyUs: number): Thread {
  return { tree: new CallTree(), startUs: nowUs, lookedUs: nowUs, busyUs }
}

interface Look {
  readonly nowUs: number
  readonly busyUs: number
  readonly frames: FrameTable
}

function addLook(thread: Thread, { calls }: PythonStack, { nowUs, busyUs, frames }: Look): void {
  const wallUs = nowUs - thread.lookedUs
  const ranUs = Math.min(wallUs, busyUs - thread.busyUs)
  thread.lookedUs = nowUs
  thread.busyUs = busyUs
  let node = -1
  for (const { name, file, firstLine } of calls.toReversed())
    node = thread.tree.child(node, frames.place(name, file, firstLine))
  const line = calls[0]?.line ?? 0
  if (node === -1) node = thread.tree.child(-1, frames.special('(no Python code)', 'native'))
  if (ranUs > 0) {
    thread.tree.sample(node, ranUs)
    thread.tree.addLine(node, line, ranUs)
  }
  if (ranUs < wallUs) thread.tree.sample(thread.tree.child(node, frames.special('(idle)', 'idle')), wallUs - ranUs)
}

/** How long a thread had a processor, or was ready to (proc(5), schedstat). */
function readBusyUs(pid: number, threadId: number): number {
  const [ranNs = 0, queuedNs = 0] = (readProc(pid, `task/${threadId}/schedstat`) ?? '').split(' ').map(Number)
  return (ranNs + queuedNs) / 1000
}
