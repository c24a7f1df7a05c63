import type { Expressions } from './expressions.ts'
import type { FunctionItem } from './items.ts'
import { PRELUDE, iteratorResult, libraryGiven, libraryResult, type LibraryCall } from './library.ts'
import { openingAngle, readPath, startOfPath, type PathFound, type Place } from './paths.ts'
import type { Range } from './tokens.ts'
import {
  KIND,
  UNKNOWN,
  functionIn,
  isUnknown,
  made,
  namedType,
  readType,
  substitute,
  unify,
  type RustType,
} from './types.ts'
import type { RustWorld } from './world.ts'

/** What a call is given. */
export interface CallSite {
  readonly place: Place
  /** The types that it names: `::<T>`. */
  readonly named: readonly RustType[]
  readonly arguments: readonly Range[]
}

const HOLDERS: ReadonlySet<string> = new Set('Box Rc Arc Cow Pin ManuallyDrop'.split(' '))
const CELLS: ReadonlySet<string> = new Set('RefCell Cell Mutex RwLock'.split(' '))
const MAKERS =
  /^(?:new|from|default|with_capacity|from_iter|empty|from_utf8_unchecked|new_unchecked|from_fn|from_[lbn]e_bytes)$/
const PRIMITIVE = /^(?:[iu](?:8|16|32|64|128|size)|f32|f64|str|char|bool)$/

/** What calls give, and what functions without a name are given. */
export class Calls {
  readonly #world: RustWorld
  readonly #expressions: Expressions

  constructor(world: RustWorld, expressions: Expressions) {
    this.#world = world
    this.#expressions = expressions
  }

  /** The type before the last name of a path; undefined where that is a module. */
  ownerOf({ scope }: Pick<Place, 'scope'>, { names, of, givenBefore }: PathFound): RustType | undefined {
    const before = names.slice(0, -1)
    if (of !== undefined) return before.reduce((own, name) => ({ ...made(name), of: own, file: scope.file }), of)
    const last = before.at(-1)
    if (last === undefined) return undefined
    const isType = /^[A-Z]/.test(last) || PRIMITIVE.test(last) || scope.generics.has(last)
    return isType ? namedType(before, { args: givenBefore }, scope) : undefined
  }

  ofPath(place: Place, path: PathFound, site: CallSite): RustType {
    const name = path.names.at(-1) ?? ''
    const owner = this.ownerOf(place, path)
    if (owner !== undefined) return this.#ofType(owner, name, site)
    if (path.names.length > 1) return this.#made(place, path, site) ?? this.#ofModule(place, path, site)
    const known = this.#ofPrelude(name, site) ?? this.#ofVariable(place, name, path.next)
    return known ?? this.#made(place, path, site) ?? this.#ofModule(place, path, site)
  }

