import { K, S, type Code } from './code.ts'
import type { TypeRef } from './shapes.ts'
import { isNoType, typeBefore } from './type-refs.ts'

/** A parameter or a variable, for tokens from `at` on before `to`. */
export interface Local {
  readonly name: string
  readonly at: number
  readonly to: number
  readonly said: Said
}

export type Said =
  | { readonly kind: 'type'; readonly type: TypeRef }
  /** `var name = …`: what stands behind the token. */
  | { readonly kind: 'value'; readonly from: number }
  /** One of what stands behind the token, up to another one. */
  | { readonly kind: 'each'; readonly from: number }
  /** A parameter of a function without types, which begins at a token. */
  | { readonly kind: 'lambda'; readonly start: number; readonly index: number }
  | { readonly kind: 'unknown' }

const STEPS_MAX = 1000
const PATTERN: ReadonlySet<string> = new Set(['instanceof', 'is', 'case', 'not', 'out', 'or', 'and', 'ref'])
const UNKNOWN: Said = { kind: 'unknown' }

/** The parameters and variables of one file. */
export class Locals {
  readonly #code: Code
  readonly #groups = new Map<number, ReadonlyMap<string, readonly Local[]>>()

  constructor(code: Code) {
    this.#code = code
  }

  /** The last that a curly bracket's content declares before a token. `isClass`: it is a class's, whose fields are none. */
  find(
    open: number,
    { name, at, isClass }: { readonly name: string; readonly at: number; readonly isClass: boolean },
  ): Local | undefined {
    const known = this.#groups.get(open) ?? new GroupScan(this.#code, { open, isClass }).locals
    this.#groups.set(open, known)
    const list = known.get(name) ?? []
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((list[middle]?.at ?? 0) <= at) low = middle + 1
      else high = middle
    }
    for (let index = low - 1; index >= Math.max(0, low - STEPS_MAX); index--)
      if ((list[index]?.to ?? 0) > at) return list[index]
    return undefined
  }
}

/** What one curly bracket has of its own, those inside of it left out. */
class GroupScan {
  readonly locals = new Map<string, Local[]>()
  readonly #code: Code
  readonly #end: number
  readonly #isClass: boolean
  /** The round and square brackets around the token that is read. */
  readonly #around: number[] = []
  /** The type of the declaration that goes on behind a comma. */
  #type: TypeRef | undefined

  constructor(code: Code, { open, isClass }: { readonly open: number; readonly isClass: boolean }) {
    this.#code = code
    this.#isClass = isClass
    this.#end = open === -1 ? code.count : code.mateOf(open)
    for (let at = open + 1; at < this.#end; at++) {
      const kind = code.kindAt(at)
      if (kind === S.openCurly) at = Math.max(at, code.mateOf(at))
      else if (kind === S.open || kind === S.openSquare) this.#around.push(at)
      else if (kind === S.close || kind === S.closeSquare) this.#around.pop()
      else if (kind === S.semicolon) this.#type = undefined
      else if (kind === K.arrow) this.#readLambda(at)
      else if (kind === K.name) this.#readName(at)
    }
  }

