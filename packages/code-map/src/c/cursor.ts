import type { FactsBuilder } from '../lex/facts-builder.ts'
import { K } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'
import type { CodeView } from './code-view.ts'
import { isMacroLike, ROLE, roleOf } from './words.ts'

/** A name as it is written, in places of the code. */
export interface Path {
  /** The place of the last part: `~` of a destructor, `operator`. */
  readonly name: number
  /** Behind that part. */
  readonly nameEnd: number
  /** The place of the part before it, or -1. */
  readonly owner: number
}

/** A place in the code of a file, and the moves that do not depend on what is being declared. */
export class Cursor {
  readonly view: CodeView
  readonly builder: FactsBuilder
  at = 0
  /** Up to here so many `<` had no `>`. */
  #noAnglesUpTo = 0
  #anglesMissed = 0

  constructor(view: CodeView, builder: FactsBuilder) {
    this.view = view
    this.builder = builder
  }

  kind(at = this.at): number {
    return this.view.kind[at] as number
  }

  word(at = this.at): number {
    return this.view.kind[at] === T.name ? (this.view.id[at] as number) : -1
  }

  role(at = this.at): number {
    return this.view.kind[at] === T.name ? roleOf(this.view.id[at] as number) : ROLE.name
  }

  isName(at = this.at): boolean {
    return this.view.kind[at] === T.name
  }

  /** Whether the sign at hand is none of the file's, but parts two branches. */
  isPutIn(): boolean {
    return this.at > 0 && this.view.token[this.at] === this.view.token[this.at - 1]
  }

  startOf(at: number): number {
    return this.builder.tokens.start[this.view.token[at] as number] as number
  }

  /** Where the last token before a place ends, in bytes. */
  endBefore(at: number): number {
    return at === 0 ? 0 : (this.builder.tokens.end[this.view.token[at - 1] as number] as number)
  }

  lineOf(at: number): number {
    return this.builder.tokens.line[this.view.token[at] as number] as number
  }

  isMacroLike(at: number): boolean {
    const { source } = this.builder
    return this.isName(at) && isMacroLike(source, this.startOf(at), this.endBefore(at + 1))
  }

  /** `__name` */
  isReserved(at: number): boolean {
    const { source } = this.builder
    const start = this.startOf(at)
    return source[start] === C.underscore && source[start + 1] === C.underscore
  }

  /** The place behind the bracket that closes the group at `at`. */
  afterGroup(at = this.at): number {
    return (this.view.match[at] as number) + 1
  }

  /** As `afterGroup` where there are parentheses, else `at`. */
  afterParens(at: number): number {
    return this.kind(at) === C.open ? this.afterGroup(at) : at
  }

  /** `[[…]]` */
  isAttribute(at = this.at): boolean {
    return this.kind(at) === C.openBracket && this.kind(at + 1) === C.openBracket
  }

  /** Whether two places are signs that are written as one: `<<`. */
  isJoined(at: number): boolean {
    return this.startOf(at + 1) === this.endBefore(at + 1)
  }

