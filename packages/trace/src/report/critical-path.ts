import type { Frame, ProcessRecord, Run, ThreadProfile } from '../model/trace.ts'
import type { SplitKind } from './summary.ts'
import { activitiesOf, type Activity } from './thread-time.ts'

/** Where the wall time of a run went, moment by moment: one process at a time had what everybody else waited for. */
export interface CriticalPath {
  readonly split: Readonly<Record<SplitKind, number>>
  /** By pid: the wall time that was its own. */
  readonly byProcess: ReadonlyMap<number, number>
  /** As `byProcess`, only what was spent computing. */
  readonly idleByProcess: ReadonlyMap<number, number>
}

/** The wall time is cut into so many equal pieces. */
const piecesMax = 1000
const pieceUsMin = 1000

interface Lane {
  readonly process: ProcessRecord
  readonly children: Lane[]
  readonly first: number
  /** The first and the last piece in which it or one below it did anything. */
  span: readonly [first: number, last: number]
  /** Microseconds of each activity in each piece of its life, of which the first is `first`. */
  readonly pieces: Readonly<Record<Activity | 'startup', Float64Array>>
  /** Its waiting is for its children: it is a shell, or its code blocks until they end. */
  readonly waitsForChildren: boolean
}

export function findCriticalPath(run: Run, frames: readonly Frame[]): CriticalPath {
  const pieceUs = Math.max(pieceUsMin, run.wallUs / piecesMax)
  const count = Math.max(1, Math.ceil(run.wallUs / pieceUs))
  const lanes = layLanes(run, frames, { pieceUs, first: 0, count })
  const result = {
    split: { cpu: 0, gc: 0, io: 0, child: 0, idle: 0, startup: 0 },
    byProcess: new Map<number, number>(),
    idleByProcess: new Map<number, number>(),
  }
  const [root] = lanes
  for (let piece = 0; piece < count; piece++) {
    const lengthUs = Math.min(pieceUs, run.wallUs - piece * pieceUs)
    if (root === undefined) result.split.idle += lengthUs
    else walk(result, root, { piece, leftUs: lengthUs, isRoot: true })
  }
  return result
}

interface Result {
  readonly split: Record<SplitKind, number>
  readonly byProcess: Map<number, number>
  readonly idleByProcess: Map<number, number>
}

interface Step {
  readonly piece: number
  readonly leftUs: number
  readonly isRoot: boolean
}

/** Takes what the process did itself, hands the rest to the child that did most, and keeps what nobody did. */
function walk(result: Result, lane: Lane, { piece, leftUs, isRoot }: Step): void {
  let left = leftUs
  for (const kind of ['startup', 'cpu', 'gc', 'io'] as const) {
    const us = Math.min(left, usIn(lane, kind, piece))
    left -= us
    if (us <= 0) continue
    result.split[isRoot ? kind : 'child'] += us
    add(result.byProcess, lane.process.pid, us)
  }
  if (left <= 0) return
  const child = busiestChild(lane, piece)
  if (child !== undefined && (lane.waitsForChildren || busyUs(child, piece) > 0 || usIn(lane, 'child', piece) > 0)) {
    walk(result, child, { piece, leftUs: left, isRoot: false })
    return
  }
  // A child may have come and gone between two looks at the processes.
  const unseenUs = child === undefined ? Math.min(left, usIn(lane, 'child', piece)) : 0
  result.split.child += isRoot ? unseenUs : left
  if (isRoot) result.split.idle += left - unseenUs
  add(result.byProcess, lane.process.pid, left)
  add(result.idleByProcess, lane.process.pid, left)
}

function busiestChild(lane: Lane, piece: number): Lane | undefined {
  let best: Lane | undefined
  let bestUs = -1
  for (const child of lane.children) {
    if (!isAliveIn(child, piece)) continue
    const us = busyUs(child, piece)
    if (us > bestUs) {
      best = child
      bestUs = us
    }
  }
  return best
}

function isAliveIn(lane: Lane, piece: number): boolean {
  if (!isWithin(lane, piece)) return false
  return usIn(lane, 'idle', piece) > 0 || ownUs(lane, piece) > 0 || usIn(lane, 'child', piece) > 0
}

/** What the process and those below it did in a piece. */
function busyUs(lane: Lane, piece: number): number {
  if (!isWithin(lane, piece)) return 0
  return lane.children.reduce((sum, child) => sum + busyUs(child, piece), ownUs(lane, piece))
}

/** Most processes of many live for a few pieces of a long run. */
function isWithin({ span: [first, last] }: Lane, piece: number): boolean {
  return piece >= first && piece <= last
}

function ownUs(lane: Lane, piece: number): number {
  return usIn(lane, 'cpu', piece) + usIn(lane, 'gc', piece) + usIn(lane, 'io', piece) + usIn(lane, 'startup', piece)
}

function usIn({ pieces, first }: Lane, kind: keyof Lane['pieces'], piece: number): number {
  return pieces[kind][piece - first] ?? 0
}

/** Of the whole run, or of the life of one process. */
interface Grid {
  readonly pieceUs: number
  readonly first: number
  readonly count: number
}

