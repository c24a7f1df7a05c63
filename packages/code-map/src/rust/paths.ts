import type { FunctionItem, RustFile } from './items.ts'
import { CLOSING, OPENING, type RustTokens } from './tokens.ts'
import { readArguments, readType, type RustType, type TypeScope } from './types.ts'

/** Where an expression stands. */
export interface Place {
  readonly file: RustFile
  readonly scope: TypeScope
  /** The function around; what stands outside of all has none. */
  readonly callable: FunctionItem | undefined
}

/** A path of names, as it is written. */
export interface PathFound {
  readonly names: readonly string[]
  /** Of `<Type as Trait>::name`. */
  readonly of: RustType | undefined
  readonly as: RustType | undefined
  /** The type arguments of its last name. */
  readonly given: readonly RustType[]
  /** Those of the one before. */
  readonly givenBefore: readonly RustType[]
  readonly next: number
}

/** `last`: the token that ends it, where more may follow. */
export function readPath(
  { file: { tokens }, scope }: Pick<Place, 'file' | 'scope'>,
  from: number,
  last = Number.POSITIVE_INFINITY,
): PathFound | undefined {
  const names: string[] = []
  let [given, givenBefore]: (readonly RustType[])[] = [[], []]
  let of: RustType | undefined
  let as: RustType | undefined
  let at = from
  if (tokens.word(at) === '<') {
    const own = readType(tokens, at + 1, scope)
    of = own.type
    if (tokens.word(own.next) === 'as') as = readType(tokens, own.next + 1, scope).type
    at = tokens.afterAngles(at)
  }
  if (tokens.word(at) === '::') at++
  while (/^[A-Za-z_\u0080-\u00FF]/.test(tokens.word(at))) {
    names.push(tokens.word(at).replace(/^r#/, ''))
    givenBefore = given ?? []
    given = []
    at++
    if (tokens.word(at) === '::' && tokens.word(at + 1) === '<') {
      const end = tokens.afterAngles(at + 1)
      given = readArguments(tokens, [at + 2, end - 1], scope).args
      at = end
    }
    if (tokens.word(at) !== '::' || at > last) break
    at++
  }
  if (names.length === 0) return undefined
  return { names, of, as, given: given ?? [], givenBefore: givenBefore ?? [], next: at }
}

/** Where the part of a chain that ends before a dot begins: a name with its path, calls, brackets; undefined for what is not understood. */
export function startOfPart(tokens: RustTokens, end: number): number | undefined {
  let at = end - 1
  while (at >= 0) {
    const word = tokens.word(at)
    if (word === '?') at--
    else if (CLOSING.has(word)) {
      const open = tokens.partner(at)
      if (open >= at) return undefined
      if (word === '}') return startOfBlock(tokens, open)
      const start = startOfBrackets(tokens, open)
      if (start !== undefined) return start
      at = open - 1
    } else if (word === '>') {
      const angle = openingAngle(tokens, at)
      return angle === undefined ? undefined : startOfPath(tokens, angle - 2)
    } else return startOfPath(tokens, at)
  }
  return undefined
}

/** Of brackets that are all of the part, are a macro's, or stand behind type arguments; undefined where they belong to what stands before. */
function startOfBrackets(tokens: RustTokens, open: number): number | undefined {
  const before = tokens.word(open - 1)
  if (before === '!' && isName(tokens.word(open - 2))) return startOfPath(tokens, open - 2)
  if (before === '>') {
    const angle = openingAngle(tokens, open - 1)
    return angle === undefined || tokens.word(angle - 1) !== '::' ? open : startOfPath(tokens, angle - 2)
  }
  return CLOSING.has(before) || before === '?' || isName(before) ? undefined : open
}

const NO_NAME: ReadonlySet<string> = new Set(
  'return break in if while match else move let mut ref as for loop unsafe where yield box'.split(' '),
)

function isName(word: string): boolean {
  return /^[\w\u0080-\u00FF"']/.test(word) && !NO_NAME.has(word)
}

/** `a::b::<C>::d` from its last name. */
export function startOfPath(tokens: RustTokens, last: number): number {
  let at = last
  while (tokens.word(at - 1) === '::') {
    const before = tokens.word(at - 2)
    if (before === '>') {
      const angle = openingAngle(tokens, at - 2)
      if (angle === undefined) return at
      if (tokens.word(angle - 1) !== '::') return isName(tokens.word(angle - 1)) ? angle - 1 : angle
      at = angle - 2
    } else if (isName(before)) at -= 2
    else return at - 1
  }
  return at
}

export function openingAngle(tokens: RustTokens, close: number): number | undefined {
  let depth = 0
  for (let at = close; at >= 0; at--) {
    const word = tokens.word(at)
    if (word === '>') depth++
    else if (word === '<') {
      if (--depth === 0) return at
    } else if (CLOSING.has(word)) at = Math.min(at, tokens.partner(at))
    else if (word === ';' || OPENING.has(word)) return undefined
  }
  return undefined
}

/** `unsafe { … }`, `match x { … }`, `Type { … }`. */
function startOfBlock(tokens: RustTokens, open: number): number | undefined {
  const before = tokens.word(open - 1)
  if (before === 'unsafe' || before === 'async') return open - 1
  if (/^[A-Z]\w*$|^>$/.test(before)) {
    const name = before === '>' ? openingAngle(tokens, open - 1) : open
    return name === undefined ? undefined : startOfPath(tokens, name === open ? open - 1 : name - 1)
  }
  for (let at = open - 1; at >= 0; at--) {
    const word = tokens.word(at)
    if (word === 'match' || (word === 'if' && tokens.word(at - 1) !== 'else')) return at
    if (CLOSING.has(word)) at = Math.min(at, tokens.partner(at))
    else if (OPENING.has(word) || word === ';') return undefined
  }
  return undefined
}
