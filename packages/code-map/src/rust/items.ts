import { OPENING, type Range, type RustTokens } from './tokens.ts'
import { KIND, UNKNOWN, made, readBounds, readType, type RustType, type TypeScope } from './types.ts'
import { readUse } from './use-trees.ts'

export interface FunctionItem {
  readonly file: RustFile
  readonly name: string
  /** The offset of the name. */
  readonly nameStart: number
  readonly scope: TypeScope
  /** Of type parameters, its own and those of the block around. */
  readonly owner: ImplItem | TraitItem | undefined
  readonly parameters: readonly Range[]
  readonly hasSelf: boolean
  readonly result: () => RustType
  /** Tokens from the name to the end. */
  readonly range: Range
  readonly body: Range | undefined
  readonly modules: readonly string[]
}

interface Block {
  readonly file: RustFile
  /** The tokens between its braces. */
  readonly range: Range
  readonly scope: TypeScope
  /** Associated types, with what they are or are bound by. */
  readonly types: Map<string, RustType>
  readonly constants: Map<string, RustType>
}

export interface ImplItem extends Block {
  readonly kind: 'impl'
  readonly trait: RustType | undefined
  readonly self: RustType
}

export interface TraitItem extends Block {
  readonly kind: 'trait'
  readonly name: string
  readonly nameStart: number
  readonly above: readonly RustType[]
  readonly modules: readonly string[]
  readonly parameters: readonly string[]
}

/** The fields of a struct or of a variant by name; `0`, `1` of those that have none. */
export type Fields = ReadonlyMap<string, () => RustType>

export interface TypeItem {
  readonly kind: 'struct' | 'enum' | 'alias'
  readonly file: RustFile
  readonly name: string
  readonly nameStart: number
  readonly parameters: readonly string[]
  readonly fields: Fields
  readonly variants: ReadonlyMap<string, Fields>
  readonly target: () => RustType
  readonly modules: readonly string[]
}

/** What a file of Rust declares. */
export interface RustFile {
  readonly number: number
  readonly path: string
  readonly tokens: RustTokens
  /** By the order of their ranges; those inside of another one stand behind it. */
  readonly functions: FunctionItem[]
  readonly impls: ImplItem[]
  readonly traits: TraitItem[]
  readonly types: TypeItem[]
  readonly constants: Map<string, RustType>
  readonly uses: Map<string, readonly string[]>
  readonly globs: (readonly string[])[]
}

interface Around {
  readonly scope: TypeScope
  readonly owner: ImplItem | TraitItem | undefined
  readonly modules: readonly string[]
}

const BODY: ReadonlySet<string> = new Set(['{', ';'])
/** Words behind which `impl` begins a type. */
const BEFORE_TYPE: ReadonlySet<string> = new Set(['(', ',', '<', ':', '->', '&', '=', '+', 'mut', '|'])

export function readItems(
  tokens: RustTokens,
  { number, path }: { readonly number: number; readonly path: string },
): RustFile {
  const file: RustFile = {
    number,
    path,
    tokens,
    functions: [],
    impls: [],
    traits: [],
    types: [],
    constants: new Map(),
    uses: new Map(),
    globs: [],
  }
  readUses(tokens, [0, tokens.length], file)
  readInnerUses(tokens, file)
  const scope: TypeScope = { file: number, self: undefined, generics: new Map(), uses: file.uses }
  new ItemReader(file).read([0, tokens.length], { scope, owner: undefined, modules: [] })
  return file
}

/** What `use` brings between two places, not in brackets between them. */
function readUses(tokens: RustTokens, [from, to]: Range, into: Pick<RustFile, 'uses' | 'globs'>): void {
  for (let at = from; at < to; at++) {
    const word = tokens.word(at)
    if (word === 'use') {
      readUse(tokens, at + 1, into)
      at = tokens.find(at, to, BODY_END)
    } else if (OPENING.has(word)) at = Math.max(at, tokens.partner(at))
  }
}

/** What is brought inside of brackets alone, as those of macros: for names that mean nothing else in the file. */
function readInnerUses(tokens: RustTokens, { uses, globs }: RustFile): void {
  const inner = { uses: new Map<string, readonly string[]>(), globs: [] as (readonly string[])[] }
  const declared = new Set<string>()
  for (let at = 0; at < tokens.length; at++) {
    if (tokens.word(at) === 'use') readUse(tokens, at + 1, inner)
    else if (DECLARING.has(tokens.word(at))) declared.add(tokens.word(at + 1))
  }
  for (const [name, path] of inner.uses) if (!uses.has(name) && !declared.has(name)) uses.set(name, path)
  globs.push(...inner.globs)
}

