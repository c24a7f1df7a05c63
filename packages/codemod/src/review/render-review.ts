import { count, escapeLine, truncateLine } from '@groundcrew/core/text'
import type { Check, Plan, Shape } from '../plan/types.ts'
import type { Review, Sample } from './review.ts'

const bytesMax = 3600
const lineLengthMax = 160
const refusedShown = 8
const sampleLinesMax = 8

/** The review of a plan: rare shapes first, with their lines; totals always. */
export function renderReview({ plan, state, samples }: Review, isShapeAsked = false): string {
  const edits = plan.shapes.reduce((sum, shape) => sum + shape.edits, 0)
  const head = headline(plan, { edits, state })
  const tail = [
    ...renderRefused(plan),
    ...renderRemainder(plan),
    ...plan.checks.map(renderCheck),
    nextLine(plan, { edits, state }),
  ]
  const budget = bytesMax - Buffer.byteLength([head, ...tail].join('\n'))
  return [head, ...renderShapes(plan.shapes, samples, { budget, isShapeAsked }), ...tail].join('\n')
}

interface Facts {
  readonly edits: number
  readonly state: Review['state']
}

function headline(plan: Plan, { edits, state }: Facts): string {
  if (edits === 0) {
    const refused = plan.refused.reduce((sum, { matches }) => sum + matches, 0)
    const found = refused === 0 ? '0 matches' : `${count(refused, 'match', 'matches')}, all refused,`
    return `codemod: nothing to change: ${found} in ${count(plan.filesSearched, 'file')}`
  }
  const status = state === 'planned' ? 'nothing is written yet' : state
  const shapes = count(plan.shapes.length, 'shape')
  return `plan ${plan.id}: ${count(edits, 'edit')} in ${count(plan.files.length, 'file')}, ${shapes} (${plan.engine}); ${status}`
}

function nextLine({ id }: Plan, { edits, state }: Facts): string {
  if (edits === 0) return 'next: look for it with `csearch`'
  if (state === 'stale') return `next: codemod apply ${id} --rebase`
  if (state !== 'planned') return `next: codemod undo ${id}`
  return `next: codemod apply ${id} --expect ${edits} (codemod show ${id} --diff shows every line)`
}

function renderShapes(
  shapes: readonly Shape[],
  samples: readonly Sample[],
  { budget, isShapeAsked }: { readonly budget: number; readonly isShapeAsked: boolean },
): readonly string[] {
  const lines: string[] = []
  let bytes = 0
  const shown = shapes.filter(({ id }) => samples.some(({ shape }) => shape === id))
  for (const [index, shape] of shown.entries()) {
    const own = samples.filter((sample) => sample.shape === shape.id)
    const block = [renderShape(shape), ...own.flatMap((sample) => renderSample(sample, isShapeAsked))]
    bytes += Buffer.byteLength(block.join('\n')) + 1
    if (bytes > budget && !isShapeAsked) {
      const left = shown.slice(index)
      const edits = left.reduce((sum, { edits: amount }) => sum + amount, 0)
      lines.push(
        `… ${count(left.length, 'more shape')} with ${count(edits, 'edit')}: show ID --shape ${shape.id}, or --diff`,
      )
      break
    }
    lines.push(...block)
  }
  return lines
}

function renderShape({ id, kind, label, edits, files }: Shape): string {
  return `${id.padEnd(4)} ${edits}x ${kind} ${escapeLine(label)} in ${count(files, 'file')}`
}

function renderSample({ edit, place, before, after }: Sample, isAlone: boolean): readonly string[] {
  return [
    `     ${escapeLine(place)}${isAlone ? ` ${edit}` : ''}`,
    ...sampleLines('-', before),
    ...sampleLines('+', after),
  ]
}

function sampleLines(mark: string, text: string): readonly string[] {
  const lines = withoutIndent(text.replace(/\r?\n$/, '').split('\n'))
  const shown = lines.slice(0, sampleLinesMax).map((line) => line.replace(/\r$/, ''))
  const more = lines.length > shown.length ? [`     ${mark} … ${count(lines.length - shown.length, 'more line')}`] : []
  return [...shown.map((line) => `     ${mark} ${truncateLine(escapeLine(line), lineLengthMax)}`), ...more]
}

/** What all lines begin with is left out. */
function withoutIndent(lines: readonly string[]): readonly string[] {
  const depths = lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length)
  const depth = Math.min(...depths)
  return lines.map((line) => line.slice(Number.isFinite(depth) ? depth : 0).trimEnd())
}

function renderRefused({ refused }: Plan): readonly string[] {
  if (refused.length === 0) return []
  const shown = refused.slice(0, refusedShown).map(({ path, reason, matches }) => {
    return `${escapeLine(path)} (${reason}, ${count(matches, 'match', 'matches')})`
  })
  const more = refused.length > shown.length ? `, … ${refused.length - shown.length} more: --json` : ''
  return [`refused: ${shown.join(', ')}${more}`]
}

function renderRemainder({ remainder }: Plan): readonly string[] {
  return remainder.map(({ reason, count: amount, places }) => {
    const more = amount > places.length ? ', …' : ''
    return `left alone: ${amount}x ${reason}: ${places.map((place) => escapeLine(place)).join(', ')}${more}`
  })
}

function renderCheck({ name, result, detail }: Check): string {
  return `check: ${name} ${result}${detail === undefined ? '' : `: ${escapeLine(detail)}`}`
}
