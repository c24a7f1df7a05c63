import { count, truncateLine } from '../text/index.ts'
import type { Cause, FailureReport, Location } from './types.ts'

export interface RenderOptions {
  readonly causesMax?: number
  /** UTF-8 bytes of all lines with their newlines. */
  readonly bytesMax?: number
}

/**
 * The report as lines to print: one for each cause (`path:line:col message`), its detail indented below it, and last how many
 * more there are. Without causes: that no error was recognised, and the tail; also where the cause only follows from another failure. Never longer than `bytesMax`; at least one line.
 */
export function renderCauses(report: FailureReport, { causesMax = 3, bytesMax = 4000 }: RenderOptions = {}): string[] {
  const [first] = report.causes
  if (first === undefined) return renderTail(report, 'no known error pattern', bytesMax)
  if (report.onlyConsequences === true && report.tail.length > 1) return renderTail(report, headlineOf(first), bytesMax)
  const lines: string[] = []
  const room = Math.max(0, bytesMax - sizeOf([remainder(report.total)]))
  let shown = 0
  for (const cause of report.causes.slice(0, causesMax)) {
    const block = fitBlock(causeLines(cause), room - sizeOf(lines), shown === 0)
    if (block.length === 0) break
    lines.push(...block)
    shown += cause.count
  }
  const left = report.total - shown
  return left > 0 ? [...lines, remainder(left)] : lines
}

function causeLines(cause: Cause): string[] {
  return [headlineOf(cause), ...(cause.detail ?? []).map((line) => `  ${line}`)]
}

function headlineOf(cause: Cause): string {
  const place = cause.location === undefined ? '' : `${formatLocation(cause.location)} `
  const test = cause.test === undefined ? '' : `${cause.test}: `
  const times = cause.count > 1 ? ` (${cause.count} times${morePlaces(cause)})` : ''
  return `${place}${test}${cause.message}${times}`
}

function morePlaces(cause: Cause): string {
  if (cause.places === undefined) return ''
  return `, also ${cause.places
    .slice(0, 2)
    .map((place) => formatLocation(place))
    .join(', ')}`
}

/** `path:line:col`, as far as known. */
export function formatLocation({ file, line, column }: Location): string {
  const parts: (string | number)[] = [file]
  if (line !== undefined) parts.push(line)
  if (line !== undefined && column !== undefined) parts.push(column)
  return parts.join(':')
}

/** A block that fits: whole, without its detail, or (when nothing else would be shown) its first line cut. */
function fitBlock(block: readonly string[], room: number, isFirst: boolean): readonly string[] {
  if (sizeOf(block) <= room) return block
  const [first = ''] = block
  if (sizeOf([first]) <= room) return [first]
  return isFirst ? [cutBytes(first, room - 1)] : []
}

function remainder(left: number): string {
  return `… ${count(left, 'more failure')}`
}

function renderTail(report: FailureReport, reason: string, bytesMax: number): string[] {
  const headline = report.tail.length === 0 ? 'no output' : `${reason}; the last lines:`
  let tail = report.tail.map((line) => `  ${line}`)
  while (tail.length > 0 && sizeOf([headline, ...tail]) > bytesMax) tail = tail.slice(1)
  return [headline, ...tail]
}

function sizeOf(lines: readonly string[]): number {
  return lines.reduce((size, line) => size + Buffer.byteLength(line) + 1, 0)
}

function cutBytes(line: string, bytesMax: number): string {
  let cut = truncateLine(line, Math.max(1, bytesMax))
  while (cut.length > 1 && Buffer.byteLength(cut) > bytesMax) cut = truncateLine(line, Math.floor(cut.length * 0.8))
  return cut
}
