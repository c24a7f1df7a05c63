import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import type { History, RunEntry } from '@groundcrew/core/history'
import type { Plan } from '../model/plan.ts'
import type { RunRecord } from '../model/run-record.ts'
import { runPasses, runPlan, type RunOptions } from '../run/run-plan.ts'
import type { Suite } from '../suite/suite.ts'

/** Where the code under test stands. */
export interface Place {
  readonly worktree: string
  readonly commit?: string
  readonly isDirty: boolean
}

export interface LabOptions {
  readonly io: Io
  readonly suite: Suite
  readonly place: Place
  readonly history: History | undefined
  /** Milliseconds for all runs together. */
  readonly timeMs: number
  readonly logDirectory: string
  /** For what runs in it. */
  readonly environment: Readonly<Record<string, string>>
  readonly onRun?: (run: RunRecord, lab: Lab) => void
}

/** A first run, of which nothing is known yet, may take more than the time that was meant for all: rather that than no answer. */
const firstRunFactor = 3
const firstRunMsMin = 60_000
/** A run that takes so many times as long as usual hangs. */
const hangFactor = 8
const hangMsMin = 15_000
/** A runner whose tests have all ended and that says nothing for so long waits for something that does not come. */
const lingerMsMin = 30_000
/** Once it has been seen to do so. */
const lingerMsKnown = 3000
/** Of a run beside busy processes with a lower priority than theirs. */
const stressSlowdown = 4

/** Of as many plans one process of a runner is asked at most. */
const passesMax = 16
/** What one more pass costs of a run, without experience. */
const passShare = 0.5

/** A plan that waits until all that run side by side ask something. */
interface Asked {
  readonly plan: Plan
  readonly purpose: string
  readonly answer: (run: RunRecord | undefined) => void
  readonly fail: (error: unknown) => void
}

/** Runs plans one after another, within a budget of time, and writes every run into the history. */
export class Lab {
  readonly suite: Suite
  readonly place: Place
  readonly history: History | undefined
  readonly #options: LabOptions
  readonly #startedMs = performance.now()
  readonly #runs: RunRecord[] = []
  readonly #entries: RunEntry[] = []
  #asked: Asked[] | undefined
  #asking = 0
  #refusesPasses = false

  constructor(options: LabOptions) {
    this.#options = options
    this.suite = options.suite
    this.place = options.place
    this.history = options.history
  }

  get runs(): readonly RunRecord[] {
    return this.#runs
  }

  /** The runs as the history has them. */
  get entries(): readonly RunEntry[] {
    return this.#entries
  }

  /** What a command that runs within this lab's cores is to have in its environment. */
  get environment(): Readonly<Record<string, string>> {
    return this.#options.environment
  }

  /** The environment of the caller with that. */
  get commandEnvironment(): Readonly<Record<string, string | undefined>> {
    return { ...this.#options.io.env, ...this.environment }
  }

  get isStopped(): boolean {
    return this.#options.io.signal.aborted
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedMs
  }

  get leftMs(): number {
    return this.#options.timeMs - this.elapsedMs
  }

  /** Whether a run of this length still fits into a part of the whole time. */
  fits(durationMs: number, share = 1): boolean {
    return !this.isStopped && this.elapsedMs + durationMs <= this.#options.timeMs * share
  }

  /** How long such a run usually takes; without experience what the whole suite takes, slowed down as the plan says. */
  expectMs(plan: Plan): number {
    const usual = this.#runs.filter(({ outcome, isPass }) => outcome.kind !== 'timed-out' && isPass !== true)
    const like = usual.filter((run) => isLike(run.plan, plan))
    if (like.length > 0) return median(like.map(({ durationMs }) => durationMs))
    const whole = usual.filter((run) => run.purpose === 'baseline').map(({ durationMs }) => durationMs)
    if (plan.variant.timeFactor !== undefined) return median(whole) + this.#testsMs(plan) * plan.variant.timeFactor
    const slowdown = (plan.variant.stress === undefined ? 1 : stressSlowdown) * (plan.variant.copies ?? 1)
    // The start of the runner is paid once, however often some tests of it run.
    const once = median(whole)
    const again = plan.tests === undefined ? once : this.#testsMs(plan)
    return (once + again * (plan.repeats - 1)) * slowdown
  }

  /** The tests of a plan themselves, as they took the first time. */
  #testsMs({ tests = [] }: Plan): number {
    const durations = tests.map((test) => {
      const attempts = this.#runs.map((run) => run.attempts.get(test)?.durationMs)
      return attempts.find((durationMs) => durationMs !== undefined) ?? 0
    })
    return durations.reduce((sum, durationMs) => sum + durationMs, 0)
  }

