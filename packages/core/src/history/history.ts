import path from 'node:path'
import { openConnection, type Connection } from '../tasks/index.ts'
import { HISTORY_SCHEMA } from './schema.ts'
import type { AttemptEntry, PastAttempt, RunEntry, TestOutcome, TestSummary, VerdictEntry } from './types.ts'

/** The oldest runs are removed beyond so many attempts: about a hundred megabytes. */
const attemptsMax = 2_000_000
const messageLengthMax = 2000

/** What every test of a repository did, over its commits and work trees. */
export interface History {
  readonly file: string
  /** All of the run or nothing. */
  record(run: RunEntry): Promise<void>
  saveVerdicts(verdicts: readonly VerdictEntry[]): Promise<void>
  /** The newest first. */
  attemptsOf(test: string, options: { readonly limit: number }): Promise<readonly PastAttempt[]>
  /** Of each of these tests that is known; without names, of every test that ever failed. The most failures first. */
  summaries(tests?: readonly string[]): Promise<readonly TestSummary[]>
  /** The names of all tests, sorted. */
  tests(): Promise<readonly string[]>
  /** The newest of a test. */
  verdictOf(test: string): Promise<VerdictEntry | undefined>
  close(): void
}

/**
 * Opens the history in a state directory (`core/repo`), and makes it when it is not there. With `isOnlyExisting` and no history there it
 * gives undefined and makes nothing.
 *
 * @throws ToolError as `openConnection` of the task database does.
 */
export async function openHistory(
  stateDirectory: string,
  { isOnlyExisting = false }: { readonly isOnlyExisting?: boolean } = {},
): Promise<History | undefined> {
  const file = path.join(stateDirectory, 'history.db')
  const connection = await openConnection({ file, schema: HISTORY_SCHEMA, isOnlyExisting })
  if (connection === undefined) return undefined
  return {
    file,
    record: async (run) => connection.write(() => insertRun(connection, run)),
    saveVerdicts: async (verdicts) =>
      connection.write(() => verdicts.forEach((verdict) => insertVerdict(connection, verdict))),
    attemptsOf: async (test, { limit }) => connection.read(() => selectAttempts(connection, test, limit)),
    summaries: async (tests) => connection.read(() => selectSummaries(connection, tests)),
    tests: async () =>
      connection.read(
        () => connection.prepare('SELECT name FROM tests ORDER BY name').pluck().all() as readonly string[],
      ),
    verdictOf: async (test) => connection.read(() => selectVerdict(connection, test)),
    close: () => connection.close(),
  }
}

