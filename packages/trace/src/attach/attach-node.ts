import { setTimeout as delay } from 'node:timers/promises'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { SourceMaps } from '@groundcrew/core/failures'
import { FrameTable } from '../model/frame-table.ts'
import { classifyFile } from '../model/classify.ts'
import { groupBy } from '../model/group-by.ts'
import type { CallNode, ThreadProfile, Trace } from '../model/trace.ts'
import { readHeap } from '../read/heap.ts'
import { readV8Profiles, type V8CallFrame, type V8Profile } from '../read/node-span.ts'
import { shownFile, summarize } from '../report/summarize.ts'
import type { Summary } from '../report/summary.ts'
import { describePlace, finishTrace, startTrace } from '../trace.ts'
import type { Attached, AttachOptions, Await } from './attach.ts'
import { awaitedChild, describeBlocked, waitingForChild, type BlockedProcess } from './blocked.ts'
import { CodeLines } from './code-lines.ts'
import { Inspector } from './inspector.ts'
import { watchHeap, type KeptHeap } from './kept-heap.ts'
import { readNodeMemory, type NodeMemory } from './node-memory.ts'
import { cpuUsOf, toRun } from './observed-run.ts'
import { pauseOnce } from './pause.ts'
import { pauseWorkers, type PausedWorker } from './pause-workers.ts'
import type { ThreadStack } from './outside.ts'
import { listTcpSockets } from './sockets.ts'
import { readEnvironment } from '../run/proc.ts'

/** A Node process: by its memory while it waits in a call that JavaScript made, else by its inspector. */
export async function attachNode(io: Io, options: AttachOptions, before: BlockedProcess): Promise<Attached> {
  const { pid, isSaved } = options
  const memory = readNodeMemory(before)
  if (!mayAnswer(before, memory)) return describeWaiting(io, { options, before, memory })
  const isWaiting = before.threads[0]?.state !== 'R'
  const cpuUs = cpuUsOf(pid)
  let sampled: Sampled
  try {
    sampled = await sampleNode(options, { signal: io.signal, isWaiting })
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    // It may have begun to wait meanwhile.
    const after = describeBlocked(pid) ?? before
    const reason = describeSilence(error, after)
    return describeWaiting(io, { options, before: after, memory: readNodeMemory(after), reason })
  }
  const maps = loadMaps(sampled.inlineMaps, memory.inlineMaps)
  const cpuUsMeanwhile = Math.max(0, cpuUsOf(pid) - cpuUs)
  const { trace, thread } = await toTrace(io, sampled, { before, maps, isSaved, cpuUs: cpuUsMeanwhile })
  const summary = summarize(trace)
  const context = { maps, root: trace.root }
  const hottest = hottestPlace(sampled.stack, summary)
  const isDisturbed = isWaiting && hottest === undefined && !sampled.stack.some(isWritten)
  const isIdle = isDisturbed || isMostlyIdle(thread, trace)
  const place = isIdle ? undefined : (findWritten(sampled.stack, context) ?? hottest)
  return {
    pid,
    process: before,
    summary,
    stack: isIdle ? [] : describeStack(sampled.stack, context),
    ...(place === undefined ? {} : { place }),
    workers: describeThreads(sampled.workers, context),
    otherThreads: describeThreads(memory.threads, context),
    waitingFor: sampled.waitingFor,
    awaits: describeAwaits(memory.suspended, context),
    isHeapTooLarge: memory.isHeapTooLarge,
    ...(isIdle ? { connectedTo: listRemotes(pid) } : {}),
  }
}

interface Recording {
  readonly before: BlockedProcess
  readonly maps: SourceMaps
  readonly isSaved: boolean
  /** What the process used meanwhile. */
  readonly cpuUs: number
}

async function toTrace(
  io: Io,
  sampled: Sampled,
  { before, maps, isSaved, cpuUs }: Recording,
): Promise<{ readonly trace: Trace; readonly thread: ThreadProfile }> {
  const draft = await startTrace(io, before.command)
  const frames = new FrameTable(draft.root)
  const reading = { frames, maps, originUs: sampled.profile.startTime, isHidden: () => false }
  const profile = readV8Profiles([sampled.profile], reading)
  const { heap } = sampled
  const known = sampled.profile.nodes.map(({ callFrame }) => callFrame)
  const thread: ThreadProfile = {
    pid: before.pid,
    threadId: 0,
    source: 'node',
    isMain: true,
    waitingFor: countNames(sampled.waitingFor),
    ...(heap === undefined
      ? profile
      : {
          ...readHeap(heap.profile, profile, { ...reading, known }),
          heapGrowth: heap.heapGrowth,
          outsideGrowthBytes: heap.outsideGrowthBytes,
        }),
  }
  const runs = [toRun([thread], before, { sampledBy: 'node', cpuUs })]
  return { trace: await finishTrace(io, { ...draft, frames: frames.frames, runs }, isSaved), thread }
}

