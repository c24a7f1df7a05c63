// What a program keeps: the memory that it got after a first point and still holds at a second one, by who asked for it.
'use strict'

/**
 * @typedef {{ id: number, selfSize: number, children: Node[] }} Node
 * @typedef {{ size: number, nodeId: number, ordinal: number }} Sample
 * @typedef {{ head: Node, samples: Sample[] }} Profile which the types of Node 20 know in part
 */

/**
 * The first point.
 * @param {import('./preload.cjs').State} state
 */
function markHeap(state) {
  if (state.isOver || state.session === undefined) return
  state.heapMark = { ordinal: Math.max(0, ...ordinalsOf(takeLive(state.session))), ...used() }
}

/**
 * The second point: the sizes of the samples are those of memory that was got since the first one.
 *
 * @param {import('./preload.cjs').State} state
 */
function describeLiveHeap({ session, heapMark = { ordinal: 0, heapBytes: 0, outsideBytes: 0 } }) {
  const heap = session === undefined ? undefined : takeLive(session)
  if (heap === undefined) return {}
  /** @type {Map<number, number>} */
  const bytes = new Map()
  for (const { nodeId, size, ordinal } of heap.samples) {
    if (ordinal > heapMark.ordinal) bytes.set(nodeId, (bytes.get(nodeId) ?? 0) + size)
  }
  const { heapBytes, outsideBytes } = used()
  return {
    heap: { head: withSizes(heap.head, bytes) },
    heapGrowth: [heapMark.heapBytes + heapMark.outsideBytes, heapBytes + outsideBytes],
    outsideGrowthBytes: outsideBytes - heapMark.outsideBytes,
  }
}

/**
 * @param {Node} node
 * @param {ReadonlyMap<number, number>} bytes by node
 * @returns {Node}
 */
function withSizes(node, bytes) {
  return {
    ...node,
    selfSize: bytes.get(node.id) ?? 0,
    children: node.children.map((child) => withSizes(child, bytes)),
  }
}

/**
 * What is garbage already does not count.
 *
 * @param {import('node:inspector').Session} session
 * @returns {Profile | undefined}
 */
function takeLive(session) {
  /** @type {Profile | undefined} */
  let profile
  session.post('HeapProfiler.collectGarbage')
  session.post('HeapProfiler.getSamplingProfile', (_error, result) => {
    profile = /** @type {Profile | undefined} */ (/** @type {unknown} */ (result?.profile))
  })
  return profile
}

/** @param {Profile | undefined} profile */
function ordinalsOf(profile) {
  return (profile?.samples ?? []).map(({ ordinal }) => ordinal)
}

/** What Buffers and their like hold is outside of V8's heap, and V8 samples none of it. */
function used() {
  const { heapUsed, external } = process.memoryUsage()
  return { heapBytes: heapUsed, outsideBytes: external }
}

module.exports = { markHeap, describeLiveHeap }
