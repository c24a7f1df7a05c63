import { armsOf, readBindings, type Binding, type BindingTypes } from './bindings.ts'
import { Calls, type CallSite } from './calls.ts'
import type { FunctionItem, RustFile } from './items.ts'
import { readPath, startOfPart, type PathFound, type Place } from './paths.ts'
import { partOf } from './patterns.ts'
import { OPENING, type Range, type RustTokens } from './tokens.ts'
import { KIND, UNKNOWN, isUnknown, made, readArguments, readType, type RustType, type TypeScope } from './types.ts'
import type { RustWorld } from './world.ts'

interface Read {
  readonly type: RustType
  readonly next: number
}

const DEPTH_MAX = 60
const BINDINGS_LOOKED_AT_MAX = 2000
const PREFIX: ReadonlySet<string> = new Set(['&', '&&', '*', 'mut', '-', '!', 'box', 'raw'])
const TO_BOOL: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=', '&&', '||'])
const NEVER: ReadonlySet<string> = new Set(['return', 'break', 'continue', 'yield'])
const BLOCK: ReadonlySet<string> = new Set(['{'])

/** The types of expressions. */
export class Expressions {
  readonly world: RustWorld
  readonly calls: Calls
  readonly #bindings = new WeakMap<FunctionItem, ReadonlyMap<string, readonly Binding[]>>()
  /** By file and the dot behind it, the type of an expression. */
  readonly #before = new WeakMap<RustFile, Map<number, RustType>>()
  #depth = 0

  constructor(world: RustWorld) {
    this.world = world
    this.calls = new Calls(world, this)
  }

  /** The type of what stands before a dot. */
  beforeDot(place: Place, dot: number): RustType {
    const known = this.#knownBefore(place.file)
    const done = known.get(dot)
    if (done !== undefined) return done
    const found = this.#findBefore(place, dot, known)
    if (this.#depth < DEPTH_MAX / 2) known.set(dot, found)
    return found
  }

  #findBefore(place: Place, dot: number, known: ReadonlyMap<number, RustType>): RustType {
    const { tokens } = place.file
    // Back to the last dot whose object is known, or to where the expression begins.
    let at = dot
    for (;;) {
      const start = startOfPart(tokens, at)
      // `$name` stands for anything.
      if (start === undefined || tokens.word(start - 1) === '$') return UNKNOWN
      if (tokens.word(start - 1) !== '.') return this.#deeper(() => this.#primaryAndMore(place, [start, dot]).type)
      at = start - 1
      const object = known.get(at)
      if (object !== undefined) return this.#deeper(() => this.#postfix(place, { type: object, next: at }, dot).type)
    }
  }

