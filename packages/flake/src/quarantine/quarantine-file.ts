import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'

/** In the work tree, to be committed: who leaves a test out of the verdict says so in the review. */
export const quarantineFileName = 'flake-quarantine.json'

export interface QuarantineEntry {
  readonly test: string
  /** The last day, `2026-01-31`: from the next one on the entry fails the build. */
  readonly until: string
  /** Of the task database: who brings the test back. */
  readonly task: number
  /** A higher rate of failures, shown with 95 %, fails the build. */
  readonly rateMax: number
  readonly reason: string
  readonly since: string
}

export interface Quarantine {
  /** More entries than this fail the build. */
  readonly entriesMax: number
  readonly entries: readonly QuarantineEntry[]
}

const entriesMaxDefault = 10

/** @throws ToolError BROKEN_QUARANTINE when the file is no such list. */
export function readQuarantine(root: string): Quarantine {
  const file = path.join(root, quarantineFileName)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { entriesMax: entriesMaxDefault, entries: [] }
    throw error
  }
  return parseQuarantine(text)
}

function parseQuarantine(text: string): Quarantine {
  const value = parseJson(text)
  const { entriesMax = entriesMaxDefault, entries } = (value ?? {}) as Partial<Record<keyof Quarantine, unknown>>
  if (typeof entriesMax !== 'number' || !Array.isArray(entries)) throw broken('it has no list of entries')
  // What else a hand has written in stays.
  return { ...(value as object), entriesMax, entries: entries.map(parseEntry) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    if (error instanceof SyntaxError) throw broken(error.message)
    throw error
  }
}

function parseEntry(value: unknown): QuarantineEntry {
  const {
    test,
    until,
    task,
    rateMax,
    reason = '',
    since = '',
  } = (value ?? {}) as Partial<Record<keyof QuarantineEntry, unknown>>
  if (typeof test !== 'string' || typeof task !== 'number' || typeof rateMax !== 'number') {
    throw broken('an entry needs "test", "until", "task" and "rateMax"')
  }
  if (typeof until !== 'string' || !isDate(until))
    throw broken(`"until" of ${JSON.stringify(test)} is no date such as 2026-01-31`)
  return { ...(value as object), test, until, task, rateMax, reason: String(reason), since: String(since) }
}

export function isDate(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** All of it or nothing, sorted by test, so that two branches that add entries merge. */
export function writeQuarantine(root: string, quarantine: Quarantine): void {
  const file = path.join(root, quarantineFileName)
  const entries = [...quarantine.entries].sort((a, b) => (a.test < b.test ? -1 : 1))
  writeFileSync(`${file}.tmp`, `${JSON.stringify({ ...quarantine, entries }, undefined, 2)}\n`)
  renameSync(`${file}.tmp`, file)
}

function broken(why: string): ToolError {
  return new ToolError('BROKEN_QUARANTINE', `${quarantineFileName} cannot be read: ${why}`, {
    hint: `git diff ${quarantineFileName}`,
  })
}
