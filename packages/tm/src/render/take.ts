import type { Style } from '@groundcrew/core/cli'
import { count, escapeLine, formatTable } from '@groundcrew/core/text'
import type { ReadyResult, VerbResult } from '@groundcrew/core/tasks'
import type { Outward } from '../outward.ts'
import { oneLine, renderTold, textBlock } from '../render.ts'

export function renderClaim(claim: Outward<VerbResult<'claim'>>): string {
  const { id, title, description, notes, fence, expiresAt, isRenewed, takenFrom, unread } = claim
  const from = takenFrom === undefined ? '' : `, taken over from ${escapeLine(takenFrom)}`
  return [
    `#${id} ${isRenewed ? 'is yours already' : 'claimed'}: ${oneLine(title)} (fence ${fence}, lease until ${expiresAt}${from})${renderTold(claim)}`,
    ...(description === '' ? [] : [textBlock(description)]),
    ...(notes > 0 ? [`${count(notes, 'note')}: tm show ${id}`] : []),
    ...(unread > 0 ? [`${count(unread, 'unread notice')}: tm inbox ${id}`] : []),
    `next: tm complete ${id} -m WHAT`,
  ].join('\n')
}

export function renderReady({ tasks, total, isDisjoint, unblocksMax }: Outward<ReadyResult>, style: Style): string {
  const [first] = tasks
  if (first === undefined) {
    const why = total === 0 ? 'no task is ready' : `0 of ${count(total, 'ready task')}: all collide with running work`
    return `${why}\nnext: tm list`
  }
  const rows = tasks.map(({ id, priority, title, unblocks, collisions }) => [
    `#${id}`,
    `P${priority}`,
    oneLine(title),
    [
      ...(unblocks > 0 ? [`unblocks ${unblocks}${unblocks === unblocksMax ? ' or more' : ''}`] : []),
      ...collisions
        .slice(0, 1)
        .map(({ other, severity }) =>
          severity === 'conflict' ? style.red(`conflicts with #${other}`) : `beside #${other}`,
        ),
    ].join(', '),
  ])
  const others = total - tasks.length
  const verdict = isDisjoint
    ? `${tasks.length} of ${count(total, 'ready task')}, disjoint`
    : `${count(total, 'task')} ready`
  const why = isDisjoint
    ? `${others} left out: they collide with these or with running work, or are beyond --max`
    : `${others} more: tm ready --max ${total}`
  return [verdict, formatTable(rows), ...(others > 0 ? [why] : []), `next: tm claim ${first.id}`].join('\n')
}

interface Released {
  readonly results: readonly { readonly id?: number; readonly title?: string; readonly patterns?: readonly string[] }[]
}

export function renderRelease({ results }: Released): string {
  const lines = results.flatMap(({ id, title, patterns }) =>
    patterns === undefined
      ? [`#${id} released: ${oneLine(title ?? '')}`]
      : patterns.map((pattern) => `${escapeLine(pattern)} is free`),
  )
  return [...(lines.length === 0 ? ['nothing was reserved'] : lines), 'next: tm ready'].join('\n')
}

type Beat = Outward<VerbResult<'heartbeat'> & VerbResult<'changes'>>

export function renderHeartbeat({ claims, tasks }: Beat): string {
  const [first] = claims
  if (first === undefined) return 'you hold nothing\nnext: tm next --claim'
  const seen = new Map(tasks.map((task) => [task.id, task]))
  const lines = claims.map(({ id, expiresAt }) => {
    const task = seen.get(id)
    const changed = task === undefined ? '' : `, ${count(task.changes, 'changed file')}`
    return `#${id} renewed until ${expiresAt}${changed}${task === undefined ? '' : renderTold(task)}`
  })
  return [...lines, `next: tm complete ${first.id} -m WHAT`].join('\n')
}

export function renderReap({ isApplied, claims, reservations }: VerbResult<'reap'>): string {
  const lines = [
    ...claims.map(({ id, holder, why }) => `#${id} of ${escapeLine(holder)}: ${why}`),
    ...reservations.map(({ pattern, holder, why }) => `${escapeLine(pattern)} of ${escapeLine(holder)}: ${why}`),
  ]
  if (lines.length === 0) return 'nothing is left behind\nnext: tm ready'
  return [
    isApplied ? `freed ${lines.length}` : `${lines.length} left behind`,
    ...lines,
    isApplied ? 'next: tm ready' : 'next: tm reap --apply',
  ].join('\n')
}