function countNames(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/**
 * The inspector is opened by a signal, and answers from the event loop or out of whatever JavaScript computes. Node itself bears the signal at any
 * time, but a program that blocks in a read of its own gets an error (EINTR), and most do not expect that; one that waits for a child in a
 * call of its own does not answer at all. One that waits for another thread is asked when that may be in JavaScript and running.
 */
function mayAnswer({ threads: [main, ...others] }: BlockedProcess, { stack }: NodeMemory): boolean {
  if (main === undefined || main.state === 'R') return true
  if (main.state === 'T' || main.state === 't') return false
  const call = main.call ?? main.waitsIn
  if (/futex/.test(call)) return stack.length === 0 || others.some(({ state }) => state === 'R')
  return stack.length === 0 && /epoll|poll/.test(call)
}

interface Waiting {
  readonly options: AttachOptions
  readonly before: BlockedProcess
  readonly memory: NodeMemory
  /** Why the inspector did not answer, where it was asked. */
  readonly reason?: string
}

/** A process that cannot be asked, as the kernel and its memory tell of it. */
async function describeWaiting(io: Io, { options, before, memory, reason }: Waiting): Promise<Attached> {
  const { pid, isSaved } = options
  const { root } = await describePlace(io)
  const context = { maps: loadMaps(memory.inlineMaps), root }
  const { stack } = memory
  const place = findWritten(stack, context)
  const child = awaitedChild(before, stack.length > 0)
  const isReasonShown = isSaved || stack.length === 0
  const why = reason ?? (isReasonShown ? reasonToLeave(before, memory) : undefined)
  return {
    pid,
    process: child === undefined ? before : { ...before, doing: waitingForChild(child) },
    stack: describeStack(stack, context),
    ...(place === undefined ? {} : { place }),
    otherThreads: describeThreads(memory.threads, context),
    awaits: describeAwaits(memory.suspended, context),
    isHeapTooLarge: memory.isHeapTooLarge,
    ...(why === undefined ? {} : { reason: why }),
  }
}

function loadMaps(...inlineMaps: readonly ReadonlyMap<string, string>[]): SourceMaps {
  const maps = new SourceMaps()
  for (const [url, dataUrl] of inlineMaps.flatMap((entries) => [...entries])) maps.addInline(url, dataUrl)
  return maps
}

function listRemotes(pid: number): readonly string[] {
  const open = listTcpSockets(pid).filter(({ isListening }) => !isListening)
  return [...new Set(open.map(({ remote }) => remote))].toSorted()
}

function reasonToLeave({ pid, threads: [main] }: BlockedProcess, { stack }: NodeMemory): string {
  if (main?.state === 'T' || main?.state === 't') return `it is stopped; kill -CONT ${pid} lets it go on`
  if (stack.length > 0) return 'it waits in one call and computes nothing'
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
  readonly inlineMaps: ReadonlyMap<string, string>
  readonly workers: readonly PausedWorker[]
  readonly waitingFor: readonly string[]
  readonly heap?: KeptHeap
}

/** One that computes reaches a point where it can be stopped; one that waits stops only if an event comes meanwhile. */
const pauseMsMax = { computing: 300, waiting: 50 } as const

async function sampleNode(
  { pid, durationMs, isHeapWanted }: AttachOptions,
  { signal, isWaiting }: { readonly signal: AbortSignal; readonly isWaiting: boolean },
): Promise<Sampled> {
  const inspector = await Inspector.open(pid)
  try {
    await inspector.ask('Profiler.enable')
    const { stack, inlineMaps } = await pauseOnce(inspector, isWaiting ? pauseMsMax.waiting : pauseMsMax.computing)
    const workers = await pauseWorkers(inspector)
    await inspector.ask('Profiler.setSamplingInterval', { interval: 1000 })
    await inspector.ask('Profiler.start')
    if (!isWaiting && !(await mayUseCoverage(pid, inspector))) await compileAgain(inspector)
    const finishHeap = isHeapWanted ? await watchHeap(inspector) : undefined
    await delay(durationMs, undefined, { signal }).catch(() => undefined)
    const { profile } = await inspector.ask<{ readonly profile: V8Profile }>('Profiler.stop')
    const { result } = await inspector.ask<{ readonly result: { readonly value?: string } }>('Runtime.evaluate', {
      expression: 'JSON.stringify(process.getActiveResourcesInfo())',
    })
    const heap = await finishHeap?.()
    const waitingFor = JSON.parse(result.value ?? '[]') as string[]
    return { profile, stack, inlineMaps, workers, waitingFor, ...(heap === undefined ? {} : { heap }) }
  } finally {
    await inspector.close()
  }
}

/** As `compileAgain` in assets/sampler.cjs: else a loop that runs since before has the name of its caller. */
async function compileAgain(inspector: Inspector): Promise<void> {
  await inspector.ask('Profiler.startPreciseCoverage', { callCount: false, detailed: false })
  await inspector.ask('Profiler.stopPreciseCoverage')
}

/** Its own coverage would end with ours: Node's, or what it asks of its inspector itself. */
async function mayUseCoverage(pid: number, inspector: Inspector): Promise<boolean> {
  if (readEnvironment(pid)['NODE_V8_COVERAGE'] !== undefined) return true
  const expression = `process.moduleLoadList.includes('NativeModule inspector')`
  const { result } = await inspector.ask<{ readonly result: { readonly value?: unknown } }>('Runtime.evaluate', {
    expression,
  })
  return result.value !== false
}

const stackDepthMax = 12
/** Above it the process is called waiting. */
const idleShareMin = 0.8

function isMostlyIdle({ nodes, startUs, endUs }: ThreadProfile, { frames }: Trace): boolean {
  const isIdle = ({ frame }: CallNode): boolean => frames[frame]?.kind === 'idle'
  const idleUs = nodes.reduce((sum, node) => sum + (isIdle(node) ? node.selfUs : 0), 0)
  return idleUs > (endUs - startUs) * idleShareMin
}

interface StackContext {
  readonly maps: SourceMaps
  readonly root: string
}

/** The calls of one moment. */
function describeStack(stack: readonly V8CallFrame[], context: StackContext): readonly string[] {
  return stack.slice(0, stackDepthMax).map((call) => describeCall(call, context))
}

/** Those of other threads begin with what somebody wrote; a thread without is in Node's own turn of its event loop. */
function describeThreads(threads: readonly PausedWorker[], context: StackContext): readonly ThreadStack[] {
  return threads
    .filter(({ stack }) => stack.some(isWritten))
    .map(({ id, stack }) => ({ id, stack: describeStack(stack.slice(stack.findIndex(isWritten)), context) }))
}

function describeCall(call: V8CallFrame, { maps, root }: StackContext): string {
  const { functionName, url, lineNumber, columnNumber } = call
  const { file, line } = maps.locate(url, { line: lineNumber, column: columnNumber })
  const name = functionName === '' ? '(anonymous)' : functionName
  return file === '' ? name : `${name} ${shownFile(file, root)}:${line}`
}

function isWritten({ url }: V8CallFrame): boolean {
  return url !== '' && !url.startsWith('node:')
}

/** The innermost call that somebody wrote, where it is not the innermost of all. */
function findWritten(stack: readonly V8CallFrame[], context: StackContext): string | undefined {
  const call = stack.find(isWritten)
  return call === undefined || call === stack[0] ? undefined : describeCall(call, context)
}

/** A program that keeps Node's own queues full may be between two calls that somebody wrote. */
function hottestPlace(stack: readonly V8CallFrame[], { self: [top] }: Summary): string | undefined {
  if (stack.some(isWritten) || top === undefined || !['own', 'dependency'].includes(top.kind)) return undefined
  return `${top.name} ${top.file}:${top.line}`
}

/** The `await` of each async function that somebody wrote: own code first, then those of which there are most. */
function describeAwaits(suspended: readonly V8CallFrame[], context: StackContext): readonly Await[] {
  const code = new CodeLines()
  const groups = groupBy(suspended.filter(isWritten), (call) => describeCall(call, context))
  return groups
    .flatMap((same) => same.slice(0, 1).map((call) => ({ call, count: same.length })))
    .map(({ call, count }) => {
      const place = context.maps.locate(call.url, { line: call.lineNumber, column: call.columnNumber })
      const text = code.read(place)
      const isOwn = classifyFile(place.file, context.root).kind === 'own'
      return { place: `${describeCall(call, context)}${text === '' ? '' : `  ${text}`}`, isOwn, count }
    })
    .toSorted((a, b) => Number(b.isOwn) - Number(a.isOwn) || b.count - a.count || (a.place < b.place ? -1 : 1))
}
