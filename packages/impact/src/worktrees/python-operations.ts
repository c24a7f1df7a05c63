import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { askedAt, before, behind, isValueEnd, loopTarget, primaryStart } from './python-around.ts'
import { isLineEnd, plainText } from './python-body.ts'
import { startsStatement, type PythonValue } from './python-values.ts'
import { closingOf, splitList } from './token-groups.ts'

/** How many arguments are given, undefined where some are spread, and the names of those that have one. */
export interface Called {
  readonly count: number | undefined
  readonly keywords: readonly string[]
}

/** What somebody does with a value of Python. */
export interface Operation {
  readonly kind:
    | 'key'
    | 'index'
    | 'slice'
    | 'attribute'
    | 'group'
    | 'format'
    | 'call'
    | 'iterate'
    | 'next'
    | 'length'
    | 'arithmetic'
    | 'unpack'
    | 'set-item'
    /** `in` */
    | 'contains'
    /** Whether it is `None` or `False`. */
    | 'asked'
    /** It is handed to a function for dataclasses. */
    | 'record'
    | 'set-attribute'
    /** `with`, `async with` */
    | 'enter'
    | 'enter-async'
    /** It is sorted among others of its kind. */
    | 'order'
    /** It is kept in a set or as a key. */
    | 'hash'
    /** It stands in the brackets behind something. */
    | 'look-up'
    /** It is one of what `str.join` is given. */
    | 'join'
    /** It is compared with what is written down. */
    | 'equals'
    /** It is handed to what takes numbers alone. */
    | 'as-number'
    /** It is written as JSON. */
    | 'dump'
    /** It, or what is made of it, is handed a text. */
    | 'beside-text'
    /** It is handed to a function of somebody. */
    | 'given'
    /** One of its values is taken out. */
    | 'item'
  /** The key, attribute, group or operator; of what is gone through, by which function. */
  readonly text?: string
  /** Of a method that is called, what it is given. */
  readonly called?: Called
  /** Of an operator, it stands behind it. */
  readonly isBehind?: true
  /** To what it is handed: the token of its name, and for which of its parameters. */
  readonly argument?: { readonly callee: number; readonly index: number; readonly name: string | undefined }
  /** On the other side of an operator, as far as it is written down. */
  readonly operand?: PythonValue['kind']
  /** Of what is gone through in a loop, or what a value is taken out of, what is done with that. */
  readonly elements?: readonly Operation[]
  /** How many names it is taken apart into, or how many arguments it is called with by place. */
  readonly count?: number
  /** What a text is filled in with. */
  readonly names?: readonly string[]
  /** It was asked before what it is. */
  readonly isGuarded?: true
  /** It is not certain that it comes after the one before: behind `else`, or behind a `return`. */
  readonly isApart?: true
}

/** What is done with the expression between two tokens: there, and where the variable is used that it is given to. */
export function readOperations(open: OpenFile, first: number, last: number): readonly Operation[] {
  const { kind } = open.extraction.tokens
  if (textAt(open, first - 1) === 'await') return readOperations(open, first - 1, last)
  const isInParentheses = kind[first - 1] === C.open && kind[last + 1] === C.close && !isValueEnd(open, first - 2)
  if (isInParentheses) return readOperations(open, first - 1, last + 1)
  const name = variableOf(open, first, last)
  if (name !== undefined) return readOperationsOnVariable(open, name, last + 1)
  const attribute = attributeOf(open, first, last)
  return attribute === undefined ? operationsAt(open, first, last) : operationsOnAttribute(open, attribute)
}

/** What a function does with one of its parameters. */
export function readOperationsOnParameter(open: OpenFile, symbol: CodeSymbol, name: string): readonly Operation[] {
  return readOperationsOnVariable(open, name, tokenAt(open, symbol.signatureEnd))
}

