import type { Io } from '@groundcrew/core/cli'
import { ripgrepLines, type SearchedLines } from './ripgrep-lines.ts'
import { narrow } from './text-filter.ts'
import { byPlace, ripgrep, type RipgrepCall, type Searched } from './ripgrep.ts'

/** Files that were there when the tree was looked at, and are no more. */
const GONE = /: No such file or directory \(os error 2\)$/

export interface NarrowedRequest {
  readonly call: RipgrepCall
  readonly usesIndex: boolean
}

export interface RuledOut {
  /** Files that were not read, because the text index shows that nothing in them can match. */
  readonly filesRuledOut: number
}

/** As `ripgrep`, but searches only what the text index cannot rule out: the answer is the same. */
export async function searchHits(io: Io, { call, usesIndex }: NarrowedRequest): Promise<Searched & RuledOut> {
  const narrowed = usesIndex ? await narrow(io, call) : undefined
  if (narrowed === undefined) return { ...(await ripgrep(call)), filesRuledOut: 0 }
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

/** As `ripgrepLines`, likewise. */
export async function searchFiles(
  io: Io,
  { call, usesIndex }: NarrowedRequest,
): Promise<(SearchedLines & RuledOut) | undefined> {
  const narrowed = usesIndex ? await narrow(io, call) : undefined
  const found = await Promise.all((narrowed?.calls ?? [call]).map(ripgrepLines))
  const parts = found.flatMap((part) => part ?? [])
  if (parts.length < found.length) return undefined
  return {
    files: parts.flatMap((part) => part.files).sort((left, right) => (left.path < right.path ? -1 : 1)),
    filesSearched: narrowed?.files ?? parts.reduce((sum, part) => sum + part.filesSearched, 0),
    filesRuledOut: narrowed?.ruledOut ?? 0,
    problems: narrowed === undefined ? parts.flatMap((part) => part.problems) : problemsOf(parts),
  }
}

function problemsOf(parts: readonly { readonly problems: readonly string[] }[]): readonly string[] {
  return parts.flatMap((part) => part.problems).filter((line) => !GONE.test(line))
}
