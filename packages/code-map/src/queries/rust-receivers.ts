import type { CodeMap, CodeSymbol, OpenFile } from '../code-map.ts'
import { Expressions } from '../rust/expressions.ts'
import type { FunctionItem, RustFile, TypeItem } from '../rust/items.ts'
import { isLibraryMethod } from '../rust/library.ts'
import { readPath, startOfPath, type PathFound, type Place } from '../rust/paths.ts'
import { OPENING, CLOSING } from '../rust/tokens.ts'
import { UNKNOWN, isOfMacro, isUnknown, namedType, type RustType } from '../rust/types.ts'
import { RustWorld, type FoundFunctions } from '../rust/world.ts'
import type { DeclarationFound } from './definitions.ts'

/** `meant`: it is one of the members that were asked for; `other`: it is none, or cannot be told. Undefined: the imports say what there is to say. */
export type RustVerdict = 'meant' | 'other' | undefined

const KINDS: readonly string[] = ['method', 'function', 'field', 'enum-member']
const PRELUDE_VARIANTS: ReadonlySet<string> = new Set(['Some', 'None', 'Ok', 'Err'])
const KEYS_MAX = 2000

/** `own::name`, the name being at a place. */
interface NamedOf {
  readonly own: RustType
  readonly at: number
  readonly name: string
}

/** Whose member a name is in Rust: by the type of its object, or by the path before it. */
export class RustReceivers {
  readonly #world: RustWorld
  readonly #expressions: Expressions
  readonly #functions = new Set<FunctionItem>()
  readonly #methods = new Set<FunctionItem>()
  /** Those with fields that were asked for, and those with variants. */
  readonly #ofFields = new Set<TypeItem>()
  readonly #ofVariants = new Set<TypeItem>()
  readonly #isSole = new Map<string, boolean>()

