import { C, T } from '../../lex/tokens.ts'
import type { CodeSymbol } from '../../code-map.ts'
import { isC } from '../../languages.ts'
import type { TokenView } from '../token-view.ts'
import { type CFiles, SeenFrom } from './c-files.ts'
import { closingAngle, endOfArgument, isInDirective, readType, typeStart, type CType } from './c-type.ts'

/** A declaration by its place. */
export interface CDeclared {
  readonly file: number
  readonly index: number
  readonly symbol: CodeSymbol
  /** With all names around it, those that are written before it too. */
  readonly qualifiedName: string
}

export interface CMember extends CDeclared {
  /** The qualified name of the class that declares it. */
  readonly owner: string
}

/**
 * - `class`: one of the index, by its qualified name; what it is given for its parameters is in `type`
 * - `external`: none of the index
 * - `unknown`: a parameter of a template, or one of several
 */
export type Resolved =
  | { readonly kind: 'class'; readonly key: string; readonly type: CType }
  | { readonly kind: 'external'; readonly type: CType }
  | { readonly kind: 'unknown' }

const UNKNOWN: Resolved = { kind: 'unknown' }
const CLASS_KINDS: readonly CodeSymbol['kind'][] = ['class', 'struct', 'type', 'enum', 'interface']
const OUTER_KINDS: readonly CodeSymbol['kind'][] = [...CLASS_KINDS, 'namespace']
/** Macros of GoogleTest, Google Benchmark, Boost.Test and Catch2, and which of their arguments is the class of a test. */
const FIXTURE_TESTS: ReadonlyMap<string, number> = new Map([
  ...['TEST_F', 'TEST_P', 'TYPED_TEST', 'TYPED_TEST_P'].map((name) => [name, 0] as const),
  ...['BENCHMARK_F', 'BENCHMARK_DEFINE_F', 'TEST_CASE_METHOD'].map((name) => [name, 0] as const),
  ['BOOST_FIXTURE_TEST_CASE', 1],
])
const ALIASES_MAX = 8
const CANDIDATES_MAX = 200
const BASES_MAX = 64
const QUALIFIER_TOKENS_MAX = 60

/** The classes of C and C++, their bases and members, and which of them a name means where it stands. */
export class CClasses {
  readonly #files: CFiles
  readonly #candidates = new Map<string, readonly CDeclared[]>()
  readonly #bases = new Map<string, readonly CType[]>()
  readonly #members = new Map<string, readonly CMember[] | 'unknown'>()
  readonly #above = new Map<string, ReadonlySet<string>>()
  readonly #resolved = new Map<string, Resolved>()
  readonly #seen = new Map<number, SeenFrom>()
  readonly #openedByMacro = new Map<string, boolean>()
  #depth = 0

  constructor(files: CFiles) {
    this.#files = files
  }

