import path from 'node:path'
import { groupBy } from '../model/group-by.ts'
import type { Frame, Trace } from '../model/trace.ts'
import { programName } from '../run/program-name.ts'
import { exitCodeOf } from '../run/wrapped-command.ts'
import { findCriticalPath, type CriticalPath } from './critical-path.ts'
import { estimateMean, estimateShare } from './estimate.ts'
import { describeEventLoops } from './event-loop.ts'
import type {
  AllocationRow,
  Estimate,
  EventLoopRow,
  LineRow,
  ProcessRow,
  ProgramRow,
  Row,
  SplitKind,
  SplitRow,
  Summary,
} from './summary.ts'
import { findPassedThrough } from './passed-through.ts'
import { sumTime, type TimeByPlace } from './time-by-place.ts'
import { describeOwn, describeVerdict } from './verdict.ts'
import { waitRows } from './waits.ts'

/** Rows of each table; all of them are in the saved profile. */
const rowsMaxDefault = 10

/** So many of the largest functions of dependencies are looked at for whether they only hand on. */
const handingOnMax = 200

export interface SummaryOptions {
  readonly rowsMax?: number
  /** The program is a runner of the code that is asked about: own code comes first in all tables, and the verdict names it. */
  readonly isOwnFirst?: boolean
}

export function summarize(
  trace: Trace,
  { rowsMax = rowsMaxDefault, isOwnFirst = false }: SummaryOptions = {},
): Summary {
  const sums = trace.runs.map((run) => sumTime(run, trace.frames))
  const paths = trace.runs.map((run) => findCriticalPath(run, trace.frames))
  const table = new Rows(trace, sums)
  const split = splitRows(trace, paths)
  const processes = processRows(trace, paths)
  const self = [...table.functions('self'), ...table.unsampled(processes)].sort(byShare)
  const facts = {
    self: self.slice(0, rowsMax),
    total: table.totals(rowsMax),
    packages: table.packages().sort(byShare).slice(0, rowsMax),
    lines: table
      .lines()
      .sort(isOwnFirst ? ownFirst : byShare)
      .slice(0, rowsMax),
    split,
    processes: processes.slice(0, rowsMax),
    programs: programRows(processes).slice(0, rowsMax),
    eventLoops: eventLoopRows(trace).slice(0, rowsMax),
    waits: waitRows(trace, (file) => shownFile(file, trace.root)).slice(0, rowsMax),
  }
  const wallMs = estimateMean(trace.runs.map(({ wallUs }) => wallUs / 1000))
  const queuedMs = estimateMean(
    trace.runs.map(({ processes: all }) => Math.max(0, ...all.map(({ queuedUs = 0 }) => queuedUs / 1000))),
  )
  const rootPid = trace.runs[0]?.processes[0]?.pid
  const queuedShare = estimateMean(trace.runs.map(unsampledQueue)).mean
  const allocations = allocationRows(trace).slice(0, rowsMax)
  return {
    id: trace.id,
    command: trace.command,
    repeats: trace.runs.length,
    exitCodes: trace.runs.map(({ outcome }) => exitCodeOf(outcome)),
    wallMs,
    cpuMs: estimateMean(trace.runs.map(({ processes }) => processes.reduce((sum, { cpuUs }) => sum + cpuUs, 0) / 1000)),
    queuedMs,
    rssBytesMax: Math.max(0, ...trace.runs.flatMap((run) => run.processes.map(({ rssBytesMax }) => rssBytesMax))),
    verdict: [
      describeVerdict({ ...facts, processes, rootPid, queuedShare }, paths),
      ...(isOwnFirst ? [describeOwn(facts)] : []),
    ].join('; '),
    ...facts,
    ...(isOwnFirst ? { self: self.toSorted(ownFirst).slice(0, rowsMax) } : {}),
    ...(allocations.length > 0 ? { allocations } : {}),
    ...heapGrowth(trace),
    notes: trace.notes,
  }
}

/** What samples its own threads tells waiting for a processor from idling; of other programs /proc knows the sum only. */
function unsampledQueue({ processes, wallUs }: Trace['runs'][number]): number {
  const others = processes.filter(({ sampledBy }) => sampledBy === 'proc')
  return Math.max(0, ...others.map(({ queuedUs = 0 }) => queuedUs)) / Math.max(1, wallUs)
}

function byShare(a: Row, b: Row): number {
  return b.share.mean - a.share.mean || (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line)
}

/** Whoever asks what calls cost can change own code first. */
function ownFirst(a: Row, b: Row): number {
  return Number(b.kind === 'own') - Number(a.kind === 'own') || byShare(a, b)
}

/** What everything goes through, such as Node's module loader, tells nothing as a total. */
function isWorthTotal({ kind }: Row): boolean {
  return kind === 'own' || kind === 'dependency'
}

class Rows {
  readonly #trace: Trace
  readonly #sums: readonly TimeByPlace[]

  constructor(trace: Trace, sums: readonly TimeByPlace[]) {
    this.#trace = trace
    this.#sums = sums
  }

