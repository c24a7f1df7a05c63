import type { Adapter } from '../adapters/adapter.ts'

/** The tests that are looked at, and how they are run. */
export interface Suite {
  readonly adapter: Adapter
  /** Top of the work tree, or the directory itself outside of one; the ids of tests begin with a path relative to it. */
  readonly root: string
  /** Where the runner is started, absolute. */
  readonly cwd: string
  /** As it was called or found, for a reader. */
  readonly command: readonly string[]
  /** What starts the runner: `npx pytest`, `node_modules/.bin/vitest`. */
  readonly launcher: readonly string[]
  /** What the runner is given. */
  readonly args: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** The report that it is read from, where its runner is not steered. */
  readonly report?: string
  /** What of the command is not looked at, each in a sentence. */
  readonly notes: readonly string[]
}
