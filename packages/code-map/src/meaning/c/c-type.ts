import { C, T } from '../../lex/tokens.ts'
import type { TokenView } from '../token-view.ts'

/** A type as it is written at a place: `const std::vector<Foo *> &`. */
export interface CType {
  /** `std`, `vector` */
  readonly names: readonly string[]
  readonly args: readonly CType[]
  /** How many `*` stand behind it; less than none where it was dereferenced. */
  readonly pointers: number
  readonly file: number
  /** Where in the file it is written: names are looked for from there. */
  readonly offset: number
  /** The qualified name of what has it, of a class without a name. */
  readonly key?: string
}

const MODIFIERS: ReadonlySet<string> = new Set(
  'const volatile static inline virtual explicit extern mutable constexpr consteval constinit register friend typename struct class enum union thread_local typedef restrict __restrict __inline __inline__ __extension__ _Thread_local _Atomic'.split(
    ' ',
  ),
)
const BEHIND: ReadonlySet<string> = new Set(['const', 'volatile', 'restrict', '__restrict', '__restrict__'])
/** What stands before a name without being its type. */
export const NO_TYPES: ReadonlySet<string> = new Set(
  'return else case goto delete new throw co_return co_yield co_await sizeof operator public private protected using namespace if while for switch do default break continue and or not typeof defined endif ifdef ifndef define undef elif include'.split(
    ' ',
  ),
)
const TOKENS_MAX = 400
const ARGUMENTS_DEPTH_MAX = 12
/** Lines of code without an end are no directives. */
const DIRECTIVE_TOKENS_MAX = 20_000
const NO_TYPE: CType = { names: [], args: [], pointers: 0, file: -1, offset: 0 }

interface Read {
  readonly type: CType
  /** The token behind it, its `*` and `&` included. */
  readonly end: number
}

interface ReadOptions {
  /** The token of the name whose type it is. */
  readonly to?: number
  readonly depth?: number
}

/** The type that begins at a token; undefined where none does. */
export function readType(
  view: TokenView,
  from: number,
  { to = Number.POSITIVE_INFINITY, depth = 0 }: ReadOptions = {},
): Read | undefined {
  const first = depth > ARGUMENTS_DEPTH_MAX ? undefined : beginOfPath(view, from, to)
  const path = first === undefined ? undefined : readPath(view, first, { to, depth })
  if (first === undefined || path === undefined) return undefined
  let { end } = path
  let pointers = 0
  for (; isDecoration(view, end); end++) if (view.kind(end) === C.star) pointers++
  const { names, args } = path
  return { type: { names, args, pointers, file: view.open.file.number, offset: view.start(first) }, end }
}

/** A type with the `[…]` that stand from a token on: an array is a pointer as any other. */
export function readArrays(view: TokenView, type: CType, from: number): Read {
  let pointers = 0
  let end = from
  for (; view.kind(end) === C.openBracket; end = view.pair(end) + 1) pointers++
  return { type: withPointers(type, pointers), end }
}

export function withPointers(type: CType, count: number): CType {
  return count === 0 ? type : { ...type, pointers: type.pointers + count }
}

/** `a::b<c>::d`; the arguments are the last ones. */
function readPath(
  view: TokenView,
  from: number,
  { to, depth }: Required<ReadOptions>,
): { readonly names: readonly string[]; readonly args: readonly CType[]; readonly end: number } | undefined {
  const names: string[] = []
  let args: readonly CType[] = []
  for (let at = from; ;) {
    if (view.kind(at) === T.scope) at++
    if (view.word(at) === 'template') at++
    if (!view.isName(at)) return undefined
    names.push(view.word(at))
    at++
    const close: number | undefined = view.kind(at) === C.less ? closingAngle(view, at) : undefined
    if (close !== undefined) {
      args = readArguments(view, at + 1, { to: close, depth: depth + 1 })
      at = close + 1
    }
    if (at >= to || view.kind(at) !== T.scope || !view.isName(at + 1)) return { names, args, end: at }
  }
}

function isDecoration(view: TokenView, at: number): boolean {
  const kind = view.kind(at)
  return kind === C.star || kind === C.ampersand || (kind === T.name && BEHIND.has(view.word(at)))
}

/** Past modifiers, attributes and macros: where two names stand side by side the first is none of the type. */
function beginOfPath(view: TokenView, from: number, to: number): number | undefined {
  for (let at = from; at - from < TOKENS_MAX; at++) {
    const passed = endOfModifier(view, at)
    if (passed !== undefined) at = passed
    else if (at + 1 >= to || !view.isName(at) || !view.isName(at + 1) || !goesOn(view, at + 1))
      return view.isName(at) || view.kind(at) === T.scope ? at : undefined
  }
  return undefined
}

