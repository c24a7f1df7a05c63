import { setTimeout as delay } from 'node:timers/promises'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { FrameTable } from '../model/frame-table.ts'
import type { CallNode, ProcessRecord, Run, ThreadProfile, Trace } from '../model/trace.ts'
import { readHeap } from '../read/heap.ts'
import { readV8Profiles, type V8CallFrame, type V8Profile } from '../read/node-span.ts'
import { SourceMaps } from '@groundcrew/core/failures'
import { shownFile, summarize } from '../report/summarize.ts'
import type { Summary } from '../report/summary.ts'
import { finishTrace, startTrace } from '../trace.ts'
import { executableName, readCommand, readStat } from '../run/proc.ts'
import { describeBlocked, type BlockedProcess } from './blocked.ts'
import { Inspector } from './inspector.ts'
import { isNode } from './node-process.ts'
import { watchHeap, type KeptHeap } from './kept-heap.ts'
import { dumpOutside, sampleOutside, type ThreadStack } from './outside.ts'
import { pauseOnce } from './pause.ts'
import { listTcpSockets } from './sockets.ts'
import { pauseWorkers, type PausedWorker } from './pause-workers.ts'

export interface Attached {
  readonly pid: number
  /** What the kernel says of it. */
  readonly process: BlockedProcess
  /** Present when the process let itself be sampled. */
  readonly summary?: Summary
  /** The stack seen most often, the innermost call first. */
  readonly stack?: readonly string[]
  /** The innermost call on it that is no part of the language's own library, where the two differ. */
  readonly place?: string
  /** The worker threads that run or block in JavaScript. */
  readonly workers?: readonly { readonly id: string; readonly stack: readonly string[] }[]
  /** The other threads of a Python program, those that compute first. */
  readonly otherThreads?: readonly ThreadStack[]
  /** What its event loop was waiting for. */
  readonly waitingFor?: readonly string[]
  /** Whom it has TCP connections to: `ADDRESS:PORT`. */
  readonly connectedTo?: readonly string[]
  /** Why it was not sampled. */
  readonly reason?: string
}

export interface AttachOptions {
  readonly pid: number
  readonly durationMs: number
  readonly isSaved: boolean
  /** Also look for what is allocated meanwhile and kept. */
  readonly isHeapWanted: boolean
}

/** Looks into a process that runs already: samples a Node process through its inspector, and asks the kernel about any other. */
export async function attach(io: Io, options: AttachOptions): Promise<Attached> {
  const { pid } = options
  const before = describeBlocked(pid)
  if (before === undefined) {
    throw new ToolError('NO_SUCH_PROCESS', `there is no process ${pid} here`, { hint: 'ps -ef', exitCode: 3 })
  }
  if (before.threads[0]?.state === 'Z') return { pid, process: before }
  if (!isNode(pid)) return attachOutside(io, options, before)
  if (!mayBeInterrupted(before)) return { pid, process: before, reason: reasonToLeave(before) }
  return attachNode(io, options, before)
}

