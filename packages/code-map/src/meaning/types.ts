import {
  EXPORTED_VALUE,
  isCallable,
  isType,
  type Call,
  type Callee,
  type Declared,
  type Reach,
  type Scope,
  type Typed,
} from './declared.ts'
import type { Answers } from './answers.ts'
import type { Declarations } from './declarations.ts'
import { HandedIn } from './handed-in.ts'
import type { ReadFiles } from './read-files.ts'
import { GenericOwners } from './generic-owners.ts'
import { GoneThrough } from './gone-through.ts'
import type { Binding, Hint } from './names-in-file.ts'
import type { View, Views } from './views.ts'
import { valueHint, scopeOf, parameterOf } from './callees.ts'
import { TypeArguments } from './type-arguments.ts'
import { isPart, TypeParts, type PartHint } from './type-parts.ts'

/** The place of an object without a declaration. */
const NO_SYMBOL = -2

/** A hint that leads to something where it is written. */
type Whole = Hint & { readonly kind: 'written' | 'object' | 'self' | 'function' | 'module' | 'elements' }
/** A hint by what callers hand in, or by what a block or a `with` stands at. */
type Guess = Hint & { readonly kind: 'handed' | 'yielded' | 'entered' }
type Written = Whole | PartHint | (Hint & { readonly kind: 'type' })

/** So many times a name of a type is looked through within itself. */
const ALIAS_TIMES_MAX = 3

/** What values have as members, by written types, by what is assigned and by what functions return. */
export class Types {
  readonly #views: Views
  readonly #declarations: Declarations
  readonly #owners: GenericOwners
  readonly #arguments: TypeArguments
  readonly #parts: TypeParts
  readonly #answers: Answers
  /** How many times each other name of a type is being looked through. */
  readonly #expanding = new Map<string, number>()

  /** Missing where only what is written counts. */
  readonly #handedIn: HandedIn | undefined
  readonly #goneThrough: GoneThrough | undefined

  constructor(views: Views, declarations: Declarations, answers: Answers, guessing?: ReadFiles) {
    this.#views = views
    this.#declarations = declarations
    this.#answers = answers
    this.#owners = new GenericOwners(views, declarations)
    this.#arguments = new TypeArguments(views, declarations, this, this.#owners)
    this.#parts = new TypeParts(views, this)
    if (guessing === undefined) return
    this.#handedIn = new HandedIn({ map: guessing, views, declarations, types: this, answers })
    this.#goneThrough = new GoneThrough(views, declarations, this)
  }

