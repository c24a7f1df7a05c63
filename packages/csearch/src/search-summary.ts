import type { CodeMap } from '@groundcrew/code-map'
import type { Io } from '@groundcrew/core/cli'
import type { Probe } from './probe.ts'
import type { RipgrepCall } from './ripgrep.ts'
import { isWhole, type SearchOptions } from './search-options.ts'

/** What the closing line is made of. */
export interface SearchSummary {
  /** Matching lines before a limit. */
  readonly matches: number
  readonly filesMatched: number
  readonly filesSearched: number
  /** Of them, those that were not read, because the text index shows that nothing in them can match. */
  readonly filesRuledOut: number
  /** Matching lines that are none of these because of `--kind`, `--in`, `--changed` or `--path-prefix`. */
  readonly elsewhere: number
  /** What `--in` named, where nothing declares it. */
  readonly unknownSymbol: string | undefined
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

export type OpenMap = () => Promise<CodeMap>

/** So few matches make it likely that what is looked for is where ripgrep does not look. */
const FEW_MATCHES = 2

export interface Outcome {
  readonly options: SearchOptions
  readonly openMap: OpenMap
  readonly matches: number
  readonly filesSearched: number
  pathsFound(): readonly string[]
}

/** Where few or no matches are found: what is elsewhere, and what is like it. */
export async function elsewhere(
  io: Io,
  call: RipgrepCall,
  outcome: Outcome,
): Promise<Similar & Pick<SearchSummary, 'probe' | 'wordsInstead'>> {
  const { options, matches } = outcome
  if (matches > FEW_MATCHES || options.isQuiet || !isWhole(options))
    return { ...NO_SIMILAR, probe: undefined, wordsInstead: undefined }
  const { probe } = await import('./probe.ts')
  const isNone = matches === 0
  const [probed, likeIt] = await Promise.all([
    probe(call, { paths: outcome.pathsFound(), matches }),
    isNone ? similar(io, outcome) : NO_SIMILAR,
  ])
  return {
    probe: probed,
    ...likeIt,
    wordsInstead: isNone ? options.patterns.find((pattern) => /^\w+(?: \w+)+$/.test(pattern)) : undefined,
  }
}

/** A code base of more files is indexed only when somebody asks for it: no search may take that long. */
const UNASKED_FILES_MAX = 3000

type Similar = Pick<SearchSummary, 'similarNames' | 'isCodeIndexMissing'>

const NO_SIMILAR: Similar = { similarNames: [], isCodeIndexMissing: false }

async function similar(io: Io, { options, openMap, filesSearched }: Outcome): Promise<Similar> {
  const [word] = options.patterns
  if (word === undefined || !/^\w{3,}$/.test(word)) return NO_SIMILAR
  const { findPlace, hasCodeIndex, trackedFileCount } = await import('@groundcrew/code-map/place')
  const place = findPlace(io.cwd, io.env)
  // A call that searches little of a tree would still have all of it indexed.
  const files = Math.max(filesSearched, trackedFileCount(place))
  if (files > UNASKED_FILES_MAX && !hasCodeIndex(place)) return { ...NO_SIMILAR, isCodeIndexMissing: true }
  const { similarNames } = await import('@groundcrew/code-map')
  return { ...NO_SIMILAR, similarNames: similarNames(await openMap(), word) }
}
