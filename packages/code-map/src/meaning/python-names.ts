import { C, T } from '../lex/tokens.ts'
import {
  BindingsByName,
  innermost,
  type Binding,
  type Hint,
  type MeaningOptions,
  type NamesInFile,
  type Parameter,
  type Place,
} from './names-in-file.ts'
import { oneOf } from './one-of.ts'
import { PythonGuards } from './python-guards.ts'
import { statementStart } from './python-statement.ts'
import { PythonTypes } from './python-types.ts'
import { PythonValues } from './python-values.ts'
import type { TokenView } from './token-view.ts'

const LOOK_MAX = 400
/** So many of the values that a function returns are looked at. */
const RETURNS_MAX = 3
const BEFORE_BLOCK: ReadonlySet<string> = new Set(['else', 'try', 'finally', 'except'])
/** `property`, `cached_property`, `abstractproperty`, and as some libraries call one that is kept. */
const GETTER = /property$|^(?:reify|lazy)$/
/** `+=` and its kin. */
const AUGMENTED = /^(?:[-+*/%&|^@]|\/\/|<<|>>|\*\*)=$/

/** What names mean in Python, by the tokens alone. */
export class PythonNames implements NamesInFile {
  readonly #view: TokenView
  readonly #bindings: BindingsByName
  readonly #types: PythonTypes
  readonly #values: PythonValues
  readonly #guards: PythonGuards

  readonly #isGuessing: boolean

  constructor(view: TokenView, { isGuessing }: MeaningOptions = { isGuessing: false }) {
    this.#view = view
    this.#isGuessing = isGuessing
    this.#types = new PythonTypes(view)
    this.#values = new PythonValues(view, { isGuessing })
    this.#guards = new PythonGuards(view, this.#types)
    this.#bindings = new BindingsByName(view, (places) => this.#bindingsAt(places))
  }

