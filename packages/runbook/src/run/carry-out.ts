import { createHash } from 'node:crypto'
import { note, type Io } from '@groundcrew/core/cli'
import { escapeControl, escapeLine } from '@groundcrew/core/text'
import type { Step } from '../read-document.ts'
import { digestOfStep } from './digest.ts'
import { Journal, type RanStep } from './journal.ts'
import { NOT_NAMED, type PlannedStep } from './plan-run.ts'
import type { Recorder } from './record-results.ts'
import { reported, stopState, type ReportedStep } from './reported.ts'
import { runStep, type StepResult } from './run-step.ts'

export interface CarryOptions {
  readonly file: string
  /** Where steps run that name no directory. */
  readonly directory: string
  readonly journals: string
  readonly recorder: Recorder
  readonly isSingle: boolean
}

/** Carries out what was planned, until something does not go as it should; every step is in the journal before the next one begins. */
export async function carryOut(
  io: Io,
  planned: readonly PlannedStep[],
  options: CarryOptions,
): Promise<{ readonly run: number; readonly steps: readonly ReportedStep[] }> {
  const journal = new Journal(options.journals, { atMs: io.now(), isSingle: options.isSingle })
  const total = planned.filter(({ action }) => action === 'run').length
  const done: ReportedStep[] = []
  let number = 0
  let hasStopped = false
  for (const one of planned) {
    const { step, action, why } = one
    if (hasStopped) {
      done.push({
        ...reported(step),
        state: action === 'pass over' ? 'passed over' : 'not run',
        why: action === 'pass over' ? why : undefined,
      })
    } else if (action === 'pass over') {
      if (why !== NOT_NAMED) journal.put(passedOver(step, why ?? '', operationOf(journal, step, options)))
      done.push({ ...reported(step), state: 'passed over', why })
    } else if (action === 'stop') {
      done.push({ ...reported(step), state: stopState(step), why })
      hasStopped = true
    } else {
      number += 1
      announce(io, step, { number, total, why, file: options.file })
      const result = await execute(io, step, { ...options, journal, number })
      note(
        io,
        `runbook: ${step.name} ${result.state}${result.state === 'passed' ? '' : `: ${escapeLine(result.why ?? '')}`}`,
      )
      done.push(result)
      hasStopped = result.state !== 'passed'
    }
  }
  if (!hasStopped) journal.finish()
  return { run: journal.number, steps: done }
}

/** What will run is said before it runs. */
function announce(
  io: Io,
  { name, line, script, isDestructive }: Step,
  {
    number,
    total,
    why,
    file,
  }: { readonly number: number; readonly total: number; readonly why: string | undefined; readonly file: string },
): void {
  const remarks = [...(isDestructive ? ['destructive'] : []), ...(why === undefined ? [] : [why])]
  const lines = script.split('\n').map((one) => `    ${escapeControl(one)}`)
  note(
    io,
    [
      `[${number}/${total}] ${escapeLine(name)} (${escapeLine(file)}:${line})${remarks.map((one) => `; ${escapeLine(one)}`).join('')}`,
      ...lines,
    ].join('\n'),
  )
}

interface Execution extends CarryOptions {
  readonly journal: Journal
  readonly number: number
}

async function execute(io: Io, step: Step, options: Execution): Promise<ReportedStep> {
  const { journal, number, directory, recorder, file } = options
  const base = {
    name: step.name,
    digest: digestOfStep(step),
    task: step.task,
    operation: operationOf(journal, step, options),
  }
  journal.put({ ...base, state: 'started', outcome: '', durationMs: 0, isRecorded: false })
  const result = await runStep(step, { directory, env: io.env, signal: io.signal, logPath: journal.logOf(number) })
  if (result.result !== 'interrupted') {
    const { result: state, outcome, durationMs } = result
    const ran: RanStep = { ...base, state, outcome, durationMs, isRecorded: false }
    journal.put(ran)
    if (await recorder.record(ran, { runbook: file, run: journal.number })) journal.put({ ...ran, isRecorded: true })
    else if (recorder.problem === undefined && step.task !== undefined)
      note(io, `runbook: ${step.name}: the result could not be recorded yet`)
  }
  return { ...reported(step), ...reportedResult(result) }
}

function reportedResult({
  result,
  outcome,
  durationMs,
  isTrouble,
  tail,
  logPath,
}: StepResult): Pick<ReportedStep, 'state' | 'why' | 'durationMs' | 'isTrouble' | 'output' | 'logPath'> {
  const isBad = result !== 'passed'
  return {
    state: result,
    why: outcome,
    durationMs,
    isTrouble,
    ...(isBad ? { output: tail } : {}),
    ...(logPath === undefined ? {} : { logPath }),
  }
}

function passedOver(step: Step, outcome: string, operation: string): RanStep {
  return {
    name: step.name,
    digest: digestOfStep(step),
    state: 'passed over',
    outcome,
    durationMs: 0,
    task: step.task,
    operation,
    isRecorded: false,
  }
}

/** The same for the same step of the same run, whoever tells it and how often. */
function operationOf({ number, startedMs }: Journal, { name }: Step, { journals }: CarryOptions): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([journals, number, startedMs, name]))
    .digest('hex')
  return `runbook:${hash.slice(0, OPERATION_DIGITS)}`
}

const OPERATION_DIGITS = 32
