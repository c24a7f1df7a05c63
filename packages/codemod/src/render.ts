import { count, escapeLine, truncateLine } from '@groundcrew/core/text'
import type { ApplyReport } from './apply/apply.ts'
import type { UndoReport } from './apply/undo.ts'
import type { Verification, VerifiedApply } from './apply-verified.ts'
import type { PlanDiff, Rebase } from './codemod.ts'
import { renderReview } from './review/render-review.ts'
import type { Review } from './review/review.ts'

const placesShown = 10
const lineLengthMax = 200

export function renderApply(report: ApplyReport | VerifiedApply): string {
  const { plan, run, edits, files, editsLeftOut, formatted, task } = report
  const verify = 'verify' in report ? report.verify : undefined
  const left = editsLeftOut === 0 ? '' : `, ${count(editsLeftOut, 'edit')} of the plan left out`
  const isGone = verify?.isRolledBack === true
  const head =
    edits === 0
      ? `applied nothing of ${plan}: no part of it passes`
      : `${isGone ? 'rolled back' : 'applied'} ${plan}: ${count(edits, 'edit')} in ${count(files.length, 'file')}${left} (run r${run})`
  return [
    head,
    ...(formatted === undefined ? [] : [renderFormatted(formatted)]),
    ...(verify === undefined ? [] : renderVerification(verify)),
    ...(task === undefined ? [] : [`task #${task} was told`]),
    isGone ? `next: codemod show ${plan}` : `next: check the result; codemod undo ${plan} takes it back`,
  ].join('\n')
}

function renderFormatted({ formatters, filesLeft }: NonNullable<ApplyReport['formatted']>): string {
  const ran = formatters.map(({ name, files }) => `${name} on ${count(files, 'file')}`).join(', ')
  return `format: ${ran}${filesLeft === 0 ? '' : `; no formatter for ${count(filesLeft, 'file')}`}`
}

function renderVerification(verify: Verification): readonly string[] {
  const { engine, projects, newDiagnostics, tests, failuresBefore, newFailures, goodPart, log } = verify
  const isBad = newDiagnostics.length + newFailures.length > 0 || goodPart !== undefined
  return [
    engine === undefined
      ? 'verify: no tsconfig.json to check'
      : `verify: ${count(newDiagnostics.length, 'new diagnostic')} in ${count(projects, 'project')} (${engine})`,
    ...shorten('new: ', newDiagnostics),
    testsLine({ tests, failuresBefore, newFailures, isRun: newDiagnostics.length === 0 }),
    ...shorten('new: ', newFailures),
    ...(goodPart === undefined ? [] : renderGoodPart(goodPart)),
    ...(isBad ? [`log: ${escapeLine(log)}`] : []),
  ]
}

function testsLine({
  tests,
  failuresBefore,
  newFailures,
  isRun,
}: Pick<Verification, 'tests' | 'failuresBefore' | 'newFailures'> & { readonly isRun: boolean }): string {
  if (tests === undefined) return 'tests: none reach the files'
  if (!isRun) return 'tests: not run, because of the diagnostics'
  const before = failuresBefore === 0 ? '' : `, ${failuresBefore} failed before`
  return `tests: ${count(newFailures.length, 'new failure')}${before} (${truncateLine(escapeLine(tests.join(' ')), lineLengthMax)})`
}

function renderGoodPart({ leftOut, runs, isLargest }: NonNullable<Verification['goodPart']>): readonly string[] {
  const end = isLargest ? '' : '; the runs were spent: more of it may pass'
  const lines = leftOut.map(({ id, place, reason }) => `${id} ${place}: ${reason}`)
  return [
    `left out: ${count(leftOut.length, 'edit')}, found in ${count(runs, 'run')}${end}`,
    ...shorten('left out ', lines),
  ]
}

/** The first few, and how many more there are. */
function shorten(mark: string, lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, placesShown).map((line) => `${mark}${truncateLine(escapeLine(line), lineLengthMax)}`)
  return lines.length > shown.length ? [...shown, `… ${lines.length - shown.length} more: --json`] : shown
}

export function renderUndo({ plan, edits, files, kept, task }: UndoReport): string {
  const head = `undid ${plan}: ${count(edits, 'edit')} in ${count(files.length, 'file')} taken back, ${kept.length} kept`
  const lines = kept.map(({ id, place, reason }) => `${id} ${place}: ${reason}`)
  const told = task === undefined ? [] : [`task #${task} was told`]
  const next = kept.length === 0 ? `next: codemod show ${plan}` : 'next: change those places by hand'
  return [head, ...shorten('kept ', lines), ...told, next].join('\n')
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

/** A plan that `apply` made and did not apply. */
export function renderUnconfirmed(review: Review): string {
  const lines = renderReview(review).split('\n')
  return ['not applied: --yes is missing', ...lines].join('\n')
}

export function renderDiff({ diff, changed }: PlanDiff): string {
  return [diff, ...changed.map((path) => `# ${escapeLine(path)} has changed since the plan`)].filter(Boolean).join('\n')
}
