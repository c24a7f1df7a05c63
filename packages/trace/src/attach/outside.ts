import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Io } from '@groundcrew/core/cli'
import { captureCommand, findProgram, type Captured } from '@groundcrew/core/process'
import { classifyFile } from '../model/classify.ts'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'
import { readOutside } from '../read/outside-profiles.ts'
import { samplerArguments, type OutsideProfile } from '../run/outside-samplers.ts'
import { readProc, readTaskState } from '../run/proc.ts'
import { monotonicUs } from '../run/process-watch.ts'
import { CodeLines } from './code-lines.ts'
import { PythonSampler, pythonLookMs } from '../python/python-sampler.ts'
import { PythonStacks, type PythonCall, type PythonStack } from '../python/python-stacks.ts'
import { shownFile } from '../report/summarize.ts'

/** What a program outside of the process tells of it. */
export interface OutsideView {
  readonly threads: readonly ThreadProfile[]
  /** The innermost call first. */
  readonly stack: readonly string[]
  /** The innermost call on the stack that is no part of the language's own library. */
  readonly place?: string
  /** The other threads of a Python program, those that compute first. */
  readonly others?: readonly ThreadStack[]
  /** Who holds the lock that its main thread waits for. */
  readonly heldBy?: NonNullable<ThreadStack['heldBy']>
  /** Why there is nothing. */
  readonly reason?: string
}

export interface ThreadStack {
  readonly id: string
  /** The innermost call first. */
  readonly stack: readonly string[]
  /** Who holds the lock that it waits for, where that is known. */
  readonly heldBy?: { readonly id: string; readonly place: string }
}

interface OutsideOptions {
  readonly pid: number
  /** The base name of its executable. */
  readonly program: string
  readonly durationMs: number
  readonly frames: FrameTable
  readonly root: string
}

/** Beyond the time that is looked. */
const graceMs = 10_000
const stackDepthMax = 12

/** The stacks of a Python process, without stopping it. */
export async function dumpOutside(
  io: Io,
  options: Omit<OutsideOptions, 'durationMs' | 'frames'>,
): Promise<OutsideView> {
  const { pid, program, root } = options
  const isNamedPython = isPython(program)
  const opened = PythonStacks.open(pid)
  if (typeof opened !== 'string') {
    using stacks = opened
    return describeStacks(stacks, { pid, root })
  }
  if (!isNamedPython) return { threads: [], stack: [], reason: 'it is neither a Node nor a Python process' }
  const found = await findProgram('py-spy', { env: io.env, cwd: io.cwd })
  if (found === undefined) return missing('py-spy', opened)
  return dumpByPySpy(found, { pid, root })
}

const looksMax = 5

/** A stack that changed while it was read may be cut short: the longest of some looks is whole. */
function describeStacks(
  stacks: PythonStacks,
  { pid, root }: Pick<OutsideOptions, 'pid' | 'root'>,
): Omit<OutsideView, 'reason'> {
  const looks = Array.from({ length: looksMax }, () => stacks.readWithHolders())
  const best = looks.toSorted((a, b) => callCount(b) - callCount(a))[0] ?? []
  const main = best.find(({ threadId }) => threadId === pid)
  const code = new CodeLines()
  const show = ({ calls }: PythonStack): readonly string[] =>
    calls.slice(0, stackDepthMax).map((call, index) => {
      const place = `${call.name} ${shownFile(call.file, root)}:${call.line}`
      const text = index === 0 ? code.read(call) : ''
      return text === '' ? place : `${place}  ${text}`
    })
  const isWritten = ({ file }: PythonCall): boolean => classifyFile(file, root).kind !== 'runtime'
  const running = new Set(best.map(({ threadId }) => threadId).filter((id) => readTaskState(pid, id) === 'R'))
  const others = best
    .filter((stack) => stack !== main && stack.calls.length > 0)
    .toSorted((a, b) => Number(running.has(b.threadId)) - Number(running.has(a.threadId)) || a.threadId - b.threadId)
    .map((stack) => ({
      id: String(stack.threadId),
      stack: show(withoutStart(stack, isWritten)),
      ...holderOf(stack, root),
    }))
  const own = main?.calls.find(isWritten)
  const place = own === undefined ? undefined : `${own.name} ${shownFile(own.file, root)}:${own.line}`
  return {
    threads: [],
    stack: main === undefined ? [] : show(main),
    ...(place === undefined ? {} : { place }),
    ...(others.length > 0 ? { others } : {}),
    ...(main === undefined ? {} : holderOf(main, root)),
  }
}

function holderOf({ holder }: PythonStack, root: string): Pick<ThreadStack, 'heldBy'> {
  if (holder === undefined) return {}
  const { name, file, line } = holder.call
  return { heldBy: { id: String(holder.threadId), place: `${name} ${shownFile(file, root)}:${line}` } }
}