const BODY_END: ReadonlySet<string> = new Set([';'])
const DECLARING: ReadonlySet<string> = new Set(['struct', 'enum', 'trait', 'union', 'type'])

class ItemReader {
  readonly #file: RustFile
  readonly #tokens: RustTokens

  constructor(file: RustFile) {
    this.#file = file
    this.#tokens = file.tokens
  }

  read([from, to]: Range, around: Around): void {
    for (let at = from; at < to;) at = Math.max(at + 1, Math.min(to, this.#item(at, around) ?? at + 1))
  }

  /** Behind an item, where one begins. */
  #item(at: number, around: Around): number | undefined {
    const word = this.#tokens.word(at)
    if (word === 'impl') return BEFORE_TYPE.has(this.#tokens.word(at - 1)) ? undefined : this.#impl(at, around)
    if (word === 'const' || word === 'static') return this.#constant(at, around)
    return /^[A-Za-z_\u0080-\u00FF]/.test(this.#tokens.word(at + 1)) ? this.#named(word, at, around) : undefined
  }

  #named(word: string, at: number, around: Around): number | undefined {
    switch (word) {
      case 'mod':
        return this.#module(at, around)
      case 'trait':
        return this.#trait(at, around)
      case 'struct':
      case 'union':
        return this.#struct(at, around)
      case 'enum':
        return this.#enum(at, around)
      case 'type':
        return this.#type(at, around)
      case 'fn':
        return this.#function(at, around)
      default:
        return undefined
    }
  }

  #module(at: number, around: Around): number | undefined {
    if (this.#tokens.word(at + 2) !== '{') return undefined
    const end = this.#tokens.partner(at + 2)
    const scope = this.#withUses([at + 3, end], around.scope)
    this.read([at + 3, end], { scope, owner: undefined, modules: [...around.modules, this.#tokens.word(at + 1)] })
    return end + 1
  }

  /** With the names that are brought or declared between two places. */
  #withUses(range: Range, scope: TypeScope): TypeScope {
    const uses = new Map<string, readonly string[]>()
    readUses(this.#tokens, range, { uses, globs: [] })
    return uses.size === 0 ? scope : { ...scope, uses: new Map([...scope.uses, ...uses]) }
  }

  /** Type parameters in angles, `next` being behind them. */
  #generics(
    at: number,
    outer: TypeScope,
  ): { readonly scope: TypeScope; readonly next: number; readonly names: readonly string[] } {
    const tokens = this.#tokens
    if (tokens.word(at) !== '<') return { scope: outer, next: at, names: [] }
    const next = tokens.afterAngles(at)
    const generics = new Map(outer.generics)
    const scope: TypeScope = { ...outer, generics }
    const names: string[] = []
    const bounded: [RustType[], number][] = []
    for (const [start, end] of tokens.split(at + 1, next - 1, { angles: true })) {
      const name = tokens.word(start)
      if (name.startsWith("'") || name === 'const' || start >= end) continue
      const bounds: RustType[] = []
      names.push(name)
      generics.set(name, { name, path: [], args: [], bounds, file: outer.file })
      if (tokens.word(start + 1) === ':') bounded.push([bounds, start + 2])
    }
    for (const [bounds, start] of bounded) bounds.push(...readBounds(tokens, start, scope).bounds)
    return { scope, next, names }
  }

  /** `where T: Bound, …` up to the body. */
  #where(from: number, to: number, { generics }: TypeScope, scope: TypeScope): void {
    const tokens = this.#tokens
    const where = tokens.find(from, to, new Set(['where']))
    for (const [start, end] of where === to ? [] : tokens.split(where + 1, to, { angles: true })) {
      const name = tokens.word(start) === 'Self' ? scope.self : generics.get(tokens.word(start))
      if (name?.bounds === undefined || tokens.word(start + 1) !== ':' || end <= start + 2) continue
      ;(name.bounds as RustType[]).push(...readBounds(tokens, start + 2, scope).bounds)
    }
  }

  #bodyAt(from: number): number {
    return this.#tokens.find(from, this.#tokens.length, BODY)
  }

  #impl(at: number, around: Around): number | undefined {
    const tokens = this.#tokens
    const { scope, next } = this.#generics(at + 1, { ...around.scope, self: undefined })
    const open = this.#bodyAt(next)
    if (tokens.word(open) !== '{') return undefined
    const first = readType(tokens, tokens.word(next) === '!' ? next + 1 : next, scope)
    const isOfTrait = tokens.word(first.next) === 'for'
    const own = this.#withSelf(isOfTrait ? first.next + 1 : next, scope)
    const self = own.self ?? UNKNOWN
    const impl: ImplItem = {
      kind: 'impl',
      file: this.#file,
      range: [open, tokens.partner(open)],
      scope: own,
      trait: isOfTrait ? first.type : undefined,
      self,
      types: new Map(),
      constants: new Map(),
    }
    this.#where(first.next, open, own, own)
    this.#file.impls.push(impl)
    this.read([open + 1, tokens.partner(open)], { ...around, scope: own, owner: impl })
    return tokens.partner(open) + 1
  }

  /** With the type of an `impl` block, which a macro may be given. */
  #withSelf(at: number, scope: TypeScope): TypeScope {
    const tokens = this.#tokens
    if (tokens.word(at) !== '$') return { ...scope, self: readType(tokens, at, scope).type }
    const name = `$${tokens.word(at + 1)}`
    const self: RustType = { name, path: [], args: [], bounds: [], file: this.#file.number }
    return { ...scope, self, generics: new Map(scope.generics).set(name, self) }
  }

  #trait(at: number, around: Around): number | undefined {
    const tokens = this.#tokens
    const name = tokens.word(at + 1)
    const { scope, next, names } = this.#generics(at + 2, around.scope)
    const open = this.#bodyAt(next)
    if (tokens.word(open) !== '{') return undefined
    const bounds: RustType[] = []
    const self: RustType = { name: 'Self', path: [], args: [], bounds, file: this.#file.number }
    const generics = new Map(scope.generics).set('Self', self)
    const own: TypeScope = { ...scope, generics, self }
    bounds.push({ name, path: [], args: names.map((one) => generics.get(one) ?? UNKNOWN), file: this.#file.number })
    const above = tokens.word(next) === ':' ? readBounds(tokens, next + 1, own).bounds : []
    const trait: TraitItem = {
      kind: 'trait',
      file: this.#file,
      range: [open, tokens.partner(open)],
      scope: own,
      name,
      nameStart: tokens.starts[at + 1] ?? 0,
      above,
      types: new Map(),
      constants: new Map(),
      modules: around.modules,
      parameters: names,
    }
    this.#file.traits.push(trait)
    this.read([open + 1, tokens.partner(open)], { ...around, scope: own, owner: trait })
    return tokens.partner(open) + 1
  }

  #addType(
    at: number,
    { modules }: Around,
    rest: Pick<TypeItem, 'kind' | 'parameters'> & Partial<Pick<TypeItem, 'fields' | 'variants' | 'target'>>,
  ): void {
    this.#file.types.push({
      file: this.#file,
      name: this.#tokens.word(at),
      nameStart: this.#tokens.starts[at] ?? 0,
      fields: new Map(),
      variants: new Map(),
      target: () => UNKNOWN,
      modules,
      ...rest,
    })
  }

