import { readdirSync } from 'node:fs'
import { interrupt } from './ask-to-write.ts'
import { monotonicUs, type ProcessWatch } from './process-watch.ts'

const lookMs = 200
/** A thread that computed for so long without a turn of its event loop may never get to writing what it saw. */
const stallMs = 3000
/** A process that is not sampled because it may be a short one may be none any more. */
const shortMs = 200

interface Watched {
  readonly directory: string
  readonly watch: ProcessWatch
  readonly originUs: number
}

/**
 * A Node program that computes without a pause reaches none of its timers: it writes no span, and a signal ends it at once. It is asked
 * to write in the middle of its computing, again and again.
 */
export class Interrupter {
  readonly #watched: Watched
  readonly #timer: NodeJS.Timeout

  constructor(watched: Watched) {
    this.#watched = watched
    this.#timer = setInterval(() => this.#look(), lookMs)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const { watch, directory, originUs } = this.#watched
    const nowUs = monotonicUs() - originUs
    const busy = watch.busySince(nowUs - shortMs * 1000)
    if (busy.length === 0) return
    const names = readdirSync(directory)
    const sinceUs = nowUs - stallMs * 1000
    const stalled = watch.busySince(sinceUs).filter((pid) => !hasWritten(pid, names, sinceUs + originUs))
    const late = busy.filter((pid) => names.includes(`${pid}.later`))
    for (const pid of new Set([...stalled, ...late])) interrupt(pid, directory, 'timer')
  }
}

/** Names are `PID-THREAD-TIME.json`, with the time in microseconds of the monotonic clock. */
function hasWritten(pid: number, names: readonly string[], sinceUs: number): boolean {
  return names.some((name) => {
    const [, owner, time] = /^(\d+)-0-(\d+)\.json$/.exec(name) ?? []
    return Number(owner) === pid && Number(time) > sinceUs
  })
}
