import type { RustTokens } from './tokens.ts'

/** A type of Rust; references, boxes and the like are what they hold. */
export interface RustType {
  /** The last name of its path; see `KIND`. */
  readonly name: string
  /** The names before it, as an import or the path has them. */
  readonly path: readonly string[]
  readonly args: readonly RustType[]
  /** Of a type that is known by its traits alone: `dyn A + B`, `impl A`, a type parameter, `Self` of a trait. */
  readonly bounds?: readonly RustType[]
  /** `of::name`, `<of as bounds>::name` */
  readonly of?: RustType
  /** By name, `Trait<Item = Type>`. */
  readonly items?: ReadonlyMap<string, RustType>
  /** The file that names it. */
  readonly file: number
}

/** Names that no code can write; `number`: a literal, that may be of any such type; `hidden`: one type of which no more is said than its traits. */
export const KIND = {
  unknown: '?',
  tuple: '()',
  list: '[]',
  function: 'fn',
  never: '!',
  number: '0',
  any: 'dyn',
  hidden: 'impl',
  pointer: '*',
} as const

export const UNKNOWN: RustType = { name: KIND.unknown, path: [], args: [], file: -1 }

export function made(name: string, args: readonly RustType[] = []): RustType {
  return { name, path: [], args, file: -1 }
}

/** What a macro is given in the place of a type. */
export function isOfMacro({ name }: RustType): boolean {
  return name.startsWith('$')
}

export function isUnknown({ name }: RustType): boolean {
  return name === KIND.unknown
}

/** What names mean where types are read. */
export interface TypeScope {
  readonly file: number
  /** `Self` */
  readonly self: RustType | undefined
  /** Type parameters. */
  readonly generics: ReadonlyMap<string, RustType>
  /** The path that `use` gives a name. */
  readonly uses: ReadonlyMap<string, readonly string[]>
}

/** They lead to what they hold. */
const TRANSPARENT: ReadonlySet<string> = new Set(
  'Box Rc Arc Cow Pin Ref RefMut MutexGuard RwLockReadGuard RwLockWriteGuard ManuallyDrop'.split(' '),
)
export const NUMBER = /^(?:[iu](?:8|16|32|64|128|size)|f32|f64)$/
const DEPTH_MAX = 24

/** Reads one type; `next` is behind it. */
export function readType(
  tokens: RustTokens,
  from: number,
  scope: TypeScope,
  depth = 0,
): { readonly type: RustType; readonly next: number } {
  const word = tokens.word(from)
  const inner = (at: number): { readonly type: RustType; readonly next: number } =>
    depth > DEPTH_MAX ? { type: UNKNOWN, next: at + 1 } : readType(tokens, at, scope, depth + 1)
  if (word === '&' || word === '&&' || word === 'mut' || word.startsWith("'")) return inner(from + 1)
  if (word === '*' && /^(?:const|mut)$/.test(tokens.word(from + 1))) {
    const { type, next } = inner(from + 2)
    return { type: made(KIND.pointer, [type]), next }
  }
  if (word === '!') return { type: made(KIND.never), next: from + 1 }
  if (word === '(') return readTuple(tokens, from, inner)
  if (word === '[')
    return { type: made(KIND.list, [inner(from + 1).type]), next: Math.max(tokens.partner(from), from) + 1 }
  if (word === 'dyn' || word === 'impl') {
    const { bounds, next } = readBounds(tokens, from + 1, scope, depth)
    return { type: { ...made(word === 'dyn' ? KIND.any : KIND.hidden), bounds }, next }
  }
  return readFunctionPointer(tokens, from, inner) ?? readNamed(tokens, from, scope, depth)
}

/** `for<'a> unsafe extern "C" fn(A) -> B` */
function readFunctionPointer(tokens: RustTokens, from: number, inner: Inner): ReturnType<Inner> | undefined {
  const word = tokens.word(from)
  if (word === 'for') return inner(tokens.afterAngles(from + 1))
  if (word === 'unsafe' || word === 'extern') return inner(from + (tokens.word(from + 1).includes('"') ? 2 : 1))
  return word === 'fn' ? readFunctionType(tokens, from + 1, inner) : undefined
}

