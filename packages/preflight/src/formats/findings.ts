import { formatLocation, type Cause, type Location } from '@groundcrew/core/failures'
import type { PreflightReport, StepReport } from '../report.ts'

/** One thing to put right, for the formats that list such things rather than steps. */
export interface Finding {
  readonly step: StepReport
  /** `tsc/TS2322`, `doctor/tool.go`, `test/exit`: stable from run to run. */
  readonly rule: string
  readonly level: 'error' | 'warning'
  readonly message: string
  readonly location?: Location
}

/** Everything that is wrong: the causes of each bad step; of one without known causes that it is bad; what doctor says. */
export function listFindings({ steps }: PreflightReport): readonly Finding[] {
  return steps.flatMap((step) => {
    const fromDoctor = (step.findings ?? []).filter(({ state }) => state === 'fail' || state === 'warn')
    if (step.role === 'doctor') {
      return fromDoctor.map(({ id, state, message, evidence: [place] }): Finding => ({
        step,
        rule: `doctor/${id}`,
        level: state === 'fail' ? 'error' : 'warning',
        message,
        ...(place === undefined ? {} : { location: { file: place.file, line: place.line } }),
      }))
    }
    if (step.state === 'passed' || step.state === 'skipped') return []
    const causes = step.failures?.causes ?? []
    if (causes.length > 0) return causes.map((cause) => fromCause(step, cause))
    return [
      { step, rule: `${step.role}/${step.state}`, level: 'error', message: `${step.id}: ${step.reason ?? step.state}` },
    ]
  })
}

function fromCause(step: StepReport, cause: Cause): Finding {
  const test = cause.test === undefined ? '' : `${cause.test}: `
  const also = cause.places?.map((place) => formatLocation(place)).join(', ')
  return {
    step,
    rule: `${cause.tool}/${cause.code ?? cause.kind}`,
    level: 'error',
    message: [`${test}${cause.message}`, ...(cause.detail ?? []), ...(also === undefined ? [] : [`also ${also}`])].join(
      '\n',
    ),
    ...(cause.location === undefined ? {} : { location: cause.location }),
  }
}