  async run(plan: Plan, purpose: string): Promise<RunRecord> {
    const { io, suite } = this.#options
    const atMs = io.now()
    const record = await runPlan(io, suite, plan, this.#runOptions(purpose, this.expectMs(plan)))
    await this.#keep([record], atMs)
    return record
  }

  /** The run, if it still fits. What works side by side asks at the same time is run in one process where the runner can do that. */
  async ask(plan: Plan, purpose: string): Promise<RunRecord | undefined> {
    const asked = this.#asked
    if (asked === undefined) return this.#runIfFits(plan, purpose)
    return new Promise((answer, fail) => {
      asked.push({ plan, purpose, answer, fail })
      this.#answerAll()
    })
  }

  /** Does several works side by side where the runner can be asked about several plans at once, else one after another. */
  async together(works: readonly (() => Promise<void>)[]): Promise<void> {
    if (this.suite.adapter.steering.passes === 'none' || this.#refusesPasses || this.#asked !== undefined) {
      for (const work of works) await work()
      return
    }
    this.#asked = []
    this.#asking = works.length
    try {
      await Promise.all(
        works.map(async (work) => {
          try {
            await work()
          } finally {
            this.#asking -= 1
            this.#answerAll()
          }
        }),
      )
    } finally {
      this.#asked = undefined
    }
  }

  /** Once none of the works has anything to do but to wait. */
  #answerAll(): void {
    const asked = this.#asked
    if (asked === undefined || asked.length === 0 || asked.length < this.#asking) return
    const all = asked.splice(0)
    const mayShare = all.filter((entry) => this.#maySharePass(entry))
    const single = all.filter((entry) => !mayShare.includes(entry))
    void this.#answerTogether(mayShare).then(async () => this.#answerSingly(single))
  }

  /** Where files do not have processes of their own, only what is confirmed later shares one with others. */
  #maySharePass({ plan, purpose }: Asked): boolean {
    const { passes } = this.suite.adapter.steering
    const isAllowed = passes === 'fresh' || (passes === 'search' && purpose === 'bisect')
    return isAllowed && !this.#refusesPasses && plan.variant.cause === 'none' && plan.watch === undefined
  }

  async #answerSingly(asked: readonly Asked[]): Promise<void> {
    for (const { plan, purpose, answer, fail } of asked) {
      try {
        answer(await this.#runIfFits(plan, purpose))
      } catch (error) {
        fail(error)
      }
    }
  }

  async #answerTogether(asked: readonly Asked[]): Promise<void> {
    let left = asked
    while (left.length > 1 && !this.isStopped && !this.#refusesPasses) {
      const batch = this.#fitting(left.slice(0, passesMax))
      if (batch.length < 2) break
      try {
        const runs = await this.#runPasses(batch)
        for (const [index, run] of runs.entries()) batch[index]?.answer(this.isStopped ? undefined : run)
        left = left.slice(Math.max(1, runs.length))
        if (runs.length === 0) await this.#answerSingly(batch.slice(0, 1))
      } catch (error) {
        for (const { fail } of batch) fail(error)
        left = left.slice(batch.length)
      }
    }
    await this.#answerSingly(left)
  }

  #fitting(asked: readonly Asked[]): readonly Asked[] {
    let count = asked.length
    while (count > 0 && !this.fits(this.#expectPassesMs(asked.slice(0, count)))) count -= 1
    return asked.slice(0, count)
  }

  #expectPassesMs(asked: readonly Asked[]): number {
    const known = this.#runs.filter(({ isPass }) => isPass === true).map(({ durationMs }) => durationMs)
    const [first = 0, ...others] = asked.map(({ plan }) => this.expectMs(plan))
    const otherMs = others.map((expectedMs) => (known.length > 0 ? median(known) : expectedMs * passShare))
    return otherMs.reduce((sum, expectedMs) => sum + expectedMs, first)
  }

  async #runPasses(asked: readonly Asked[]): Promise<readonly RunRecord[]> {
    const { io, suite } = this.#options
    const atMs = io.now()
    const options = this.#runOptions(asked[0]?.purpose ?? '', this.#expectPassesMs(asked))
    const runs = await runPasses(io, suite, asked, options)
    await this.#keep(runs, atMs)
    if (runs.length === 1 && runs[0]?.outcome.kind === 'exited') this.#refusesPasses = true
    return runs
  }

  async #runIfFits(plan: Plan, purpose: string): Promise<RunRecord | undefined> {
    if (!this.fits(this.expectMs(plan))) return undefined
    const run = await this.run(plan, purpose)
    return this.isStopped ? undefined : run
  }

  #runOptions(purpose: string, expectedMs: number): RunOptions {
    const { logDirectory, environment } = this.#options
    const number = this.#runs.length + 1
    return {
      purpose,
      environment,
      timeoutMs:
        number === 1
          ? Math.max(firstRunMsMin, this.#options.timeMs * firstRunFactor)
          : Math.max(hangMsMin, expectedMs * hangFactor),
      lingerMs: this.#runs.some(({ lingered }) => lingered) ? lingerMsKnown : Math.max(lingerMsMin, expectedMs),
      logPath: path.join(logDirectory, `${String(number).padStart(3, '0')}-${purpose.replaceAll(/[^\w.-]+/g, '-')}`),
    }
  }

  async #keep(records: readonly RunRecord[], atMs: number): Promise<void> {
    if (this.isStopped) return
    for (const record of records) {
      this.#runs.push(record)
      await this.#remember(record, atMs)
      this.#options.onRun?.(record, this)
    }
  }

  async #remember(record: RunRecord, atMs: number): Promise<void> {
    const { history, place, suite } = this
    const entry: RunEntry = {
      atMs,
      tool: 'flake',
      runner: suite.adapter.runner,
      command: suite.command,
      ...place,
      environment: {
        node: process.version,
        platform: process.platform,
        variant: record.plan.variant.name,
        directory: path.relative(suite.root, suite.cwd) || '.',
        ...(suite.report === undefined ? {} : { report: suite.report }),
      },
      purpose: record.purpose,
      durationMs: record.durationMs,
      attempts: [...record.attempts].map(([test, attempt]) => ({ test, ...attempt })),
    }
    this.#entries.push(entry)
    await history?.record(entry)
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function isLike(left: Plan, right: Plan): boolean {
  return (
    left.tests?.length === right.tests?.length &&
    left.repeats === right.repeats &&
    left.variant.copies === right.variant.copies &&
    left.variant.timeFactor === right.variant.timeFactor &&
    (left.variant.stress === undefined) === (right.variant.stress === undefined)
  )
}
