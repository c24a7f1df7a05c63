import { ToolError } from '@groundcrew/core/cli'
import { digestOfStep } from './digest.ts'
import { findStep, type Step } from '../read-document.ts'
import type { RanStep, RunRecord } from './journal.ts'

export interface Selection {
  /** Only this one. */
  readonly step: string | undefined
  /** This one and all after it. */
  readonly from: string | undefined
  readonly allow: readonly string[]
  readonly resume: boolean
  readonly fresh: boolean
}

/** A step with what a run does with it. */
export interface PlannedStep {
  readonly step: Step
  readonly action: 'run' | 'pass over' | 'stop'
  /** Why it is passed over or stopped at; of one that runs, what is to be known. */
  readonly why: string | undefined
}

/** What is known of a file before it runs. */
export interface Past {
  readonly runs: readonly RunRecord[]
  readonly file: string
}

/** Decides about every step before the first one runs. @throws ToolError NO_SUCH_STEP or UNFIT_STEP for a name. */
export function planRun(steps: readonly Step[], selection: Selection, { runs, file }: Past): readonly PlannedStep[] {
  for (const name of [selection.step, selection.from, ...selection.allow])
    if (name !== undefined) findStep(steps, name, file)
  const passed = selection.resume ? passedSince(runs) : new Map<string, RanStep>()
  const start = selection.from === undefined ? 0 : steps.findIndex(({ name }) => name === selection.from)
  return steps.map((step, index): PlannedStep => {
    if (selection.step !== undefined)
      return step.name === selection.step ? planNamed(step) : { step, action: 'pass over', why: NOT_NAMED }
    if (index < start) return { step, action: 'pass over', why: `it comes before ${selection.from}` }
    if (step.name === selection.from) return planNamed(step)
    return planInOrder(step, passed.get(step.name))
  })
}

export const NOT_NAMED = 'it is not the one that was named'

/**
 * Nobody repeats by accident what half a run has done, or goes on by accident where another stopped, and nothing destructive runs without being named.
 *
 * @throws ToolError UNFINISHED, NEEDS_ALLOW: then nothing has run.
 */
export function refuseUnsafe(planned: readonly PlannedStep[], selection: Selection, { runs, file }: Past): void {
  refuseSilentRestart(unfinishedRun(runs), selection, file)
  const wanting = planned.filter(
    ({ step, action }) => action === 'run' && step.isDestructive && !selection.allow.includes(step.name),
  )
  if (wanting.length > 0) throw needsAllow(wanting, file)
}

/** The last run of the whole, where it did not come to its end. */
function unfinishedRun(runs: readonly RunRecord[]): RunRecord | undefined {
  const last = runs.findLast(({ isSingle }) => !isSingle)
  return last?.isFinished === false ? last : undefined
}

/** Nobody repeats by accident what half a run has done, and nobody goes on by accident where another stopped. */
function refuseSilentRestart(unfinished: RunRecord | undefined, selection: Selection, file: string): void {
  const { step, from, resume, fresh } = selection
  if (resume && unfinished === undefined)
    throw new ToolError('NOTHING_TO_RESUME', `${file} has no unfinished run`, {
      exitCode: 1,
      hint: `runbook run ${file}`,
    })
  if (unfinished === undefined || step !== undefined || from !== undefined || resume || fresh) return
  const stopped = unfinished.steps.findLast(({ state }) => state === 'failed' || state === 'started')
  const where = stopped === undefined ? 'before its first step' : `at ${stopped.name} (${describeState(stopped)})`
  throw new ToolError('UNFINISHED', `run ${unfinished.number} of ${file} stopped ${where}`, {
    exitCode: 1,
    hint: `runbook run ${file} --resume goes on there, --fresh starts over`,
  })
}

function describeState({ state, outcome }: RanStep): string {
  return state === 'started' ? 'interrupted' : outcome
}

/** What has passed in the unfinished run and in steps that were run by name since. */
function passedSince(runs: readonly RunRecord[]): ReadonlyMap<string, RanStep> {
  const unfinished = unfinishedRun(runs)
  const since = runs.filter(({ number }) => unfinished !== undefined && number >= unfinished.number)
  const passed = new Map<string, RanStep>()
  for (const step of since.flatMap((run) => run.steps)) {
    if (step.state === 'passed' || step.state === 'passed over') passed.set(step.name, step)
    else passed.delete(step.name)
  }
  return passed
}

function planNamed(step: Step): PlannedStep {
  const { role } = step
  if (role.kind === 'unfit')
    throw new ToolError('UNFIT_STEP', `${step.name} cannot be run: ${role.why}`, {
      exitCode: 1,
      hint: 'mend the block in the file or in its task',
    })
  if (role.kind === 'person') return { step, action: 'stop', why: role.why }
  return { step, action: 'run', why: role.kind === 'named' ? role.why : undefined }
}

function planInOrder(step: Step, passed: RanStep | undefined): PlannedStep {
  const { role } = step
  if (role.kind === 'unfit') return { step, action: 'stop', why: role.why }
  if (role.kind === 'named') return { step, action: 'pass over', why: role.why }
  if (passed !== undefined) {
    if (passed.digest === digestOfStep(step))
      return { step, action: 'pass over', why: passed.state === 'passed' ? 'it has passed already' : passed.outcome }
    return { step, action: 'run', why: 'it was changed since it passed' }
  }
  if (role.kind === 'person') return { step, action: 'stop', why: role.why }
  return { step, action: 'run', why: undefined }
}

function needsAllow(wanting: readonly PlannedStep[], file: string): ToolError {
  const names = wanting.map(({ step }) => step.name)
  return new ToolError('NEEDS_ALLOW', `${names.join(', ')}: marked as destructive, nothing was run`, {
    exitCode: 1,
    hint: `read it with runbook show ${file} --step ${names[0]}; each one that may run is named with --allow NAME`,
    details: { steps: names },
  })
}
