import type { ThreadProfile } from '../model/trace.ts'
import { frameOf, type V8CallFrame, type V8Reading } from './node-span.ts'

/** HeapProfiler.SamplingHeapProfile of the inspector protocol. */
export interface V8HeapProfile {
  readonly head: V8HeapNode
}

interface V8HeapNode {
  readonly callFrame: V8CallFrame
  readonly selfSize: number
  readonly children: readonly V8HeapNode[]
}

type Part = Pick<ThreadProfile, 'startUs' | 'endUs' | 'nodes' | 'samples'>

/** The profile of a thread with the bytes allocated at each of its calls. */
export function readHeap(
  heap: V8HeapProfile,
  profile: Part,
  reading: V8Reading & { readonly known: readonly V8CallFrame[] },
): Part & Required<Pick<ThreadProfile, 'allocated'>> {
  const nodes = [...profile.nodes]
  const indexes = new Map(nodes.map(({ parent, frame }, index) => [`${parent} ${frame}`, index]))
  const allocated: (readonly [number, number])[] = []
  const places = new Map(reading.known.map((frame) => [`${frame.scriptId} ${frame.functionName}`, frame]))
  // The file of a script that has been collected is unknown to the heap profiler, but not to the CPU profiler.
  const complete = (frame: V8CallFrame): V8CallFrame =>
    frame.url === '' ? (places.get(`${frame.scriptId} ${frame.functionName}`) ?? frame) : frame
  const childOf = (parent: number, frame: number): number => {
    const key = `${parent} ${frame}`
    const known = indexes.get(key)
    if (known !== undefined) return known
    nodes.push({ frame, parent, selfUs: 0 })
    indexes.set(key, nodes.length - 1)
    return nodes.length - 1
  }
  const pending = [{ node: heap.head, parent: -1 }]
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    const { node, parent } = entry
    const isTransparent = node.callFrame.functionName === '(root)' || reading.isHidden(node.callFrame.url)
    const index = isTransparent ? parent : childOf(parent, frameOf(complete(node.callFrame), reading))
    if (node.selfSize > 0 && index !== -1) allocated.push([index, node.selfSize])
    for (const child of node.children) pending.push({ node: child, parent: index })
  }
  return { ...profile, nodes, allocated }
}
