import { grow } from '../lex/grow.ts'
import { K } from '../lex/keywords.ts'
import { C, T, Tokens } from '../lex/tokens.ts'
import { matchByIndent } from './match-by-indent.ts'
import type { Directives } from './lexer.ts'

/** One `#if … #endif` while it is gone through. */
interface Conditional {
  /** Places in the code before the branch, and brackets that are open there. */
  start: number
  readonly height: number
  readonly braces: number
  /** How much of what was closed since was open before. */
  undoFrom: number
  /** A branch before this one has something. */
  hasKept: boolean
  /** It stands in the middle of an expression: `= #if …`. */
  readonly isInside: boolean
  /** No further branch is read. */
  isDone: boolean
  /** The branch is not read: because of a condition, or because what is around is not read. */
  isSkipped: boolean
  readonly isInSkipped: boolean
  /** `#if 0`: nothing is declared there. */
  isDead: boolean
  readonly isInDead: boolean
  /** `#if 1`: no other branch is anything. */
  readonly isAlways: boolean
}

/**
 * The tokens that a reader of declarations sees: without directives, and of conditional branches those that fit together. Branches that are
 * statements by themselves are all there; where they end in the middle of a statement, or leave brackets open, the first one is. Nothing is expanded.
 */
export class CodeView {
  kind = new Uint8Array(1 << 12)
  /** The number of the name, or -1. */
  id = new Int32Array(1 << 12)
  /** The token; of a separator that was put in, the one before. */
  token = new Int32Array(1 << 12)
  /** Of an opening bracket the place of what closes it; where nothing does, the last place before what is outside. */
  match = new Int32Array(1 << 12)
  count = 0
  /** A token at which the brackets go wrong, or -1. */
  problem = -1

  #tokens: Tokens = new Tokens(0)
  #source: Uint8Array = new Uint8Array(0)
  #open = new Int32Array(1 << 8)
  #height = 0
  #braces = 0
  readonly #conditionals: Conditional[] = []
  /** Brackets that were closed inside of a conditional and opened before it: height and place. */
  readonly #undo: number[] = []

