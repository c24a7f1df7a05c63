import type { Io } from '@groundcrew/core/cli'
import { groupWithinBudget, type Grouped } from './budget.ts'
import type { Context } from './code-facts.ts'
import type { Hit } from './ripgrep.ts'
import { searchHits } from './search-narrowed.ts'
import { callOf, type SearchOptions } from './search-options.ts'
import { elsewhere, type OpenMap, type SearchSummary } from './search-summary.ts'

export interface SearchHit extends Hit {
  /** Where code is understood: what the match is, and the symbol around it. */
  readonly context?: Context
}

export interface SearchReport extends SearchSummary {
  readonly hits: readonly SearchHit[]
  /** With a budget: the hits by file, and what each has besides. */
  readonly grouped?: Grouped
}

/** Searches text with ripgrep, and says what it left out. Every line was read from disk in this call. */
export async function search(io: Io, options: SearchOptions, openMap: OpenMap): Promise<SearchReport> {
  const changed = await changedIn(io, options.changed)
  const call = callOf(io, options)
  const found = await searchHits(io, { call, indexUse: options.indexUse })
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
    elsewhere: found.hits.filter((hit) => hit.isMatch).length - matches.length,
    unknownSymbol: matches.length > 0 ? undefined : await unknownSymbol(options.inSymbol, openMap),
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
      pathsFound: () => found.hits.map((hit) => hit.path),
    })),
  }
}

/** What `--in` names, where nothing declares it. */
async function unknownSymbol(name: string | undefined, openMap: OpenMap): Promise<string | undefined> {
  if (name === undefined) return undefined
  const { definitions } = await import('@groundcrew/code-map')
  return definitions(await openMap(), name, { limit: 1 }).total === 0 ? name : undefined
}

async function changedIn(io: Io, ref: string | undefined): Promise<ReadonlySet<string> | undefined> {
  if (ref === undefined) return undefined
  const { changedPaths } = await import('./changed.ts')
  return changedPaths(io, ref)
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
