import type { ThreadProfile, Trace } from '../model/trace.ts'
import { shownFile } from '../report/summarize.ts'

/** A call with all that it called, as flame graphs draw it; times are microseconds. */
export interface FlameNode {
  readonly name: string
  readonly value: number
  readonly kind: string
  readonly place: string
  readonly children: readonly FlameNode[]
  /** Of the outermost: how many calls, those that took least, are not in the tree. */
  readonly leftOut?: number
  /** Against another profile: what it took longer there. */
  readonly delta?: number
}

/** A picture shows nothing that takes less of the whole. */
const shareMinOfPicture = 0.0005
/** More would make a page slow that can be zoomed and searched. */
export const nodesMaxOfPage = 20_000

interface Building {
  readonly frame: number
  value: number
  delta: number
  readonly children: Map<number, Building>
}

interface TreeOptions {
  readonly name: string
  /** As many as may be in the tree; without it, those that a picture can show. */
  readonly nodesMax?: number
}

/** One tree of the threads, without waiting; calls of the same path in several threads and runs are one. */
export function flameTree(
  trace: Pick<Trace, 'frames' | 'root'>,
  threads: readonly ThreadProfile[],
  { name, nodesMax }: TreeOptions,
): FlameNode {
  const root = build(trace, threads)
  const valueMin = nodesMax === undefined ? root.value * shareMinOfPicture : valueOfLast(root, nodesMax)
  return finish(trace, root, { name, valueMin, hasDelta: false })
}

/** The second profile's tree, in which each call knows how much longer it took than in the first. */
export function differenceTree(before: Trace, after: Trace, name: string): FlameNode {
  const runsBefore = Math.max(1, before.runs.length)
  const runsAfter = Math.max(1, after.runs.length)
  const root = build(
    after,
    after.runs.flatMap(({ threads }) => threads),
  )
  const old = build(
    before,
    before.runs.flatMap(({ threads }) => threads),
  )
  scale(root, 1 / runsAfter)
  scale(old, 1 / runsBefore)
  const key = ({ name: own, file }: Trace['frames'][number]): string => `${own}\n${file}`
  const byKey = (trace: Trace) => (node: Building) => {
    const frame = trace.frames[node.frame]
    return frame === undefined ? '' : key(frame)
  }
  subtract(root, old, { keyOf: byKey(after), keyOfOld: byKey(before) })
  return finish(after, root, { name, valueMin: valueOfLast(root, nodesMaxOfPage), hasDelta: true })
}

interface Keys {
  readonly keyOf: (node: Building) => string
  readonly keyOfOld: (node: Building) => string
}

function subtract(node: Building, old: Building | undefined, keys: Keys): void {
  node.delta = node.value - (old?.value ?? 0)
  const olds = new Map([...(old?.children.values() ?? [])].map((child) => [keys.keyOfOld(child), child]))
  for (const child of node.children.values()) subtract(child, olds.get(keys.keyOf(child)), keys)
}

function scale(node: Building, factor: number): void {
  node.value *= factor
  for (const child of node.children.values()) scale(child, factor)
}

function build({ frames }: Pick<Trace, 'frames'>, threads: readonly ThreadProfile[]): Building {
  const root = newNode(-1)
  for (const { nodes } of threads) {
    const built: Building[] = []
    for (const node of nodes) {
      const parent = node.parent === -1 ? root : (built[node.parent] ?? root)
      const own = parent.children.get(node.frame) ?? newNode(node.frame)
      parent.children.set(node.frame, own)
      built.push(own)
      if (frames[node.frame]?.kind !== 'idle') own.value += node.selfUs
    }
  }
  sumUp(root)
  return root
}

function newNode(frame: number): Building {
  return { frame, value: 0, delta: 0, children: new Map() }
}

/** Own times become times with everything called. */
function sumUp(root: Building): void {
  for (const node of listNodes(root).toReversed()) for (const child of node.children.values()) node.value += child.value
}

/** Callers before what they call; deep recursions are as deep as the sampler's own limit. */
function listNodes(root: Building): readonly Building[] {
  const order: Building[] = []
  const pending = [root]
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    order.push(node)
    pending.push(...node.children.values())
  }
  return order
}

/** What the last of so many nodes took, those that took most first. */
function valueOfLast(root: Building, nodesMax: number): number {
  const values = listNodes(root).map(({ value }) => value)
  return values.length <= nodesMax ? 0 : (values.toSorted((a, b) => b - a)[nodesMax] ?? 0) + 1
}

function finish(trace: Pick<Trace, 'frames' | 'root'>, root: Building, options: FreezeOptions): FlameNode {
  const tree = freeze(trace, root, options)
  const isLeftOut = ({ value }: Building): boolean => value > 0 && value < options.valueMin
  return { ...tree, leftOut: listNodes(root).filter(isLeftOut).length }
}

interface FreezeOptions {
  readonly name: string
  readonly valueMin: number
  readonly hasDelta: boolean
}

function freeze(trace: Pick<Trace, 'frames' | 'root'>, node: Building, options: FreezeOptions): FlameNode {
  const frame = trace.frames[node.frame]
  const children = [...node.children.values()].filter(({ value }) => value > 0 && value >= options.valueMin)
  return {
    name: frame?.name ?? options.name,
    value: Math.round(node.value),
    kind: frame?.kind ?? 'root',
    place: frame === undefined || frame.file === '' ? '' : `${shownFile(frame.file, trace.root)}:${frame.line}`,
    children: children.sort((a, b) => b.value - a.value).map((child) => freeze(trace, child, options)),
    ...(options.hasDelta ? { delta: Math.round(node.delta) } : {}),
  }
}
