import {
  listChildren,
  listChildrenOfThread,
  readCommand,
  readQueuedUs,
  readStat,
  readTraffic,
  type ProcStat,
} from './proc.ts'

export interface WatchedProcess {
  readonly pid: number
  readonly parentPid: number
  readonly command: readonly string[]
  readonly startUs: number
  readonly endUs: number
  readonly cpuUs: number
  readonly rssBytesMax: number
  readonly readBytes: number
  readonly writeBytes: number
  readonly activity: readonly (readonly [atUs: number, cpuUs: number])[]
  readonly isRunning: boolean
  /** How long its main thread could have run while others had the processors. */
  readonly queuedUs: number
}

interface Entry {
  readonly pid: number
  parentPid: number
  command: readonly string[]
  readonly startUs: number
  endUs: number
  cpuUs: number
  rssBytesMax: number
  readBytes: number
  writeBytes: number
  readonly activity: [atUs: number, cpuUs: number][]
  isRunning: boolean
  queuedUs: number
  looks: number
  /** When it was first seen running or ready to run, without more than a short pause since. */
  readySinceUs: number | undefined
  /** The CPU time that it had had then. */
  readyCpuUs: number
  pauses: number
}

const pollMsFirst = 10
const pollMsMax = 200
/** The interval grows so that watching costs under one per cent of a long run. */
const pollGrowth = 1.08
/** Bounds what is kept of a run that starts processes without end. */
const processesMax = 5000
const looksBetweenCosts = 5
const looksBetweenThreads = 4

/** Follows a process and everything it starts by looking at /proc: CPU, memory, I/O and life time of each. */
export class ProcessWatch {
  readonly #root: number
  readonly #originUs: number
  readonly #entries = new Map<number, Entry>()
  #pollMs = pollMsFirst
  #timer: NodeJS.Timeout | undefined
  #leftOut = 0
  readonly #listeners: (() => void)[] = []

  constructor(root: number, originUs: number) {
    this.#root = root
    this.#originUs = originUs
    this.#poll()
  }

  /** Calls it after each look. A timer of its own would wake this process, which the command pays for, once more. */
  onLook(listener: () => void): void {
    this.#listeners.push(listener)
  }

