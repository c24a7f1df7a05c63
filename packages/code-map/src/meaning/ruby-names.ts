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
import { partStarts } from './ruby-calls.ts'
import { RubyValues } from './ruby-values.ts'
import type { TokenView } from './token-view.ts'

const METHOD_KINDS: ReadonlySet<string> = new Set(['method', 'constructor', 'function'])
const OWNER_KINDS: ReadonlySet<string> = new Set(['class', 'module'])
const MIXINS: ReadonlySet<string> = new Set(['include', 'prepend', 'extend'])
/** Methods of classes whose arguments name methods of the class, in Ruby and by the conventions of Rails. */
const NAMES_METHODS =
  /^(?:private|public|protected|module_function|(?:private|public)_class_method|alias_method|remove_method|undef_method|(?:skip_)?(?:before|after|around)_\w+|helper_method|validate)$/
/** Methods whose first argument names a method of the object. */
const NAMES_METHOD =
  /^(?:send|public_send|__send__|try|method|public_method|instance_method|public_instance_method|respond_to\?|method_defined\?)$/
const LOOK_MAX = 200
/** So many values of one attribute, or that one method gives, are looked at. */
const FIELDS_MAX = 3

/** What names mean in Ruby, by the tokens alone. A bare name that is no variable is a method of the object, or a constant. */
export class RubyNames implements NamesInFile {
  readonly #view: TokenView
  readonly #bindings: BindingsByName
  readonly #values: RubyValues

  readonly #isGuessing: boolean

  constructor(view: TokenView, { isGuessing }: MeaningOptions) {
    this.#view = view
    this.#isGuessing = isGuessing
    this.#values = new RubyValues(view)
    this.#bindings = new BindingsByName(view, (places) => places.flatMap((at) => this.#bindingAt(at) ?? []))
  }

  placeOf(at: number): Place {
    const view = this.#view
    const symbol = view.symbolAt(at)
    if (symbol !== -1) return { kind: 'declaration', symbol }
    if (view.kind(at) === T.symbol || this.#isAliased(at)) return this.#methodNamed(at)
    const isScoped = view.kind(at - 1) === T.scope && view.isName(at - 2)
    if (view.isDot(at - 1) || isScoped) return { kind: 'member', of: at - 2 }
    // `name(…)` is a call, whatever variable there is.
    return this.#isCall(at) ? { kind: 'own' } : this.bareAt(view.word(at), at)
  }

  isNamed(at: number): boolean {
    return this.#view.kind(at) === T.symbol
  }

  /** `alias new old`: the old one. */
  #isAliased(at: number): boolean {
    return this.#view.word(at - 2) === 'alias' && !this.#view.isAfterNewline(at)
  }

  /** `private :name`, `object.send(:name)`; any other `:name` is only a name. */
  #methodNamed(at: number): Place {
    const view = this.#view
    if (this.#isAliased(at)) return { kind: 'own' }
    if (this.#isGuessing && view.text(at - 1) === '&') return { kind: 'key', of: this.#values.goneThroughBefore(at) }
    let call = at - 1
    while (view.kind(call) === C.comma && view.kind(call - 1) === T.symbol) call -= 2
    const isFirst = call === at - 1
    if (view.kind(call) === C.open) call--
    const name = view.isName(call) && !view.isAfterNewline(at) ? view.text(call) : ''
    const isMethod = NAMES_METHODS.test(name) || (isFirst && NAMES_METHOD.test(name))
    if (!isMethod) return { kind: 'key' }
    return view.isDot(call - 1) ? { kind: 'member', of: call - 2 } : { kind: 'own' }
  }

  bareAt(name: string, at: number): Place {
    const bindings = this.#bindings.of(name)
    const binding = name.startsWith('@') ? this.#fieldAt(bindings, at) : innermost(bindings, at)
    return binding === undefined ? { kind: 'own' } : { kind: 'local', binding }
  }

  /** An attribute, if likely that of the class around. */
  #fieldAt(bindings: readonly Binding[], at: number): Binding | undefined {
    const owner = this.#isGuessing ? this.#ownerOf(at) : undefined
    const own = owner === undefined ? undefined : bindings.find(({ token }) => this.#ownerOf(token) === owner)
    return own ?? bindings[0]
  }

  #isCall(at: number): boolean {
    const { tokens } = this.#view.open.lexed
    return this.#view.kind(at + 1) === C.open && tokens.start[at + 1] === tokens.end[at]
  }

