import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { isLineEnd, plainText } from './python-body.ts'
import type { Called, Operation } from './python-operations.ts'
import { writtenKeys } from './python-values.ts'
import { calleeAround } from './receivers.ts'
import { closingOf, openingOf, splitList } from './token-groups.ts'

/** `x is None`, `x == None`, `x is False`, `not x`. */
export function askedAt(open: OpenFile, first: number, last: number): readonly Operation[] {
  const next = textAt(open, last + 1)
  const word = textAt(open, last + 2)
  if (/^(?:is|==)$/.test(next) && /^(?:None|False)$/.test(word)) return [{ kind: 'asked', text: word }]
  const isWhole = open.extraction.tokens.isAfterNewline[last + 1] === 1 || !/^[.[(=!<>+*/%-]/.test(next)
  const isNegated = textAt(open, first - 1) === 'not' && isWhole && !/^(?:in|is)$/.test(next)
  return isNegated ? [{ kind: 'asked', text: 'nothing' }] : []
}

export function behind(open: OpenFile, last: number): readonly Operation[] {
  const { tokens } = open.extraction
  const next = last + 1
  if (next >= tokens.count || tokens.isAfterNewline[next] === 1) return []
  const kind = tokens.kind[next]
  if (kind === C.openBracket) return inBrackets(open, next)
  if (kind === C.open) return [callOf(countByPlace(open, next))]
  if (kind === C.dot) return ofAttribute(open, next + 1)
  const operator = textAt(open, next)
  if (/^[=!]=$/.test(operator)) return [{ kind: 'equals', text: operator, ...operandAt(open, next + 1) }]
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

/** How many arguments the bracket of a call has; undefined where some are spread or given by name. */
export function countByPlace(open: OpenFile, list: number): number | undefined {
  const parts = splitList(open, list)
  const isPlain = parts.every(
    ([first]) => textAt(open, first) !== '*' && open.extraction.tokens.kind[first + 1] !== C.equals,
  )
  return isPlain ? parts.length : undefined
}

function callOf(given: number | undefined): Operation {
  return { kind: 'call', ...(given !== undefined && { count: given }) }
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
  const method: Operation = { ...attribute, called: calledAt(open, at + 1) }
  return name === 'format' ? [method, ...formatOf(open, at + 1)] : [method]
}

function calledAt(open: OpenFile, list: number): Called {
  const parts = splitList(open, list)
  const isSpread = parts.some(([first]) => textAt(open, first) === '*')
  const named = parts.filter(([first]) => open.extraction.tokens.kind[first + 1] === C.equals)
  return { count: isSpread ? undefined : parts.length, keywords: named.map(([first]) => textAt(open, first)) }
}

function formatOf(open: OpenFile, list: number): readonly Operation[] {
  const parts = splitList(open, list)
  const isNamed = parts.every(([first]) => open.extraction.tokens.kind[first + 1] === C.equals)
  return isNamed ? [{ kind: 'format', names: parts.map(([first]) => textAt(open, first)) }] : []
}

const ITERATING = /^(?:list|set|frozenset|tuple|sorted|sum|any|all|max|min|enumerate|zip|map|filter|iter|reversed)$/

export function before(open: OpenFile, first: number, last: number): readonly Operation[] {
  const previous = textAt(open, first - 1)
  if (previous === 'in') return afterIn(open, first)
  if (previous === 'from') return [{ kind: 'iterate' }]
  if (previous === 'with') return [{ kind: textAt(open, first - 2) === 'async' ? 'enter-async' : 'enter' }]
  if (previous === '*' && /^[(,[{]$/.test(textAt(open, first - 2))) return [{ kind: 'iterate' }]
  const argument = argumentAt(open, first, last)
  if (argument !== undefined) return asArgument(open, argument)
  const count = targetsBefore(open, first)
  if (count !== undefined && isLineEnd(open, last + 1)) return [{ kind: 'unpack', count }]
  const isBinary = /^(?:[-+*/%]|\/\/|\*\*)=?$/.test(previous) && isValueEnd(open, first - 2)
  return isBinary
    ? [{ kind: 'arithmetic', text: previous.replace('=', ''), isBehind: true, ...operandEnding(open, first - 2) }]
    : []
}

/** Of `async for` it is not known. */
function afterIn(open: OpenFile, first: number): readonly Operation[] {
  if (loopTarget(open, first) !== undefined) return [{ kind: 'iterate' }]
  return textAt(open, first - 3) === 'for' ? [] : [{ kind: 'contains' }]
}

/** The names between `for` and the `in` before an expression; undefined behind `async for`, and where that `in` asks whether something is in it. */
export function loopTarget(open: OpenFile, first: number): readonly string[] | undefined {
  const names: string[] = []
  for (let at = first - 2; at > first - targetTokensMax && at >= 0; at--) {
    const word = textAt(open, at)
    if (word === 'for') return textAt(open, at - 1) === 'async' ? undefined : names
    if (!/^[\w,()*]+$/.test(word)) return undefined
    if (/^\w+$/.test(word)) names.unshift(word)
  }
  return undefined
}

const targetTokensMax = 16

/** An expression that is a whole argument of a call. */
interface Argument {
  /** The last token of the name of what is called. */
  readonly callee: number
  readonly index: number
  /** Where it is given by name. */
  readonly name: string | undefined
  /** How many arguments there are. */
  readonly count: number
}

function argumentAt(open: OpenFile, first: number, last: number): Argument | undefined {
  const { kind } = open.extraction.tokens
  const isNamed = kind[first - 1] === C.equals && /^[(,]$/.test(textAt(open, first - 3))
  const start = isNamed ? first - 2 : first
  if (!/^[(,]$/.test(textAt(open, start - 1)) || !/^[),]$/.test(textAt(open, last + 1))) return undefined
  const callee = calleeAround(open, start)
  if (callee === undefined || !isValueEnd(open, callee)) return undefined
  const parts = splitList(open, callee + 1)
  const index = parts.findIndex(([from]) => from === start)
  const isSpread = parts.slice(0, index).some(([from]) => textAt(open, from) === '*')
  if (index === -1 || isSpread) return undefined
  return { callee, index, name: isNamed ? textAt(open, start) : undefined, count: parts.length }
}

function asArgument(open: OpenFile, argument: Argument): readonly Operation[] {
  const { callee, index, name, count } = argument
  const own = textAt(open, callee)
  const isMember = open.extraction.tokens.kind[callee - 1] === C.dot
  const called = isMember ? (ALONE.has(`.${own}`) ? `.${own}` : `${textAt(open, callee - 2)}.${own}`) : own
  if (isKept(open, argument)) return [{ kind: 'hash', text: own }]
  const kind = index === 0 && name === undefined ? asFirst(open, called, count) : undefined
  if (kind !== undefined) return [{ kind, text: own }]
  const isJoined = isMember && own === 'join' && count === 1 && textAt(open, callee - 2) !== 'path'
  if (isJoined) return [{ kind: 'iterate', text: own }]
  if (!ITERATING.test(called)) return [{ kind: 'given', argument: { callee, index, name } }]
  return isGoneThrough(open, argument) ? [{ kind: 'iterate', ...(!isByKey(open, callee) && { text: own }) }] : []
}

/** The only argument of the method of a set, as which the file declares its object: `seen = set()`, `self.seen: set[str]`. */
function isKept(open: OpenFile, { callee, index, name: byName, count }: Argument): boolean {
  const { tokens } = open.extraction
  const isOnly = index === 0 && byName === undefined && count === 1 && tokens.kind[callee - 1] === C.dot
  if (!isOnly || !/^(?:add|discard)$/.test(textAt(open, callee))) return false
  const object = open.source.toString('utf8', tokens.start[primaryStart(open, callee)], tokens.end[callee - 2])
  if (!/^[\w.]+$/.test(object)) return false
  const name = object.replaceAll('.', String.raw`\.`)
  return new RegExp(String.raw`(?<![\w.])${name}\s*(?::\s*[Ss]et\b|(?::[^=\n]*)?=\s*set\()`).test(
    open.source.toString('utf8'),
  )
}

function asFirst({ source }: OpenFile, called: string, count: number): Operation['kind'] | undefined {
  // Others of that name write more.
  if (called === 'json.dumps' && !/^\s*import json\s*$/m.test(source.toString('utf8'))) return undefined
  return (count === 1 ? ALONE : FIRST).get(called)
}

/** What functions do with the first of several arguments. */
const FIRST: ReadonlyMap<string, Operation['kind']> = new Map([
  ['next', 'next'],
  // Of the module `dataclasses`.
  ...['replace', 'asdict', 'astuple', 'fields'].flatMap((name) =>
    [name, `dataclasses.${name}`].map((called) => [called, 'record'] as const),
  ),
])

/** What functions do with their only argument. */
const ALONE: ReadonlyMap<string, Operation['kind']> = new Map([
  ...FIRST,
  ['len', 'length'],
  ['json.dumps', 'dump'],
  ...['time.sleep', 'asyncio.sleep', 'math.ceil', 'math.floor', 'math.sqrt', 'math.log'].map(
    (called) => [called, 'as-number'] as const,
  ),
  ['.enter_context', 'enter'],
  ['.enter_async_context', 'enter-async'],
])

function isGoneThrough(open: OpenFile, { callee, index, name }: Argument): boolean {
  const called = textAt(open, callee)
  const isCompared = /^(?:max|min)$/.test(called) && (index > 0 || hasPlace(open, callee, 1))
  const isFunction = /^(?:map|filter)$/.test(called) && index === 0
  return name === undefined && !isCompared && !isFunction
}

/** `key=…` says what is compared of each. */
function isByKey(open: OpenFile, callee: number): boolean {
  return splitList(open, callee + 1).some(([from]) => textAt(open, from) === 'key' && textAt(open, from + 1) === '=')
}

/** Whether an argument is given for a place. */
function hasPlace(open: OpenFile, callee: number, place: number): boolean {
  const part = splitList(open, callee + 1)[place]
  return part !== undefined && open.extraction.tokens.kind[part[0] + 1] !== C.equals
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

export function isValueEnd(open: OpenFile, at: number): boolean {
  const { kind } = open.extraction.tokens
  const isWord = kind[at] === T.name && !/^(?:return|in|and|or|not|if|else|yield|lambda)$/.test(textAt(open, at))
  return isWord || [T.number, T.string, C.close, C.closeBracket, C.closeBrace].includes(kind[at] as never)
}

function operandAt(open: OpenFile, at: number): Pick<Operation, 'operand'> {
  const { kind } = open.extraction.tokens
  const isBracket = kind[at] === C.openBracket || kind[at] === C.openBrace
  const next = (isBracket ? closingOf(open, at) : at) + 1
  // Something is made of it.
  if (!isLineEnd(open, next) && [C.dot, C.openBracket].includes(kind[next] as never)) return {}
  if (kind[at] === C.openBracket) return { operand: 'list' }
  if (kind[at] === C.openBrace) return { operand: writtenKeys(open, at) === undefined ? 'unknown' : 'dictionary' }
  return literalAt(open, at)
}

function operandEnding(open: OpenFile, at: number): Pick<Operation, 'operand'> {
  return open.extraction.tokens.kind[at] === C.closeBracket && isListBefore(open, at)
    ? { operand: 'list' }
    : literalAt(open, at)
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

function isListBefore(open: OpenFile, close: number): boolean {
  const bracket = openingOf(open, close)
  return open.extraction.tokens.kind[bracket] === C.openBracket && !isValueEnd(open, bracket - 1)
}

function literalAt(open: OpenFile, at: number): Pick<Operation, 'operand'> {
  const { kind } = open.extraction.tokens
  if (kind[at] === T.number) return { operand: 'number' }
  return kind[at] === T.string ? { operand: /^\w*b/i.test(textAt(open, at)) ? 'bytes' : 'text' } : {}
}
