import type { ImportFact } from '../facts.ts'
import { C, T } from '../lex/tokens.ts'
import {
  innermost,
  type Binding,
  type Hint,
  type KeyFound,
  type Mapped,
  type NamesInFile,
  type Place,
} from './names-in-file.ts'
import { ScriptContexts } from './script-contexts.ts'
import { ScriptFunctions } from './script-functions.ts'
import { ScriptGuards } from './script-guards.ts'
import { LOOK_MAX, MODIFIERS, ScriptScopes } from './script-scopes.ts'
import { specifierAt, type Specifier } from './script-specifier.ts'
import { ScriptTypes } from './script-types.ts'
import { ScriptValues } from './script-values.ts'
import type { TokenView } from './token-view.ts'

const ACCESSORS: ReadonlySet<string> = new Set(['get', 'set', 'async', 'static', ...MODIFIERS])
/** What a key stands behind where it begins no line. */
const BEFORE_KEY: ReadonlySet<number> = new Set([C.openBrace, C.comma, C.semicolon, C.star])
const ENDS_OF_MEMBER: ReadonlySet<number> = new Set([
  T.name,
  T.number,
  T.string,
  C.close,
  C.closeBracket,
  C.closeBrace,
  C.greater,
])

/** What names mean in JavaScript and TypeScript, by the tokens alone. */
export class ScriptNames implements NamesInFile {
  readonly #view: TokenView
  readonly #scopes: ScriptScopes
  readonly #types: ScriptTypes
  readonly #values: ScriptValues
  readonly #functions: ScriptFunctions
  readonly #guards: ScriptGuards
  readonly #contexts: ScriptContexts

  constructor(view: TokenView) {
    this.#view = view
    this.#scopes = new ScriptScopes(view)
    this.#types = new ScriptTypes(view)
    this.#values = new ScriptValues(view, this.#types)
    this.#functions = new ScriptFunctions(view, this.#scopes, this.#types, this.#values)
    this.#guards = new ScriptGuards(view, this.#scopes, this.#values)
    this.#contexts = new ScriptContexts(view, this.#scopes, this.#types, this.#values)
  }