  functions(which: 'self' | 'total', isWanted: (frame: number) => boolean = () => true): Row[] {
    const frames = new Set(this.#sums.flatMap((sum) => [...sum[which].keys()]))
    return [...frames].flatMap((index) => {
      const frame = this.#trace.frames[index]
      if (frame === undefined || !isWanted(index)) return []
      const row = this.#row(frame, (sum) => sum[which].get(index) ?? 0)
      const inside = which === 'self' ? this.#insideOf(index) : undefined
      return [inside === undefined ? row : { ...row, inside }]
    })
  }

  /** The functions with most time in all, own code first; of others not those that only hand on. */
  totals(limit: number): Row[] {
    const frames = [...new Set(this.#sums.flatMap((sum) => [...sum.total.keys()]))]
    const usOf = (frame: number): number => this.#sums.reduce((us, sum) => us + (sum.total.get(frame) ?? 0), 0)
    const others = frames.filter((frame) => this.#trace.frames[frame]?.kind === 'dependency')
    const largest = others.sort((a, b) => usOf(b) - usOf(a)).slice(0, handingOnMax)
    const hidden = findPassedThrough(this.#trace.runs, new Set(largest))
    const shown = this.functions('total', (frame) => !hidden.has(frame))
    return shown.filter(isWorthTotal).sort(ownFirst).slice(0, limit)
  }

  packages(): Row[] {
    const names = new Set(this.#sums.flatMap(({ byPackage }) => [...byPackage.keys()]))
    return [...names].map((name) =>
      this.#row({ name, file: '', line: 0, kind: 'own' }, (sum) => sum.byPackage.get(name) ?? 0),
    )
  }

  lines(): LineRow[] {
    const keys = new Set(this.#sums.flatMap(({ lines }) => [...lines.keys()]))
    const merged = new Map<string, { frame: Frame; line: number; keys: string[] }>()
    for (const key of keys) {
      const [index = '', line = ''] = key.split(' ')
      const frame = this.#trace.frames[Number(index)]
      if (frame === undefined || (frame.kind !== 'own' && frame.kind !== 'dependency')) continue
      const place = `${frame.file}:${line}`
      const entry = merged.get(place) ?? { frame, line: Number(line), keys: [] }
      entry.keys.push(key)
      merged.set(place, entry)
    }
    return [...merged].map(([place, { frame, line, keys: parts }]) => {
      const row = this.#row({ ...frame, line }, (sum) => parts.reduce((us, key) => us + (sum.lines.get(key) ?? 0), 0))
      const code = this.#trace.code[place]
      return code === undefined ? row : { ...row, code }
    })
  }

  /** Programs that nothing sampled, each as one row of the CPU time of its processes. */
  unsampled(processes: readonly ProcessRow[]): Row[] {
    const others = processes.filter(({ sampledBy }) => sampledBy === 'proc')
    return groupBy(others, ({ name }) => name).flatMap((group) => {
      const name = group[0]?.name ?? ''
      const usOf = (sum: TimeByPlace): number => group.reduce((us, { pid }) => us + (sum.unsampled.get(pid) ?? 0), 0)
      const row = this.#row({ name, file: '', line: 0, kind: 'native' }, usOf)
      return row.ms > 0 ? [{ ...row, inside: 'not sampled: CPU time of the process' }] : []
    })
  }

  #row(frame: Frame, usOf: (sum: TimeByPlace) => number): Row {
    const shares = this.#sums.map((sum) => (sum.busyUs === 0 ? 0 : usOf(sum) / sum.busyUs))
    const us = this.#sums.map(usOf)
    return {
      name: frame.name,
      file: shownFile(frame.file, this.#trace.root),
      line: frame.line,
      kind: frame.kind,
      ms: us.reduce((sum, value) => sum + value, 0) / Math.max(1, us.length) / 1000,
      share: this.#estimate(shares),
    }
  }

  #estimate(shares: readonly number[]): Estimate {
    if (shares.length > 1) return estimateMean(shares)
    return estimateShare(shares[0] ?? 0, this.#sums[0]?.sampleCount ?? 0)
  }

  #insideOf(index: number): string | undefined {
    const sums = new Map<string, number>()
    let self = 0
    for (const sum of this.#sums) {
      self += sum.self.get(index) ?? 0
      for (const [name, us] of sum.inside.get(index) ?? []) sums.set(name, (sums.get(name) ?? 0) + us)
    }
    const [top] = [...sums].sort(([, a], [, b]) => b - a)
    return top !== undefined && top[1] > self / 2 ? top[0] : undefined
  }
}

const splitOrder: readonly SplitKind[] = ['cpu', 'gc', 'io', 'child', 'idle', 'startup']

function splitRows(trace: Trace, paths: readonly CriticalPath[]): readonly SplitRow[] {
  return splitOrder.map((kind) => ({
    kind,
    ms: mean(paths.map(({ split }) => split[kind])) / 1000,
    share: estimateMean(paths.map(({ split }, index) => split[kind] / Math.max(1, trace.runs[index]?.wallUs ?? 1))),
  }))
}

/** The processes of the first run, those first that the others waited for. */
function processRows(trace: Trace, paths: readonly CriticalPath[]): readonly ProcessRow[] {
  const [run] = trace.runs
  const [critical] = paths
  if (run === undefined || critical === undefined) return []
  const rows = run.processes.map((process) => ({
    pid: process.pid,
    name: programName(process.command),
    command: process.command,
    sampledBy: process.sampledBy,
    wallMs: (process.endUs - process.startUs) / 1000,
    cpuMs: process.cpuUs / 1000,
    rssBytesMax: process.rssBytesMax,
    readBytes: process.readBytes,
    writeBytes: process.writeBytes,
    criticalShare: (critical.byProcess.get(process.pid) ?? 0) / Math.max(1, run.wallUs),
  }))
  return rows.sort((a, b) => b.criticalShare - a.criticalShare || b.cpuMs - a.cpuMs || a.pid - b.pid)
}

function programRows(processes: readonly ProcessRow[]): readonly ProgramRow[] {
  const groups = groupBy(processes, ({ name }) => name)
  const rows = groups.map((group) => ({
    name: group[0]?.name ?? '',
    processes: group.length,
    sampledBy: group.find(({ sampledBy }) => sampledBy !== 'proc')?.sampledBy ?? 'proc',
    unsampled: group.filter(({ sampledBy }) => sampledBy === 'proc').length,
    wallMs: group.reduce((sum, { wallMs }) => sum + wallMs, 0),
    cpuMs: group.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    rssBytesMax: Math.max(...group.map(({ rssBytesMax }) => rssBytesMax)),
    criticalShare: group.reduce((sum, { criticalShare }) => sum + criticalShare, 0),
  }))
  return rows.sort((a, b) => b.criticalShare - a.criticalShare || b.cpuMs - a.cpuMs || (a.name < b.name ? -1 : 1))
}

function eventLoopRows(trace: Trace): readonly EventLoopRow[] {
  const longest = ({ blocks }: EventLoopRow): number => blocks[0]?.ms ?? 0
  const rows = describeEventLoops(trace).map(({ blocks, ...loop }) => ({
    ...loop,
    blocks: blocks.map(({ atMs, ms, frame: { name, file, line } }) => ({
      atMs,
      ms,
      name,
      file: shownFile(file, trace.root),
      line,
    })),
  }))
  return rows.sort((a, b) => longest(b) - longest(a) || a.pid - b.pid || a.threadId - b.threadId)
}

/** The lines in which most time was spent, the hottest first. */
export function hottestLines(trace: Trace, rowsMax: number): readonly LineRow[] {
  const sums = trace.runs.map((run) => sumTime(run, trace.frames))
  return new Rows(trace, sums).lines().sort(byShare).slice(0, rowsMax)
}

function heapGrowth(trace: Trace): Pick<Summary, 'heapGrowth'> {
  const threads = trace.runs.flatMap((run) => run.threads)
  const growths = threads.flatMap((thread) => (thread.heapGrowth === undefined ? [] : [thread.heapGrowth]))
  if (growths.length === 0) return {}
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / trace.runs.length
  return {
    heapGrowth: {
      fromBytes: mean(growths.map(([bytes]) => bytes)),
      toBytes: mean(growths.map(([, bytes]) => bytes)),
      outsideBytes: mean(threads.map(({ outsideGrowthBytes = 0 }) => outsideGrowthBytes)),
    },
  }
}

function allocationRows(trace: Trace): readonly AllocationRow[] {
  const bytesByFrame = new Map<number, number>()
  let totalBytes = 0
  for (const thread of trace.runs.flatMap(({ threads }) => threads)) {
    for (const [node, bytes] of thread.allocated ?? []) {
      const frame = nearestWritten(trace, thread.nodes, node)
      bytesByFrame.set(frame, (bytesByFrame.get(frame) ?? 0) + bytes)
      totalBytes += bytes
    }
  }
  return [...bytesByFrame]
    .flatMap(([index, bytes]) => {
      const frame = trace.frames[index]
      if (frame === undefined) return []
      const share = bytes / totalBytes
      const place = { name: frame.name, file: shownFile(frame.file, trace.root), line: frame.line, kind: frame.kind }
      return [{ ...place, ms: 0, bytes: bytes / trace.runs.length, share: { mean: share, low: share, high: share } }]
    })
    .sort((a, b) => b.bytes - a.bytes || byShare(a, b))
}

function nearestWritten(trace: Trace, nodes: Trace['runs'][number]['threads'][number]['nodes'], index: number): number {
  for (let at = index; at !== -1; at = nodes[at]?.parent ?? -1) {
    const frame = nodes[at]?.frame ?? -1
    const kind = trace.frames[frame]?.kind
    if (kind === 'own' || kind === 'dependency') return frame
  }
  return nodes[index]?.frame ?? 0
}

/** A path that opens from the root, shortened where it is below it. */
export function shownFile(file: string, root: string): string {
  if (!path.isAbsolute(file)) return file
  const relative = path.relative(root, file)
  return relative.startsWith('..') ? file : relative
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
