import type { Style } from '@groundcrew/core/cli'
import { renderCauses } from '@groundcrew/core/failures'
import { count, escapeLine, formatDuration, formatTable, truncateLine } from '@groundcrew/core/text'
import { formatCommand } from '@groundcrew/core/process'
import type { DoctorFinding, LeftOut, PlanReport, PreflightReport, StepReport, StepState } from './report.ts'

/** Causes shown for each failing step. */
const causesMax = 3
/** All causes together, in bytes; a step's share is at least the minimum. */
const causesBytesMax = 2600
const stepBytesMin = 160
/** The longest line of a report. */
const lineLengthMax = 300

export function renderAnswer(report: PreflightReport | PlanReport, style: Style): string {
  return report.kind === 'plan' ? renderPlan(report) : renderRun(report, style)
}

function renderPlan(plan: PlanReport): string {
  const rows = plan.steps.map((step) => [
    step.id,
    escapeLine(`${step.cwd === '.' ? '' : `${step.cwd}: `}${formatCommand([...step.argv])}`),
    escapeLine(`${step.evidence.file}:${step.evidence.line}`),
    escapeLine(step.after.length > 0 ? `${step.why}; after ${step.after.join(', ')}` : step.why),
  ])
  const lines = [`${count(plan.steps.length, 'step')}, after doctor`, ...formatTable(rows).split('\n').map(cut)]
  return [...lines, ...leftOutLines(plan.leftOut), 'next: preflight'].join('\n')
}

function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  return leftOut.map(({ command, why, evidence }) =>
    cut(`left out: ${escapeLine(command)}  ${escapeLine(evidence.file)}:${evidence.line}  ${why}`),
  )
}

function renderRun(report: PreflightReport, style: Style): string {
  const bad = report.steps.filter(({ state }) => state === 'failed' || state === 'timed-out' || state === 'unknown')
  const bytesMax = Math.max(stepBytesMin, Math.floor(causesBytesMax / Math.max(1, bad.length)))
  const lines = [
    verdictLine(report, style),
    ...bad.flatMap((step) => badStepLines(step, { style, bytesMax })),
    ...skippedLines(report.steps),
    ...warningLines(report.steps),
    ...passedLine(report.steps, style),
    ...report.leftOut.map(({ command, why }) => cut(`left out: ${escapeLine(command)}  ${why}`)),
    ...nextLine(report, bad),
  ]
  return lines.join('\n')
}

function verdictLine({ steps, verdict, durationMs }: PreflightReport, style: Style): string {
  const states: readonly StepState[] = ['failed', 'timed-out', 'unknown', 'skipped', 'passed']
  const counts = states.flatMap((state) => {
    const amount = steps.filter((step) => step.state === state).length
    return amount === 0 ? [] : [`${amount} ${state.replace('-', ' ')}`]
  })
  const mark = { passed: style.green, failed: style.red, unknown: style.yellow }[verdict]
  return `${mark(`preflight ${verdict}`)}: ${counts.join(', ')} of ${count(steps.length, 'step')} in ${formatDuration(durationMs)}`
}

interface BadStepOptions {
  readonly style: Style
  readonly bytesMax: number
}

function badStepLines(step: StepReport, { style, bytesMax }: BadStepOptions): string[] {
  const lines = [
    cut(
      `${style.red(labels[step.state])} ${step.id}: ${escapeLine(step.reason ?? '')} after ${formatDuration(step.durationMs)}`,
    ),
  ]
  for (const finding of (step.findings ?? []).filter(({ state }) => state === 'fail'))
    lines.push(...findingLines(finding))
  if (step.failures !== undefined) {
    const causes = renderCauses(step.failures, { causesMax, bytesMax })
    lines.push(...causes.map((line) => `  ${line}`))
  }
  if (step.role === 'doctor') return lines
  if (step.logPath !== undefined) lines.push(`  log: ${escapeLine(step.logPath)}`)
  lines.push(cut(`  rerun: ${escapeLine(step.rerun)}`))
  return lines
}

function findingLines({ id, message, evidence, fix }: DoctorFinding): string[] {
  const place = evidence[0] === undefined ? '' : `  ${escapeLine(evidence[0].file)}:${evidence[0].line}`
  const lines = [cut(`  ${id}: ${escapeLine(message)}${place}`)]
  if (fix !== undefined) lines.push(cut(`    fix: ${escapeLine(fix)}`))
  return lines
}

/** Skipped steps, those of one reason together. */
function skippedLines(steps: readonly StepReport[]): string[] {
  const byReason = new Map<string, string[]>()
  for (const { state, reason = '', id } of steps) {
    if (state === 'skipped') byReason.set(reason, [...(byReason.get(reason) ?? []), id])
  }
  return [...byReason].map(([reason, ids]) => cut(`skipped: ${ids.join(', ')} (${escapeLine(reason)})`))
}

function warningLines(steps: readonly StepReport[]): string[] {
  const warnings = steps.flatMap((step) => step.findings ?? []).filter(({ state }) => state === 'warn')
  return warnings.map(({ id, message }) => cut(`warning: ${id}: ${escapeLine(message)}`))
}

function passedLine(steps: readonly StepReport[], style: Style): string[] {
  const passed = steps.filter(({ state }) => state === 'passed')
  if (passed.length === 0) return []
  return [
    cut(
      `${style.green('passed')}: ${passed.map(({ id, durationMs }) => `${id} ${formatDuration(durationMs)}`).join(', ')}`,
    ),
  ]
}

function nextLine(report: PreflightReport, bad: readonly StepReport[]): string[] {
  const doctor = bad.find(({ role, state }) => role === 'doctor' && state === 'failed')
  const fix = doctor?.findings?.find(({ state, fix: command }) => state === 'fail' && command !== undefined)?.fix
  if (fix !== undefined) return [cut(`next: ${escapeLine(fix)}`)]
  const again = bad.filter(({ role }) => role !== 'doctor').map(({ id }) => id)
  if (again.length > 0) return [cut(`next: ${formatCommand(['preflight', '--only', again.join(',')])}`)]
  return report.verdict === 'passed' ? [] : ['next: doctor']
}

const labels: Readonly<Record<StepState, string>> = {
  passed: 'ok     ',
  failed: 'FAIL   ',
  'timed-out': 'TIMEOUT',
  skipped: 'skip   ',
  unknown: 'UNKNOWN',
}

/** The one line that tells that a step has ended. */
export function stepLine(step: StepReport): string {
  const reason = step.reason === undefined ? '' : `  ${escapeLine(step.reason)}`
  return cut(`${labels[step.state]} ${step.id} ${formatDuration(step.durationMs)}${reason}`)
}

function cut(line: string): string {
  return truncateLine(line, lineLengthMax)
}
