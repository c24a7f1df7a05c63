import { once, type FunctionItem } from './items.ts'
import { boundBy, type PatternTypes } from './patterns.ts'
import { CLOSING, OPENING, type Range, type RustTokens } from './tokens.ts'
import { KIND, UNKNOWN, isUnknown, made, readType, type RustType, type TypeScope } from './types.ts'

/** A variable or a parameter, and where it is known. */
export interface Binding {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly type: () => RustType
}

/** What the types of variables are told by. */
export interface BindingTypes extends PatternTypes {
  expression(range: Range): RustType
  itemOf(type: RustType): RustType
  /** What a function without types is given as its argument number `place`: it is the argument number `argument` of the call whose bracket opens at `open`. */
  given(open: number, argument: number, place: number): RustType
}

/** The variables of a function, those of functions in it that have no name included. */
export function readBindings(
  { file: { tokens }, scope, parameters, body }: FunctionItem,
  types: BindingTypes,
): ReadonlyMap<string, readonly Binding[]> {
  const reader = new BindingReader(tokens, scope, types)
  if (body !== undefined) {
    for (const parameter of parameters) reader.parameter(parameter, body)
    reader.read(body)
  }
  return reader.found
}

/** Behind these stands an expression. */
const BEFORE_EXPRESSION: ReadonlySet<string> = new Set(
  '( , = => { ; return move [ : && || ! == else async static break + += } ..'.split(' '),
)
const CONDITION: ReadonlySet<string> = new Set(['if', 'while', '&&', '('])
const BLOCK: ReadonlySet<string> = new Set(['{'])
const BLOCK_OR_AND: ReadonlySet<string> = new Set(['{', '&&'])
const PATTERN_END: ReadonlySet<string> = new Set(['=', ':', ';'])
const STATEMENT_END: ReadonlySet<string> = new Set([';'])
const ARROW: ReadonlySet<string> = new Set(['=>'])
const BAR: ReadonlySet<string> = new Set(['|'])

/** `impl Trait` of a parameter is any type. */
function asParameter(type: RustType): RustType {
  return type.name === KIND.hidden ? { ...type, name: KIND.any } : type
}

interface Assigned {
  readonly at: number
  readonly type: () => RustType
}

const ASSIGNED_MAX = 1000
const LATER_MAX = 5
const PUSHES: ReadonlySet<string> = new Set(['push', 'push_back', 'insert'])
const EXPRESSION_END: ReadonlySet<string> = new Set([';', ',', '}'])

class BindingReader {
  readonly found = new Map<string, Binding[]>()
  readonly #tokens: RustTokens
  readonly #scope: TypeScope
  readonly #types: BindingTypes
  /** What names are given behind their declaration, `name = …`, and lists `name.push(…)`. */
  readonly #assigned = new Map<string, Assigned[]>()
  /** The closing brackets of those that are open. */
  readonly #ends: number[] = []

  constructor(tokens: RustTokens, scope: TypeScope, types: BindingTypes) {
    this.#tokens = tokens
    this.#scope = scope
    this.#types = types
  }

