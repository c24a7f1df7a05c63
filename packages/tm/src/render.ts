/** What the answers of all commands are made of; those of each group of commands are in `render/`. */
import { count, escapeControl, escapeLine, formatNumber, truncateLine } from '@groundcrew/core/text'
import type { Counts, Note, Told } from '@groundcrew/core/tasks'
import type { Outward } from './outward.ts'

export const ADD_ONE = "tm add 'What is to be done'"
const TITLE_CHARS_MAX = 80
export const LINE_CHARS_MAX = 300

/** A title on one line, safe for a terminal. */
export function oneLine(text: string, charsMax = TITLE_CHARS_MAX): string {
  return truncateLine(escapeLine(text), charsMax)
}

const BLOCK_CHARS_MAX = 1000

/** Text of several lines, safe for a terminal; of a long one the beginning. */
export function textBlock(text: string, charsMax = BLOCK_CHARS_MAX): string {
  const more = text.length - charsMax
  if (more <= 0) return escapeControl(text)
  return `${escapeControl(text.slice(0, charsMax))}… ${formatNumber(more)} more characters: --json`
}

/** ` (told 2 other tasks)`, or nothing. */
export function renderTold({ told, untold = 0 }: Told): string {
  if (told === 0) return ''
  return ` (told ${count(told, 'other task')}${untold > 0 ? `; ${untold} more that it concerns were not told` : ''})`
}

const IDS_SHOWN_MAX = 12

export function idList(ids: readonly number[]): string {
  const shown = ids.slice(0, IDS_SHOWN_MAX).map((id) => `#${id}`)
  return [shown.join(', '), ...(ids.length > shown.length ? [`and ${ids.length - shown.length} more`] : [])].join(' ')
}

export function placeOf({ file, line }: Outward<Note>): string {
  return `${escapeLine(file ?? '')}${line === undefined ? '' : `:${line}`}`
}

/** `conflict (started)` */
export function labelOf(type: string, stage: string): string {
  const name = type.replace(/^impact_/, '').replaceAll('_', ' ')
  return type.startsWith('impact_') ? `${name} (${stage})` : name
}

export function countsLine({ open, held, completed, cancelled }: Counts): string {
  return `${open} open (${held} in progress), ${completed} completed${cancelled > 0 ? `, ${cancelled} cancelled` : ''}`
}
