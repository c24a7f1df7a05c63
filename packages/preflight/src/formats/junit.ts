import { renderCauses } from '@groundcrew/core/failures'
import { escapeMarkup } from '@groundcrew/core/text'
import type { PreflightReport, StepReport } from '../report.ts'

/** A test suite with one test case for each step, as CI services read it; times in seconds. */
export function renderJunit(report: PreflightReport): string {
  const { steps, durationMs } = report
  const amount = (...states: readonly string[]): number => steps.filter(({ state }) => states.includes(state)).length
  const counts = `tests="${steps.length}" failures="${amount('failed', 'timed-out')}" errors="${amount('unknown')}" skipped="${amount('skipped')}" time="${seconds(durationMs)}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="preflight" ${counts}>`,
    `<testsuite name="preflight" ${counts}>`,
    ...steps.map(renderStep),
    '</testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

function renderStep(step: StepReport): string {
  const start = `<testcase name="${escapeMarkup(step.id)}" classname="preflight.${step.role}" time="${seconds(step.durationMs)}"`
  const body = renderBody(step)
  return body === '' ? `${start}/>` : `${start}>${body}</testcase>`
}

function renderBody(step: StepReport): string {
  const message = escapeMarkup(step.reason ?? '')
  switch (step.state) {
    case 'passed':
      return ''
    case 'skipped':
      return `<skipped message="${message}"/>`
    case 'unknown':
      return `<error message="${message}">${detailsOf(step)}</error>`
    case 'failed':
    case 'timed-out':
      return `<failure message="${message}">${detailsOf(step)}</failure>`
  }
}

function detailsOf({ failures, findings = [], rerun, logPath }: StepReport): string {
  const lines = [
    ...(failures === undefined ? [] : renderCauses(failures, { causesMax: 20 })),
    ...findings.filter(({ state }) => state === 'fail').map(({ id, message }) => `${id}: ${message}`),
    ...(logPath === undefined ? [] : [`log: ${logPath}`]),
    `rerun: ${rerun}`,
  ]
  return escapeMarkup(lines.join('\n'))
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3)
}