function readTuple(tokens: RustTokens, from: number, inner: Inner): ReturnType<Inner> {
  const next = tokens.partner(from) + 1
  const parts = tokens.split(from + 1, next - 1, { angles: true }).map(([at]) => inner(at).type)
  const isOne = parts.length === 1 && tokens.word(next - 2) !== ','
  return { type: isOne ? (parts[0] as RustType) : made(KIND.tuple, parts), next: Math.max(next, from + 1) }
}

function readNamed(tokens: RustTokens, from: number, scope: TypeScope, depth: number): ReturnType<Inner> {
  const inner = (at: number): ReturnType<Inner> => readType(tokens, at, scope, depth + 1)
  if (depth > DEPTH_MAX) return { type: UNKNOWN, next: from + 1 }
  return tokens.word(from) === '<' ? readQualified(tokens, from, scope, inner) : readPath(tokens, from, scope, depth)
}

/** `A + 'a + ?Sized + B` */
export function readBounds(
  tokens: RustTokens,
  from: number,
  scope: TypeScope,
  depth = 0,
): { readonly bounds: readonly RustType[]; readonly next: number } {
  const bounds: RustType[] = []
  let at = from
  while (at < tokens.length) {
    const word = tokens.word(at)
    if (word === '+') {
      at++
      continue
    }
    if (word.startsWith("'")) at++
    else if (word === '?' || word === '~') at = readType(tokens, at + 1, scope, depth + 1).next
    else if (word === '(') {
      bounds.push(...readBounds(tokens, at + 1, scope, depth + 1).bounds)
      at = tokens.partner(at) + 1
    } else if (/^[A-Za-z_]/.test(word) && word !== 'where' && depth < DEPTH_MAX) {
      const { type, next } = readType(tokens, at, scope, depth + 1)
      bounds.push(type)
      at = Math.max(next, at + 1)
    } else break
    if (tokens.word(at) !== '+') break
  }
  return { bounds, next: at }
}

type Inner = (at: number) => { readonly type: RustType; readonly next: number }

/** Behind `fn` or `Fn`: `(A, B) -> C`. */
function readFunctionType(tokens: RustTokens, open: number, inner: Inner): ReturnType<Inner> {
  const close = tokens.partner(open)
  const given = tokens.split(open + 1, close, { angles: true }).map(([at, to]) => {
    const colon = tokens.word(at + 1) === ':' && at + 2 < to ? at + 2 : at
    return inner(colon).type
  })
  const result = tokens.word(close + 1) === '->' ? inner(close + 2) : { type: made(KIND.tuple), next: close + 1 }
  return { type: made(KIND.function, [result.type, ...given]), next: Math.max(result.next, open + 1) }
}

/** `<A as B>::C` */
function readQualified(tokens: RustTokens, from: number, scope: TypeScope, inner: Inner): ReturnType<Inner> {
  const own = inner(from + 1)
  const trait = tokens.word(own.next) === 'as' ? inner(own.next + 1).type : undefined
  const after = tokens.afterAngles(from)
  if (tokens.word(after) !== '::') return { type: own.type, next: after }
  const type: RustType = {
    ...made(tokens.word(after + 1)),
    of: own.type,
    ...(trait === undefined ? {} : { bounds: [trait] }),
    file: scope.file,
  }
  return { type, next: after + 2 }
}

