import { readdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isNode } from '../attach/node-process.ts'
import { Inspector } from '../attach/inspector.ts'
import type { V8Profile } from '../read/node-span.ts'
import { readCommand, readEnvironment, readStat } from './proc.ts'
import { monotonicUs, type ProcessWatch } from './process-watch.ts'

const lookMs = 500
const spanMs = 1000
const pollMs = 50

interface Watched {
  readonly directory: string
  readonly watch: ProcessWatch
  readonly originUs: number
  /** A thread that computes for so long without a turn of its event loop may never get to writing what it saw. */
  readonly stallMs: number
}

interface Waiting {
  readonly pid: number
  readonly sinceUs: number
  readonly timeMs: number
}

/**
 * A Node program that never returns to its event loop cannot write its own profile, and a signal ends it at once. Its inspector answers
 * all the same, so what it does is sampled from outside, second by second, until it returns or ends.
 */
export class StallSampler {
  readonly #watched: Watched
  readonly #attached = new Set<number>()
  #timer: NodeJS.Timeout | undefined
  #isOver = false

  constructor(watched: Watched) {
    this.#watched = watched
    this.#schedule()
  }

  stop(): void {
    this.#isOver = true
    clearTimeout(this.#timer)
  }

  #schedule(): void {
    if (this.#isOver) return
    this.#timer = setTimeout(() => {
      this.#look()
      this.#schedule()
    }, lookMs)
    this.#timer.unref()
  }

  #look(): void {
    const { watch, directory, originUs, stallMs } = this.#watched
    const sinceUs = monotonicUs() - originUs - stallMs * 1000
    if (sinceUs < 0) return
    const busy = watch.busySince(sinceUs).filter((pid) => !this.#attached.has(pid) && isNode(pid))
    if (busy.length === 0) return
    const written = readdirSync(directory)
    for (const pid of busy) {
      if (!isStalled(pid, written, sinceUs + originUs)) continue
      this.#attached.add(pid)
      void this.#sample(pid, written.length)
    }
  }

  /** Whatever goes wrong here, the program goes on, and its own sampler too. */
  async #sample(pid: number, known: number): Promise<void> {
    const attachedUs = monotonicUs()
    let inspector: Inspector | undefined
    try {
      inspector = await Inspector.open(pid)
      const attached = inspector
      attached.on('NodeRuntime.waitingForDisconnect', () => attached.close())
      await inspector.ask('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true })
      await inspector.ask('Profiler.enable')
      await inspector.ask('Profiler.setSamplingInterval', { interval: 1000 })
      for (let sequence = known; !this.#isOver; sequence++) {
        await inspector.ask('Profiler.start')
        if (await this.#returnsWithin({ pid, sinceUs: attachedUs, timeMs: spanMs })) break
        const { profile } = await inspector.ask<{ readonly profile: V8Profile }>('Profiler.stop')
        this.#write(pid, { sequence, profile })
      }
    } catch {
      // It has ended, or does not answer.
    } finally {
      inspector?.close()
    }
  }

  /** Ends early when the thread wrote its own profile: a program that ends waits until nobody is connected any more. */
  async #returnsWithin({ pid, sinceUs, timeMs }: Waiting): Promise<boolean> {
    const untilUs = monotonicUs() + timeMs * 1000
    while (monotonicUs() < untilUs) {
      await delay(pollMs, undefined, { ref: false })
      if (this.#isOver || hasWritten(pid, readdirSync(this.#watched.directory), sinceUs)) return true
    }
    return false
  }

  #write(pid: number, { sequence, profile }: { readonly sequence: number; readonly profile: V8Profile }): void {
    const stat = readStat(pid)
    const record = {
      kind: 'node',
      isFromOutside: true,
      pid,
      parentPid: stat?.parentPid ?? 0,
      threadId: 0,
      sequence,
      reason: 'timer',
      argv: readCommand(pid),
      execArgv: [],
      bornUs: stat?.startUs ?? profile.startTime,
      endUs: profile.endTime,
      cpuUs: stat?.cpuUs ?? 0,
      rssBytesMax: stat?.rssBytes ?? 0,
      maps: [],
      waitingFor: [],
      profile,
    }
    const target = path.join(this.#watched.directory, `${pid}-0-outside-${sequence}.json`)
    writeFileSync(`${target}.tmp`, JSON.stringify(record))
    renameSync(`${target}.tmp`, target)
  }
}

/** It has our sampler, which has written nothing since, and it minds no SIGUSR1. */
function isStalled(pid: number, names: readonly string[], sinceUs: number): boolean {
  if (names.includes(`${pid}-0.signal`) || hasWritten(pid, names, sinceUs)) return false
  return readStat(pid)?.state === 'R' && (readEnvironment(pid)['NODE_OPTIONS'] ?? '').includes('trace-assets')
}

/** Names are `PID-THREAD-TIME.json`, with the time in microseconds of the monotonic clock. */
function hasWritten(pid: number, names: readonly string[], sinceUs: number): boolean {
  return names.some((name) => {
    const [, owner, time] = /^(\d+)-0-(\d+)\.json$/.exec(name) ?? []
    return Number(owner) === pid && Number(time) > sinceUs
  })
}
