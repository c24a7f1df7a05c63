import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { isLineEnd } from './python-body.ts'
import { plainText, startsStatement, writtenKeys, type PythonValue } from './python-values.ts'
import { calleeAround } from './receivers.ts'
import { closingOf, splitList } from './token-groups.ts'

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
    /** Whether it is `None` or `False`. */
    | 'asked'
    /** It is handed to a function for dataclasses. */
    | 'record'
    | 'set-attribute'
  /** The key, attribute, group or operator. */
  readonly text?: string
  /** On the other side of an operator, as far as it is written down. */
  readonly operand?: PythonValue['kind']
  /** How many names it is taken apart into. */
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
  return name === undefined ? operationsAt(open, first, last) : operationsOnVariable(open, name, last + 1)
}

/** The first token of the dotted expression that ends with a token. */
export function primaryStart(open: OpenFile, at: number): number {
  const { kind } = open.extraction.tokens
  let first = at
  while (kind[first - 1] === C.dot) {
    first -= 2
    while (kind[first] === C.close || kind[first] === C.closeBracket) {
      const bracket = openingOf(open, first)
      first = isValueEnd(open, bracket - 1) ? bracket - 1 : bracket
    }
  }
  return first
}

function openingOf(open: OpenFile, close: number): number {
  let bracket = close
  while (bracket > 0 && closingOf(open, bracket) !== close) bracket--
  return bracket
}

