import { formatCommand } from '@groundcrew/core/process'
import { count, escapeControl, escapeLine, formatDuration, truncateLine } from '@groundcrew/core/text'
import { moment } from '../document/events.ts'
import type { ListedRunbook, ListReport } from '../list.ts'
import type { Step } from '../read-document.ts'
import type { ShowReport } from '../show.ts'

const STEPS_SHOWN_MAX = 60
const LINE_CHARS_MAX = 160

export function renderList({ runbooks }: ListReport): string {
  const [first] = runbooks
  if (first === undefined) return '0 runbooks in docs/runbooks\nnext: runbook generate --task ID'
  return [
    count(runbooks.length, 'runbook'),
    ...runbooks.map(listLine),
    `next: ${formatCommand(['runbook', 'show', first.file])}`,
  ].join('\n')
}

function listLine({ file, title, commands, event, lastRun }: ListedRunbook): string {
  const origin = event === undefined ? 'not written by runbook' : `as of event ${event}`
  const run =
    lastRun === undefined
      ? 'never run'
      : lastRun.isFinished
        ? `run ${lastRun.number} passed on ${moment(lastRun.atMs)}`
        : `run ${lastRun.number} stopped${lastRun.stoppedAt === undefined ? '' : ` at ${lastRun.stoppedAt}`} on ${moment(lastRun.atMs)}`
  return short(`${file}: ${title}; ${count(commands, 'command')}, ${origin}, ${run}`)
}

export function renderShow({ file, title, steps, others, step, text }: ShowReport): string {
  if (text !== undefined) return text.trimEnd()
  if (step !== undefined) return renderStep(step, file)
  const [first] = steps
  const unread = Object.entries(others).map(
    ([language, amount]) => `${amount} ${language === '' ? 'without a language' : language}`,
  )
  const hidden = steps.length - STEPS_SHOWN_MAX
  return [
    short(
      `${title === '' ? file : title}: ${count(steps.length, 'step')}${unread.length === 0 ? '' : `; only for reading: ${unread.join(', ')}`}`,
    ),
    ...steps
      .slice(0, STEPS_SHOWN_MAX)
      .map((one) =>
        short(`${file}:${one.line}: ${one.name} (${[one.language, ...remarksOf(one)].join('; ')}): ${firstLine(one)}`),
      ),
    ...(hidden > 0 ? [`${hidden} more: --json`] : []),
    `next: ${formatCommand(first === undefined ? ['runbook', 'list'] : ['runbook', 'run', file, '--dry-run'])}`,
  ].join('\n')
}

function renderStep(step: Step, file: string): string {
  const { name, line, language, script, output } = step
  return [
    [`${escapeLine(name)} (${escapeLine(file)}:${line})`, language, ...remarksOf(step)].join('; '),
    ...script.split('\n').map((one) => `    ${escapeControl(one)}`),
    ...(output === undefined ? [] : ['has to print:', ...output.split('\n').map((one) => `    ${escapeControl(one)}`)]),
    `next: ${formatCommand(['runbook', 'run', file, '--step', name, ...(step.isDestructive ? ['--allow', name] : [])])}`,
  ].join('\n')
}

/** What is to be known of a step beside its script. */
function remarksOf({ role, isDestructive, exit, cwd, timeoutMs, attributes, output }: Step): string[] {
  return [
    ...(isDestructive ? ['destructive'] : []),
    ...(role.kind === 'named' ? [`only when it is named: ${role.why}`] : []),
    ...(role.kind === 'person' ? [`for a person: ${role.why}`] : []),
    ...(role.kind === 'unfit' ? [`cannot be run: ${role.why}`] : []),
    ...(exit === 0 ? [] : [`exit ${exit} is right`]),
    ...(cwd === undefined ? [] : [`in ${cwd}`]),
    ...(attributes['timeout'] === undefined ? [] : [`at most ${formatDuration(timeoutMs)}`]),
    ...(output === undefined ? [] : ['its output is compared']),
  ].map((remark) => escapeLine(remark))
}

function firstLine({ script }: Step): string {
  const [line = '', ...more] = script.trim().split('\n')
  return more.length === 0 ? line : `${line} …`
}

function short(line: string): string {
  return truncateLine(escapeLine(line), LINE_CHARS_MAX)
}
