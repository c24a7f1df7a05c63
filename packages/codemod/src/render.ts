import { count, escapeLine, formatTable, truncateLine } from '@groundcrew/core/text'
import type { ApplyReport } from './apply/apply.ts'
import type { UndoReport } from './apply/undo.ts'
import type { Log, PlanDiff, PlanSummary, Rebase, Verification, VerifiedApply } from './codemod.ts'
import type { PlanRequest } from './plan/types.ts'
import { renderReview } from './review/render-review.ts'

const placesShown = 10
const rowsShown = 15
const lineLengthMax = 200

export function renderApply(report: ApplyReport | VerifiedApply): string {
  const { plan, run, edits, files, editsLeftOut } = report
  const verify = 'verify' in report ? report.verify : undefined
  const left = editsLeftOut === 0 ? '' : `, ${count(editsLeftOut, 'edit')} of the plan left out`
  const state = verify?.isRolledBack === true ? 'rolled back' : 'applied'
  return [
    `${state} ${plan}: ${count(edits, 'edit')} in ${count(files.length, 'file')}${left} (run r${run})`,
    ...(verify === undefined ? [] : renderVerification(verify)),
    verify?.isRolledBack === true
      ? `next: codemod show ${plan}`
      : `next: check the result; codemod undo ${plan} takes it back`,
  ].join('\n')
}

function renderVerification({ engine, projects, newDiagnostics }: Verification): readonly string[] {
  const shown = newDiagnostics
    .slice(0, placesShown)
    .map((message) => `new: ${truncateLine(escapeLine(message), lineLengthMax)}`)
  const more = newDiagnostics.length > shown.length ? [`… ${newDiagnostics.length - shown.length} more: --json`] : []
  const head = `verify: ${count(newDiagnostics.length, 'new diagnostic')} in ${count(projects, 'project')} (${engine})`
  return [head, ...shown, ...more]
}

export function renderUndo({ plan, edits, files, kept }: UndoReport): string {
  const head = `undid ${plan}: ${count(edits, 'edit')} in ${count(files.length, 'file')} taken back, ${kept.length} kept`
  const lines = kept.slice(0, placesShown).map(({ id, place, reason }) => `kept ${id} ${escapeLine(place)}: ${reason}`)
  const more = kept.length > lines.length ? [`… ${kept.length - lines.length} more: --json`] : []
  const next = kept.length === 0 ? `next: codemod show ${plan}` : 'next: change those places by hand'
  return [head, ...lines, ...more, next].join('\n')
}

export function renderRebase({ from, review, delta }: Rebase): string {
  const { same, gone, added } = delta
  const head = `rebased ${from}: ${same} edits are the same, ${gone.length} gone, ${added.length} new; nothing is written`
  const list = (mark: string, places: readonly string[]): string[] => {
    const more = places.length > placesShown ? [`${mark} … ${places.length - placesShown} more`] : []
    return [...places.slice(0, placesShown).map((place) => `${mark} ${escapeLine(place)}`), ...more]
  }
  return [head, ...list('-', gone), ...list('+', added), renderReview(review)].join('\n')
}

export function renderDiff({ diff, changed }: PlanDiff): string {
  return [diff, ...changed.map((path) => `# ${escapeLine(path)} has changed since the plan`)].filter(Boolean).join('\n')
}

export function renderLog({ runs, plans }: Log): string {
  const head = `${count(plans.length, 'plan')}, ${plans.filter(({ isApplied }) => isApplied).length} applied; ${count(runs.length, 'run')}`
  const runRows = runs
    .slice(0, rowsShown)
    .map(({ number, kind, plan, at, edits, files }) => [
      `r${number}`,
      kind,
      plan,
      count(edits, 'edit'),
      count(files, 'file'),
      at,
    ])
  const planRows = plans
    .slice(0, rowsShown)
    .map((plan) => [
      plan.id,
      plan.isApplied ? 'applied' : 'planned',
      count(plan.edits, 'edit'),
      describeRequest(plan.request),
    ])
  const more = plans.length > rowsShown || runs.length > rowsShown ? ['… older ones: --json'] : []
  return [head, ...tableLines(planRows), ...tableLines(runRows), ...more, nextOf(plans)].join('\n')
}

function tableLines(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : [formatTable(rows)]
}

function nextOf(plans: readonly PlanSummary[]): string {
  const [newest] = plans
  if (newest === undefined) return "next: codemod replace 'old' 'new' makes a plan"
  return `next: codemod ${newest.isApplied ? 'undo' : 'show'} ${newest.id}`
}

function describeRequest(request: PlanRequest): string {
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
