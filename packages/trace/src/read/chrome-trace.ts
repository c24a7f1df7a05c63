import { CallTree } from '../model/call-tree.ts'
import { groupBy } from '../model/group-by.ts'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'
import { placeOf, wholeFile } from './folded.ts'
import { readV8Profiles, type V8CallFrame, type V8Reading } from './node-span.ts'

/** One event of Chrome's trace format (Trace Event Format): a beginning, an end, a whole, or a part of a CPU profile. */
export interface ChromeEvent {
  readonly ph: string
  readonly ts: number
  readonly name: string
  readonly pid?: number | string
  readonly tid?: number | string
  readonly id?: string
  readonly dur?: number
  readonly args?: { readonly data?: ProfileData }
}

interface ProfileData {
  readonly startTime?: number
  readonly cpuProfile?: { readonly nodes?: readonly ChunkNode[]; readonly samples?: readonly number[] }
  readonly timeDeltas?: readonly number[]
}

interface ChunkNode {
  readonly id: number
  readonly parent?: number
  /** Of what is no place in code only the name is told. */
  readonly callFrame: Partial<V8CallFrame>
}

/** CPU profiles where the trace holds some, as those of Chrome's DevTools do; else the time between the events of each thread. */
export function readChromeTrace(
  events: readonly ChromeEvent[],
  reading: Pick<V8Reading, 'frames' | 'maps'>,
): readonly ThreadProfile[] {
  const profiles = readProfiles(events, reading)
  return profiles.length > 0 ? profiles : readThreads(events, reading.frames)
}

function readProfiles(
  events: readonly ChromeEvent[],
  reading: Pick<V8Reading, 'frames' | 'maps'>,
): readonly ThreadProfile[] {
  const parts = events.filter(({ name }) => name === 'Profile' || name === 'ProfileChunk')
  const groups = groupBy(parts, ({ pid, id }) => `${pid} ${id}`)
  return groups.flatMap((group, index) => {
    const data = group.flatMap(({ args }) => (args?.data === undefined ? [] : [args.data]))
    const nodes = data.flatMap(({ cpuProfile }) => cpuProfile?.nodes ?? [])
    const samples = data.flatMap(({ cpuProfile }) => cpuProfile?.samples ?? [])
    const timeDeltas = data.flatMap((part) => part.timeDeltas ?? [])
    if (nodes.length === 0 || samples.length === 0) return []
    const startTime = data.find((part) => part.startTime !== undefined)?.startTime ?? 0
    const endTime = startTime + timeDeltas.reduce((sum, us) => sum + us, 0)
    const children = new Map<number, number[]>()
    for (const { id, parent } of nodes) {
      if (parent === undefined) continue
      const siblings = children.get(parent)
      if (siblings === undefined) children.set(parent, [id])
      else siblings.push(id)
    }
    const whole = nodes.map((node) => ({ ...fillFrame(node), children: children.get(node.id) ?? [] }))
    const profile = { nodes: whole, startTime, endTime, samples, timeDeltas }
    const thread = readV8Profiles([profile], { ...reading, originUs: startTime, isHidden: () => false })
    return [{ ...wholeFile, threadId: index, isMain: index === 0, ...thread }]
  })
}

function fillFrame({ id, callFrame }: ChunkNode): { readonly id: number; readonly callFrame: V8CallFrame } {
  const { functionName = '', url = '', lineNumber = -1, columnNumber = -1 } = callFrame
  return { id, callFrame: { functionName, url, lineNumber, columnNumber } }
}

interface Edge {
  readonly atUs: number
  /** Of those that begin at the same time and last as long, the lowest is the outermost. */
  readonly order: number
  readonly name: string | undefined
  readonly durationUs: number
}

function readThreads(events: readonly ChromeEvent[], frames: FrameTable): readonly ThreadProfile[] {
  const threads = new Map<string, Edge[]>()
  for (const [index, { ph, ts, dur = 0, name, pid, tid }] of events.entries()) {
    if (!['B', 'E', 'X'].includes(ph) || typeof ts !== 'number' || (ph === 'X' && dur <= 0)) continue
    const key = `${pid} ${tid}`
    const edges = threads.get(key) ?? []
    threads.set(key, edges)
    if (ph !== 'X') edges.push({ atUs: ts, name: ph === 'B' ? name : undefined, durationUs: 0, order: index })
    else {
      // It is written when it ends, and what is inside of it before.
      edges.push({ atUs: ts, name, durationUs: dur, order: -index })
      edges.push({ atUs: ts + dur, name: undefined, durationUs: 0, order: index })
    }
  }
  const all = [...threads.values()].flat()
  const startUs = all.reduce((least, { atUs }) => Math.min(least, atUs), Number.POSITIVE_INFINITY)
  return [...threads.values()].map((edges, index) => layThread(edges, { index, startUs, frames }))
}

interface Lay {
  readonly index: number
  readonly startUs: number
  readonly frames: FrameTable
}

function layThread(edges: readonly Edge[], { index, startUs, frames }: Lay): ThreadProfile {
  // What ends at a time ends before what begins then, and what lasts longer begins first.
  const ordered = edges.toSorted(
    (a, b) =>
      a.atUs - b.atUs ||
      Number(a.name !== undefined) - Number(b.name !== undefined) ||
      b.durationUs - a.durationUs ||
      a.order - b.order,
  )
  const tree = new CallTree()
  const idle = tree.child(-1, frames.special('(idle)', 'idle'))
  const stack: number[] = []
  let lastUs = startUs
  for (const { atUs, name } of ordered) {
    if (atUs > lastUs) tree.sample(stack.at(-1) ?? idle, atUs - lastUs)
    lastUs = atUs
    if (name === undefined) stack.pop()
    else stack.push(tree.child(stack.at(-1) ?? -1, placeOf(name, frames)))
  }
  return {
    ...wholeFile,
    threadId: index,
    isMain: index === 0,
    endUs: lastUs - startUs,
    nodes: tree.nodes(),
    samples: tree.samples(),
  }
}
