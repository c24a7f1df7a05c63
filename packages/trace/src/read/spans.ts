import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { CallTree } from '../model/call-tree.ts'
import { groupBy } from '../model/group-by.ts'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'
import { readHeap, type V8HeapProfile } from './heap.ts'
import { readV8Profiles, type V8Profile } from './node-span.ts'
import { SourceMaps } from '@groundcrew/core/failures'

/** What the samplers inside of the processes wrote for one span of one thread or process. */
type Span = NodeSpan | PythonSpan | FailedSpan

interface SpanFacts {
  readonly pid: number
  readonly parentPid: number
  readonly reason: string
  readonly argv: readonly string[]
  /** Monotonic microseconds. */
  readonly bornUs: number
  readonly endUs: number
  readonly cpuUs: number
  readonly rssBytesMax: number
}

interface NodeSpan extends SpanFacts {
  readonly kind: 'node'
  readonly threadId: number
  readonly execArgv: readonly string[]
  /** CPU time before the first sample. */
  readonly bootCpuUs?: number
  /** Left out by a process that was not sampled. */
  readonly profile?: V8Profile
  readonly maps: readonly { readonly url: string; readonly map: string }[]
  readonly waitingFor: readonly string[]
  readonly heap?: V8HeapProfile
  readonly heapGrowth?: ThreadProfile['heapGrowth']
  readonly outsideGrowthBytes?: ThreadProfile['outsideGrowthBytes']
}

export interface PythonSpan extends SpanFacts {
  readonly kind: 'python'
  readonly startUs: number
  /** `[name, file, first line]`. */
  readonly frames: readonly (readonly [string, string, number])[]
  readonly threads: readonly PythonThread[]
}

interface PythonThread {
  readonly id: number
  readonly isMain: boolean
  readonly startUs: number
  readonly endUs: number
  /** Each a list of `[frame, current line]`, the outermost first. */
  readonly stacks: readonly (readonly (readonly [frame: number, line: number])[])[]
  /** `queuedUs`: it could have run, and others had the processors. */
  readonly samples: readonly (readonly [stack: number, wallUs: number, cpuUs: number, queuedUs: number])[]
}

interface FailedSpan {
  readonly kind: 'failed'
  readonly pid: number
  readonly threadId: number
  readonly message: string
}

/** What a process said of itself. */
export interface SampledProcess {
  readonly pid: number
  readonly parentPid: number
  readonly command: readonly string[]
  /** `proc`: it was measured, but not sampled. */
  readonly sampledBy: 'node' | 'python' | 'proc'
  readonly startUs: number
  readonly endUs: number
  readonly cpuUs: number
  readonly sampledCpuUs?: number
  readonly rssBytesMax: number
  /** Its last words came: nothing at the end is missing. */
  readonly isComplete: boolean
}

export interface Spans {
  readonly threads: readonly ThreadProfile[]
  readonly processes: readonly SampledProcess[]
  /** Why some process was not sampled. */
  readonly failures: readonly { readonly pid: number; readonly message: string }[]
  /** Processes that were left to be measured as a whole, also those that a signal ended before they could say anything. */
  readonly unsampledPids: ReadonlySet<number>
  readonly brokenFiles: number
}

export interface SpanReading {
  readonly directory: string
  readonly frames: FrameTable
  readonly originUs: number
  /** The directory of the samplers, whose own frames are hidden. */
  readonly samplers: string
}

/** Reads and merges everything the samplers of one run left in its directory. */
export function readSpans(reading: SpanReading): Spans {
  const { spans, unsampledPids, brokenFiles } = readFiles(reading.directory)
  const node = spans.filter((span) => span.kind === 'node')
  const python = spans.filter((span) => span.kind === 'python')
  const maps = new SourceMaps()
  for (const span of node) for (const { url, map } of span.maps) maps.addInline(url, map)
  const nodeThreads = groupBy(node.filter(isSampled), ({ pid, threadId }) => `${pid}-${threadId}`)
  return {
    threads: [
      ...nodeThreads.map((group) => readNodeThread(group, maps, reading)),
      ...groupBy(python, ({ pid }) => String(pid)).flatMap((group) => readPythonThreads(group, reading)),
    ],
    processes: groupBy([...node, ...python], ({ pid }) => String(pid)).map((group) => describeProcess(group, reading)),
    failures: spans.filter((span) => span.kind === 'failed').map(({ pid, message }) => ({ pid, message })),
    unsampledPids,
    brokenFiles,
  }
}

interface Files extends Pick<Spans, 'unsampledPids' | 'brokenFiles'> {
  readonly spans: readonly Span[]
}

function readFiles(directory: string): Files {
  const names = readdirSync(directory).sort()
  const later = names.filter((name) => name.endsWith('.later'))
  const read = names
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      try {
        return JSON.parse(readFileSync(path.join(directory, name), 'utf8')) as Span
      } catch {
        return undefined
      }
    })
  const spans = read.filter((span) => span !== undefined)
  return {
    spans,
    unsampledPids: new Set(later.map((name) => Number.parseInt(name, 10))),
    brokenFiles: read.length - spans.length,
  }
}

type SampledSpan = NodeSpan & Required<Pick<NodeSpan, 'profile'>>

function isSampled(span: NodeSpan): span is SampledSpan {
  return span.profile !== undefined
}