  /** The types, modules and objects whose members come after a token; with a depth those of the things in so many lists that end there. */
  at(view: View, at: number, steps: number, depth = 0): readonly Typed[] {
    if (steps <= 0) return []
    return this.#answers.once(`type ${view.file.number} ${at} ${depth}`, () =>
      this.#findTypes(view, at, { steps, depth }),
    )
  }

  #findTypes(view: View, at: number, { steps, depth }: Reach): readonly Typed[] {
    const { tokens, names } = view
    const callee = tokens.pair(at) - 1
    // `super().name`
    if (names.selfAt?.(callee) === 'super') return this.#declarations.around(view, callee, { isParent: true, steps })
    const value = names.hintOfValue(at)
    if (value !== undefined) return this.of(view, value, steps - 1, depth)
    if (!tokens.isName(at)) return []
    const self = names.selfAt?.(at)
    if (self !== undefined) return this.#ofSelf(view, at, { isParent: self === 'super', steps, depth })
    const whole = names.placeOf(at)
    const place = whole.kind === 'shorthand' ? whole.value : whole
    if (place.kind === 'local') return this.#ofLocal(view, at, place.binding, { steps, depth })
    if (place.kind === 'member') {
      const owners = this.at(view, place.of, steps - 1)
      const found = this.#memberTypes(owners, tokens.word(at), { steps: steps - 1, depth })
      if (found.length > 0 || !this.#declarations.isGlobalObject(view, place.of)) return found
    }
    return this.#declarations.resolve(view, at, steps).flatMap((found) => this.#ofDeclared(found, steps - 1, depth))
  }

  /** The object or class around, or what going through it gives. */
  #ofSelf(
    view: View,
    at: number,
    { isParent, steps, depth }: Reach & { readonly isParent: boolean },
  ): readonly Typed[] {
    const around = this.#declarations.around(view, at, { isParent, steps })
    return depth === 0 ? around : around.flatMap((owner) => this.#elementsOf(owner, { steps, depth }))
  }

  #ofLocal(view: View, at: number, binding: Binding, { steps, depth }: Reach): readonly Typed[] {
    const guarded = this.of(view, view.names.guardedAt?.(at), steps - 1, depth)
    const own = this.of(view, view.names.hintAt(binding.token), steps - 1, depth)
    if (guarded.length > 0 || own.length > 0 || depth > 0) return [...guarded, ...own]
    return this.#handedIn?.byUse(view, binding, steps - 1) ?? []
  }

  /** A declaration as what has members; `within` gives the type parameters that it may name. */
  #ofDeclared(found: Declared, steps: number, depth: number, within?: Scope): readonly Typed[] {
    const view = found.symbol === -1 ? undefined : this.#views.of(found.file)
    const symbol = view?.symbols[found.symbol]
    if (found.symbol === EXPORTED_VALUE && view !== undefined)
      return this.of(view, view.names.exportedValue?.(true), steps - 1, depth)
    const own = depth > 0 || view?.names.isOtherName?.(found.symbol) === true ? [] : [found]
    if (found.symbol === -1) return own
    if (view === undefined || symbol === undefined || steps <= 0) return []
    return [...own, ...this.within(view, valueHint(view, found.symbol), within, { steps: steps - 1, depth })]
  }

  /** What a hint leads to, in which the type parameters of a declaration stand for what that is given. */
  within(view: View, hint: Hint | undefined, within: Scope | undefined, reach: Reach): readonly Typed[] {
    const { steps, depth } = reach
    if (within === undefined || hint === undefined) return this.of(view, hint, steps, depth)
    return steps > 0 && this.#answers.mayFollow() ? this.#inScope(view, hint, within, reach) : []
  }

  #inScope(view: View, hint: Hint, within: Scope, { steps, depth }: Reach): readonly Typed[] {
    const again = (of: Hint, further: number): readonly Typed[] =>
      this.within(view, of, within, { steps: steps - 1, depth: further })
    switch (hint.kind) {
      case 'list':
        return depth > 0 ? again(hint.of, depth - 1) : []
      case 'either':
        return hint.of.flatMap((one) => again(one, depth))
      case 'element':
        return again(hint.of, depth + 1)
      case 'member':
        return this.#ofMember(hint, (further) => again(hint.of, further), { steps, depth })
      case 'argument':
      case 'members':
      case 'returned':
        return this.#parts.of(hint, again(hint.of, 0), { steps: steps - 1, depth })
      case 'type': {
        const given = this.#arguments.givenFor(view, hint.at, within, { steps: steps - 1, depth })
        return given.length > 0 ? given : this.#ofType(view, hint.at, { steps: steps - 1, depth }, within)
      }
      case 'object':
      case 'function':
        return this.#ofBrackets(view, hint, within, { steps, depth })
      default:
        return this.of(view, hint, steps, depth)
    }
  }

  /** A type in brackets, or what any key of it leads to. */
  #ofBrackets(
    view: View,
    hint: Hint & { readonly kind: 'object' | 'function' },
    within: Scope,
    { steps, depth }: Reach,
  ): readonly Typed[] {
    if (hint.kind === 'object' && depth > 0)
      return this.within(view, indexHint(view, hint.open), within, { steps: steps - 1, depth: depth - 1 })
    return this.of(view, hint, steps, depth).map((typed) => (typed.symbol === NO_SYMBOL ? { ...typed, within } : typed))
  }

  /** What a member leads to; of a key that is written and that the type does not name, what any key leads to. */
  #ofMember(
    { name, isKey }: Hint & { readonly kind: 'member' },
    owners: (depth: number) => readonly Typed[],
    { steps, depth }: Reach,
  ): readonly Typed[] {
    const found = this.#memberTypes(owners(0), name, { steps: steps - 1, depth })
    return found.length > 0 || isKey !== true ? found : owners(depth + 1)
  }

  /** What a hint leads to. */
  of(view: View, hint: Hint | undefined, steps: number, depth = 0): readonly Typed[] {
    return hint !== undefined && steps > 0 && this.#answers.mayFollow()
      ? this.#follow(view, hint, { steps, depth })
      : []
  }

  #follow(view: View, hint: Hint, { steps, depth }: Reach): readonly Typed[] {
    switch (hint.kind) {
      case 'list':
        return depth > 0 ? this.of(view, hint.of, steps - 1, depth - 1) : []
      case 'either':
        return hint.of.flatMap((one) => this.of(view, one, steps - 1, depth))
      case 'value':
        return this.at(view, hint.at, steps - 1, depth)
      case 'element':
        return this.of(view, hint.of, steps - 1, depth + 1)
      case 'member':
        return this.#ofMember(hint, (further) => this.of(view, hint.of, steps - 1, further), { steps, depth })
      case 'result':
        return this.of(view, view.names.resultOf?.(hint.symbol), steps - 1, depth)
      case 'guarded':
        return this.#guarded(view, hint, { steps: steps - 1, depth })
      case 'call':
      case 'parameter':
      case 'callback':
        return this.#ofCall(view, hint, { steps, depth })
      default:
        return isGuess(hint)
          ? this.#ofGuess(view, hint, { steps: steps - 1, depth })
          : this.#ofWritten(view, hint, { steps: steps - 1, depth })
    }
  }

  #ofGuess(view: View, hint: Guess, reach: Reach): readonly Typed[] {
    if (hint.kind === 'handed') return this.#handedIn?.of(view, hint, reach) ?? []
    if (this.#goneThrough === undefined) return []
    return hint.kind === 'entered'
      ? this.#goneThrough.entered(view, hint.of, reach)
      : this.#goneThrough.yielded(this.#called(view, hint.at, reach.steps), hint.index, reach)
  }

  #elementsOf(owner: Typed, reach: Reach): readonly Typed[] {
    return this.#goneThrough?.elementsOf(owner, reach) ?? []
  }

  #ofWritten(view: View, hint: Written, { steps, depth }: Reach): readonly Typed[] {
    if (hint.kind === 'type') return this.#ofType(view, hint.at, { steps, depth })
    if (isPart(hint)) return this.#parts.of(hint, this.of(view, hint.of, steps), { steps, depth })
    if (hint.kind === 'object' && depth > 0) return this.#indexed(view, hint.open, { steps, depth })
    return depth > 0 ? [] : this.#whole(view, hint, steps)
  }

  /** What no list is around. */
  #whole(view: View, hint: Whole, steps: number): readonly Typed[] {
    const file = view.file.number
    switch (hint.kind) {
      case 'self':
        return []
      case 'written':
        return this.#written(view, hint, steps)
      case 'module':
        return this.#declarations.atPlace(view, 0, { kind: 'imported', fact: hint.fact, imported: '*' }, steps)
      case 'elements':
        return this.#declarations.elements()
      case 'function':
        return [{ file, symbol: NO_SYMBOL, parameters: hint.open }]
      case 'object':
        return [{ file, symbol: NO_SYMBOL, object: hint }]
    }
  }

  #indexed(view: View, open: number | undefined, { steps, depth }: Reach): readonly Typed[] {
    return this.of(view, indexHint(view, open), steps - 1, depth - 1)
  }

  #ofCall(
    view: View,
    hint: Hint & { readonly kind: 'call' | 'parameter' | 'callback' },
    { steps, depth }: Reach,
  ): readonly Typed[] {
    const reach = { steps: steps - 1, depth }
    return this.#called(view, hint.at, steps).flatMap((callee) => {
      if (hint.kind === 'call') return this.#given(callee, { view, at: hint.at, result: hint.result }, reach)
      const call = { view, at: hint.at, place: hint.index }
      if (hint.kind === 'callback') return this.#handed(callee, hint, call, reach)
      const taken = parameterOf(callee, hint.index)
      return taken === undefined
        ? this.#inherited(callee, hint.index, reach)
        : this.#ofGeneric(callee, taken, call, reach)
    })
  }

  #guarded(view: View, hint: Hint & { readonly kind: 'guarded' }, { steps, depth }: Reach): readonly Typed[] {
    return this.#called(view, hint.at, steps).flatMap(({ target, symbol }) =>
      this.of(target, target.names.guardOf?.(symbol, hint), steps - 1, depth),
    )
  }

  /** What the constructor takes in a place that a class has from one that it extends. */
  #inherited({ target, symbol }: Callee, index: number, { steps, depth }: Reach): readonly Typed[] {
    if (target.symbols[symbol]?.kind !== 'class') return []
    const owner: Typed = { file: target.file.number, symbol }
    return this.#declarations.memberOf([owner], 'constructor', steps - 1).flatMap((found) => {
      const view = this.#views.of(found.file)
      const within = this.#owners.declaring([owner], found, steps - 1)
      const hint = view?.names.parameterOf?.(found.symbol, index)
      return view === undefined ? [] : this.within(view, hint, within, { steps: steps - 1, depth })
    })
  }

  /** What a call gives to a parameter of the function that it is handed. */
  #handed(
    callee: Callee,
    { index, parameter }: Hint & { readonly kind: 'callback' },
    call: Call,
    reach: Reach,
  ): readonly Typed[] {
    const { target } = callee
    const taken = parameterOf(callee, index)
    if (taken?.kind === 'function')
      return this.#ofGeneric(callee, target.names.parameterAt?.(taken.open, parameter), call, reach)
    return this.of(target, taken, reach.steps).flatMap((taker) => this.#parts.argument(taker, parameter, reach))
  }

  /** What a hint of a function leads to where that is called: its type parameters are what the call gives for them. */
  #ofGeneric(callee: Callee, hint: Hint | undefined, call: Call, { steps, depth }: Reach): readonly Typed[] {
    if (hint === undefined || steps <= 0 || !this.#answers.mayFollow()) return []
    const { target, symbol } = callee
    const again = (of: Hint, further: number): readonly Typed[] =>
      this.#ofGeneric(callee, of, call, { steps: steps - 1, depth: further })
    if (hint.kind === 'list') return depth > 0 ? again(hint.of, depth - 1) : []
    if (hint.kind === 'either') return hint.of.flatMap((one) => again(one, depth))
    if (hint.kind === 'element') return again(hint.of, depth + 1)
    const index = hint.kind === 'type' && symbol >= 0 ? target.names.typeParameterOf?.(symbol, hint.at) : undefined
    const given =
      index === undefined ? [] : this.#arguments.typeArgument(callee, index, call, { steps: steps - 1, depth })
    if (given.length > 0) return given
    return this.within(target, hint, this.#arguments.scopeOfCall(callee, call, steps - 1), { steps, depth })
  }

  #written(
    view: View,
    { text, at }: { readonly text: string; readonly at: number },
    steps: number,
  ): readonly Declared[] {
    const [first = '', ...members] = text.split('.')
    let found = this.#declarations.atPlace(view, at, view.names.bareAt(first, at), steps)
    for (const name of members) found = this.#declarations.memberOf(found, name, steps - 1)
    return found
  }

  /** Of a type's parameter what it extends. */
  #ofType(view: View, at: number, { steps, depth }: Reach, within?: Scope): readonly Typed[] {
    const place = view.tokens.isName(at) ? view.names.placeOf(at) : undefined
    if (place?.kind === 'local')
      return this.within(view, view.names.hintAt(place.binding.token), within, { steps: steps - 1, depth })
    const found = this.#declarations.resolve(view, at, steps)
    return found.flatMap((one) => {
      const isAlias = this.#isAlias(one)
      const named: Typed = { ...one, given: { file: view.file.number, at, within } }
      if (isAlias) return this.#ofAlias(named, { steps: steps - 1, depth })
      if (depth === 0) return [named]
      const declaring = one.symbol < 0 ? undefined : this.#views.of(one.file)
      if (declaring === undefined) return []
      if (/^(?:python|ruby)$/.test(declaring.file.language)) return this.#elementsOf(named, { steps, depth })
      return this.#indexed(declaring, declaring.names.bodyOf?.(one.symbol), { steps, depth })
    })
  }

  #isAlias({ file, symbol }: Declared): boolean {
    const kind = this.#views.symbolsOf(file)[symbol]?.kind
    const isValue = kind === 'variable' || kind === 'constant'
    return kind === 'type' || (isValue && this.#views.of(file)?.names.isOtherName?.(symbol) === true)
  }

  /** What another name of a type stands for, also where that names itself: `type Later<T> = T | Promise<Later<T>>`. */
  #ofAlias(named: Typed, { steps, depth }: Reach): readonly Typed[] {
    const key = `${named.file} ${named.symbol}`
    const times = this.#expanding.get(key) ?? 0
    if (times >= ALIAS_TIMES_MAX) return []
    this.#expanding.set(key, times + 1)
    const found = this.#ofDeclared(named, steps, depth, named)
    this.#expanding.set(key, times)
    return found
  }

  /** What a call gives: of a type one of it. */
  #given(callee: Callee, call: Call, { steps, depth }: Reach): readonly Typed[] {
    const { target, symbol, open, within } = callee
    if (open !== undefined)
      return this.within(target, target.names.resultAt?.(open, call.result), within, { steps, depth })
    const givesOne = isType(target.symbols[symbol] ?? { kind: 'variable' })
    const made: Typed = { file: target.file.number, symbol }
    if (givesOne) return depth > 0 ? this.#elementsOf(made, { steps, depth }) : [made]
    const result = target.names.resultOf?.(symbol, call.result)
    return result?.kind === 'self' && depth === 0
      ? this.at(call.view, call.at - 2, steps)
      : this.#ofGeneric(callee, result, call, { steps, depth })
  }

  /** What a call of the name at a token may run. */
  #called(view: View, at: number, steps: number): readonly Callee[] {
    const declared = this.#declarations.resolve(view, at, steps - 1).flatMap((found): Callee[] => {
      const target = this.#views.of(found.file)
      return target === undefined || found.symbol === -1 ? [] : [{ target, symbol: found.symbol }]
    })
    const isCode = declared.some(({ target, symbol }) => {
      const own = target.symbols[symbol]
      return own !== undefined && (isCallable(own) || isType(own))
    })
    if (isCode || view.names.resultAt === undefined) return declared
    const ofType = this.at(view, at, steps - 1).flatMap((typed): Callee[] => {
      const target = this.#views.of(typed.file)
      if (target === undefined) return []
      const own = target.symbols[typed.symbol]
      // `const name = Type.method`
      if (own !== undefined && isCallable(own)) return [{ target, symbol: typed.symbol }]
      const within = scopeOf(typed)
      return this.#parts.signaturesOf(target, typed).map((open) => ({ target, symbol: NO_SYMBOL, open, within }))
    })
    return ofType.length > 0 ? ofType : declared
  }

  /** The members of a member. */
  #memberTypes(owners: readonly Typed[], name: string, { steps, depth }: Reach): readonly Typed[] {
    const written = owners.flatMap((owner) => {
      const found = this.#keyOf(owner, name)
      return found === undefined
        ? this.#mappedTypes(owner, name, { steps: steps - 1, depth })
        : this.within(found.view, found.key.hint, owner.within, { steps: steps - 1, depth })
    })
    const declared = this.#declarations
      .memberOf(
        owners.filter((owner) => this.#mappedOf(owner) === undefined),
        name,
        steps,
      )
      .flatMap((found) => this.#ofDeclared(found, steps - 1, depth, this.#owners.declaring(owners, found, steps - 1)))
    return [...written, ...declared, ...(depth > 0 ? [] : this.#embedded(owners, name, steps))]
  }

  /** `value.Base` in Go, where Base is embedded without a name of its own. */
  #embedded(owners: readonly Typed[], name: string, steps: number): readonly Typed[] {
    return owners.flatMap(({ file, symbol }) => {
      const view = symbol < 0 ? undefined : this.#views.of(file)
      if (view?.file.language !== 'go') return []
      const bases = view.names.basesOf(symbol).filter((base) => view.tokens.word(base) === name)
      return bases.flatMap((base) => this.#declarations.resolve(view, base, steps - 1))
    })
  }

  #keyOf({ file, object }: Typed, name: string) {
    const view = this.#views.of(file)
    const key = object === undefined ? undefined : view?.names.keyIn?.(object, name)
    return view === undefined || key === undefined ? undefined : { view, key }
  }

  /** The type whose keys an object's type has. */
  #mappedOf({ file, object, within }: Typed) {
    const view = object?.isType === true ? this.#views.of(file) : undefined
    const mapped = object === undefined ? undefined : view?.names.mappedIn?.(object.open)
    return view === undefined || mapped === undefined ? undefined : { view, mapped, within }
  }

  /** What a key of an object's type leads to that has the keys of another one. */
  #mappedTypes(owner: Typed, name: string, { steps, depth }: Reach): readonly Typed[] {
    const found = this.#mappedOf(owner)
    if (found === undefined) return []
    const { view, mapped, within } = found
    if (!mapped.isSame) return this.within(view, mapped.hint, within, { steps, depth })
    return this.#memberTypes(this.within(view, mapped.of, within, { steps, depth: 0 }), name, { steps, depth })
  }

  /** The declaration of a key. */
  declaredKey(owner: Typed, name: string, steps: number): readonly Declared[] {
    const found = this.#keyOf(owner, name)
    const symbol = found?.view.tokens.symbolAt(found.key.token) ?? -1
    if (symbol !== -1) return [{ file: owner.file, symbol }]
    const over = found === undefined && steps > 0 ? this.#mappedOf(owner) : undefined
    if (over === undefined) return []
    const owners = this.within(over.view, over.mapped.of, over.within, { steps: steps - 1, depth: 0 })
    return this.#declarations.memberOf(owners, name, steps - 1)
  }
}

function isGuess(hint: Hint): hint is Guess {
  return hint.kind === 'handed' || hint.kind === 'yielded' || hint.kind === 'entered'
}

/** What any key of the type in braces leads to. */
function indexHint({ names }: View, open: number | undefined): Hint | undefined {
  return open === undefined ? undefined : names.indexedIn?.(open)
}
