import { renderCauses } from '@groundcrew/core/failures'
import { formatDuration } from '@groundcrew/core/text'
import type { PreflightReport, StepReport } from '../report.ts'
import { listFindings, type Finding } from './findings.ts'

/** GitHub shows ten errors and ten warnings of a step of a workflow, and drops the rest. */
const annotationsMax = 10

/** Workflow commands, one a line, that put each finding beside its line in the changed files. */
export function renderAnnotations(report: PreflightReport): readonly string[] {
  const findings = listFindings(report)
  return (['error', 'warning'] as const).flatMap((level) =>
    findings
      .filter((finding) => finding.level === level)
      .slice(0, annotationsMax)
      .map(renderAnnotation),
  )
}

function renderAnnotation({ level, rule, message, location, step }: Finding): string {
  const properties = [
    ...(location === undefined ? [] : [`file=${escapeProperty(location.file)}`]),
    ...(location?.line === undefined ? [] : [`line=${location.line}`]),
    ...(location?.line === undefined || location.column === undefined ? [] : [`col=${location.column}`]),
    `title=${escapeProperty(`${step.id}: ${rule}`)}`,
  ]
  return `::${level} ${properties.join(',')}::${escapeData(message)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** Markdown for the summary of a job: a table of the steps, and the causes of what is bad. */
export function renderSummary({ steps, verdict, durationMs }: PreflightReport): string {
  const bad = steps.filter(({ state }) => state !== 'passed' && state !== 'skipped')
  return [
    `### preflight ${verdict} in ${formatDuration(durationMs)}`,
    '',
    '| step | state | time | |',
    '|---|---|---|---|',
    ...steps.map(summaryRow),
    ...bad.flatMap(summaryBlock),
    '',
  ].join('\n')
}

function summaryRow(step: StepReport): string {
  const { id, state, durationMs, reason = '', tests, cached } = step
  const remark =
    tests === undefined ? reason : `${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped`
  const time = cached === undefined ? formatDuration(durationMs) : 'cached'
  return `| ${escapeCell(id)} | ${state} | ${time} | ${escapeCell(remark)} |`
}

function escapeCell(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|]/g, String.raw`\$&`).replaceAll('\n', ' ')
}

function summaryBlock({ id, failures, findings = [] }: StepReport): readonly string[] {
  const lines = [
    ...(failures === undefined ? [] : renderCauses(failures, { causesMax: 10 })),
    ...findings.filter(({ state }) => state === 'fail').map((finding) => `${finding.id}: ${finding.message}`),
  ]
  // Indented code: no text can end it.
  return lines.length === 0 ? [] : ['', `#### ${escapeCell(id)}`, '', ...lines.map((line) => `    ${line}`)]
}