  parameter([start, to]: Range, body: Range): void {
    const tokens = this.#tokens
    let from = start
    while (tokens.word(from) === '#' && from < to) from = tokens.partner(from + 1) + 1
    const colon = tokens.find(from, to, new Set([':']))
    const type = once(() => (colon === to ? UNKNOWN : asParameter(readType(tokens, colon + 1, this.#scope).type)))
    if (tokens.find(from, colon, new Set(['self'])) < colon)
      this.#add({ name: 'self', from: body[0], to: body[1], type: () => this.#scope.self ?? UNKNOWN })
    else this.#bind([from, colon], type, body)
  }

  read([from, to]: Range): void {
    const tokens = this.#tokens
    this.#ends.push(to)
    for (let at = from; at < to; at++) {
      while (this.#ends.length > 1 && at >= (this.#ends.at(-1) as number)) this.#ends.pop()
      const word = tokens.word(at)
      if (OPENING.has(word)) this.#ends.push(Math.max(at, tokens.partner(at)))
      else if (word === '|' && BEFORE_EXPRESSION.has(tokens.word(at - 1))) at = this.#closure(at)
      else this.#statement(word, at)
    }
  }

  #statement(word: string, at: number): void {
    const next = this.#tokens.word(at + 1)
    if (word === 'let') this.#let(at)
    else if (word === 'for' && next !== '<') this.#loop(at)
    else if (word === 'match') this.#match(at)
    else if (next === '=') this.#assign(at)
    else if (next === '.' && PUSHES.has(this.#tokens.word(at + 2))) this.#push(at)
  }

  get #end(): number {
    return this.#ends.at(-1) as number
  }

  #add(binding: Binding): void {
    const list = this.found.get(binding.name)
    if (list === undefined) this.found.set(binding.name, [binding])
    else list.push(binding)
  }

  #bind(pattern: Range, source: () => RustType, [from, to]: Range): void {
    for (const { name, type } of boundBy(this.#tokens, pattern, source, this.#types))
      this.#add({ name, from, to, type })
  }

  #let(at: number): void {
    const tokens = this.#tokens
    const isCondition = CONDITION.has(tokens.word(at - 1))
    const end = tokens.find(at + 1, this.#end, PATTERN_END)
    if (isCondition) {
      if (tokens.word(end) !== '=') return
      const until = tokens.find(end + 1, this.#end, BLOCK_OR_AND)
      const block = tokens.find(until, this.#end, BLOCK)
      this.#bind([at + 1, end], this.#value([end + 1, until]), [until, Math.max(until, tokens.partner(block))])
      return
    }
    const semicolon = tokens.find(end, this.#end, STATEMENT_END)
    const visible: Range = [semicolon, this.#end]
    const name =
      end === at + 2
        ? tokens.word(at + 1)
        : end === at + 3 && tokens.word(at + 1) === 'mut'
          ? tokens.word(at + 2)
          : undefined
    if (tokens.word(end) === ':') {
      const type = once(() => readType(tokens, end + 1, this.#scope).type)
      this.#bind([at + 1, end], type, visible)
    } else if (tokens.word(end) === '=') {
      const value = this.#value([end + 1, this.#withoutElse(end + 1, semicolon)])
      this.#bind([at + 1, end], name === undefined ? value : this.#orAssigned(name, value, visible), visible)
    } else
      this.#bind(
        [at + 1, end],
        name === undefined ? () => UNKNOWN : this.#orAssigned(name, () => UNKNOWN, visible),
        visible,
      )
  }

  #assign(at: number): void {
    const name = this.#tokens.word(at)
    if (!/^[a-z_]/.test(name) || /^(?:\.|::|let|mut|:)$/.test(this.#tokens.word(at - 1))) return
    const range: Range = [at + 2, this.#tokens.find(at + 2, this.#end, EXPRESSION_END)]
    this.#note(name, { at, type: this.#value(range) })
  }

  /** `name.push(item)` */
  #push(at: number): void {
    const tokens = this.#tokens
    if (tokens.word(at + 3) !== '(' || tokens.word(at - 1) === '.') return
    const last = tokens.split(at + 4, tokens.partner(at + 3)).at(-1)
    if (last === undefined) return
    const item = this.#value(last)
    this.#note(tokens.word(at), { at, type: () => made('Vec', [item()]) })
  }

  #note(name: string, assigned: Assigned): void {
    const list = this.#assigned.get(name)
    if (list === undefined) this.#assigned.set(name, [assigned])
    else if (list.length < ASSIGNED_MAX) list.push(assigned)
  }

  /** A value that leaves open what is in it, by what the variable is given later. */
  #orAssigned(name: string, value: () => RustType, [from, to]: Range): () => RustType {
    return once(() => {
      const type = value()
      const [first] = type.args
      const isOpen =
        isUnknown(type) || (first !== undefined && isUnknown(first)) || (type.name === 'Vec' && first === undefined)
      if (!isOpen) return type
      const later = (this.#assigned.get(name) ?? []).filter(({ at }) => from <= at && at < to).slice(0, LATER_MAX)
      for (const one of later) {
        const found = one.type()
        if (isUnknown(found) || found.args.some(isUnknown)) continue
        if (isUnknown(type) || found.name === type.name) return found
      }
      return type
    })
  }

  /** `let … = value else { … };` */
  #withoutElse(from: number, to: number): number {
    const tokens = this.#tokens
    const last = tokens.word(to - 1) === '}' ? tokens.partner(to - 1) - 1 : to
    return last > from && tokens.word(last) === 'else' && tokens.word(last - 1) !== '}' ? last : to
  }

  #value(range: Range): () => RustType {
    return once(() => this.#types.expression(range))
  }

  #loop(at: number): void {
    const tokens = this.#tokens
    const into = tokens.find(at + 1, this.#end, new Set(['in', '{', ';']))
    if (tokens.word(into) !== 'in') return
    const block = tokens.find(into + 1, this.#end, BLOCK)
    const source = once(() => this.#types.itemOf(this.#types.expression([into + 1, block])))
    this.#bind([at + 1, into], source, [block, Math.max(block, tokens.partner(block))])
  }

  #match(at: number): void {
    const tokens = this.#tokens
    const open = tokens.find(at + 1, this.#end, BLOCK)
    if (tokens.word(open) !== '{') return
    const source = this.#value([at + 1, open])
    for (const { pattern, guard, body } of armsOf(tokens, open)) this.#bind(pattern, source, [guard, body[1]])
  }

  /** `|a, b: Type| …`; gives the bar that ends its parameters. */
  #closure(at: number): number {
    const tokens = this.#tokens
    const bar = tokens.find(at + 1, this.#end, BAR)
    if (bar >= this.#end) return at
    const visible: Range = [bar, endOfBody(tokens, bar + 1, this.#end)]
    const call = this.#callAround(at)
    for (const [place, [from, to]] of tokens.split(at + 1, bar, { angles: true }).entries()) {
      const colon = tokens.find(from, to, new Set([':']))
      const type = once(() => {
        if (colon < to) return readType(tokens, colon + 1, this.#scope).type
        return call === undefined ? UNKNOWN : this.#types.given(call.open, call.argument, place)
      })
      this.#bind([from, colon], type, visible)
    }
    return bar
  }

  /** The call that a function is an argument of. */
  #callAround(at: number): { readonly open: number; readonly argument: number } | undefined {
    const tokens = this.#tokens
    let argument = 0
    for (let before = at - 1; before >= 0; before--) {
      const word = tokens.word(before)
      if (CLOSING.has(word)) before = Math.min(before, tokens.partner(before))
      else if (word === '(') return { open: before, argument }
      else if (word === ',') argument++
      else if (OPENING.has(word) || word === ';') return undefined
    }
    return undefined
  }
}

export interface Arm {
  readonly pattern: Range
  /** Where its variables are known from. */
  readonly guard: number
  readonly body: Range
}

/** The arms of a `match` whose block opens at a place. */
export function armsOf(tokens: RustTokens, open: number): readonly Arm[] {
  const close = tokens.partner(open)
  const arms: Arm[] = []
  for (let at = open + 1; at < close;) {
    while (tokens.word(at) === '#' && tokens.word(at + 1) === '[') at = tokens.partner(at + 1) + 1
    const arrow = tokens.find(at, close, ARROW)
    if (arrow >= close) break
    const guard = tokens.find(at, arrow, new Set(['if']))
    const end = endOfArm(tokens, arrow + 1, close)
    arms.push({ pattern: [at, guard], guard, body: [arrow + 1, end] })
    at = tokens.word(end) === ',' ? end + 1 : Math.max(end, arrow + 1)
  }
  return arms
}

function endOfArm(tokens: RustTokens, from: number, to: number): number {
  const behind = tokens.word(from) === '{' ? tokens.partner(from) + 1 : from
  const continues = behind === from || /^[.?]$/.test(tokens.word(behind))
  return continues ? endOfExpression(tokens, behind, to) : Math.min(behind, to)
}

/** Where the body of a function without a name ends. */
function endOfBody(tokens: RustTokens, from: number, to: number): number {
  const at = tokens.word(from) === '->' ? tokens.find(from, to, BLOCK) : from
  return tokens.word(at) === '{' ? Math.min(to, tokens.partner(at) + 1) : endOfExpression(tokens, at, to)
}

/** Where an expression ends that stands among others. */
function endOfExpression(tokens: RustTokens, from: number, to: number): number {
  let at = from
  while (at < to) {
    const word = tokens.word(at)
    if (word === ',' || word === ';' || CLOSING.has(word)) return at
    if (OPENING.has(word)) at = Math.max(at, tokens.partner(at)) + 1
    else if (word === '<' && tokens.word(at - 1) === '::') at = tokens.afterAngles(at, to)
    else at++
  }
  return to
}