  /** Undefined where something else was asked for than functions and members. */
  static of(map: CodeMap, found: readonly DeclarationFound[]): RustReceivers | undefined {
    const own = found.filter(({ file }) => file.language === 'rust')
    if (own.length === 0 || own.some(({ symbol }) => !KINDS.includes(symbol.kind))) return undefined
    const receivers = new RustReceivers(map)
    return own.every((one) => receivers.#add(map, one)) ? receivers : undefined
  }

  private constructor(map: CodeMap) {
    this.#world = RustWorld.of(map)
    this.#expressions = new Expressions(this.#world)
  }

  #add(map: CodeMap, { file, symbol }: DeclarationFound): boolean {
    const read = this.#world.file(file.number)
    const symbols = map.symbols(file.number)
    if (read === undefined) return false
    if (symbol.kind === 'field' || symbol.kind === 'enum-member') {
      const type = typeAround(read, symbols, symbol)
      if (type !== undefined) (symbol.kind === 'field' ? this.#ofFields : this.#ofVariants).add(type)
      return type !== undefined
    }
    const item = read.functions.find(({ nameStart }) => nameStart === symbol.nameStart)
    if (item !== undefined) (item.owner === undefined ? this.#functions : this.#methods).add(item)
    return item !== undefined
  }

  verdict({ file }: OpenFile, { start, name }: { readonly start: number; readonly name: string }): RustVerdict {
    const read = file.language === 'rust' ? this.#world.file(file.number) : undefined
    if (read === undefined) return undefined
    const { tokens } = read
    const at = tokens.at(start)
    if (tokens.starts[at] !== start) return undefined
    const place = placeAt(read, at)
    const before = tokens.word(at - 1)
    if (before === '.') return this.#ofMember(place, at, name)
    if (before === '::') return this.#ofPath(place, at, name)
    const key = this.#ofFields.size > 0 ? this.#ofKey(place, at, name) : undefined
    if (key !== undefined) return key
    if (PRELUDE_VARIANTS.has(name) && this.#functions.size === 0 && !this.#givesVariants(read, name)) return 'other'
    return this.#functions.size > 0 || this.#ofVariants.size > 0 ? undefined : 'other'
  }

  /** `use Enum::*;`, `use Enum::{Ok, Err};`: without it the names are those of the standard library. */
  #givesVariants({ uses, globs }: RustFile, name: string): boolean {
    const enums = new Set([...this.#ofVariants].map((type) => type.name))
    return enums.has(uses.get(name)?.at(-2) ?? '') || globs.some((path) => enums.has(path.at(-1) ?? ''))
  }

  /** `object.name` */
  #ofMember(place: Place, at: number, name: string): RustVerdict {
    const { tokens } = place.file
    const next = tokens.word(at + 1)
    const isCall = next === '(' || (next === '::' && tokens.word(at + 2) === '<')
    if (isCall ? this.#methods.size === 0 : this.#ofFields.size === 0) return 'other'
    const type = this.#expressions.beforeDot(place, at - 1)
    if (isUnknown(type) || isOfMacro(type)) return this.#ofUnknown(name, isCall)
    if (isCall) return this.#isMeant(this.#world.lookUp(type, name)) ? 'meant' : 'other'
    return this.#world.fieldOwners(type, name).some((one) => this.#ofFields.has(one)) ? 'meant' : 'other'
  }

  /** Where only those that were asked for have the name, imports tell. */
  #ofUnknown(name: string, isCall: boolean): RustVerdict {
    const key = `${name} ${isCall}`
    const isSole = this.#isSole.get(key) ?? (isCall && this.#isOnlyMethod(name))
    this.#isSole.set(key, isSole)
    return isSole ? undefined : 'other'
  }

  #isOnlyMethod(name: string): boolean {
    if (isLibraryMethod(name)) return false
    return this.#world
      .methods(name)
      .all.every((one) => this.#methods.has(one) || this.#isMeant({ functions: [one], isOpen: false }))
  }

  #isMeant({ functions, isOpen }: FoundFunctions): boolean {
    return functions.some(
      (one) => this.#methods.has(one) || [...this.#methods].some((own) => this.#isKin(own, one, isOpen)),
    )
  }

  /** Whether a method of a trait was asked for and an implementation of it is meant, or the other way round where that may be the one that runs. */
  #isKin(asked: FunctionItem, found: FunctionItem, isOpen: boolean): boolean {
    if (asked.owner?.kind === 'trait') return this.#world.isOfTrait(found, asked.owner)
    return isOpen && found.owner?.kind === 'trait' && this.#world.isOfTrait(asked, found.owner)
  }

  /** `Type::name`, `module::name` */
  #ofPath(place: Place, at: number, name: string): RustVerdict {
    const { tokens } = place.file
    const from = startOfPath(tokens, at)
    const path = tokens.word(from - 1) === '$' ? undefined : readPath(place, from, at)
    if (path === undefined) return this.#ofUnknown(name, true)
    const owner = this.#expressions.calls.ownerOf(place, path)
    if (owner === undefined) return this.#functions.size > 0 ? undefined : 'other'
    if (isUnknown(owner) || isOfMacro(owner)) return this.#ofUnknown(name, true)
    return this.#ofOwner(place, path, { own: this.#world.resolve(owner), at, name })
  }

  #ofOwner(place: Place, { as }: PathFound, named: NamedOf): RustVerdict {
    const { own, name } = named
    const declared = this.#world.declared(own)
    if (isUnknown(own)) return this.#ofUnknown(name, true)
    const enums = declared.flatMap((one) => (one.kind === 'enum' ? [one] : []))
    if (enums.some(({ variants }) => variants.has(name)))
      return enums.some((one) => this.#ofVariants.has(one)) ? 'meant' : 'other'
    if (this.#methods.size === 0) return 'other'
    if (own.bounds === undefined && declared.some(({ kind }) => kind === 'trait'))
      return this.#ofTraitPath(place, named)
    const known = this.#world.lookUp(own, name)
    const isByTrait = known.functions.length === 0 && as !== undefined
    const found = isByTrait ? this.#world.lookUp({ ...own, bounds: [as] }, name) : known
    const isForeign = declared.length === 0 && own.bounds === undefined
    if (isForeign && (found.isOpen || found.functions.length === 0)) return this.#ofForeignTrait(place, named)
    return this.#isMeant(found) ? 'meant' : 'other'
  }

  /** `Display::fmt(object, …)` */
  #ofForeignTrait(place: Place, { own, at, name }: NamedOf): RustVerdict {
    const object = this.#argumentOf(place, at)
    const { functions } = isUnknown(object) ? { functions: [] } : this.#world.lookUp(object, name)
    const isOfTrait = functions.filter(({ owner }) => owner?.kind === 'impl' && owner.trait?.name === own.name)
    return this.#isMeant({ functions: isOfTrait, isOpen: false }) ? 'meant' : 'other'
  }