function insertRun(connection: Connection, run: RunEntry): void {
  const { lastInsertRowid } = connection
    .prepare('INSERT INTO runs VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
    .run(
      run.atMs,
      run.tool,
      run.runner,
      JSON.stringify(run.command),
      run.worktree,
      run.commit ?? null,
      run.isDirty ? 1 : 0,
      JSON.stringify(run.environment),
      run.purpose,
      Math.round(run.durationMs),
    )
  const insert = connection.prepare('INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?)')
  for (const [position, attempt] of run.attempts.entries()) {
    const { outcome, durationMs = null, message } = attempt
    const test = testId(connection, attempt.test)
    insert.run(lastInsertRowid, position, test, outcome, durationMs, message?.slice(0, messageLengthMax) ?? null)
  }
  prune(connection)
}

function insertVerdict(connection: Connection, { test, atMs, commit, kind, data }: VerdictEntry): void {
  connection
    .prepare('INSERT INTO verdicts VALUES (NULL, ?, ?, ?, ?, ?)')
    .run(testId(connection, test), atMs, commit ?? null, kind, JSON.stringify(data))
}

function testId(connection: Connection, name: string): number {
  connection.prepare('INSERT INTO tests (name) VALUES (?) ON CONFLICT DO NOTHING').run(name)
  return connection.prepare('SELECT id FROM tests WHERE name = ?').pluck().get(name) as number
}

function prune(connection: Connection): void {
  // The primary key is a b-tree of runs: counting its rows is the cost, so only every hundredth run counts.
  const newest = connection.prepare('SELECT MAX(id) FROM runs').pluck().get() as number
  if (newest % 100 !== 0) return
  let attempts = connection.prepare('SELECT COUNT(*) FROM attempts').pluck().get() as number
  const oldest = connection.prepare('SELECT run, COUNT(*) AS attempts FROM attempts GROUP BY run ORDER BY run')
  for (const { run, attempts: count } of oldest.all() as readonly {
    readonly run: number
    readonly attempts: number
  }[]) {
    if (attempts <= attemptsMax) return
    connection.prepare('DELETE FROM runs WHERE id = ?').run(run)
    attempts -= count
  }
}

interface AttemptRow {
  readonly at: number
  readonly runner: string
  readonly tool: string
  readonly purpose: string
  readonly command: string
  readonly worktree: string
  readonly commit_id: string | null
  readonly is_dirty: number
  readonly environment: string
  readonly outcome: TestOutcome
  readonly duration_ms: number | null
  readonly message: string | null
}

function selectAttempts(connection: Connection, test: string, limit: number): readonly PastAttempt[] {
  const rows = connection
    .prepare(
      `SELECT runs.*, attempts.outcome, attempts.duration_ms, attempts.message FROM attempts JOIN runs ON runs.id = attempts.run
       WHERE attempts.test = (SELECT id FROM tests WHERE name = ?) ORDER BY attempts.run DESC, attempts.position DESC LIMIT ?`,
    )
    .all(test, limit) as readonly AttemptRow[]
  return rows.map((row) => ({
    ...readAttempt(test, row),
    atMs: row.at,
    runner: row.runner,
    tool: row.tool,
    purpose: row.purpose,
    command: JSON.parse(row.command) as string[],
    worktree: row.worktree,
    ...(row.commit_id === null ? {} : { commit: row.commit_id }),
    isDirty: row.is_dirty === 1,
    environment: JSON.parse(row.environment) as Record<string, string>,
  }))
}

function readAttempt(test: string, { outcome, duration_ms: durationMs, message }: AttemptRow): AttemptEntry {
  return {
    test,
    outcome,
    ...(durationMs === null ? {} : { durationMs }),
    ...(message === null ? {} : { message }),
  }
}

interface SummaryRow {
  readonly name: string
  readonly runs: number
  readonly failures: number
  readonly flips: number
  readonly last: number | null
}

const SUMMARY = `
SELECT tests.name, COUNT(*) AS runs, SUM(is_bad) AS failures, MAX(CASE WHEN is_bad THEN at END) AS last,
  (SELECT COUNT(*) FROM (
    SELECT 1 FROM attempts JOIN runs ON runs.id = attempts.run
    WHERE attempts.test = tests.id AND attempts.outcome <> 'skipped' AND runs.commit_id IS NOT NULL AND NOT runs.is_dirty
    GROUP BY runs.commit_id
    HAVING COUNT(DISTINCT attempts.outcome = 'passed') = 2
  )) AS flips
FROM (
  SELECT attempts.test, attempts.outcome <> 'passed' AS is_bad, runs.at FROM attempts JOIN runs ON runs.id = attempts.run
  WHERE attempts.outcome <> 'skipped'
) JOIN tests ON tests.id = test
`

function selectSummaries(connection: Connection, tests?: readonly string[]): readonly TestSummary[] {
  const rows =
    tests === undefined
      ? connection
          .prepare(
            `${SUMMARY} WHERE test IN (SELECT test FROM attempts WHERE outcome IN ('failed', 'hung', 'killed')) GROUP BY test`,
          )
          .all()
      : tests.flatMap((test) => connection.prepare(`${SUMMARY} WHERE tests.name = ? GROUP BY test`).all(test))
  return (rows as SummaryRow[])
    .map(({ name, runs, failures, flips, last }) => {
      const verdict = selectVerdict(connection, name)
      return {
        test: name,
        runs,
        failures,
        flipCommits: flips,
        ...(last === null ? {} : { lastFailureMs: last }),
        ...(verdict === undefined ? {} : { verdict }),
      }
    })
    .sort((a, b) => b.flipCommits - a.flipCommits || b.failures - a.failures || (a.test < b.test ? -1 : 1))
}

interface VerdictRow {
  readonly at: number
  readonly commit_id: string | null
  readonly kind: string
  readonly data: string
}

function selectVerdict(connection: Connection, test: string): VerdictEntry | undefined {
  const row = connection
    .prepare('SELECT * FROM verdicts WHERE test = (SELECT id FROM tests WHERE name = ?) ORDER BY id DESC LIMIT 1')
    .get(test) as VerdictRow | undefined
  if (row === undefined) return undefined
  return {
    test,
    atMs: row.at,
    ...(row.commit_id === null ? {} : { commit: row.commit_id }),
    kind: row.kind,
    data: JSON.parse(row.data),
  }
}