  /** The place behind the `>` of the `<` at `at`; -1 where it is no bracket. */
  afterAngles(at: number): number {
    if (at >= this.#noAnglesUpTo) this.#anglesMissed = 0
    if (this.#anglesMissed === ANGLES_MISSED_MAX) return -1
    let depth = 0
    let place = at
    for (;;) {
      const kind = this.kind(place)
      if ((kind === C.less || kind === C.greater) && this.#isOperator(place)) place++
      else if (kind === C.less) depth += this.isName(place - 1) ? 1 : 0
      else if (kind === C.greater && --depth === 0) return place + 1
      else if (this.#isGroup(place)) place = this.view.match[place] as number
      else if (ENDS_ANGLES[kind] === 1) break
      place++
    }
    this.#noAnglesUpTo = place
    this.#anglesMissed++
    return -1
  }

  /** `<<`, `<=`, or `>=` behind what is no name: `Type<>=0` is a type with a default. */
  #isOperator(at: number): boolean {
    const next = this.kind(at + 1)
    if (this.kind(at) === C.greater) {
      const before = this.kind(at - 1)
      return next === C.equals && (before === C.close || before === T.number) && this.isJoined(at)
    }
    return (next === C.less || next === C.equals) && this.isJoined(at)
  }

  /** Brackets, `Type{1}` among them, and not a body. */
  #isGroup(at: number): boolean {
    const kind = this.kind(at)
    if (kind !== C.openBrace) return kind === C.open || kind === C.openBracket
    const before = this.kind(at - 1)
    return (before === T.name || before === C.greater) && (this.view.match[at] as number) - at <= VALUE_TOKENS_MAX
  }

  /** Reads `a::b<c>::d`, from a name, `~` or `::` on; undefined where no name comes. */
  path(): Path | undefined {
    let owner = -1
    let name = -1
    let nameEnd = -1
    if (this.kind() === T.scope) this.at++
    for (;;) {
      if (this.word() === K.template) this.at++
      const isOperator = this.word() === K.operator
      const isDestructor = this.kind() === C.tilde && this.isName(this.at + 1)
      if (!isDestructor && !this.isName()) break
      if (name !== -1) owner = name
      name = this.at
      nameEnd = this.at = isOperator ? this.#afterOperator() : this.at + (isDestructor ? 2 : 1)
      if (isOperator || !this.#toNextPart()) break
    }
    return name === -1 ? undefined : { name, nameEnd, owner }
  }

  /** Past `<…>` and `::`; false where no further part follows. `A::*` is a pointer, not a name. */
  #toNextPart(): boolean {
    const end = this.kind() === C.less ? this.afterAngles(this.at) : this.at
    if (end === -1) return false
    this.at = end
    if (this.kind() !== T.scope || !(this.isName(end + 1) || this.kind(end + 1) === C.tilde)) return false
    this.at++
    return true
  }

  /** Behind `operator …`: its signs, or the type that it converts to. */
  #afterOperator(): number {
    let place = this.at + 1
    if (this.kind(place) === C.open && this.kind(place + 1) === C.close) return place + 2
    for (;;) {
      const kind = this.kind(place)
      const end =
        kind === C.less && this.isName(place - 1) && this.word(place - 1) !== K.operator ? this.afterAngles(place) : -1
      if (end !== -1) place = end
      else if (kind === 0 || kind === C.open || kind === C.semicolon || kind === C.openBrace || kind === C.closeBrace)
        return place
      else place++
    }
  }

  /** Goes to the `;` that ends a statement, past the body of a function, or to the bracket that ends what is around it. */
  toStatementEnd(): void {
    for (;;) {
      const kind = this.kind()
      if (kind === 0 || kind === C.semicolon || kind === C.closeBrace) return
      const isBody = kind === C.openBrace && this.kind(this.at - 1) === C.close
      this.at = kind === C.open || kind === C.openBrace || kind === C.openBracket ? this.afterGroup() : this.at + 1
      if (isBody && (this.isName() || this.kind() === C.closeBrace)) return
    }
  }

  /** Behind a value: at `,` or `;`, or at a bracket that ends what is around it. */
  toValueEnd(): void {
    for (;;) {
      const kind = this.kind()
      if (ENDS_VALUE[kind] === 1) return
      if (kind === C.open || kind === C.openBrace || kind === C.openBracket) this.at = this.afterGroup()
      else if (kind === C.less && this.isName(this.at - 1)) this.at = Math.max(this.at + 1, this.afterAngles(this.at))
      else this.at++
    }
  }

  /** Behind `requires` and the condition that follows. */
  skipRequires(): void {
    this.at++
    for (;;) {
      while (this.kind() === C.bang) this.at++
      if (this.word() === K.requires) {
        this.at = this.afterParens(this.at + 1)
        if (this.kind() === C.openBrace) this.at = this.afterGroup()
      } else if (this.kind() === C.open) this.at = this.afterGroup()
      else if (this.path() !== undefined) this.at = this.afterParens(this.at)
      else return
      const sign = this.kind()
      if ((sign !== C.ampersand && sign !== C.bar) || this.kind(this.at + 1) !== sign) return
      this.at += 2
    }
  }

  /**
   * What parentheses have: 1 where it is written as parameters, -1 where it is a value, 0 where it could be either.
   */
  parameterLike(open: number): -1 | 0 | 1 {
    const first = open + 1
    const kind = this.kind(first)
    if (kind === C.close || kind === T.ellipsis || this.isAttribute(first)) return 1
    if (kind !== T.name && kind !== T.scope) return -1
    const role = this.role(first)
    if (role !== ROLE.name && role !== ROLE.statement && role !== ROLE.operator) return 1
    const { at } = this
    this.at = first
    this.path()
    const behind = this.kind()
    const isTyped = behind === T.name || behind === C.star || behind === C.ampersand || behind === T.ellipsis
    this.at = at
    if (isTyped) return 1
    return MAYBE_PARAMETER[behind] === 1 ? 0 : -1
  }
}

const MAYBE_PARAMETER = new Uint8Array(256)
for (const kind of [C.comma, C.close, C.open, C.openBracket]) MAYBE_PARAMETER[kind] = 1
const VALUE_TOKENS_MAX = 16
/** Searches for a `>` in one statement that find none: each goes to its end. */
const ANGLES_MISSED_MAX = 8
const ENDS_ANGLES = new Uint8Array(256)
for (const kind of [0, C.semicolon, C.close, C.openBrace, C.closeBrace, C.closeBracket]) ENDS_ANGLES[kind] = 1
const ENDS_VALUE = new Uint8Array(256)
for (const kind of [0, C.semicolon, C.comma, C.close, C.closeBrace, C.closeBracket]) ENDS_VALUE[kind] = 1
