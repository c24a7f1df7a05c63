import { CallTree } from '../model/call-tree.ts'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'
import { monotonicUs } from '../run/process-watch.ts'
import { readProc } from '../run/proc.ts'
import type { PythonCall, PythonStack, PythonStacks } from './python-stacks.ts'

/** How often a running Python is looked at. */
export const pythonLookMs = 10

/** Looks at the stacks of a running Python again and again, and adds them up by thread. */
export class PythonSampler {
  readonly #stacks: PythonStacks
  readonly #threads = new Map<number, Thread>()
  readonly #hidden = new Set<number>()
  readonly #facts: Facts

  constructor(stacks: PythonStacks, facts: Facts) {
    this.#stacks = stacks
    this.#facts = facts
  }

  look(): void {
    const { pid, frames, originUs, hidden } = this.#facts
    for (const { threadId, calls } of this.#stacks.read()) {
      const isHidden = ({ file }: PythonCall): boolean => hidden !== undefined && file.startsWith(hidden)
      // The sampler inside of the process has a thread of its own.
      if (calls.slice(-1).some(isHidden)) this.#hidden.add(threadId)
      if (threadId === 0 || this.#hidden.has(threadId)) continue
      const known = this.#threads.get(threadId)
      const shown = calls.filter((call) => !isHidden(call))
      // It shows up where the process begins and ends, and a thread that has no calls yet may be its own.
      if (shown.length === 0 && (calls.length > 0 || known === undefined)) continue
      const nowUs = monotonicUs() - originUs
      const clock = readClock(pid, threadId)
      if (known === undefined)
        this.#threads.set(threadId, { tree: new CallTree(), startUs: nowUs, lookedUs: nowUs, clock })
      else addLook(known, { threadId, calls: shown }, { nowUs, clock, frames })
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
  /** The directory of the samplers, whose own calls are left out, where the process has loaded one. */
  readonly hidden?: string
}

interface Thread {
  readonly tree: CallTree
  readonly startUs: number
  lookedUs: number
  clock: Clock
}

/** How long a thread had a processor, and how long it was ready to run and had none. */
interface Clock {
  readonly ranUs: number
  readonly queuedUs: number
}

interface Look {
  readonly nowUs: number
  readonly clock: Clock
  readonly frames: FrameTable
}

function addLook(thread: Thread, { calls }: PythonStack, { nowUs, clock, frames }: Look): void {
  const wallUs = nowUs - thread.lookedUs
  const ranUs = clock.ranUs - thread.clock.ranUs
  const busyUs = Math.min(wallUs, ranUs + clock.queuedUs - thread.clock.queuedUs)
  thread.lookedUs = nowUs
  thread.clock = clock
  let node = -1
  for (const { name, file, firstLine } of calls.toReversed())
    node = thread.tree.child(node, frames.place(name, file, firstLine))
  const line = calls[0]?.line ?? 0
  if (node === -1) node = thread.tree.child(-1, frames.special('(no Python code)', 'native'))
  if (busyUs > 0) {
    thread.tree.sample(node, busyUs)
    thread.tree.tick(node, Math.min(ranUs, busyUs))
    thread.tree.addLine(node, line, busyUs)
  }
  if (busyUs < wallUs) thread.tree.sample(thread.tree.child(node, frames.special('(idle)', 'idle')), wallUs - busyUs)
}

/** See proc(5), schedstat. */
function readClock(pid: number, threadId: number): Clock {
  const [ranNs = 0, queuedNs = 0] = (readProc(pid, `task/${threadId}/schedstat`) ?? '').split(' ').map(Number)
  return { ranUs: ranNs / 1000, queuedUs: queuedNs / 1000 }
}