/** A Node process, by its inspector. */
async function attachNode(io: Io, options: AttachOptions, before: BlockedProcess): Promise<Attached> {
  const { pid, isSaved } = options
  const cpuUs = cpuUsOf(pid)
  let sampled: Sampled
  try {
    sampled = await sampleNode(options, io.signal)
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    return { pid, process: before, reason: describeSilence(error, before) }
  }
  const draft = await startTrace(io, readCommand(pid))
  const frames = new FrameTable(draft.root)
  const originUs = sampled.profile.startTime
  const reading = { frames, maps: new SourceMaps(), originUs, isHidden: () => false }
  const waitingFor: Record<string, number> = {}
  for (const name of sampled.waitingFor) waitingFor[name] = (waitingFor[name] ?? 0) + 1
  const profile = readV8Profiles([sampled.profile], reading)
  const { heap } = sampled
  const known = sampled.profile.nodes.map(({ callFrame }) => callFrame)
  const thread = {
    pid,
    threadId: 0,
    source: 'node',
    isMain: true,
    waitingFor,
    ...(heap === undefined
      ? profile
      : { ...readHeap(heap.profile, profile, { ...reading, known }), heapGrowth: heap.growth }),
  } as const
  const trace = await finishTrace(
    io,
    {
      ...draft,
      frames: frames.frames,
      runs: [toRun([thread], before, { sampledBy: 'node', cpuUs: Math.max(0, cpuUsOf(pid) - cpuUs) })],
    },
    isSaved,
  )
  const summary = summarize(trace)
  const isIdle = isMostlyIdle(thread, trace)
  const place = isIdle ? undefined : findPlace(sampled.stack, { maps: reading.maps, trace }, summary)
  return {
    pid,
    process: describeBlocked(pid) ?? before,
    summary,
    stack: isIdle ? [] : describeStack(sampled.stack, { maps: reading.maps, trace }),
    ...(place === undefined ? {} : { place }),
    workers: sampled.workers.map(({ id, stack }) => ({
      id,
      stack: describeStack(stack, { maps: reading.maps, trace }),
    })),
    waitingFor: sampled.waitingFor,
    ...(isIdle ? { connectedTo: listRemotes(pid) } : {}),
  }
}

function listRemotes(pid: number): readonly string[] {
  const open = listTcpSockets(pid).filter(({ isListening }) => !isListening)
  return [...new Set(open.map(({ remote }) => remote))].toSorted()
}

/** Any other program: by what is installed to look at it from outside. */
async function attachOutside(
  io: Io,
  { pid, durationMs, isSaved }: AttachOptions,
  before: BlockedProcess,
): Promise<Attached> {
  const cpuUs = cpuUsOf(pid)
  const draft = await startTrace(io, readCommand(pid))
  const frames = new FrameTable(draft.root)
  const program = executableName(pid) ?? ''
  const outside = { pid, program, durationMs, frames, root: draft.root }
  const view = await (isSaved ? sampleOutside(io, outside) : dumpOutside(io, outside))
  const { threads, stack, place, others, reason } = view
  const seen: Attached = {
    pid,
    process: describeBlocked(pid) ?? before,
    ...(stack.length > 0 ? { stack } : {}),
    ...(place === undefined || stack[0]?.startsWith(place) === true ? {} : { place }),
    ...(others === undefined ? {} : { otherThreads: others }),
    ...(reason === undefined ? {} : { reason }),
  }
  if (threads.length === 0) return seen
  const sampledBy = threads[0]?.source === 'python' ? 'python' : 'perf'
  const runs = [toRun(threads, before, { sampledBy, cpuUs: cpuUsOf(pid) - cpuUs })]
  const trace = await finishTrace(io, { ...draft, frames: frames.frames, runs }, isSaved)
  return { ...seen, summary: summarize(trace) }
}

/**
 * The inspector is opened by a signal. Node itself bears one at any time, but a program that blocks in a read of its own gets an error
 * (EINTR), and most do not expect that.
 */
function mayBeInterrupted({ threads: [main] }: BlockedProcess): boolean {
  if (main === undefined || main.state === 'R') return true
  if (main.state === 'T' || main.state === 't') return false
  return /epoll|poll|futex/.test(main.call ?? main.waitsIn)
}

function reasonToLeave({ pid, threads: [main] }: BlockedProcess): string {
  if (main?.state === 'T' || main?.state === 't') return `it is stopped; kill -CONT ${pid} lets it go on`
  return 'a signal would break off the call it is blocked in'
}

/** Events come to a main thread in a loop that answers; one that waits for a child in a call of its own does not. */
function describeSilence({ code, message }: ToolError, { children }: BlockedProcess): string {
  if (code === 'CANNOT_ATTACH' && children.some(({ state }) => state !== 'Z'))
    return `${message}: it may wait for its child in a synchronous call (execSync, spawnSync)`
  return code === 'CANNOT_ATTACH' ? message : `its main thread does not answer (${message})`
}

interface Sampled {
  readonly profile: V8Profile
  readonly stack: readonly V8CallFrame[]
  readonly workers: readonly PausedWorker[]
  readonly waitingFor: readonly string[]
  readonly heap?: KeptHeap
}