  /** All declarations of a name in C and C++. */
  declarations(name: string): readonly CDeclared[] {
    const known = this.#candidates.get(name)
    if (known !== undefined) return known
    const { map } = this.#files
    const files = map.uses(name).filter(({ isDeclared, file }) => isDeclared && isC(file))
    const found = files.slice(0, CANDIDATES_MAX).flatMap(({ file }) =>
      this.#files.symbolsNamed(file.number, name).map(({ symbol, index }) => ({
        file: file.number,
        index,
        symbol,
        // A macro is one of its file, wherever it stands.
        qualifiedName: symbol.kind === 'macro' ? name : this.#fullName(file.number, symbol),
      })),
    )
    this.#candidates.set(name, found)
    return found
  }

  /** With the names of all that is around, and those that are written before it or one of these. */
  #fullName(file: number, symbol: CodeSymbol): string {
    const around = symbol.parent === -1 ? undefined : this.#files.symbols(file)[symbol.parent]
    const outer = around === undefined ? '' : this.#fullName(file, around)
    return [outer, this.#qualifierOf(file, symbol), symbol.name].filter((part) => part !== '').join('.')
  }

  /** `a.B` of `a::B<T>::name`, where that is not what stands around the declaration. */
  #qualifierOf(file: number, symbol: CodeSymbol): string {
    const isPlain = this.#files.map.pathOf(file).endsWith('.c')
    if (isPlain || !mayBeOutside(this.#files.symbols(file), symbol)) return ''
    const view = this.#files.view(file)
    return view === undefined ? '' : namesBefore(view, view.tokenAt(symbol.nameStart)).join('.')
  }

  /** What a type means where it is written. */
  resolve(type: CType): Resolved {
    if (type.key !== undefined) return { kind: 'class', key: type.key, type }
    const key = `${type.file}:${type.offset}`
    const known = this.#resolved.get(key)
    if (known !== undefined) return known.kind === 'unknown' ? known : { ...known, type: withArgs(known.type, type) }
    if (this.#depth > ALIASES_MAX || type.names.length === 0) return UNKNOWN
    this.#depth++
    const found = this.#find(type)
    this.#depth--
    this.#resolved.set(key, found)
    return found
  }

  #find(type: CType): Resolved {
    const { names, file, offset } = type
    const [name = ''] = names
    const view = this.#files.view(file)
    if (view === undefined) return UNKNOWN
    if (name === 'std') return { kind: 'external', type }
    const around = scopesAt(view, offset)
    if (names.length === 1 && isParameter(view, around, name)) return UNKNOWN
    const joined = names.join('.')
    const all = this.declarations(names.at(-1) ?? '').filter(
      ({ symbol, qualifiedName }) => CLASS_KINDS.includes(symbol.kind) && endsIn(qualifiedName, joined),
    )
    if (all.length === 0) return this.#within(type) ?? this.#behindMacro(type) ?? { kind: 'external', type }
    const near = this.#nearest(all, { joined, scopes: this.scopesOf(view, around), file })
    return near === undefined ? UNKNOWN : this.#unaliased(near, type)
  }

  /** `Outer::name` where `Outer` is another name of the class that has it, or is below it. */
  #within(type: CType): Resolved | undefined {
    const { names } = type
    if (names.length < 2) return undefined
    const outer = this.#find({ ...type, names: names.slice(0, -1) })
    if (outer.kind !== 'class') return outer.kind === 'unknown' ? outer : undefined
    const members = this.membersOf(outer.key, names.at(-1) ?? '')
    if (members === 'unknown') return UNKNOWN
    const member = members.find(({ symbol }) => CLASS_KINDS.includes(symbol.kind))
    return member === undefined ? undefined : this.#unaliased(member, type)
  }

  /** `space::name` where a macro opens the namespace: what is declared in it is not known to be. */
  #behindMacro(type: CType): Resolved | undefined {
    const [space = '', ...names] = type.names
    const found = names.length > 0 && this.#isOpenedByMacro(space) ? this.#find({ ...type, names }) : undefined
    // What is in another namespace that is written is none of it.
    return found?.kind === 'class' && endsIn(names.join('.'), found.key) ? found : undefined
  }

  #isOpenedByMacro(space: string): boolean {
    const known = this.#openedByMacro.get(space)
    if (known !== undefined) return known
    const files = this.#files.map.uses(space).filter(({ file }) => isC(file))
    const isOpened = files.slice(0, CANDIDATES_MAX).some(({ file }) => {
      const view = this.#files.view(file.number)
      return view?.placesOf(space).some((at) => view.word(at - 1) === 'namespace' && isInDirective(view, at)) === true
    })
    this.#openedByMacro.set(space, isOpened)
    return isOpened
  }

  /** Of several classes that a name may mean the one that is nearest around, or the one that the file sees. */
  #nearest(
    all: readonly CDeclared[],
    { joined, scopes, file }: { readonly joined: string; readonly scopes: readonly string[]; readonly file: number },
  ): CDeclared | undefined {
    for (const scope of scopes) {
      const full = scope === '' ? joined : `${scope}.${joined}`
      const own = all.filter(({ qualifiedName }) => qualifiedName === full)
      if (own.length > 0) return this.#oneOf(own, file)
      const inherited = this.#inherited(scope, joined)
      if (inherited !== undefined) return inherited
    }
    return this.#oneOf(all, file)
  }

  #inherited(scope: string, joined: string): CDeclared | undefined {
    if (joined.includes('.') || scope === '' || !this.isClass(scope)) return undefined
    const members = this.membersOf(scope, joined)
    return members === 'unknown' ? undefined : members.find(({ symbol }) => CLASS_KINDS.includes(symbol.kind))
  }

  /** The one of a name; of several those that the file sees, if these are one. */
  #oneOf(all: readonly CDeclared[], file: number): CDeclared | undefined {
    const isOne = areOne(all)
    const classes = isOne ? all.filter(({ symbol }) => symbol.kind !== 'type') : []
    if (classes.length > 0) return classes[0]
    const seen = all.filter((one) => this.seeing(one.file).has(file))
    if (isOne) return seen[0] ?? all[0]
    const seenClasses = seen.filter(({ symbol }) => symbol.kind !== 'type')
    const told = seenClasses.length > 0 ? seenClasses : seen
    return areOne(told) ? told[0] : undefined
  }

  /** Which files see one. */
  seeing(file: number): SeenFrom {
    const known = this.#seen.get(file) ?? new SeenFrom(this.#files, [file])
    this.#seen.set(file, known)
    return known
  }

  /** `using Name = Type;`, `typedef Type Name;`; a struct without a name is the type that it defines. */
  #unaliased(declared: CDeclared, type: CType): Resolved {
    const { symbol, file, index, qualifiedName } = declared
    if (symbol.kind !== 'type' || this.#files.symbols(file).some(({ parent }) => parent === index))
      return { kind: 'class', key: qualifiedName, type }
    const view = this.#files.view(file)
    if (view === undefined) return UNKNOWN
    const at = view.tokenAt(symbol.nameStart)
    const from = view.kind(at + 1) === C.equals ? at + 2 : view.tokenAt(symbol.start)
    const of = readType(view, from, from > at ? {} : { to: at })?.type
    if (of === undefined) return UNKNOWN
    // `typedef struct name name;` of what nobody here defines.
    if (of.names.join('.') === symbol.name) return { kind: 'class', key: qualifiedName, type }
    const resolved = this.resolve(of)
    const pointers = resolved.kind === 'unknown' ? 0 : of.pointers + type.pointers
    return resolved.kind === 'unknown' ? resolved : { ...resolved, type: { ...resolved.type, pointers } }
  }

  isClass(key: string): boolean {
    return this.#declaring(key).length > 0
  }

  /** The declarations of a class that have members, or may have. */
  #declaring(key: string): readonly CDeclared[] {
    const name = key.slice(key.lastIndexOf('.') + 1)
    return this.declarations(name).filter(
      ({ symbol, qualifiedName }) => CLASS_KINDS.includes(symbol.kind) && qualifiedName === key,
    )
  }

  /** What a class declares under a name, else what is above it; `unknown` where it may come from a class that is not known. */
  membersOf(key: string, name: string): readonly CMember[] | 'unknown' {
    const id = `${key}\0${name}`
    const known = this.#members.get(id)
    if (known !== undefined) return known
    this.#members.set(id, [])
    const found = this.#findMembers(key, name)
    this.#members.set(id, found)
    return found
  }

  /** As `membersOf`, of what an object is: a class without a name has its members where it is written. */
  membersIn({ key, type }: Extract<Resolved, { kind: 'class' }>, name: string): readonly CMember[] | 'unknown' {
    const found = this.membersOf(key, name)
    return found === 'unknown' || type.key === undefined ? found : found.filter(({ file }) => file === type.file)
  }

  #findMembers(key: string, name: string): readonly CMember[] | 'unknown' {
    const inside = this.declarations(name).flatMap((one) => {
      const owner = one.qualifiedName.slice(0, -name.length - 1)
      return owner === key || (one.symbol.kind === 'enum-member' && this.#isPlainEnumIn(one, key))
        ? [{ ...one, owner: key }]
        : []
    })
    if (inside.length > 0) return inside
    let isUnknown = false
    for (const base of this.basesOf(key)) {
      const resolved = this.resolve(base)
      if (resolved.kind === 'unknown') isUnknown = true
      const found = resolved.kind === 'class' ? this.membersOf(resolved.key, name) : []
      if (found === 'unknown') isUnknown = true
      else if (found.length > 0) return found
    }
    return isUnknown ? 'unknown' : []
  }

  /** `enum { A }` in a class gives it `A`. */
  #isPlainEnumIn({ file, symbol }: CDeclared, key: string): boolean {
    const around = this.#files.symbols(file)[symbol.parent]
    return around?.kind === 'enum' && around.qualifiedName.slice(0, -around.name.length - 1) === key
  }

  /** What a class is declared to extend. */
  basesOf(key: string): readonly CType[] {
    const known = this.#bases.get(key)
    if (known !== undefined) return known
    this.#bases.set(key, [])
    const found = this.#declaring(key).flatMap(({ file, symbol }) => {
      const view = symbol.kind === 'class' || symbol.kind === 'struct' ? this.#files.view(file) : undefined
      return view === undefined ? [] : readBases(view, view.tokenAt(symbol.nameStart))
    })
    this.#bases.set(key, found.slice(0, BASES_MAX))
    return found
  }

  /** All classes above one, with itself. */
  above(key: string): ReadonlySet<string> {
    const known = this.#above.get(key)
    if (known !== undefined) return known
    const found = new Set([key])
    for (const one of found) {
      for (const base of this.basesOf(one)) {
        const resolved = this.resolve(base)
        if (resolved.kind === 'class') found.add(resolved.key)
      }
    }
    this.#above.set(key, found)
    return found
  }

  /** Scopes by their qualified names, the innermost first: those around, and of a member that is defined outside of its class those of the class. */
  scopesOf(view: TokenView, scopes: readonly number[]): readonly string[] {
    const found: string[] = []
    for (const index of scopes) {
      const symbol = view.open.symbols[index] as CodeSymbol
      const full = this.#fullName(view.open.file.number, symbol)
      const around = view.open.symbols[symbol.parent]
      const outer = around === undefined ? '' : this.#fullName(view.open.file.number, around)
      const isOuter = OUTER_KINDS.includes(symbol.kind)
      if (isOuter) found.push(full)
      found.push(...this.#fixtureOf(view, symbol))
      const isOutside = mayBeOutside(view.open.symbols, symbol)
      if (!isOutside && !isOuter && outer !== '') found.push(outer)
      const written = isOutside ? namesBefore(view, view.tokenAt(symbol.nameStart)) : []
      for (let count = written.length; count > 0; count--) {
        const names = written.slice(0, count)
        const name = [...(outer === '' ? [] : [outer]), ...names].join('.')
        found.push(this.isClass(name) || outer === '' ? name : (this.#ending(names.join('.')) ?? name))
      }
    }
    const [first = ''] = found
    const parts = first.split('.')
    const prefixes = parts.map((_, index) => parts.slice(0, parts.length - index).join('.'))
    return [...new Set([...found, ...prefixes, ''])]
  }

  /** The class below which a test is: `TEST_F(Class, name) { … }`. */
  #fixtureOf(view: TokenView, { kind, name, nameStart }: CodeSymbol): readonly string[] {
    const place = kind === 'function' ? FIXTURE_TESTS.get(name) : undefined
    if (place === undefined) return []
    const open = view.tokenAt(nameStart) + 1
    const at = place === 0 ? open + 1 : endOfArgument(view, open + 1, view.pair(open)) + 1
    const all = this.declarations(view.word(at)).filter(({ symbol }) => CLASS_KINDS.includes(symbol.kind))
    const own = all.filter(({ file }) => file === view.open.file.number)
    const fixture = this.#oneOf(own.length > 0 ? own : all, view.open.file.number)
    return fixture === undefined ? [] : [fixture.qualifiedName]
  }

  /** The one class whose qualified name ends so. */
  #ending(names: string): string | undefined {
    const all = this.declarations(names.slice(names.lastIndexOf('.') + 1)).filter(
      ({ symbol, qualifiedName }) => CLASS_KINDS.includes(symbol.kind) && endsIn(qualifiedName, names),
    )
    const keys = new Set(all.map(({ qualifiedName }) => qualifiedName))
    return keys.size === 1 ? [...keys][0] : undefined
  }
}