/** The name that a whole expression is given to. */
function variableOf(open: OpenFile, first: number, last: number): string | undefined {
  const { kind } = open.extraction.tokens
  if (kind[first - 1] !== C.equals || !isLineEnd(open, last + 1)) return undefined
  let start = first - 2
  while (start > 0 && !startsStatement(open, start)) start--
  const isPlain = start === first - 2 || kind[start + 1] === C.colon
  return isPlain && kind[start] === T.name ? textAt(open, start) : undefined
}

/** `self.name = …` that is set once in its class. */
function attributeOf(open: OpenFile, first: number, last: number): Attribute | undefined {
  const { tokens } = open.extraction
  const isSet = tokens.kind[first - 1] === C.equals && tokens.kind[first - 3] === C.dot && isLineEnd(open, last + 1)
  if (!isSet || textAt(open, first - 4) !== 'self' || !startsStatement(open, first - 4)) return undefined
  const start = tokens.start[first] as number
  const around = open.symbols.findLast((one) => one.kind === 'class' && one.start <= start && start < one.end)
  if (around === undefined) return undefined
  const name = textAt(open, first - 2)
  const places: number[] = []
  for (let at = tokenAt(open, around.start); at < tokens.count && (tokens.start[at] as number) < around.end; at++)
    if (textAt(open, at) === name && tokens.kind[at - 1] === C.dot && textAt(open, at - 2) === 'self') places.push(at)
  return { places: places.filter((at) => at !== first - 2) }
}

interface Attribute {
  /** Where it is read. */
  readonly places: readonly number[]
}

function operationsOnAttribute(open: OpenFile, { places }: Attribute): readonly Operation[] {
  if (places.some((at) => isRebound(open, at - 2, at) || isTested(open, at - 2))) return []
  const isGuarded = places.some((at) => isAsked(open, at - 2, at))
  const told = isGuarded ? { isGuarded, isApart: true as const } : { isApart: true as const }
  return places.flatMap((at) => operationsAt(open, at - 2, at).map((one) => ({ ...one, ...told })))
}

/** What is done with a variable from a token on, in the same function. */
export function readOperationsOnVariable(open: OpenFile, name: string, from: number): readonly Operation[] {
  const { tokens } = open.extraction
  const scope = functionAround(open, tokens.start[from - 1] ?? 0)
  const end = scope?.end ?? Number.POSITIVE_INFINITY
  const found: Operation[] = []
  let isGuarded = false
  let isApart = false
  for (let at = from; at < tokens.count && (tokens.start[at] as number) < end; at++) {
    isApart ||= APART.test(textAt(open, at)) && startsStatement(open, at)
    if (!isVariable(open, at, name) || functionAround(open, tokens.start[at] as number) !== scope) continue
    if (isRebound(open, at)) break
    if (isTested(open, at)) return []
    isGuarded ||= isAsked(open, at, at)
    const told = { ...(isGuarded && { isGuarded: true as const }), ...(isApart && { isApart: true as const }) }
    found.push(...readOperations(open, at, at).map((one) => ({ ...one, ...told })))
  }
  return found
}

/** It is that of an argument in `f(name=1)`. */
function isVariable(open: OpenFile, at: number, name: string): boolean {
  if (textAt(open, at) !== name || open.extraction.tokens.kind[at - 1] === C.dot) return false
  return textAt(open, at + 1) !== '=' || startsStatement(open, at)
}

/** Whoever asks for the type does different things. */
function isTested(open: OpenFile, at: number): boolean {
  const isArgument = open.extraction.tokens.kind[at - 1] === C.open
  return isArgument && /^(?:isinstance|issubclass|hasattr|callable|type)$/.test(textAt(open, at - 2))
}

/** Whether a name gets another value here. */
function isRebound(open: OpenFile, first: number, last = first): boolean {
  if (/^(?:as|for)$/.test(textAt(open, first - 1))) return true
  return startsStatement(open, first) && /^(?:[-+*/%|&^@]|\/\/|\*\*)?=$/.test(textAt(open, last + 1))
}

