import { K, S, type Code } from './code.ts'
import type { TypeParameter, TypeRef } from './shapes.ts'

export interface TypeRead {
  readonly type: TypeRef
  /** The token behind it. */
  readonly next: number
}

const DEPTH_MAX = 30
const BEFORE_TYPE: ReadonlySet<string> = new Set(['final', 'ref', 'readonly', 'out', 'in', 'params', 'this', 'scoped'])
const OF_BOTH =
  'return throw new else case goto class interface enum record default assert break continue if while for switch try catch finally this static final public private protected abstract do import yield'
const NO_TYPES: Readonly<Record<Code['language'], ReadonlySet<string>>> = {
  java: new Set(
    `${OF_BOTH} throws instanceof extends implements package synchronized super permits volatile transient native strictfp sealed when`.split(
      ' ',
    ),
  ),
  csharp: new Set(
    `${OF_BOTH} await in is as not and or using struct ref out readonly internal virtual override sealed async lock foreach get set init add const event delegate operator namespace params base with when where select from let orderby join group into by ascending descending on equals`.split(
      ' ',
    ),
  ),
}

/** Whether a word is no type, wherever one may stand. */
export function isNoType(code: Code, word: string): boolean {
  return NO_TYPES[code.language].has(word)
}

/** Reads the type that begins at a token; undefined where none does. */
export function readType(code: Code, at: number, depth = 0): TypeRead | undefined {
  if (depth > DEPTH_MAX) return undefined
  const from = skipBefore(code, at)
  if (code.is(from, S.question)) return readWildcard(code, from, depth)
  if (code.is(from, S.open)) return readTuple(code, from, depth)
  if (!code.is(from, K.name) || isNoType(code, code.word(from))) return undefined
  const { name, args, next } = readNames(code, from, depth)
  return behind(code, { name, args, dimensions: 0, at: from }, next)
}

interface NamesRead {
  readonly name: string
  readonly args: readonly TypeRef[]
  readonly next: number
}

/** `a.b.Name<…>` */
function readNames(code: Code, from: number, depth: number): NamesRead {
  const names = [plainName(code.word(from))]
  let args: readonly TypeRef[] = []
  let next = from + 1
  for (;;) {
    if (code.is(next, S.less) && code.mateOf(next) > next) {
      args = readArguments(code, next, depth)
      next = code.mateOf(next) + 1
      continue
    }
    const isGlobal = code.is(next, K.colons) && names[0] === 'global'
    if ((!code.is(next, S.dot) && !isGlobal) || !code.is(next + 1, K.name)) break
    if (isGlobal) names.pop()
    names.push(plainName(code.word(next + 1)))
    next += 2
  }
  return { name: names.join('.'), args, next }
}

/** Without what C# writes before a name that is a word of the language. */
function plainName(word: string): string {
  return word.startsWith('@') ? word.slice(1) : word
}

function skipBefore(code: Code, at: number): number {
  let from = at
  for (;;) {
    if (code.is(from, S.at) && code.is(from + 1, K.name)) from = skipAnnotation(code, from)
    else if (code.is(from, K.name) && BEFORE_TYPE.has(code.word(from))) from++
    else if (code.language === 'csharp' && code.is(from, S.openSquare) && code.mateOf(from) > from)
      from = code.next(from)
    else return from
  }
}

/** Behind `@a.Name(…)`. */
export function skipAnnotation(code: Code, at: number): number {
  let next = at + 2
  while (code.is(next, S.dot) && code.is(next + 1, K.name)) next += 2
  return code.is(next, S.open) ? code.next(next) : next
}

function readWildcard(code: Code, at: number, depth: number): TypeRead | undefined {
  const isBound = /^(?:extends|super)$/.test(code.word(at + 1))
  if (isBound) return readType(code, at + 2, depth + 1)
  return { type: { name: '?', args: [], dimensions: 0, at }, next: at + 1 }
}

function readTuple(code: Code, at: number, depth: number): TypeRead | undefined {
  const close = code.mateOf(at)
  if (code.language !== 'csharp' || close <= at) return undefined
  const args: TypeRef[] = []
  const labels: string[] = []
  for (let next = at + 1; next < close;) {
    const part = readType(code, next, depth + 1)
    if (part === undefined) return undefined
    args.push(part.type)
    const isNamed = code.is(part.next, K.name)
    labels.push(isNamed ? code.word(part.next) : '')
    next = part.next + (isNamed ? 1 : 0)
    if (next < close && !code.is(next, S.comma)) return undefined
    next++
  }
  if (args.length < 2) return undefined
  return behind(code, { name: '()', args, dimensions: 0, at, labels }, close + 1)
}

function readArguments(code: Code, open: number, depth: number): readonly TypeRef[] {
  const close = code.mateOf(open)
  const args: TypeRef[] = []
  for (let at = open + 1; at < close;) {
    const read = readType(code, at, depth + 1)
    if (read !== undefined) args.push(read.type)
    at = read === undefined ? at + 1 : Math.max(at + 1, read.next)
    while (at < close && !code.is(at, S.comma)) at = code.next(at)
    at++
  }
  return args
}

