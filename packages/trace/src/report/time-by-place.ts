import type { Frame, Run, ThreadProfile } from '../model/trace.ts'
import { isNodeCommand } from '../run/program-name.ts'
import { activitiesOf } from './thread-time.ts'

/** The time of one run, summed over its threads and processes, in microseconds. */
export interface TimeByPlace {
  /** Everything in which something ran or blocked in a call: what the other sums are parts of. */
  readonly busyUs: number
  /** By frame: in the function, and in library and machine code that it calls directly. */
  readonly self: ReadonlyMap<number, number>
  readonly total: ReadonlyMap<number, number>
  readonly byPackage: ReadonlyMap<string, number>
  /** By `frame line`. */
  readonly lines: ReadonlyMap<string, number>
  /** By frame: what the self time was spent in, by name. */
  readonly inside: ReadonlyMap<number, ReadonlyMap<string, number>>
  /** CPU time of processes that nothing sampled, by pid. */
  readonly unsampled: ReadonlyMap<number, number>
  readonly sampleCount: number
}

interface Sums {
  busyUs: number
  sampleCount: number
  readonly self: Map<number, number>
  readonly total: Map<number, number>
  readonly byPackage: Map<string, number>
  readonly lines: Map<string, number>
  readonly inside: Map<number, Map<string, number>>
}

export const ownPackage = 'own code'
export const runtimePackage = 'runtime'
export const gcPackage = 'garbage collection'
export const nativePackage = 'native'
/** What short Node processes computed that were measured as a whole: it may be anything. */
export const unsampledPackage = 'not sampled'

const known = new WeakMap<Run, TimeByPlace>()

/** The lines whose text is kept and the summary are made of the same sums. */
export function sumTime(run: Run, frames: readonly Frame[]): TimeByPlace {
  const sums = known.get(run) ?? sumAnew(run, frames)
  known.set(run, sums)
  return sums
}

function sumAnew(run: Run, frames: readonly Frame[]): TimeByPlace {
  const sums: Sums = {
    busyUs: 0,
    sampleCount: 0,
    self: new Map(),
    total: new Map(),
    byPackage: new Map(),
    lines: new Map(),
    inside: new Map(),
  }
  for (const thread of run.threads) sumThread(sums, thread, frames)
  const unsampled = new Map<number, number>()
  for (const { pid, sampledBy, command, cpuUs } of run.processes) {
    if (sampledBy !== 'proc' || cpuUs === 0) continue
    unsampled.set(pid, cpuUs)
    sums.busyUs += cpuUs
    add(sums.byPackage, isNodeCommand(command) ? unsampledPackage : nativePackage, cpuUs)
  }
  return { ...sums, unsampled }
}

function sumThread(sums: Sums, thread: ThreadProfile, frames: readonly Frame[]): void {
  const activities = activitiesOf(thread, frames)
  for (const [index, node] of thread.nodes.entries()) {
    const activity = activities[index]
    if (node.selfUs <= 0 || activity === 'idle' || activity === 'child') continue
    sums.busyUs += node.selfUs
    sums.sampleCount += node.selfUs / sampleUs
    sumNode(sums, { thread, index }, frames)
  }
}

/** What one sample stands for when counting how sure a share is. */
const sampleUs = 1000

interface NodeOf {
  readonly thread: ThreadProfile
  readonly index: number
}

function sumNode(sums: Sums, { thread, index }: NodeOf, frames: readonly Frame[]): void {
  const node = thread.nodes[index]
  const leaf = frames[node?.frame ?? -1]
  if (node === undefined || leaf === undefined) return
  const charged = chargedNode(thread, index, frames)
  const chargedFrame = thread.nodes[charged]?.frame ?? node.frame
  add(sums.self, chargedFrame, node.selfUs)
  add(sums.byPackage, packageOf(leaf), node.selfUs)
  if (charged === index) {
    for (const [line, us] of node.lines ?? []) add(sums.lines, `${node.frame} ${line}`, us)
  } else {
    const entry = frames[thread.nodes[entryBelow(thread, index, charged)]?.frame ?? -1] ?? leaf
    addInside(sums, { frame: chargedFrame, name: nameInside(entry, leaf), us: node.selfUs })
  }
  for (const frame of framesInside(thread, index, frames)) add(sums.total, frame, node.selfUs)
}

function addInside(
  sums: Sums,
  { frame, name, us }: { readonly frame: number; readonly name: string; readonly us: number },
): void {
  const inside = sums.inside.get(frame) ?? new Map<string, number>()
  add(inside, name, us)
  sums.inside.set(frame, inside)
}

/** The functions on the way to a node, each once. */
export function framesAbove({ nodes }: Pick<ThreadProfile, 'nodes'>, index: number): ReadonlySet<number> {
  const seen = new Set<number>()
  for (let node = nodes[index]; node !== undefined; node = nodes[node.parent]) seen.add(node.frame)
  return seen
}

/**
 * The same, without what calls the repository's own code from outside: everything goes through a test runner or a loader, which tells nothing.
 */
function framesInside({ nodes }: ThreadProfile, index: number, frames: readonly Frame[]): ReadonlySet<number> {
  const path: number[] = []
  let outermost = -1
  for (let node = nodes[index]; node !== undefined; node = nodes[node.parent]) {
    if (frames[node.frame]?.kind === 'own') outermost = path.length
    path.push(node.frame)
  }
  return new Set(outermost === -1 ? path : path.slice(0, outermost + 1))
}

/** The nearest caller that somebody wrote; the node itself where nobody did. */
export function chargedNode({ nodes }: ThreadProfile, index: number, frames: readonly Frame[]): number {
  for (let at = index; at !== -1; at = nodes[at]?.parent ?? -1) {
    const kind = frames[nodes[at]?.frame ?? -1]?.kind
    if (kind === 'own' || kind === 'dependency') return at
  }
  return index
}

/** The first call below the charged one: what its author wrote. */
function entryBelow({ nodes }: ThreadProfile, index: number, charged: number): number {
  let at = index
  for (let parent = nodes[at]?.parent ?? -1; parent !== charged && parent !== -1; parent = nodes[at]?.parent ?? -1)
    at = parent
  return at
}

function nameInside(entry: Frame, leaf: Frame): string {
  return entry.file === '' ? leaf.name : entry.name
}

export function packageOf(frame: Frame): string {
  switch (frame.kind) {
    case 'own':
      return ownPackage
    case 'dependency':
      return frame.package ?? 'dependency'
    case 'runtime':
      return runtimePackage
    case 'gc':
      return gcPackage
    case 'native':
    case 'idle':
      return nativePackage
  }
}

function add<Key>(map: Map<Key, number>, key: Key, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value)
}
