import { existsSync } from 'node:fs'
import path from 'node:path'
import { usageError, type Io } from '@groundcrew/core/cli'
import type { TokenKind } from './code-facts.ts'
import type { RipgrepCall } from './ripgrep.ts'

/** Whether the text index may say where not to look; `auto`: where the tree is so large that a search gains by it. */
export type IndexUse = 'auto' | 'always' | 'never'

export interface SearchOptions {
  readonly patterns: readonly string[]
  readonly paths: readonly string[]
  /** ripgrep's options: what to match and where. */
  readonly ripgrepOptions: readonly string[]
  /** Only files that differ from this ref. */
  readonly changed: string | undefined
  /** Only paths that begin so. */
  readonly pathPrefix: string | undefined
  readonly tokenKinds: readonly TokenKind[]
  /** Only inside symbols of this name. */
  readonly inSymbol: string | undefined
  readonly isRanked: boolean
  readonly isEnclosing: boolean
  readonly limit: number | undefined
  /** In tokens: matches are chosen so that they fit, grouped by file. */
  readonly budget: number | undefined
  /** Only whether there is a match is asked: nothing else is looked for. */
  readonly isQuiet: boolean
  readonly indexUse: IndexUse
}

/** Those of some named paths that are not there. */
export function missingPaths({ cwd }: Io, paths: readonly string[]): readonly string[] {
  return paths.filter((name) => !existsSync(path.resolve(cwd, name)))
}

/** Throws a usage error where none of the named paths is there; of others ripgrep says that they are not. */
export function callOf(io: Io, { patterns, paths, ripgrepOptions, pathPrefix }: SearchOptions): RipgrepCall {
  const [missing, ...more] = missingPaths(io, paths)
  if (missing !== undefined && more.length + 1 === paths.length)
    throw usageError(`${missing}: no such file or directory`, 'csearch --path TEXT finds files')
  const below = pathPrefix === undefined ? './' : directoryOf(io.cwd, pathPrefix)
  return {
    cwd: io.cwd,
    options: ripgrepOptions,
    patterns,
    paths: paths.length > 0 ? paths : [below],
    signal: io.signal,
  }
}

/** The directory in which everything is that begins with a prefix: its own where it ends in a slash. */
function directoryOf(cwd: string, prefix: string): string {
  const directory = prefix.slice(0, prefix.lastIndexOf('/') + 1)
  return directory !== '' && existsSync(path.join(cwd, directory)) ? `./${directory}` : './'
}

/** Whether nothing but ripgrep's own options says where to look: else a match elsewhere is no news. */
export function isWhole({ changed, tokenKinds, inSymbol, pathPrefix }: SearchOptions): boolean {
  return changed === undefined && tokenKinds.length === 0 && inSymbol === undefined && pathPrefix === undefined
}
