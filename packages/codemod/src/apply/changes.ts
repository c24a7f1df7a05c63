import type { Owner } from './work-tree.ts'

/** One file of a change that is made as a whole: replaced, made (`before` undefined) or removed (`after` undefined). */
export interface Change {
  /** Relative to the root. */
  readonly path: string
  readonly mode: number
  /** Of a file that is made; undefined: who runs this. */
  readonly owner?: Owner
  readonly before: Buffer | undefined
  readonly after: Buffer | undefined
}

/** What the log keeps of a change: enough to finish it, to take it back, and to undo it later. */
export interface ChangeRecord {
  readonly path: string
  readonly mode: number
  /** SHA-256; undefined where there is no file. */
  readonly before: string | undefined
  readonly after: string | undefined
  /** The draft of the new content, relative to the root. */
  readonly draft: string
  /** Where the old content is in the pack. */
  readonly offset: number
  readonly length: number
}

/** A change of the work tree as it is kept: what `log` lists and `undo` takes back. */
export interface Run {
  readonly number: number
  readonly kind: 'apply' | 'undo'
  readonly plan: string
  /** UTC. */
  readonly at: string
  readonly root: string
  /** Ids of the edits that were made, or of an undo: that were taken back. */
  readonly edits: readonly string[]
  readonly changes: readonly ChangeRecord[]
  /** The task of `tm` that it was done for. */
  readonly task?: number | undefined
}

/** `staging`: only drafts were written. `committing`: every draft is whole, and renames have begun. */
export interface Journal {
  readonly phase: 'staging' | 'committing'
  readonly run: Run
}