  #knownBefore(file: RustFile): Map<number, RustType> {
    const known = this.#before.get(file) ?? new Map<number, RustType>()
    this.#before.set(file, known)
    return known
  }

  /** The type of an expression that has a range of its own. */
  typeOf(place: Place, range: Range): RustType {
    return this.#deeper(() => this.#expression(place, range))
  }

  #deeper(read: () => RustType): RustType {
    if (this.#depth > DEPTH_MAX) return UNKNOWN
    this.#depth++
    try {
      return read()
    } finally {
      this.#depth--
    }
  }

  #expression(place: Place, [start, to]: Range): RustType {
    const { tokens } = place.file
    const from = behindPrefix(tokens, [start, to])
    if (from >= to) return UNKNOWN
    if (tokens.word(start) === '*' && from > start) {
      const own = this.#expression(place, [from, to])
      return own.name === KIND.pointer ? (own.args[0] ?? UNKNOWN) : own
    }
    const word = tokens.word(from)
    if (NEVER.has(word)) return made(KIND.never)
    if (word === '..' || word === '..=') return made('Range', [made(KIND.number)])
    if (word === '|' || word === '||' || (word === 'move' && tokens.word(from + 1) !== '{'))
      return this.#closure(place, [from, to])
    const { type, next } = this.#primaryAndMore(place, [from, to])
    return next >= to ? type : this.#operated(place, { type, next }, to)
  }

  /** With what stands behind an operator. */
  #operated(place: Place, { type, next }: Read, to: number): RustType {
    const { tokens } = place.file
    const word = tokens.word(next)
    if (word === '..' || word === '..=') return made('Range', [type])
    if (word === 'as') return readType(tokens, next + 1, place.scope).type
    if (isShift(tokens, next)) return type
    if (TO_BOOL.has(word)) return made('bool')
    if (word.endsWith('=')) return made(KIND.tuple)
    if (!/^[-+*/%^&|>]$/.test(word)) return UNKNOWN
    if (isUnknown(type) || type.name === KIND.number) return this.#expression(place, [next + 1, to])
    const output = this.world.declared(type).length > 0 ? this.world.associated(type, 'Output') : UNKNOWN
    return isUnknown(output) ? type : output
  }

  #closure(place: Place, [start, to]: Range): RustType {
    const { tokens } = place.file
    const from = tokens.word(start) === 'move' ? start + 1 : start
    const bar = tokens.word(from) === '||' ? from : tokens.find(from + 1, to, new Set(['|']))
    if (tokens.word(bar + 1) === '->') return made(KIND.function, [readType(tokens, bar + 2, place.scope).type])
    return made(KIND.function, [this.#deeper(() => this.#expression(place, [bar + 1, to]))])
  }

  #primaryAndMore(place: Place, [from, to]: Range): Read {
    return this.#postfix(place, this.#primary(place, [from, to]), to)
  }

  #primary(place: Place, [from, to]: Range): Read {
    const { tokens } = place.file
    const word = tokens.word(from)
    const close = Math.max(from, tokens.partner(from)) + 1
    if (word === '(') return { type: this.#tuple(place, [from + 1, close - 1]), next: close }
    if (word === '[') {
      const [first] = tokens.split(from + 1, tokens.find(from + 1, close - 1, new Set([';'])))
      return { type: made(KIND.list, [first === undefined ? UNKNOWN : this.typeOf(place, first)]), next: close }
    }
    if (word === '{') return { type: this.#block(place, from), next: close }
    if (/^(?:unsafe|async|const|loop|move)$/.test(word) && tokens.word(from + 1) === '{') {
      const end = tokens.partner(from + 1) + 1
      return { type: word === 'loop' ? UNKNOWN : this.#block(place, from + 1), next: end }
    }
    if (word === 'if') return this.#if(place, [from, to])
    if (word === 'match') return this.#match(place, [from, to])
    if (word === 'while' || word === 'for')
      return { type: made(KIND.tuple), next: tokens.partner(tokens.find(from, to, BLOCK)) + 1 }
    const literal = literalType(word)
    if (literal !== undefined) return { type: literal, next: from + 1 }
    if (NEVER.has(word)) return { type: made(KIND.never), next: to }
    return this.#path(place, [from, to])
  }

  #tuple(place: Place, [from, to]: Range): RustType {
    const { tokens } = place.file
    const parts = tokens.split(from, to)
    const [first] = parts
    if (parts.length === 1 && first !== undefined && tokens.word(to - 1) !== ',') return this.typeOf(place, first)
    return made(
      KIND.tuple,
      parts.map((part) => this.typeOf(place, part)),
    )
  }

  /** What the last expression of a block is. */
  #block(place: Place, open: number): RustType {
    const { tokens } = place.file
    const close = tokens.partner(open)
    let start = open + 1
    let before = start
    for (let at = open + 1; at < close;) {
      const word = tokens.word(at)
      if (word === ';') [before, start] = [start, at + 1]
      if (!OPENING.has(word)) {
        at++
        continue
      }
      const end = Math.max(at, tokens.partner(at)) + 1
      const next = tokens.word(end)
      // A statement that ends in a block has no semicolon.
      if (
        word === '{' &&
        end < close &&
        !/^(?:else|[.?;,)\]]|as|[-+*/=<>&|]+|==|!=)$/.test(next) &&
        STATEMENT.test(tokens.word(start))
      )
        start = end
      at = end
    }
    if (start >= close) {
      const isLeft =
        NEVER.has(tokens.word(before)) || (tokens.word(before + 1) === '!' && PANICS.test(tokens.word(before)))
      return made(isLeft ? KIND.never : KIND.tuple)
    }
    return this.typeOf(place, [start, close])
  }

  #if(place: Place, [from, to]: Range): Read {
    const { tokens } = place.file
    let type = UNKNOWN
    let at = from
    while (at < to) {
      const start = tokens.word(at + 1) === 'let' ? tokens.find(at, to, new Set(['='])) : at
      const open = tokens.find(start, to, BLOCK)
      const close = tokens.partner(open)
      if (open >= to || close <= open) return { type, next: to }
      if (isUndecided(type)) type = this.#better(type, this.#block(place, open))
      at = close + 1
      if (tokens.word(at) !== 'else') break
      at++
    }
    return { type, next: at }
  }

  #match(place: Place, [from, to]: Range): Read {
    const { tokens } = place.file
    const open = tokens.find(from + 1, to, BLOCK)
    if (open >= to) return { type: UNKNOWN, next: to }
    let type = UNKNOWN
    for (const { body } of armsOf(tokens, open)) {
      if (!isUndecided(type)) break
      type = this.#better(type, this.typeOf(place, body))
    }
    return { type, next: tokens.partner(open) + 1 }
  }

  #better(left: RustType, right: RustType): RustType {
    return isUnknown(right) || right.name === KIND.never ? left : right
  }

  /** What a name or a path means, is called or made. */
  #path(place: Place, [from, to]: Range): Read {
    const { tokens } = place.file
    const path = readPath(place, from)
    if (path === undefined) return { type: UNKNOWN, next: from + 1 }
    const { next } = path
    const word = next < to ? tokens.word(next) : ''
    const close = Math.max(next, tokens.partner(next)) + 1
    if (word === '!' && OPENING.has(tokens.word(next + 1)))
      return { type: this.#macro(place, path.names.at(-1) ?? '', next + 1), next: tokens.partner(next + 1) + 1 }
    if (word === '(') return { type: this.calls.ofPath(place, path, this.#site(place, next, path.given)), next: close }
    const isMade = word === '{' && /^[A-Z]/.test(path.names.at(-1) ?? '')
    if (isMade) return { type: this.calls.made(place, path, next), next: close }
    return { type: this.value(place, path, from), next }
  }

  value(place: Place, path: PathFound, at: number): RustType {
    const [name = ''] = path.names
    const bound = path.names.length === 1 && path.of === undefined ? this.binding(place, name, at) : undefined
    return bound === undefined ? this.calls.value(place, path) : this.world.resolve(bound)
  }

  /** The type of a variable; undefined where there is none of the name. */
  binding({ callable, scope }: Place, name: string, at: number): RustType | undefined {
    if (callable === undefined) return undefined
    const known = this.#bindings.get(callable) ?? this.#read(callable, scope)
    const list = known.get(name) ?? []
    let [low, high] = [0, list.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((list[middle] as Binding).from <= at) low = middle + 1
      else high = middle
    }
    for (let index = low - 1; index >= Math.max(0, low - BINDINGS_LOOKED_AT_MAX); index--) {
      const one = list[index] as Binding
      if (at < one.to) return this.#deeper(() => one.type())
    }
    return undefined
  }

  #read(callable: FunctionItem, scope: TypeScope): ReadonlyMap<string, readonly Binding[]> {
    const place: Place = { file: callable.file, scope, callable }
    const types: BindingTypes = {
      expression: (range) => this.typeOf(place, range),
      itemOf: (type) => this.world.itemOf(this.world.resolve(type)),
      given: (open, argument, given) => this.#deeper(() => this.calls.given(place, { open, argument, place: given })),
      part: (source, index) => this.#part(source, index),
      field: (source, path, name) => this.calls.patternField(place, { source, path, name }),
    }
    const found = readBindings(callable, types)
    for (const list of found.values()) (list as Binding[]).sort((left, right) => left.from - right.from)
    this.#bindings.set(callable, found)
    return found
  }

  #part(source: RustType, index: number): RustType {
    const own = this.world.resolve(source)
    return own.name === KIND.tuple ? partOf(own, index) : this.world.itemOf(own)
  }

  #macro(place: Place, name: string, open: number): RustType {
    const { tokens } = place.file
    const inside: Range = [open + 1, tokens.partner(open)]
    if (name === 'vec') {
      const [first] = tokens.split(inside[0], tokens.find(...inside, new Set([';'])))
      return made('Vec', [first === undefined ? UNKNOWN : this.typeOf(place, first)])
    }
    if (name === 'format' || name === 'concat' || name === 'stringify') return made('String')
    if (name === 'matches') return made('bool')
    if (PANICS.test(name)) return made(KIND.never)
    if (name === 'dbg') return this.typeOf(place, inside)
    return UNKNOWN
  }

  #site(place: Place, open: number, named: readonly RustType[]): CallSite {
    return { place, named, arguments: place.file.tokens.split(open + 1, place.file.tokens.partner(open)) }
  }

  /** What follows an expression: members, calls, indexes and `?`. */
  #postfix(place: Place, first: Read, to: number): Read {
    const { tokens } = place.file
    const known = this.#knownBefore(place.file)
    let { type, next } = first
    while (next < to) {
      const word = tokens.word(next)
      if (word === '.') {
        if (this.#depth < DEPTH_MAX / 2) known.set(next, type)
        ;({ type, next } = this.#member(place, { type, next }, to))
      } else if (word === '?') {
        const own = this.world.resolve(type)
        type = own.name === 'Option' || own.name === 'Result' ? (own.args[0] ?? UNKNOWN) : UNKNOWN
        next++
      } else if (word === '(') {
        const own = this.world.resolve(type)
        const fn = own.name === KIND.function ? own : own.bounds?.find(({ name }) => name === KIND.function)
        type = fn?.args[0] ?? UNKNOWN
        next = Math.max(next, tokens.partner(next)) + 1
      } else if (word === '[') {
        type = this.#indexed(place, type, next)
        next = Math.max(next, tokens.partner(next)) + 1
      } else break
    }
    return { type, next }
  }

  #member(place: Place, { type, next: dot }: Read, to: number): Read {
    const { tokens } = place.file
    const name = tokens.word(dot + 1)
    if (name === 'await') return { type, next: dot + 2 }
    if (/^\d/.test(name)) {
      const fields = name.split('.').filter((part) => part !== '')
      return { type: fields.reduce((own, field) => this.world.field(own, field), type), next: dot + 2 }
    }
    let at = dot + 2
    let named: readonly RustType[] = []
    if (tokens.word(at) === '::' && tokens.word(at + 1) === '<') {
      const end = tokens.afterAngles(at + 1)
      named = readArguments(tokens, [at + 2, end - 1], place.scope).args
      at = end
    }
    if (at < to && tokens.word(at) === '(') {
      const result = this.calls.ofMethod(type, name, this.#site(place, at, named))
      return { type: result, next: Math.max(at, tokens.partner(at)) + 1 }
    }
    return { type: this.world.field(type, name), next: at }
  }

  #indexed(place: Place, type: RustType, open: number): RustType {
    const { tokens } = place.file
    const own = this.world.resolve(type)
    const close = tokens.partner(open)
    const isRange = tokens.find(open + 1, close, new Set(['..', '..='])) < close
    if (isRange) return own
    if (this.world.declared(own).length > 0) return this.world.associated(own, 'Output')
    return own.args.length > 1 ? (own.args[1] as RustType) : (own.args[0] ?? UNKNOWN)
  }
}