  #selfScope(at: number, names: readonly string[], scope: TypeScope): TypeScope {
    const args = names.map((name) => scope.generics.get(name) ?? UNKNOWN)
    return { ...scope, self: { name: this.#tokens.word(at), path: [], args, file: this.#file.number } }
  }

  #struct(at: number, around: Around): number | undefined {
    const tokens = this.#tokens
    const { scope, next, names } = this.#generics(at + 2, around.scope)
    const own = this.#selfScope(at + 1, names, scope)
    const isTuple = tokens.word(next) === '('
    const open = isTuple ? next : this.#bodyAt(next)
    if (tokens.word(at) === 'union' && tokens.word(open) !== '{') return undefined
    const fields = OPENING.has(tokens.word(open)) ? this.#fields(open, own) : new Map()
    this.#addType(at + 1, around, { kind: 'struct', parameters: names, fields })
    return tokens.partner(open) + 1
  }

  /** Those in brackets. */
  #fields(open: number, scope: TypeScope): Fields {
    const tokens = this.#tokens
    const isTuple = tokens.word(open) === '('
    const fields = new Map<string, () => RustType>()
    for (const [index, [from, to]] of tokens.split(open + 1, tokens.partner(open), { angles: true }).entries()) {
      const start = this.#behindModifiers(from, to)
      if (isTuple) fields.set(String(index), () => readType(tokens, start, scope).type)
      else if (tokens.word(start + 1) === ':')
        fields.set(tokens.word(start).replace(/^r#/, ''), () => readType(tokens, start + 2, scope).type)
    }
    return fields
  }

  /** Behind `#[…]` and `pub(…)`. */
  #behindModifiers(from: number, to: number): number {
    const tokens = this.#tokens
    let at = from
    while (at < to) {
      if (tokens.word(at) === '#' && tokens.word(at + 1) === '[') at = tokens.partner(at + 1) + 1
      else if (tokens.word(at) === 'pub') at = tokens.word(at + 1) === '(' ? tokens.partner(at + 1) + 1 : at + 1
      else break
    }
    return at
  }

