import { boundText, count, escapeLine } from '@groundcrew/core/text'
import type { TasksReport, TouchedTask } from './affected-tasks.ts'
import type { PublishReport } from './publish.ts'

const bytesMax = 4000
const reasonsMax = 3

export function renderTasks({ database, tasks, open, own }: TasksReport): string {
  if (database === 'none') return `0 tasks touched: there is no task database here\nnext: tm add 'What is to be done'`
  const touched = `${count(tasks.length, 'open task')} of ${open} touched`
  const conflicts = tasks.filter(({ severity }) => severity === 'conflict').length
  const body = [
    `${touched}${tasks.length === 0 ? '' : `, ${count(conflicts, 'conflict')}`}`,
    ...tasks.flatMap(renderTask),
  ].join('\n')
  const next = tasks.length === 0 ? 'tm ready' : own.length === 0 ? 'impact publish --task ID' : 'impact publish'
  const marker = (left: number): string => `… ${count(left, 'line')} left out: impact --tasks --json has them all`
  return `${boundText(body, { bytesMax: bytesMax - next.length - 8, marker })}\nnext: ${next}`
}

function renderTask({ id, title, holder, severity, reasons }: TouchedTask): readonly string[] {
  const held = holder === undefined ? '' : ` (held by ${escapeLine(holder)})`
  const shown = reasons
    .slice(0, reasonsMax)
    .map(
      ({ change, theirs, distance }) =>
        `  ${escapeLine(change)}${distance > 0 ? `, ${count(distance, 'step')} away` : ''}; the task says ${escapeLine(theirs)}`,
    )
  const more = reasons.length > reasonsMax ? [`  and ${reasons.length - reasonsMax} more`] : []
  return [`#${id} ${severity}: ${escapeLine(title)}${held}`, ...shown, ...more]
}

/** Nothing where there is nothing new to tell: hooks call it after each commit. */
export function renderPublish({ task, told }: PublishReport): string {
  if (told.length === 0) return ''
  return `#${task ?? '?'} told ${count(told.length, 'task')}: ${told.map((id) => `#${id}`).join(', ')}\nnext: tm inbox --task ${told[0]}`
}

/** Why nobody was told, for whoever asked by hand. */
export function silence({ known, idle }: PublishReport): string {
  if (idle !== undefined) return `0 tasks told: ${IDLE[idle]}`
  const ids = known.map((id) => `#${id}`).join(', ')
  return `0 tasks told: ${known.length === 0 ? 'the change touches none' : `${ids} heard it before`}`
}

const IDLE = {
  'no-database': 'there is no task database here',
  'no-other-task': 'there is no other open task',
  'no-task-here': 'no task is held in this worktree; say whose work it is: impact publish --task ID',
} as const