  placeOf(at: number): Place {
    const view = this.#view
    const first = statementStart(this.#view, at)
    if (view.word(first) === 'from' || view.word(first) === 'import') return this.#inImport(at, first)
    const symbol = view.symbolAt(at)
    if (symbol !== -1) return { kind: 'declaration', symbol }
    if (view.kind(at - 1) === C.dot) return this.#dottedModule(at) ?? { kind: 'member', of: at - 2 }
    const binding = innermost(this.#bindings.of(view.word(at)), at)
    if (binding?.token !== at && this.#isArgumentName(at)) {
      const callee = view.around(at) - 1
      return { kind: 'key', ...(view.isName(callee) && { of: { kind: 'type', at: callee }, isArgument: true }) }
    }
    return binding === undefined ? this.#topLevel(view.word(at), at) : this.#bound(binding)
  }

  /** What binds a bare name at a token. */
  bindingOf(name: string, at: number): Binding | undefined {
    return innermost(this.#bindings.of(name), at)
  }

  bareAt(name: string, at: number): Place {
    const binding = innermost(this.#bindings.of(name), at)
    return binding === undefined ? this.#topLevel(name, at) : this.#bound(binding)
  }

  /** `package.module` behind `import package.module`. */
  #dottedModule(at: number): Place | undefined {
    const view = this.#view
    let first = at
    while (view.kind(first - 1) === C.dot && view.isName(first - 2)) first -= 2
    const [outer, path] = [view.word(first), this.#chainText(first, at)]
    const fact = view.open.imports.find(
      ({ specifier, names }) => specifier === path && names.some(({ local }) => local === outer),
    )
    return fact === undefined ? undefined : { kind: 'imported', fact, imported: '*' }
  }

  #chainText(first: number, last: number): string {
    const parts: string[] = []
    for (let at = first; at <= last; at += 2) parts.push(this.#view.word(at))
    return parts.join('.')
  }

  #bound(binding: Binding): Place {
    const symbol = this.#view.symbolAt(binding.token)
    if (symbol !== -1) return { kind: 'declaration', symbol }
    const first = statementStart(this.#view, binding.token)
    const word = this.#view.word(first)
    return word === 'from' || word === 'import' ? this.#inImport(binding.token, first) : { kind: 'local', binding }
  }

  /** A name of the module, or of the class whose body this is. */
  #topLevel(name: string, at: number): Place {
    const view = this.#view
    const { symbols } = view.open
    // Decorators, defaults and annotations of a function belong to the body that the function stands in.
    const owner = view.symbolAround(at, (index) => {
      const { kind, signatureEnd } = symbols[index] ?? { kind: 'field', signatureEnd: 0 }
      return kind !== 'field' && kind !== 'constant' && view.start(at) >= signatureEnd
    })
    const inClass =
      symbols[owner]?.kind === 'class' ? symbols.findIndex((own) => own.name === name && own.parent === owner) : -1
    if (inClass !== -1) return { kind: 'declaration', symbol: inClass }
    const symbol = symbols.findIndex((own) => own.name === name && own.parent === -1)
    return symbol === -1 ? { kind: 'free' } : { kind: 'declaration', symbol }
  }

  isImport(at: number): boolean {
    return ['from', 'import'].includes(this.#view.word(statementStart(this.#view, at)))
  }

  #inImport(at: number, first: number): Place {
    const view = this.#view
    const name = view.word(at)
    const line = view.line(at)
    const isFrom = view.word(first) === 'from'
    const isPath = isFrom && !this.#isBehindImport(at, first)
    const facts = view.open.imports.filter(
      (fact) => fact.line <= line && fact.names.some(({ imported, local }) => local === name || imported === name),
    )
    const fact = facts.at(-1)
    const found = fact?.names.find(({ imported, local }) => local === name || imported === name)
    if (isPath || fact === undefined || found === undefined) return { kind: 'key' }
    // `import package.module` binds the package.
    if (!isFrom && fact.specifier !== found.local && fact.specifier.startsWith(`${found.local}.`))
      return { kind: 'free' }
    return { kind: 'imported', fact, imported: found.imported }
  }

  #isBehindImport(at: number, first: number): boolean {
    for (let index = first; index < at; index++) if (this.#view.word(index) === 'import') return true
    return false
  }

  /** `call(name=1)`. */
  #isArgumentName(at: number): boolean {
    const view = this.#view
    const before = view.kind(at - 1)
    return (
      view.kind(at + 1) === C.equals &&
      view.kind(view.around(at)) === C.open &&
      (before === C.open || before === C.comma)
    )
  }

  #bindingsAt(places: readonly number[]): readonly Binding[] {
    const outer = new Set<number>()
    for (const at of places) {
      const word = this.#view.word(statementStart(this.#view, at))
      if (word === 'global' || word === 'nonlocal') outer.add(this.#function(at))
    }
    return places.flatMap((at) => this.#bindingAt(at, outer) ?? [])
  }

  /** The function around a token, as the place of its symbol; -1 for the module. */
  #function(at: number): number {
    const { symbols } = this.#view.open
    return this.#view.symbolAround(at, (index) =>
      ['function', 'method', 'constructor'].includes(symbols[index]?.kind ?? ''),
    )
  }

  #bindingAt(at: number, outer: ReadonlySet<number>): Binding | undefined {
    const view = this.#view
    if (view.kind(at - 1) === C.dot) return undefined
    const within = this.#function(at)
    if (outer.has(within)) return undefined
    const symbol = view.symbolAt(at)
    // Names of a class's body are seen in that body alone.
    if (symbol !== -1 && view.open.symbols[view.open.symbols[symbol]?.parent ?? -1]?.kind === 'class') return undefined
    const inner = this.#innerRange(at)
    if (inner !== undefined) return { token: at, ...inner }
    const isBound = symbol !== -1 || this.#isParameter(at, within) || this.#isTarget(at)
    if (!isBound) return undefined
    const around = view.open.symbols[within]
    if (around === undefined) return { token: at, from: 0, to: view.count }
    return { token: at, from: view.tokenOf(within) + 1, to: view.tokenAt(around.end) }
  }