  /** Takes in what was lexed. */
  build(source: Uint8Array, tokens: Tokens, directives: Directives): void {
    this.#tokens = tokens
    this.#source = source
    this.count = this.#height = this.#braces = 0
    this.problem = -1
    this.#conditionals.length = this.#undo.length = 0
    this.#reserve(tokens.count + directives.count + PADDING)
    let from = 0
    for (let index = 0; index < directives.count; index++) {
      const start = directives.from[index] as number
      this.#append(from, start)
      from = directives.to[index] as number
      this.#directive(directives.word[index] as number, start, from)
      if (this.#conditionals.at(-1)?.isDead === true) directives.word[index] = -1
    }
    this.#append(from, tokens.count)
    if (this.#height > 0 || this.problem !== -1) this.#repair()
    this.kind.fill(0, this.count, this.count + PADDING)
    this.id.fill(-1, this.count, this.count + PADDING)
  }

  #reserve(size: number): void {
    if (size <= this.kind.length) return
    this.kind = grow(this.kind, size)
    this.id = grow(this.id, size)
    this.token = grow(this.token, size)
    this.match = grow(this.match, size)
  }

  #append(from: number, to: number): void {
    if (this.#conditionals.at(-1)?.isSkipped === true) return
    const { kind: kinds, id: ids } = this.#tokens
    const { kind, id, token } = this
    let { count } = this
    for (let at = from; at < to; at++) {
      const own = kinds[at] as number
      kind[count] = own
      id[count] = ids[at] as number
      token[count] = at
      const step = BRACKET[own] as number
      if (step === 1) this.#push(count)
      else if (step === 2) this.#close(own, count)
      count++
    }
    this.count = count
  }

  #push(place: number): void {
    if (this.#height === this.#open.length) this.#open = grow(this.#open, this.#height + 1)
    this.#open[this.#height++] = place
    if (this.kind[place] === C.openBrace) this.#braces++
  }

  /** A brace closes what is still open inside of it; another bracket that fits nothing is passed over. */
  #close(kind: number, place: number): void {
    if (kind === C.closeBrace) {
      if (this.#braces === 0) {
        if (this.problem === -1) this.problem = this.token[place] as number
        return
      }
      while (this.kind[this.#top()] !== C.openBrace) this.#pop(place - 1)
      this.#braces--
      this.#pop(place)
    } else if (this.#height > 0 && this.kind[this.#top()] === (kind === C.close ? C.open : C.openBracket))
      this.#pop(place)
  }

  #top(): number {
    return this.#open[this.#height - 1] as number
  }

  #pop(place: number): void {
    const opening = this.#top()
    this.#height--
    this.match[opening] = place
    const conditional = this.#conditionals.at(-1)
    if (conditional !== undefined && this.#height < conditional.height) this.#undo.push(this.#height, opening)
  }

  #directive(word: number, from: number, to: number): void {
    if (word === K.if || word === K.ifdef || word === K.ifndef) this.#if(word, from, to)
    else if (word === K.else || word === K.elif || word === K.elifdef || word === K.elifndef) this.#else()
    else if (word === K.endif) this.#endif()
  }

  #if(word: number, from: number, to: number): void {
    const isInSkipped = this.#conditionals.at(-1)?.isSkipped === true
    const isInDead = this.#conditionals.at(-1)?.isDead === true
    const constant = word === K.if && to - from === 3 ? this.#digit(to - 1) : undefined
    this.#conditionals.push({
      start: this.count,
      height: this.#height,
      braces: this.#braces,
      undoFrom: this.#undo.length,
      hasKept: false,
      isInside: this.count > 0 && ENDS_PART[this.kind[this.count - 1] as number] === 0,
      isDone: constant === 1,
      isSkipped: isInSkipped || constant === 0,
      isInSkipped,
      isDead: isInDead || constant === 0,
      isInDead,
      isAlways: constant === 1,
    })
  }

  /** The value of `#if 0` and `#if 1`. */
  #digit(token: number): number | undefined {
    const start = this.#tokens.start[token] as number
    if (this.#tokens.kind[token] !== T.number || this.#tokens.end[token] !== start + 1) return undefined
    return (this.#source[start] as number) - 48
  }

  #else(): void {
    const conditional = this.#conditionals.at(-1)
    if (conditional === undefined) return
    conditional.isDead = conditional.isInDead || conditional.isAlways
    if (conditional.isInSkipped) return
    if (!conditional.isSkipped) this.#endBranch(conditional, true)
    conditional.start = this.count
    conditional.isSkipped = conditional.isDone
  }

  #endif(): void {
    const conditional = this.#conditionals.at(-1)
    if (conditional === undefined) return
    if (!conditional.isSkipped) this.#endBranch(conditional, false)
    this.#conditionals.pop()
    const height = this.#conditionals.at(-1)?.height ?? 0
    // What an outer conditional has to bring back, if it drops its branch.
    let kept = conditional.undoFrom
    for (let at = kept; at < this.#undo.length; at += 2) {
      if ((this.#undo[at] as number) >= height) continue
      this.#undo[kept++] = this.#undo[at] as number
      this.#undo[kept++] = this.#undo[at + 1] as number
    }
    this.#undo.length = kept
  }

  /** Keeps or drops the branch that ends here; what must not stand beside it is not read. */
  #endBranch(conditional: Conditional, hasNext: boolean): void {
    const { start } = conditional
    if (this.count === start) return
    const isBalanced = this.#height === conditional.height && this.#undo.length === conditional.undoFrom
    const last = this.kind[this.count - 1] as number
    const isWhole = isBalanced && ENDS_STATEMENT[last] === 1
    const separator = isBalanced && !isWhole ? this.#separator(start) : 0
    const isApart = isWhole || separator !== 0
    if (!conditional.hasKept) conditional.isDone = (!isApart || conditional.isInside) && hasNext
    else if (!isApart) this.#drop(conditional)
    conditional.hasKept = true
    if (hasNext && separator !== 0) this.#put(separator)
  }

  /** What parts a branch from the next one: heads of functions, macros, or names in a list. 0: they cannot stand beside each other. */
  #separator(start: number): number {
    const before = start === 0 ? C.semicolon : (this.kind[start - 1] as number)
    if (before === C.semicolon || before === C.closeBrace) return C.semicolon
    if (before === C.comma || before === C.openBrace) {
      if (this.#isInEnum()) return C.comma
      return before === C.openBrace ? C.semicolon : 0
    }
    return 0
  }

  /** Whether the innermost bracket is the brace of `enum … {`. */
  #isInEnum(): boolean {
    if (this.#height === 0) return false
    const open = this.#top()
    for (let at = open - 1; at >= Math.max(0, open - ENUM_HEAD_MAX); at--) {
      if (this.id[at] === K.enum && this.kind[at] === T.name) return true
      if (ENDS_STATEMENT[this.kind[at] as number] === 1 && this.kind[at] !== C.colon) return false
    }
    return false
  }

  #put(kind: number): void {
    const { count } = this
    this.kind[count] = kind
    this.id[count] = -1
    this.token[count] = count === 0 ? 0 : (this.token[count - 1] as number)
    this.count++
  }

  #drop({ start, height, braces, undoFrom }: Conditional): void {
    this.count = start
    for (let at = this.#undo.length - 2; at >= undoFrom; at -= 2) {
      this.#open[this.#undo[at] as number] = this.#undo[at + 1] as number
    }
    this.#undo.length = undoFrom
    this.#height = height
    this.#braces = braces
  }

  #repair(): void {
    const { problem, count } = this
    if (problem === -1) this.problem = this.token[this.#open[0] as number] as number
    while (this.#height > 0) this.match[this.#open[--this.#height] as number] = count - 1
    matchByIndent(this, this.#tokens, this.#source)
  }
}

/** Places behind the last one that hold nothing, so that looking ahead needs no check. */
const PADDING = 8
const ENUM_HEAD_MAX = 12
/** 1 for opening brackets, 2 for closing ones. */
const BRACKET = new Uint8Array(256)
for (const kind of [C.open, C.openBrace, C.openBracket]) BRACKET[kind] = 1
for (const kind of [C.close, C.closeBrace, C.closeBracket]) BRACKET[kind] = 2
const ENDS_STATEMENT = new Uint8Array(256)
for (const kind of [C.semicolon, C.closeBrace, C.comma, C.colon]) ENDS_STATEMENT[kind] = 1
/** After these a statement, a declarator or a name of a list may begin. */
const ENDS_PART = ENDS_STATEMENT.slice()
for (const kind of [T.name, T.string, C.open, C.openBrace, C.close, C.closeBracket, C.greater]) ENDS_PART[kind] = 1
