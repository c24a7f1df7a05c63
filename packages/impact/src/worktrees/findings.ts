/**
 * What two lines of work do to one another, worst first:
 *
 * - `conflict`: git cannot merge them
 * - `break`: git merges them, and the result is wrong
 * - `risk`: somebody has to look
 * - `overlap`: the same file, apart from one another
 */
export type Severity = 'conflict' | 'break' | 'risk' | 'overlap'

export const SEVERITIES: readonly Severity[] = ['conflict', 'break', 'risk', 'overlap']

export type FindingKind =
  | 'textual'
  | 'duplicate-name'
  | 'duplicate-key'
  | 'signature'
  | 'removed'
  | 'removed-file'
  | 'compile'
  | 'same-symbol'
  | 'depends'
  | 'migration'
  | 'migration-heads'
  | 'lockfile'
  | 'dependency-version'
  | 'route'
  | 'same-file'

/** A place on one of the two sides. */
export interface Place {
  readonly path: string
  readonly line: number
}

/** Something between my work and that of one other line. */
export interface PairFinding {
  readonly severity: Severity
  readonly kind: FindingKind
  readonly mine: Place
  readonly theirs: Place
  /** Of a conflict, the path that git leaves unmerged: after a rename there are several. */
  readonly path?: string
  /** One sentence, from where I stand. */
  readonly text: string
  /** The name it is about, where there is one. */
  readonly symbol?: string
  /** Whose place uses what the other one changed. */
  readonly user?: 'mine' | 'theirs'
}

/** The order in which findings are told. */
export function compareFindings(one: PairFinding, other: PairFinding): number {
  return (
    SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity) ||
    compareTexts(one.mine.path, other.mine.path) ||
    one.mine.line - other.mine.line ||
    compareTexts(one.theirs.path, other.theirs.path) ||
    one.theirs.line - other.theirs.line ||
    compareTexts(one.kind, other.kind) ||
    compareTexts(one.path ?? '', other.path ?? '') ||
    compareTexts(one.text, other.text)
  )
}

function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
