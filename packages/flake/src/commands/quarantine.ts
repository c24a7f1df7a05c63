import { ToolError, usageError, type Io } from '@groundcrew/core/cli'
import type { VerdictEntry } from '@groundcrew/core/history'
import { askSibling } from '@groundcrew/core/process'
import { requireRepository } from '@groundcrew/core/repo'
import { count, escapeLine, formatTable } from '@groundcrew/core/text'
import { percent } from '../report/percent.ts'
import { quoteTest } from '../report/quote-test.ts'
import {
  isDate,
  quarantineFileName,
  readQuarantine,
  writeQuarantine,
  type Quarantine,
  type QuarantineEntry,
} from '../quarantine/quarantine-file.ts'
import { askHistory, findTest } from './place.ts'
import { testFile } from '../model/test-file.ts'

export interface QuarantineReport {
  readonly quarantine: Quarantine
  readonly today: string
  readonly added?: string
  readonly removed?: string
}

export interface QuarantineOptions {
  readonly test: string
  readonly until: string | undefined
  readonly task: number | undefined
  readonly rateMax: number
  readonly reason: string | undefined
}

/** The longest a test may stay, in days. */
const daysMax = 90
const dayMs = 86_400_000

export async function listQuarantine(io: Io): Promise<QuarantineReport> {
  return { quarantine: readQuarantine(await rootOf(io)), today: today(io) }
}

/**
 * Enters a flaky test in the quarantine of the repository, with a task for whoever is to bring it back.
 *
 * @throws ToolError NO_EVIDENCE and BROKEN_TEST (refused: nothing shows that it is flaky), QUARANTINE_FULL, USAGE.
 */
export async function addToQuarantine(io: Io, options: QuarantineOptions): Promise<QuarantineReport> {
  const root = await rootOf(io)
  const until = checkDate(io, options.until)
  const quarantine = readQuarantine(root)
  const { test, verdict } = await findEvidence(io, options.test)
  const others = quarantine.entries.filter((entry) => entry.test !== test)
  if (others.length >= quarantine.entriesMax) {
    throw refusal(
      'QUARANTINE_FULL',
      `${count(others.length, 'test')} are in quarantine, and ${quarantineFileName} allows no more`,
      'bring one back: flake quarantine',
    )
  }
  const entry: QuarantineEntry = {
    test,
    until,
    task: options.task ?? (await openTask(io, { test, until, verdict })),
    rateMax: options.rateMax,
    reason:
      options.reason ?? `${verdict.kind}${verdict.commit === undefined ? '' : ` at ${verdict.commit.slice(0, 7)}`}`,
    since: today(io),
  }
  const changed = { ...quarantine, entries: [...others, entry] }
  writeQuarantine(root, changed)
  return { quarantine: changed, today: today(io), added: test }
}

/** @throws ToolError NO_SUCH_TEST when it is not in quarantine. */
export async function removeFromQuarantine(io: Io, word: string): Promise<QuarantineReport> {
  const root = await rootOf(io)
  const quarantine = readQuarantine(root)
  const test = findTest(
    word,
    quarantine.entries.map((entry) => entry.test),
  )
  const changed = { ...quarantine, entries: quarantine.entries.filter((entry) => entry.test !== test) }
  writeQuarantine(root, changed)
  return { quarantine: changed, today: today(io), removed: test }
}

async function rootOf(io: Io): Promise<string> {
  const { root } = await requireRepository(io.cwd, io.env)
  if (root === undefined)
    throw new ToolError('NO_WORK_TREE', 'there is no work tree here', { hint: 'go to a checkout' })
  return root
}

function today(io: Io): string {
  return new Date(io.now()).toISOString().slice(0, 10)
}

function checkDate(io: Io, until: string | undefined): string {
  if (until === undefined)
    throw usageError(
      '--until is missing: no test stays in quarantine for ever',
      'flake quarantine TEST --until 2026-01-31',
    )
  if (!isDate(until)) throw usageError(`--until ${until} is no date`, '--until 2026-01-31')
  const daysLeft = (Date.parse(`${until}T00:00:00Z`) - Date.parse(`${today(io)}T00:00:00Z`)) / dayMs
  if (daysLeft < 0) throw usageError(`--until ${until} is in the past`, `today is ${today(io)}`)
  if (daysLeft > daysMax)
    throw usageError(`--until ${until} is more than ${daysMax} days away`, 'name a nearer day; it can be renewed')
  return until
}

interface Evidence {
  readonly test: string
  readonly verdict: Pick<VerdictEntry, 'kind' | 'commit'>
}

async function findEvidence(io: Io, word: string): Promise<Evidence> {
  const found = await askHistory(io, async (history) => {
    const test = findTest(word, await history.tests())
    const [summary] = await history.summaries([test])
    return { test, summary }
  })
  const test = found?.test ?? findTest(word, [])
  const { verdict, flipCommits = 0 } = found?.summary ?? {}
  if (verdict?.kind === 'broken') {
    throw refusal(
      'BROKEN_TEST',
      `'${escapeLine(test)}' always fails: that is no flake, and quarantine would hide it`,
      `flake mine ${quoteTest(test)}`,
    )
  }
  if (verdict !== undefined && verdict.kind !== 'ok') return { test, verdict }
  if (flipCommits > 0) return { test, verdict: { kind: `passed and failed at ${count(flipCommits, 'commit')}` } }
  throw refusal(
    'NO_EVIDENCE',
    `nothing shows that '${escapeLine(test)}' is flaky`,
    `flake run --test ${quoteTest(test)}`,
  )
}

async function openTask(io: Io, { test, until, verdict }: Evidence & { readonly until: string }): Promise<number> {
  const file = testFile(test)
  const data = await askSibling(
    'tm',
    [
      'add',
      `Flaky test: ${escapeLine(test)}`,
      '--description',
      `${verdict.kind}; in quarantine until ${until}. Evidence: flake history ${quoteTest(test)}; again: flake repro ${quoteTest(test)}`,
      '--label',
      'flaky',
      '--due',
      until,
      '--link',
      file,
    ],
    { cwd: io.cwd, env: io.env },
  )
  const id = (data as { readonly tasks?: readonly { readonly id?: unknown }[] } | undefined)?.tasks?.[0]?.id
  if (typeof id === 'number') return id
  throw new ToolError('NO_TASK', 'tm opened no task for it; nothing was written', {
    hint: '--task ID names one that is there',
  })
}

function refusal(code: string, message: string, hint: string): ToolError {
  return new ToolError(code, message, { exitCode: 1, hint })
}

export function renderQuarantine({ quarantine, today, added, removed }: QuarantineReport): string {
  const { entries, entriesMax } = quarantine
  const expired = entries.filter(({ until }) => until < today)
  const rows = entries.map(({ test, until, task, rateMax, reason }) => [
    until < today ? 'expired' : 'until',
    until,
    `task ${task}`,
    `at most ${percent(rateMax)}`,
    escapeLine(reason),
    escapeLine(test),
  ])
  const change =
    added === undefined
      ? removed === undefined
        ? ''
        : `brought back: ${escapeLine(removed)}; `
      : `added: ${escapeLine(added)}; `
  const [first] = expired
  const next =
    added === undefined
      ? first === undefined
        ? 'flake gate'
        : `flake run --test ${quoteTest(first.test)}`
      : `git add ${quarantineFileName}`
  return [
    `${change}${entries.length} of ${entriesMax} in quarantine, ${expired.length} expired`,
    ...(rows.length === 0 ? [] : [formatTable(rows)]),
    `next: ${next}`,
  ].join('\n')
}