  /** A comprehension's variable or a lambda's parameter: within its brackets. */
  #innerRange(at: number): { readonly from: number; readonly to: number } | undefined {
    const view = this.#view
    const around = view.around(at)
    const to = around === -1 ? this.#statementEnd(at) : view.pair(around)
    for (let index = at - 1; index > around && at - index < LOOK_MAX && !view.isAfterNewline(index + 1); index--) {
      const word = view.word(index)
      if (word === 'lambda') return { from: index, to: Math.min(to, this.#lambdaEnd(index)) }
      if (view.kind(index) === C.colon || word === 'in' || word === 'if') break
    }
    if (around === -1) return undefined
    for (let index = at - 1; index > around && at - index < LOOK_MAX; index--) {
      const word = view.word(index)
      if (word === 'in' || word === 'if') return undefined
      if (word === 'for') return { from: around, to }
    }
    return undefined
  }

  /** The comma behind the value of a lambda. */
  #lambdaEnd(lambda: number): number {
    const view = this.#view
    let isBody = false
    for (let at = lambda + 1; at < view.count; at = view.skip(at) + 1) {
      if (view.kind(at) === C.colon) isBody = true
      else if (isBody && view.kind(at) === C.comma) return at
    }
    return view.count
  }

  #statementEnd(at: number): number {
    const view = this.#view
    let end = at + 1
    while (end < view.count && !(view.isAfterNewline(end) && view.around(end) === -1)) end++
    return end
  }

  #isParameter(at: number, within: number): boolean {
    const view = this.#view
    const declared = view.open.symbols[within]
    if (declared === undefined || view.start(at) >= declared.signatureEnd) return false
    const open = view.tokenOf(within) + 1
    const before = view.kind(at - 1)
    return view.around(at) === open && (before === C.open || before === C.comma || before === C.star)
  }

  /** Assigned, or bound by a statement. */
  #isTarget(at: number): boolean {
    const view = this.#view
    const next = view.kind(at + 1)
    const first = statementStart(this.#view, at)
    const statement = view.word(first)
    if (statement === 'from' || statement === 'import') return this.#isImportedName(at, first)
    if (view.word(at - 1) === 'as' || next === T.define || (at === first && next === C.colon)) return true
    if (next === C.dot || next === C.openBracket || next === C.open) return false
    return this.#isLoopVariable(at, first) || this.#isAssigned(at, first)
  }

  #isImportedName(at: number, first: number): boolean {
    const view = this.#view
    const isLocal = view.word(at + 1) !== 'as' && view.kind(at + 1) !== C.dot
    return isLocal && (view.word(first) === 'import' || this.#isBehindImport(at, first))
  }

  #isLoopVariable(at: number, first: number): boolean {
    const view = this.#view
    const word = view.word(view.word(first) === 'async' ? first + 1 : first)
    if (word !== 'for') return false
    for (let index = first; index < at; index++) if (view.word(index) === 'in') return false
    return true
  }

  /** Whether an assignment stands behind a token in its statement, and no other bracket than that of a tuple around it. */
  #isAssigned(at: number, first: number): boolean {
    const view = this.#view
    const around = view.around(at)
    const isTuple = around === -1 || (around === first && view.kind(around) !== C.openBrace)
    if (!isTuple || this.#isAnnotation(at, first)) return false
    if (view.kind(at + 1) === T.operator && AUGMENTED.test(view.text(at + 1))) return true
    for (let index = at + 1; index < view.count && index - at < LOOK_MAX; index = view.skip(index) + 1) {
      const kind = view.kind(index)
      if (kind === C.equals) return true
      const isEnd = view.isAfterNewline(index) && view.around(index) === -1
      if (isEnd || kind === C.colon || kind === T.operator || view.word(index) === 'in') return false
    }
    return false
  }

  /** `name: Type = value` */
  #isAnnotation(at: number, first: number): boolean {
    const view = this.#view
    const colon = view.chainEnd(first) + 1
    return view.kind(colon) === C.colon && colon < at && !BEFORE_BLOCK.has(view.word(first))
  }

  hintAt(token: number): Hint | undefined {
    const view = this.#view
    const next = view.kind(token + 1)
    const isAlias = view.word(token - 1) === 'as'
    if (next === C.colon && !isAlias && view.word(statementStart(this.#view, token)) !== 'for')
      return this.#types.at(token + 2)
    const unpacked = this.#values.unpacked(token)
    if (unpacked !== undefined) return unpacked
    const value = next === C.equals || next === T.define ? this.#values.from(token + 2) : undefined
    const handed = this.#isGuessing ? this.#handed(token) : undefined
    if (handed !== undefined) return oneOf([value, handed])
    if (next === C.equals || next === T.define)
      return value ?? (this.#isGuessing ? this.#values.putInto(token) : undefined)
    if (isAlias) return this.#entered(token)
    return this.#values.loopVariable(token)
  }

  /** A parameter of which nothing is written. */
  #handed(token: number): Hint | undefined {
    const symbol = this.#function(token)
    if (symbol === -1 || !this.#isParameter(token, symbol)) return undefined
    const place = this.#parameters(symbol).indexOf(token)
    if (place === -1) return undefined
    const handed: Hint = { kind: 'handed', symbol, parameter: { place, name: this.#view.word(token) } }
    return this.#view.kind(token - 1) === C.star ? { kind: 'list', of: handed } : handed
  }

  /** The names of the parameters of a function, without the object or class itself. */
  #parameters(symbol: number): readonly number[] {
    const view = this.#view
    const open = view.tokenOf(symbol) + 1
    const found: number[] = []
    for (let at = open + 1; at < view.pair(open); at = view.skip(at) + 1) {
      const before = view.kind(at - 1)
      const isName = view.isName(at) && (before === C.open || before === C.comma || before === C.star)
      if (isName && !(found.length === 0 && before === C.open && this.selfAt(at) === 'self')) found.push(at)
    }
    return found
  }

  parameterOf(symbol: number, index: number): Hint | undefined {
    const token = this.#parameters(symbol)[index]
    return token === undefined ? undefined : this.hintAt(token)
  }

  handedAt(name: number, { place, name: own }: Parameter): Hint | undefined {
    const view = this.#view
    const open = name + 1
    if (view.kind(open) !== C.open) return undefined
    let index = 0
    for (let at = open + 1; at < view.pair(open); index++) {
      const isNamed = view.kind(at + 1) === C.equals
      if (view.kind(at) === C.star || view.kind(at) === T.operator) return undefined
      if (isNamed ? view.word(at) === own : index === place) return this.#values.from(isNamed ? at + 2 : at)
      while (at < view.pair(open) && view.kind(at) !== C.comma) at = view.skip(at) + 1
      at++
    }
    return undefined
  }

  calledAs(symbol: number): readonly string[] {
    const { symbols } = this.#view.open
    const own = symbols[symbol]
    const around = symbols[own?.parent ?? -1]
    if (own === undefined) return []
    return own.name === '__init__' && around !== undefined ? [around.name, own.name] : [own.name]
  }

  isFixture(symbol: number): boolean {
    const view = this.#view
    let last = view.tokenOf(symbol) - 2
    if (view.word(last) === 'async') last--
    if (view.kind(last) === C.close) last = view.pair(last) - 1
    return view.word(last) === 'fixture' && view.line(last) < view.line(view.tokenOf(symbol))
  }

  takesFixtures(symbol: number): boolean {
    return this.#view.open.symbols[symbol]?.name.startsWith('test') === true || this.isFixture(symbol)
  }

  /** `with value as name`, `except Type as name`. */
  #entered(token: number): Hint | undefined {
    const of = this.#values.endingAt(token - 2)
    const first = statementStart(this.#view, token)
    const word = this.#view.word(this.#view.word(first) === 'async' ? first + 1 : first)
    return of === undefined || !this.#isGuessing || word !== 'with' ? of : { kind: 'entered', of }
  }

  /** Also what was assigned last before a token to a name that was bound before. */
  guardedAt(at: number): Hint | undefined {
    const view = this.#view
    const bindings = this.#bindings.of(view.word(at))
    const own = innermost(bindings, at)
    if (own === undefined || own.token === at) return undefined
    const later = bindings.findLast(
      ({ token, from, to }) => from === own.from && to === own.to && own.token < token && token < at,
    )
    const isBehind = later !== undefined && statementStart(this.#view, later.token) !== statementStart(this.#view, at)
    return oneOf([this.#guards.at(at, bindings), isBehind ? this.hintAt(later.token) : undefined])
  }

  isOtherName(symbol: number): boolean {
    return this.aliased(symbol) !== undefined
  }

  /** `Name = Union[A, B]`, `Name = A | B`, `Name: TypeAlias = …`, `Name = TypeVar("Name", bound=A)`. */
  aliased(symbol: number): Hint | undefined {
    const view = this.#view
    const at = view.tokenOf(symbol) + 1
    const isAnnotated = view.kind(at) === C.colon && view.word(view.chainEnd(at + 1)) === 'TypeAlias'
    const equals = isAnnotated ? view.chainEnd(at + 1) + 1 : at
    if (view.kind(equals) !== C.equals) return undefined
    const isWritten = isAnnotated || this.#types.isWritten(equals + 1)
    return isWritten ? this.#types.at(equals + 1) : this.#types.boundOf(equals + 1)
  }

  hintOfValue(at: number): Hint | undefined {
    return this.#view.isName(at) ? undefined : this.#values.endingAt(at)
  }

  resultOf(symbol: number, place?: number): Hint | undefined {
    const view = this.#view
    const open = view.tokenOf(symbol) + 1
    if (view.kind(open) !== C.open) return undefined
    const behind = view.pair(open) + 1
    if (view.text(behind) !== '->') return this.#returned(symbol, place)
    if (view.word(view.chainEnd(behind + 1)) === 'Self') return { kind: 'self' }
    return place === undefined ? this.#types.at(behind + 1) : this.#types.inTuple(behind + 1, place)
  }

  /** What a function without a written result returns. */
  #returned(symbol: number, place = 0): Hint | undefined {
    const view = this.#view
    const found: (Hint | undefined)[] = []
    const end = view.open.symbols[symbol]?.end ?? 0
    const isOwn = (at: number): boolean => {
      const isInside = view.tokenOf(symbol) < at && view.start(at) < end
      return isInside && this.#function(at) === symbol && !view.isAfterNewline(at + 1)
    }
    for (const at of view.placesOf('return')) {
      const from = found.length < RETURNS_MAX && isOwn(at) ? this.#values.placeOf(at + 1, place) : undefined
      if (from !== undefined) found.push(this.#values.from(from))
    }
    for (const at of this.#isGuessing ? view.placesOf('yield') : []) {
      if (found.length >= RETURNS_MAX || !isOwn(at)) continue
      const of = view.word(at + 1) === 'from' ? undefined : this.#values.from(at + 1)
      found.push(of === undefined ? this.#values.from(at + 2) : { kind: 'list', of })
    }
    return oneOf(found)
  }

  isGetter(symbol: number): boolean {
    const view = this.#view
    let first = view.tokenOf(symbol) - 1
    if (view.word(first - 1) === 'async') first--
    return GETTER.test(view.word(first - 1)) && view.line(first - 1) < view.line(first)
  }

  basesOf(symbol: number): readonly number[] {
    const view = this.#view
    const open = view.tokenOf(symbol) + 1
    if (view.open.symbols[symbol]?.kind !== 'class' || view.kind(open) !== C.open) return []
    const found: number[] = []
    for (let at = open + 1; at < view.pair(open); at++) {
      if (view.kind(at) === C.open || view.kind(at) === C.openBracket) at = view.pair(at)
      else if (view.isName(at) && view.kind(at + 1) === C.equals) return found
      else if (view.isName(at)) {
        at = view.chainEnd(at)
        found.push(at)
      }
    }
    return found
  }

  selfAt(at: number): 'self' | 'super' | undefined {
    const view = this.#view
    const word = view.word(at)
    if (view.kind(at - 1) === C.dot) return undefined
    return word === 'self' || word === 'cls' ? 'self' : word === 'super' ? 'super' : undefined
  }
}
