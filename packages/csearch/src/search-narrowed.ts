import { findPlace, hasLargeTextIndex, hasTextIndex } from '@groundcrew/code-map/place'
import type { Io } from '@groundcrew/core/cli'
import { byPath, type Searched as SearchedFiles } from './ripgrep-lines.ts'
import { byPlace, ripgrep, type RipgrepCall, type Searched } from './ripgrep.ts'
import type { IndexUse } from './search-options.ts'
import type { Narrowed } from './text-filter.ts'

/** Files that were there when the tree was looked at, and are no more. */
const GONE = /: No such file or directory \(os error 2\)$/

export interface NarrowedRequest {
  readonly call: RipgrepCall
  readonly indexUse: IndexUse
}

export interface RuledOut {
  /** Files that were not read, because the text index shows that nothing in them can match. */
  readonly filesRuledOut: number
}

/** As `ripgrep`, but searches only what the text index cannot rule out: the answer is the same. */
export async function searchHits(io: Io, request: NarrowedRequest): Promise<Searched & RuledOut> {
  const narrowed = await narrowedCall(io, request)
  if (narrowed === undefined) return { ...(await ripgrep(request.call)), filesRuledOut: 0 }
  const parts = await Promise.all(narrowed.calls.map(ripgrep))
  return {
    hits: parts.flatMap((part) => part.hits).sort(byPlace),
    filesSearched: narrowed.files,
    filesRuledOut: narrowed.ruledOut,
    binary: parts.flatMap((part) => part.binary).sort(),
    problems: problemsOf(parts),
    isPartial: parts.some((part) => part.isPartial),
  }
}

/** As `ripgrepLines` or `ripgrepCounts`, likewise. */
export async function searchFiles<File extends { readonly path: string }>(
  io: Io,
  request: NarrowedRequest,
  searchOf: (call: RipgrepCall) => Promise<SearchedFiles<File> | undefined>,
): Promise<(SearchedFiles<File> & RuledOut) | undefined> {
  const narrowed = await narrowedCall(io, request)
  if (narrowed === undefined) {
    const found = await searchOf(request.call)
    return found === undefined ? undefined : { ...found, filesRuledOut: 0 }
  }
  const found = await Promise.all(narrowed.calls.map(searchOf))
  const parts = found.flatMap((part) => part ?? [])
  if (parts.length < found.length) return undefined
  return {
    files: parts.flatMap((part) => part.files).sort(byPath),
    matches: parts.reduce((sum, part) => sum + part.matches, 0),
    filesSearched: narrowed.files,
    filesRuledOut: narrowed.ruledOut,
    problems: problemsOf(parts),
  }
}

/** The code that reads the index is loaded only where there is one to ask. */
async function narrowedCall(io: Io, { call, indexUse }: NarrowedRequest): Promise<Narrowed | undefined> {
  if (indexUse === 'never') return undefined
  const place = placeOf(io)
  if (place === undefined || !(indexUse === 'always' ? hasTextIndex(place) : hasLargeTextIndex(place))) return undefined
  const { narrow } = await import('./text-filter.ts')
  return narrow(io, call, place)
}

/** No place: in a bare repository. */
function placeOf(io: Io): ReturnType<typeof findPlace> | undefined {
  try {
    return findPlace(io.cwd, io.env)
  } catch {
    return undefined
  }
}

function problemsOf(parts: readonly { readonly problems: readonly string[] }[]): readonly string[] {
  return parts.flatMap((part) => part.problems).filter((line) => !GONE.test(line))
}
