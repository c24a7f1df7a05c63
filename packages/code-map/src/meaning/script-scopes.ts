import { C, T } from '../lex/tokens.ts'
import { BindingsByName, type Binding } from './names-in-file.ts'
import { specifierAt } from './script-specifier.ts'
import type { TokenView } from './token-view.ts'

const BLOCK_DECLARATORS: ReadonlySet<string> = new Set(['const', 'let', 'using'])
/** Words before a name that is bound in the block around them. */
const DECLARATORS: ReadonlySet<string> = new Set([
  ...BLOCK_DECLARATORS,
  'function',
  'class',
  'enum',
  'interface',
  'namespace',
  'module',
])
/** What stands behind a further name of a list of declarations. */
const BEHIND_DECLARED: ReadonlySet<number> = new Set([C.equals, C.comma, C.semicolon, C.colon])
/** Words before a round bracket that is no list of parameters. */
export const CONTROLS: ReadonlySet<string> = new Set(['if', 'for', 'while', 'switch', 'with', 'catch', 'await'])
export const MODIFIERS: ReadonlySet<string> = new Set(['public', 'private', 'protected', 'readonly', 'override'])
/** How far a look ahead or back goes: longer types and lists are rare. */
export const LOOK_MAX = 400

/** Tokens of a file. */
export interface Range {
  readonly from: number
  /** Exclusive. */
  readonly to: number
}

/** Where names are bound in JavaScript and TypeScript, and among which tokens, by the tokens alone. */
export class ScriptScopes {
  readonly #view: TokenView
  readonly #bindings: BindingsByName

  constructor(view: TokenView) {
    this.#view = view
    this.#bindings = new BindingsByName(view, (places) => places.flatMap((at) => this.#bindingAt(at) ?? []))
  }

  /** Where a name is bound. */
  bindingsOf(name: string): readonly Binding[] {
    return this.#bindings.of(name)
  }

