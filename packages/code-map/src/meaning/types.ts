import { isCallable, isType, type Declared, type Reach, type Typed } from './declared.ts'
import type { Declarations } from './declarations.ts'
import type { Hint } from './names-in-file.ts'
import type { View, Views } from './views.ts'

/** The place of an object without a declaration. */
const NO_SYMBOL = -2

/** What a call runs. */
interface Callee {
  readonly target: View
  readonly symbol: number
  readonly found: Declared
}

/** What values have as members, by written types, by what is assigned and by what functions return. */
export class Types {
  readonly #views: Views
  readonly #declarations: Declarations
  /** Answers, and nothing for those that are being looked for: a circle ends there. */
  readonly #known = new Map<string, readonly Typed[]>()

  constructor(views: Views, declarations: Declarations) {
    this.#views = views
    this.#declarations = declarations
  }

  /** The types, modules and objects whose members come after a token; with a depth those of the things in so many lists that end there. */
  at(view: View, at: number, steps: number, depth = 0): readonly Typed[] {
    if (steps <= 0) return []
    const key = `type ${view.file.number} ${at} ${depth}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    this.#known.set(key, [])
    const found = this.#findTypes(view, at, { steps, depth })
    this.#known.set(key, found)
    return found
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
    if (self !== undefined)
      return depth > 0 ? [] : this.#declarations.around(view, at, { isParent: self === 'super', steps })
    const whole = names.placeOf(at)
    const place = whole.kind === 'shorthand' ? whole.value : whole
    if (place.kind === 'local') return this.of(view, names.hintAt(place.binding.token), steps - 1, depth)
    if (place.kind === 'member') {
      const owners = this.at(view, place.of, steps - 1)
      return this.#memberTypes(owners, tokens.word(at), { steps: steps - 1, depth })
    }
    return this.#declarations.resolve(view, at, steps).flatMap((found) => this.#ofDeclared(found, steps - 1, depth))
  }

  /** A declaration as what has members. */
  #ofDeclared(found: Declared, steps: number, depth: number): readonly Typed[] {
    const own = depth > 0 ? [] : [found]
    if (found.symbol === -1) return own
    const view = this.#views.of(found.file)
    const symbol = view?.symbols[found.symbol]
    if (view === undefined || symbol === undefined || steps <= 0) return []
    return [...own, ...this.of(view, valueHint(view, found.symbol), steps - 1, depth)]
  }

  /** What a hint leads to. */
  of(view: View, hint: Hint | undefined, steps: number, depth = 0): readonly Typed[] {
    if (hint === undefined || steps <= 0) return []
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
        return this.#memberTypes(this.of(view, hint.of, steps - 1), hint.name, { steps: steps - 1, depth })
      case 'result':
        return this.of(view, view.names.resultOf?.(hint.symbol), steps - 1, depth)
      case 'call':
      case 'parameter':
      case 'callback':
        return this.#ofCall(view, hint, { steps, depth })
      default:
        return this.#ofWritten(view, hint, { steps: steps - 1, depth })
    }
  }

  #ofWritten(
    view: View,
    hint: Hint & { readonly kind: 'type' | 'written' | 'object' | 'self' },
    { steps, depth }: Reach,
  ): readonly Typed[] {
    if (hint.kind === 'type') return this.#ofType(view, hint.at, { steps, depth })
    if (depth > 0 || hint.kind === 'self') return []
    return hint.kind === 'written'
      ? this.#written(view, hint, steps)
      : [{ file: view.file.number, symbol: NO_SYMBOL, object: hint }]
  }

  #ofCall(
    view: View,
    hint: Hint & { readonly kind: 'call' | 'parameter' | 'callback' },
    { steps, depth }: Reach,
  ): readonly Typed[] {
    const reach = { steps: steps - 1, depth }
    return this.#called(view, hint.at, steps).flatMap((callee) => {
      if (hint.kind === 'call') return this.#given(callee, { view, at: hint.at }, reach)
      if (hint.kind === 'callback') return this.#handed(callee, hint, reach)
      const { target, symbol } = callee
      return this.of(target, target.names.parameterOf?.(callable(target, symbol), hint.index), steps - 1, depth)
    })
  }

  /** What a call gives to a parameter of the function that it is handed. */
  #handed(
    { target, symbol }: Callee,
    { index, parameter }: Hint & { readonly kind: 'callback' },
    { steps, depth }: Reach,
  ): readonly Typed[] {
    const { names } = target
    const taker = callable(target, symbol)
    const open = names.functionTypeOf?.(taker, index)
    if (open !== undefined) return this.of(target, names.parameterAt?.(open, parameter), steps, depth)
    return this.of(target, names.parameterOf?.(taker, index), steps).flatMap((alias) => {
      const view = this.#views.of(alias.file)
      const inAlias = alias.symbol < 0 ? undefined : view?.names.functionTypeOf?.(alias.symbol)
      if (view === undefined || inAlias === undefined) return []
      return this.of(view, view.names.parameterAt?.(inAlias, parameter), steps, depth)
    })
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
  #ofType(view: View, at: number, { steps, depth }: Reach): readonly Typed[] {
    const place = view.tokens.isName(at) ? view.names.placeOf(at) : undefined
    if (place?.kind === 'local') return this.of(view, view.names.hintAt(place.binding.token), steps - 1, depth)
    const found = this.#declarations.resolve(view, at, steps)
    return found.flatMap((one) => {
      const isAlias = this.#views.symbolsOf(one.file)[one.symbol]?.kind === 'type'
      return isAlias ? this.#ofDeclared(one, steps - 1, depth) : depth > 0 ? [] : [one]
    })
  }

  /** What a call gives: of a type one of it. */
  #given(
    { target, symbol, found }: Callee,
    call: { readonly view: View; readonly at: number },
    { steps, depth }: Reach,
  ): readonly Typed[] {
    const givesOne = isType(target.symbols[symbol] ?? { kind: 'variable' })
    if (givesOne) return depth > 0 ? [] : [found]
    const result = target.names.resultOf?.(symbol)
    return result?.kind === 'self' && depth === 0
      ? this.at(call.view, call.at - 2, steps)
      : this.of(target, result, steps, depth)
  }

  /** What a call of the name at a token may run. */
  #called(view: View, at: number, steps: number): readonly Callee[] {
    return this.#declarations.resolve(view, at, steps - 1).flatMap((found) => {
      const target = this.#views.of(found.file)
      return target === undefined || found.symbol === -1 ? [] : [{ target, symbol: found.symbol, found }]
    })
  }

  /** The members of a member. */
  #memberTypes(owners: readonly Typed[], name: string, { steps, depth }: Reach): readonly Typed[] {
    const written = owners.flatMap((owner) => {
      const found = this.#keyOf(owner, name)
      return found === undefined ? [] : this.of(found.view, found.key.hint, steps - 1, depth)
    })
    const declared = this.#declarations
      .memberOf(owners, name, steps)
      .flatMap((found) => this.#ofDeclared(found, steps - 1, depth))
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

  /** The declaration of a key. */
  declaredKey(owner: Typed, name: string): readonly Declared[] {
    const found = this.#keyOf(owner, name)
    const symbol = found?.view.tokens.symbolAt(found.key.token) ?? -1
    return symbol === -1 ? [] : [{ file: owner.file, symbol }]
  }
}

/** What the value of a declaration is, beside its own members. */
function valueHint({ symbols, names, tokens }: View, index: number): Hint | undefined {
  const symbol = symbols[index]
  const at = tokens.tokenOf(index)
  if (symbol === undefined) return undefined
  if (isCallable(symbol)) return names.isGetter?.(index) === true ? names.resultOf?.(index) : undefined
  if (symbol.kind === 'type') return names.aliased?.(index)
  return isType(symbol) ? undefined : names.hintAt(at)
}

/** The constructor of a class. */
function callable({ symbols }: View, symbol: number): number {
  const found = symbols.findIndex(({ kind, parent }) => kind === 'constructor' && parent === symbol)
  return found === -1 ? symbol : found
}
