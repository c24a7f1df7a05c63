import type { Frame, Trace } from '../model/trace.ts'
import { shownFile } from './summarize.ts'
import { activitiesOf } from './thread-time.ts'
import { framesAbove, packageOf } from './time-by-place.ts'

/** What is looked into: exactly one of them. */
export type Focus =
  | { readonly kind: 'function'; readonly name: string }
  | { readonly kind: 'line'; readonly file: string; readonly line: number }
  | { readonly kind: 'package'; readonly name: string }

/** One function, line or package: who calls it, what it calls, and its lines. */
export interface Drill {
  readonly id: string
  readonly focus: Focus
  /** The functions that the focus names. */
  readonly functions: readonly string[]
  readonly selfMs: number
  readonly totalMs: number
  readonly share: number
  readonly callers: readonly DrillRow[]
  readonly callees: readonly DrillRow[]
  readonly lines: readonly DrillRow[]
}

export interface DrillRow {
  readonly name: string
  readonly place: string
  readonly ms: number
  /** Of the time of the focus. */
  readonly share: number
  readonly code?: string
}

interface Sums {
  self: number
  total: number
  busy: number
  readonly functions: Set<number>
  readonly callers: Map<number, number>
  readonly callees: Map<number, number>
  readonly lines: Map<string, number>
}

export function drill(trace: Trace, focus: Focus, rowsMax: number): Drill {
  const sums: Sums = {
    self: 0,
    total: 0,
    busy: 0,
    functions: new Set(),
    callers: new Map(),
    callees: new Map(),
    lines: new Map(),
  }
  const wanted = new Set(trace.frames.flatMap((frame, index) => (isInFocus(trace, frame, focus) ? [index] : [])))
  for (const thread of trace.runs.flatMap(({ threads }) => threads)) {
    const activities = activitiesOf(thread, trace.frames)
    for (const [index, node] of thread.nodes.entries()) {
      if (node.selfUs <= 0 || activities[index] === 'idle' || activities[index] === 'child') continue
      sums.busy += node.selfUs
      addNode(sums, { trace, nodes: thread.nodes, index, wanted })
    }
  }
  const runs = Math.max(1, trace.runs.length) * 1000
  const rows = (entries: ReadonlyMap<number, number>): readonly DrillRow[] =>
    [...entries]
      .sort(([, a], [, b]) => b - a)
      .slice(0, rowsMax)
      .map(([frame, us]) => toRow(trace, frame, { us, of: sums.total, runs }))
  return {
    id: trace.id,
    focus,
    functions: [...sums.functions].map((index) => describe(trace, trace.frames[index])).sort(),
    selfMs: sums.self / runs,
    totalMs: sums.total / runs,
    share: sums.busy === 0 ? 0 : sums.total / sums.busy,
    callers: rows(sums.callers),
    callees: rows(sums.callees),
    lines: lineRows(trace, sums).slice(0, rowsMax),
  }
}

interface At {
  readonly trace: Trace
  readonly nodes: Trace['runs'][number]['threads'][number]['nodes']
  readonly index: number
  readonly wanted: ReadonlySet<number>
}

function addNode(sums: Sums, { trace, nodes, index, wanted }: At): void {
  const node = nodes[index]
  if (node === undefined) return
  if (wanted.has(node.frame)) {
    sums.self += node.selfUs
    sums.functions.add(node.frame)
    for (const [line, us] of node.lines ?? []) add(sums.lines, `${trace.frames[node.frame]?.file}:${line}`, us)
  }
  if (![...framesAbove({ nodes }, index)].some((frame) => wanted.has(frame))) return
  sums.total += node.selfUs
  // From the inside out: the first caller outside of the focus, and what the focus called on the way here.
  let below: number | undefined
  for (let at = nodes[index]; at !== undefined; at = nodes[at.parent]) {
    if (wanted.has(at.frame)) {
      sums.functions.add(at.frame)
      const parent = nodes[at.parent]
      if (parent === undefined || !wanted.has(parent.frame)) {
        if (parent !== undefined) add(sums.callers, parent.frame, node.selfUs)
        break
      }
    }
    if (!wanted.has(at.frame)) below = at.frame
  }
  if (below !== undefined) add(sums.callees, below, node.selfUs)
}

function isInFocus(trace: Trace, frame: Frame, focus: Focus): boolean {
  switch (focus.kind) {
    case 'function':
      return frame.name === focus.name || frame.name.endsWith(`.${focus.name}`)
    case 'package':
      return packageOf(frame) === focus.name
    case 'line':
      return matchesFile(trace, frame, focus.file) && isAroundLine(trace, frame, focus.line)
  }
}

function matchesFile(trace: Trace, frame: Frame, file: string): boolean {
  return frame.file === file || shownFile(frame.file, trace.root) === file || frame.file.endsWith(`/${file}`)
}

/** The innermost function that begins at or before the line. */
function isAroundLine(trace: Trace, frame: Frame, line: number): boolean {
  if (frame.line > line) return false
  return !trace.frames.some((other) => other.file === frame.file && other.line <= line && other.line > frame.line)
}

interface Amount {
  readonly us: number
  readonly of: number
  readonly runs: number
}

function toRow(trace: Trace, index: number, { us, of, runs }: Amount): DrillRow {
  const frame = trace.frames[index]
  const place = frame === undefined || frame.file === '' ? '' : `${shownFile(frame.file, trace.root)}:${frame.line}`
  return { name: frame?.name ?? '?', place, ms: us / runs, share: of === 0 ? 0 : us / of }
}

function lineRows(trace: Trace, sums: Sums): DrillRow[] {
  const runs = Math.max(1, trace.runs.length) * 1000
  const rows = [...sums.lines].sort(([, a], [, b]) => b - a)
  return rows.map(([key, us]) => {
    const code = trace.code[key]
    const colon = key.lastIndexOf(':')
    const place = `${shownFile(key.slice(0, colon), trace.root)}${key.slice(colon)}`
    const row = { name: '', place, ms: us / runs, share: sums.total === 0 ? 0 : us / sums.total }
    return code === undefined ? row : { ...row, code }
  })
}

function describe(trace: Trace, frame: Frame | undefined): string {
  if (frame === undefined) return '?'
  return frame.file === '' ? frame.name : `${frame.name} ${shownFile(frame.file, trace.root)}:${frame.line}`
}

function add<Key>(map: Map<Key, number>, key: Key, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value)
}