  #bindingAt(at: number): Binding | undefined {
    const view = this.#view
    if (view.isDot(at - 1) || view.symbolAt(at) !== -1) return undefined
    const name = view.text(at)
    if (/^[A-Z]/.test(name)) return undefined
    const method = view.symbolAround(at, (index) => METHOD_KINDS.has(view.open.symbols[index]?.kind ?? ''))
    if (this.#isParameter(at, method)) return { token: at, ...this.#rangeOf(method) }
    const block = this.#blockParameter(at)
    if (block !== undefined) return { token: at, from: block, to: this.#blockEnd(block, method) }
    if (view.kind(at) !== T.name) return undefined
    return this.#isAssigned(at) || this.#isCaught(at) ? { token: at, ...this.#rangeOf(method) } : undefined
  }

  #rangeOf(symbol: number): { readonly from: number; readonly to: number } {
    const view = this.#view
    const around = view.open.symbols[symbol]
    if (around === undefined) return { from: 0, to: view.count }
    return { from: view.tokenOf(symbol) + 1, to: view.tokenAt(around.end) }
  }

  #isParameter(at: number, method: number): boolean {
    const view = this.#view
    const declared = view.open.symbols[method]
    const start = view.start(at)
    if (declared === undefined || start <= declared.nameStart || start >= declared.signatureEnd) return false
    if (view.kind(at) === T.label) return true
    const before = view.kind(at - 1)
    return (
      [C.open, C.comma, C.star, C.ampersand, T.operator].includes(before as never) || at - 1 === view.tokenOf(method)
    )
  }

  /** `|name, *rest|`: the token that opens the block. */
  #blockParameter(at: number): number | undefined {
    const view = this.#view
    for (let index = at - 1; index > 0 && at - index < LOOK_MAX; index--) {
      const kind = view.kind(index)
      if (kind === C.bar)
        return view.kind(index - 1) === C.openBrace || view.word(index - 1) === 'do' ? index - 1 : undefined
      const isInList = [C.comma, C.star, C.ampersand, C.open, C.close, T.operator, T.label].includes(kind as never)
      if (!isInList && !view.isName(index)) return undefined
      if (index === at - 1 && view.isName(index)) return undefined
    }
    return undefined
  }

  /** A block of `do` is taken to last as long as its method. */
  #blockEnd(open: number, method: number): number {
    return this.#view.kind(open) === C.openBrace ? this.#view.pair(open) : this.#rangeOf(method).to
  }

  /** `name = …`, `name ||= …`, `name, other = …`. */
  #isAssigned(at: number): boolean {
    const view = this.#view
    let last = at
    while (view.kind(last + 1) === C.comma && view.isName(last + 2) && !view.isAfterNewline(last + 2)) last += 2
    const next = view.kind(last + 1)
    if (next === C.equals) return true
    return last === at && next === T.operator && /[^=!<>]=$/.test(view.text(at + 1))
  }

  /** `rescue Error => name`, `for name in`. */
  #isCaught(at: number): boolean {
    const view = this.#view
    if (view.word(at - 1) === 'for') return true
    if (view.text(at - 1) !== '=>') return false
    for (let index = at - 1; index > 0 && at - index < LOOK_MAX; index--) {
      if (view.word(index) === 'rescue') return true
      if (view.isAfterNewline(index)) return false
    }
    return false
  }

  hintAt(token: number): Hint | undefined {
    return this.#isGuessing ? this.#likelyHint(token) : this.#certainHint(token)
  }

  #certainHint(token: number): Hint | undefined {
    const view = this.#view
    // `attr_reader :name` gives `@name`.
    if (view.kind(token) === T.symbol) {
      const [field] = this.#bindings.of(`@${view.text(token).replace(/^:/, '')}`)
      return field === undefined ? undefined : this.#certainHint(field.token)
    }
    const isAssigned = view.kind(token + 1) === C.equals || view.text(token + 1) === '||='
    return isAssigned ? this.#valueHint(token + 2) : undefined
  }

  #valueHint(from: number): Hint | undefined {
    const view = this.#view
    if (!view.isName(from)) return undefined
    let end = from
    while ((view.isDot(end + 1) || view.kind(end + 1) === T.scope) && view.isName(end + 2)) end += 2
    const behind = this.#isCall(end) ? view.pair(end + 1) + 1 : end + 1
    const isEnd = behind >= view.count || view.isAfterNewline(behind) || view.kind(behind) === C.semicolon
    if (!isEnd) return undefined
    if (this.#isMade(end)) return { kind: 'type', at: end - 2 }
    return behind === end + 1 ? { kind: 'value', at: end } : undefined
  }

  /** `Type.new` */
  #isMade(at: number): boolean {
    return this.#view.word(at) === 'new' && this.#view.isDot(at - 1) && /^[A-Z]/.test(this.#view.word(at - 2))
  }

  #likelyHint(token: number): Hint | undefined {
    const view = this.#view
    if (view.kind(token) === T.symbol) return this.#fieldHint(token) ?? this.#recordMember(token)
    if (view.text(token - 1) === '=>') return this.#caught(token)
    if (view.spelled(token).startsWith('@')) return this.#fieldHint(token)
    const block = this.#blockParameter(token)
    if (block !== undefined) return this.#inBlock(token, block)
    return this.#parameterHint(token) ?? this.#assignedAt(token)
  }

  #assignedAt(token: number): Hint | undefined {
    const view = this.#view
    const isAssigned = view.kind(token + 1) === C.equals || view.text(token + 1) === '||='
    return isAssigned ? (this.#values.from(token + 2) ?? this.#values.putInto(token, token + 2)) : undefined
  }

  /** What is assigned to an attribute in the class around. */
  #fieldHint(token: number): Hint | undefined {
    const view = this.#view
    const owner = this.#ownerOf(token)
    const name = `@${view.text(token).replace(/^[:@]/, '')}`
    const fields = this.#bindings.of(name).filter((field) => this.#ownerOf(field.token) === owner)
    return oneOf(fields.slice(0, FIELDS_MAX).map((field) => this.#assignedAt(field.token)))
  }

  /** `Name = Struct.new(:one, :other)`: what is handed in for it. */
  #recordMember(token: number): Hint | undefined {
    const view = this.#view
    const open = view.around(token)
    if (view.word(open - 1) !== 'new' || !/^(?:Struct|Data)$/.test(view.word(open - 3))) return undefined
    const symbol = view.symbolAround(token, (index) => OWNER_KINDS.has(view.open.symbols[index]?.kind ?? ''))
    const place = partStarts(view, open - 1).indexOf(token)
    return symbol === -1 ? undefined : { kind: 'handed', symbol, parameter: { place, name: view.text(token).slice(1) } }
  }

  /** `rescue Error => name` */
  #caught(token: number): Hint | undefined {
    return /^[A-Z]/.test(this.#view.word(token - 2)) ? { kind: 'type', at: token - 2 } : undefined
  }

  #inBlock(token: number, block: number): Hint | undefined {
    const view = this.#view
    let bar = block + 1
    const names: number[] = []
    for (let at = bar + 1; at < view.count && view.kind(at) !== C.bar && at - bar < LOOK_MAX; at = view.skip(at) + 1)
      if (view.kind(at - 1) === C.bar || view.kind(at - 1) === C.comma) names.push(at)
    const index = names.indexOf(token)
    return index === -1 ? undefined : this.#values.blockParameter(block, index, names.length)
  }

  #parameterHint(token: number): Hint | undefined {
    const view = this.#view
    const symbol = view.symbolAround(token, (index) => METHOD_KINDS.has(view.open.symbols[index]?.kind ?? ''))
    if (!this.#isParameter(token, symbol)) return undefined
    const isLabel = view.kind(token) === T.label
    const isRest = view.kind(token - 1) === C.star
    const place = isLabel ? -1 : this.#placesOf(symbol).indexOf(isRest ? token - 1 : token)
    const value = isLabel ? this.#values.from(token + 1) : this.#assignedAt(token)
    if (place === -1 && !isLabel) return value
    const handed: Hint = { kind: 'handed', symbol, parameter: { place, name: view.spelled(token) } }
    return isRest ? { kind: 'list', of: handed } : oneOf([value, handed])
  }

  /** The parameters of a method that are taken by their place. */
  #placesOf(symbol: number): readonly number[] {
    const view = this.#view
    return partStarts(view, view.tokenOf(symbol)).filter((at) => view.isName(at) || view.kind(at) === C.star)
  }

  parameterOf(symbol: number, index: number): Hint | undefined {
    const token = this.#placesOf(symbol)[index]
    return token === undefined ? undefined : this.#parameterHint(token)
  }

  handedAt(name: number, { place, name: own }: Parameter): Hint | undefined {
    const view = this.#view
    let index = 0
    for (const at of partStarts(view, name)) {
      if (view.kind(at) === T.label) {
        if (view.spelled(at) === own) return this.#values.from(at + 1)
        continue
      }
      if (view.kind(at) === C.star || view.kind(at) === T.operator) return undefined
      if (index++ === place) return this.#values.from(at)
    }
    return undefined
  }

  calledAs(symbol: number): readonly string[] {
    const { symbols } = this.#view.open
    const own = symbols[symbol]
    if (own === undefined) return []
    return [own.name === 'initialize' ? (symbols[own.parent]?.name ?? own.name) : own.name]
  }

  /** Of a class `new` behind it. */
  callAt(word: number): number | undefined {
    if (!/^[A-Z]/.test(this.#view.word(word))) return word
    return this.#view.isDot(word + 1) && this.#view.word(word + 2) === 'new' ? word + 2 : undefined
  }

  /** Every method is called by its name alone; what it gives is only likely. */
  isGetter(): boolean {
    return this.#isGuessing
  }

  /** What the last line of a method gives, or a `return`. */
  resultOf(symbol: number): Hint | undefined {
    const view = this.#view
    const declared = view.open.symbols[symbol]
    if (!this.#isGuessing || declared === undefined || !METHOD_KINDS.has(declared.kind)) return undefined
    const [from, end] = [view.tokenAt(declared.signatureEnd), view.tokenAt(declared.end) - 1]
    if (view.kind(from) === C.equals) return this.#values.from(from + 1)
    const returned = view.placesOf('return').filter((at) => from <= at && at < end && !view.isAfterNewline(at + 1))
    const values = returned.slice(0, FIELDS_MAX).map((at) => this.#values.from(at + 1))
    return oneOf([...values, from < end ? this.#values.lastIn(from, end) : undefined])
  }

  /** What a method gives to its block in a place. */
  yieldOf(symbol: number, index: number): Hint | undefined {
    const view = this.#view
    const declared = view.open.symbols[symbol]
    if (declared === undefined) return undefined
    const isInside = (at: number): boolean => view.tokenOf(symbol) < at && view.start(at) < declared.end
    const yields = view.placesOf('yield').filter(isInside)
    const calls = ['block', 'blk'].flatMap((name) =>
      view.placesOf(name).filter((at) => isInside(at) && view.isDot(at + 1) && view.word(at + 2) === 'call'),
    )
    const found = [...yields, ...calls.map((at) => at + 2)].slice(0, FIELDS_MAX).map((at) => {
      const part = partStarts(view, at)[index]
      return part === undefined ? undefined : this.#values.from(part)
    })
    if (index > 0) return oneOf(found)
    return oneOf([
      ...found,
      ...view
        .placesOf('each')
        .filter(isInside)
        .map((at) => this.#handedOn(at)),
    ])
  }

  /** `list.each(&)`, `list.each(&block)` */
  #handedOn(at: number): Hint | undefined {
    const view = this.#view
    const isHandedOn = view.isDot(at - 1) && view.kind(at + 1) === C.open && view.text(at + 2).startsWith('&')
    const of = isHandedOn && view.kind(at + 3) !== T.symbol ? this.#values.endingAt(at - 2) : undefined
    return of === undefined ? undefined : { kind: 'element', of }
  }

  hintOfValue(at: number): Hint | undefined {
    const view = this.#view
    if (!this.#isGuessing) {
      const name = view.kind(at) === C.close ? view.pair(at) - 1 : at
      return name <= at && this.#isMade(name) ? { kind: 'type', at: name - 2 } : undefined
    }
    const found = this.#values.endingAt(at)
    const isItself = found?.kind === 'value' && found.at === at
    return isItself || (view.isName(at) && !view.isDot(at - 1)) ? undefined : found
  }

  /** The class behind `<`, and what is mixed in. */
  basesOf(symbol: number): readonly number[] {
    const view = this.#view
    const declared = view.open.symbols[symbol]
    const first = view.tokenOf(symbol)
    if (declared === undefined || first === -1 || !OWNER_KINDS.has(declared.kind)) return []
    const found = view.kind(first + 1) === C.less && view.isName(first + 2) ? [this.#constantEnd(first + 2)] : []
    for (const word of MIXINS) {
      for (const at of view.placesOf(word)) {
        const isWithin = view.start(at) > declared.nameStart && view.start(at) < declared.end
        if (isWithin && this.#ownerOf(at) === symbol) found.push(...this.#mixedIn(at + 1))
      }
    }
    return found
  }

  #mixedIn(from: number): readonly number[] {
    const view = this.#view
    const found: number[] = []
    for (let at = view.kind(from) === C.open ? from + 1 : from; /^[A-Z]/.test(view.word(at)); at++) {
      at = this.#constantEnd(at)
      found.push(at)
      if (view.kind(++at) !== C.comma) break
    }
    return found
  }

  #ownerOf(at: number): number {
    return this.#view.symbolAround(at, (index) => OWNER_KINDS.has(this.#view.open.symbols[index]?.kind ?? ''))
  }

  #constantEnd(from: number): number {
    let at = from
    while (this.#view.kind(at + 1) === T.scope && this.#view.isName(at + 2)) at += 2
    return at
  }

  callsBare(at: number): boolean {
    const view = this.#view
    if (view.kind(at) !== T.name || /^[A-Z]/.test(view.word(at))) return false
    return view.isDot(at - 1) ? view.kind(at + 1) !== C.equals : this.placeOf(at).kind === 'own'
  }

  selfAt(at: number): 'self' | undefined {
    return this.#view.word(at) === 'self' && !this.#view.isDot(at - 1) ? 'self' : undefined
  }
}
