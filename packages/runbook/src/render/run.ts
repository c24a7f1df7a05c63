import { formatCommand } from '@groundcrew/core/process'
import { escapeControl, escapeLine, formatDuration, truncateLine } from '@groundcrew/core/text'
import type { ReportedStep } from '../run/reported.ts'
import type { RunReport } from '../run/run.ts'

const LINE_CHARS_MAX = 200
const OUTPUT_LINES_MAX = 20
const SCRIPT_LINES_MAX = 12

export function renderRun(report: RunReport): string {
  const { steps, run, recording } = report
  const shown = steps.filter(({ state, why }) => state !== 'passed over' || why !== undefined)
  return [
    verdictOf(report),
    ...shown.flatMap((step) => stepLines(step, run === undefined)),
    ...(recording === undefined ? [] : [`results are not recorded with a task: ${recording}`]),
    `next: ${nextOf(report)}`,
  ].join('\n')
}

const STATES: readonly ReportedStep['state'][] = [
  'would run',
  'passed',
  'failed',
  'interrupted',
  'for a person',
  'unfit',
  'not run',
  'passed over',
]

function verdictOf({ steps, run }: RunReport): string {
  const counts = STATES.map((state) => [steps.filter((step) => step.state === state).length, state] as const)
    .filter(([amount]) => amount > 0)
    .map(([amount, state]) => `${amount} ${state}`)
  const what = counts.length === 0 ? '0 steps' : counts.join(', ')
  return run === undefined ? `${what} (nothing was run)` : `${what} (run ${run})`
}

function stepLines(step: ReportedStep, isPreview: boolean): string[] {
  const { name, state, why, durationMs, isDestructive, logPath, output } = step
  const time = durationMs === undefined ? '' : `, ${formatDuration(durationMs)}`
  const mark = isDestructive ? ', destructive' : ''
  const reason = why === undefined || state === 'passed' ? '' : `: ${why}`
  return [
    short(`${name}: ${state}${mark}${time}${reason}`),
    ...(isPreview && state === 'would run' ? scriptLines(step) : []),
    ...(output === undefined ? [] : outputLines(output)),
    ...(output === undefined || logPath === undefined ? [] : [`    log: ${escapeLine(logPath)}`]),
  ]
}

function scriptLines({ script }: ReportedStep): string[] {
  const lines = script.split('\n')
  const hidden = lines.length - SCRIPT_LINES_MAX
  return [
    ...lines.slice(0, SCRIPT_LINES_MAX).map((line) => `    ${short(line)}`),
    ...(hidden > 0 ? [`    … ${hidden} more lines: runbook show --step`] : []),
  ]
}

function outputLines(output: string): string[] {
  const lines = output.trimEnd().split('\n')
  const shown = output.trim() === '' ? ['(it printed nothing)'] : lines.slice(-OUTPUT_LINES_MAX)
  return shown.map((line) => `    ${truncateLine(escapeControl(line), LINE_CHARS_MAX)}`)
}

function nextOf({ file, run, steps, selection }: RunReport): string {
  const call = ['runbook', 'run', file]
  if (run === undefined) {
    const wanting = steps.filter(
      ({ state, isDestructive, name }) => state === 'would run' && isDestructive && !selection.allow.includes(name),
    )
    const named = selection.step === undefined ? [] : ['--step', selection.step]
    return formatCommand([...call, ...named, ...wanting.flatMap(({ name }) => ['--allow', name])])
  }
  const stopped = steps.findIndex(({ state }) => state !== 'passed' && state !== 'passed over')
  if (stopped === -1) return formatCommand(['runbook', 'check', file])
  if (selection.step !== undefined) return formatCommand(['runbook', 'show', file, '--step', selection.step])
  if (steps[stopped]?.state === 'for a person') {
    const after = steps.slice(stopped + 1).find(({ state }) => state === 'not run')
    return after === undefined
      ? 'do it by hand, that was the last step'
      : `do it by hand, then ${formatCommand([...call, '--from', after.name])}`
  }
  return formatCommand([...call, '--resume'])
}

function short(line: string): string {
  return truncateLine(escapeLine(line), LINE_CHARS_MAX)
}
