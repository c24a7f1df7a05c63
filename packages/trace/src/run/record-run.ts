import { mkdtempSync, readdirSync, rmdirSync, rmSync, statfsSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { count, formatDuration } from '@groundcrew/core/text'
import type { FrameTable } from '../model/frame-table.ts'
import { joinAt } from '../model/join-threads.ts'
import type { ProcessRecord, Run, ThreadProfile } from '../model/trace.ts'
import { readOutside } from '../read/outside-profiles.ts'
import { readSpans, type SampledProcess, type Spans } from '../read/spans.ts'
import { askToWrite } from './ask-to-write.ts'
import { interruptStalled } from './interrupter.ts'
import { OutsideSamplers, type OutsideProfiles } from './outside-samplers.ts'
import { isNodeCommand, programName } from './program-name.ts'
import { monotonicUs, ProcessWatch, type WatchedProcess } from './process-watch.ts'
import { samplerEnvironment, samplersDirectory, type HeapSampling } from './sampler-environment.ts'
import { startWrapped } from './wrapped-command.ts'

export interface RecordOptions {
  readonly command: readonly [string, ...string[]]
  readonly frames: FrameTable
  readonly intervalUs: number
  readonly heap?: HeapSampling | undefined
  /** What the samplers of short processes may cost, as a share of the CPU time; when left out, every process is sampled. */
  readonly costShareMax?: number | undefined
  readonly isStdoutTaken: boolean
}

export interface Recorded {
  readonly run: Run
  readonly notes: readonly string[]
}

/** Runs the command once, with its streams and signals passed through, and returns what was seen of all its processes. */
export async function recordRun(io: Io, options: RecordOptions): Promise<Recorded> {
  const directory = mkdtempSync(path.join(tmpdir(), 'groundcrew-trace-'))
  try {
    const env = samplerEnvironment(io.env, { ...options, directory })
    const originUs = monotonicUs()
    const command = await startWrapped({
      command: options.command,
      io,
      env,
      isStdoutTaken: options.isStdoutTaken,
      beforeSignal: (pid) => askToWrite(pid, directory),
    })
    const watch = new ProcessWatch(command.pid, originUs)
    interruptStalled({ directory, watch, originUs })
    const outside = new OutsideSamplers(io, { directory, watch, originUs, frames: options.frames })
    const outcome = await command.ended
    const wallUs = monotonicUs() - originUs
    const watched = watch.stop()
    const beside = await outside.stop()
    const spans = readSpans({ directory, frames: options.frames, originUs, samplers: samplersDirectory() })
    const joined = joinProcesses(watched.processes, spans.processes, wallUs)
    const seen = await readBeside(beside, joined, { frames: options.frames, originUs })
    const processes = joined.map((process) => ({ ...process, ...seen.sampledBy.get(process.pid) }))
    return {
      run: { wallUs, outcome, processes, threads: [...withPython(spans.threads, beside.threads), ...seen.threads] },
      notes: [
        ...describeGaps(spans, processes, { leftOut: watched.leftOut, isFull: isFull(directory) }),
        ...describeUnseenThreads(processes, spans, options.frames),
        ...beside.notes,
      ],
    }
  } finally {
    // A process that was left running finds the directory gone and stops writing.
    remove(directory)
  }
}

/** Node's way to remove a whole tree takes 5 ms more, and what is in this one are files. */
function remove(directory: string): void {
  try {
    for (const name of readdirSync(directory)) unlinkSync(`${directory}/${name}`)
    rmdirSync(directory)
  } catch {
    // Somebody still writes.
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** How much earlier the looks from outside may end than those from inside: one look or two. */
const endingUsMax = 300_000

/**
 * Python that samples itself is seen from outside, too, once it computes: from then on that is what counts. From inside the other threads are seen
 * only between two steps of Python code, which makes the caller of a call of machine code seem busy in its stead.
 */
function withPython(inside: readonly ThreadProfile[], outside: readonly ThreadProfile[]): readonly ThreadProfile[] {
  const seen = new Map(outside.filter(({ isMain }) => isMain).map((thread) => [thread.pid, thread]))
  const replaced = inside.flatMap((thread) => {
    const better = thread.isMain && thread.source === 'python' ? seen.get(thread.pid) : undefined
    return better !== undefined && better.endUs >= thread.endUs - endingUsMax ? [joinAt(thread, better)] : []
  })
  const pids = new Set(replaced.map(({ pid }) => pid))
  const others = outside.filter(({ pid, isMain }) => pids.has(pid) && !isMain)
  return [...inside.filter(({ pid }) => !pids.has(pid)), ...replaced, ...others]
}

interface Beside {
  readonly threads: readonly ThreadProfile[]
  readonly sampledBy: ReadonlyMap<number, Pick<ProcessRecord, 'sampledBy'>>
}

/** What was seen from outside of the processes that did not sample themselves. */
async function readBeside(
  { profiles, threads: pythonThreads }: OutsideProfiles,
  processes: readonly ProcessRecord[],
  reading: { readonly frames: FrameTable; readonly originUs: number },
): Promise<Beside> {
  const threads: ThreadProfile[] = []
  const sampledBy = new Map<number, Pick<ProcessRecord, 'sampledBy'>>()
  for (const thread of pythonThreads) {
    const process = processes.find(({ pid }) => pid === thread.pid)
    if (process?.sampledBy !== 'proc') continue
    const late = reading.frames.beforeSampling(programName(process.command))
    threads.push(thread.isMain ? beginAt(process.startUs, thread, late) : thread)
    if (thread.isMain) sampledBy.set(thread.pid, { sampledBy: 'python' })
  }
  for (const profile of profiles) {
    const process = processes.find(({ pid }) => pid === profile.pid)
    if (process?.sampledBy !== 'proc') continue
    const read = await readOutside(profile, reading)
    const late = reading.frames.beforeSampling(profile.program)
    for (const thread of read) threads.push(thread.isMain ? beginAt(process.startUs, thread, late) : thread)
    if (read.some(({ isMain }) => isMain))
      sampledBy.set(profile.pid, { sampledBy: profile.by === 'perf' ? 'perf' : 'python' })
  }
  return { threads, sampledBy }
}

/** A program is looked at when it has computed for a while: what it did before is one row. */
function beginAt(startUs: number, thread: ThreadProfile, frame: number): ThreadProfile {
  const beforeUs = Math.round(thread.startUs - startUs)
  if (beforeUs <= 0) return thread
  const node = thread.nodes.length
  return {
    ...thread,
    startUs,
    nodes: [...thread.nodes, { frame, parent: -1, selfUs: beforeUs }],
    samples: [[node, beforeUs], ...(thread.samples ?? [])],
  }
}

function joinProcesses(
  watched: readonly WatchedProcess[],
  sampled: readonly SampledProcess[],
  wallUs: number,
): readonly ProcessRecord[] {
  const byPid = new Map(sampled.map((entry) => [entry.pid, entry]))
  const known = watched.map((entry) => joinProcess(withOwnCommand(entry, watched), byPid.get(entry.pid), wallUs))
  const seen = new Set(watched.map(({ pid }) => pid))
  // Too short to be looked at, but they said of themselves what they were.
  const missed = sampled.filter(({ pid }) => !seen.has(pid)).map((entry) => fromSampled(entry))
  return [...known, ...missed].sort((a, b) => a.startUs - b.startUs || a.pid - b.pid)
}

/** Until a child has become the program that it is to run, it has the words of its parent; many are seen at no other moment. */
function withOwnCommand(entry: WatchedProcess, watched: readonly WatchedProcess[]): WatchedProcess {
  if (entry.cpuUs > 0 || !isNodeCommand(entry.command)) return entry
  const parent = watched.find(({ pid }) => pid === entry.parentPid)
  return parent?.command.join('\0') === entry.command.join('\0') ? { ...entry, command: [] } : entry
}

function joinProcess(watched: WatchedProcess, sampled: SampledProcess | undefined, wallUs: number): ProcessRecord {
  const { isRunning, ...rest } = watched
  return {
    ...rest,
    command: watched.command.length > 0 ? watched.command : (sampled?.command ?? []),
    startUs: sampled === undefined ? watched.startUs : Math.max(0, Math.min(watched.startUs, sampled.startUs)),
    endUs: Math.min(wallUs, Math.max(watched.endUs, sampled?.endUs ?? 0)),
    cpuUs: Math.max(watched.cpuUs, sampled?.cpuUs ?? 0),
    rssBytesMax: Math.max(watched.rssBytesMax, sampled?.rssBytesMax ?? 0),
    sampledBy: sampled?.sampledBy ?? 'proc',
    activity: withRest(watched.activity, sampled),
    ...sampledCpu(sampled),
    ...(isRunning ? { isLeftRunning: true } : {}),
  }
}

function sampledCpu(sampled: SampledProcess | undefined): Pick<ProcessRecord, 'sampledCpuUs'> {
  return sampled?.sampledCpuUs === undefined ? {} : { sampledCpuUs: sampled.sampledCpuUs }
}

/** What a short process itself says is exact; between two looks at it much may have happened. */
function withRest(activity: ProcessRecord['activity'], sampled: SampledProcess | undefined): ProcessRecord['activity'] {
  if (sampled?.sampledBy !== 'proc') return activity
  const { endUs, cpuUs } = sampled
  const restUs = cpuUs - activity.reduce((sum, [, us]) => sum + us, 0)
  return restUs > 0 ? [...activity, [endUs, restUs]] : activity
}

function fromSampled(sampled: SampledProcess): ProcessRecord {
  const { isComplete: _, ...rest } = sampled
  const startUs = Math.max(0, sampled.startUs)
  return { ...rest, startUs, readBytes: 0, writeBytes: 0, activity: withRest([], sampled) }
}

/** A Node process that said nothing of itself. */
function isMuteNode({ pid, command, sampledBy, isLeftRunning }: ProcessRecord, spans: Spans): boolean {
  if (sampledBy !== 'proc' || isLeftRunning === true || !isNodeCommand(command)) return false
  if (spans.unsampledPids.has(pid)) return false
  return ![...spans.processes, ...spans.failures].some((entry) => entry.pid === pid)
}

const unseenMsMin = 200
/** V8 itself compiles and collects garbage in threads of its own. */
const unseenShareMin = 0.4

/** A worker that never returns to its event loop writes nothing, and machine code may have threads of its own. */
function describeUnseenThreads(
  processes: readonly ProcessRecord[],
  { threads, processes: sampled }: Spans,
  { frames }: FrameTable,
): readonly string[] {
  const whole = new Set(sampled.filter(({ isComplete }) => isComplete).map(({ pid }) => pid))
  return processes.flatMap(({ pid, command, cpuUs, sampledBy }) => {
    // Of one that a signal ended its last moments are missing, and that is said.
    if (sampledBy !== 'node' || !whole.has(pid)) return []
    const nodes = threads.filter((thread) => thread.pid === pid).flatMap((thread) => thread.nodes)
    const seenUs = nodes.reduce((sum, { frame, selfUs }) => sum + (frames[frame]?.kind === 'idle' ? 0 : selfUs), 0)
    const unseenUs = cpuUs - seenUs
    if (unseenUs < unseenMsMin * 1000 || unseenUs < cpuUs * unseenShareMin) return []
    return [
      `${programName(command)} (${pid}) had ${formatDuration(unseenUs / 1000)} of CPU time in threads that were not sampled: workers that never return to their event loop, or machine code`,
    ]
  })
}

/** `node --test` and `node --watch` have no inspector (Environment::should_create_inspector in Node's src/env-inl.h). */
const noInspector = 'without a V8::Inspector'

function describeFailure(pid: number, message: string, processes: readonly ProcessRecord[]): string {
  const process = processes.find((entry) => entry.pid === pid)
  const name = process === undefined ? 'a process' : programName(process.command)
  const isMade = message.includes(noInspector)
  return `${name} (${pid}) ${isMade ? 'only starts others, and Node lets nobody sample it; they are sampled' : `could not be sampled: ${message}`}`
}

/** The profile of a short process needs more room. */
const freeBytesMin = 64 * 1024

function isFull(directory: string): boolean {
  const { bavail, bsize } = statfsSync(directory)
  return bavail * bsize < freeBytesMin
}

function describeShort(short: readonly ProcessRecord[]): string {
  const cpuMs = short.reduce((sum, { cpuUs }) => sum + cpuUs / 1000, 0)
  const how = short.length === 1 ? 'was' : 'were'
  return `${count(short.length, 'short Node process', 'short Node processes')} ${how} measured as a whole (${formatDuration(cpuMs)} of CPU time), which keeps the cost low; all are sampled with --all`
}

/** What the profile does not show, so that nobody takes it for the whole. */
function describeGaps(
  spans: Spans,
  processes: readonly ProcessRecord[],
  { leftOut, isFull: isDiskFull }: { readonly leftOut: number; readonly isFull: boolean },
): readonly string[] {
  const notes: string[] = []
  const cut = spans.processes.filter(({ isComplete }) => !isComplete)
  const left = processes.filter(({ isLeftRunning }) => isLeftRunning === true)
  for (const { pid, message } of spans.failures) notes.push(describeFailure(pid, message, processes))
  for (const { pid, command } of cut) {
    if (!left.some((entry) => entry.pid === pid)) {
      notes.push(`${programName(command)} (${pid}) was ended by a signal: its last moments are missing`)
    }
  }
  for (const { pid, command } of left) notes.push(`${programName(command)} (${pid}) was left running`)
  const mute = processes.filter((process) => isMuteNode(process, spans))
  if (isDiskFull && (mute.length > 0 || spans.brokenFiles > 0))
    notes.push(`no space is left in ${tmpdir()}, where processes write their profiles: some are not whole or missing`)
  else if (mute.length > 0)
    notes.push(
      `${mute.map(({ command, pid }) => `${programName(command)} (${pid})`).join(', ')} wrote no profile: a signal ended it early, or NODE_OPTIONS was replaced; NODE_OPTIONS="$NODE_OPTIONS ..." keeps the sampler`,
    )
  const failed = new Set(spans.failures.map(({ pid }) => pid))
  const short = processes.filter(({ pid }) => spans.unsampledPids.has(pid) && !failed.has(pid))
  if (short.length > 0) notes.push(describeShort(short))
  if (spans.brokenFiles > 0) notes.push(`${count(spans.brokenFiles, 'profile file')} cut short and left out`)
  if (leftOut > 0) notes.push(`more processes than trace follows: ${leftOut} were not looked at`)
  return notes
}