  #bindingAt(at: number): Binding | undefined {
    const view = this.#view
    if (view.kind(at) !== T.name || view.isDot(at - 1)) return undefined
    const specifier = specifierAt(view, at)
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
    if (view.isDot(at - 2)) return undefined
    const isGenerator = view.kind(at - 1) === C.star && view.word(at - 2) === 'function'
    const word = isGenerator ? 'function' : view.word(at - 1)
    const next = view.kind(at + 1)
    if (word === 'var') return this.functionBody(at)
    if (word === 'infer') return this.#declaration(at)
    const isAlias = (word === 'type' && next === C.less) || (['type', 'import'].includes(word) && next === C.equals)
    if (isAlias || DECLARATORS.has(word)) return this.#block(at)
    if (view.kind(at - 1) !== C.comma || !BEHIND_DECLARED.has(next)) return undefined
    const first = this.#listWord(at)
    return first === undefined ? undefined : first === 'var' ? this.functionBody(at) : this.#block(at)
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
        if (this.#isOtherStatement(index)) return undefined
      }
    }
    return undefined
  }

  #isOtherStatement(at: number): boolean {
    const word = this.#view.word(at)
    const isImport = word === 'import' && this.#view.kind(at + 1) !== C.open
    return word === 'return' || word === 'export' || isImport
  }

  #parameter(at: number): Range | undefined {
    const view = this.#view
    if (view.kind(at + 1) === T.arrow && !this.#isInType(at)) return { from: at, to: this.#arrowEnd(at + 1) }
    const around = view.around(at)
    if (view.kind(around) !== C.open) return undefined
    const before = view.kind(at - 1)
    const isFirst = before === C.open || before === C.comma || before === T.ellipsis || this.#isParameterProperty(at)
    if (!isFirst || (before === C.comma && this.#isTypeArgument(at))) return undefined
    if (view.word(around - 1) === 'catch' && !view.isDot(around - 2))
      return { from: around, to: view.pair(view.pair(around) + 1) + 1 }
    return this.#isParameterList(around) ? this.#parameterRange(around) : undefined
  }

  /** `(a): a is Name => …`: what stands before an arrow is the end of what the function gives. */
  #isInType(at: number): boolean {
    const view = this.#view
    return BEFORE_TYPE.has(view.kind(at - 1)) || TYPE_WORDS.has(view.word(at - 1))
  }

  /** `constructor(private readonly name)`, and not `(names: readonly Name[])`. */
  #isParameterProperty(at: number): boolean {
    const view = this.#view
    let first = at - 1
    while (MODIFIERS.has(view.word(first))) first--
    const isBehind = view.kind(first) === C.open || view.kind(first) === C.comma || view.kind(first) === C.close
    const isDecorated = view.isName(first) && view.text(first - 1) === '@'
    return (
      first < at - 1 && (isBehind || isDecorated) && view.kind(at + 1) !== C.openBracket && !this.#isTypeArgument(at)
    )
  }

  /** `(a: Map<string, name>)`. */
  #isTypeArgument(at: number): boolean {
    const view = this.#view
    let depth = 0
    for (let index = view.around(at) + 1; index < at; index++) {
      depth += view.angles(index)
      index = view.skip(index)
    }
    return depth > 0
  }

  #isParameterList(open: number): boolean {
    const view = this.#view
    const word = view.word(open - 1)
    if (CONTROLS.has(word)) return false
    const name = this.#nameBefore(open)
    if ((word === 'function' && !view.isDot(open - 2)) || (view.isName(name) && this.#isFunctionName(name))) return true
    const next = view.pair(open) + 1
    if (view.kind(next) === T.arrow || view.kind(next) === C.openBrace) return true
    if (view.kind(next) !== C.colon || view.kind(open - 1) === C.question || word === 'case') return false
    const end = this.#typeEnd(next + 1)
    const isCalled = view.isName(name) && !BEFORE_FUNCTION.has(view.word(name))
    if (view.kind(end) === T.arrow) return !isCalled
    return view.kind(end) === C.openBrace && view.isName(name) && !view.isDot(name - 1)
  }

  /** The token before a bracket: `name(`, `name<T>(`. */
  #nameBefore(open: number): number {
    const view = this.#view
    let at = open - 1
    let depth = view.angles(at)
    while (depth < 0 && open - at < LOOK_MAX) depth += view.angles(--at)
    return depth === 0 && at < open - 1 ? at - 1 : open - 1
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
    let depth = 0
    for (let at = from; at < view.count && at - from < LOOK_MAX; at++) {
      const kind = view.kind(at)
      depth += view.angles(at)
      if (kind === C.open || kind === C.openBracket || (kind === C.openBrace && isOpenEnded)) at = view.pair(at)
      else if (this.#isBehindType(at, from)) return from
      else if (kind === C.openBrace || (ENDS_OF_TYPE.has(kind) && (depth === 0 || !IN_ARGUMENTS.has(kind)))) return at
      isOpenEnded = [C.bar, C.ampersand, C.less, C.comma].includes(kind as never)
    }
    return from
  }

  /** An operator, or the next statement: what seemed a type is none, as in `is ? one(a) : two === three`. */
  #isBehindType(at: number, from: number): boolean {
    const view = this.#view
    if (view.kind(at) === T.operator) return view.angles(at) === 0
    return at > from && view.isAfterNewline(at) && this.#beginsStatement(at)
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
      at = view.skip(at)
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
    return isTarget ? this.pattern(around) : undefined
  }

  /** The range of what a pattern binds; undefined for any other bracket. */
  pattern(open: number): Range | undefined {
    const view = this.#view
    const before = open - 1
    const word = view.word(before)
    if (BLOCK_DECLARATORS.has(word)) return this.#block(before)
    if (word === 'var') return this.functionBody(before)
    const around = view.around(open)
    const kind = view.kind(before)
    if (!BEHIND_PATTERN.has(view.kind(view.pair(open) + 1))) return undefined
    if (kind === C.colon) return view.kind(around) === C.openBrace ? this.pattern(around) : undefined
    if (![C.open, C.comma, C.openBracket, T.ellipsis].includes(kind as never)) return undefined
    if (view.kind(around) === C.openBracket) return this.pattern(around)
    if (view.kind(around) !== C.open) return this.#listWord(open) === undefined ? undefined : this.#block(open)
    if (view.word(around - 1) === 'catch' && !view.isDot(around - 2))
      return { from: around, to: view.pair(view.pair(around) + 1) + 1 }
    return this.#isParameterList(around) ? this.#parameterRange(around) : undefined
  }

  /** `class A<T>`, `function f<T, U>`: within the declaration. */
  #typeParameter(at: number): Range | undefined {
    const view = this.#view
    const next = view.kind(at + 1)
    const isNext = [C.greater, C.comma, C.equals].includes(next as never) || view.word(at + 1) === 'extends'
    const before = beforeTypeParameter(view, at)
    if (!isNext || (view.kind(before) !== C.less && view.kind(before) !== C.comma)) return undefined
    let first = before
    while (at - first < LOOK_MAX && view.kind(first) !== C.less) {
      if (view.kind(first) === C.semicolon || view.kind(first) === C.close || first < 1) return undefined
      first--
    }
    const symbol = view.open.symbols[view.symbolAt(first - 1)]
    return symbol === undefined ? undefined : { from: first, to: view.tokenAt(symbol.end) }
  }

  /** The declaration that a token is in, where there is one. */
  #declaration(at: number): Range {
    const view = this.#view
    const symbol = view.open.symbols[view.symbolAround(at, (index) => view.open.symbols[index]?.kind !== 'property')]
    return symbol === undefined ? this.#block(at) : { from: view.tokenAt(symbol.start), to: view.tokenAt(symbol.end) }
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

  /** The body of the function around a token, or the file. */
  functionBody(at: number): Range {
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
}

/** The token before a type parameter, with what is said of its use: `<in out T>`, `<const T>`. */
export function beforeTypeParameter(view: TokenView, name: number): number {
  let at = name - 1
  while (USES_OF_TYPE.has(view.word(at))) at--
  return at
}

/** The name of the type parameter that begins at a token. */
export function typeParameterAt(view: TokenView, first: number): number {
  let at = first
  while (USES_OF_TYPE.has(view.word(at)) && view.isName(at + 1)) at++
  return at
}

const USES_OF_TYPE: ReadonlySet<string> = new Set(['in', 'out', 'const'])
/** Before an arrow no name of a parameter stands behind these. */
const BEFORE_TYPE: ReadonlySet<number> = new Set([C.colon, C.close, C.bar, C.ampersand])
/** Words before a function that has no name. */
const BEFORE_FUNCTION: ReadonlySet<string> = new Set([
  'async',
  'await',
  'case',
  'default',
  'do',
  'else',
  'in',
  'of',
  'return',
  'throw',
  'void',
  'yield',
])
const BEHIND_PATTERN: ReadonlySet<number> = new Set([C.equals, C.comma, C.colon, C.close, C.closeBracket, C.closeBrace])
const TYPE_WORDS: ReadonlySet<string> = new Set(['is', 'typeof', 'keyof', 'readonly', 'unique'])
/** What ends a type, but not where it stands between angle brackets: `Map<string, () => void>`. */
const IN_ARGUMENTS: ReadonlySet<number> = new Set([T.arrow, C.comma])
const ENDS_OF_TYPE: ReadonlySet<number> = new Set([
  T.arrow,
  C.semicolon,
  C.comma,
  C.close,
  C.closeBracket,
  C.closeBrace,
  C.equals,
])