  placeOf(at: number): Place {
    const view = this.#view
    const specifier = specifierAt(this.#view, at)
    if (specifier !== undefined) return this.#placeOfSpecifier(at, specifier)
    if (view.kind(at) === T.jsxName) {
      return this.#inTag(at)
    }
    const symbol = view.symbolAt(at)
    if (symbol !== -1) return { kind: 'declaration', symbol }
    const required = this.#requiredAt(at)
    if (required !== undefined) return required
    if (view.isDot(at - 1)) return this.#requiredMember(at) ?? { kind: 'member', of: at - 2 }
    const own = this.#scopes.bindingsOf(view.word(at)).find(({ token }) => token === at)
    if (own !== undefined) {
      const of = this.#isShorthand(at) ? this.#contexts.contextOf(view.around(at)) : undefined
      const beside = this.#typeBeside(own)
      return { kind: 'local', binding: own, ...(of !== undefined && { of }), ...(beside !== undefined && { beside }) }
    }
    if (this.#isKey(at)) return { kind: 'key', of: this.#contexts.contextOf(view.around(at)) }
    const of = this.#isShorthand(at) ? this.#contexts.contextOf(view.around(at)) : undefined
    return of === undefined ? this.#bare(at) : { kind: 'shorthand', value: this.#bare(at), of }
  }

  /** `<Name.name attribute>`; names of elements that begin with a small letter are keys of JSX's own interface. */
  #inTag(at: number): Place {
    const view = this.#view
    const before = this.#byteBefore(at)
    if (before === C.dot) return { kind: 'member', of: at - 1 }
    if (before === C.less || before === C.slash)
      return this.#isElement(at) ? { kind: 'key', of: { kind: 'elements' } } : this.#bare(at)
    let tag = at
    while (tag > 0 && at - tag < LOOK_MAX && !(view.kind(tag) === T.jsxName && this.#byteBefore(tag) === C.less))
      tag = view.skipBack(tag - 1)
    while (this.#byteAfter(tag) === C.dot && view.kind(tag + 1) === T.jsxName) tag++
    if (this.#isElement(tag))
      return { kind: 'key', of: { kind: 'member', of: { kind: 'elements' }, name: view.word(tag) } }
    return { kind: 'key', of: { kind: 'parameter', at: tag, index: 0 } }
  }

  #isElement(tag: number): boolean {
    return /^[a-z]/.test(this.#view.word(tag)) && this.#byteBefore(tag) !== C.dot && this.#byteAfter(tag) !== C.dot
  }

  #byteAfter(at: number): number {
    const { source, lexed } = this.#view.open
    return source[lexed.tokens.end[at] ?? 0] ?? 0
  }

  /** `{ name }`, in an object or a pattern. */
  #isShorthand(at: number): boolean {
    const view = this.#view
    const [before, behind] = [view.kind(at - 1), view.kind(at + 1)]
    const isFirst = before === C.openBrace || before === C.comma
    const isAlone = behind === C.comma || behind === C.closeBrace || behind === C.equals
    return view.kind(view.around(at)) === C.openBrace && isFirst && isAlone
  }

  #bare(at: number): Place {
    return this.bareAt(this.#view.word(at), at)
  }

  bareAt(name: string, at: number): Place {
    const binding = innermost(this.#scopes.bindingsOf(name), at)
    if (binding === undefined) return this.#topLevel(name)
    const specifier = specifierAt(this.#view, binding.token)
    if (specifier !== undefined) return this.#placeOfSpecifier(binding.token, specifier)
    const symbol = this.#view.symbolAt(binding.token)
    if (symbol !== -1) return { kind: 'declaration', symbol }
    const beside = this.#typeBeside(binding)
    return this.#requiredAt(binding.token) ?? { kind: 'local', binding, ...(beside !== undefined && { beside }) }
  }

  /** The type that a block declares under the name of a value: `const name = …; type name = …`. */
  #typeBeside({ token, from, to }: Binding): number | undefined {
    const view = this.#view
    const other = this.#scopes
      .bindingsOf(view.word(token))
      .find((one) => one.from === from && one.to === to && view.symbolAt(one.token) !== -1)
    return other === undefined ? undefined : view.symbolAt(other.token)
  }

  /** A symbol without one of the words that bind a name: what a component's script declares. */
  #topLevel(name: string): Place {
    const symbol = this.#view.open.symbols.findIndex((own) => own.name === name && own.parent === -1)
    return symbol === -1 ? { kind: 'free' } : { kind: 'declaration', symbol }
  }

  /** `const name = require('x')`, `const { key: name } = require('x')`, for the key too. */
  #requiredAt(at: number): Place | undefined {
    const view = this.#view
    const around = view.around(at)
    const isInPattern = view.kind(around) === C.openBrace && view.kind(view.pair(around) + 1) === C.equals
    const equals = isInPattern ? view.pair(around) + 1 : at + 1
    if (view.kind(equals) !== C.equals || view.word(equals + 1) !== 'require') return undefined
    const isKey = isInPattern && view.kind(at + 1) === C.colon
    const line = view.line(equals + 1)
    for (const fact of view.open.imports) {
      if (fact.kind !== 'require' || fact.line !== line) continue
      const name = fact.names.find(({ imported, local }) => (isKey ? imported : local) === view.word(at))
      if (name !== undefined) return { kind: 'imported', fact, imported: name.imported }
    }
    return undefined
  }

  isImport(at: number): boolean {
    const specifier = specifierAt(this.#view, at)
    return specifier === undefined ? this.#requiredAt(at) !== undefined : specifier.statement !== 'export'
  }

  /** `require('x').name` */
  #requiredMember(at: number): Place | undefined {
    const view = this.#view
    const open = view.kind(at - 2) === C.close ? view.pair(at - 2) : -1
    if (view.word(open - 1) !== 'require' || view.kind(open + 1) !== T.string) return undefined
    const specifier = view.text(open + 1).slice(1, -1)
    const fact = view.open.imports.find((own) => own.kind === 'require' && own.specifier === specifier)
    return fact === undefined ? undefined : { kind: 'imported', fact, imported: view.word(at) }
  }

  #placeOfSpecifier(at: number, { statement, imported, local }: Specifier): Place {
    if (statement === 'export') {
      // `export { a as b }`: both are `a`.
      const source = this.#view.word(at - 1) === 'as' ? at - 2 : at
      return this.#bare(source)
    }
    const fact = this.#factOf(at, { statement, imported, local })
    return fact === undefined ? { kind: 'free' } : { kind: 'imported', fact, imported }
  }

  #factOf(at: number, { statement, imported, local }: Specifier): ImportFact | undefined {
    const line = this.#view.line(at)
    const kinds = statement === 'import' ? ['import', 'require'] : ['re-export']
    const matching = this.#view.open.imports.filter(
      (fact) => kinds.includes(fact.kind) && fact.names.some((own) => own.imported === imported && own.local === local),
    )
    return matching.toSorted((left, right) => Math.abs(left.line - line) - Math.abs(right.line - line))[0]
  }

  #byteBefore(at: number): number {
    const { source } = this.#view.open
    let offset = this.#view.start(at) - 1
    while (source[offset] === C.space) offset--
    return source[offset] ?? 0
  }

  #isKey(at: number): boolean {
    const view = this.#view
    const around = view.kind(view.around(at))
    const next = view.kind(at + 1)
    const isMarked = next === C.colon || (next === C.question && view.kind(at + 2) === C.colon)
    // `[name: string]: …`
    if (around === C.openBracket) return next === C.colon && view.kind(at - 1) === C.openBracket
    if (around !== C.openBrace || !this.#beginsMember(at)) return false
    if (isMarked) return view.word(at - 1) !== 'case'
    const behind = next === C.open ? view.kind(view.pair(at + 1) + 1) : 0
    return behind === C.openBrace || behind === C.colon
  }

  #beginsMember(at: number): boolean {
    const view = this.#view
    const before = view.kind(at - 1)
    if (BEFORE_KEY.has(before) || ACCESSORS.has(view.word(at - 1))) return true
    return view.isAfterNewline(at) && ENDS_OF_MEMBER.has(before)
  }

  hintAt(token: number): Hint | undefined {
    return this.#contexts.hintAt(token)
  }

  hintOfValue(at: number): Hint | undefined {
    return this.#values.endingAt(at)
  }

  resultOf(symbol: number): Hint | undefined {
    return this.#functions.resultOf(symbol)
  }

  guardOf(symbol: number, guard: { readonly index: number; readonly isAsserted: boolean }): Hint | undefined {
    return this.#functions.guardOf(symbol, guard)
  }

  guardedAt(at: number): Hint | undefined {
    return this.#guards.at(at)
  }

  isGetter(symbol: number): boolean {
    return this.#view.word(this.#view.tokenOf(symbol) - 1) === 'get'
  }

  parameterOf(symbol: number, index: number): Hint | undefined {
    return this.#functions.parameterOf(symbol, index)
  }

  parameterAt(open: number, index: number): Hint | undefined {
    return this.#functions.parameterAt(open, index)
  }

  resultAt(open: number): Hint | undefined {
    return this.#functions.resultAt(open)
  }

  bodyOf(symbol: number): number | undefined {
    return this.#types.bodyOf(symbol)
  }

  callSignaturesIn(open: number): readonly number[] {
    return this.#types.callSignaturesIn(open)
  }

  indexedIn(open: number): Hint | undefined {
    return this.#types.indexedIn(open)
  }

  mappedIn(open: number): Mapped | undefined {
    return this.#types.mappedIn(open)
  }

  typeDefaultOf(symbol: number, index: number): Hint | undefined {
    return this.#functions.typeDefaultOf(symbol, index)
  }

  typeParameterOf(symbol: number, at: number): number | undefined {
    return this.#functions.typeParameterOf(symbol, at)
  }

  isGeneric(symbol: number): boolean {
    return this.#view.kind(this.#view.tokenOf(symbol) + 1) === C.less
  }

  typeGivenAt(name: number, index: number): Hint | undefined {
    if (this.#view.kind(name + 1) !== C.less) return undefined
    const at = this.#types.argumentsOf(name + 1)[index]
    return at === undefined ? undefined : this.#types.at(at)
  }

  typeArgumentAt(name: number, index: number): Hint | undefined {
    return this.#functions.typeArgumentAt(name, index)
  }

  argumentAt(name: number, index: number): Hint | undefined {
    return this.#functions.argumentAt(name, index)
  }

  expectedOf(name: number): Hint | undefined {
    return this.#contexts.expectedOf(name)
  }

  aliased(symbol: number): Hint | undefined {
    return this.#types.aliased(symbol)
  }

  isOtherName(symbol: number): boolean {
    return this.#view.open.symbols[symbol]?.kind === 'type'
  }

  keyIn(object: Hint & { readonly kind: 'object' }, name: string): KeyFound | undefined {
    return this.#values.keyIn(object, name)
  }

  basesOf(symbol: number): readonly number[] {
    return this.#types.basesOf(symbol)
  }

  selfAt(at: number): 'self' | 'super' | undefined {
    const word = this.#view.word(at)
    return word === 'this' ? 'self' : word === 'super' ? 'super' : undefined
  }

  exportedWhole(): number | undefined {
    for (const from of this.#wholes()) {
      const value = this.#nameExported(from)
      if (value !== undefined) return value
    }
    return undefined
  }

  exportedValue(isDefault: boolean): Hint | undefined {
    const froms = [...(isDefault ? this.#defaults() : []), ...this.#wholes()]
    const [from] = froms.filter((at) => !DECLARING.has(this.#view.word(at)))
    return from === undefined ? undefined : this.#values.from(from)
  }

  /** Where what is exported begins: `module.exports = …`. */
  #wholes(): readonly number[] {
    const view = this.#view
    const isWhole = (at: number): boolean =>
      view.word(at - 2) === 'module' && view.isDot(at - 1) && view.kind(at + 1) === C.equals
    return view.placesOf('exports').flatMap((at) => (isWhole(at) ? [at + 2] : []))
  }

  /** `export default …` */
  #defaults(): readonly number[] {
    return this.#view.placesOf('default').flatMap((at) => (this.#view.word(at - 1) === 'export' ? [at + 1] : []))
  }

  exportedAs(name: string): number | undefined {
    const view = this.#view
    if (name === 'default') {
      for (const at of view.placesOf('default')) {
        if (view.word(at - 1) === 'export') return this.#nameExported(at + 1)
        if (view.word(at - 1) === 'as') return at - 2
      }
      return undefined
    }
    for (const at of view.placesOf(name)) {
      const specifier = specifierAt(this.#view, at)
      if (specifier?.statement === 'export' && specifier.local === name) return at
      if (view.kind(at + 1) === C.colon && view.isName(at + 2) && this.#isModuleExports(view.around(at))) return at + 2
    }
    return undefined
  }

  /** At the `{` of `module.exports = {`. */
  #isModuleExports(at: number): boolean {
    const view = this.#view
    return view.kind(at - 1) === C.equals && view.word(at - 2) === 'exports' && view.word(at - 4) === 'module'
  }

  /** The name of what is exported: of a declaration, or that which is all of a value. */
  #nameExported(from: number): number | undefined {
    const view = this.#view
    let at = from
    while (DECLARING.has(view.word(at)) || view.kind(at) === C.star) at++
    if (!view.isName(at)) return undefined
    if (at > from) return at
    const behind = view.kind(at + 1)
    const isAll = view.isAfterNewline(at + 1) ? !CONTINUES.has(behind) : [0, C.semicolon, C.closeBrace].includes(behind)
    return isAll || ['as', 'satisfies'].includes(view.word(at + 1)) ? at : undefined
  }
}

/** Words before the name of a declaration that is exported. */
const DECLARING: ReadonlySet<string> = new Set(['async', 'abstract', 'function', 'class'])
/** What goes on with a value on the next line. */
const CONTINUES: ReadonlySet<number> = new Set([C.dot, T.optionalChain, C.open, C.openBracket, C.question])
