import { CallTree } from '../model/call-tree.ts'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'
import type { SourceMaps } from '@groundcrew/core/failures'

/** The profile format of V8's inspector protocol (Profiler.Profile). */
export interface V8Profile {
  readonly nodes: readonly V8Node[]
  /** Microseconds of the monotonic clock. */
  readonly startTime: number
  readonly endTime: number
  readonly samples?: readonly number[]
  readonly timeDeltas?: readonly number[]
}

interface V8Node {
  readonly id: number
  readonly callFrame: V8CallFrame
  readonly hitCount?: number
  readonly children?: readonly number[]
  readonly positionTicks?: readonly { readonly line: number; readonly ticks: number }[]
}

export interface V8CallFrame {
  readonly functionName: string
  readonly scriptId?: string
  readonly url: string
  /** From 0. */
  readonly lineNumber: number
  readonly columnNumber: number
}

export interface V8Reading {
  readonly frames: FrameTable
  readonly maps: SourceMaps
  /** Monotonic microseconds that count as 0. */
  readonly originUs: number
  /** Files whose frames are taken out: the sampler itself. */
  readonly isHidden: (url: string) => boolean
}

/** One thread out of the profiles of its consecutive spans. */
export function readV8Profiles(
  profiles: readonly V8Profile[],
  reading: V8Reading,
): Pick<ThreadProfile, 'startUs' | 'endUs' | 'nodes' | 'samples'> {
  const tree = new CallTree()
  const gap = tree.child(-1, reading.frames.special('(not sampled)', 'idle'))
  for (const [index, profile] of profiles.entries()) {
    const before = profiles[index - 1]
    if (before !== undefined) tree.sample(gap, Math.max(0, profile.startTime - before.endTime))
    addProfile(tree, profile, reading)
  }
  return {
    startUs: Math.min(...profiles.map(({ startTime }) => startTime)) - reading.originUs,
    endUs: Math.max(...profiles.map(({ endTime }) => endTime)) - reading.originUs,
    nodes: tree.nodes(),
    samples: tree.samples(),
  }
}

function addProfile(tree: CallTree, profile: V8Profile, reading: V8Reading): void {
  const indexes = placeNodes(tree, profile, reading)
  const selfUs = new Map<number, number>()
  const { samples = [], timeDeltas = [] } = profile
  let atUs = profile.startTime
  for (const [index, id] of samples.entries()) {
    atUs += timeDeltas[index] ?? 0
    const next = index + 1 < samples.length ? (timeDeltas[index + 1] ?? 0) : profile.endTime - atUs
    // A delta may be negative by a few microseconds: samples are sorted by when they were processed.
    const durationUs = Math.max(0, next)
    const node = indexes.get(id)
    if (node !== undefined && node !== -1) {
      tree.sample(node, durationUs)
      tree.tick(node)
    }
    selfUs.set(id, (selfUs.get(id) ?? 0) + durationUs)
  }
  for (const node of profile.nodes)
    addLines(tree, node, { index: indexes.get(node.id), selfUs: selfUs.get(node.id), reading })
}

/** Every node of the profile as a node of the tree; -1 for the root. */
function placeNodes(tree: CallTree, profile: V8Profile, reading: V8Reading): ReadonlyMap<number, number> {
  const byId = new Map(profile.nodes.map((node) => [node.id, node]))
  const called = new Set(profile.nodes.flatMap(({ children = [] }) => children))
  const indexes = new Map<number, number>()
  const pending = profile.nodes.filter(({ id }) => !called.has(id)).map((node): Pending => ({ node, parent: -1 }))
  for (let entry = pending.pop(); entry !== undefined; entry = pending.pop()) {
    const { node, parent, caller } = entry
    if (indexes.has(node.id)) continue
    const isOurs = ({ callFrame: { url } }: V8Node): boolean => reading.isHidden(url)
    const callsUs = (node.children ?? []).some((id) => isOurs(byId.get(id) ?? node))
    const isTransparent =
      node.callFrame.functionName === '(root)' ||
      isOurs(node) ||
      (callsUs && node.callFrame.functionName === 'emit') ||
      (caller !== undefined && isOurs(caller) && node.callFrame.url === '') ||
      isSampling(node, caller)
    const index = isTransparent ? parent : tree.child(parent, frameOf(node.callFrame, reading))
    indexes.set(node.id, index)
    for (const id of node.children ?? []) {
      const child = byId.get(id)
      if (child !== undefined) pending.push({ node: child, parent: index, caller: node })
    }
  }
  return indexes
}

interface Pending {
  readonly node: V8Node
  readonly parent: number
  readonly caller?: V8Node
}

/** The time that V8 takes for sampling itself: to start, and to put the profile together. */
function isSampling({ callFrame }: V8Node, caller: V8Node | undefined): boolean {
  return (
    callFrame.url === 'node:inspector' ||
    (callFrame.functionName === 'dispatch' && callFrame.url === '' && caller?.callFrame.url === 'node:inspector')
  )
}

export function frameOf(callFrame: V8CallFrame, { frames, maps }: Pick<V8Reading, 'frames' | 'maps'>): number {
  const { functionName, url, lineNumber, columnNumber } = callFrame
  switch (functionName) {
    case '(idle)':
      return frames.special('(idle)', 'idle')
    case '(garbage collector)':
      return frames.special('(garbage collector)', 'gc')
    case '(program)':
      return frames.special('(program)', 'native')
    default:
  }
  if (url === '') return frames.special(functionName === '' ? '(native)' : functionName, 'native')
  const place = maps.locate(url, { line: lineNumber, column: columnNumber })
  return frames.place(functionName === '' ? (place.name ?? '') : functionName, place.file, place.line)
}

interface LineContext {
  readonly index: number | undefined
  readonly selfUs: number | undefined
  readonly reading: V8Reading
}

function addLines(tree: CallTree, node: V8Node, { index, selfUs = 0, reading }: LineContext): void {
  if (index === undefined || index === -1 || node.callFrame.url === '' || reading.isHidden(node.callFrame.url)) return
  const ticks = node.positionTicks ?? []
  const total = ticks.reduce((sum, tick) => sum + tick.ticks, 0)
  const { url, lineNumber, columnNumber } = node.callFrame
  const linesMax = reading.maps.lineCount(url)
  const start = reading.maps.locate(url, { line: lineNumber, column: columnNumber })
  for (const tick of ticks) {
    // Of a function that was inlined V8 tells the line in that function's file.
    if (tick.line <= lineNumber || tick.line > linesMax) continue
    // Samples have no column. A loader that puts a whole file on one line (tsx does) leaves the function, and not the line, to be told.
    const isWhereItStarts = tick.line - 1 === lineNumber
    const { line } = isWhereItStarts ? start : reading.maps.locateLine(url, tick.line - 1)
    tree.addLine(index, line, (selfUs * tick.ticks) / total)
  }
}