  #enum(at: number, around: Around): number | undefined {
    const tokens = this.#tokens
    const { scope, next, names } = this.#generics(at + 2, around.scope)
    const open = this.#bodyAt(next)
    if (tokens.word(open) !== '{') return undefined
    const own = this.#selfScope(at + 1, names, scope)
    const variants = new Map<string, Fields>()
    for (const [from, to] of tokens.split(open + 1, tokens.partner(open))) {
      const start = this.#behindModifiers(from, to)
      const isWithFields = OPENING.has(tokens.word(start + 1)) && start + 1 < to
      variants.set(tokens.word(start), isWithFields ? this.#fields(start + 1, own) : new Map())
    }
    this.#addType(at + 1, around, { kind: 'enum', parameters: names, variants })
    return tokens.partner(open) + 1
  }

  /** An alias, or an associated type. */
  #type(at: number, around: Around): number | undefined {
    const tokens = this.#tokens
    const { scope, next, names } = this.#generics(at + 2, around.scope)
    const end = tokens.find(next, tokens.length, new Set([';']))
    const equals = tokens.find(next, end, new Set(['=']))
    const { owner } = around
    const name = tokens.word(at + 1)
    if (owner === undefined) {
      const target = (): RustType => (equals === end ? UNKNOWN : readType(tokens, equals + 1, scope).type)
      this.#addType(at + 1, around, { kind: 'alias', parameters: names, target })
    } else if (equals < end) owner.types.set(name, readType(tokens, equals + 1, scope).type)
    else {
      const bounds = tokens.word(next) === ':' ? readBounds(tokens, next + 1, scope).bounds : []
      owner.types.set(name, { ...made(name), bounds, file: this.#file.number })
    }
    return end + 1
  }

  #function(at: number, around: Around): number | undefined {
    const tokens = this.#tokens
    const { scope, next } = this.#generics(at + 2, around.scope)
    if (tokens.word(next) !== '(') return undefined
    const close = tokens.partner(next)
    const open = this.#bodyAt(close + 1)
    const body: Range | undefined = tokens.word(open) === '{' ? [open + 1, tokens.partner(open)] : undefined
    const end = body === undefined ? open : body[1]
    const parameters = tokens.split(next + 1, close, { angles: true })
    const [first] = parameters
    const hasSelf = first !== undefined && tokens.find(first[0], first[1], new Set(['self'])) < first[1]
    // Bounds behind `where` may be of type parameters of the block around, too.
    this.#where(close + 1, open, scope, scope)
    const inside = body === undefined ? scope : this.#withUses(body, scope)
    this.#file.functions.push({
      file: this.#file,
      name: tokens.word(at + 1).replace(/^r#/, ''),
      nameStart: tokens.starts[at + 1] ?? 0,
      scope: inside,
      owner: around.owner,
      parameters,
      hasSelf,
      result: once(() =>
        tokens.word(close + 1) === '->' ? readType(tokens, close + 2, scope).type : made(KIND.tuple),
      ),
      range: [at + 1, end + 1],
      body,
      modules: around.modules,
    })
    if (body !== undefined) this.read(body, { ...around, scope: inside, owner: undefined })
    return end + 1
  }

  #constant(at: number, { scope, owner }: Around): number | undefined {
    const tokens = this.#tokens
    const name = at + (tokens.word(at + 1) === 'mut' ? 2 : 1)
    if (tokens.word(name + 1) !== ':') return undefined
    const { type } = readType(tokens, name + 2, scope)
    const constants = owner?.constants ?? this.#file.constants
    constants.set(tokens.word(name), type)
    return name + 2
  }
}

export function once<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => (known ??= { value: read() }).value
}
