import type { CodeFile, CodeMap } from '../code-map.ts'
import { readItems, type FunctionItem, type ImplItem, type RustFile, type TraitItem, type TypeItem } from './items.ts'
import { FOREIGN_CRATES, PRELUDE, libraryItem } from './library.ts'
import { RustTokens } from './tokens.ts'
import { KIND, UNKNOWN, isOfMacro, isUnknown, made, substitute, unify, type RustType } from './types.ts'

/** Functions that may be meant. */
export interface FoundFunctions {
  readonly functions: readonly FunctionItem[]
  /** Which of those that implement a trait it is shows when it runs. */
  readonly isOpen: boolean
}

type Declared = TypeItem | TraitItem

/** Of more files that declare or use a name none is read. */
const FILES_MAX = 3000
const HOPS_MAX = 16

const worlds = new WeakMap<CodeMap, RustWorld>()

/** What the files of a code base declare, read where it is asked for. */
export class RustWorld {
  readonly #map: CodeMap
  readonly #files = new Map<number, RustFile | undefined>()
  readonly #declared = new Map<string, readonly Declared[]>()
  readonly #named = new Map<string, readonly Declared[]>()
  readonly #methods = new Map<string, Methods>()
  readonly #implementing = new Map<string, ReadonlyMap<string, readonly ImplItem[]>>()
  readonly #associated = new Map<string, readonly ImplItem[]>()
  readonly #modules = new Map<string, boolean>()

  /** One for all questions to a code base. */
  static of(map: CodeMap): RustWorld {
    const known = worlds.get(map) ?? new RustWorld(map)
    worlds.set(map, known)
    return known
  }

  private constructor(map: CodeMap) {
    this.#map = map
  }

  file(number: number): RustFile | undefined {
    if (!this.#files.has(number)) {
      const text = this.#map.read(number)?.source.toString('latin1')
      const path = this.#map.pathOf(number)
      this.#files.set(number, text === undefined ? undefined : readItems(new RustTokens(text), { number, path }))
    }
    return this.#files.get(number)
  }

