import type { FactsBuilder } from '../lex/facts-builder.ts'
import { C, T, type Tokens } from '../lex/tokens.ts'

/** Deeper nesting is passed over without a look inside. */
const DEPTH_MAX = 600

/** A place among the tokens of a file, and the moves that every part of the parser makes. */
export class ScriptCursor {
  readonly tokens: Tokens
  readonly builder: FactsBuilder
  at = 0
  #depth = 0

  constructor(builder: FactsBuilder) {
    this.builder = builder
    this.tokens = builder.tokens
  }

  /** The kind of the current token, 0 at the end of the file. */
  get kind(): number {
    return this.kindAt(this.at)
  }

  kindAt(at: number): number {
    return at < this.tokens.count && at >= 0 ? (this.tokens.kind[at] as number) : 0
  }

  /** The number of the name at the current place, -1 where there is no name. */
  get word(): number {
    return this.wordAt(this.at)
  }

  wordAt(at: number): number {
    return this.kindAt(at) === T.name ? (this.tokens.id[at] as number) : -1
  }

  /** Whether a line end stands before the current token. */
  get isNewLine(): boolean {
    return this.tokens.isAfterNewline[this.at] === 1
  }

  accept(kind: number): boolean {
    if (this.kind !== kind) return false
    this.at++
    return true
  }

  acceptWord(word: number): boolean {
    if (this.word !== word) return false
    this.at++
    return true
  }

  /** Runs `step` until `close`, which is consumed; stops at a brace that belongs further out. Every step moves on. */
  until(close: number, step: () => void): void {
    if (this.#depth >= DEPTH_MAX) {
      this.skipTo(close)
      return
    }
    this.#depth++
    while (this.kind !== close && this.kind !== 0) {
      if (this.kind === C.closeBrace) break
      const before = this.at
      step()
      if (this.at === before) this.at++
    }
    this.#depth--
    this.accept(close)
  }

  /** Goes past the bracket `close` that ends the group in which the cursor stands. */
  skipTo(close: number): void {
    for (let depth = 0; this.kind !== 0; this.at++) {
      const { kind } = this
      if (kind === close && depth === 0) break
      if (isOpening(kind)) depth++
      else if (isClosing(kind)) depth--
    }
    this.accept(close)
  }

  /** The token after the group that opens at `at`. */
  afterGroup(at: number): number {
    let depth = 0
    for (let index = at; index < this.tokens.count; index++) {
      const kind = this.kindAt(index)
      if (isOpening(kind)) depth++
      else if (isClosing(kind) && --depth === 0) return index + 1
    }
    return this.tokens.count
  }
}

function isOpening(kind: number): boolean {
  return kind === C.open || kind === C.openBrace || kind === C.openBracket || kind === T.interpolationOpen
}

function isClosing(kind: number): boolean {
  return kind === C.close || kind === C.closeBrace || kind === C.closeBracket || kind === T.interpolationClose
}
