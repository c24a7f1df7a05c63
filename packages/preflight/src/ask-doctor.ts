import type { Io } from '@groundcrew/core/cli'
import { doctorStep, type Work } from './decide-work.ts'
import { runDoctor } from './doctor-step.ts'
import type { StepReport } from './report.ts'
import { selectNamed, type Selection } from './select.ts'
import type { Watcher } from './watcher.ts'

export interface EarlyDoctor {
  readonly isChosen: boolean
  /** The same report each time. */
  start(): Promise<StepReport>
  /** Of no effect once the report is there. */
  stop(): void
}

/** doctor looks at the repository by itself, so it can do so while preflight makes its plan. */
export function createEarlyDoctor(io: Io, selection: Selection): EarlyDoctor {
  const stop = new AbortController()
  const isChosen = selectNamed([doctorStep], selection).length > 0
  let report: Promise<StepReport> | undefined
  const start = (): Promise<StepReport> => {
    report ??= runDoctor(io, AbortSignal.any([io.signal, stop.signal]))
    // Where the plan cannot be made nobody waits for it.
    report.catch(() => undefined)
    return report
  }
  return { isChosen, start, stop: () => stop.abort() }
}

export interface AskedDoctor {
  /** undefined where it is not to be asked. */
  before(): Promise<StepReport | undefined>
  /** Where its answer was an earlier one and a step did not pass, it is asked now: what was right some minutes ago may be what is wrong. */
  after(
    doctor: StepReport | undefined,
    reports: readonly StepReport[],
    steps: Work['steps'],
  ): Promise<{ readonly doctor: StepReport | undefined; readonly reports: readonly StepReport[] }>
}

interface DoctorPlace {
  readonly cache: Work['cache']
  readonly watcher: Watcher
  readonly isFresh: boolean
}

/** doctor, or what it said a short time ago. */
export function createAskedDoctor(early: EarlyDoctor, { cache, watcher, isFresh }: DoctorPlace): AskedDoctor {
  const ask = async (): Promise<StepReport> => {
    const report = await watcher.watch(doctorStep.id, early.start())
    cache?.doctor.keep(report)
    return report
  }
  return {
    before: async () => {
      if (!early.isChosen) return undefined
      return (isFresh ? undefined : cache?.doctor.find()) ?? (await ask())
    },
    after: async (doctor, reports, steps) => {
      const isBad = reports.some(({ state }) => state !== 'passed' && state !== 'skipped')
      if (doctor?.cached === undefined || !isBad) return { doctor, reports }
      const now = await ask()
      return { doctor: now, reports: blameEnvironment(reports, { doctor: now, steps }) }
    },
  }
}

/** Steps that failed and that doctor, asked afterwards, would have held back. */
function blameEnvironment(
  reports: readonly StepReport[],
  { doctor, steps }: { readonly doctor: StepReport | undefined; readonly steps: Work['steps'] },
): readonly StepReport[] {
  const blocked = blockedSteps(doctor)
  return reports.map((report) => {
    const commandId = steps.find(({ id }) => id === report.id)?.commandId ?? ''
    return report.state === 'failed' && blocked.has(commandId) ? { ...report, failureClass: 'environment' } : report
  })
}

/** Why a command of the workspace cannot work, by its id, as doctor says. */
export function blockedSteps(doctor: StepReport | undefined): ReadonlyMap<string, string> {
  const blocked = new Map<string, string>()
  for (const finding of doctor?.findings ?? []) {
    if (finding.state !== 'fail') continue
    for (const commandId of finding.blocks) blocked.set(commandId, `doctor: ${finding.id}`)
  }
  return blocked
}