  /** The first argument of a call whose name stands at a place. */
  #argumentOf(place: Place, at: number): RustType {
    const { tokens } = place.file
    const [first] = tokens.word(at + 1) === '(' ? tokens.split(at + 2, tokens.partner(at + 1)) : []
    return first === undefined ? UNKNOWN : this.#world.resolve(this.#expressions.typeOf(place, first))
  }

  /** `Trait::name(object)` */
  #ofTraitPath(place: Place, { own, at, name }: NamedOf): RustVerdict {
    const object = this.#argumentOf(place, at)
    if (!isUnknown(object)) {
      const { functions, isOpen } = this.#world.lookUp(object, name)
      const traits = this.#world.declared(own)
      const ofTrait = functions.filter(({ owner }) => {
        const trait = owner?.kind === 'impl' ? this.#world.declared(owner.trait ?? UNKNOWN) : [owner]
        return trait.some((one) => one !== undefined && traits.some((other) => one === other))
      })
      if (ofTrait.length > 0) return this.#isMeant({ functions: ofTrait, isOpen }) ? 'meant' : 'other'
    }
    return this.#isMeant(this.#world.lookUp({ ...own, bounds: [own] }, name)) ? 'meant' : 'other'
  }

  /** `Type { name: value }`, `Type { name }` */
  #ofKey(place: Place, at: number, name: string): RustVerdict {
    const { tokens } = place.file
    if (!/^(?:[{,&]|ref|mut)$/.test(tokens.word(at - 1)) || !/^[:,}]$/.test(tokens.word(at + 1))) return undefined
    let open = at - 1
    for (let steps = 0; open >= 0 && !OPENING.has(tokens.word(open)); open--, steps++) {
      if (steps > KEYS_MAX || tokens.word(open) === ';') return undefined
      if (CLOSING.has(tokens.word(open))) open = Math.min(open, tokens.partner(open))
    }
    if (tokens.word(open) !== '{' || !/^[A-Za-z_>]/.test(tokens.word(open - 1))) return undefined
    const from = startOfPath(tokens, open - 1)
    const path = readPath(place, from)
    if (path === undefined || !/^[A-Z]/.test(path.names.at(-1) ?? '')) return undefined
    const owner = this.#expressions.calls.ownerOf(place, path)
    const type = this.#world.resolve(namedType(path.names, { args: [] }, place.scope))
    const types = [type, ...(owner === undefined ? [] : [this.#world.resolve(owner)])].flatMap((one) =>
      this.#world.declared(one),
    )
    const having = types.filter((one) => (one.kind === 'struct' ? one.fields.has(name) : one.kind === 'enum'))
    return having.some((one) => one.kind !== 'trait' && this.#ofFields.has(one)) ? 'meant' : 'other'
  }
}

function typeAround({ types }: RustFile, symbols: readonly CodeSymbol[], symbol: CodeSymbol): TypeItem | undefined {
  for (let around = symbols[symbol.parent]; around !== undefined; around = symbols[around.parent]) {
    const { nameStart } = around
    const type = types.find((one) => one.nameStart === nameStart)
    if (type !== undefined) return type
  }
  return undefined
}

/** What is around a token. */
function placeAt(file: RustFile, at: number): Place {
  const { functions, impls, traits, number, uses } = file
  let [low, high] = [0, functions.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((functions[middle] as FunctionItem).range[0] <= at) low = middle + 1
    else high = middle
  }
  for (let index = low - 1; index >= 0; index--) {
    const callable = functions[index] as FunctionItem
    if (at < callable.range[1]) return { file, scope: callable.scope, callable }
  }
  const block = [...impls, ...traits].findLast(({ range: [from, to] }) => from <= at && at < to)
  return {
    file,
    scope: block?.scope ?? { file: number, self: undefined, generics: new Map(), uses },
    callable: undefined,
  }
}
