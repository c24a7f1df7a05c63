import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { append } from './append.ts'
import { textAt, tokenAt } from './token-text.ts'

/** What may be nothing, or is no argument: `*list`, `**names`, `...`, `&block`. */
const MAYBE_NOTHING: ReadonlySet<string> = new Set(['*', '**', '...', '&'])
/** Words that go on with a statement behind the name of a method. */
const GOES_ON: ReadonlySet<string> = new Set(
  'do if unless while until and or then rescue in end ensure else elsif when'.split(' '),
)

/** Whether a method of Ruby is declared without parameters, but for a block: a call with arguments is none of it. */
export function takesNothing(open: OpenFile, { kind, start, nameStart, end }: CodeSymbol): boolean {
  if (open.file.language !== 'ruby' || (kind !== 'method' && kind !== 'function')) return false
  if (!/^def\b/.test(open.source.toString('latin1', start, nameStart))) return false
  const { tokens } = open.extraction
  const at = tokenAt(open, nameStart) + 1
  if (tokens.kind[at] === C.open && isAdjacent(open, at))
    return tokens.kind[at + 1] === C.close || textAt(open, at + 1) === '&'
  const isOver = (tokens.start[at] ?? end) >= end || tokens.isAfterNewline[at] === 1
  return isOver || tokens.kind[at] === C.semicolon || tokens.kind[at] === C.equals || textAt(open, at) === '&'
}

/** Whether the name at a token of Ruby is that of a method which is called with arguments. */
export function hasArguments(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  const next = at + 1
  if (open.file.language !== 'ruby' || tokens.kind[at] !== T.name || next >= tokens.count) return false
  if (tokens.isAfterNewline[next] === 1) return false
  const kind = tokens.kind[next] as number
  if (isAdjacent(open, next)) return kind === C.open && isSomething(open, next + 1)
  if (kind === T.string || kind === T.number || kind === T.label) return true
  // `condition ? name :other`
  if (kind === T.symbol) return !isInChoice(open, at)
  return kind === T.name && !GOES_ON.has(textAt(open, next))
}

function isSomething(open: OpenFile, at: number): boolean {
  return open.extraction.tokens.kind[at] !== C.close && !MAYBE_NOTHING.has(textAt(open, at))
}

function isAdjacent(open: OpenFile, at: number): boolean {
  const { start, end } = open.extraction.tokens
  return start[at] === end[at - 1]
}

function isInChoice({ extraction }: OpenFile, at: number): boolean {
  const { kind, line } = extraction.tokens
  for (let before = at - 1; before >= 0 && line[before] === line[at]; before--)
    if (kind[before] === C.question) return true
  return false
}

/** Whether the name at a token of Ruby is asked of an object that is written before it, and is not the method's own: `other.name`. */
export function isOfOther({ file, extraction, source }: OpenFile, at: number): boolean {
  const { kind, start, end } = extraction.tokens
  if (file.language !== 'ruby' || kind[at] !== T.name) return false
  const before = kind[at - 1]
  if (before !== C.dot && before !== T.optionalChain) return false
  return source.toString('latin1', start[at - 2], end[at - 2]) !== 'self'
}

/** The methods of Ruby that are declared below `private`, or behind it on its line. */
export function privateMethods(open: OpenFile): ReadonlySet<CodeSymbol> {
  const found = new Set<CodeSymbol>()
  if (open.file.language !== 'ruby') return found
  const { symbols } = open.extraction
  const beside = new Map<CodeSymbol, CodeSymbol[]>()
  for (const symbol of symbols) {
    const around = symbols[symbol.parent]
    if (around !== undefined && around.start <= symbol.start) append(beside, around, symbol)
  }
  for (const [around, members] of beside) addPrivate(open, { around, members, found })
  return found
}

interface Beside {
  readonly around: CodeSymbol
  /** In the order of the file. */
  readonly members: readonly CodeSymbol[]
  readonly found: Set<CodeSymbol>
}

/** In `class << self` and in blocks, which are further in, a word like `private` holds for what is there alone. */
function addPrivate(open: OpenFile, { around, members, found }: Beside): void {
  const { tokens } = open.extraction
  const lastByColumn = new Map<number, string>()
  let at = tokenAt(open, around.signatureEnd)
  for (const member of members) {
    const first = tokenAt(open, member.start)
    for (; at < first; at++)
      if (isVisibility(open, at)) lastByColumn.set(open.columnAt(tokens.start[at] as number), textAt(open, at))
    const isBelow = lastByColumn.get(open.columnAt(member.start)) === 'private'
    if (member.kind === 'method' && (isBelow || textAt(open, first - 1) === 'private')) found.add(member)
    at = Math.max(at, tokenAt(open, member.end))
  }
}

/** `private` on a line of its own. */
function isVisibility(open: OpenFile, at: number): boolean {
  const { isAfterNewline, kind } = open.extraction.tokens
  const isAlone = isAfterNewline[at] === 1 && (isAfterNewline[at + 1] === 1 || kind[at + 1] === C.semicolon)
  return isAlone && VISIBILITIES.has(textAt(open, at))
}

const VISIBILITIES: ReadonlySet<string> = new Set(['private', 'public', 'protected'])
