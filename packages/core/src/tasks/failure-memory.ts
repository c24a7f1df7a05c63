import { openConnection, type Connection } from './connection.ts'
import type { TaskState } from './types.ts'

/** Of a group, the newest sightings are kept. */
const sightingsMax = 200
const runsMax = 5000

/** What is remembered of the failures of a repository, over its commits and work trees, and which task each group of them has. */
export interface FailureMemory {
  readonly file: string
  /** All of one log or run, or nothing. What was read from a source that is known already counts once. */
  see(run: RunFacts, groups: readonly GroupSighting[]): Promise<void>
  /** A run of a command by itself: the last green one bounds where to look for a cause. */
  ran(command: string, run: Omit<RunFacts, 'source'>, options: { readonly isGreen: boolean }): Promise<void>
  /** Those of these ids that are known; without ids all, the last seen first. */
  groups(ids?: readonly string[]): Promise<readonly RememberedGroup[]>
  /** The newest clean commit at which the command was green. */
  lastGreen(command: string): Promise<string | undefined>
  close(): void
}

export interface RunFacts {
  /** Milliseconds since the epoch. */
  readonly atMs: number
  /** The same for the same text: a log that is read again is no new sighting. */
  readonly source: string
  readonly commit?: string
  readonly isDirty: boolean
  readonly worktree: string
}

export interface GroupSighting {
  readonly id: string
  readonly title: string
  /** How many failures of the run belong to it. */
  readonly failures: number
  /** The newest replaces what was kept. */
  readonly data: unknown
}

export interface RememberedGroup {
  readonly id: string
  readonly title: string
  readonly data: unknown
  readonly firstMs: number
  readonly lastMs: number
  /** In how many logs and runs. */
  readonly sightings: number
  readonly failures: number
  /** Of the newest sightings, each once, the newest first. */
  readonly commits: readonly string[]
  readonly worktrees: readonly string[]
  readonly sources: readonly string[]
  readonly task?: { readonly id: number; readonly state: TaskState; readonly closedMs?: number }
}

/** The uid of the task of a failure group: at most one task can have it. */
export function taskUidOf(group: string): string {
  return `triage.${group}`
}

/**
 * Opens the memory in a task database, and makes the database when it is not there. With `isOnlyExisting` and no database there it gives
 * undefined and makes nothing.
 *
 * @throws ToolError as `openTasks` does.
 */
export async function openFailureMemory(
  file: string,
  { isOnlyExisting = false }: { readonly isOnlyExisting?: boolean } = {},
): Promise<FailureMemory | undefined> {
  const connection = await openConnection({ file, isOnlyExisting })
  if (connection === undefined) return undefined
  return {
    file,
    see: async (run, groups) =>
      connection.write(() => groups.forEach((group) => insertSighting(connection, run, group))),
    ran: async (command, run, { isGreen }) => connection.write(() => insertRun(connection, { command, run, isGreen })),
    groups: async (ids) => connection.read(() => selectGroups(connection, ids)),
    lastGreen: async (command) => connection.read(() => selectGreen(connection, command)),
    close: () => connection.close(),
  }
}

function insertSighting(connection: Connection, run: RunFacts, group: GroupSighting): void {
  const { id, title, failures, data } = group
  connection
    .prepare(
      `INSERT INTO failure_groups VALUES (?, ?, ?, ?, ?, 0, 0)
       ON CONFLICT (id) DO UPDATE SET title = excluded.title, data = excluded.data WHERE excluded.last_at >= last_at`,
    )
    .run(id, title, JSON.stringify(data), run.atMs, run.atMs)
  const { changes } = connection
    .prepare('INSERT INTO failure_sightings VALUES (NULL, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
    .run(id, run.source, run.atMs, run.commit ?? null, run.isDirty ? 1 : 0, run.worktree, failures)
  if (changes === 0) return
  connection
    .prepare(
      `UPDATE failure_groups SET first_at = MIN(first_at, ?), last_at = MAX(last_at, ?), sightings = sightings + 1,
       failures = failures + ? WHERE id = ?`,
    )
    .run(run.atMs, run.atMs, failures, id)
  connection
    .prepare(
      `DELETE FROM failure_sightings WHERE failure_group = ? AND id NOT IN
       (SELECT id FROM failure_sightings WHERE failure_group = ? ORDER BY id DESC LIMIT ?)`,
    )
    .run(id, id, sightingsMax)
}

interface CommandRun {
  readonly command: string
  readonly run: Omit<RunFacts, 'source'>
  readonly isGreen: boolean
}

function insertRun(connection: Connection, { command, run, isGreen }: CommandRun): void {
  connection
    .prepare('INSERT INTO command_runs VALUES (NULL, ?, ?, ?, ?, ?, ?)')
    .run(command, run.atMs, run.commit ?? null, run.isDirty ? 1 : 0, run.worktree, isGreen ? 1 : 0)
  connection.prepare('DELETE FROM command_runs WHERE id <= (SELECT MAX(id) FROM command_runs) - ?').run(runsMax)
}

function selectGreen(connection: Connection, command: string): string | undefined {
  return connection
    .prepare(
      `SELECT commit_id FROM command_runs WHERE command = ? AND is_green = 1 AND is_dirty = 0 AND commit_id IS NOT NULL
       ORDER BY id DESC LIMIT 1`,
    )
    .pluck()
    .get(command) as string | undefined
}

interface GroupRow {
  readonly id: string
  readonly title: string
  readonly data: string
  readonly first_at: number
  readonly last_at: number
  readonly sightings: number
  readonly failures: number
  readonly task: number | null
  readonly state: TaskState | null
  readonly closed_at: number | null
}

const GROUPS = `
SELECT failure_groups.*, tasks.id AS task, tasks.state, tasks.closed_at FROM failure_groups
LEFT JOIN tasks ON tasks.uid = 'triage.' || failure_groups.id
`

function selectGroups(connection: Connection, ids: readonly string[] | undefined): readonly RememberedGroup[] {
  const rows =
    ids === undefined
      ? connection.prepare(`${GROUPS} ORDER BY last_at DESC, failure_groups.id`).all()
      : ids.flatMap((id) => connection.prepare(`${GROUPS} WHERE failure_groups.id = ?`).all(id))
  return (rows as GroupRow[]).map((row) => readGroup(connection, row))
}

interface SightingRow {
  readonly commit_id: string | null
  readonly worktree: string
  readonly source: string
}

function readGroup(connection: Connection, row: GroupRow): RememberedGroup {
  const seen = connection
    .prepare('SELECT commit_id, worktree, source FROM failure_sightings WHERE failure_group = ? ORDER BY id DESC')
    .all(row.id) as SightingRow[]
  const { id, title, sightings, failures, task, state, closed_at: closedMs } = row
  return {
    id,
    title,
    data: JSON.parse(row.data),
    firstMs: row.first_at,
    lastMs: row.last_at,
    sightings,
    failures,
    commits: [...new Set(seen.flatMap(({ commit_id: commit }) => commit ?? []))],
    worktrees: [...new Set(seen.map(({ worktree }) => worktree).filter(Boolean))],
    sources: seen.map(({ source }) => source),
    ...(task === null || state === null
      ? {}
      : { task: { id: task, state, ...(closedMs === null ? {} : { closedMs }) } }),
  }
}
