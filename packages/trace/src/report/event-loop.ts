import type { Frame, ThreadProfile, Trace } from '../model/trace.ts'
import { programName } from '../run/program-name.ts'
import { activitiesOf } from './thread-time.ts'
import { chargedNode } from './time-by-place.ts'

/** How busy the event loop of one Node thread was, in the first run. */
export interface EventLoop {
  readonly pid: number
  readonly threadId: number
  readonly process: string
  /** The share of its life in which it was not waiting for events. */
  readonly utilization: number
  /** The longest times in which it could answer nobody, the longest first. */
  readonly blocks: readonly Block[]
}

interface Block {
  /** Since the start of the run. */
  readonly atMs: number
  readonly ms: number
  /** The function in which most of it was spent. */
  readonly frame: Frame
}

const blocksMax = 3
const blockUsMin = 10_000

/** The event loops that waited at all: a program that never did has none to speak of. */
export function describeEventLoops(trace: Trace): readonly EventLoop[] {
  const [run] = trace.runs
  if (run === undefined) return []
  return run.threads.flatMap((thread) => {
    if (thread.source !== 'node' || thread.samples === undefined) return []
    const activities = activitiesOf(thread, trace.frames)
    const idleUs = thread.nodes.reduce((sum, node, index) => sum + (activities[index] === 'idle' ? node.selfUs : 0), 0)
    const lifeUs = thread.endUs - thread.startUs
    if (idleUs === 0 || lifeUs <= 0) return []
    const command = run.processes.find(({ pid }) => pid === thread.pid)?.command ?? []
    return [
      {
        pid: thread.pid,
        threadId: thread.threadId,
        process: programName(command),
        utilization: Math.max(0, 1 - idleUs / lifeUs),
        blocks: findBlocks(thread, activities, trace.frames),
      },
    ]
  })
}

function findBlocks(
  thread: ThreadProfile,
  activities: ReturnType<typeof activitiesOf>,
  frames: readonly Frame[],
): readonly Block[] {
  const blocks: Block[] = []
  let byFrame = new Map<number, number>()
  let atUs = thread.startUs
  let startUs = atUs
  const close = (): void => {
    const [top] = [...byFrame].sort(([, a], [, b]) => b - a)
    const frame = frames[top?.[0] ?? -1]
    if (frame !== undefined && atUs - startUs >= blockUsMin) {
      blocks.push({ atMs: startUs / 1000, ms: (atUs - startUs) / 1000, frame })
    }
    byFrame = new Map()
  }
  for (const [node, durationUs] of thread.samples ?? []) {
    if (activities[node] === 'idle') {
      close()
      startUs = atUs + durationUs
    } else {
      const frame = thread.nodes[chargedNode(thread, node, frames)]?.frame ?? -1
      byFrame.set(frame, (byFrame.get(frame) ?? 0) + durationUs)
    }
    atUs += durationUs
  }
  close()
  return blocks.sort((a, b) => b.ms - a.ms || a.atMs - b.atMs).slice(0, blocksMax)
}
