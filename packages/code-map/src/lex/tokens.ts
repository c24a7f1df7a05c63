import { grow } from './grow.ts'

export { BYTE_CLASS, C, CLASS, NAME_BYTE } from './name-bytes.ts'

/** Token kinds beyond the punctuation characters, which stand for themselves by their character code. */
export const T = {
  name: 1,
  number: 2,
  string: 3,
  regex: 4,
  /** A name that stands as a command of a shell: what is called needs no brackets. */
  command: 5,
  /** A Ruby symbol `:name`; its name is the symbol's. */
  symbol: 6,
  /** A Ruby or keyword-argument label `name:`. */
  label: 7,
  /** A name inside a JSX tag: a reference, never part of a statement. */
  jsxName: 8,
  /** The end of a JSX element. */
  jsxEnd: 9,
  /** `=>` */
  arrow: 128,
  /** `...` */
  ellipsis: 129,
  /** `?.` */
  optionalChain: 130,
  /** `++` or `--` */
  increment: 131,
  /** Any other operator of more than one character. */
  operator: 132,
  /** `::` */
  scope: 133,
  /** `:=` */
  define: 134,
  /** Around the code inside a template, an interpolated string or a JSX element. */
  interpolationOpen: 135,
  interpolationClose: 136,
} as const

/** What a lexer knows when it appends a token: the token ends where the lexer stands. */
export interface TokenPlace {
  readonly start: number
  readonly pos: number
  readonly line: number
  readonly isAfterNewline: number
}

/** The tokens of one file, as columns. Comments and white space leave none. */
export class Tokens {
  kind: Uint8Array
  /** The number of the name; -1 for tokens without one. */
  id: Int32Array
  start: Int32Array
  end: Int32Array
  line: Int32Array
  /** 1 where a line end stands between this token and the one before. */
  isAfterNewline: Uint8Array
  count = 0
  /** The number of lines that the lexer went through. */
  lines = 1
  problemLine: number | undefined

  constructor(capacity = 1 << 12) {
    this.kind = new Uint8Array(capacity)
    this.id = new Int32Array(capacity)
    this.start = new Int32Array(capacity)
    this.end = new Int32Array(capacity)
    this.line = new Int32Array(capacity)
    this.isAfterNewline = new Uint8Array(capacity)
  }

  /** A copy that takes no more memory than its tokens need. */
  copy(): Tokens {
    const { count } = this
    const copy = new Tokens(0)
    copy.kind = this.kind.slice(0, count)
    copy.id = this.id.slice(0, count)
    copy.start = this.start.slice(0, count)
    copy.end = this.end.slice(0, count)
    copy.line = this.line.slice(0, count)
    copy.isAfterNewline = this.isAfterNewline.slice(0, count)
    copy.count = count
    copy.lines = this.lines
    copy.problemLine = this.problemLine
    return copy
  }

  /** The first token of a kind from `from` on, or `count`. */
  find(kind: number, from: number): number {
    const at = this.kind.subarray(0, this.count).indexOf(kind, from)
    return at === -1 ? this.count : at
  }

  hasName(id: number): boolean {
    return this.id.subarray(0, this.count).includes(id)
  }

  clear(): void {
    this.count = 0
    this.lines = 1
    this.problemLine = undefined
  }

  /** Appends a token; `isAfterNewline` is 0 or 1. */
  push(kind: number, id: number, place: TokenPlace): void {
    const index = this.count
    if (index === this.kind.length) this.reserve(1)
    this.kind[index] = kind
    this.id[index] = id
    this.start[index] = place.start
    this.end[index] = place.pos
    this.line[index] = place.line
    this.isAfterNewline[index] = place.isAfterNewline
    this.count = index + 1
  }

  /** Makes room for so many more. */
  reserve(count: number): void {
    const sizeMin = this.count + count
    if (sizeMin <= this.kind.length) return
    this.kind = grow(this.kind, sizeMin)
    this.isAfterNewline = grow(this.isAfterNewline, this.kind.length)
    this.id = grow(this.id, sizeMin)
    this.start = grow(this.start, sizeMin)
    this.end = grow(this.end, sizeMin)
    this.line = grow(this.line, sizeMin)
  }

  reportProblem(line: number): void {
    this.problemLine ??= line
  }
}