/** The last token of `const`, `[[…]]`, `template <…>`, `alignas(…)`. */
function endOfModifier(view: TokenView, at: number): number | undefined {
  if (MODIFIERS.has(view.word(at))) return at
  const next = view.kind(at + 1)
  if (view.kind(at) === C.openBracket && next === C.openBracket) return view.pair(at)
  if (view.word(at) === 'template' && next === C.less) return closingAngle(view, at + 1)
  return next === C.open && isAttribute(view.word(at)) ? view.pair(at + 1) : undefined
}

function isAttribute(word: string): boolean {
  return word === '__attribute__' || word === 'alignas' || word === '__declspec' || word === '_Alignas'
}

/** A name behind another one is a type if there is one more behind it, or what belongs to a type. */
function goesOn(view: TokenView, at: number): boolean {
  if (BEHIND.has(view.word(at))) return view.isName(at + 1) && goesOn(view, at + 1)
  const kind = view.kind(at + 1)
  if (kind === C.less) {
    const close = closingAngle(view, at + 1)
    return (
      close !== undefined &&
      (view.isName(close + 1) || view.kind(close + 1) === T.scope || isDecoration(view, close + 1))
    )
  }
  return view.isName(at + 1) || kind === C.star || kind === C.ampersand || (kind === T.scope && view.isName(at + 2))
}

/** The line begins with `#`, or goes on one that does. */
export function isInDirective(view: TokenView, at: number): boolean {
  let first = at
  for (let count = 0; first > 0 && !view.isAfterNewline(first) && count < DIRECTIVE_TOKENS_MAX; count++) first--
  return view.kind(first) === C.hash
}

/** What closes the `<` at a token, where it opens arguments of a template. */
export function closingAngle(view: TokenView, from: number): number | undefined {
  let depth = 0
  for (let at = from; at < view.count && at - from < TOKENS_MAX; at++) {
    const kind = view.kind(at)
    if (kind === C.less) depth++
    else if (kind === C.greater && --depth === 0) return at
    else if (kind === C.open || kind === C.openBracket) at = view.pair(at)
    else if (kind === C.semicolon || kind === C.openBrace || kind === C.closeBrace || kind === C.close) return undefined
  }
  return undefined
}

/** The `<` that the `>` at a token closes. */
export function openingAngle(view: TokenView, from: number): number | undefined {
  let depth = 0
  for (let at = from; at >= 0 && from - at < TOKENS_MAX; at--) {
    const kind = view.kind(at)
    if (kind === C.greater) depth++
    else if (kind === C.less && --depth === 0) return at
    else if (kind === C.close || kind === C.closeBracket) at = view.skipBack(at)
    else if (kind === C.semicolon || kind === C.openBrace || kind === C.closeBrace || kind === C.open) return undefined
  }
  return undefined
}

function readArguments(
  view: TokenView,
  from: number,
  { to, depth }: { readonly to: number; readonly depth: number },
): readonly CType[] {
  const found: CType[] = []
  for (let at = from; at < to;) {
    found.push(readType(view, at, { depth })?.type ?? NO_TYPE)
    at = endOfArgument(view, at, to) + 1
  }
  return found
}

/** The comma behind an argument, or `to`. */
export function endOfArgument(view: TokenView, from: number, to: number): number {
  for (let at = from; at < to; at = view.skip(at) + 1) {
    if (view.kind(at) === C.comma) return at
    const close = view.kind(at) === C.less ? closingAngle(view, at) : undefined
    if (close !== undefined && close < to) at = close
  }
  return to
}

/** The first token of the type that ends at a token, the `*` and `&` behind it included; undefined where none does. */
export function typeStart(view: TokenView, last: number): number | undefined {
  let at = last
  while (at >= 0 && isDecoration(view, at)) at--
  let start: number | undefined
  while (last - at < TOKENS_MAX) {
    const name: number | undefined = view.kind(at) === C.greater ? nameBefore(view, at) : at
    if (name === undefined || !view.isName(name) || NO_TYPES.has(view.word(name))) return start
    start = view.kind(name - 1) === T.scope ? name - 1 : name
    at = start - 1
    const isPath = view.kind(start) === T.scope && (view.isName(at) || view.kind(at) === C.greater)
    if (!isPath && view.kind(at) !== T.name) return start
  }
  return start
}

function nameBefore(view: TokenView, close: number): number | undefined {
  const open = openingAngle(view, close)
  return open === undefined ? undefined : open - 1
}
