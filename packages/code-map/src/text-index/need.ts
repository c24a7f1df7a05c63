import { trigramsOf } from './trigrams.ts'

/** What every text that matches must have: all of some trigrams, or of some needs all or any. */
export type Need =
  | { readonly kind: 'trigrams'; readonly codes: readonly number[] }
  | { readonly kind: 'all' | 'any'; readonly needs: readonly Need[] }

export interface PatternOptions {
  /** The patterns are no regular expressions. */
  readonly isFixed: boolean
  /** Case may not matter; to say so of a search that does respect case costs nothing but time. */
  readonly mayIgnoreCase: boolean
}

const DEPTH_MAX = 40

/**
 * What a text must have so that one of the patterns (in the syntax of Rust's regex) can match in it. Undefined: nothing is known, any
 * text may match. Everything that is not understood for certain counts as not known.
 */
export function needOf(patterns: readonly string[], { isFixed, mayIgnoreCase }: PatternOptions): Need | undefined {
  const needs = patterns.map((pattern) => {
    if (/[\n\r]/.test(pattern)) return undefined
    const ignoresCase = mayIgnoreCase || (!isFixed && /\(\?[a-zA-Z-]*i/.test(pattern))
    if (isFixed) return allOf([...literalNeeds(pattern, ignoresCase)])
    try {
      return new Parser(pattern, ignoresCase).parse()
    } catch (error) {
      if (error instanceof NotUnderstood) return undefined
      throw error
    }
  })
  return anyOf(needs)
}

class NotUnderstood extends Error {}

function allOf(needs: readonly Need[]): Need | undefined {
  return needs.length < 2 ? needs[0] : { kind: 'all', needs }
}

function anyOf(needs: readonly (Need | undefined)[]): Need | undefined {
  const known = needs.flatMap((need) => need ?? [])
  if (known.length < needs.length || known.length === 0) return undefined
  return known.length === 1 ? known[0] : { kind: 'any', needs: known }
}

/**
 * Needs of a text that must be there as it is. Without regard to case, `k` and `s` also match the Kelvin sign and the long s, and what
 * is not ASCII may match anything: there the literal is cut.
 */
function* literalNeeds(text: string, ignoresCase: boolean): Generator<Need> {
  const parts = ignoresCase ? text.split(/[ksKS\u0080-\uffff]+/) : [text]
  for (const part of parts) {
    const codes = trigramsOf(Buffer.from(part))
    if (codes.length > 0) yield { kind: 'trigrams', codes }
  }
}

/** Characters that stand for themselves behind a backslash. */
const ESCAPED = new Set('.*+?()[]{}^$|\\/-#&~"\',;:!%@=`')
/** Behind a backslash: what stands for one character of several, and what stands for none. */
const CLASS_ESCAPE = /[dDwWsStnrfv]/
const EDGE_ESCAPE = /[bBAz]/

/** Reads a regular expression for what it cannot match without. Throws NotUnderstood at anything unusual. */
class Parser {
  readonly #pattern: string
  readonly #ignoresCase: boolean
  #at = 0
  #depth = 0

  constructor(pattern: string, ignoresCase: boolean) {
    this.#pattern = pattern
    this.#ignoresCase = ignoresCase
  }

  parse(): Need | undefined {
    const need = this.#alternatives()
    if (this.#at < this.#pattern.length) throw new NotUnderstood()
    return need
  }

  #peek(): string {
    return this.#pattern[this.#at] ?? ''
  }

  #alternatives(): Need | undefined {
    if (++this.#depth > DEPTH_MAX) throw new NotUnderstood()
    const branches = [this.#sequence()]
    while (this.#peek() === '|') {
      this.#at++
      branches.push(this.#sequence())
    }
    this.#depth--
    return anyOf(branches)
  }

  /** Runs of literal characters, cut wherever something else stands. */
  #sequence(): Need | undefined {
    const needs: Need[] = []
    let run = ''
    const cut = (): void => {
      needs.push(...literalNeeds(run, this.#ignoresCase))
      run = ''
    }
    while (this.#at < this.#pattern.length && this.#peek() !== '|' && this.#peek() !== ')') {
      const atom = this.#atom()
      const repeat = this.#repeat()
      if (typeof atom === 'string' && repeat === 'once') {
        run += atom
        continue
      }
      // What comes several times is there once, next to what is before it.
      if (typeof atom === 'string' && repeat === 'some') run += atom
      cut()
      if (typeof atom !== 'string' && atom !== undefined && repeat !== 'optional') needs.push(atom)
    }
    cut()
    return allOf(needs)
  }

  /** The next piece: a literal character, the need of a group, or undefined for anything else. */
  #atom(): string | Need | undefined {
    const character = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0)
    this.#at += character.length
    switch (character) {
      case '(':
        return this.#group()
      case '[':
        this.#skipClass()
        return undefined
      case '\\':
        return this.#escape()
      case '.':
      case '^':
      case '$':
        return undefined
      case '*':
      case '+':
      case '?':
      case '{':
      case '}':
      case ']':
        throw new NotUnderstood()
      default:
        return character
    }
  }

  #group(): Need | undefined {
    if (this.#peek() === '?') {
      const opening = /^\?(?:P?<[A-Za-z_]\w*>|[ims]*(?::|\)))/.exec(this.#pattern.slice(this.#at))?.[0]
      if (opening === undefined) throw new NotUnderstood()
      this.#at += opening.length
      if (opening.endsWith(')')) return undefined
    }
    const need = this.#alternatives()
    if (this.#peek() !== ')') throw new NotUnderstood()
    this.#at++
    return need
  }

  #escape(): string | undefined {
    const character = this.#peek()
    this.#at++
    if (ESCAPED.has(character)) return character
    const isEdge = EDGE_ESCAPE.test(character) && this.#peek() !== '{'
    if (isEdge || CLASS_ESCAPE.test(character)) return undefined
    throw new NotUnderstood()
  }

  /** Behind `[` to behind its `]`; classes in classes and sets of them included. */
  #skipClass(): void {
    if (this.#peek() === '^') this.#at++
    if (this.#peek() === ']') this.#at++
    for (let depth = 1; depth > 0;) {
      const character = this.#peek()
      if (character === '') throw new NotUnderstood()
      this.#at += character === '\\' ? 2 : 1
      // An empty-looking class in a class holds its own bracket.
      if (character === '[' && /^\^?\]/.test(this.#pattern.slice(this.#at))) throw new NotUnderstood()
      if (character === '[') depth++
      else if (character === ']') depth--
    }
  }

  #repeat(): 'once' | 'some' | 'optional' {
    const operator = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.#pattern.slice(this.#at))
    if (operator === null) return 'once'
    this.#at += operator[0].length
    if (/^[*+?{]/.test(this.#peek())) throw new NotUnderstood()
    const isOptional = /^[*?]/.test(operator[0]) || Number(operator[1] ?? 1) === 0
    return isOptional ? 'optional' : 'some'
  }
}
