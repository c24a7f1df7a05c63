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
 * one whose line is as far in. What is open at the end ends there.
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

  constructor(brackets: Brackets, tokens: Tokens, source: Uint8Array) {
    this.#brackets = brackets
    this.#tokens = tokens
    this.#source = source
  }

  run(): void {
    const { kind, match, count } = this.#brackets
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
    const token = this.#brackets.token[place] as number
    const line = this.#tokens.line[token] as number
    this.#isFirst = line !== this.#line
    if (!this.#isFirst) return
    this.#line = line
    const start = this.#tokens.start[token] as number
    this.#indent = start === 0 ? 0 : start - this.#source.lastIndexOf(C.lineFeed, start - 1) - 1
  }

  #push(place: number, indent: number): void {
    this.#open.push(place)
    this.#indents.push(indent)
  }

  #pop(end: number): void {
    const place = this.#open.pop() as number
    this.#indents.pop()
    this.#brackets.match[place] = end
    if (this.#brackets.kind[place] === C.openBrace) this.#braces--
  }

  #topKind(): number {
    return this.#brackets.kind[this.#open.at(-1) as number] as number
  }

  #openBrace(place: number): void {
    const { kind } = this.#brackets
    const isBehindParens = kind[place - 1] === C.close
    // A body at the left margin is inside of no parentheses.
    if (this.#isFirst && this.#indent === 0) {
      while (this.#open.length > 0 && this.#topKind() !== C.openBrace) this.#pop(place - 1)
    }
    this.#push(place, isBehindParens && !this.#isFirst ? this.#parenIndent : this.#indent)
    this.#braces++
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