const APART = /^(?:else|elif|except|return)$/

function functionAround({ symbols }: OpenFile, offset: number): CodeSymbol | undefined {
  return symbols.findLast(
    ({ kind, start, end }) => (kind === 'function' || kind === 'method') && start <= offset && offset < end,
  )
}

/** `if name`, `name is …`, `name == …`, `not name`, `name or …`. */
function isAsked(open: OpenFile, first: number, last: number): boolean {
  return (
    (/^(?:if|elif|while|not|assert|and|or)$/.test(textAt(open, first - 1)) &&
      !/^[.[(]$/.test(textAt(open, last + 1))) ||
    /^(?:is|==|!=|or|and)$/.test(textAt(open, last + 1))
  )
}

/** What stands around an expression. */
function operationsAt(open: OpenFile, first: number, last: number): readonly Operation[] {
  return [
    ...askedAt(open, first, last),
    ...behind(open, last),
    ...ofItem(open, first, last),
    ...groupsOf(open, last),
    ...before(open, first, last).map((one) => withElements(open, one, { first, last })),
    ...ofContainer(open, first, last),
    ...(isPartOfDump(open, first, last) ? [{ kind: 'dump' } as const] : []),
    ...(isKeyAt(open, first, last) ? [{ kind: 'look-up' } as const] : []),
    ...(isBesideText(open, first, last, 0) ? [{ kind: 'beside-text' } as const] : []),
  ]
}

/** `handlers[name]`, and what is done with that. */
function ofItem(open: OpenFile, first: number, last: number): readonly Operation[] {
  const { kind, isAfterNewline } = open.extraction.tokens
  if (kind[last + 1] !== C.openBracket || isAfterNewline[last + 1] === 1) return []
  const elements = readOperations(open, first, closingOf(open, last + 1))
  return elements.length === 0 ? [] : [{ kind: 'item', elements }]
}

/** `known[x]` */
function isKeyAt(open: OpenFile, first: number, last: number): boolean {
  const { kind } = open.extraction.tokens
  return kind[first - 1] === C.openBracket && kind[last + 1] === C.closeBracket && isValueEnd(open, first - 2)
}

/** `[x, …]`, `{x: …}`, `(x for …)`: x is one of the values of what stands in brackets. */
function ofContainer(open: OpenFile, first: number, last: number): readonly Operation[] {
  const { kind } = open.extraction.tokens
  const isLast = /^(?:[,\])}:]|for)$/.test(textAt(open, last + 1))
  const bracket = /^[[({,]$/.test(textAt(open, first - 1)) && isLast ? bracketAround(open, first) : undefined
  if (bracket === undefined) return []
  const isLoop = textAt(open, last + 1) === 'for'
  const isPart = splitList(open, bracket).some(([from]) => from === first)
  if (kind[bracket] === C.openBrace) return isLoop || isPart ? [{ kind: 'hash' }] : []
  if (isValueEnd(open, bracket - 1)) return isLoop ? ofGenerator(open, first, bracket) : []
  const isTuple = splitList(open, bracket).length > 1
  return kind[bracket] === C.openBracket || isTuple || isLoop ? ofSequence(open, bracket) : []
}

/** `sorted(x for …)` */
function ofGenerator(open: OpenFile, first: number, bracket: number): readonly Operation[] {
  const isCall = open.extraction.tokens.kind[bracket] === C.open
  return isCall ? before(open, first, closingOf(open, bracket) - 1).flatMap((one) => elementsOf(one)) : []
}

function ofSequence(open: OpenFile, bracket: number): readonly Operation[] {
  const close = closingOf(open, bracket)
  // What is kept in an attribute may come round to itself.
  if (attributeOf(open, bracket, close) !== undefined) return []
  const parameter = defaultOf(open, bracket, close)
  const operations =
    parameter === undefined
      ? readOperations(open, bracket, close)
      : readOperationsOnParameter(open, parameter.symbol, parameter.name)
  return operations.flatMap((one) => elementsOf(one))
}

function withElements(open: OpenFile, operation: Operation, span: Span): Operation {
  const [target, ...others] = (operation.kind === 'iterate' ? loopTarget(open, span.first) : undefined) ?? []
  if (target === undefined) return operation
  if (others.length === 0) return { ...operation, elements: operationsInLoop(open, target, span) }
  // Some may stand in parentheses, and a star takes the rest.
  const isPlain = textAt(open, span.first - 2 * others.length - 3) === 'for'
  return isPlain ? { ...operation, elements: [{ kind: 'unpack', count: others.length + 1 }] } : operation
}

/** What happens to each value of something that this is done with. */
export function elementsOf({ kind, text = '', elements }: Operation): readonly Operation[] {
  if (kind !== 'iterate') return []
  if (elements !== undefined) return elements
  if (text === 'join') return [{ kind: 'join' }]
  if (/^(?:sorted|max|min)$/.test(text)) return [{ kind: 'order' }]
  return /^(?:set|frozenset)$/.test(text) ? [{ kind: 'hash' }] : []
}

/** `json.dumps({'a': x})`, `json.dumps([x])` */
function isPartOfDump(open: OpenFile, first: number, last: number): boolean {
  const { kind } = open.extraction.tokens
  const bracket = /^[,\]})]$/.test(textAt(open, last + 1)) ? bracketAround(open, first) : undefined
  const isValue =
    textAt(open, first - 1) === (bracket !== undefined && kind[bracket] === C.openBrace ? ':' : '[') ||
    textAt(open, first - 1) === ','
  if (bracket === undefined || !isValue || kind[bracket] === C.open || isValueEnd(open, bracket - 1)) return false
  const close = closingOf(open, bracket)
  return before(open, bracket, close).some((one) => one.kind === 'dump') || isPartOfDump(open, bracket, close)
}

