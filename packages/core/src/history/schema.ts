import type { DatabaseSchema } from '../tasks/index.ts'

const TABLES = `
CREATE TABLE tests (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, tool TEXT NOT NULL, runner TEXT NOT NULL, command TEXT NOT NULL,
  worktree TEXT NOT NULL, commit_id TEXT, is_dirty INTEGER NOT NULL, environment TEXT NOT NULL, purpose TEXT NOT NULL,
  duration_ms INTEGER NOT NULL
);
CREATE TABLE attempts (
  run INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE, position INTEGER NOT NULL, test INTEGER NOT NULL REFERENCES tests (id),
  outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'failed', 'skipped', 'hung', 'killed')), duration_ms REAL, message TEXT,
  PRIMARY KEY (run, position)
) WITHOUT ROWID;
CREATE INDEX attempts_test ON attempts (test, run);
CREATE INDEX attempts_bad ON attempts (test) WHERE outcome IN ('failed', 'hung', 'killed');
CREATE TABLE verdicts (
  id INTEGER PRIMARY KEY, test INTEGER NOT NULL REFERENCES tests (id), at INTEGER NOT NULL, commit_id TEXT, kind TEXT NOT NULL,
  data TEXT NOT NULL
);
CREATE INDEX verdicts_test ON verdicts (test, id);
`

export const HISTORY_SCHEMA: DatabaseSchema = {
  /** The letters `gchi`. */
  applicationId: 0x67_63_68_69,
  migrations: [TABLES],
  title: 'test history',
  placeHint: 'move the file away: a new history is begun',
  damageHint: 'move the file away: a new history is begun',
}