  #ofPrelude(name: string, site: CallSite): RustType | undefined {
    if (name === 'Some') return made('Option', [this.#argument(site, 0)])
    if (name === 'Ok') return made('Result', [this.#argument(site, 0), UNKNOWN])
    return name === 'Err' ? made('Result', [UNKNOWN, this.#argument(site, 0)]) : undefined
  }

  /** A variable that is a function. */
  #ofVariable(place: Place, name: string, at: number): RustType | undefined {
    const bound = this.#expressions.binding(place, name, at)
    return bound === undefined ? undefined : functionIn(this.#world.resolve(bound))?.args[0]
  }

  /** A struct or a variant that is called: `Name(…)`. */
  #made(place: Place, { names, given }: PathFound, site: CallSite): RustType | undefined {
    if (!/^[A-Z]/.test(names.at(-1) ?? '')) return undefined
    const type = namedType(names, { args: given }, place.scope)
    const own = this.#world.resolve(type)
    const brought = type.path.at(-1)
    if (brought !== undefined && /^[A-Z]/.test(brought)) {
      const outer: RustType = { ...made(brought), path: type.path.slice(0, -1), file: place.scope.file }
      return this.#variantMade(outer, type.name, site)
    }
    for (const one of this.#world.declared(own)) {
      if (one.kind !== 'struct' || own.args.length > 0) continue
      return { ...own, args: this.#argumentsOf(one.parameters, [...one.fields.values()], site) }
    }
    return this.#world.declared(own).length > 0 ? own : undefined
  }

  #argumentsOf(
    parameters: readonly string[],
    fields: readonly (() => RustType)[],
    site: CallSite,
  ): readonly RustType[] {
    if (parameters.length === 0) return []
    const given = new Map<string, RustType>()
    for (const [index, field] of fields.entries()) unify(field(), this.#argument(site, index), given)
    return parameters.map((name) => given.get(name) ?? UNKNOWN)
  }

  #variantMade(owner: RustType, name: string, site: CallSite | undefined): RustType | undefined {
    const own = this.#world.resolve(owner)
    for (const one of this.#world.declared(own)) {
      const fields = one.kind === 'enum' ? one.variants.get(name) : undefined
      if (fields === undefined || one.kind !== 'enum') continue
      if (own.args.length > 0 || site === undefined) return own
      return { ...own, args: this.#argumentsOf(one.parameters, [...fields.values()], site) }
    }
    return undefined
  }

  /** `Type::name(…)` */
  #ofType(owner: RustType, name: string, site: CallSite): RustType {
    const variant = this.#variantMade(owner, name, site)
    if (variant !== undefined) return variant
    const own = this.#world.resolve(owner)
    const { functions } = this.#world.lookUp(own, name)
    const isTrait = this.#world.declared(own).some(({ kind }) => kind === 'trait')
    if (functions.length > 0) return this.#resultOf(functions, { receiver: own, site })
    if (isTrait) return this.#ofTrait(own, name, site)
    if (this.#world.declared(own).length > 0 || own.bounds !== undefined) {
      // What attributes and macros write.
      return /^(?:default|new|from)$/.test(name) ? own : UNKNOWN
    }
    return this.#ofForeign(own, name, site)
  }

  /** `Trait::name(object)` */
  #ofTrait(trait: RustType, name: string, site: CallSite): RustType {
    const functions = this.#world.methods(name).byTrait.get(trait.name) ?? []
    return this.#resultOf(functions, { receiver: this.#argument(site, 0), site })
  }

  #ofForeign(own: RustType, name: string, site: CallSite): RustType {
    const first = (): RustType => this.#argument(site, 0)
    if (HOLDERS.has(own.name)) return /^(?:new|clone|from|pin)$/.test(name) ? first() : UNKNOWN
    if (CELLS.has(own.name) && name === 'new') return made(own.name, [first()])
    const prelude = this.#ofPrelude(name, site)
    if (prelude !== undefined) return prelude
    if (PRELUDE.has(own.name) && /^(?:Default|From|Into|FromIterator|TryFrom)$/.test(own.name)) return UNKNOWN
    if (MAKERS.test(name))
      return own.name === 'Vec' && name === 'from' ? made('Vec', [this.#world.itemOf(first())]) : own
    const self = first()
    return isUnknown(self) ? UNKNOWN : this.#ofLibrary(self, name, { ...site, arguments: site.arguments.slice(1) })
  }

  #ofModule(place: Place, { names }: PathFound, site: CallSite): RustType {
    const name = names.at(-1) ?? ''
    const brought = place.scope.uses.get(names[0] ?? '') ?? names.slice(0, 1)
    const path = [...brought, ...names.slice(1)]
    const owner = path.at(-2)
    if (names.length === 1 && owner !== undefined && /^[A-Z]/.test(owner)) {
      return this.#ofType(
        { ...made(owner), path: path.slice(0, -2), file: place.scope.file },
        path.at(-1) ?? name,
        site,
      )
    }
    const functions = this.#world.functionsNamed(path.at(-1) ?? name, {
      path: path.slice(0, -1),
      file: place.file.number,
    })
    if (functions.length > 0) return this.#resultOf(functions, { receiver: UNKNOWN, site })
    if (/^(?:replace|take|min|max|identity|black_box)$/.test(name)) return this.#argument(site, 0)
    if (/^(?:once|repeat|from_fn|from_[lbn]e_bytes)$/.test(name)) return made('Iter', [this.#argument(site, 0)])
    return UNKNOWN
  }

  ofMethod(type: RustType, name: string, site: CallSite): RustType {
    const own = this.#world.resolve(type)
    const { functions } = isUnknown(own) ? { functions: [] } : this.#world.lookUp(own, name)
    return functions.length > 0 ? this.#resultOf(functions, { receiver: own, site }) : this.#ofLibrary(own, name, site)
  }

  #ofLibrary(own: RustType, name: string, site: CallSite, hops = 0): RustType {
    const converting = own.bounds?.find((bound) => CONVERSIONS[bound.name] === name)?.args[0]
    if (converting !== undefined) return this.#world.resolve(converting)
    const call = this.#libraryCall(own, site)
    const isOwn = own.bounds !== undefined || this.#world.declared(own).length > 0
    if (isOwn && !isUnknown(call.item())) {
      const found = iteratorResult(name, call)
      if (!isUnknown(found)) return this.#world.resolve(found)
    }
    if (isOwn && hops < HOPS_MAX) {
      const target = this.#world.associated(own, 'Target')
      if (!isUnknown(target)) return this.#ofLibrary(this.#world.resolve(target), name, site, hops + 1)
    }
    return this.#world.resolve(libraryResult(name, call))
  }

  #libraryCall(self: RustType, site: CallSite): LibraryCall {
    const itemOf = (type: RustType): RustType => this.#world.itemOf(this.#world.resolve(type))
    return {
      self,
      item: () => itemOf(self),
      named: site.named,
      argument: (index) => this.#argument(site, index),
      itemOf,
    }
  }

