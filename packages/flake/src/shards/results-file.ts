import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { ToolError } from '@groundcrew/core/cli'
import type { RunEntry } from '@groundcrew/core/history'
import type { Attempt } from '../model/run-record.ts'
import type { FlakeReport } from '../report/report.ts'
import type { Shard } from './shards.ts'

/** What one machine found, with everything that the whole needs of it. */
export interface ShardResults {
  /** Of this call: joined a second time, it is not counted again. */
  readonly id: string
  readonly shard: Shard
  /** All tests of the suite, and those of them that were this shard's. */
  readonly collected: readonly string[]
  readonly looked: readonly string[]
  readonly report: FlakeReport
  /** Of each of its tests in the runs of the suite. */
  readonly attempts: readonly (readonly [test: string, attempts: readonly Attempt[]])[]
  readonly entries: readonly RunEntry[]
}

const format = 'groundcrew-flake-results'
const formatVersion = 1

export function writeResults(file: string, results: Omit<ShardResults, 'id'>): void {
  const text = JSON.stringify({ format, formatVersion, id: randomUUID(), ...results })
  try {
    writeFileSync(file, `${text}\n`)
  } catch (error) {
    throw new ToolError('UNWRITABLE', `${file} cannot be written (${codeOf(error)})`, {
      hint: '--results names a file in a directory that is there',
    })
  }
}

/** @throws ToolError UNREADABLE, NOT_RESULTS. */
export function readResults(file: string): ShardResults {
  const value = parse(readText(file))
  if (isResults(value)) return value
  const isNewer = (value as { readonly format?: unknown } | undefined)?.format === format
  throw new ToolError(
    'NOT_RESULTS',
    isNewer ? `${file} was written by another version of flake` : `${file} is no whole file of results`,
    { hint: 'flake run --shard 1/4 --results FILE writes one', exitCode: 2 },
  )
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ToolError('UNREADABLE', `${file} cannot be read (${codeOf(error)})`, {
      hint: 'name the files that flake run --results wrote, or a directory of them',
      exitCode: 2,
    })
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function isResults(value: unknown): value is ShardResults {
  const { shard, report, ...fields } = (value ?? {}) as Partial<
    Record<keyof ShardResults | 'format' | 'formatVersion', unknown>
  >
  const { index, count } = (shard ?? {}) as Partial<Record<keyof Shard, unknown>>
  const { verdicts, troubles = [], runs, suite } = (report ?? {}) as Partial<Record<keyof FlakeReport, unknown>>
  return (
    fields.format === format &&
    fields.formatVersion === formatVersion &&
    typeof fields.id === 'string' &&
    Number.isSafeInteger(index) &&
    Number.isSafeInteger(count) &&
    typeof suite === 'object' &&
    [fields.collected, fields.looked, fields.attempts, fields.entries, verdicts, troubles, runs].every(Array.isArray)
  )
}