  /** Files that use a name, or those that declare it. */
  #filesWith(name: string, isDeclaredThere: boolean): readonly RustFile[] {
    const uses = this.#map.uses(name, isDeclaredThere ? ({ isDeclared }) => isDeclared : undefined)
    const files = uses.filter(({ file: { language } }) => language === 'rust')
    return files.slice(0, FILES_MAX).flatMap(({ file: { number } }) => this.file(number) ?? [])
  }

  /** The types and traits that a name with its path may stand for; none where it is of another code base. */
  declared({ name, path, file }: RustType): readonly Declared[] {
    if (!/^[A-Za-z_]/.test(name) || name === KIND.any || name === KIND.hidden || name === KIND.function) return []
    const key = `${file} ${path.join('::')} ${name}`
    const known = this.#declared.get(key) ?? this.#findDeclared({ name, path, file })
    this.#declared.set(key, known)
    return known
  }

  #findDeclared({ name, path, file }: Pick<RustType, 'name' | 'path' | 'file'>): readonly Declared[] {
    const [first = ''] = path
    if (FOREIGN_CRATES.has(first)) return []
    if (file === -1) return []
    const from = this.file(file)
    const own = this.#typesIn(from, name)
    const all = inCrate([...new Set([...this.#typesNamed(name), ...own])], from, first)
    if (all.length === 0) return []
    if (path.length === 0) return own.length > 0 ? own : PRELUDE.has(name) ? [] : all
    if (!IN_CRATE.has(first) && !this.#isModule(first)) return []
    const hint = path.at(-1) ?? ''
    const near = all.filter((one) => moduleOf(one) === hint)
    if (near.length > 0) return near
    const below = all.filter((one) => one.file.path.includes(`/${hint}/`))
    if (below.length > 0) return below
    return hint === 'self' && own.length > 0 ? own : all
  }

  #typesNamed(name: string): readonly Declared[] {
    const known = this.#named.get(name)
    if (known !== undefined) return known
    const found = this.#filesWith(name, true).flatMap((file) => this.#typesIn(file, name))
    this.#named.set(name, found)
    return found
  }

  /** Those of a file, with what its macros declare. */
  #typesIn(file: RustFile | undefined, name: string): readonly Declared[] {
    return file === undefined ? [] : [...file.types, ...file.traits].filter((one) => one.name === name)
  }

  /** Whether a name is that of a module, or of a crate of the code base. */
  #isModule(name: string): boolean {
    const known = this.#modules.get(name)
    if (known !== undefined) return known
    const isDeclared = this.#map
      .uses(name, ({ isDeclared: is }) => is)
      .some(({ file }) => this.#map.symbols(file.number).some((one) => one.name === name && one.kind === 'module'))
    const isFound = isDeclared || this.#isCrate(name)
    this.#modules.set(name, isFound)
    return isFound
  }

  #isCrate(name: string): boolean {
    this.#crates ??= new Set([...this.#map.files()].flatMap((file) => [...crateNames(file), ...this.#namedIn(file)]))
    return this.#crates.has(name)
  }

  #crates: ReadonlySet<string> | undefined

  /** What a manifest calls its package and library. */
  #namedIn({ path, number }: CodeFile): readonly string[] {
    if (!/(?:^|\/)Cargo\.toml$/.test(path)) return []
    const text = this.#map.read(number)?.source.toString() ?? ''
    return [...text.matchAll(/^\s*name\s*=\s*["']([\w-]+)["']/gm)].map(([, name = '']) => name.replaceAll('-', '_'))
  }

  /** What an alias, an associated type or a projection stands for. */
  resolve(type: RustType, hops = 0): RustType {
    if (hops > HOPS_MAX) return UNKNOWN
    if (type.of !== undefined) return this.#projected(type.of, type, hops)
    if (type.bounds !== undefined || !/^[A-Za-z_]/.test(type.name)) return type
    const declared = this.declared(type)
    const alias = declared.find((one) => one.kind === 'alias')
    if (alias?.kind !== 'alias' || declared.some(({ kind }) => kind !== 'alias')) return type
    return this.resolve(substitute(alias.target(), bind(alias.parameters, type.args)), hops + 1)
  }

  /** `of::name` */
  #projected(of: RustType, { name, bounds }: RustType, hops: number): RustType {
    const base = this.resolve(of, hops + 1)
    if (isUnknown(base)) return UNKNOWN
    if (base.bounds !== undefined) return this.#ofBounds([...base.bounds, ...(bounds ?? [])], { base, name }, hops)
    if (name === 'Item' || name === 'IntoIter') {
      const item = this.itemOf(base, hops + 1)
      if (!isUnknown(item)) return name === 'Item' ? item : made('Iter', [item])
    }
    return this.associated(base, name, hops + 1)
  }

  /** The associated type that traits give. */
  #ofBounds(
    bounds: readonly RustType[],
    { base, name }: { readonly base: RustType; readonly name: string },
    hops: number,
  ): RustType {
    for (const bound of bounds) {
      const item = bound.items?.get(name)
      if (item !== undefined) return this.resolve(item, hops + 1)
      for (const trait of this.declared(bound)) {
        if (trait.kind !== 'trait') continue
        const type = trait.types.get(name)
        if (type !== undefined) return substitute(type, bind(['Self', ...trait.parameters], [base, ...bound.args]))
        const above = hops > HOPS_MAX ? UNKNOWN : this.#ofBounds(trait.above, { base, name }, hops + 1)
        if (!isUnknown(above)) return above
      }
    }
    return UNKNOWN
  }

  /** What the `impl` blocks of a type say that an associated type of it is. */
  associated(type: RustType, name: string, hops = 0): RustType {
    if (type.bounds !== undefined) return UNKNOWN
    for (const impl of this.#blocksWith(name)) {
      if (name === 'Target' && impl.trait?.name !== 'Deref') continue
      const found = impl.types.get(name)
      if (found !== undefined && this.isSame(impl.self, type))
        return this.resolve(substitute(found, this.boundBy(impl, type)), hops + 1)
    }
    return UNKNOWN
  }

  #blocksWith(name: string): readonly ImplItem[] {
    const known = this.#associated.get(name)
    if (known !== undefined) return known
    const blocks = this.#filesWith(name, true).flatMap(({ impls }) => impls.filter(({ types }) => types.has(name)))
    this.#associated.set(name, blocks)
    return blocks
  }

  /** What the type parameters of a block stand for, where its type is that one. */
  boundBy({ self }: ImplItem, type: RustType): ReadonlyMap<string, RustType> {
    const given = new Map<string, RustType>()
    unify(self, type, given)
    return given
  }

  /** Whether two types are of one declaration; type arguments are not compared. */
  isSame(left: RustType, right: RustType): boolean {
    if (left.name !== right.name) {
      const [plain, other] = [this.#unaliased(left), this.#unaliased(right)]
      return (plain !== left || other !== right) && plain.name === other.name && this.isSame(plain, other)
    }
    if (left.file === right.file && left.path.join() === right.path.join()) return true
    const own = this.declared(left)
    const others = this.declared(right)
    return own.length === 0 || others.length === 0
      ? own.length === others.length
      : own.some((one) => others.includes(one))
  }

  #unaliased(type: RustType): RustType {
    const found = type.bounds === undefined ? this.resolve(type) : type
    return isUnknown(found) ? type : found
  }

  /** What a loop over it gives. */
  itemOf(type: RustType, hops = 0): RustType {
    if (hops > HOPS_MAX) return UNKNOWN
    if (type.bounds !== undefined) {
      const item = this.#ofBounds(type.bounds, { base: type, name: 'Item' }, hops)
      return isUnknown(item) ? UNKNOWN : this.resolve(item, hops + 1)
    }
    if (this.declared(type).length === 0) {
      const inner = (of: RustType): RustType => {
        const item = this.itemOf(this.resolve(of), hops + 1)
        return isUnknown(item) ? of : item
      }
      const item = libraryItem(type, inner)
      if (!isUnknown(item)) return item
    }
    return this.associated(type, 'Item', hops + 1)
  }

  /** Of a field; `0`, `1` in tuples. */
  field(type: RustType, name: string, hops = 0): RustType {
    const own = this.resolve(type)
    if (hops > HOPS_MAX) return UNKNOWN
    if (own.name === KIND.tuple) return own.args[Number(name)] ?? UNKNOWN
    for (const one of this.declared(own)) {
      const field = one.kind === 'struct' ? one.fields.get(name)?.() : undefined
      if (field !== undefined && one.kind === 'struct')
        return this.resolve(substitute(field, bind(one.parameters, own.args)))
    }
    const target = this.associated(own, 'Target')
    return isUnknown(target) ? UNKNOWN : this.field(target, name, hops + 1)
  }

  /** The types that have a field which is named behind an object. */
  fieldOwners(type: RustType, name: string, hops = 0): readonly TypeItem[] {
    const own = this.resolve(type)
    const found = this.declared(own).flatMap((one) => (one.kind === 'struct' && one.fields.has(name) ? [one] : []))
    if (found.length > 0 || hops > HOPS_MAX) return found
    const target = this.associated(own, 'Target')
    return isUnknown(target) ? [] : this.fieldOwners(target, name, hops + 1)
  }

  /** The name of the type whose `impl` block has the method that is named at an offset. */
  typeOfBlockAt(file: number, nameStart: number): string | undefined {
    const owner = this.file(file)?.functions.find((one) => one.nameStart === nameStart)?.owner
    return owner?.kind === 'impl' ? owner.self.name : undefined
  }

  /** All methods and associated functions of a name. */
  methods(name: string): Methods {
    const known = this.#methods.get(name)
    if (known !== undefined) return known
    const found = new Methods()
    for (const { functions } of this.#filesWith(name, true))
      for (const one of functions) if (one.name === name) found.add(one)
    this.#methods.set(name, found)
    return found
  }

  /** What a name means behind an object or the path of a type. */
  lookUp(type: RustType, name: string, hops = 0): FoundFunctions {
    const methods = this.methods(name)
    const own = this.resolve(type)
    if (hops > HOPS_MAX) return { functions: [], isOpen: false }
    if (own.bounds !== undefined) {
      const functions = own.bounds.flatMap((bound) => this.#inTrait(bound, methods))
      const isOpen = own.name !== KIND.hidden
      return { functions: functions.length > 0 ? [...new Set(functions)] : this.#ofAny(own, methods), isOpen }
    }
    const ofType = [own.name, ...methods.aliases(this)].flatMap((one) => methods.byType.get(one) ?? [])
    const isForeign = this.declared(own).length === 0
    const fitting = ofType.filter(
      ({ owner }) =>
        owner?.kind === 'impl' && !(isForeign && owner.trait === undefined) && this.isSame(owner.self, own),
    )
    const inherent = fitting.filter(({ owner }) => owner?.kind === 'impl' && owner.trait === undefined)
    if (fitting.length > 0) return { functions: inherent.length > 0 ? inherent : fitting, isOpen: false }
    const defaults = [...methods.byTrait.values()]
      .flat()
      .filter(({ owner }) => owner?.kind === 'trait' && this.implements(own, owner))
    if (defaults.length > 0) return { functions: defaults, isOpen: false }
    const target = this.associated(own, 'Target')
    if (!isUnknown(target)) return this.lookUp(target, name, hops + 1)
    const written = this.declared(own).length > 0 ? methods.ofMacros : []
    return { functions: written.length > 0 ? written : this.#ofAny(own, methods), isOpen: true }
  }

  /** Those in blocks for all types of some traits. */
  #ofAny(type: RustType, { ofAny }: Methods): readonly FunctionItem[] {
    return ofAny.filter(({ owner }) => owner?.kind === 'impl' && this.#fits(type, owner.self, 0))
  }

  /** The methods that a trait has or inherits. */
  #inTrait(bound: RustType, methods: Methods, hops = 0): readonly FunctionItem[] {
    const named = methods.byTrait.get(bound.name) ?? []
    const traits = this.declared(bound)
    const own = named.filter(({ owner }) => owner?.kind === 'trait' && traits.includes(owner))
    if (own.length > 0 || hops > HOPS_MAX) return own
    return traits.flatMap((one) =>
      one.kind === 'trait' ? one.above.flatMap((above) => this.#inTrait(above, methods, hops + 1)) : [],
    )
  }

  /** Whether a type has a block for a trait. */
  implements(type: RustType, trait: TraitItem, hops = 0): boolean {
    if (hops > HOPS_MAX) return false
    const blocks = this.#blocksOf(trait.name)
    const named = [...(blocks.get(type.name) ?? []), ...(blocks.get('') ?? [])]
    return named.some(
      (impl) =>
        impl.trait !== undefined &&
        this.declared(impl.trait).includes(trait) &&
        (impl.self.bounds === undefined ? this.isSame(impl.self, type) : this.#fits(type, impl.self, hops + 1)),
    )
  }

  #has(type: RustType, trait: TraitItem, hops: number): boolean {
    return type.bounds?.some((bound) => this.declared(bound).includes(trait)) ?? this.implements(type, trait, hops)
  }

  /** Whether a type has the traits that a type parameter has to have, so far as they are of the code base. */
  #fits(type: RustType, parameter: RustType, hops: number): boolean {
    if (isOfMacro(parameter) || hops > HOPS_MAX) return false
    return (parameter.bounds ?? []).every((bound) => {
      if (bound.name === KIND.function) return type.name === KIND.function
      if (bound.name === 'Iterator' && type.bounds === undefined && isUnknown(this.itemOf(type))) return false
      return this.declared(bound).every((one) => one.kind !== 'trait' || this.#has(type, one, hops + 1))
    })
  }

  /** By the names of types, the blocks for a trait of that name; those for any type by the empty one. */
  #blocksOf(trait: string): ReadonlyMap<string, readonly ImplItem[]> {
    const known = this.#implementing.get(trait)
    if (known !== undefined) return known
    const found = new Map<string, ImplItem[]>()
    for (const { impls } of this.#filesWith(trait, false)) {
      for (const impl of impls) {
        if (impl.trait?.name !== trait) continue
        const name = impl.self.bounds === undefined ? this.#unaliased(impl.self).name : ''
        found.set(name, [...(found.get(name) ?? []), impl])
      }
    }
    this.#implementing.set(trait, found)
    return found
  }

  /** Whether a function of a block is one of a trait: that of `impl Trait for Type` of `Trait`. */
  isOfTrait({ owner }: FunctionItem, trait: TraitItem): boolean {
    return owner?.kind === 'impl' && owner.trait !== undefined && this.declared(owner.trait).includes(trait)
  }

  /** The type of a constant or a static outside of types. */
  constant(name: string, file: number): RustType | undefined {
    if (!/^[A-Z_]/.test(name)) return undefined
    const own = this.file(file)?.constants.get(name)
    if (own !== undefined) return own
    for (const one of this.#filesWith(name, true)) {
      const found = one.constants.get(name)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** The type of a constant in a block of a type. */
  associatedConstant(type: RustType, name: string): RustType | undefined {
    if (!/^[A-Z_]/.test(name)) return undefined
    for (const { impls, traits } of this.#filesWith(name, true)) {
      for (const impl of impls) {
        const found = impl.constants.get(name)
        if (found !== undefined && this.isSame(impl.self, type)) return substitute(found, this.boundBy(impl, type))
      }
      for (const trait of traits) {
        const found = trait.constants.get(name)
        if (found !== undefined && type.bounds?.some(({ name: bound }) => bound === trait.name) === true) return found
      }
    }
    return undefined
  }

  /** Functions outside of types. */
  functionsNamed(
    name: string,
    { path, file }: { readonly path: readonly string[]; readonly file: number },
  ): readonly FunctionItem[] {
    const [first = ''] = path
    const all = inCrate(this.methods(name).free, this.file(file), first)
    if (FOREIGN_CRATES.has(first)) return []
    const own = all.filter((one) => one.file.number === file)
    if (path.length === 0) return own.length > 0 ? own : all
    const near = all.filter((one) => moduleOf(one) === path.at(-1))
    return near.length > 0 ? near : all
  }
}

const IN_CRATE: ReadonlySet<string> = new Set(['crate', 'self', 'super'])
function bind(names: readonly string[], types: readonly RustType[]): ReadonlyMap<string, RustType> {
  return new Map(names.map((name, index) => [name, types[index] ?? UNKNOWN]))
}

/** What is declared in the crate that a path begins with, or in that of the file; all where it is in neither. */
function inCrate<T extends { readonly file: RustFile }>(
  declared: readonly T[],
  from: RustFile | undefined,
  first: string,
): readonly T[] {
  if (from === undefined || declared.length < 2) return declared
  const own = crateOf(from.path)
  const named = IN_CRATE.has(first) || first === '' ? [] : declared.filter(({ file }) => crateName(file.path) === first)
  const found = named.length > 0 ? named : declared.filter(({ file }) => crateOf(file.path) === own)
  return found.length > 0 ? found : declared
}

/** The directory of the crate that a file is of. */
function crateOf(path: string): string {
  return /^(?:(.*?)\/)?(?:src|tests|benches|examples)\//.exec(path)?.[1] ?? ''
}

function crateName(path: string): string {
  const directory = crateOf(path)
  return directory.slice(directory.lastIndexOf('/') + 1).replaceAll('-', '_')
}

/** The innermost module around a declaration. */
function moduleOf({ file: { path }, modules }: Pick<Declared | FunctionItem, 'file' | 'modules'>): string {
  return modules.at(-1) ?? /([^/]+?)(?:\/(?:mod|lib|main))?\.rs$/.exec(path)?.[1] ?? ''
}

/** `a_b` of `a-b/src/lib.rs`, which the directory is mostly called for. */
function crateNames({ path, language }: CodeFile): readonly string[] {
  const name = language === 'rust' ? /([^/]+)\/src\/(?:lib|main)\.rs$/.exec(path)?.[1] : undefined
  return name === undefined ? [] : [name.replaceAll('-', '_')]
}

/** The methods and associated functions of a name, by what they belong to. */
export class Methods {
  readonly all: FunctionItem[] = []
  readonly free: FunctionItem[] = []
  /** By the name of the type that a block is of. */
  readonly byType = new Map<string, FunctionItem[]>()
  readonly byTrait = new Map<string, FunctionItem[]>()
  /** In blocks for any type. */
  readonly ofAny: FunctionItem[] = []
  /** In blocks for what a macro is given. */
  readonly ofMacros: FunctionItem[] = []
  #aliases: readonly string[] | undefined

  add(item: FunctionItem): void {
    const { owner } = item
    if (owner === undefined) {
      this.free.push(item)
      return
    }
    this.all.push(item)
    if (owner.kind === 'trait') push(this.byTrait, owner.name, item)
    else if (owner.self.bounds === undefined || owner.self.name === KIND.any || owner.self.name === KIND.hidden)
      push(this.byType, owner.self.name, item)
    else (isOfMacro(owner.self) ? this.ofMacros : this.ofAny).push(item)
  }

  /** Names of types with blocks that are names for other types. */
  aliases(world: RustWorld): readonly string[] {
    this.#aliases ??= [...this.byType].flatMap(([name, [first]]) => {
      const self = first?.owner?.kind === 'impl' ? first.owner.self : undefined
      return self !== undefined && world.resolve(self).name !== name ? [name] : []
    })
    return this.#aliases
  }
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
