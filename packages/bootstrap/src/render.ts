import type { Style } from '@groundcrew/core/cli'
import { count, escapeLine, formatDuration, truncateLine } from '@groundcrew/core/text'
import type { Evidence } from '@groundcrew/core/workspace'
import type { ActionReport, BootstrapReport } from './report.ts'

const reasonLengthMax = 240
const remarkLengthMax = 240
const linesMax = 40

/** The verdict with counts, a record for each action, what the user is asked for, what was left out, and the next command. */
export function renderReport(report: BootstrapReport, style: Style): string {
  const body = [
    ...report.actions.flatMap((action) => actionLines(action, style)),
    ...report.needs.map(({ id, message, evidence }) => record(style.yellow('ask'), id, { message, evidence })),
    ...report.remarks.map(({ id, message }) => record(style.dim('left out'), id, { message, evidence: [] })),
  ]
  const shown = body.slice(0, linesMax)
  return [
    verdict(report, style),
    ...shown,
    ...(body.length > shown.length ? [`… ${count(body.length - shown.length, 'line')} left out: --json`] : []),
    ...verificationLines(report),
    `next: ${nextCommand(report)}`,
  ].join('\n')
}

function verdict({ kind, actions, upToDate, needs, durationMs }: BootstrapReport, style: Style): string {
  const there = upToDate.length === 0 ? '' : `, ${upToDate.length} up to date`
  const asked = needs.length === 0 ? '' : `, ${needs.length} to ask the user for`
  if (actions.length === 0) return `${style.green('bootstrap')}: nothing to do${there}${asked}`
  if (kind === 'plan') return `${style.yellow('bootstrap')}: ${count(actions.length, 'action')} to do${there}${asked}`
  const failed = actions.filter(({ state }) => state === 'failed')
  const skipped = actions.filter(({ state }) => state === 'skipped')
  const missed = skipped.length === 0 ? '' : `, ${skipped.length} skipped`
  const time = ` in ${formatDuration(durationMs)}`
  if (failed.length > 0) {
    const share = `${failed.length} of ${count(actions.length, 'action')} failed`
    return `${style.red('bootstrap failed')}: ${share}${missed}${there}${asked}${time}`
  }
  return `${style.green('bootstrap done')}: ${count(actions.length, 'action')}${there}${asked}${time}`
}

function actionLines(action: ActionReport, style: Style): readonly string[] {
  const { id, state, reason, command, effect, evidence, problems = [], logPath, durationMs } = action
  const time = durationMs === undefined ? '' : ` (${formatDuration(durationMs)})`
  return [
    record(mark(state, style), id, { message: `${reason}${time}`, evidence }),
    `  ${effect}: ${truncateLine(escapeLine(command), reasonLengthMax)}`,
    ...problems.map((line) => `  ${truncateLine(escapeLine(line), reasonLengthMax)}`),
    ...(logPath === undefined ? [] : [`  log: ${escapeLine(logPath)}`]),
  ]
}

function mark(state: ActionReport['state'], style: Style): string {
  switch (state) {
    case 'todo':
      return 'do'
    case 'done':
      return style.green('done')
    case 'failed':
      return style.red('failed')
    case 'skipped':
      return style.yellow('skipped')
  }
}

interface Said {
  readonly message: string
  readonly evidence: readonly Evidence[]
}

function record(head: string, id: string, { message, evidence }: Said): string {
  const [place] = evidence
  const where = place === undefined ? '' : `  ${escapeLine(place.file)}:${place.line}`
  return `${head} ${escapeLine(id)}  ${truncateLine(escapeLine(message), reasonLengthMax)}${where}`
}

function verificationLines({ verification }: BootstrapReport): readonly string[] {
  if (verification === undefined) return []
  const { doctor, preflight } = verification
  const lines: string[] = []
  if (doctor === undefined) lines.push('doctor gave no answer')
  else if (doctor.failing.length === 0) lines.push('doctor: nothing fails')
  else lines.push(`doctor: ${doctor.failing.map(({ id, message }) => `${id} (${message})`).join('; ')}`)
  if (preflight !== undefined) {
    const failed = preflight.failed.length === 0 ? '' : `: ${preflight.failed.join(', ')}`
    lines.push(`preflight, quick steps: ${preflight.verdict}${failed}`)
  }
  return lines.map((line) => truncateLine(escapeLine(line), remarkLengthMax))
}

function nextCommand({ kind, actions, needs, isOffline, verification }: BootstrapReport): string {
  const again = isOffline ? 'bootstrap --offline' : 'bootstrap'
  if (kind === 'plan' && actions.length > 0) return again
  const failed = actions.find(({ state }) => state === 'failed')
  if (failed?.question !== undefined) {
    const command = truncateLine(escapeLine(failed.command), reasonLengthMax)
    return `find the flag by which it asks nothing, or ask the user to run ${command}; then ${again}`
  }
  if (failed !== undefined) {
    return failed.logPath === undefined ? `doctor, then ${again}` : `read ${escapeLine(failed.logPath)}, then ${again}`
  }
  const [need] = needs
  if (need !== undefined) return `${truncateLine(escapeLine(need.message), remarkLengthMax)}, then preflight`
  return (verification?.doctor?.failing.length ?? 0) > 0 ? 'doctor' : 'preflight'
}
