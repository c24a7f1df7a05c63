import type { ImportFact } from '../facts.ts'
import { C, T } from '../lex/tokens.ts'
import { innermost, type Binding, type Hint, type NamesInFile, type Place } from './names-in-file.ts'
import type { TokenView } from './token-view.ts'

const BLOCK_DECLARATORS: ReadonlySet<string> = new Set(['const', 'let', 'using'])
const TYPE_DECLARATORS: ReadonlySet<string> = new Set(['class', 'enum', 'interface', 'namespace', 'module'])
/** Words before a round bracket that is no list of parameters. */
const CONTROLS: ReadonlySet<string> = new Set(['if', 'for', 'while', 'switch', 'with', 'catch', 'await'])
const MODIFIERS: ReadonlySet<string> = new Set(['public', 'private', 'protected', 'readonly', 'override'])
const ACCESSORS: ReadonlySet<string> = new Set(['get', 'set', 'async', 'static', ...MODIFIERS])
/** How far a look ahead or back goes: longer types and lists are rare. */
const LOOK_MAX = 400

/** A name in the braces of an import or export, or beside them. */
interface Specifier {
  readonly statement: 'import' | 'export' | 're-export'
  readonly imported: string
  /** The name in this file, or that which goes out. */
  readonly local: string
}

/** What names mean in JavaScript and TypeScript, by the tokens alone. */
export class ScriptNames implements NamesInFile {
  readonly #view: TokenView
  readonly #bindings = new Map<string, readonly Binding[]>()

  constructor(view: TokenView) {
    this.#view = view
  }

  placeOf(at: number): Place {
    const view = this.#view
    const specifier = this.#specifierAt(at)
    if (specifier !== undefined) return this.#placeOfSpecifier(at, specifier)
    if (view.kind(at) === T.jsxName) {
      const before = this.#byteBefore(at)
      if (before === C.dot) return { kind: 'member', of: at - 1 }
      return before === C.less || before === C.slash ? this.#bare(at) : { kind: 'key' }
    }
    const symbol = view.symbolAt(at)
    if (symbol !== -1) {
      const required = this.#requiredAs(view.word(at))
      return required ?? { kind: 'declaration', symbol }
    }
    if (isDot(view.kind(at - 1))) return { kind: 'member', of: at - 2 }
    const own = this.#bindingsOf(view.word(at)).find(({ token }) => token === at)
    if (own !== undefined) {
      const of = this.#isShorthand(at) ? this.#contextOf(view.around(at)) : undefined
      return { kind: 'local', binding: own, ...(of !== undefined && { of }) }
    }
    return this.#isKey(at) ? { kind: 'key', of: this.#contextOf(view.around(at)) } : this.#bare(at)
  }

