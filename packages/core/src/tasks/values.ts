import { usageError } from '../cli/index.ts'
import { repositoryPath, type PathContext } from './resource.ts'
import type { FileLink } from './types.ts'

/** Priorities: higher is sooner, 0 is normal. */
const PRIORITY_MAX = 1000
const TITLE_CHARS_MAX = 1000
const LABEL = /^[^\s,]{1,64}$/

/** The word that clears a field which may be empty. */
export const NONE = 'none'

export function parseTitle(text: string): string {
  const title = text.trim()
  if (title === '') throw usageError('a task needs a title', "tm add 'What is to be done'")
  if (title.length > TITLE_CHARS_MAX) {
    throw usageError(`the title is longer than ${TITLE_CHARS_MAX} characters`, 'put the rest into --description')
  }
  return title
}

export function parsePriority(priority: number): number {
  if (Number.isInteger(priority) && Math.abs(priority) <= PRIORITY_MAX) return priority
  throw usageError(
    `priority ${priority}: a whole number from -${PRIORITY_MAX} to ${PRIORITY_MAX}`,
    'higher is sooner, 0 is normal',
  )
}

/** An ISO 8601 date or time, in UTC unless it names another zone; in milliseconds since the epoch. */
export function parseTime(text: string): number {
  const [, date, time, zone] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text.trim()) ?? []
  const timeMs = date === undefined ? Number.NaN : Date.parse(`${date}T${time ?? '00:00'}${zone ?? 'Z'}`)
  // Date.parse takes 2025-02-30 for a day in March: only what comes back unchanged was a date.
  const isDate =
    date !== undefined && !Number.isNaN(timeMs) && new Date(Date.parse(`${date}T00:00Z`)).toISOString().startsWith(date)
  if (!isDate) throw usageError(`${JSON.stringify(text)} is not a date`, 'write it as 2025-12-31 or 2025-12-31T18:00Z')
  return timeMs
}

export function parseLabels(labels: readonly string[]): readonly string[] {
  for (const label of labels) {
    if (!LABEL.test(label))
      throw usageError(`label ${JSON.stringify(label)}: not one word of at most 64 characters`, '--label a,b gives two')
  }
  return [...new Set(labels)].sort()
}

/** `FILE` or `FILE:LINE`. */
export function parseLink(text: string, paths: PathContext): FileLink {
  const [, file = '', line] = /^(.+?)(?::([1-9]\d{0,8}))?$/s.exec(text) ?? []
  if (file === '') throw usageError(`${JSON.stringify(text)} names no file`, 'write it as src/x.ts or src/x.ts:12')
  const normalized = repositoryPath(file, paths)
  return line === undefined ? { file: normalized } : { file: normalized, line: Number(line) }
}