const PANICS = /^(?:panic|todo|unreachable|unimplemented|bail)$/
const STATEMENT = /^(?:if|match|while|for|loop|unsafe|\{|let|'.*|fn|impl|struct|use|#|mod|enum|const|static|trait)$/

/** Behind `&mut *` and the like, and behind the name of a loop. */
function behindPrefix(tokens: RustTokens, [start, to]: Range): number {
  let from = start
  while (from < to) {
    const isLabel = tokens.word(from).startsWith("'") && tokens.word(from + 1) === ':'
    if (!isLabel && !PREFIX.has(tokens.word(from))) break
    from += isLabel ? 2 : 1
  }
  return from
}

/** `<<`, `>>` */
function isShift({ starts, words }: RustTokens, at: number): boolean {
  const [word, next] = [words[at], words[at + 1]]
  return (word === '<' || word === '>') && next === word && starts[at + 1] === (starts[at] ?? 0) + 1
}

function isUndecided({ name }: RustType): boolean {
  return name === KIND.unknown || name === KIND.never
}

function literalType(word: string): RustType | undefined {
  if (/^(?:c|b?r?#*)"/.test(word)) return word.startsWith('b') ? made(KIND.list, [made('u8')]) : made('str')
  if (word === 'true' || word === 'false') return made('bool')
  if (word.startsWith("b'")) return made('u8')
  if (/^\d/.test(word)) return made(/(?:[iu](?:8|16|32|64|128|size)|f32|f64)$/.exec(word)?.[0] ?? KIND.number)
  return word.startsWith("'") ? made('char') : undefined
}
