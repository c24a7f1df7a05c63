import { count, escapeLine, formatNumber } from '@groundcrew/core/text'
import { renderGroupLine, type Grouped } from './budget.ts'
import type { Probe } from './probe.ts'
import type { SearchHit } from './csearch.ts'
import { printable } from './printable.ts'
import type { SearchSummary } from './search-summary.ts'
import type { Places } from './symbols.ts'

export type Layout = 'lines' | 'files' | 'counts' | 'only-matching' | 'vimgrep'

export interface RenderOptions {
  readonly layout: Layout
  readonly hasLineNumbers: boolean
  readonly hasColumns: boolean
  readonly isEnclosing: boolean
}

/** Matches below their files, with counts of what each has besides. */
export function renderGrouped({ groups, filesLeftOut, linesLeftOut }: Grouped): string {
  const lines = groups.flatMap(({ path, shown, leftOut }) => [
    escapeLine(path),
    ...shown.map(renderGroupLine),
    ...(leftOut > 0 ? [`  … ${leftOut} more`] : []),
  ])
  if (filesLeftOut > 0)
    lines.push(`… ${count(filesLeftOut, 'more file')}; ${count(linesLeftOut, 'line')} left out in all`)
  return lines.join('\n')
}

/** Matches as ripgrep prints them. */
export function renderHits(hits: readonly SearchHit[], options: RenderOptions): string {
  const matches = hits.filter((hit) => hit.isMatch)
  if (options.layout === 'files') return [...new Set(matches.map((hit) => escapeLine(hit.path)))].join('\n')
  if (options.layout === 'counts') {
    const counts = new Map<string, number>()
    for (const hit of matches) counts.set(hit.path, (counts.get(hit.path) ?? 0) + hit.text.split('\n').length)
    return [...counts].map(([path, amount]) => `${escapeLine(path)}:${amount}`).join('\n')
  }
  if (options.layout === 'lines')
    return contextGroups(hits)
      .map((group) => group.map((hit) => renderLines(hit, options)).join('\n'))
      .join('\n--\n')
  return matches.flatMap((hit) => renderMatches(hit, options)).join('\n')
}

/** Runs of neighbouring lines, where there is context. */
function contextGroups(hits: readonly SearchHit[]): readonly (readonly SearchHit[])[] {
  if (hits.every((hit) => hit.isMatch)) return hits.length === 0 ? [] : [hits]
  const groups: SearchHit[][] = []
  for (const hit of hits) {
    const last = groups.at(-1)?.at(-1)
    const isNext = last !== undefined && last.path === hit.path && hit.line === last.line + last.text.split('\n').length
    if (isNext) groups.at(-1)?.push(hit)
    else groups.push([hit])
  }
  return groups
}

function renderLines(hit: SearchHit, { hasLineNumbers, hasColumns, isEnclosing }: RenderOptions): string {
  const mark = hit.isMatch ? ':' : '-'
  const column = hasColumns && hit.isMatch ? `${(hit.ranges[0]?.start ?? 0) + 1}${mark}` : ''
  const place = isEnclosing && hit.isMatch ? enclosing(hit) : ''
  return hit.text
    .split('\n')
    .map(
      (line, index) =>
        `${escapeLine(hit.path)}${mark}${hasLineNumbers ? `${hit.line + index}${mark}` : ''}${column}${place}${printable(line)}`,
    )
    .join('\n')
}

/** The symbol around a match with its lines, so that it can be read next. */
function enclosing({ context }: SearchHit): string {
  const [symbol] = context?.symbols ?? []
  const lines = context?.within === undefined ? '' : ` ${context.within.line}-${context.within.endLine}`
  return symbol === undefined ? '' : `[${symbol}${lines}] `
}

function renderMatches(hit: SearchHit, { layout, hasLineNumbers, hasColumns }: RenderOptions): readonly string[] {
  const bytes = Buffer.from(hit.text)
  return hit.ranges.map(({ start, end }) => {
    const line = hit.line + countLines(bytes.subarray(0, start))
    const lineStart = start === 0 ? 0 : bytes.lastIndexOf(10, start - 1) + 1
    const column = start - lineStart + 1
    if (layout === 'vimgrep')
      return `${escapeLine(hit.path)}:${line}:${column}:${printable(hit.text.split('\n')[line - hit.line] ?? '')}`
    const place = `${escapeLine(hit.path)}:${hasLineNumbers ? `${line}:` : ''}${hasColumns ? `${column}:` : ''}`
    return bytes
      .toString('utf8', start, end)
      .split('\n')
      .map((part) => place + printable(part))
      .join('\n')
  })
}

