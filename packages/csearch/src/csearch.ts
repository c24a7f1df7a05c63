import { existsSync } from 'node:fs'
import path from 'node:path'
import type { CodeMap } from '@groundcrew/code-map'
import { usageError, type Io } from '@groundcrew/core/cli'
import { groupWithinBudget, type Grouped } from './budget.ts'
import type { Context, TokenKind } from './code-facts.ts'
import type { Probe } from './probe.ts'
import type { FileLines } from './ripgrep-lines.ts'
import { searchFiles, searchHits } from './search-narrowed.ts'
import type { Hit, RipgrepCall } from './ripgrep.ts'

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
  /** Whether the text index may say where not to look. */
  readonly usesIndex: boolean
}

export interface SearchHit extends Hit {
  /** Where code is understood: what the match is, and the symbol around it. */
  readonly context?: Context
}

export interface SearchReport extends SearchSummary {
  readonly hits: readonly SearchHit[]
  /** With a budget: the hits by file, and what each has besides. */
  readonly grouped?: Grouped
}

/** A search whose lines are printed as they are. */
export interface LineReport extends SearchSummary {
  readonly files: readonly FileLines[]
}

/** What the closing line is made of. */
export interface SearchSummary {
  /** Matching lines before a limit. */
  readonly matches: number
  readonly filesMatched: number
  readonly filesSearched: number
  /** Of them, those that were not read, because the text index shows that nothing in them can match. */
  readonly filesRuledOut: number
  /** Matching lines that a limit or a budget left out. */
  readonly leftOut: number
  /** Left out for the budget's sake. */
  readonly isGrouped: boolean
  readonly binary: readonly string[]
  readonly problems: readonly string[]
  /** Looked for where few or no matches were found. */
  readonly probe: Probe | undefined
  /** Identifiers like a word that nothing matches. */
  readonly similarNames: readonly string[]
  /** There is no index to ask for such identifiers, and the tree is too large to make one unasked. */
  readonly isCodeIndexMissing: boolean
  /** Nothing matches, and the pattern is several words: what to ask for with `--words`. */
  readonly wordsInstead: string | undefined
}

/** So few matches make it likely that what is looked for is where ripgrep does not look. */
const FEW_MATCHES = 2

export type OpenMap = () => Promise<CodeMap>

/** Searches text with ripgrep, and says what it left out. Every line was read from disk in this call. */
export async function search(io: Io, options: SearchOptions, openMap: OpenMap): Promise<SearchReport> {
  const changed = await changedIn(io, options.changed)
  const call = callOf(io, options)
  const found = await searchHits(io, { call, usesIndex: options.usesIndex })
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
    filesRuledOut: found.filesRuledOut,
    leftOut: matches.length - shown.filter((hit) => hit.isMatch).length,
    ...(grouped !== undefined && { grouped }),
    isGrouped: grouped !== undefined,
    binary: found.binary,
    problems: found.problems,
    ...(await elsewhere(io, call, {
      options,
      openMap,
      matches: matches.length,
      filesSearched: found.filesSearched,
      hits: found.hits,
    })),
  }
}

/**
 * As `search`, for a call that asks for lines, paths or counts and for nothing that has to understand them: much faster. Undefined where
 * only `search` can answer.
 */
export async function searchLines(io: Io, options: SearchOptions, openMap: OpenMap): Promise<LineReport | undefined> {
  const call = callOf(io, options)
  const found = isForLines(options) ? await searchFiles(io, { call, usesIndex: options.usesIndex }) : undefined
  if (found === undefined) return undefined
  const { files, filesSearched, filesRuledOut, problems } = found
  const matches = files.reduce((sum, file) => sum + file.matches, 0)
  return {
    files,
    matches,
    filesMatched: files.length,
    filesSearched,
    filesRuledOut,
    leftOut: 0,
    isGrouped: false,
    binary: [],
    problems,
    ...(await elsewhere(io, call, { options, openMap, matches, filesSearched, hits: files })),
  }
}

/** Whether `searchLines` answers the call: it has no order, no context and no multi-line matches. */
function isForLines(options: SearchOptions): boolean {
  const { limit, budget, isRanked, isEnclosing, ripgrepOptions } = options
  const isNarrowed = !isWhole(options) || limit !== undefined || budget !== undefined || isRanked || isEnclosing
  return !isNarrowed && ripgrepOptions.every((option) => LINE_OPTION.test(option))
}

const LINE_OPTION =
  /^--(?:ignore-case|smart-case|word-regexp|fixed-strings|line-regexp|pcre2|hidden|no-ignore|glob|iglob|type|type-not|max-count|max-depth|max-filesize|follow)(?:=|$)/

interface Outcome {
  readonly options: SearchOptions
  readonly openMap: OpenMap
  readonly matches: number
  readonly filesSearched: number
  readonly hits: readonly { readonly path: string }[]
}

/** Where few or no matches are found: what is elsewhere, and what is like it. */
async function elsewhere(
  io: Io,
  call: RipgrepCall,
  outcome: Outcome,
): Promise<Similar & Pick<SearchSummary, 'probe' | 'wordsInstead'>> {
  const { options, matches, hits } = outcome
  if (matches > FEW_MATCHES || options.isQuiet || !isWhole(options))
    return { ...NO_SIMILAR, probe: undefined, wordsInstead: undefined }
  const { probe } = await import('./probe.ts')
  const isNone = matches === 0
  return {
    probe: await probe(call, { paths: hits.map((hit) => hit.path), matches }),
    ...(isNone ? await similar(io, outcome) : NO_SIMILAR),
    wordsInstead: isNone ? options.patterns.find((pattern) => /^\w+(?: \w+)+$/.test(pattern)) : undefined,
  }
}

async function changedIn(io: Io, ref: string | undefined): Promise<ReadonlySet<string> | undefined> {
  if (ref === undefined) return undefined
  const { changedPaths } = await import('./changed.ts')
  return changedPaths(io, ref)
}

/** Throws a usage error where a path is not there. */
function callOf(io: Io, { patterns, paths, ripgrepOptions, pathPrefix }: SearchOptions): RipgrepCall {
  const missing = paths.find((name) => !existsSync(path.resolve(io.cwd, name)))
  if (missing !== undefined)
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
  const { codeFacts } = await import('./code-facts.ts')
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

/** A code base of more files is indexed only when somebody asks for it: no search may take that long. */
const UNASKED_FILES_MAX = 3000

type Similar = Pick<SearchSummary, 'similarNames' | 'isCodeIndexMissing'>

const NO_SIMILAR: Similar = { similarNames: [], isCodeIndexMissing: false }

async function similar(io: Io, { options, openMap, filesSearched }: Outcome): Promise<Similar> {
  const [word] = options.patterns
  if (word === undefined || !/^\w{3,}$/.test(word)) return NO_SIMILAR
  const { hasCodeIndex } = await import('@groundcrew/code-map/text-index')
  if (filesSearched > UNASKED_FILES_MAX && !hasCodeIndex(io.cwd, io.env))
    return { ...NO_SIMILAR, isCodeIndexMissing: true }
  const { similarNames } = await import('@groundcrew/code-map')
  return { ...NO_SIMILAR, similarNames: similarNames(await openMap(), word) }
}
