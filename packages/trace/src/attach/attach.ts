import { ToolError, type Io } from '@groundcrew/core/cli'
import { FrameTable } from '../model/frame-table.ts'
import { summarize } from '../report/summarize.ts'
import type { Summary } from '../report/summary.ts'
import { finishTrace, startTrace } from '../trace.ts'
import { executableName, readCommand } from '../run/proc.ts'
import { attachNode } from './attach-node.ts'
import { awaitedChild, describeBlocked, onlyChild, type BlockedProcess } from './blocked.ts'
import { isNode } from './node-process.ts'
import { cpuUsOf, toRun } from './observed-run.ts'
import { dumpOutside, sampleOutside, type ThreadStack } from './outside.ts'

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
  readonly workers?: readonly ThreadStack[]
  /** The other threads of a Python program, those that compute first; those of a Node program that wait in a call from JavaScript. */
  readonly otherThreads?: readonly ThreadStack[]
  /** Who holds the lock that its main thread waits for, where that is known. */
  readonly heldBy?: NonNullable<ThreadStack['heldBy']>
  /** What its event loop was waiting for. */
  readonly waitingFor?: readonly string[]
  /** Where its async functions wait, when its main thread does. */
  readonly awaits?: readonly Await[]
  /** They were not looked for. */
  readonly isHeapTooLarge?: boolean
  /** Whom it has TCP connections to: `ADDRESS:PORT`. */
  readonly connectedTo?: readonly string[]
  /** The child without whose end its main thread does not go on, or the only one while it waits for events: looked at in the same way. */
  readonly awaited?: Attached
  /** Why it was not sampled. */
  readonly reason?: string
}

export interface Await {
  /** `FUNCTION FILE:LINE  CODE` */
  readonly place: string
  /** It is in the repository's own code. */
  readonly isOwn: boolean
  /** How many calls of the function wait there. */
  readonly count: number
}

export interface AttachOptions {
  readonly pid: number
  readonly durationMs: number
  readonly isSaved: boolean
  /** Also look for what is allocated meanwhile and kept. */
  readonly isHeapWanted: boolean
}

/** Children of children are looked at to such a depth. */
const awaitedDepthMax = 6
const awaitedMs = 100

/** Looks into a process that runs already: samples a Node process through its inspector, and asks the kernel about any other. */
export async function attach(io: Io, options: AttachOptions, depth = 0): Promise<Attached> {
  const { pid } = options
  const before = describeBlocked(pid)
  if (before === undefined) {
    throw new ToolError('NO_SUCH_PROCESS', `there is no process ${pid} here`, { hint: 'ps -ef', exitCode: 3 })
  }
  if (before.threads[0]?.state === 'Z') return { pid, process: before }
  const seen = await (isNode(pid) ? attachNode(io, options, before) : attachOutside(io, options, before))
  const isInCall = isNode(pid) && (seen.stack ?? []).length > 0
  const child = depth < awaitedDepthMax ? (awaitedChild(seen.process, isInCall) ?? onlyChild(seen.process)) : undefined
  if (child === undefined) return seen
  const look = { pid: child.pid, durationMs: awaitedMs, isSaved: false, isHeapWanted: false }
  const awaited = await attach(io, look, depth + 1).catch(() => undefined)
  return awaited === undefined ? seen : { ...seen, awaited }
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
  const { threads, stack, place, others, heldBy, reason } = view
  const seen: Attached = {
    pid,
    process: describeBlocked(pid) ?? before,
    ...(stack.length > 0 ? { stack } : {}),
    ...(place === undefined || stack[0]?.startsWith(place) === true ? {} : { place }),
    ...(others === undefined ? {} : { otherThreads: others }),
    ...(heldBy === undefined ? {} : { heldBy }),
    ...(reason === undefined ? {} : { reason }),
  }
  if (threads.length === 0) return seen
  const sampledBy = threads[0]?.source === 'python' ? 'python' : 'perf'
  const runs = [toRun(threads, before, { sampledBy, cpuUs: cpuUsOf(pid) - cpuUs })]
  const trace = await finishTrace(io, { ...draft, frames: frames.frames, runs }, isSaved)
  return { ...seen, summary: summarize(trace) }
}
