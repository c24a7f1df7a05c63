import { formatCommand } from '@groundcrew/core/process'
import { count, truncateLine } from '@groundcrew/core/text'
import type { Explanation } from '../commands/explain.ts'
import type { GroupList } from '../commands/list.ts'
import type { ToTasksReport } from '../commands/to-tasks.ts'
import { describeHistory, isoOf } from '../render.ts'
import { describeThrown } from './stack.ts'

const lineCharactersMax = 200
const failuresShown = 8

export function renderExplanation({
  id,
  title,
  standing,
  parts,
  scope,
  failures,
  command,
  verdict,
  group,
}: Explanation): string {
  const thrown = failures.find((failure) => failure.thrown !== undefined)?.thrown
  const { chain, frames } = describeThrown(thrown)
  return [
    `${id} ${standing}: ${title}`,
    'the id is made of:',
    ...parts.map(([name, value]) => `  ${name}: ${value === '' ? '(none)' : value}`),
    ...(scope === undefined ? [] : [`  because ${scope}`]),
    ...(chain.length === 0 ? [] : ['it came about:', ...chain.map((link) => `  ${link}`)]),
    ...(frames.length === 0 ? [] : ['stack, own calls only:', ...frames.map((frame) => `  ${frame}`)]),
    ...(verdict === undefined ? [] : [`class: ${verdict.class}: ${verdict.evidence.join('; ')}`]),
    `since: ${describeHistory(group)}`,
    `${count(failures.length, 'failure')} kept:`,
    ...failures
      .slice(0, failuresShown)
      .map(
        ({ fingerprint, test, message, source }) =>
          `  ${fingerprint.identity} ${source.log}:${source.line} ${test ?? message}`,
      ),
    ...(failures.length > failuresShown ? [`  … ${failures.length - failuresShown} more, with --json`] : []),
    group.task === undefined ? `next: triage to-tasks ${id}` : `next: tm show ${group.task.id}`,
    ...(command === undefined ? [] : []),
  ]
    .map((line) => truncateLine(line, lineCharactersMax))
    .join('\n')
    .replace(
      /\nnext:/,
      command === undefined
        ? '\nnext:'
        : `\nreproduce: ${truncateLine(formatCommand(command), lineCharactersMax)}\nnext:`,
    )
}

export function renderList({ groups, total }: GroupList): string {
  if (total === 0) return 'triage: 0 failures remembered\nnext: triage LOG, or triage -- COMMAND'
  const lines = groups.map(({ id, standing, title, failures, sightings, lastMs, task }) => {
    const owner = task === undefined ? '' : ` #${task.id} ${task.state}`
    return truncateLine(
      `${id} ${standing}${owner} ×${failures} in ${sightings}, last ${isoOf(lastMs)} ${title}`,
      lineCharactersMax,
    )
  })
  const left = total - groups.length
  return [
    `triage: ${count(total, 'failure')} remembered`,
    ...lines,
    ...(left > 0 ? [`… ${left} more: --limit ${total}`] : []),
    `next: triage explain ${groups[0]?.id ?? ''}`,
  ].join('\n')
}

export function renderTasks({ tasks, left, isPlan }: ToTasksReport): string {
  if (tasks.length === 0) return 'triage: 0 failures need a task\nnext: triage list'
  const would = isPlan ? 'would be ' : ''
  const lines = tasks.map(({ group, title, done, task }) =>
    truncateLine(`${task === undefined ? '' : `#${task} `}${would}${done} ${group} ${title}`, lineCharactersMax),
  )
  const next = isPlan ? 'next: triage to-tasks' : `next: tm show ${tasks[0]?.task ?? ''}`
  const more =
    left === 0 ? [] : [`${count(left, 'cause')} without a task: triage to-tasks --limit ${tasks.length + left}, or ID`]
  return [`triage: ${count(tasks.length, 'task')}${isPlan ? ' planned' : ''}`, ...lines, ...more, next].join('\n')
}