async function sampleNode({ pid, durationMs, isHeapWanted }: AttachOptions, signal: AbortSignal): Promise<Sampled> {
  const inspector = await Inspector.open(pid)
  try {
    await inspector.ask('Profiler.enable')
    const stack = await pauseOnce(inspector)
    const workers = await pauseWorkers(inspector)
    await inspector.ask('Profiler.setSamplingInterval', { interval: 1000 })
    await inspector.ask('Profiler.start')
    const finishHeap = isHeapWanted ? await watchHeap(inspector) : undefined
    await delay(durationMs, undefined, { signal }).catch(() => undefined)
    const { profile } = await inspector.ask<{ readonly profile: V8Profile }>('Profiler.stop')
    const { result } = await inspector.ask<{ readonly result: { readonly value?: string } }>('Runtime.evaluate', {
      expression: 'JSON.stringify(process.getActiveResourcesInfo())',
    })
    const heap = await finishHeap?.()
    const waitingFor = JSON.parse(result.value ?? '[]') as string[]
    return { profile, stack, workers, waitingFor, ...(heap === undefined ? {} : { heap }) }
  } finally {
    await inspector.close()
  }
}

function cpuUsOf(pid: number): number {
  return readStat(pid)?.cpuUs ?? 0
}

function toRun(
  threads: readonly ThreadProfile[],
  { pid, command }: BlockedProcess,
  facts: Pick<ProcessRecord, 'sampledBy' | 'cpuUs'>,
): Run {
  const stat = readStat(pid)
  const startUs = Math.min(...threads.map((thread) => thread.startUs))
  const wallUs = Math.max(...threads.map(({ endUs }) => endUs)) - startUs
  return {
    wallUs,
    outcome: { kind: 'observed' },
    threads: threads.map((thread) => ({ ...thread, startUs: thread.startUs - startUs, endUs: thread.endUs - startUs })),
    processes: [
      {
        pid,
        parentPid: stat?.parentPid ?? 0,
        command,
        startUs: 0,
        endUs: wallUs,
        rssBytesMax: stat?.rssBytes ?? 0,
        readBytes: 0,
        writeBytes: 0,
        ...facts,
        activity: [],
        isLeftRunning: true,
      },
    ],
  }
}

const stackDepthMax = 12
/** Above it the process is called waiting. */
const idleShareMin = 0.8

interface StackContext {
  readonly maps: SourceMaps
  readonly trace: Trace
}

function isMostlyIdle({ nodes, startUs, endUs }: ThreadProfile, { frames }: Trace): boolean {
  const isIdle = ({ frame }: CallNode): boolean => frames[frame]?.kind === 'idle'
  const idleUs = nodes.reduce((sum, node) => sum + (isIdle(node) ? node.selfUs : 0), 0)
  return idleUs > (endUs - startUs) * idleShareMin
}

/** The calls of one moment. */
function describeStack(stack: readonly V8CallFrame[], context: StackContext): readonly string[] {
  return stack.slice(0, stackDepthMax).map((call) => describeCall(call, context))
}

function describeCall(call: V8CallFrame, { maps, trace }: StackContext): string {
  const { functionName, url, lineNumber, columnNumber } = call
  const { file, line } = maps.locate(url, { line: lineNumber, column: columnNumber })
  const name = functionName === '' ? '(anonymous)' : functionName
  return file === '' ? name : `${name} ${shownFile(file, trace.root)}:${line}`
}

/** The innermost call that somebody wrote; a program that keeps Node's own queues full may be between two of them at that moment. */
function findPlace(stack: readonly V8CallFrame[], context: StackContext, { self }: Summary): string | undefined {
  const isWritten = ({ url }: V8CallFrame): boolean => url !== '' && !url.startsWith('node:')
  const call = stack.find(isWritten)
  if (call !== undefined) return call === stack[0] ? undefined : describeCall(call, context)
  const [top] = self
  return top === undefined || !['own', 'dependency'].includes(top.kind)
    ? undefined
    : `${top.name} ${top.file}:${top.line}`
}