  #add(local: Local): void {
    const list = this.locals.get(local.name)
    if (list === undefined) this.locals.set(local.name, [local])
    else list.push(local)
  }

  #readName(at: number): void {
    const code = this.#code
    const before = code.kindAt(at - 1)
    if (before === S.comma) {
      if (this.#type !== undefined && this.#around.length === 0 && isBehindName(code, at)) this.#declare(at, this.#type)
      return
    }
    if (before === K.name && isNoType(code, code.word(at - 1))) this.#readQuery(at, code.word(at - 1))
    else if (before === K.name || isTypeEnd(before)) this.#readTyped(at)
  }

  /** `Type name` */
  #readTyped(at: number): void {
    const code = this.#code
    if (isNoType(code, code.word(at))) return
    const type = typeBefore(code, at)
    if (type === undefined) return
    const lead = code.word(type.at - 1)
    if (/^(?:\.|::|new)$/.test(lead)) return
    const isPattern = PATTERN.has(lead)
    if (!isPattern && !isBehindName(code, at) && !this.#isArm(at, type)) return
    if (lead === '|') this.#put(at, UNKNOWN, isPattern)
    else this.#declare(at, type, isPattern)
  }

  /** `from name in …`, `let name = …`, `join name in …`, `into name` of a query. */
  #readQuery(at: number, word: string): void {
    const code = this.#code
    if (code.language !== 'csharp') return
    const behind = code.word(at + 1)
    if ((word === 'from' || word === 'join') && behind === 'in') this.#put(at, { kind: 'each', from: at + 2 }, true)
    else if (word === 'let' && behind === '=') this.#put(at, { kind: 'value', from: at + 2 }, true)
    else if (word === 'into') this.#put(at, UNKNOWN, true)
  }

  /** `Type name => …` of a switch. */
  #isArm(at: number, type: TypeRef): boolean {
    const code = this.#code
    const before = code.kindAt(type.at - 1)
    if (code.language !== 'csharp' || this.#isClass) return false
    return code.is(at + 1, K.arrow) && (before === S.openCurly || before === S.comma)
  }

  #declare(at: number, type: TypeRef, isPattern = false): void {
    const code = this.#code
    const isGuessed = type.name === 'var' && type.dimensions === 0
    const behind = code.word(at + 1)
    const isEach = behind === ':' || behind === 'in'
    if (this.#around.length === 0 && !isPattern) this.#type = type
    const dimensions = code.is(at + 1, S.openSquare) ? 1 : 0
    const written = dimensions === 0 ? type : { ...type, dimensions: type.dimensions + dimensions }
    if (!isGuessed) this.#put(at, { kind: 'type', type: written }, isPattern)
    else if (isEach) this.#put(at, { kind: 'each', from: at + 2 }, isPattern)
    else this.#put(at, behind === '=' ? { kind: 'value', from: at + 2 } : UNKNOWN, isPattern)
  }

  #put(at: number, said: Said, isPattern: boolean): void {
    const code = this.#code
    const around = this.#around.at(-1)
    if (around === undefined && this.#isClass && !isPattern) return
    if (around !== undefined && this.#isClass && isRecordHead(code, around)) return
    const isWide = around === undefined || isPattern || code.is(around, S.openSquare)
    const close = around === undefined ? -1 : code.mateOf(around)
    const to = isWide
      ? this.#end
      : code.is(close + 1, K.arrow) && !this.#isClass
        ? lambdaEnd(code, close + 1, this.#end)
        : statementEnd(code, close + 1, this.#end)
    this.#add({ name: code.word(at), at, to, said })
  }

  #readLambda(arrow: number): void {
    const code = this.#code
    const to = lambdaEnd(code, arrow, this.#end)
    if (code.is(arrow - 1, S.close)) this.#readParameters(arrow - 1, to)
    else this.#readParameter(arrow - 1, to)
  }

  /** `(a, b) -> …` */
  #readParameters(close: number, to: number): void {
    const code = this.#code
    const open = code.mateOf(close)
    let index = 0
    for (let at = open + 1; at < close; at = code.next(at)) {
      if (code.is(at, S.comma)) index++
      const isFirst = at === open + 1 || code.is(at - 1, S.comma)
      const isLast = at + 1 === close || code.is(at + 1, S.comma)
      if (code.is(at, K.name) && isFirst && isLast)
        this.#add({ name: code.word(at), at, to, said: { kind: 'lambda', start: open, index } })
    }
  }

  /** `a -> …` */
  #readParameter(at: number, to: number): void {
    const code = this.#code
    if (!code.is(at, K.name) || /^(?:case|default)$/.test(code.word(at)) || code.word(at - 1) === 'case') return
    if (this.#isClass && this.#around.length === 0 && !code.is(at - 1, S.equals)) return
    if (typeBefore(code, at) !== undefined && code.word(at - 1) !== 'async') return
    this.#add({ name: code.word(at), at, to, said: { kind: 'lambda', start: at, index: 0 } })
  }
}

function isBehindName(code: Code, at: number): boolean {
  const kind = code.kindAt(at + 1)
  if (kind === S.equals || kind === S.semicolon || kind === S.comma || kind === S.colon || kind === S.close) return true
  if (kind === S.openSquare) return code.language === 'java' && code.is(at + 2, S.closeSquare)
  return kind === K.name && code.word(at + 1) === 'in'
}

function isTypeEnd(kind: number): boolean {
  return (
    kind === S.greater ||
    kind === S.closeSquare ||
    kind === S.question ||
    kind === K.ellipsis ||
    kind === S.close ||
    kind === S.star
  )
}

/** Of `record Name(…)`, also with type parameters. */
function isRecordHead(code: Code, open: number): boolean {
  let at = open - 1
  if (code.is(at, S.greater)) at = code.mateOf(at) - 1
  return (
    code.word(at - 1) === 'record' || (code.word(at - 2) === 'record' && /^(?:class|struct)$/.test(code.word(at - 1)))
  )
}

/** Behind the body of a function without a name. */
export function lambdaEnd(code: Code, arrow: number, last: number): number {
  if (code.is(arrow + 1, S.openCurly)) return Math.min(last, code.next(arrow + 1))
  let at = arrow + 1
  while (at < last && !isValueEnd(code, at)) at = code.next(at)
  return at
}

/** Behind the statement that begins at a token. */
function statementEnd(code: Code, from: number, last: number): number {
  let at = from
  while (at < last && !code.is(at, S.semicolon) && !code.is(at, S.openCurly)) {
    if (code.is(at, S.close) || code.is(at, S.closeSquare)) return at
    at = code.next(at)
  }
  return Math.min(last, code.next(at))
}

/** Whether an expression ends before a token. */
export function isValueEnd(code: Code, at: number): boolean {
  const kind = code.kindAt(at)
  return kind === S.comma || kind === S.semicolon || kind === S.close || kind === S.closeSquare || kind === S.closeCurly
}