/** The parameter that has what stands in brackets for its default. */
function defaultOf(
  open: OpenFile,
  bracket: number,
  close: number,
): { readonly symbol: CodeSymbol; readonly name: string } | undefined {
  const { tokens } = open.extraction
  if (tokens.kind[bracket - 1] !== C.equals || !/^[,)]$/.test(textAt(open, close + 1))) return undefined
  const start = tokens.start[bracket] as number
  const symbol = open.symbols.findLast(
    ({ kind, nameStart, signatureEnd }) =>
      (kind === 'function' || kind === 'method') && nameStart < start && start < signatureEnd,
  )
  let name = bracket - 2
  while (name > 0 && !/^[,(]$/.test(textAt(open, name - 1))) name--
  return symbol === undefined ? undefined : { symbol, name: textAt(open, name) }
}

/** The bracket that is open at a token. */
function bracketAround(open: OpenFile, at: number): number | undefined {
  const { kind } = open.extraction.tokens
  let depth = 0
  for (let before = at - 1; before >= 0 && before > at - bracketTokensMax; before--) {
    const one = kind[before] as number
    if (one === C.close || one === C.closeBrace || one === C.closeBracket) depth++
    if (one !== C.open && one !== C.openBrace && one !== C.openBracket) continue
    if (depth === 0) return before
    depth--
  }
  return undefined
}

const bracketTokensMax = 500

interface Span {
  readonly first: number
  readonly last: number
}

/** What is done with the variable of a loop, or of what is made in one. */
function operationsInLoop(open: OpenFile, name: string, { first, last }: Span): readonly Operation[] {
  let loop = first - 1
  while (textAt(open, loop) !== 'for') loop--
  if (startsStatement(open, loop) || textAt(open, loop - 1) === 'async')
    return readOperationsOnVariable(open, name, last + 1)
  const bracket = bracketAround(open, loop)
  const found: Operation[] = []
  for (let at = (bracket ?? loop) + 1; at < loop; at++)
    if (isVariable(open, at, name)) found.push(...operationsAt(open, at, at))
  return found
}

