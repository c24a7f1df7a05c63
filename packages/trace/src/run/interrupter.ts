import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { interrupt, longCpuUs } from './ask-to-write.ts'
import { monotonicUs, type ProcessWatch } from './process-watch.ts'

/** A thread that computed for so long without a turn of its event loop may never get to writing what it saw. */
const stallMs = 3000

interface Watched {
  readonly directory: string
  readonly watch: ProcessWatch
  readonly originUs: number
}

/**
 * A Node program that computes without a pause reaches none of its timers: it writes no span, and a signal ends it at once. It is asked
 * to write in the middle of its computing, again and again.
 */
export function interruptStalled(watched: Watched): void {
  watched.watch.onLook(() => look(watched))
}

function look({ watch, directory, originUs }: Watched): void {
  const nowUs = monotonicUs() - originUs
  const long = watch.busySince(nowUs).filter((pid) => watch.cpuUsOf(pid) >= longCpuUs)
  const late = long.filter((pid) => existsSync(path.join(directory, `${pid}.later`)))
  const sinceUs = nowUs - stallMs * 1000
  const still = watch.busySince(sinceUs)
  const names = still.length === 0 ? [] : readdirSync(directory)
  const stalled = still.filter((pid) => !hasWritten(pid, names, sinceUs + originUs))
  for (const pid of new Set([...stalled, ...late])) interrupt(pid, directory, 'timer')
}

/** Names are `PID-THREAD-TIME.json`, with the time in microseconds of the monotonic clock. */
function hasWritten(pid: number, names: readonly string[], sinceUs: number): boolean {
  return names.some((name) => {
    const [, owner, time] = /^(\d+)-0-(\d+)\.json$/.exec(name) ?? []
    return Number(owner) === pid && Number(time) > sinceUs
  })
}