/** All have one qualified name: a class may be announced, defined and given its own name again by a typedef. */
function areOne(all: readonly CDeclared[]): boolean {
  return new Set(all.map(({ qualifiedName }) => qualifiedName)).size === 1
}

function withArgs(known: CType, asked: CType): CType {
  return known.offset === asked.offset && known.file === asked.file ? asked : known
}

export function endsIn(qualifiedName: string, names: string): boolean {
  return qualifiedName === names || qualifiedName.endsWith(`.${names}`)
}

/** Whether `Type::` may stand before the name of a declaration. */
function mayBeOutside(symbols: readonly CodeSymbol[], { kind, parent, signatureEnd, end }: CodeSymbol): boolean {
  const around = symbols[parent]
  if (around !== undefined && around.kind !== 'namespace') return false
  const isBody = (kind === 'function' || kind === 'method') && signatureEnd !== end
  return isBody || DEFINED_OUTSIDE.includes(kind)
}

const DEFINED_OUTSIDE: readonly CodeSymbol['kind'][] = ['variable', 'constant', 'field', 'class', 'struct', 'enum']

/** `a`, `B` of `a::B<T>::name` before the token of the name. */
export function namesBefore(view: TokenView, at: number): readonly string[] {
  const names: string[] = []
  let end = view.text(at - 1) === '~' ? at - 2 : at - 1
  for (let count = 0; view.kind(end) === T.scope && count < QUALIFIER_TOKENS_MAX; count++) {
    const last = end - 1
    const first = view.kind(last) === C.greater ? typeStart(view, last) : last
    const name = view.kind(last) === C.greater && first !== undefined ? lastName(view, first, last) : last
    if (name === undefined || !view.isName(name)) return names
    names.unshift(view.word(name))
    end = name - 1
  }
  return names
}

