import type { SgNode } from '@ast-grep/napi'
import type { Capture, Composed } from './composer.ts'
import type { RewriteRule } from './rewrite-text.ts'
import { findBroken } from './standing.ts'
import { countErrors, kindOf, scriptLanguages, spanOf, type Span, type Syntax } from './syntax.ts'

export interface StatementsCall {
  readonly composed: Composed
  readonly matches: readonly SgNode[]
}

/** What may go on with the line before it. */
export const goesOn = /^\s*[([`+\-/*.,<?]/

export function holdsStatements(node: SgNode): boolean {
  return /^(?:program|statement_block)$/.test(kindOf(node))
}

/** A statement with matches in it, and those beside it with which it could be read as one. In the old text and in the new one. */
interface Unit {
  readonly statement: Span
  readonly previous: Span | undefined
  readonly next: Span | undefined
}

/**
 * Judges the new text by the statements that changed alone: parsing them costs a fraction of parsing the file again. Undefined where one of them does not
 * stand as it is, so that the whole has to be looked at.
 */
export function judgeStatements(
  syntax: Syntax,
  { language, rule }: RewriteRule,
  { composed, matches }: StatementsCall,
): { readonly mayMatchAgain: boolean } | undefined {
  if (!scriptLanguages.some((script) => script === language)) return undefined
  // What matches by a block in it can come about around a statement.
  const { pattern } = rule.rule
  const isDeep = typeof pattern !== 'string' || /[{}]|=>/.test(pattern)
  const units = findUnits(matches)
  if (units === undefined) return undefined
  const placeOf = newPlaces(composed)
  const slices = units.map((unit) => sliceOf(composed.text, unit, placeOf))
  const text = slices.map(({ start, end }) => composed.text.slice(start, end)).join(separator)
  const root = syntax.parse(language, text)
  if (countErrors(root) > 0) return undefined
  const beginnings = new Set(root.children().map((child) => spanOf(child).start))
  const captures: Capture[] = []
  let at = 0
  for (const { start, end, own, next } of slices) {
    const shift = at - start
    // What is left without any text may bring its neighbours together.
    const isApart = own.start < own.end && beginnings.has(own.start + shift)
    if (!isApart || (next !== undefined && !beginnings.has(next + shift))) return undefined
    for (const capture of composed.captures) {
      if (capture.start < own.start || capture.end > own.end) continue
      captures.push({ ...capture, start: capture.start + shift, end: capture.end + shift })
    }
    at += end - start + separator.length
  }
  if (findBroken(syntax, language, { composed: { text, captures }, after: root }).length > 0) return undefined
  return { mayMatchAgain: isDeep || root.find(rule) !== null }
}

/** Ends a statement, whatever it is. */
const separator = '\n;\n'

interface Slice extends Span {
  readonly own: Span
  /** Where the statement behind it begins, as far as that is looked at. */
  readonly next: number | undefined
}

/** In offsets of the new text. */
function sliceOf(text: string, { statement, previous, next }: Unit, placeOf: (offset: number) => number): Slice {
  const own = { start: placeOf(statement.start), end: placeOf(statement.end) }
  const isJoined = previous !== undefined && goesOn.test(text.slice(own.start, own.start + 1))
  return {
    own,
    start: isJoined ? placeOf(previous.start) : own.start,
    end: next === undefined ? own.end : placeOf(next.end),
    next: next === undefined ? undefined : placeOf(next.start),
  }
}

/** Undefined where a match is in no statement of its own. */
function findUnits(matches: readonly SgNode[]): readonly Unit[] | undefined {
  const units = new Map<number, Unit>()
  for (const match of matches) {
    const statement = statementAround(match)
    if (statement === undefined) return undefined
    if (units.has(statement.id())) continue
    const next = withoutComments(statement.next(), (node) => node.next())
    const isHeld = next !== null && goesOn.test(next.text().slice(0, 1))
    const previous = withoutComments(statement.prev(), (node) => node.prev())
    units.set(statement.id(), {
      statement: spanOf(statement),
      previous: previous === null || !previous.isNamed() ? undefined : spanOf(previous),
      next: isHeld ? spanOf(next) : undefined,
    })
  }
  // A statement inside another one that has matches too is a part of it.
  const sorted = [...units.values()].sort(
    (left, right) => left.statement.start - right.statement.start || right.statement.end - left.statement.end,
  )
  let reached = -1
  return sorted.filter(({ statement: { start, end } }) => {
    if (start < reached) return false
    reached = end
    return true
  })
}

function statementAround(match: SgNode): SgNode | undefined {
  let node = match
  for (let parent = match.parent(); parent !== null; parent = parent.parent()) {
    if (holdsStatements(parent)) return node
    node = parent
  }
  return undefined
}

function withoutComments(from: SgNode | null, step: (node: SgNode) => SgNode | null): SgNode | null {
  let node = from
  while (node !== null && kindOf(node) === 'comment') node = step(node)
  return node
}

/** Where an offset of the old text, outside of what is rewritten, is in the new one. */
function newPlaces({ rewrites }: Composed): (offset: number) => number {
  const starts = rewrites.map(({ start }) => start)
  const shifts: number[] = [0]
  for (const { start, end, new: fresh } of rewrites) shifts.push((shifts.at(-1) ?? 0) + fresh.length - (end - start))
  return (offset) => {
    let [low, high] = [0, starts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) < offset) low = middle + 1
      else high = middle
    }
    return offset + (shifts[low] ?? 0)
  }
}