  #argument({ place, arguments: ranges }: CallSite, index: number): RustType {
    const range = ranges[index]
    return range === undefined ? UNKNOWN : this.#expressions.typeOf(place, range)
  }

  /** What one of some functions gives, where that is one type. */
  #resultOf(
    functions: readonly FunctionItem[],
    call: { readonly receiver: RustType; readonly site: CallSite },
  ): RustType {
    const types = functions.slice(0, FUNCTIONS_MAX).map((one) => this.#world.resolve(this.#resultOfOne(one, call)))
    const known = types.filter((type) => !isUnknown(type))
    const [first] = known
    if (first === undefined || known.some(({ name }) => name !== first.name)) return UNKNOWN
    // Of several types of one name it is the one whose function is called.
    return known.length > 1 && first.name === call.receiver.name ? call.receiver : first
  }

  #resultOfOne(
    one: FunctionItem,
    { receiver, site }: { readonly receiver: RustType; readonly site: CallSite },
  ): RustType {
    const given = this.#given(one, receiver)
    const names = [...one.scope.generics.keys()].filter((name) => one.owner?.scope.generics.has(name) !== true)
    for (const [index, type] of site.named.entries()) {
      const name = names[index]
      if (name !== undefined && !isUnknown(type)) given.set(name, type)
    }
    const result = one.result()
    if (isOpen(result, given)) {
      const parameters =
        one.hasSelf && site.arguments.length < one.parameters.length ? one.parameters.slice(1) : one.parameters
      for (const [index, [from, to]] of parameters.entries()) {
        const colon = one.file.tokens.find(from, to, COLON)
        if (colon === to || index >= site.arguments.length) continue
        const written = readType(one.file.tokens, colon + 1, one.scope).type
        if (isOpen(written, given)) unify(written, this.#argument(site, index), given)
      }
    }
    return substitute(result, given)
  }

  /** What the type parameters of a method's block are. */
  #given({ owner }: FunctionItem, receiver: RustType): Map<string, RustType> {
    const given = new Map<string, RustType>()
    if (isUnknown(receiver)) return given
    if (owner?.kind === 'impl') unify(owner.self, receiver, given)
    else if (owner?.kind === 'trait') given.set('Self', receiver)
    return given
  }

  /** `Name { … }` */
  made(place: Place, { names, given, givenBefore }: PathFound, open: number): RustType {
    const type = namedType(names, { args: given.length > 0 ? given : givenBefore }, place.scope)
    const own = this.#world.resolve(type)
    const declared = this.#world.declared(own)
    const before = names.length > 1 ? namedType(names.slice(0, -1), { args: givenBefore }, place.scope) : undefined
    const variant = before === undefined ? undefined : this.#variantMade(before, names.at(-1) ?? '', undefined)
    if (variant !== undefined) return variant
    for (const one of declared) {
      if (one.kind !== 'struct' || own.args.length > 0 || one.parameters.length === 0) continue
      const found = new Map<string, RustType>()
      const { tokens } = place.file
      for (const [from, to] of tokens.split(open + 1, tokens.partner(open))) {
        const field = one.fields.get(tokens.word(from))
        const value: Range = tokens.word(from + 1) === ':' ? [from + 2, to] : [from, to]
        if (field !== undefined) unify(field(), this.#expressions.typeOf(place, value), found)
      }
      return { ...own, args: one.parameters.map((name) => found.get(name) ?? UNKNOWN) }
    }
    return own
  }

  /** A path that is no variable and is not called. */
  value(place: Place, path: PathFound): RustType {
    const { names } = path
    const name = names.at(-1) ?? ''
    const owner = this.ownerOf(place, path)
    if (owner !== undefined) return this.#valueOf(owner, name)
    if (names.length === 1) {
      if (name === 'Self') return place.scope.self ?? UNKNOWN
      if (name === 'None') return made('Option', [UNKNOWN])
      const brought = namedType(names, { args: [] }, place.scope)
      const outer = brought.path.at(-1)
      if (outer !== undefined && /^[A-Z]/.test(outer))
        return this.#valueOf({ ...made(outer), path: brought.path.slice(0, -1), file: place.scope.file }, brought.name)
    }
    if (/^[A-Z]/.test(name)) {
      const type = namedType(names, { args: path.given }, place.scope)
      if (this.#world.declared(type).length > 0) return this.#world.resolve(type)
    }
    const constant = this.#world.constant(name, place.file.number)
    if (constant !== undefined) return this.#world.resolve(constant)
    const [fn, another] = this.#world.functionsNamed(name, { path: names.slice(0, -1), file: place.file.number })
    return fn === undefined || another !== undefined ? UNKNOWN : made(KIND.function, [fn.result()])
  }

  /** `Type::NAME`, `Enum::Variant`, `Type::method` */
  #valueOf(owner: RustType, name: string): RustType {
    const own = this.#world.resolve(owner)
    for (const one of this.#world.declared(own)) {
      const fields = one.kind === 'enum' ? one.variants.get(name) : undefined
      if (fields !== undefined) return fields.size > 0 ? made(KIND.function, [own]) : own
    }
    const constant = this.#world.associatedConstant(own, name)
    if (constant !== undefined) return this.#world.resolve(constant)
    const [fn] = this.#world.lookUp(own, name).functions
    if (fn === undefined) return PRIMITIVE.test(own.name) || own.name === KIND.number ? own : UNKNOWN
    return made(KIND.function, [this.#world.resolve(substitute(fn.result(), this.#given(fn, own)))])
  }

  /** What a function without types that is an argument is given. */
  given(place: Place, at: { readonly open: number; readonly argument: number; readonly place: number }): RustType {
    const { tokens } = place.file
    const isTyped = tokens.word(at.open - 1) === '>'
    const name = isTyped ? (openingAngle(tokens, at.open - 1) ?? 0) - 2 : at.open - 1
    const site: CallSite = { place, named: [], arguments: tokens.split(at.open + 1, tokens.partner(at.open)) }
    const method = tokens.word(name)
    if (tokens.word(name - 1) === '.') {
      const receiver = this.#world.resolve(this.#expressions.beforeDot(place, name - 1))
      if (isUnknown(receiver)) return UNKNOWN
      const { functions } = this.#world.lookUp(receiver, method)
      if (functions.length > 0) return this.#givenBy(functions, receiver, { ...at, site })
      return this.#world.resolve(libraryGiven(method, this.#libraryCall(receiver, site), at.place))
    }
    const path = readPath(place, startOfPath(tokens, name))
    if (path === undefined) return UNKNOWN
    const owner = this.ownerOf(place, path)
    const functions =
      owner === undefined
        ? this.#world.functionsNamed(method, { path: path.names.slice(0, -1), file: place.file.number })
        : this.#world.lookUp(owner, method).functions
    return this.#givenBy(functions, owner ?? UNKNOWN, { ...at, site })
  }

  #givenBy(
    [one]: readonly FunctionItem[],
    receiver: RustType,
    { argument, place, site }: { readonly argument: number; readonly place: number; readonly site: CallSite },
  ): RustType {
    if (one === undefined) return UNKNOWN
    const { tokens } = one.file
    const isMethod = one.hasSelf && site.arguments.length < one.parameters.length
    const [from, to] = one.parameters[argument + (isMethod ? 1 : 0)] ?? [0, 0]
    const colon = tokens.find(from, to, COLON)
    if (colon >= to) return UNKNOWN
    const { type } = readType(tokens, colon + 1, one.scope)
    const written = functionIn(type)?.args[place + 1]
    return written === undefined ? UNKNOWN : this.#world.resolve(substitute(written, this.#given(one, receiver)))
  }

  /** What stands in a place of `Path(…)` or `Path { … }` in a pattern. */
  patternField(
    place: Place,
    { source, path: [from], name }: { readonly source: RustType; readonly path: Range; readonly name: string },
  ): RustType {
    const path = readPath(place, from)
    if (path === undefined) return UNKNOWN
    const own = this.#world.resolve(source)
    const last = path.names.at(-1) ?? ''
    if (last === 'Some' || last === 'Ok') return this.#world.resolve(own.args[0] ?? UNKNOWN)
    if (last === 'Err') return this.#world.resolve(own.args[1] ?? UNKNOWN)
    const owner = this.ownerOf(place, path)
    const types = [
      own,
      ...(owner === undefined ? [] : [owner]),
      namedType(path.names, { args: path.given }, place.scope),
    ]
    for (const type of types) {
      const held = this.#fieldOf(this.#world.resolve(type), { last, name, args: own.args })
      if (held !== undefined) return this.#world.resolve(held)
    }
    return UNKNOWN
  }

  #fieldOf(
    type: RustType,
    { last, name, args }: { readonly last: string; readonly name: string; readonly args: readonly RustType[] },
  ): RustType | undefined {
    for (const one of this.#world.declared(type)) {
      if (one.kind !== 'struct' && one.kind !== 'enum') continue
      const fields = one.kind === 'enum' ? one.variants.get(last) : one.fields
      const field = fields?.get(name)?.()
      if (field === undefined) continue
      const own = type.args.length > 0 ? type.args : args
      return substitute(field, new Map(one.parameters.map((parameter, index) => [parameter, own[index] ?? UNKNOWN])))
    }
    return undefined
  }
}

const CONVERSIONS: Readonly<Record<string, string>> = {
  Borrow: 'borrow',
  BorrowMut: 'borrow_mut',
  AsRef: 'as_ref',
  AsMut: 'as_mut',
  Into: 'into',
}
const FUNCTIONS_MAX = 20
const HOPS_MAX = 8
const COLON: ReadonlySet<string> = new Set([':'])

/** Whether a type has type parameters of which nothing is known. */
function isOpen(type: RustType, given: ReadonlyMap<string, RustType>, depth = 0): boolean {
  if (depth > FUNCTIONS_MAX) return false
  if (type.bounds !== undefined && type.of === undefined) return !given.has(type.name)
  return (
    type.args.some((arg) => isOpen(arg, given, depth + 1)) ||
    (type.of !== undefined && isOpen(type.of, given, depth + 1))
  )
}