  /** `const { name } = …`. */
  #isShorthand(at: number): boolean {
    const view = this.#view
    const before = view.kind(at - 1)
    return view.kind(view.around(at)) === C.openBrace && (before === C.openBrace || before === C.comma)
  }

  #bare(at: number): Place {
    const name = this.#view.word(at)
    const binding = innermost(this.#bindingsOf(name), at)
    if (binding === undefined) return this.#topLevel(name)
    const specifier = this.#specifierAt(binding.token)
    if (specifier !== undefined) return this.#placeOfSpecifier(binding.token, specifier)
    const symbol = this.#view.symbolAt(binding.token)
    if (symbol === -1) return { kind: 'local', binding }
    return this.#requiredAs(name) ?? { kind: 'declaration', symbol }
  }

  /** A symbol without one of the words that bind a name: what a component's script declares. */
  #topLevel(name: string): Place {
    const symbol = this.#view.open.symbols.findIndex((own) => own.name === name && own.parent === -1)
    return symbol === -1 ? { kind: 'free' } : { kind: 'declaration', symbol }
  }

  #requiredAs(local: string): Place | undefined {
    for (const fact of this.#view.open.imports) {
      if (fact.kind !== 'require') continue
      const name = fact.names.find((own) => own.local === local)
      if (name !== undefined) return { kind: 'imported', fact, imported: name.imported }
    }
    return undefined
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

  #specifierAt(at: number): Specifier | undefined {
    const view = this.#view
    const open = view.around(at)
    const [last, name] = [view.word(at - 1), view.word(at)]
    if (name === 'as' || name === 'type' || name === 'from') return undefined
    if (view.kind(open) === C.openBrace) return this.#inBraces(at, open)
    const isDefault = last === 'import' || (last === 'type' && view.word(at - 2) === 'import')
    if (isDefault && (view.word(at + 1) === 'from' || view.kind(at + 1) === C.comma)) {
      return { statement: 'import', imported: 'default', local: name }
    }
    if (last === 'as' && view.kind(at - 2) === C.star && view.word(at + 1) === 'from') {
      const isImport = view.word(at - 3) !== 'export' && view.word(at - 4) !== 'export'
      return { statement: isImport ? 'import' : 're-export', imported: '*', local: name }
    }
    return undefined
  }

  #inBraces(at: number, open: number): Specifier | undefined {
    const view = this.#view
    let first = open - 1
    if (view.word(first) === 'type') first--
    // `import Default, { … }`
    if (view.kind(first) === C.comma) first -= view.word(first - 2) === 'import' ? 2 : 3
    const statement = view.word(first)
    if (statement !== 'import' && statement !== 'export') return undefined
    const isOutgoing = view.word(at - 1) === 'as'
    const imported = view.word(isOutgoing ? at - 2 : at)
    const local = isOutgoing ? view.word(at) : view.word(at + 1) === 'as' ? view.word(at + 2) : imported
    const isFrom = view.word(view.pair(open) + 1) === 'from'
    return { statement: statement === 'import' ? 'import' : isFrom ? 're-export' : 'export', imported, local }
  }

  #byteBefore(at: number): number {
    const { source } = this.#view.open
    let offset = this.#view.start(at) - 1
    while (source[offset] === C.space) offset--
    return source[offset] ?? 0
  }

  #bindingsOf(name: string): readonly Binding[] {
    const known = this.#bindings.get(name)
    if (known !== undefined) return known
    // Before they are known: what looks for them on the way finds none.
    this.#bindings.set(name, [])
    const found = this.#view.placesOf(name).flatMap((at) => this.#bindingAt(at) ?? [])
    this.#bindings.set(name, found)
    return found
  }

  #bindingAt(at: number): Binding | undefined {
    const view = this.#view
    if (view.kind(at) !== T.name || isDot(view.kind(at - 1))) return undefined
    const specifier = this.#specifierAt(at)
    if (specifier !== undefined) {
      const isLocal =
        specifier.statement === 'import' && specifier.local === view.word(at) && view.word(at + 1) !== 'as'
      return isLocal ? { token: at, from: 0, to: view.count } : undefined
    }
    const range = this.#declared(at) ?? this.#parameter(at) ?? this.#inPattern(at) ?? this.#typeParameter(at)
    return range === undefined ? undefined : { token: at, ...range }
  }

  /** By the word before it, or as a further one of a list. */
  #declared(at: number): Range | undefined {
    const view = this.#view
    const [last, next] = [view.word(at - 1), view.kind(at + 1)]
    if (isDot(view.kind(at - 2))) return undefined
    if (BLOCK_DECLARATORS.has(last)) return this.#block(at)
    if (last === 'var') return this.#functionBody(at)
    if (last === 'function' || (view.kind(at - 1) === C.star && view.word(at - 2) === 'function'))
      return this.#block(at)
    if (TYPE_DECLARATORS.has(last)) return this.#block(at)
    if (last === 'type' && (next === C.equals || next === C.less)) return this.#block(at)
    if (last === 'infer') return this.#block(at)
    if (last === 'import' && next === C.equals) return this.#block(at)
    if (view.kind(at - 1) !== C.comma || ![C.equals, C.comma, C.semicolon, C.colon].includes(next as never))
      return undefined
    const word = this.#listWord(at)
    return word === undefined ? undefined : word === 'var' ? this.#functionBody(at) : this.#block(at)
  }

  /** The `const`, `let` or `var` of a list that a token is in. */
  #listWord(at: number): string | undefined {
    const view = this.#view
    const around = view.around(at)
    if (around !== -1 && view.kind(around) !== C.openBrace && view.word(around - 1) !== 'for') return undefined
    for (let index = at - 1; index > around && at - index < LOOK_MAX; index--) {
      const kind = view.kind(index)
      if (kind === C.close || kind === C.closeBracket || kind === C.closeBrace) index = view.pair(index)
      else if (kind === C.semicolon) return undefined
      else {
        const word = view.word(index)
        if (BLOCK_DECLARATORS.has(word) || word === 'var') return word
        if (word === 'return' || word === 'import' || word === 'export') return undefined
      }
    }
    return undefined
  }

  #parameter(at: number): Range | undefined {
    const view = this.#view
    if (view.kind(at + 1) === T.arrow && view.kind(at - 1) !== C.colon && view.kind(at - 1) !== C.close) {
      return { from: at, to: this.#arrowEnd(at + 1) }
    }
    const around = view.around(at)
    if (view.kind(around) !== C.open) return undefined
    const before = view.kind(at - 1)
    const isFirst = before === C.open || before === C.comma || before === T.ellipsis || MODIFIERS.has(view.word(at - 1))
    if (!isFirst || (before === C.comma && this.#isTypeArgument(at))) return undefined
    if (view.word(around - 1) === 'catch') return { from: around, to: view.pair(view.pair(around) + 1) + 1 }
    return this.#isParameterList(around) ? this.#parameterRange(around) : undefined
  }

  /** `(a: Map<string, name>)`. */
  #isTypeArgument(at: number): boolean {
    const view = this.#view
    let depth = 0
    for (let index = view.around(at) + 1; index < at; index++) {
      const kind = view.kind(index)
      if (kind === C.open || kind === C.openBracket || kind === C.openBrace) index = view.pair(index)
      else if (kind === C.less) depth++
      else if (kind === C.greater) depth--
      else if (kind === T.operator && /^>+$/.test(view.text(index))) depth -= view.text(index).length
    }
    return depth > 0
  }

  #isParameterList(open: number): boolean {
    const view = this.#view
    const word = view.word(open - 1)
    if (CONTROLS.has(word)) return false
    if (word === 'function' || (view.isName(open - 1) && this.#isFunctionName(open - 1))) return true
    const next = view.pair(open) + 1
    if (view.kind(next) === T.arrow || view.kind(next) === C.openBrace) return true
    if (view.kind(next) !== C.colon || view.kind(open - 1) === C.question || word === 'case') return false
    const end = this.#typeEnd(next + 1)
    if (view.kind(end) === T.arrow) return true
    return view.kind(end) === C.openBrace && view.isName(open - 1)
  }

  #isFunctionName(at: number): boolean {
    const symbol = this.#view.open.symbols[this.#view.symbolAt(at)]
    return symbol !== undefined && ['function', 'method', 'constructor'].includes(symbol.kind)
  }

  /** From a list of parameters to the end of the body behind it. */
  #parameterRange(open: number): Range {
    const view = this.#view
    let at = view.pair(open) + 1
    if (view.kind(at) === C.colon) at = this.#typeEnd(at + 1)
    if (view.kind(at) === T.arrow) return { from: open, to: this.#arrowEnd(at) }
    return { from: open, to: view.kind(at) === C.openBrace ? view.pair(at) + 1 : at }
  }

  /** Where a type that begins at a token ends: before a body, an arrow, or what follows in a list. */
  #typeEnd(from: number): number {
    const view = this.#view
    let isOpenEnded = true
    for (let at = from; at < view.count && at - from < LOOK_MAX; at++) {
      const kind = view.kind(at)
      if (kind === C.open || kind === C.openBracket || (kind === C.openBrace && isOpenEnded)) at = view.pair(at)
      else if (kind === C.openBrace || ENDS_OF_TYPE.has(kind)) return at
      isOpenEnded = [C.bar, C.ampersand, C.less, C.comma].includes(kind as never)
    }
    return from
  }

  #arrowEnd(arrow: number): number {
    const view = this.#view
    const first = arrow + 1
    return view.kind(first) === C.openBrace ? view.pair(first) + 1 : this.#expressionEnd(first)
  }

  /** Where an expression ends: at a comma, a semicolon, the bracket around it, or a line that begins another statement. */
  #expressionEnd(from: number): number {
    const view = this.#view
    const around = view.around(from)
    const end = around === -1 ? view.count : view.pair(around)
    for (let at = from; at < end; at++) {
      const kind = view.kind(at)
      if (kind === C.comma || kind === C.semicolon) return at
      if (at > from && view.isAfterNewline(at) && this.#beginsStatement(at)) return at
      if (kind === C.open || kind === C.openBracket || kind === C.openBrace || kind === T.interpolationOpen)
        at = view.pair(at)
    }
    return end
  }

  #beginsStatement(at: number): boolean {
    const [before, kind] = [this.#view.kind(at - 1), this.#view.kind(at)]
    const isEnded = [T.name, T.number, T.string, C.close, C.closeBracket, C.closeBrace, T.jsxEnd].includes(
      before as never,
    )
    return isEnded && kind === T.name && !['in', 'instanceof', 'as', 'satisfies'].includes(this.#view.word(at))
  }

  /** In a pattern that takes something apart: `const { a, b: c } = …`, `([d]) => …`. */
  #inPattern(at: number): Range | undefined {
    const view = this.#view
    const around = view.around(at)
    const kind = view.kind(around)
    if (kind !== C.openBrace && kind !== C.openBracket) return undefined
    const [before, next] = [view.kind(at - 1), view.kind(at + 1)]
    const isTarget =
      (before === kind || before === C.comma || before === C.colon || before === T.ellipsis) &&
      [C.comma, C.closeBrace, C.closeBracket, C.equals].includes(next as never)
    return isTarget ? this.#pattern(around) : undefined
  }

  /** The range of what a pattern binds; undefined for any other bracket. */
  #pattern(open: number): Range | undefined {
    const view = this.#view
    const before = open - 1
    const word = view.word(before)
    if (BLOCK_DECLARATORS.has(word)) return this.#block(before)
    if (word === 'var') return this.#functionBody(before)
    const around = view.around(open)
    const kind = view.kind(before)
    if (kind === C.colon) return view.kind(around) === C.openBrace ? this.#pattern(around) : undefined
    if (![C.open, C.comma, C.openBracket, T.ellipsis].includes(kind as never)) return undefined
    if (view.kind(around) === C.openBracket) return this.#pattern(around)
    if (view.kind(around) !== C.open) return this.#listWord(open) === undefined ? undefined : this.#block(open)
    if (view.word(around - 1) === 'catch') return { from: around, to: view.pair(view.pair(around) + 1) + 1 }
    return this.#isParameterList(around) ? this.#parameterRange(around) : undefined
  }

  /** `class A<T>`, `function f<T, U>`: within the declaration. */
  #typeParameter(at: number): Range | undefined {
    const view = this.#view
    const next = view.kind(at + 1)
    const isNext = [C.greater, C.comma, C.equals].includes(next as never) || view.word(at + 1) === 'extends'
    if (!isNext || (view.kind(at - 1) !== C.less && view.kind(at - 1) !== C.comma)) return undefined
    let first = at - 1
    while (at - first < LOOK_MAX && view.kind(first) !== C.less) {
      if (view.kind(first) === C.semicolon || view.kind(first) === C.close || first < 1) return undefined
      first--
    }
    const symbol = view.open.symbols[view.symbolAt(first - 1)]
    return symbol === undefined ? undefined : { from: first, to: view.tokenAt(symbol.end) }
  }

  /** The block that a declaration at a token is in; of a loop's variable the loop. */
  #block(at: number): Range {
    const view = this.#view
    for (let open = view.around(at); open !== -1; open = view.around(open)) {
      if (view.kind(open) === C.openBrace) return { from: open, to: view.pair(open) + 1 }
      const isLoop = view.kind(open) === C.open && (view.word(open - 1) === 'for' || view.word(open - 2) === 'for')
      if (isLoop) return { from: open, to: this.#statementEnd(view.pair(open) + 1) }
    }
    return { from: 0, to: view.count }
  }

  #statementEnd(from: number): number {
    const view = this.#view
    return view.kind(from) === C.openBrace ? view.pair(from) + 1 : this.#expressionEnd(from)
  }

  #functionBody(at: number): Range {
    const view = this.#view
    for (let open = view.around(at); open !== -1; open = view.around(open)) {
      if (view.kind(open) !== C.openBrace) continue
      const before = view.kind(open - 1)
      const isControl = before === C.close && CONTROLS.has(view.word(view.pair(open - 1) - 1))
      const isPlain = ['else', 'try', 'finally', 'do'].includes(view.word(open - 1)) || before === C.semicolon
      if (!isControl && !isPlain) return { from: open, to: view.pair(open) + 1 }
    }
    return { from: 0, to: view.count }
  }

  #isKey(at: number): boolean {
    const view = this.#view
    const around = view.around(at)
    const [before, next] = [view.kind(at - 1), view.kind(at + 1)]
    const isMarked = next === C.colon || (next === C.question && view.kind(at + 2) === C.colon)
    if (view.kind(around) === C.openBracket)
      return isMarked && before !== C.question && next === C.colon && before !== C.colon
    if (view.kind(around) !== C.openBrace) return false
    const isFirst =
      before === C.openBrace ||
      before === C.comma ||
      before === C.semicolon ||
      ACCESSORS.has(view.word(at - 1)) ||
      before === C.star
    const isOnNewLine = view.isAfterNewline(at) && ENDS_OF_MEMBER.has(before)
    if (isMarked) return (isFirst || isOnNewLine) && view.word(at - 1) !== 'case'
    if (next !== C.open || !(isFirst || isOnNewLine)) return false
    const behind = view.kind(view.pair(at + 1) + 1)
    return behind === C.openBrace || behind === C.colon
  }

  /** The type that is expected of an object, or of what a pattern takes apart, by its opening bracket. */
  #contextOf(open: number): Hint | undefined {
    const view = this.#view
    const behind = view.pair(open) + 1
    const before = open - 1
    if (view.word(behind) === 'as' || view.word(behind) === 'satisfies') return this.#typeHint(behind + 1)
    const isPattern = this.#pattern(open) !== undefined
    if (isPattern && view.kind(behind) === C.colon) return this.#typeHint(behind + 1)
    if (isPattern && view.kind(behind) === C.equals && view.kind(before) !== C.open) return this.#valueHint(behind + 1)
    if (isPattern && view.word(behind) === 'of') return this.#elementHint(behind + 1)
    const around = view.around(open)
    if (view.kind(before) === C.colon && view.kind(around) === C.openBrace && view.isName(before - 1)) {
      const of = this.#contextOf(around)
      return of === undefined ? undefined : { kind: 'member', of, name: view.word(before - 1) }
    }
    if (isPattern) return undefined
    if (view.kind(before) === C.equals) return this.#assignedType(before)
    if (view.word(before) === 'return') return this.#returnedType(before)
    if (
      view.kind(around) === C.open &&
      view.isName(around - 1) &&
      (before === around || view.kind(before) === C.comma)
    ) {
      return { kind: 'parameter', at: around - 1, index: this.#argumentIndex(around, open) }
    }
    return undefined
  }

  /** The type of what stands before an assignment: `name: Type = {`, `name = {`, `object.name = {`. */
  #assignedType(equals: number): Hint | undefined {
    const view = this.#view
    const around = view.around(equals)
    for (let at = equals - 1; at > around && equals - at < LOOK_MAX; at--) {
      const kind = view.kind(at)
      if (kind === C.close || kind === C.closeBracket || kind === C.closeBrace) at = view.pair(at)
      else if (kind === C.colon)
        return view.isName(at - 1) || view.kind(at - 1) === C.question ? this.#typeHint(at + 1) : undefined
      else if (kind === C.semicolon || kind === C.comma || kind === C.equals || kind === T.arrow) return undefined
      else if (BLOCK_DECLARATORS.has(view.word(at)) || view.word(at) === 'var') return undefined
      else if (view.isAfterNewline(at) && at === equals - 1) return { kind: 'value', at }
    }
    return isDot(view.kind(equals - 2)) ? { kind: 'value', at: equals - 1 } : undefined
  }

  /** What the function gives whose own body a `return` is in. */
  #returnedType(at: number): Hint | undefined {
    const view = this.#view
    const body = this.#functionBody(at).from
    const symbol = view.open.symbols.findIndex(
      ({ signatureEnd, kind }) => FUNCTION_KINDS.has(kind) && view.tokenAt(signatureEnd) === body,
    )
    return symbol === -1 ? undefined : { kind: 'result', symbol }
  }

  #argumentIndex(open: number, at: number): number {
    const view = this.#view
    let index = 0
    for (let token = open + 1; token < at; token++) {
      const kind = view.kind(token)
      if (kind === C.open || kind === C.openBracket || kind === C.openBrace) token = view.pair(token)
      else if (kind === C.comma) index++
    }
    return index
  }

  hintAt(token: number): Hint | undefined {
    const view = this.#view
    let at = token + 1
    if (view.kind(at) === C.question || view.kind(at) === C.bang) at++
    if (view.kind(at) === C.colon && !this.#isRenamed(token)) return this.#typeHint(at + 1)
    const taken = this.#takenOut(token)
    if (taken !== undefined) return taken
    if (view.kind(at) === C.equals) return this.#valueHint(at + 1)
    return view.word(at) === 'of' ? this.#elementHint(at + 1) : undefined
  }

  #isRenamed(token: number): boolean {
    const around = this.#view.around(token)
    return this.#view.kind(around) === C.openBrace && this.#pattern(around) !== undefined
  }

  /** `const { name } = …`, `const { key: name } = …`. */
  #takenOut(token: number): Hint | undefined {
    const view = this.#view
    const around = view.around(token)
    if (view.kind(around) !== C.openBrace || this.#pattern(around) === undefined) return undefined
    const of = this.#contextOf(around)
    if (of === undefined) return undefined
    return { kind: 'member', of, name: view.word(view.kind(token - 1) === C.colon ? token - 2 : token) }
  }

  #elementHint(from: number): Hint | undefined {
    const of = this.#valueHint(from)
    return of === undefined ? undefined : { kind: 'element', of }
  }

  #valueHint(from: number): Hint | undefined {
    const view = this.#view
    const at = view.word(from) === 'await' ? from + 1 : from
    if (view.word(at) === 'new') return { kind: 'type', at: this.#chainEnd(at + 1) }
    if (!view.isName(at)) return undefined
    const end = this.#chainEnd(at)
    let behind = end + 1
    if (view.kind(behind) === C.less) behind = this.#afterTypeArguments(behind)
    const isCall = view.kind(behind) === C.open
    if (isCall) behind = view.pair(behind) + 1
    if (view.kind(behind) === C.bang) behind++
    if (view.word(behind) === 'as') return this.#typeHint(behind + 1)
    if (!this.#endsValue(behind)) return undefined
    return { kind: isCall ? 'call' : 'value', at: end }
  }

  hintOfValue(at: number): Hint | undefined {
    const view = this.#view
    const kind = view.kind(at)
    if (kind === C.bang) return { kind: 'value', at: at - 1 }
    const open = view.pair(at)
    if (open >= at) return undefined
    if (kind === C.closeBracket) return { kind: 'element', of: { kind: 'value', at: open - 1 } }
    if (kind !== C.close) return undefined
    if (view.isName(open - 1) && !CONTROLS.has(view.word(open - 1))) {
      return { kind: view.word(open - 2) === 'new' ? 'type' : 'call', at: open - 1 }
    }
    // `(name as Type)`
    for (let index = at - 1; index > open; index--) {
      if (view.around(index) === open && view.word(index) === 'as') return this.#typeHint(index + 1)
    }
    return view.isName(at - 1) && this.#chainEnd(open + 1) === at - 1 ? { kind: 'value', at: at - 1 } : undefined
  }

  #endsValue(at: number): boolean {
    const kind = this.#view.kind(at)
    if ([C.semicolon, C.comma, C.close, C.closeBrace, C.closeBracket, C.bang].includes(kind as never)) return true
    return at >= this.#view.count || (this.#view.isAfterNewline(at) && !isDot(kind) && kind === T.name)
  }

  #afterTypeArguments(less: number): number {
    const view = this.#view
    let depth = 0
    for (let at = less; at < view.count && at - less < LOOK_MAX; at++) {
      if (view.kind(at) === C.less) depth++
      else if (view.kind(at) === C.greater) depth--
      else if (view.kind(at) === T.operator && /^>+$/.test(view.text(at))) depth -= view.text(at).length
      if (depth <= 0) return at + 1
    }
    return less
  }

  /** The first named type behind a colon; what is a list of it has other members. */
  #typeHint(from: number): Hint | undefined {
    const view = this.#view
    let at = from
    while (view.kind(at) === C.bar || view.word(at) === 'readonly') at++
    if (!view.isName(at) || ['typeof', 'keyof', 'infer', 'asserts'].includes(view.word(at))) return undefined
    const end = this.#chainEnd(at)
    let behind = end + 1
    if (view.kind(behind) === C.less) {
      if (WRAPPERS.has(view.word(end))) return this.#typeHint(behind + 1)
      if (LISTS.has(view.word(end))) {
        const element = this.#typeHint(behind + 1)
        return element?.kind === 'type' && element.isList !== true ? { ...element, isList: true } : undefined
      }
      behind = this.#afterTypeArguments(behind)
    }
    const isList = view.kind(behind) === C.openBracket && !view.isAfterNewline(behind)
    if (isList && view.kind(behind + 1) !== C.closeBracket) return undefined
    return { kind: 'type', at: end, isList }
  }

  /** The last name of `a.b.c`. */
  #chainEnd(from: number): number {
    const view = this.#view
    let at = from
    while (isDot(view.kind(at + 1)) && view.isName(at + 2)) at += 2
    return at
  }

  resultOf(symbol: number): Hint | undefined {
    const open = this.#parametersOf(symbol)
    if (open === undefined) return undefined
    const behind = this.#view.pair(open) + 1
    const isTyped =
      this.#view.kind(behind) === C.colon || (this.#view.kind(behind) === T.arrow && this.#isSignature(symbol))
    return isTyped ? this.#typeHint(behind + 1) : undefined
  }

  /** `name: (…) => Type`: its arrow is that of a type. */
  #isSignature(symbol: number): boolean {
    const at = this.#view.tokenOf(symbol) + 1
    return (
      this.#view.kind(this.#view.kind(at) === C.question ? at + 1 : at) === C.colon &&
      this.#view.open.symbols[symbol]?.kind === 'property'
    )
  }

  parameterOf(symbol: number, index: number): Hint | undefined {
    const view = this.#view
    const open = this.#parametersOf(symbol)
    if (open === undefined) return undefined
    const end = view.pair(open)
    let left = index
    let depth = 0
    for (let at = open + 1; at < end; at++) {
      const kind = view.kind(at)
      if (kind === C.less) depth++
      else if (kind === C.greater) depth--
      else if (kind === T.operator && /^>+$/.test(view.text(at))) depth -= view.text(at).length
      else if (kind === C.comma && depth === 0) left--
      else if (kind === C.colon && left === 0) return this.#typeHint(at + 1)
      if (left < 0) return undefined
      if (kind === C.open || kind === C.openBracket || kind === C.openBrace) at = view.pair(at)
    }
    return undefined
  }

  /** The bracket of a function's parameters, also of one that is assigned. */
  #parametersOf(symbol: number): number | undefined {
    const view = this.#view
    let at = view.tokenOf(symbol) + 1
    if (at === 0) return undefined
    if (view.kind(at) === C.question) at++
    // `const f = (…): T =>`, `f: (…) => T`
    if (view.kind(at) === C.equals || view.kind(at) === C.colon) at++
    if (view.word(at) === 'async') at++
    if (view.word(at) === 'function') at++
    if (view.kind(at) === C.less) at = this.#afterTypeArguments(at)
    return view.kind(at) === C.open ? at : undefined
  }

  basesOf(symbol: number): readonly number[] {
    const view = this.#view
    const declared = view.open.symbols[symbol]
    const first = view.tokenOf(symbol) + 1
    if (declared === undefined || first === 0) return []
    const isAlias = declared.kind === 'type'
    const end = view.tokenAt(isAlias ? declared.end : declared.signatureEnd)
    const found: number[] = []
    let isBase = isAlias && view.kind(first) === C.equals
    for (let at = first; at < end; at++) {
      const word = view.word(at)
      if (view.kind(at) === C.less && at > first) at = this.#afterTypeArguments(at) - 1
      else if (view.kind(at) === C.open || view.kind(at) === C.openBrace) at = view.pair(at)
      else if (word === 'extends' || word === 'implements') isBase = true
      else if (isBase && word !== '' && !(isAlias && TYPE_WORDS.has(word))) {
        at = this.#chainEnd(at)
        found.push(at)
      }
    }
    return found
  }

  selfAt(at: number): 'self' | 'super' | undefined {
    const word = this.#view.word(at)
    return word === 'this' ? 'self' : word === 'super' ? 'super' : undefined
  }

  exportedAs(name: string): number | undefined {
    const view = this.#view
    if (name === 'default') {
      for (const at of view.placesOf('default')) {
        if (view.word(at - 1) === 'export') return this.#defaultExport(at + 1)
        if (view.word(at - 1) === 'as') return at - 2
      }
      return undefined
    }
    return view.placesOf(name).find((at) => {
      const specifier = this.#specifierAt(at)
      return specifier?.statement === 'export' && specifier.local === name
    })
  }

  #defaultExport(from: number): number | undefined {
    const view = this.#view
    let at = from
    while (['async', 'abstract', 'function', 'class'].includes(view.word(at)) || view.kind(at) === C.star) at++
    return view.isName(at) ? at : undefined
  }
}

interface Range {
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

const ENDS_OF_TYPE: ReadonlySet<number> = new Set([
  T.arrow,
  C.semicolon,
  C.comma,
  C.close,
  C.closeBracket,
  C.closeBrace,
  C.equals,
])
const ENDS_OF_MEMBER: ReadonlySet<number> = new Set([
  T.name,
  T.number,
  T.string,
  C.close,
  C.closeBracket,
  C.closeBrace,
  C.greater,
])
/** Whose members are those of what they wrap, for whoever waits or looks through. */
const WRAPPERS: ReadonlySet<string> = new Set(['Promise', 'Readonly', 'Partial', 'Required', 'NonNullable', 'Awaited'])
const LISTS: ReadonlySet<string> = new Set(['Array', 'ReadonlyArray', 'Set', 'ReadonlySet', 'Iterable', 'Generator'])
const FUNCTION_KINDS: ReadonlySet<string> = new Set(['function', 'method', 'constructor'])
const TYPE_WORDS: ReadonlySet<string> = new Set(['keyof', 'typeof', 'readonly', 'infer', 'extends', 'unique'])

function isDot(kind: number): boolean {
  return kind === C.dot || kind === T.optionalChain
}
