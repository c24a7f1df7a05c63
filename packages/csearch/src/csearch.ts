import { existsSync } from 'node:fs'
import path from 'node:path'
import type { CodeMap } from '@groundcrew/code-map'
import type { Io } from '@groundcrew/core/cli'
import { groupWithinBudget, type Grouped } from './budget.ts'
import { changedPaths } from './changed.ts'
import { codeFacts, type Context, type TokenKind } from './code-facts.ts'
import { probe, type Probe } from './probe.ts'
import { ripgrep, type Hit, type RipgrepCall } from './ripgrep.ts'

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
}

export interface SearchHit extends Hit {
  /** Where code is understood: what the match is, and the symbol around it. */
  readonly context?: Context
}

export interface SearchReport {
  readonly hits: readonly SearchHit[]
  /** Matching lines before a limit. */
  readonly matches: number
  readonly filesMatched: number
  readonly filesSearched: number
  /** Matching lines that a limit or a budget left out. */
  readonly leftOut: number
  /** With a budget: the hits by file, and what each has besides. */
  readonly grouped?: Grouped
  readonly binary: readonly string[]
  readonly problems: readonly string[]
  /** Looked for where few or no matches were found. */
  readonly probe: Probe | undefined
  readonly similarNames: readonly string[]
  /** Nothing matches, and the pattern is several words: what to ask for with `--words`. */
  readonly wordsInstead: string | undefined
}

/** So few matches make it likely that what is looked for is where ripgrep does not look. */
const FEW_MATCHES = 2

export type OpenMap = () => Promise<CodeMap>

/** Searches text with ripgrep, and says what it left out. Every line was read from disk in this call. */
export async function search(io: Io, options: SearchOptions, openMap: OpenMap): Promise<SearchReport> {
  const changed = options.changed === undefined ? undefined : await changedPaths(io, options.changed)
  const call = callOf(io, options)
  const found = await ripgrep(call)
  const inScope = found.hits.filter(
    (hit) => (changed === undefined || changed.has(hit.path)) && hit.path.startsWith(options.pathPrefix ?? ''),
  )
  const hits = await narrowed(inScope, { ...options, cwd: io.cwd }, openMap)
  const matches = hits.filter((hit) => hit.isMatch)
  const limitedHits = limited(hits, options.limit)
  const grouped = options.budget === undefined ? undefined : groupWithinBudget(limitedHits, options.budget)
  const shown = grouped?.groups.flatMap((group) => group.shown) ?? limitedHits
  return {
    hits: shown,
    matches: matches.length,
    filesMatched: new Set(matches.map((hit) => hit.path)).size,
    filesSearched: found.filesSearched,
    leftOut: matches.length - shown.filter((hit) => hit.isMatch).length,
    ...(grouped !== undefined && { grouped }),
    binary: found.binary,
    problems: found.problems,
    probe: matches.length <= FEW_MATCHES && isWhole(options) ? await probe(call, found.hits) : undefined,
    similarNames: matches.length === 0 && isWhole(options) ? await similar(options.patterns, openMap) : [],
    wordsInstead: matches.length === 0 ? options.patterns.find((pattern) => /^\w+(?: \w+)+$/.test(pattern)) : undefined,
  }
}

function callOf(io: Io, { patterns, paths, ripgrepOptions, pathPrefix }: SearchOptions): RipgrepCall {
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
function isWhole({ changed, tokenKinds, inSymbol, pathPrefix }: SearchOptions): boolean {
  return changed === undefined && tokenKinds.length === 0 && inSymbol === undefined && pathPrefix === undefined
}

async function narrowed(
  hits: readonly Hit[],
  options: SearchOptions & { readonly cwd: string },
  openMap: OpenMap,
): Promise<readonly SearchHit[]> {
  const { tokenKinds, inSymbol, isRanked, isEnclosing } = options
  if (tokenKinds.length === 0 && inSymbol === undefined && !isRanked && !isEnclosing) return hits
  const facts = codeFacts(await openMap(), options.cwd)
  const described = hits.map((hit): SearchHit => {
    const context = facts(hit)
    return context === undefined ? hit : { ...hit, context }
  })
  const wanted = described.filter(({ context }) => {
    const isKind = tokenKinds.length === 0 || (context !== undefined && tokenKinds.includes(context.kind))
    return (
      isKind &&
      (inSymbol === undefined || context?.symbols.some((name) => name === inSymbol || name.endsWith(`.${inSymbol}`)))
    )
  })
  return isRanked ? rank(wanted.filter((hit) => hit.isMatch)) : wanted
}

const ROLES = ['definition', 'export', 'import', 'call', 'use', 'string', 'comment', 'text'] as const

/** Exported definitions first, then others, exports, imports, calls, uses, strings and comments; tests and what is generated last. */
function rank(hits: readonly SearchHit[]): readonly SearchHit[] {
  const weigh = ({ context }: SearchHit): number => {
    if (context === undefined) return 100
    const place = ROLES.indexOf(context.role) * 4 + (context.isExported ? 0 : 1)
    return (
      place +
      (context.fileClass === 'source'
        ? 0
        : context.fileClass === 'test'
          ? 200
          : context.fileClass === 'document'
            ? 50
            : 300)
    )
  }
  return [...hits].sort(
    (left, right) =>
      weigh(left) - weigh(right) || (left.path < right.path ? -1 : left.path > right.path ? 1 : left.line - right.line),
  )
}

function limited(hits: readonly SearchHit[], limit: number | undefined): readonly SearchHit[] {
  if (limit === undefined) return hits
  let matches = 0
  const end = hits.findIndex((hit) => hit.isMatch && ++matches > limit)
  return end === -1 ? hits : hits.slice(0, end)
}

async function similar(patterns: readonly string[], openMap: OpenMap): Promise<readonly string[]> {
  const [word] = patterns
  if (word === undefined || !/^\w{3,}$/.test(word)) return []
  const { similarNames } = await import('@groundcrew/code-map')
  return similarNames(await openMap(), word)
}
