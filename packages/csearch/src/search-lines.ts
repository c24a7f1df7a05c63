import type { Io } from '@groundcrew/core/cli'
import type { FileLines } from './output-readers.ts'
import { ripgrepAny, ripgrepCounts, ripgrepLines, utf8, type FileCount, type Searched } from './ripgrep-lines.ts'
import { searchFiles, type RuledOut } from './search-narrowed.ts'
import { callOf, isWhole, type SearchOptions } from './search-options.ts'
import { elsewhere, type OpenMap, type SearchSummary } from './search-summary.ts'

/** A search whose lines are printed as they are. */
export interface LineReport extends SearchSummary {
  readonly files: readonly FileLines[]
  /** Lines of context are among them. */
  readonly hasContext: boolean
}

/** A search of which no more than the number of lines in each file is wanted. */
export interface CountReport extends SearchSummary {
  readonly counts: readonly FileCount[]
}

/**
 * As `search`, for a call that asks for lines and for nothing that has to understand them: much faster. Undefined where only `search` can answer.
 */
export async function searchLines(
  io: Io,
  options: SearchOptions & { readonly printOptions?: readonly string[] },
  openMap: OpenMap,
): Promise<LineReport | undefined> {
  if (!isForLines(options)) return undefined
  const call = callOf(io, options)
  const printed = { ...call, options: [...call.options, ...(options.printOptions ?? [])] }
  const found = await searchFiles(io, { call: printed, indexUse: options.indexUse }, ripgrepLines)
  if (found === undefined) return undefined
  const hasContext = call.options.some((option) => CONTEXT.test(option))
  return { files: found.files, hasContext, ...(await summaryOf(io, found, { options, openMap })) }
}

/** As `searchLines`, for a call that asks for paths, counts or whether there is a match. */
export async function searchCounts(io: Io, options: SearchOptions, openMap: OpenMap): Promise<CountReport | undefined> {
  if (!isForLines(options)) return undefined
  const call = callOf(io, options)
  const search = options.isQuiet ? ripgrepAny : ripgrepCounts
  const found = await searchFiles(io, { call, indexUse: options.indexUse }, search)
  if (found === undefined) return undefined
  return { counts: found.files, ...(await summaryOf(io, found, { options, openMap })) }
}

async function summaryOf(
  io: Io,
  found: Searched<{ readonly path: string }> & RuledOut,
  { options, openMap }: { readonly options: SearchOptions; readonly openMap: OpenMap },
): Promise<SearchSummary> {
  const { files, matches, filesSearched, filesRuledOut, problems } = found
  const pathsFound = (): readonly string[] => files.map((file) => utf8(file.path))
  return {
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
    ...(await elsewhere(io, callOf(io, options), { options, openMap, matches, filesSearched, pathsFound })),
  }
}

/** Whether `searchLines` answers the call: it has no order and no multi-line matches. */
function isForLines(options: SearchOptions): boolean {
  const { limit, budget, isRanked, isEnclosing, ripgrepOptions } = options
  const isNarrowed = !isWhole(options) || limit !== undefined || budget !== undefined || isRanked || isEnclosing
  return !isNarrowed && ripgrepOptions.every((option) => LINE_OPTION.test(option))
}

const LINE_OPTION =
  /^--(?:ignore-case|smart-case|word-regexp|fixed-strings|line-regexp|invert-match|pcre2|hidden|no-ignore|glob|iglob|type|type-not|max-count|max-depth|max-filesize|follow|context|after-context|before-context)(?:=|$)/
const CONTEXT = /^--(?:after-|before-)?context=(?!0$)/
