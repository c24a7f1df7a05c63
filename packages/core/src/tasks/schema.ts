import type { DatabaseSchema } from './connection.ts'

/** The newest layout of the database this program knows: kept in `PRAGMA user_version`. */
export const SCHEMA_VERSION = 2

/** Every table that holds state; `events` is their history, `cursors` and `meta` are local bookmarks. */
export const REPLAYED_TABLES = [
  'tasks',
  'dependencies',
  'claims',
  'resources',
  'reservations',
  'notes',
  'inbox',
  'operations',
] as const

const TABLES = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events (
  seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, session TEXT NOT NULL,
  type TEXT NOT NULL, task INTEGER, target INTEGER, data TEXT NOT NULL
);
CREATE INDEX events_task ON events (task) WHERE task IS NOT NULL;
CREATE INDEX events_target ON events (target) WHERE target IS NOT NULL;
CREATE TABLE tasks (
  id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, title TEXT NOT NULL, description TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'completed', 'cancelled')),
  priority INTEGER NOT NULL, due INTEGER, assignee TEXT, parent INTEGER REFERENCES tasks (id), labels TEXT NOT NULL,
  blocked_reason TEXT, cancelled_as TEXT CHECK (cancelled_as IN ('satisfy', 'block')),
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, closed_at INTEGER
);
CREATE INDEX tasks_open ON tasks (priority DESC, id) WHERE state = 'open';
CREATE INDEX tasks_parent ON tasks (parent, state) WHERE parent IS NOT NULL;
CREATE INDEX tasks_held_back ON tasks (id) WHERE blocked_reason IS NOT NULL;
CREATE INDEX tasks_cancelled_as_block ON tasks (id) WHERE cancelled_as = 'block';
CREATE INDEX tasks_assignee ON tasks (assignee) WHERE assignee IS NOT NULL;
CREATE TABLE dependencies (
  task INTEGER NOT NULL REFERENCES tasks (id), target INTEGER NOT NULL REFERENCES tasks (id),
  kind TEXT NOT NULL CHECK (kind IN ('depends', 'related', 'discovered-from')),
  PRIMARY KEY (task, target, kind)
) WITHOUT ROWID;
CREATE INDEX dependencies_target ON dependencies (target, kind);
CREATE TABLE claims (
  task INTEGER PRIMARY KEY REFERENCES tasks (id), fence INTEGER NOT NULL, holder TEXT NOT NULL, session TEXT NOT NULL,
  host TEXT NOT NULL, boot_id TEXT NOT NULL, pid INTEGER, started_at TEXT, worktree TEXT, branch TEXT, head TEXT,
  acquired INTEGER NOT NULL, expires INTEGER NOT NULL, lease_ms INTEGER NOT NULL
);
CREATE INDEX claims_session ON claims (session);
CREATE TABLE resources (
  task INTEGER NOT NULL REFERENCES tasks (id),
  kind TEXT NOT NULL CHECK (kind IN ('touch', 'adds', 'modifies', 'removes', 'depends')),
  type TEXT NOT NULL, value TEXT NOT NULL, path TEXT NOT NULL, origin TEXT NOT NULL CHECK (origin IN ('plan', 'diff')),
  PRIMARY KEY (task, kind, type, value, path, origin)
) WITHOUT ROWID;
CREATE INDEX resources_value ON resources (type, value);
CREATE INDEX resources_path ON resources (path) WHERE path <> '';
CREATE TABLE reservations (
  id INTEGER PRIMARY KEY, holder TEXT NOT NULL, session TEXT NOT NULL, host TEXT NOT NULL, boot_id TEXT NOT NULL,
  pid INTEGER, started_at TEXT, worktree TEXT, type TEXT NOT NULL CHECK (type IN ('file', 'glob', 'dir')),
  pattern TEXT NOT NULL, is_shared INTEGER NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL
);
CREATE TABLE notes (
  seq INTEGER NOT NULL, position INTEGER NOT NULL, task INTEGER REFERENCES tasks (id), at INTEGER NOT NULL, actor TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('note', 'link')), text TEXT NOT NULL, file TEXT, line INTEGER,
  PRIMARY KEY (seq, position)
) WITHOUT ROWID;
CREATE INDEX notes_task ON notes (task);
CREATE TABLE inbox (
  id INTEGER PRIMARY KEY, task INTEGER NOT NULL REFERENCES tasks (id), source INTEGER NOT NULL REFERENCES tasks (id),
  cause TEXT NOT NULL, type TEXT NOT NULL, stage INTEGER NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL,
  read_by TEXT, UNIQUE (task, cause)
);
CREATE INDEX inbox_unread ON inbox (task) WHERE read_by IS NULL;
CREATE INDEX inbox_source ON inbox (source);
CREATE TABLE operations (
  op_id TEXT PRIMARY KEY, verb TEXT NOT NULL, digest TEXT NOT NULL, result TEXT NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE cursors (reader TEXT PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
`

/** The history only grows, without gaps: these triggers hold it against every program, ours included. */
const TRIGGERS = `
CREATE TRIGGER events_gapless BEFORE INSERT ON events
WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM events)
BEGIN SELECT RAISE(ABORT, 'events: the sequence has no gaps'); END;
CREATE TRIGGER events_no_update BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events: append only'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events: append only'); END;
`

/**
 * What failed, where and when. Observations, and as such no part of the history of the tasks: they are not replayed, and the oldest of a group
 * go. A group's task is the one whose uid is `triage.` and the group's id.
 */
const FAILURES = `
CREATE TABLE failure_groups (
  id TEXT PRIMARY KEY, title TEXT NOT NULL, data TEXT NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
  sightings INTEGER NOT NULL, failures INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX failure_groups_last ON failure_groups (last_at);
CREATE TABLE failure_sightings (
  id INTEGER PRIMARY KEY, failure_group TEXT NOT NULL REFERENCES failure_groups (id) ON DELETE CASCADE, source TEXT NOT NULL,
  at INTEGER NOT NULL, commit_id TEXT, is_dirty INTEGER NOT NULL, worktree TEXT NOT NULL, failures INTEGER NOT NULL,
  UNIQUE (failure_group, source)
);
CREATE TABLE command_runs (
  id INTEGER PRIMARY KEY, command TEXT NOT NULL, at INTEGER NOT NULL, commit_id TEXT, is_dirty INTEGER NOT NULL,
  worktree TEXT NOT NULL, is_green INTEGER NOT NULL
);
CREATE INDEX command_runs_command ON command_runs (command, is_green);
`

/** Step N brings a database of version N to N + 1; each runs inside the one transaction that opens the database. */
const MIGRATIONS: readonly string[] = [TABLES + TRIGGERS, FAILURES]

export const TASKS_SCHEMA: DatabaseSchema = {
  /** The letters `gctm`. */
  applicationId: 0x67_63_74_6d,
  migrations: MIGRATIONS,
  title: 'task database',
  placeHint: 'TM_DB and --db name another place for the task database',
  damageHint: 'tm doctor names the damage; keep the file',
}
