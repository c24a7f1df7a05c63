import { ToolError, type Io } from '@groundcrew/core/cli'
import { count } from '@groundcrew/core/text'
import { preflight, type PreflightOptions } from '../preflight.ts'
import { readPlan } from '../read-plan.ts'
import type { BaselineReport } from '../report.ts'
import { baselineFile, writeBaseline, type Baseline } from './baseline.ts'
import { createRecorder, judgedRoles } from './hold-line.ts'
import type { Finding } from './finding.ts'

/**
 * Runs the steps that format, lint and check types, and writes what they find into `preflight-baseline.json`: from now on that is the old debt.
 * Throws CANNOT_RECORD, and writes nothing, where what is wrong cannot be told diagnostic by diagnostic.
 */
export async function recordBaseline(io: Io, options: Pick<PreflightOptions, 'timeoutMs'>): Promise<BaselineReport> {
  const { hold, findings } = createRecorder()
  const { steps: planned } = (await readPlan(io, undefined)).plan
  const judged = planned.filter(({ role }) => judgedRoles.has(role)).map(({ id }) => id)
  if (judged.length === 0) {
    throw new ToolError('NOTHING_TO_CHECK', 'no step formats, lints or checks types', { hint: 'preflight --list' })
  }
  const report = await preflight(io, {
    selection: { only: judged, skip: [] },
    isFailFast: false,
    jobs: undefined,
    isStaged: false,
    since: undefined,
    isQuick: false,
    isFresh: true,
    isFailedOnly: false,
    budgetMs: undefined,
    ownFiles: [],
    ...options,
    holdLine: hold,
  })
  const problems = report.steps.flatMap(({ id, state, reason = '' }) => {
    const found = findings.get(id)
    if (state === 'passed' || Array.isArray(found)) return []
    return [`${id}: ${typeof found === 'string' ? found : reason}`]
  })
  const [problem] = problems
  if (problem !== undefined) {
    throw new ToolError('CANNOT_RECORD', `${count(problems.length, 'step')} cannot be recorded: ${problem}`, {
      hint: `preflight --only ${problem.split(': ')[0]} shows it`,
      exitCode: 3,
    })
  }
  const baseline: Baseline = new Map(
    report.steps.map(({ id }): [string, readonly Finding[]] => {
      const found = findings.get(id)
      return [id, typeof found === 'string' || found === undefined ? [] : found]
    }),
  )
  writeBaseline(report.root, baseline)
  const steps = [...baseline].map(([id, found]) => ({ id, findings: found.length }))
  return { kind: 'baseline', root: report.root, file: baselineFile, steps }
}
