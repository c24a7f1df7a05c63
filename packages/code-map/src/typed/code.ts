import type { TypedLanguage } from './shapes.ts'

/** Kinds of tokens; signs of one character stand for themselves by their code. */
export const K = { name: 1, number: 2, text: 3, arrow: 4, colons: 5, operator: 6, ellipsis: 7 } as const

/** Codes of signs. */
export const S = {
  open: 40,
  close: 41,
  star: 42,
  comma: 44,
  dot: 46,
  colon: 58,
  semicolon: 59,
  less: 60,
  equals: 61,
  greater: 62,
  question: 63,
  at: 64,
  openSquare: 91,
  closeSquare: 93,
  openCurly: 123,
  closeCurly: 125,
  and: 38,
  bang: 33,
} as const

/** In the order of its groups: what is left out, a name, a number, a text, an operator, a directive, any other sign. */
const JAVA =
  /\s+|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|([A-Za-z_$\u0080-\u00ff][\w$\u0080-\u00ff]*)|(\d[\w.]*)|("""[^]*?(?<!\\)"""|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|(->|::|\.\.\.|&&|\|\||\+\+|--|[-+*/%&|^!=<]=)|($^)|(.)/gs
const CSHARP =
  /\s+|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)|(@?[A-Za-z_\u0080-\u00ff][\w\u0080-\u00ff]*)|(\d[\w.]*)|(\$*"""[^]*?"""+|(?:\$@|@\$|@)"(?:[^"]|"")*"?|\$?"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|(=>|::|\.\.|\?\?=?|&&|\|\||\+\+|--|[-+*/%&|^!=<]=)|(#[^\n]*)|(.)/gs
const ARROWS: ReadonlySet<string> = new Set(['->', '=>'])
/** Brackets that do not belong together: where the one that is closed was opened is looked for among so many. */
const DEPTH_MAX = 200
const ANGLE_TOKENS_MAX = 200

/** The tokens of a file of Java or C#, as columns, with their brackets paired. */
export class Code {
  readonly text: string
  readonly language: TypedLanguage
  count = 0
  kind = new Uint8Array(0)
  start = new Int32Array(0)
  end = new Int32Array(0)
  /** Of a bracket, also of type arguments, the other one; -1 where there is none. */
  mate = new Int32Array(0)
  /** The token of the curly bracket that a token is in; -1 outside of all. */
  around = new Int32Array(0)

  /** `text`: one character a byte. */
  constructor(text: string, language: TypedLanguage) {
    this.text = text
    this.language = language
    this.#read()
    this.#pairAngles()
  }

  word(at: number): string {
    return at < 0 || at >= this.count ? '' : this.text.slice(this.start[at], this.end[at])
  }

  is(at: number, kind: number): boolean {
    return at >= 0 && at < this.count && this.kind[at] === kind
  }

  kindAt(at: number): number {
    return at < 0 || at >= this.count ? 0 : (this.kind[at] as number)
  }

  mateOf(at: number): number {
    return at < 0 || at >= this.count ? -1 : (this.mate[at] as number)
  }

  aroundOf(at: number): number {
    return at < 0 || at >= this.count ? -1 : (this.around[at] as number)
  }

  /** Behind a token, or behind the bracket that it opens; always further on. */
  next(at: number): number {
    const mate = this.mateOf(at)
    return mate > at ? mate + 1 : at + 1
  }

  /** The token that begins at an offset, or holds it. */
  tokenAt(offset: number): number {
    let low = 0
    let high = this.count - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.start[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  #read(): void {
    const { text } = this
    const kind: number[] = []
    const start: number[] = []
    const end: number[] = []
    const brackets = new Brackets()
    const pattern = new RegExp(this.language === 'java' ? JAVA : CSHARP)
    for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
      const [all, name, number, string, operator, directive, sign] = found
      if (directive !== undefined) brackets.branch(directive, kind.length)
      const one = kindOf({ name, number, string, operator, sign })
      if (one === 0) continue
      brackets.add(one, kind.length)
      kind.push(one)
      start.push(found.index)
      end.push(found.index + all.length)
    }
    this.count = kind.length
    this.kind = Uint8Array.from(kind)
    this.start = Int32Array.from(start)
    this.end = Int32Array.from(end)
    const { mate, around } = brackets.finish(kind.length)
    this.mate = mate
    this.around = around
  }

  /** `<` and `>` around types: between them is nothing but names, commas and the like. */
  #pairAngles(): void {
    for (let at = 1; at < this.count; at++) {
      if (this.kind[at] !== S.less || this.mate[at] !== -1) continue
      const before = this.kind[at - 1] as number
      if (before === K.name || before === S.dot || before === K.colons || isMemberStart(before)) this.#pairFrom(at)
    }
  }

  #pairFrom(from: number): void {
    const open: number[] = []
    const pairs: number[] = []
    const last = Math.min(this.count, from + ANGLE_TOKENS_MAX)
    for (let at = from; at < last; at++) {
      const kind = this.kind[at] as number
      if (kind === S.less) open.push(at)
      else if (kind === S.greater) {
        pairs.push(open.pop() ?? from, at)
        if (open.length === 0) break
      } else if (kind === S.openSquare || (kind === S.open && this.#isTypeList(at))) at = Math.max(at, this.mateOf(at))
      else if (!isInAngles(kind)) return
    }
    if (open.length > 0) return
    for (let index = 0; index < pairs.length; index += 2) {
      const [left = 0, right = 0] = [pairs[index], pairs[index + 1]]
      this.mate[left] = right
      this.mate[right] = left
    }
  }

  /** What an annotation is given, or a tuple of C#. */
  #isTypeList(at: number): boolean {
    return this.language === 'csharp' ? this.kind[at - 1] !== K.name : this.kind[at - 2] === S.at
  }
}