function layLanes(run: Run, frames: readonly Frame[], grid: Grid): readonly Lane[] {
  const lanes = new Map<number, Lane>()
  for (const process of run.processes) {
    const threads = run.threads.filter(({ pid }) => pid === process.pid)
    lanes.set(process.pid, layLane(process, threads, { frames, grid }))
  }
  const roots: Lane[] = []
  for (const lane of lanes.values()) {
    const parent = lanes.get(lane.process.parentPid)
    if (parent === undefined || parent === lane) roots.push(lane)
    else parent.children.push(lane)
  }
  for (const lane of roots) widen(lane)
  return roots
}

/** A child may outlive what started it. */
function widen(lane: Lane): Lane['span'] {
  const spans = [lane.span, ...lane.children.map(widen)]
  lane.span = [Math.min(...spans.map(([first]) => first)), Math.max(...spans.map(([, last]) => last))]
  return lane.span
}

interface LaneContext {
  readonly frames: readonly Frame[]
  readonly grid: Grid
}

function layLane(
  process: ProcessRecord,
  threads: readonly ThreadProfile[],
  { frames, grid: whole }: LaneContext,
): Lane {
  const grid = lifeOf(process, threads, whole)
  const empty = (): Float64Array => new Float64Array(grid.count)
  const pieces = { cpu: empty(), gc: empty(), io: empty(), child: empty(), idle: empty(), startup: empty() }
  const main = threads.find(({ isMain }) => isMain)
  if (main === undefined) {
    fill(pieces.idle, grid, process.startUs, process.endUs)
    for (const [atUs, cpuUs] of process.activity) fill(pieces.cpu, grid, atUs - cpuUs, atUs)
    for (let piece = 0; piece < grid.count; piece++) {
      pieces.idle[piece] = Math.max(0, (pieces.idle[piece] ?? 0) - (pieces.cpu[piece] ?? 0))
    }
  } else {
    fill(pieces.startup, grid, process.startUs, main.startUs)
    layThread(pieces, main, { frames, grid })
    fill(pieces.cpu, grid, main.endUs, process.endUs)
    for (const worker of threads) if (worker !== main) layWorker(pieces, worker, { frames, grid })
  }
  const waitsForChildren = main === undefined || isWaitingForProcesses(main)
  return {
    process,
    children: [],
    first: grid.first,
    span: [grid.first, grid.first + grid.count - 1],
    pieces,
    waitsForChildren,
  }
}

function lifeOf(process: ProcessRecord, threads: readonly ThreadProfile[], { pieceUs, count }: Grid): Grid {
  const pieceOf = (us: number): number => Math.max(0, Math.min(count - 1, Math.floor(us / pieceUs)))
  const first = pieceOf(Math.min(process.startUs, ...threads.map(({ startUs }) => startUs)))
  const last = pieceOf(Math.max(process.endUs, ...threads.map(({ endUs }) => endUs)))
  // One that was over at the first look has no end, and its clock is a coarse one.
  return { pieceUs, first, count: Math.max(first, last) - first + 1 }
}

function layThread(pieces: Lane['pieces'], thread: ThreadProfile, { frames, grid }: LaneContext): void {
  const activities = activitiesOf(thread, frames)
  let atUs = thread.startUs
  for (const [node, durationUs] of thread.samples ?? []) {
    fill(pieces[activities[node] ?? 'cpu'], grid, atUs, atUs + durationUs)
    atUs += durationUs
  }
}

/** While the main thread waits, what its busiest worker does is what the process does. */
function layWorker(pieces: Lane['pieces'], worker: ThreadProfile, context: LaneContext): void {
  const { count } = context.grid
  const empty = (): Float64Array => new Float64Array(count)
  const own = { cpu: empty(), gc: empty(), io: empty(), child: empty(), idle: empty(), startup: empty() }
  layThread(own, worker, context)
  for (let piece = 0; piece < count; piece++) {
    for (const kind of ['cpu', 'gc', 'io', 'child'] as const) {
      const idleUs = pieces.idle[piece] ?? 0
      const us = Math.min(idleUs, own[kind][piece] ?? 0)
      pieces.idle[piece] = idleUs - us
      pieces[kind][piece] = (pieces[kind][piece] ?? 0) + us
    }
  }
}

function isWaitingForProcesses({ waitingFor = {} }: ThreadProfile): boolean {
  const others = Object.keys(waitingFor).filter((name) => name !== 'ProcessWrap' && !/^(?:Pipe|TTY|FSReq)/.test(name))
  return waitingFor['ProcessWrap'] !== undefined && others.length === 0
}

/** Adds the time from `startUs` to `endUs` to the pieces that it lies in. */
function fill(pieces: Float64Array, { pieceUs, first, count }: Grid, startUs: number, endUs: number): void {
  let atUs = Math.max(0, startUs - first * pieceUs)
  const lastUs = Math.min(endUs - first * pieceUs, count * pieceUs)
  while (atUs < lastUs) {
    const piece = Math.min(count - 1, Math.floor(atUs / pieceUs))
    const untilUs = Math.max(Math.min(lastUs, (piece + 1) * pieceUs), atUs + 1e-6)
    pieces[piece] = (pieces[piece] ?? 0) + untilUs - atUs
    atUs = untilUs
  }
}

function add<Key>(map: Map<Key, number>, key: Key, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value)
}
