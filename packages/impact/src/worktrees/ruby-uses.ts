import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import type { Call } from './call-fit.ts'
import { readRubyArguments } from './ruby-shape.ts'
import { closingOf } from './token-groups.ts'
import type { Wanted } from './uses.ts'

/** Whether a token uses the wanted constant, or is a call of the wanted method on something that may have it. */
export function isRubyUse(open: OpenFile, at: number, { name, member, scope, isScoped }: Wanted): boolean {
  if (member !== undefined && isBlockOf(open, at, member)) return true
  if (member !== undefined && isMethodObject(open, at, member)) return textAt(open, at - 4) === name
  return isNamedUse(open, at, { name, member, scope, isScoped })
}

type Named = Record<'member' | 'scope', string | undefined> & {
  readonly name: string
  readonly isScoped: true | undefined
}

function isNamedUse(open: OpenFile, at: number, { name, member, scope, isScoped }: Named): boolean {
  const { kind } = open.extraction.tokens
  const text = textAt(open, at)
  if (kind[at] !== T.name || text !== (member ?? name) || isDeclared(open, at)) return false
  const before = at === 0 ? undefined : kind[at - 1]
  const isCalledOn = before === C.dot || before === T.optionalChain
  if (member === undefined)
    return !isCalledOn && (before === T.scope ? [undefined, textAt(open, at - 2)].includes(scope) : isScoped !== true)
  if (!isCalledOn && before !== T.scope) return false
  const made = madeOf(open, at)
  return made === undefined || made === name || isHeir(open, made, name)
}

/** `&Units.method(:member)`, which is called with each of something. */
function isMethodObject(open: OpenFile, at: number, member: string): boolean {
  const { kind } = open.extraction.tokens
  const isNamed = kind[at] === T.symbol && textAt(open, at) === `:${member}` && textAt(open, at - 2) === 'method'
  return isNamed && kind[at - 3] === C.dot
}

/** `&:member`, which is called on each of something. */
export function isBlockOf(open: OpenFile, at: number, member: string): boolean {
  const { kind } = open.extraction.tokens
  return kind[at] === T.symbol && textAt(open, at) === `:${member}` && textAt(open, at - 1) === '&'
}

/** What stands before the dot of a method; of `tools.map(&:member)` one of those on which it is called. */
export function receiverOf(open: OpenFile, at: number): string {
  const { kind } = open.extraction.tokens
  if (kind[at] !== T.symbol) return textAt(open, at - 2)
  const called = kind[at - 2] === C.open ? at - 3 : at - 2
  return kind[called - 1] === C.dot ? textAt(open, called - 2).replace(/s$/, '') : ''
}

function isDeclared(open: OpenFile, at: number): boolean {
  const start = open.extraction.tokens.start[at]
  return open.symbols.some(({ nameStart }) => nameStart === start)
}

function isHeir({ source }: OpenFile, heir: string, name: string): boolean {
  return new RegExp(String.raw`\bclass\s+(?:\w+::)*${heir}\s*<\s*(?:\w+::)*${name}\b`).test(source.toString('latin1'))
}

/** Of a method, or of `new` where the class is wanted. */
export function readRubyCall(open: OpenFile, at: number, { name, member }: Wanted): Call | undefined {
  if (member !== undefined && isMethodObject(open, at, member))
    return { argumentCount: 1, keywords: [], usesResult: true }
  const isConstant = member === undefined && /^[A-Z]/.test(name)
  if (isConstant && textAt(open, at + 2) !== 'new') return undefined
  const last = isConstant ? at + 2 : at
  return { ...readRubyArguments(open, last), usesResult: true, ...(isChained(open, last) && { isChained: true }) }
}

/** `name.member(1).other` */
function isChained(open: OpenFile, at: number): boolean {
  const { kind } = open.extraction.tokens
  const last = kind[at + 1] === C.open ? closingOf(open, at + 1) : at
  return kind[last + 1] === C.dot && !/^(?:then|tap|nil\?|to_s|inspect)$/.test(textAt(open, last + 2))
}

/** The class that what stands before the dot of a method was made of, on the spot or where the variable was set; undefined where it is not told. */
export function madeOf(open: OpenFile, member: number): string | undefined {
  const { tokens } = open.extraction
  const receiver = member - 2
  const made = makerOf(open, receiver)
  if (made !== undefined) return made
  const name = textAt(open, receiver)
  for (let at = 0; at + 2 < tokens.count; at++) {
    if (textAt(open, at) !== name || tokens.kind[at + 1] !== C.equals) continue
    let value = at + 2
    while (tokens.kind[value + 1] === T.scope) value += 2
    if (textAt(open, value + 2) === 'new' && tokens.kind[value + 1] === C.dot) return textAt(open, value)
  }
  return undefined
}

/** `Order` of `Order.new` and `Order.new(…)` that end at a token. */
function makerOf(open: OpenFile, last: number): string | undefined {
  const { tokens } = open.extraction
  let at = last
  if (tokens.kind[at] === C.close) {
    while (at > 0 && !(tokens.kind[at] === C.open && closingOf(open, at) === last)) at--
    at--
  }
  return textAt(open, at) === 'new' && tokens.kind[at - 1] === C.dot ? textAt(open, at - 2) : undefined
}
