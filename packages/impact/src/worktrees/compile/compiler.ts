import type { Side } from '../side.ts'

/** What a compiler says of some files of a tree. */
export interface CompileReport {
  readonly errors: readonly CompileError[]
  /** Files of which everything was found: what is not among the errors is right. */
  readonly sure: ReadonlySet<string>
}

export interface CompileError {
  /** From the root of the repository. */
  readonly path: string
  readonly line: number
  /** With the compiler's number for it, where it has one. */
  readonly message: string
  /** What stands there, by name, the nearest first. */
  readonly mentioned: readonly Mentioned[]
}

/** What the code in error names; without a name where it is only the type of something there. */
export interface Mentioned {
  readonly name: string
  /** Where it is declared, where that is known. */
  readonly path?: string
}

/** A language that is checked as a whole, without a file of the tree on disk. */
export interface Compiler {
  /** Whether a file is checked. */
  readonly checks: (path: string) => boolean
  /** Whether a change of a file may make others wrong. */
  readonly matters: (path: string) => boolean
  /** The changed files of a side that what the other one changed may make wrong; what neither changed is read from the last. */
  readonly inContact: (side: Side, other: Side, shared: Side['after']) => Promise<ReadonlySet<string>>
  /** The errors in those files; a text where it could not be told: why. @throws ToolError those of `runGit`. */
  readonly check: (commit: string, paths: readonly string[]) => Promise<CompileReport | string>
}
