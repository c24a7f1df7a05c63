import { countTokens, escapeLine, truncateLine } from '@groundcrew/core/text'
import type { SearchHit } from './csearch.ts'

/** A longer line shows its beginning alone: one minified file would take the whole budget. */
const LINE_LENGTH_MAX = 200
/** Room for `… 12 more` below each file, and for the last line. */
const REMARK_TOKENS = 6
const LAST_LINE_TOKENS = 14

/** Matches of one file that are shown, and how many more it has. */
export interface FileGroup {
  readonly path: string
  readonly shown: readonly SearchHit[]
  readonly leftOut: number
}

export interface Grouped {
  readonly groups: readonly FileGroup[]
  readonly filesLeftOut: number
  /** All of them, also those of files that are shown. */
  readonly linesLeftOut: number
}

/**
 * As many matches as the budget holds: first one of each file, as many files as fit, then the second ones, and so on. The order of files is that
 * of the hits. What does not fit is counted.
 */
export function groupWithinBudget(hits: readonly SearchHit[], tokens: number): Grouped {
  const files = byFile(hits)
  let tokensLeft = tokens - LAST_LINE_TOKENS
  let fitting = 0
  for (const file of files) {
    const [first] = file.found
    if (first === undefined) break
    const size = sizeOf(escapeLine(file.path)) + sizeOf(renderGroupLine(first)) + REMARK_TOKENS
    if (size > tokensLeft) break
    tokensLeft -= size
    file.shown = 1
    fitting++
  }
  for (let round = 1; ; round++) {
    const open = files.slice(0, fitting).filter((file) => file.shown === round && file.found.length > round)
    if (open.length === 0) break
    for (const file of open) {
      const next = file.found[round]
      const size = next === undefined ? Infinity : sizeOf(renderGroupLine(next))
      if (size > tokensLeft) continue
      tokensLeft -= size
      file.shown++
    }
  }
  const shown = files.slice(0, fitting)
  return {
    groups: shown.map((file) => ({
      path: file.path,
      shown: file.found.slice(0, file.shown),
      leftOut: file.found.length - file.shown,
    })),
    filesLeftOut: files.length - fitting,
    linesLeftOut: files.reduce((sum, file) => sum + file.found.length - file.shown, 0),
  }
}

function byFile(hits: readonly SearchHit[]): { readonly path: string; readonly found: SearchHit[]; shown: number }[] {
  const files = new Map<string, SearchHit[]>()
  for (const hit of hits) {
    if (!hit.isMatch) continue
    const found = files.get(hit.path)
    if (found === undefined) files.set(hit.path, [hit])
    else found.push(hit)
  }
  return [...files].map(([path, found]) => ({ path, found, shown: 0 }))
}

function sizeOf(line: string): number {
  return countTokens(`${line}\n`)
}

/** A match below its file's name. */
export function renderGroupLine({ line, text, context }: SearchHit): string {
  const within = context?.symbols[0] === undefined ? '' : `[${context.symbols[0]}] `
  const first = text.split('\n', 1)[0] ?? ''
  return `  ${line}: ${within}${escapeLine(truncateLine(first.trim().replaceAll('\t', ' '), LINE_LENGTH_MAX))}`
}

/** As many lines, the first ones, as the budget holds, and how many are left out. */
export function linesWithinBudget(
  text: string,
  tokens: number | undefined,
): { readonly text: string; readonly leftOut: number } {
  if (tokens === undefined) return { text, leftOut: 0 }
  const lines = text.split('\n')
  let counted = 0
  const end = lines.findIndex((line) => (counted += sizeOf(line)) > tokens)
  return end === -1 ? { text, leftOut: 0 } : { text: lines.slice(0, end).join('\n'), leftOut: lines.length - end }
}