  /** Ends the watch. What still runs was left behind by the command. */
  stop(): { readonly processes: readonly WatchedProcess[]; readonly leftOut: number } {
    clearTimeout(this.#timer)
    this.#look()
    return { processes: [...this.#entries.values()], leftOut: this.#leftOut }
  }

  /** The processes that were running, or ready to, at nearly every look since then. */
  busySince(sinceUs: number): readonly number[] {
    const isBusy = ({ isRunning, startUs, readySinceUs }: Entry): boolean =>
      isRunning && startUs <= sinceUs && readySinceUs !== undefined && readySinceUs <= sinceUs
    return [...this.#entries.values()].filter(isBusy).map(({ pid }) => pid)
  }

  /** Those of them that also had the processor for at least so long: on a busy machine to be ready to run is not to compute. */
  computingSince(sinceUs: number, cpuUsMin: number): readonly number[] {
    return this.busySince(sinceUs).filter((pid) => {
      const entry = this.#entries.get(pid)
      return entry !== undefined && entry.cpuUs - entry.readyCpuUs >= cpuUsMin
    })
  }

  /** The CPU time that it had had at the last look. */
  cpuUsOf(pid: number): number {
    return this.#entries.get(pid)?.cpuUs ?? 0
  }

  /** The most CPU time of a process that neither is this one nor started it. */
  longestBeside(pid: number): number {
    const line = new Set<number>()
    for (let at: number | undefined = pid; at !== undefined && !line.has(at); at = this.#entries.get(at)?.parentPid)
      line.add(at)
    return Math.max(0, ...[...this.#entries.values()].filter((entry) => !line.has(entry.pid)).map(({ cpuUs }) => cpuUs))
  }

  #poll(): void {
    this.#look()
    for (const listener of this.#listeners) listener()
    this.#pollMs = Math.min(pollMsMax, this.#pollMs * pollGrowth)
    this.#timer = setTimeout(() => this.#poll(), this.#pollMs)
    this.#timer.unref()
  }

  #look(): void {
    const nowUs = monotonicUs() - this.#originUs
    const seen = new Set<number>()
    // Those whose parent has ended have another parent now, and are known from before.
    const pending = [
      this.#root,
      ...[...this.#entries.values()].filter((entry) => entry.isRunning).map(({ pid }) => pid),
    ]
    for (let pid = pending.pop(); pid !== undefined; pid = pending.pop()) {
      if (seen.has(pid)) continue
      seen.add(pid)
      if (this.#update(pid, nowUs)) pending.push(...this.#children(pid))
    }
  }

  #update(pid: number, nowUs: number): boolean {
    const stat = readStat(pid)
    let entry = this.#entries.get(pid)
    if (stat === undefined || stat.state === 'Z' || stat.state === 'X') {
      if (entry !== undefined) entry.isRunning = false
      return false
    }
    if (entry === undefined) {
      if (this.#entries.size >= processesMax) {
        this.#leftOut += 1
        return false
      }
      entry = this.#add(pid, stat.startUs - this.#originUs)
    }
    entry.looks += 1
    // A program starts as a copy of its parent and then becomes another one.
    if (entry.looks <= 3 || entry.looks % looksBetweenCosts === 0) this.#readCosts(entry)
    const spentUs = stat.cpuUs - entry.cpuUs
    const busyUs = stat.state === 'R' || spentUs > 0 ? spentUs + this.#readQueue(entry) : 0
    if (busyUs > 0) entry.activity.push([nowUs, busyUs])
    noteState(entry, stat, nowUs)
    if (entry.looks === 1) entry.parentPid = stat.parentPid
    entry.cpuUs = stat.cpuUs
    entry.endUs = nowUs
    entry.rssBytesMax = Math.max(entry.rssBytesMax, stat.rssBytes)
    return true
  }

  /** A program has many threads, and which of them starts others is looked at less often. */
  #children(pid: number): readonly number[] {
    const looks = this.#entries.get(pid)?.looks ?? 0
    return looks % looksBetweenThreads === 0 ? listChildren(pid) : listChildrenOfThread(pid, pid)
  }

  #add(pid: number, startUs: number): Entry {
    const entry: Entry = {
      pid,
      parentPid: 0,
      command: [],
      startUs: Math.max(0, startUs),
      endUs: startUs,
      cpuUs: 0,
      rssBytesMax: 0,
      readBytes: 0,
      writeBytes: 0,
      activity: [],
      isRunning: true,
      queuedUs: 0,
      looks: 0,
      readySinceUs: undefined,
      readyCpuUs: 0,
      pauses: 0,
    }
    this.#entries.set(pid, entry)
    return entry
  }

  /** How long it could have run since the last look, but had no processor: that is no waiting of its own. */
  #readQueue(entry: Entry): number {
    const before = entry.queuedUs
    entry.queuedUs = Math.max(before, readQueuedUs(entry.pid))
    return entry.queuedUs - before
  }

  #readCosts(entry: Entry): void {
    const command = readCommand(entry.pid)
    if (command.length > 0) entry.command = command
    const traffic = readTraffic(entry.pid)
    entry.readBytes = Math.max(entry.readBytes, traffic.readBytes)
    entry.writeBytes = Math.max(entry.writeBytes, traffic.writeBytes)
  }
}

/** Page faults and garbage collection stop even a program that only computes. */
const pausesMax = 2

function noteState(entry: Entry, { state, cpuUs }: ProcStat, nowUs: number): void {
  if (state === 'R') {
    if (entry.readySinceUs === undefined) entry.readyCpuUs = cpuUs
    entry.readySinceUs ??= nowUs
    entry.pauses = 0
    return
  }
  entry.pauses += 1
  if (entry.pauses > pausesMax) entry.readySinceUs = undefined
}

/** The clock that all processes of a machine share. */
export function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1000n)
}