/** Methods of texts that take one, and those that give one or several. */
const TAKES_TEXT =
  /^(?:split|rsplit|startswith|endswith|replace|strip|lstrip|rstrip|find|index|count|partition|removeprefix|removesuffix)$/
const GIVES_TEXT = /^(?:strip|lstrip|rstrip|lower|upper|title|replace|removeprefix|removesuffix|expandtabs|capitalize)$/
const GIVES_TEXTS = /^(?:split|rsplit|splitlines)$/

const derivedMax = 3

/** Whether a text stands beside a value, or beside what is made of it: `x.split(',')`, `x.strip() + 'a'`. */
function isBesideText(open: OpenFile, first: number, last: number, depth: number): boolean {
  const { kind } = open.extraction.tokens
  if (depth > derivedMax) return false
  const around = [...behind(open, last), ...before(open, first, last)]
  if (around.some((one) => one.kind === 'arithmetic' && one.text === '+' && one.operand === 'text')) return true
  if (kind[last + 1] !== C.dot || kind[last + 3] !== C.open) return false
  const method = textAt(open, last + 2)
  const close = closingOf(open, last + 3)
  const [given] = splitList(open, last + 3)
  const isText = given !== undefined && given[1] === given[0] + 1 && plainText(open, given[0]) !== undefined
  if (TAKES_TEXT.test(method) && isText) return true
  const made = { first, last: close }
  if (GIVES_TEXT.test(method)) return isMadeBesideText(open, made, depth)
  if (!GIVES_TEXTS.test(method)) return false
  const [target, ...others] = loopTarget(open, first) ?? []
  return target !== undefined && others.length === 0 && operationsInLoop(open, target, made).some(isOfText)
}

function isMadeBesideText(open: OpenFile, { first, last }: Span, depth: number): boolean {
  const name = variableOf(open, first, last)
  return name === undefined
    ? isBesideText(open, first, last, depth + 1)
    : readOperationsOnVariable(open, name, last + 1).some(isOfText)
}

function isOfText({ kind }: Operation): boolean {
  return kind === 'beside-text'
}

/** The groups that are read of what a pattern found: `.group('name')`, `['name']`. */
function groupsOf(open: OpenFile, last: number): readonly Operation[] {
  const { tokens } = open.extraction
  const isSearch = tokens.kind[last + 1] === C.dot && /^(?:match|fullmatch|search)$/.test(textAt(open, last + 2))
  if (!isSearch || tokens.kind[last + 3] !== C.open) return []
  const close = closingOf(open, last + 3)
  const direct = groupAfter(open, close)
  if (direct !== undefined) return [{ kind: 'group', text: direct }]
  const variable = variableOf(open, primaryStart(open, last + 2), close)
  return variable === undefined ? [] : groupsOfVariable(open, variable, close + 1)
}

function groupsOfVariable(open: OpenFile, variable: string, from: number): readonly Operation[] {
  const { tokens } = open.extraction
  const scope = functionAround(open, tokens.start[from - 1] ?? 0)
  const end = scope?.end ?? Number.POSITIVE_INFINITY
  const found: Operation[] = []
  for (let at = from; at < tokens.count && (tokens.start[at] as number) < end; at++) {
    if (textAt(open, at) !== variable || tokens.kind[at - 1] === C.dot) continue
    if (tokens.kind[at + 1] === C.equals && startsStatement(open, at)) break
    const group = groupAfter(open, at)
    if (group !== undefined) found.push({ kind: 'group', text: group })
  }
  return found
}

function groupAfter(open: OpenFile, at: number): string | undefined {
  const { kind } = open.extraction.tokens
  if (kind[at + 1] === C.openBracket && kind[at + 3] === C.closeBracket) return plainText(open, at + 2)
  const isGroup = kind[at + 1] === C.dot && textAt(open, at + 2) === 'group' && kind[at + 5] === C.close
  return isGroup ? plainText(open, at + 4) : undefined
}