function countLines(bytes: Buffer): number {
  let lines = 0
  for (const byte of bytes) if (byte === 10) lines++
  return lines
}

const HIDDEN_SHOWN = 3

/** The closing remark: what was searched, found and left out, and where else it would have been found. */
export function renderSummary(report: SearchSummary, linesLeftOut = 0): string {
  const parts = [
    `${count(report.filesSearched, 'file')} searched${ruledOut(report)}, ${count(report.matches, 'matching line')} in ${count(report.filesMatched, 'file')}`,
  ]
  if (report.elsewhere > 0)
    parts.push(
      `${count(report.elsewhere, 'matching line')} elsewhere, outside what --kind, --in, --changed or --path-prefix ask for`,
    )
  if (report.unknownSymbol !== undefined) parts.push(`no symbol ${report.unknownSymbol} is known`)
  if (report.leftOut > 0)
    parts.push(
      `${report.matches - report.leftOut} shown, ${count(report.leftOut, 'matching line')} left out by ${report.isGrouped ? '--budget' : '--limit'}`,
    )
  if (linesLeftOut > 0) parts.push(`${count(linesLeftOut, 'line')} left out by --budget`)
  if (report.binary.length > 0)
    parts.push(
      `${count(report.binary.length, 'binary file')} searched only up to the first NUL: ${report.binary.slice(0, HIDDEN_SHOWN).join(', ')} (-a searches them)`,
    )
  if (report.problems.length > 0)
    parts.push(`${count(report.problems.length, 'file')} unreadable: ${report.problems[0] ?? ''}`)
  if (report.probe !== undefined) parts.push(...renderProbe(report.probe, report.matches))
  if (report.wordsInstead !== undefined) parts.push(`ranked files: csearch --words '${report.wordsInstead}'`)
  if (report.isCodeIndexMissing) parts.push('code-map build lets similar identifiers be named')
  else if (report.similarNames.length > 0) parts.push(`nearest identifiers: ${report.similarNames.join(', ')}`)
  return parts.map((part) => escapeLine(part)).join('; ')
}

function ruledOut({ filesRuledOut }: SearchSummary): string {
  return filesRuledOut === 0 ? '' : ` (the text index rules out ${formatNumber(filesRuledOut)})`
}

function renderProbe({ hidden, otherCase, otherReadings, isPartial }: Probe, matches: number): readonly string[] {
  const places = [...new Set(hidden.map(({ place }) => place))]
  const parts = places.map((place) => {
    const inPlace = hidden.filter((entry) => entry.place === place)
    const shown = inPlace.slice(0, HIDDEN_SHOWN).map(({ path, line }) => `${path}:${line}`)
    const more = inPlace.length > HIDDEN_SHOWN ? ', …' : ''
    return `${inPlace.length} in ${place === 'behind a link' ? 'files behind a link' : `${place} files`}: ${shown.join(', ')}${more}`
  })
  parts.push(...otherReadings.map(({ reading, matches: lines }) => `${count(lines, 'matching line')} with ${reading}`))
  if (otherCase > 0) parts.push(`${otherCase} more with -i`)
  if (isPartial) parts.push('ignored and hidden files were not all looked at: -uuu -a does')
  else if (matches === 0 && parts.length === 0) parts.push('none in ignored, hidden or binary files either')
  return parts
}

export function renderPlaces({ shown }: Places): string {
  return shown
    .map(({ path, line, column, text }) => `${escapeLine(path)}:${line}:${column}:${escapeLine(text)}`)
    .join('\n')
}

export function renderPlacesSummary({ total, shown, similarNames, remark }: Places): string {
  const parts = [`${count(total, 'result')}${remark === undefined ? '' : ` (${remark})`}`]
  if (total > shown.length) parts.push(`${total - shown.length} left out by --limit`)
  if (similarNames.length > 0) parts.push(`nearest identifiers: ${similarNames.join(', ')}`)
  return parts.join('; ')
}