interface Found {
  readonly name: string | undefined
  readonly number: string | undefined
  readonly string: string | undefined
  readonly operator: string | undefined
  readonly sign: string | undefined
}

function kindOf({ name, number, string, operator, sign }: Found): number {
  if (name !== undefined) return K.name
  if (sign !== undefined) return sign.charCodeAt(0) > 127 || sign.charCodeAt(0) < 33 ? 0 : sign.charCodeAt(0)
  if (string !== undefined) return K.text
  if (number !== undefined) return K.number
  if (operator === undefined) return 0
  if (ARROWS.has(operator)) return K.arrow
  return operator === '::' ? K.colons : operator === '...' ? K.ellipsis : K.operator
}

function isInAngles(kind: number): boolean {
  return (
    kind === K.name ||
    kind === S.dot ||
    kind === S.comma ||
    kind === S.question ||
    kind === S.and ||
    kind === S.at ||
    kind === K.colons ||
    kind === S.star
  )
}

/** `public <T> void name()`: what a list of type parameters stands behind where it has no name before it. */
function isMemberStart(kind: number): boolean {
  return kind === S.semicolon || kind === S.openCurly || kind === S.closeCurly || kind === S.close
}

const OPENING: Readonly<Record<number, number>> = { 41: 40, 93: 91, 125: 123 }

interface Bracket {
  readonly kind: number
  readonly at: number
  /** The curly one that it is in. */
  readonly curly: number
}

/** Pairs brackets while tokens come; of conditional branches each begins with what was open before the first. */
class Brackets {
  readonly #mate: number[] = []
  readonly #around: number[] = []
  #open: Bracket[] = []
  #curly = -1
  readonly #branches: { readonly open: readonly Bracket[]; readonly curly: number }[] = []

  add(kind: number, at: number): void {
    this.#mate.push(-1)
    this.#around.push(this.#curly)
    if (kind === S.open || kind === S.openSquare || kind === S.openCurly) {
      this.#open.push({ kind, at, curly: this.#curly })
      if (kind === S.openCurly) this.#curly = at
    } else if (OPENING[kind] !== undefined) this.#close(OPENING[kind], at)
  }

  branch(directive: string, at: number): void {
    const word = /^#\s*(\w+)/.exec(directive)?.[1]
    if (word === 'if') this.#branches.push({ open: [...this.#open], curly: this.#curly })
    else if (word === 'endif') this.#branches.pop()
    else if (word === 'else' || word === 'elif') {
      const before = this.#branches.at(-1)
      if (before === undefined) return
      for (const { at: opened } of this.#open.slice(before.open.length)) this.#mate[opened] = at
      this.#open = [...before.open]
      this.#curly = before.curly
    }
  }

  finish(count: number): { readonly mate: Int32Array<ArrayBuffer>; readonly around: Int32Array<ArrayBuffer> } {
    for (const { at } of this.#open) this.#mate[at] = count
    return { mate: Int32Array.from(this.#mate), around: Int32Array.from(this.#around) }
  }

  #close(kind: number, at: number): void {
    let index = this.#open.length - 1
    const last = Math.max(0, this.#open.length - DEPTH_MAX)
    while (index >= last && this.#open[index]?.kind !== kind) index--
    const found = this.#open[index]
    if (found === undefined || index < last) return
    for (const { at: opened } of this.#open.splice(index)) this.#mate[opened] = at
    this.#mate[at] = found.at
    this.#curly = found.curly
    this.#around[at] = found.curly
  }
}
