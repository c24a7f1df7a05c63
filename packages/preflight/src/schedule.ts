import type { StepReport, StepState } from './report.ts'

export interface Schedulable {
  readonly id: string
  readonly after: readonly string[]
  readonly needs: readonly string[]
  readonly locks?: readonly string[]
  readonly writes?: readonly string[]
  readonly packageDirectory?: string
}

export interface ScheduleOptions<S extends Schedulable> {
  readonly jobs: number
  /** Runs one step to its end; must not throw for a step that fails. */
  readonly execute: (step: S) => Promise<StepReport>
  /** Makes the report of a step that is not run. */
  readonly skip: (step: S, reason: string) => StepReport
  /** A reason to start nothing more, once there is one. */
  readonly stopReason: () => string | undefined
}

/**
 * Runs steps, at most `jobs` at a time, each after those it waits for, and none beside one that it is in conflict with; a step that needs one that did not pass is skipped. Ties
 * go to the order of the list, which is also the order of the result.
 */
export async function runSteps<S extends Schedulable>(
  steps: readonly S[],
  options: ScheduleOptions<S>,
): Promise<readonly StepReport[]> {
  const chosen = new Set(steps.map((step) => step.id))
  const reports = new Map<string, StepReport>()
  const running = new Map<S, Promise<void>>()
  let waiting = [...steps]
  while (waiting.length > 0 || running.size > 0) {
    const ready = waiting.filter((step) => step.after.every((id) => reports.has(id) || !chosen.has(id)))
    for (const step of ready) {
      if (running.size >= options.jobs) break
      if ([...running.keys()].some((other) => areInConflict(step, other))) continue
      waiting = waiting.filter((other) => other !== step)
      const reason = options.stopReason() ?? missingNeed(step, reports)
      if (reason !== undefined) {
        reports.set(step.id, options.skip(step, reason))
        continue
      }
      const run = options.execute(step).then((report) => {
        reports.set(step.id, report)
        running.delete(step)
      })
      running.set(step, run)
    }
    if (running.size > 0) await Promise.race(running.values())
    else if (ready.length === 0 && waiting.length > 0) throw new Error(`steps wait for each other: ${waiting[0]?.id}`)
  }
  return steps.flatMap((step) => reports.get(step.id) ?? [])
}

/** They would share what only one may have, or one writes what the other may read or write. */
export function areInConflict(left: Schedulable, right: Schedulable): boolean {
  if (left.locks?.some((lock) => right.locks?.includes(lock)) === true) return true
  return writesInto(left, right) || writesInto(right, left)
}

/** A step may read the files of its own package; one of the root all. */
function writesInto(
  { writes = [] }: Schedulable,
  { writes: others = [], packageDirectory = '.' }: Schedulable,
): boolean {
  return writes.some((file) => [packageDirectory, ...others].some((place) => overlap(file, place)))
}

function overlap(left: string, right: string): boolean {
  return left === '.' || right === '.' || `${left}/`.startsWith(`${right}/`) || `${right}/`.startsWith(`${left}/`)
}

function missingNeed(step: Schedulable, reports: ReadonlyMap<string, StepReport>): string | undefined {
  for (const id of step.needs) {
    const state = reports.get(id)?.state
    if (state !== undefined && state !== 'passed') return `${id} ${describe(state)}`
  }
  return undefined
}

function describe(state: Exclude<StepState, 'passed'>): string {
  switch (state) {
    case 'failed':
      return 'failed'
    case 'timed-out':
      return 'timed out'
    case 'skipped':
      return 'was skipped'
    case 'unknown':
      return 'could not run'
  }
}