/** With what says that there are many, or none: `[]`, `...`, `?`. */
function behind(code: Code, type: TypeRef, from: number): TypeRead {
  let next = from
  let dimensions = 0
  for (;;) {
    if (code.is(next, S.openSquare) && isEmpty(code, next)) {
      dimensions++
      next = code.mateOf(next) + 1
    } else if (code.is(next, K.ellipsis)) {
      dimensions++
      next++
    } else if (code.language === 'csharp' && (code.is(next, S.question) || code.is(next, S.star))) next++
    else if (code.is(next, S.at) && code.is(next + 1, K.name) && code.is(skipAnnotation(code, next), S.openSquare))
      next = skipAnnotation(code, next)
    else return { type: dimensions === 0 ? type : { ...type, dimensions }, next }
  }
}

/** `[]` and `[,]`. */
function isEmpty(code: Code, open: number): boolean {
  const close = code.mateOf(open)
  if (close <= open || close > open + 8) return false
  for (let at = open + 1; at < close; at++) if (!code.is(at, S.comma)) return false
  return true
}

/** The type that ends before a token. */
export function typeBefore(code: Code, end: number): TypeRef | undefined {
  const last = beforeMany(code, end - 1)
  const at = code.is(last, S.close) ? code.mateOf(last) : namesFrom(code, last)
  const read = at < 0 || isNoType(code, code.word(at)) ? undefined : readType(code, at)
  return read?.next === end ? read.type : undefined
}

/** Before what says that there are many, or none. */
function beforeMany(code: Code, last: number): number {
  let at = last
  for (;;) {
    const kind = code.kindAt(at)
    if (kind === K.ellipsis || (kind === S.question && code.language === 'csharp')) at--
    else if (kind === S.closeSquare && isEmpty(code, code.mateOf(at))) at = code.mateOf(at) - 1
    else return at
  }
}

/** Where the names begin that end at a token; -1 where there are none. */
function namesFrom(code: Code, last: number): number {
  let at = last
  for (;;) {
    if (code.is(at, S.greater) && code.mateOf(at) !== -1) at = code.mateOf(at) - 1
    if (!code.is(at, K.name)) return -1
    const isJoined = code.is(at - 1, S.dot) || code.is(at - 1, K.colons)
    if (!isJoined || (!code.is(at - 2, K.name) && !code.is(at - 2, S.greater))) return at
    at -= 2
  }
}

/** `<T extends Name & Other, U>`; bounds of C# stand behind `where`. */
export function readTypeParameters(code: Code, open: number): readonly TypeParameter[] {
  const close = code.mateOf(open)
  const found: TypeParameter[] = []
  for (let at = open + 1; at < close;) {
    while (at < close && isBeforeParameter(code, at)) at = code.is(at, S.at) ? skipAnnotation(code, at) : code.next(at)
    const name = code.word(at)
    const bounds: TypeRef[] = []
    for (at++; at < close && !code.is(at, S.comma);) {
      const read = /^(?:extends|&)$/.test(code.word(at)) ? readType(code, at + 1) : undefined
      if (read !== undefined) bounds.push(read.type)
      at = Math.max(at + 1, read?.next ?? 0)
    }
    found.push({ name, bounds })
    at++
  }
  return found
}

function isBeforeParameter(code: Code, at: number): boolean {
  return code.is(at, S.at) || code.is(at, S.openSquare) || /^(?:in|out)$/.test(code.word(at))
}

/** `where T : Name, Other where U : …`: with these bounds, and the token behind. */
export function readConstraints(
  code: Code,
  at: number,
  parameters: readonly TypeParameter[],
): { readonly parameters: readonly TypeParameter[]; readonly next: number } {
  let next = at
  const bounds = new Map<string, TypeRef[]>()
  while (code.word(next) === 'where' && code.is(next + 1, K.name) && code.is(next + 2, S.colon)) {
    const list: TypeRef[] = []
    bounds.set(code.word(next + 1), list)
    next += 2
    do {
      const read = readType(code, next + 1)
      if (read !== undefined) list.push(read.type)
      next = Math.max(next + 1, read?.next ?? 0)
      while (next < code.count && !isBehindBound(code, next)) next = code.next(next)
    } while (code.is(next, S.comma))
  }
  return { parameters: parameters.map(({ name, bounds: own }) => ({ name, bounds: bounds.get(name) ?? own })), next }
}

function isBehindBound(code: Code, at: number): boolean {
  const kind = code.kindAt(at)
  return (
    kind === S.comma ||
    kind === S.openCurly ||
    kind === S.semicolon ||
    kind === K.arrow ||
    (kind === K.name && code.word(at) === 'where')
  )
}
