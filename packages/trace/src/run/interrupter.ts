import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { interrupt, longCpuUs } from './ask-to-write.ts'
import { monotonicUs, type ProcessWatch } from './process-watch.ts'

/** A thread that computed for so long without a turn of its event loop may never get to writing what it saw. */
const stallMs = { first: 1000, later: 3000 }
/** A process that is not sampled has computed for long when it is so many times what any other took, if that is more than this. */
const outlierFactor = 2
const outlierCpuUsMin = 60_000

interface Watched {
  readonly directory: string
  readonly watch: ProcessWatch
  readonly originUs: number
}

/**
 * A Node program that computes without a pause reaches none of its timers: it writes no span, and a signal ends it at once. It is asked
 * to write in the middle of its computing, again and again. One that was not sampled because it may be a short one begins to be.
 */
export function interruptStalled(watched: Watched): void {
  watched.watch.onLook(() => look(watched))
}

function look({ watch, directory, originUs }: Watched): void {
  const nowUs = monotonicUs() - originUs
  const isLate = (pid: number): boolean => existsSync(path.join(directory, `${pid}.later`))
  const computed = watch.busySince(nowUs).filter((pid) => watch.cpuUsOf(pid) >= outlierCpuUsMin)
  for (const pid of computed.filter(isLate)) {
    const cpuUsMin = Math.min(longCpuUs, Math.max(outlierCpuUsMin, outlierFactor * watch.longestBeside(pid)))
    if (watch.cpuUsOf(pid) >= cpuUsMin) interrupt({ pid, directory, reason: 'timer', cpuUsMin })
  }
  const still = watch.busySince(nowUs - stallMs.first * 1000).filter((pid) => !isLate(pid))
  const names = still.length === 0 ? [] : readdirSync(directory)
  for (const pid of still) {
    const sinceUs = nowUs - 1000 * (hasWritten(pid, names, 0) ? stallMs.later : stallMs.first)
    const isStalled = watch.busySince(sinceUs).includes(pid) && !hasWritten(pid, names, sinceUs + originUs)
    if (isStalled) interrupt({ pid, directory, reason: 'timer', cpuUsMin: 0 })
  }
}

/** Names are `PID-THREAD-TIME.json`, with the time in microseconds of the monotonic clock. */
function hasWritten(pid: number, names: readonly string[], sinceUs: number): boolean {
  return names.some((name) => {
    const [, owner, time] = /^(\d+)-0-(\d+)\.json$/.exec(name) ?? []
    return Number(owner) === pid && Number(time) > sinceUs
  })
}