function readPath(tokens: RustTokens, from: number, scope: TypeScope, depth: number): ReturnType<Inner> {
  const names: string[] = []
  let at = tokens.word(from) === '::' ? from + 1 : from
  let args: readonly RustType[] = []
  let items: ReadonlyMap<string, RustType> | undefined
  if (tokens.word(at) === '$') {
    // What a macro is given; `$crate` is a name.
    if (tokens.word(at + 1) !== 'crate')
      return { type: scope.generics.get(`$${tokens.word(at + 1)}`) ?? UNKNOWN, next: at + 2 }
    at++
  }
  while (/^[A-Za-z_\u0080-\u00FF]/.test(tokens.word(at))) {
    const name = tokens.word(at).replace(/^r#/, '')
    names.push(name)
    at++
    if (tokens.word(at) === '(' && /^Fn(?:Mut|Once)?$/.test(name)) {
      return readFunctionType(tokens, at, (inside) => readType(tokens, inside, scope, depth + 1))
    }
    const angle = tokens.word(at) === '::' ? at + 1 : at
    if (tokens.word(angle) === '<' && depth < DEPTH_MAX) {
      const end = tokens.afterAngles(angle)
      if (end === angle + 1) break
      ;({ args, items } = readArguments(tokens, [angle + 1, end - 1], scope, depth))
      at = end
    }
    if (tokens.word(at) !== '::' || !/^[A-Za-z_]/.test(tokens.word(at + 1))) break
    at++
  }
  if (names.length === 0) return { type: UNKNOWN, next: from + 1 }
  return { type: namedType(names, { args, items }, scope), next: at }
}

/** Of `<…>`: types, and items by name. */
export function readArguments(
  tokens: RustTokens,
  [from, to]: readonly [number, number],
  scope: TypeScope,
  depth = 0,
): { readonly args: readonly RustType[]; readonly items: ReadonlyMap<string, RustType> } {
  const args: RustType[] = []
  const items = new Map<string, RustType>()
  for (const [start, end] of tokens.split(from, to, { angles: true })) {
    if (tokens.word(start).startsWith("'") && end === start + 1) continue
    if (tokens.word(start + 1) === '=')
      items.set(tokens.word(start), readType(tokens, start + 2, scope, depth + 1).type)
    else if (/^(?:[\d{-]|true$|false$)/.test(tokens.word(start))) continue
    else args.push(readType(tokens, start, scope, depth + 1).type)
  }
  return { args, items }
}

/** What a path of names means in a scope. */
export function namedType(
  names: readonly string[],
  { args, items }: { readonly args: readonly RustType[]; readonly items?: ReadonlyMap<string, RustType> | undefined },
  scope: TypeScope,
): RustType {
  const [first = '', second] = names
  const last = names.at(-1) ?? ''
  const own = first === 'Self' ? (scope.self ?? UNKNOWN) : scope.generics.get(first)
  if (own !== undefined)
    return second === undefined || isUnknown(own) ? own : { ...made(last), of: own, file: scope.file }
  if (first === '_') return UNKNOWN
  if (second === undefined && NUMBER.test(last)) return made(last)
  const type = broughtType(names, args, scope)
  return items === undefined || items.size === 0 ? type : { ...type, items }
}

/** By the path that `use` gives the first name. */
function broughtType(names: readonly string[], args: readonly RustType[], { uses, file }: TypeScope): RustType {
  const path = [...(uses.get(names[0] ?? '') ?? names.slice(0, 1)), ...names.slice(1)]
  const name = path.at(-1) ?? ''
  const held = TRANSPARENT.has(name) ? args.at(-1) : undefined
  return held ?? { name, path: path.slice(0, -1), args, file }
}

/** With types in the place of type parameters, by name. */
export function substitute(type: RustType, given: ReadonlyMap<string, RustType>, depth = 0): RustType {
  if (given.size === 0 || depth > DEPTH_MAX) return type
  const own = type.bounds !== undefined && type.of === undefined ? given.get(type.name) : undefined
  if (own !== undefined) return own
  if (type.args.length === 0 && type.of === undefined && type.bounds === undefined) return type
  return {
    ...type,
    args: type.args.map((one) => substitute(one, given, depth + 1)),
    ...(type.of === undefined ? {} : { of: substitute(type.of, given, depth + 1) }),
  }
}

const WITHOUT_NAME: ReadonlySet<string> = new Set([KIND.any, KIND.hidden])

/** What type parameters are, where a type is written so and is that. */
export function unify(written: RustType, is: RustType, given: Map<string, RustType>, depth = 0): void {
  if (isUnknown(is) || depth > DEPTH_MAX) return
  const isOpen = written.bounds !== undefined && written.of === undefined
  const hasName = isOpen && !WITHOUT_NAME.has(written.name)
  if (hasName && !given.has(written.name)) given.set(written.name, is)
  if (isOpen && is.name === KIND.function) unify(functionIn(written) ?? UNKNOWN, is, given, depth + 1)
  if (hasName || written.name !== is.name) return
  for (const [index, arg] of written.args.entries()) unify(arg, is.args[index] ?? UNKNOWN, given, depth + 1)
}

/** The function that a value of a type is, or that its traits say it is. */
export function functionIn({ bounds, ...type }: RustType): RustType | undefined {
  return type.name === KIND.function ? type : bounds?.find(({ name }) => name === KIND.function)
}
