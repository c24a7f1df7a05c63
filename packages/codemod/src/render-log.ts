import { count, escapeLine, formatTable, truncateLine } from '@groundcrew/core/text'
import type { Log, PlanSummary } from './log.ts'
import type { PlanRequest } from './plan/types.ts'

const requestLengthMax = 70

/** One line for each plan: what became of it, and what to do next with it. */
export function renderLog({ plans, runs, damaged }: Log, limit: number): string {
  const states = ['planned', 'applied', 'partly applied', 'undone'] as const
  const counts = states.flatMap((state) => {
    const amount = plans.filter((plan) => plan.state === state).length
    return amount === 0 ? [] : [`${amount} ${state}`]
  })
  const shown = plans.slice(0, limit)
  const more = plans.length - shown.length
  return [
    [
      `${count(plans.length, 'plan')}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}`,
      count(runs.length, 'run'),
    ].join('; '),
    ...(shown.length === 0 ? [] : [formatTable(shown.map(rowOf))]),
    ...(more === 0 ? [] : [`… ${more} more: --limit ${plans.length}`]),
    ...damaged.slice(0, limit).map((id) => `${id} is not as codemod wrote it: plan again`),
    nextOf(plans),
  ].join('\n')
}

function rowOf(plan: PlanSummary): readonly string[] {
  const amount = `${count(plan.edits, 'edit')} in ${count(plan.files, 'file')}`
  const part = plan.state === 'partly applied' ? `${plan.editsApplied} of ${amount}` : amount
  return [
    plan.id,
    plan.state,
    part,
    truncateLine(describeRequest(plan.request), requestLengthMax),
    plan.lastAt,
    ...(plan.task === undefined ? [] : [`#${plan.task}`]),
    nextFor(plan),
  ]
}

/** The command that goes on with a plan. */
function nextFor({ id, state, workTree }: PlanSummary): string {
  const at = workTree === undefined ? '' : ` -C ${escapeLine(workTree)}`
  return `codemod${at} ${state === 'applied' || state === 'partly applied' ? 'undo' : 'show'} ${id}`
}

function nextOf(plans: readonly PlanSummary[]): string {
  const newest = plans.find(({ workTree }) => workTree === undefined)
  return newest === undefined ? "next: codemod replace 'old' 'new' makes a plan" : `next: ${nextFor(newest)}`
}

/** What was asked for, in one line. */
export function describeRequest(request: PlanRequest): string {
  return escapeLine([request.verb, ...wordsOf(request).map((word) => JSON.stringify(word))].join(' '))
}

function wordsOf(request: PlanRequest): readonly string[] {
  switch (request.verb) {
    case 'replace':
      return [request.options.old, request.options.new]
    case 'rewrite':
      return [request.options.pattern ?? 'rule', request.options.replacement ?? '']
    case 'move':
      return [request.options.source, request.options.target]
    case 'script':
      return [request.options.script]
    case 'recipe':
      return [request.options.recipe]
    case 'rename':
      return [request.options.target, request.options.newName]
  }
}
