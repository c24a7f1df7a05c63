import type { Io } from '@groundcrew/core/cli'
import { utf8, type FileLines } from './ripgrep-lines.ts'
import { searchFiles } from './search-narrowed.ts'
import { callOf, isWhole, type SearchOptions } from './search-options.ts'
import { elsewhere, type OpenMap, type SearchSummary } from './search-summary.ts'

/** A search whose lines are printed as they are. */
export interface LineReport extends SearchSummary {
  readonly files: readonly FileLines[]
}

/**
 * As `search`, for a call that asks for lines, paths or counts and for nothing that has to understand them: much faster. Undefined where
 * only `search` can answer.
 */
export async function searchLines(io: Io, options: SearchOptions, openMap: OpenMap): Promise<LineReport | undefined> {
  const call = callOf(io, options)
  const found = isForLines(options) ? await searchFiles(io, { call, indexUse: options.indexUse }) : undefined
  if (found === undefined) return undefined
  const { files, matches, filesSearched, filesRuledOut, problems } = found
  const pathsFound = (): readonly string[] => files.map((file) => utf8(file.path))
  return {
    files,
    matches,
    filesMatched: files.length,
    filesSearched,
    filesRuledOut,
    elsewhere: 0,
    unknownSymbol: undefined,
    leftOut: 0,
    isGrouped: false,
    binary: [],
    problems,
    ...(await elsewhere(io, call, { options, openMap, matches, filesSearched, pathsFound })),
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