/** What a function does with one of its parameters. */
export function readOperationsOnParameter(open: OpenFile, symbol: CodeSymbol, name: string): readonly Operation[] {
  return operationsOnVariable(open, name, tokenAt(open, symbol.signatureEnd))
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

function operationsOnVariable(open: OpenFile, name: string, from: number): readonly Operation[] {
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
    isGuarded ||= isAsked(open, at)
    const told = { ...(isGuarded && { isGuarded: true as const }), ...(isApart && { isApart: true as const }) }
    found.push(...operationsAt(open, at, at).map((one) => ({ ...one, ...told })))
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
function isRebound(open: OpenFile, at: number): boolean {
  if (/^(?:as|for)$/.test(textAt(open, at - 1))) return true
  return startsStatement(open, at) && /^(?:[-+*/%|&^@]|\/\/|\*\*)?=$/.test(textAt(open, at + 1))
}

const APART = /^(?:else|elif|except|return)$/
function functionAround({ symbols }: OpenFile, offset: number): CodeSymbol | undefined {
  return symbols.findLast(
    ({ kind, start, end }) => (kind === 'function' || kind === 'method') && start <= offset && offset < end,
  )
}

/** `if name`, `name is …`, `name == …`, `not name`, `name or …`. */
function isAsked(open: OpenFile, at: number): boolean {
  return (
    (/^(?:if|elif|while|not|assert|and|or)$/.test(textAt(open, at - 1)) && !/^[.[(]$/.test(textAt(open, at + 1))) ||
    /^(?:is|==|!=|or|and)$/.test(textAt(open, at + 1))
  )
}

/** What stands around an expression. */
function operationsAt(open: OpenFile, first: number, last: number): readonly Operation[] {
  return [...askedAt(open, first, last), ...behind(open, last), ...before(open, first, last)]
}

/** `x is None`, `x == None`, `x is False`, `not x`. */
function askedAt(open: OpenFile, first: number, last: number): readonly Operation[] {
  const next = textAt(open, last + 1)
  const word = textAt(open, last + 2)
  if (/^(?:is|==)$/.test(next) && /^(?:None|False)$/.test(word)) return [{ kind: 'asked', text: word }]
  const isWhole = open.extraction.tokens.isAfterNewline[last + 1] === 1 || !/^[.[(=!<>+*/%-]/.test(next)
  const isNegated = textAt(open, first - 1) === 'not' && isWhole && !/^(?:in|is)$/.test(next)
  return isNegated ? [{ kind: 'asked', text: 'nothing' }] : []
}

function behind(open: OpenFile, last: number): readonly Operation[] {
  const { tokens } = open.extraction
  const next = last + 1
  if (next >= tokens.count || tokens.isAfterNewline[next] === 1) return []
  const kind = tokens.kind[next]
  if (kind === C.openBracket) return inBrackets(open, next)
  if (kind === C.open) return [{ kind: 'call' }]
  if (kind === C.dot) return ofAttribute(open, next + 1)
  const operator = textAt(open, next)
  if (!/^(?:[-+*/%]|\/\/|\*\*|<=?|>=?)$/.test(operator)) return []
  // `f(a, *b)` has a comma before its star; `a ** b` may be two tokens.
  return [
    {
      kind: 'arithmetic',
      text: operator,
      ...operandAt(open, textAt(open, next + 1) === operator ? next + 2 : next + 1),
    },
  ]
}

function inBrackets(open: OpenFile, bracket: number): readonly Operation[] {
  const { kind } = open.extraction.tokens
  const close = closingOf(open, bracket)
  const isSet = /^[-+*/%]?=$/.test(textAt(open, close + 1))
  if (isSet) return [{ kind: 'set-item' }]
  if (close === bracket + 2) {
    const key = plainText(open, bracket + 1)
    if (key !== undefined) return [{ kind: 'key', text: key }]
    if (kind[bracket + 1] === T.number) return [{ kind: 'index' }]
  }
  if (close === bracket + 3 && textAt(open, bracket + 1) === '-' && kind[bracket + 2] === T.number)
    return [{ kind: 'index' }]
  for (let at = bracket + 1; at < close; at++) {
    if (kind[at] === C.colon) return [{ kind: 'slice' }]
    if (kind[at] === C.open || kind[at] === C.openBracket || kind[at] === C.openBrace) at = closingOf(open, at)
  }
  return []
}

function ofAttribute(open: OpenFile, at: number): readonly Operation[] {
  const { kind } = open.extraction.tokens
  const name = textAt(open, at)
  if (/^(?:[-+*/%|&]|\/\/|\*\*)?=$/.test(textAt(open, at + 1))) return [{ kind: 'set-attribute', text: name }]
  const attribute: Operation = { kind: 'attribute', text: name }
  if (kind[at + 1] !== C.open) return [attribute]
  const close = closingOf(open, at + 1)
  if (name === 'format') return [attribute, ...formatOf(open, at + 1)]
  if (/^(?:match|fullmatch|search)$/.test(name)) return [attribute, ...groupsOf(open, at, close)]
  return [attribute]
}

function formatOf(open: OpenFile, list: number): readonly Operation[] {
  const parts = splitList(open, list)
  const isNamed = parts.every(([first]) => open.extraction.tokens.kind[first + 1] === C.equals)
  return isNamed ? [{ kind: 'format', names: parts.map(([first]) => textAt(open, first)) }] : []
}

/** The groups that are read of what a pattern found: `.group('name')`, `['name']`. */
function groupsOf(open: OpenFile, name: number, close: number): readonly Operation[] {
  const variable = variableOf(open, primaryStart(open, name), close)
  const direct = groupAfter(open, close)
  if (direct !== undefined) return [{ kind: 'group', text: direct }]
  if (variable === undefined) return []
  const { tokens } = open.extraction
  const scope = functionAround(open, tokens.start[name] ?? 0)
  const found: Operation[] = []
  const end = scope?.end ?? Number.POSITIVE_INFINITY
  for (let at = close + 1; at < tokens.count && (tokens.start[at] as number) < end; at++) {
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

/** Of the module `dataclasses`. */
const RECORD_FUNCTIONS = /^(?:replace|asdict|astuple|fields)$/

const ITERATING =
  /^(?:list|set|frozenset|tuple|sorted|sum|any|all|max|min|enumerate|zip|map|filter|iter|join|reversed)$/

function before(open: OpenFile, first: number, last: number): readonly Operation[] {
  const previous = textAt(open, first - 1)
  if (/^(?:in|from)$/.test(previous)) return [{ kind: 'iterate' }]
  if (previous === '*' && /^[(,[{]$/.test(textAt(open, first - 2))) return [{ kind: 'iterate' }]
  if (/^[(,]$/.test(previous) && /^[),]$/.test(textAt(open, last + 1))) return asArgument(open, first, last)
  const count = targetsBefore(open, first)
  if (count !== undefined && isLineEnd(open, last + 1)) return [{ kind: 'unpack', count }]
  const isBinary = /^(?:[-+*/%]|\/\/|\*\*)$/.test(previous) && isValueEnd(open, first - 2)
  return isBinary ? [{ kind: 'arithmetic', text: previous, ...operandEnding(open, first - 2) }] : []
}

function asArgument(open: OpenFile, first: number, last: number): readonly Operation[] {
  const callee = calleeAround(open, first)
  if (callee === undefined) return []
  const name = textAt(open, callee)
  if (open.extraction.tokens.kind[callee - 1] === C.dot && name !== 'join') return []
  const isFirst = textAt(open, first - 1) === '('
  // Several arguments are compared, one is gone through.
  const isAlone = isFirst && textAt(open, last + 1) === ')'
  if (name === 'len' && isAlone) return [{ kind: 'length' }]
  if (RECORD_FUNCTIONS.test(name) && isFirst) return [{ kind: 'record', text: name }]
  if (name === 'next') return [{ kind: 'next' }]
  const isCompared = /^(?:max|min)$/.test(name) && !isAlone
  const isFunction = /^(?:map|filter)$/.test(name) && isFirst
  return ITERATING.test(name) && !isCompared && !isFunction ? [{ kind: 'iterate' }] : []
}

/** How many names stand before the `=`; undefined where a `*` takes the rest, or it is not taken apart. */
function targetsBefore(open: OpenFile, first: number): number | undefined {
  const { tokens } = open.extraction
  if (tokens.kind[first - 1] !== C.equals) return undefined
  let start = first - 1
  while (start > 0 && !isLineEnd(open, start)) start--
  const words = Array.from({ length: first - 1 - start }, (_, index) => textAt(open, start + index))
  if (words.includes('*') || !words.includes(',') || words.some((word) => !/^[\w,()]+$/.test(word))) return undefined
  return words.filter((word) => /^\w+$/.test(word)).length
}

function isValueEnd(open: OpenFile, at: number): boolean {
  const { kind } = open.extraction.tokens
  const isWord = kind[at] === T.name && !/^(?:return|in|and|or|not|if|else|yield|lambda)$/.test(textAt(open, at))
  return isWord || [T.number, T.string, C.close, C.closeBracket, C.closeBrace].includes(kind[at] as never)
}

function operandAt(open: OpenFile, at: number): Pick<Operation, 'operand'> {
  const { kind } = open.extraction.tokens
  if (kind[at] === C.openBracket) return { operand: 'list' }
  if (kind[at] === C.openBrace) return { operand: writtenKeys(open, at) === undefined ? 'unknown' : 'dictionary' }
  return literalAt(open, at)
}

function operandEnding(open: OpenFile, at: number): Pick<Operation, 'operand'> {
  return open.extraction.tokens.kind[at] === C.closeBracket && isListBefore(open, at)
    ? { operand: 'list' }
    : literalAt(open, at)
}

function isListBefore(open: OpenFile, close: number): boolean {
  const bracket = openingOf(open, close)
  return open.extraction.tokens.kind[bracket] === C.openBracket && !isValueEnd(open, bracket - 1)
}

function literalAt(open: OpenFile, at: number): Pick<Operation, 'operand'> {
  const { kind } = open.extraction.tokens
  if (kind[at] === T.number) return { operand: 'number' }
  return kind[at] === T.string ? { operand: 'text' } : {}
}