function readNodeThread(spans: readonly SampledSpan[], maps: SourceMaps, reading: SpanReading): ThreadProfile {
  const ordered = [...spans].sort((a, b) => a.profile.startTime - b.profile.startTime)
  const { pid = 0, threadId = 0 } = ordered[0] ?? {}
  const isHidden = (url: string): boolean => url.includes(reading.samplers)
  const v8 = { frames: reading.frames, maps, originUs: reading.originUs, isHidden }
  const { heap, heapGrowth, outsideGrowthBytes } = ordered.findLast((span) => span.heap !== undefined) ?? {}
  const profile = readV8Profiles(
    ordered.map((span) => span.profile),
    v8,
  )
  const withHeap =
    heap === undefined
      ? profile
      : readHeap(heap, profile, {
          ...v8,
          known: ordered.flatMap((span) => span.profile.nodes.map((node) => node.callFrame)),
        })
  return {
    pid,
    threadId,
    source: 'node',
    isMain: threadId === 0,
    ...withHeap,
    ...(heapGrowth === undefined ? {} : { heapGrowth }),
    ...(outsideGrowthBytes === undefined ? {} : { outsideGrowthBytes }),
    waitingFor: countWords(ordered.flatMap((span) => span.waitingFor)),
  }
}

function readPythonThreads(spans: readonly PythonSpan[], reading: SpanReading): readonly ThreadProfile[] {
  const ordered = [...spans].sort((a, b) => a.startUs - b.startUs)
  const ids = new Set(ordered.flatMap(({ threads }) => threads.map(({ id }) => id)))
  return [...ids].map((id, index) => {
    const tree = new CallTree()
    let startUs = Number.POSITIVE_INFINITY
    let endUs = 0
    let isMain = false
    for (const span of ordered) {
      const thread = span.threads.find((candidate) => candidate.id === id)
      if (thread === undefined) continue
      startUs = Math.min(startUs, thread.startUs)
      endUs = Math.max(endUs, thread.endUs)
      isMain ||= thread.isMain
      addPythonThread(tree, thread, span, reading)
    }
    return {
      pid: ordered[0]?.pid ?? 0,
      threadId: isMain ? 0 : index + 1,
      source: 'python' as const,
      isMain,
      startUs: startUs - reading.originUs,
      endUs: endUs - reading.originUs,
      nodes: tree.nodes(),
      samples: tree.samples(),
    }
  })
}

function addPythonThread(tree: CallTree, thread: PythonThread, span: PythonSpan, { frames }: SpanReading): void {
  const numbers = span.frames.map(([name, file, line]) => frames.place(name, file, line))
  const idle = frames.special('(idle)', 'idle')
  const nodes = thread.stacks.map((stack) => {
    let node = -1
    for (const [frame] of stack) node = tree.child(node, numbers[frame] ?? 0)
    return node
  })
  for (const [stack, wallUs, cpuUs, queuedUs] of thread.samples) {
    const node = nodes[stack]
    if (node === undefined || node === -1) continue
    const busyUs = roundBusy(wallUs, cpuUs + queuedUs)
    if (busyUs > 0) {
      tree.sample(node, busyUs)
      tree.tick(node, Math.min(cpuUs, busyUs))
    }
    if (busyUs < wallUs) tree.sample(tree.child(node, idle), wallUs - busyUs)
    const line = thread.stacks[stack]?.at(-1)?.[1]
    if (line !== undefined && busyUs > 0) tree.addLine(node, line, busyUs)
  }
}

/** The clocks are read one after the other: nearly all is all, and hardly any is none. Between them it waited, if only for a processor. */
function roundBusy(wallUs: number, cpuUs: number): number {
  if (cpuUs >= wallUs * 0.9) return wallUs
  return cpuUs <= wallUs * 0.1 ? 0 : cpuUs
}

function describeProcess(spans: readonly (NodeSpan | PythonSpan)[], { originUs }: SpanReading): SampledProcess {
  const main = spans.filter((span) => span.kind === 'python' || span.threadId === 0)
  const ordered = [...(main.length > 0 ? main : spans)].sort((a, b) => a.endUs - b.endUs)
  const last = ordered.at(-1)
  if (last === undefined) throw new Error('a process without spans')
  return {
    pid: last.pid,
    parentPid: last.parentPid,
    command: last.kind === 'node' ? [last.argv[0] ?? 'node', ...last.execArgv, ...last.argv.slice(1)] : last.argv,
    sampledBy:
      last.kind === 'node' && !spans.some((span) => span.kind === 'node' && isSampled(span)) ? 'proc' : last.kind,
    startUs: last.bornUs - originUs,
    endUs: last.endUs - originUs,
    cpuUs: last.cpuUs,
    ...sampledCpu(spans, last),
    rssBytesMax: Math.max(...ordered.map(({ rssBytesMax }) => rssBytesMax)),
    isComplete: last.reason !== 'timer',
  }
}

/** What the ticks of the process's threads are parts of. */
function sampledCpu(
  spans: readonly (NodeSpan | PythonSpan)[],
  last: NodeSpan | PythonSpan,
): Pick<SampledProcess, 'sampledCpuUs'> {
  if (last.kind === 'node') return last.bootCpuUs === undefined ? {} : { sampledCpuUs: last.cpuUs - last.bootCpuUs }
  const samples = spans
    .flatMap((span) => (span.kind === 'python' ? span.threads : []))
    .flatMap((thread) => thread.samples)
  return { sampledCpuUs: samples.reduce((sum, [, , cpuUs]) => sum + cpuUs, 0) }
}

function countWords(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}