/** What starts a thread is the same for all of them, unless there is nothing else. */
function withoutStart(stack: PythonStack, isWritten: (call: PythonCall) => boolean): PythonStack {
  const last = stack.calls.findLastIndex(isWritten)
  return last === -1 ? stack : { ...stack, calls: stack.calls.slice(0, last + 1) }
}

function callCount(stacks: readonly { readonly calls: readonly unknown[] }[]): number {
  return stacks.reduce((sum, { calls }) => sum + calls.length, 0)
}

async function dumpByPySpy(found: string, { pid, root }: Pick<OutsideOptions, 'pid' | 'root'>): Promise<OutsideView> {
  const captured = await captureCommand([found, 'dump', '--json', '--nonblocking', '-p', String(pid)], {
    timeoutMs: graceMs,
  })
  const threads = parseDump(captured)
  if (threads === undefined) return { threads: [], stack: [], reason: complaintOf('py-spy', captured) }
  const main = threads.find(({ os_thread_id: id }) => id === pid) ?? threads[0]
  const stack = main?.frames
    .slice(0, stackDepthMax)
    .map(({ name, filename, line }) => `${name} ${shownFile(filename, root)}:${line}`)
  return { threads: [], stack: stack ?? [] }
}

/** Samples for a while: Python by its stacks in memory, or by py-spy, and anything else by perf. */
export async function sampleOutside(io: Io, options: OutsideOptions): Promise<OutsideView> {
  const { pid, program, durationMs, frames } = options
  const opened = PythonStacks.open(pid)
  if (typeof opened !== 'string') return samplePython(io, opened, options)
  const by = isPython(program) ? 'py-spy' : 'perf'
  const found = await findProgram(by, { env: io.env, cwd: io.cwd })
  if (found === undefined) return missing(by, opened)
  const directory = mkdtempSync(path.join(tmpdir(), 'groundcrew-trace-'))
  try {
    const file = path.join(directory, 'profile.data')
    const startUs = monotonicUs()
    const captured = await captureCommand(
      [found, ...samplerArguments[by](String(pid), file), ...limit(by, durationMs)],
      {
        timeoutMs: durationMs + graceMs,
        signal: io.signal,
      },
    )
    const profile: OutsideProfile = { pid, by, program, file, startUs, endUs: monotonicUs() }
    const threads = await readOutside(profile, { frames, originUs: startUs }).catch(() => [])
    if (threads.length === 0) return { threads, stack: [], reason: complaintOf(by, captured) }
    const { stack } = by === 'py-spy' ? await dumpOutside(io, options) : { stack: [] }
    return { threads, stack }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function samplePython(io: Io, stacks: PythonStacks, options: OutsideOptions): Promise<OutsideView> {
  const { pid, durationMs, frames } = options
  const seen = describeStacks(stacks, options)
  const startUs = monotonicUs()
  const sampler = new PythonSampler(stacks, { pid, frames, originUs: startUs })
  while (monotonicUs() - startUs < durationMs * 1000 && !io.signal.aborted && readProc(pid, 'stat') !== undefined) {
    sampler.look()
    await delay(pythonLookMs, undefined, { signal: io.signal }).catch(() => undefined)
  }
  return { ...seen, threads: sampler.finish() }
}

function limit(by: OutsideProfile['by'], durationMs: number): readonly string[] {
  const seconds = durationMs / 1000
  return by === 'perf' ? ['--', 'sleep', String(seconds)] : ['-d', String(Math.max(1, Math.round(seconds)))]
}

function isPython(program: string): boolean {
  return /^python[\d.]*$/.test(program)
}

/** `ownReason`: why trace itself could not read it. */
function missing(by: OutsideProfile['by'], ownReason: string): OutsideView {
  const how =
    by === 'py-spy'
      ? `${ownReason}, and py-spy is not installed (pip install py-spy)`
      : 'perf is not installed (it comes with the tools of the Linux kernel)'
  return { threads: [], stack: [], reason: how }
}

function complaintOf(by: OutsideProfile['by'], { stderr }: Captured): string {
  const line = stderr
    .toString('utf8')
    .split('\n')
    .find((part) => part.trim() !== '')
  return line === undefined ? `it used no processor meanwhile, as far as ${by} saw` : `${by}: ${line.trim()}`
}

interface DumpedThread {
  readonly os_thread_id?: number
  readonly frames: readonly { readonly name: string; readonly filename: string; readonly line: number }[]
}

function parseDump({ outcome, stdout }: Captured): readonly DumpedThread[] | undefined {
  if (outcome.kind !== 'exited' || outcome.code !== 0) return undefined
  return JSON.parse(stdout.toString('utf8')) as readonly DumpedThread[]
}
