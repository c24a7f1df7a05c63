import { C, type Tokens } from '../lex/tokens.ts'

export interface Brackets {
  readonly kind: Uint8Array
  readonly token: Int32Array
  readonly match: Int32Array
  readonly count: number
}

/** Brackets around a place that are looked through for the one with its indentation. */
const LEVELS_MAX = 64

/**
 * Pairs the brackets of a file in which they do not fit, which conditional branches and macros bring about: there a brace at the beginning of a line belongs to the
 * one whose line is as far in, or whose first line of content is, where most braces of the file are closed so. What is open at the end ends there.
 */
export function matchByIndent(brackets: Brackets, tokens: Tokens, source: Uint8Array): void {
  new Matching(brackets, tokens, source).run()
}

class Matching {
  readonly #brackets: Brackets
  readonly #tokens: Tokens
  readonly #source: Uint8Array
  readonly #open: number[] = []
  /** Of each open bracket how far in its line is; `(` before `{` counts for both. */
  readonly #indents: number[] = []
  #braces = 0
  #line = -1
  #indent = 0
  #isFirst = false
  #parenIndent = 0
  /** How many brackets are open up to the brace of a function or of values at the left margin; 0 where none is. */
  #outermost = 0
  /** Braces are closed as far in as what they hold. */
  #isClosedAsContent = false

  constructor(brackets: Brackets, tokens: Tokens, source: Uint8Array) {
    this.#brackets = brackets
    this.#tokens = tokens
    this.#source = source
  }

  run(): void {
    const { kind, match, count } = this.#brackets
    this.#isClosedAsContent = this.#closesAsContent()
    this.#line = -1
    for (let place = 0; place < count; place++) {
      this.#look(place)
      const own = kind[place]
      if (own === C.open || own === C.openBracket) this.#push(place, this.#indent)
      else if (own === C.openBrace) this.#openBrace(place)
      else if (own === C.closeBrace) this.#closeBrace(place)
      else if (own === C.close || own === C.closeBracket) this.#close(place, own)
    }
    for (const place of this.#open) match[place] = count - 1
  }

  #look(place: number): void {
    const line = this.#lineOf(place)
    this.#isFirst = line !== this.#line
    if (!this.#isFirst) return
    this.#line = line
    this.#indent = this.#columnOf(place)
  }

  #lineOf(place: number): number {
    return this.#tokens.line[this.#brackets.token[place] as number] as number
  }

  #columnOf(place: number): number {
    const start = this.#tokens.start[this.#brackets.token[place] as number] as number
    return start === 0 ? 0 : start - this.#source.lastIndexOf(C.lineFeed, start - 1) - 1
  }

  /** Whether more braces are closed so than as far in as the line that opens them, as the braces fit without a look at lines. */
  #closesAsContent(): boolean {
    const { kind, count } = this.#brackets
    const open: { readonly indent: number; readonly content: number }[] = []
    let more = 0
    for (let place = 0; place < count; place++) {
      this.#look(place)
      if (kind[place] === C.openBrace) open.push({ indent: this.#indent, content: this.#contentIndent(place) })
      else if (kind[place] === C.closeBrace) {
        const opened = open.pop()
        if (opened === undefined || !this.#isFirst || opened.content === opened.indent) continue
        if (this.#indent === opened.content) more++
        else if (this.#indent === opened.indent) more--
      }
    }
    return more > 0
  }

  /** How far in the line is that follows a brace; as far as the line of the brace where something follows it there. */
  #contentIndent(place: number): number {
    const next = place + 1
    return next < this.#brackets.count && this.#lineOf(next) !== this.#line ? this.#columnOf(next) : this.#indent
  }

  #push(place: number, indent: number): void {
    this.#open.push(place)
    this.#indents.push(indent)
  }

  #pop(end: number): void {
    const place = this.#open.pop() as number
    this.#indents.pop()
    this.#brackets.match[place] = Math.max(end, place)
    if (this.#brackets.kind[place] === C.openBrace) this.#braces--
    if (this.#open.length < this.#outermost) this.#outermost = 0
  }

  #topKind(): number {
    return this.#brackets.kind[this.#open.at(-1) as number] as number
  }

  #openBrace(place: number): void {
    const { kind } = this.#brackets
    const isBehindParens = kind[place - 1] === C.close
    const isAtMargin = this.#isFirst && this.#indent === 0
    if (isAtMargin) this.#endBefore(place, isBehindParens)
    if (this.#isClosedAsContent) this.#push(place, this.#contentIndent(place))
    else this.#push(place, isBehindParens && !this.#isFirst ? this.#parenIndent : this.#indent)
    this.#braces++
    const isOutermost = isAtMargin ? isBehindParens : this.#indent === 0 && kind[place - 1] === C.equals
    if (isOutermost && this.#outermost === 0) this.#outermost = this.#open.length
  }

  /** A body at the left margin is inside of no parentheses, and that of a function inside of no other and of no values: they were not closed where it should be. */
  #endBefore(place: number, isFunction: boolean): void {
    const outermost = this.#outermost
    if (isFunction && outermost > 0) {
      const { kind } = this.#brackets
      let end = place - 1
      while (kind[end] !== C.semicolon && kind[end] !== C.closeBrace && kind[end] !== C.openBrace) end--
      while (this.#open.length >= outermost) this.#pop(end)
    }
    while (this.#open.length > 0 && this.#topKind() !== C.openBrace) this.#pop(place - 1)
  }

  #closeBrace(place: number): void {
    const own = this.#isFirst ? this.#levelOf(this.#indent) : this.#open.length
    if (this.#braces === 0 || own === -1) return
    // Down to the one that is as far in, and else to the innermost brace.
    while (this.#open.length > own) this.#pop(place - 1)
    while (this.#topKind() !== C.openBrace) this.#pop(place - 1)
    this.#pop(place)
  }

  /** How many brackets are open up to the brace with that indentation; all where there is none, -1 where the innermost brace is less far in. */
  #levelOf(indent: number): number {
    const lowest = Math.max(0, this.#open.length - LEVELS_MAX)
    let innermost = -1
    for (let level = this.#open.length - 1; level >= lowest; level--) {
      if (this.#brackets.kind[this.#open[level] as number] !== C.openBrace) continue
      if (innermost === -1) innermost = this.#indents[level] as number
      if (this.#indents[level] === indent) return level + 1
    }
    return innermost !== -1 && innermost < indent ? -1 : this.#open.length
  }

  #close(place: number, kind: number): void {
    const wanted = kind === C.close ? C.open : C.openBracket
    if (this.#open.length === 0 || this.#topKind() !== wanted) return
    if (kind === C.close) this.#parenIndent = this.#indents.at(-1) as number
    this.#pop(place)
  }
}