/** The name before the arguments that end at a token. */
function lastName(view: TokenView, first: number, last: number): number | undefined {
  for (let at = last; at > first; at--) if (view.kind(at) === C.less && closingAngle(view, at) === last) return at - 1
  return undefined
}

/** The symbols around an offset, the innermost first. */
export function scopesAt(view: TokenView, offset: number): readonly number[] {
  const found: number[] = []
  const at = view.tokenAt(offset)
  let index = view.symbolAround(at, () => true)
  while (index !== -1) {
    found.push(index)
    const inner = index
    index = view.symbolAround(at, (one) => one < inner)
  }
  return found
}

/** `template <class T>` of something around. */
function isParameter(view: TokenView, around: readonly number[], name: string): boolean {
  return around.some((index) => templateParameters(view, view.open.symbols[index] as CodeSymbol).includes(name))
}

/** `T`, `U` of `template <class T, int U = 1>`. */
export function templateParameters(view: TokenView, { start }: CodeSymbol): readonly string[] {
  const found: string[] = []
  for (let at = view.tokenAt(start); view.word(at) === 'template' && view.kind(at + 1) === C.less;) {
    const close = closingAngle(view, at + 1)
    if (close === undefined) return found
    for (let from = at + 2; from < close; from = endOfArgument(view, from, close) + 1) {
      let end = from
      while (end + 1 < close && view.kind(end + 1) !== C.equals && view.kind(end + 1) !== C.comma) end++
      found.push(view.word(end))
    }
    at = close + 1
  }
  return found
}

/** `: public A, virtual B<T>` behind the name of a class. */
function readBases(view: TokenView, name: number): readonly CType[] {
  let at = name + 1
  while (view.isName(at) || view.kind(at) === C.less) {
    const close: number = view.kind(at) === C.less ? (closingAngle(view, at) ?? at) : at
    at = close + 1
  }
  if (view.kind(at) !== C.colon) return []
  const found: CType[] = []
  for (at++; at < view.count && found.length < BASES_MAX;) {
    while (ACCESS.has(view.word(at))) at++
    const read = readType(view, at)
    if (read === undefined) return found
    found.push(read.type)
    at = read.end
    if (view.kind(at) === T.ellipsis) at++
    if (view.kind(at) !== C.comma) return found
    at++
  }
  return found
}

const ACCESS: ReadonlySet<string> = new Set(['public', 'private', 'protected', 'virtual'])
