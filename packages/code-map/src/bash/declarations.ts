import type { SymbolKind } from '../facts.ts'
import { K } from '../lex/keywords.ts'
import { BYTE_CLASS, C, CLASS, NAME_BYTE, T } from '../lex/tokens.ts'
import { BLOCK } from './blocks.ts'
import { CODE_KIND, ENDS_WORD, KIND, W } from './bytes.ts'
import { ShellHeredocs } from './heredocs.ts'
import { PLACE } from './places.ts'

const SUBSCRIPT_BYTES_MAX = 200
const TITLE_BYTES_MAX = 500
const TITLE = /^("(?:\\.|[^"\\])*"|'[^']*'|.*?\S)\s+\{/

interface Assigned {
  readonly name: number
  readonly value: number
  readonly end: number
}

/** Functions, variables and aliases: what a script declares. */
export abstract class ShellDeclarations extends ShellHeredocs {
  place: number = PLACE.command
  /** The next word is where output goes to or input comes from. */
  isTarget = false
  /** How many commands in words are around. */
  frames = 0
  /** Assignments that are variables unless a command follows. */
  #assigned: Assigned[] = []
  readonly #declared = new Set<number>()
  #nameEnd = 0
  /** Of the declaring command: the token of its name, and what its options say. */
  #first = 0
  #declares = 0
  #isConstant = false
  #isOfFunctions = false

  protected abstract plainWord(): void

  /** Whether a word is no more than what `scan` went over; a bracket behind it belongs to it. */
  protected isWhole(): boolean {
    const { wordEnd, end, source } = this
    const next = source[wordEnd] as number
    return wordEnd > this.pos && (wordEnd >= end || (ENDS_WORD[next] === 1 && next !== C.open) || next === this.stop)
  }

  protected isWordHere(word: string): boolean {
    const { source, pos } = this
    for (let index = 0; index < word.length; index++) if (source[pos + index] !== word.charCodeAt(index)) return false
    const next = source[pos + word.length] as number
    return pos + word.length >= this.end || ENDS_WORD[next] === 1 || next === this.stop
  }

  /** Reads a word, or a byte where none begins. */
  protected wordOrByte(): void {
    const { pos } = this
    this.word()
    if (this.pos === pos && pos < this.end) this.punctuation(this.source[pos] as number, 1)
  }

  /** Behind `()` at a place; 0 where there is none. */
  protected emptyBrackets(open: number): number {
    const { source, end } = this
    if (open >= end || source[open] !== C.open) return 0
    let at = open + 1
    while (at < end && BYTE_CLASS[source[at] as number] === CLASS.space) at++
    return at < end && source[at] === C.close ? at + 1 : 0
  }

  protected functionNamed(nameToken: number, firstToken: number): void {
    this.dropAssignments()
    this.pending = this.builder.add({ kind: 'function', nameToken, firstToken, isExported: true })
  }

  /** `@test "name" {` of bats. */
  protected testBlock(): void {
    const { source, builder } = this
    const first = this.tokens.count
    this.parts(this.wordEnd)
    while (BYTE_CLASS[source[this.pos] as number] === CLASS.space) this.pos++
    const text = Buffer.from(source.subarray(this.pos, Math.min(this.end, this.pos + TITLE_BYTES_MAX))).toString()
    const line = text.slice(0, (text.indexOf('\n') + 1 || text.length + 1) - 1)
    const [, whole = ''] = TITLE.exec(line) ?? []
    const name = whole.replace(/^(["'])(.*)\1$/, '$2')
    if (whole === '') return
    const nameToken = this.tokens.count
    this.punctuation(T.string, Buffer.byteLength(whole))
    const nameId = builder.names.add(name)
    this.pending = builder.add({ kind: 'function', nameToken, firstToken: first, nameId, isExported: false })
    this.place = PLACE.command
  }

  /** Whether an assignment begins here, where `scan` went up to the first `=`. */
  protected assigns(): boolean {
    const { source, pos, wordEnd, bits } = this
    const first = BYTE_CLASS[source[pos] as number]
    if (first !== CLASS.name) return false
    let at = pos + 1
    while (NAME_BYTE[source[at] as number] === 1) at++
    this.#nameEnd = at
    if (at >= this.end) return false
    if (source[at] === C.equals) return true
    if (source[at] === C.plus) return source[at + 1] === C.equals
    return (bits & W.other) !== 0 && at < wordEnd && source[at] === C.openBracket && this.#hasSubscript(at)
  }

  /** `[…]=` or `[…]+=` */
  #hasSubscript(open: number): boolean {
    const { source } = this
    const to = Math.min(this.end, open + SUBSCRIPT_BYTES_MAX)
    let depth = 0
    for (let at = open; at < to && source[at] !== C.lineFeed; at++) {
      if (source[at] === C.openBracket) depth++
      else if (source[at] === C.closeBracket && --depth === 0)
        return source[at + 1] === C.equals || (source[at + 1] === C.plus && source[at + 2] === C.equals)
    }
    return false
  }

  /** Reads an assignment; what it declares is known at the end of the command. */
  protected assignment(place: number): void {
    const name = this.tokens.count
    this.parts(this.#nameEnd)
    if (this.source[this.pos] === C.openBracket) {
      this.punctuation(C.openBracket, 1)
      this.arithmetic(C.openBracket, C.closeBracket)
      if (this.pos < this.end) this.punctuation(C.closeBracket, 1)
    }
    if (this.source[this.pos] === C.plus) this.punctuation(T.operator, 2)
    else if (this.pos < this.end) this.punctuation(C.equals, 1)
    const value = this.tokens.count
    if (this.source[this.pos] === C.open && this.pos < this.end) this.list()
    else this.word()
    this.place = place
    if (this.#isTop()) this.#assigned.push({ name, value, end: this.tokens.count })
  }

  #isTop(): boolean {
    return this.builder.parent === -1 && this.frames === 0 && this.pending === -1 && !this.isOpen(BLOCK.bracket)
  }

  /** What was assigned is for the command that follows. */
  protected dropAssignments(): void {
    if (this.frames === 0 && this.#assigned.length > 0) this.#assigned = []
  }

  protected commitAssignments(): void {
    if (this.#assigned.length === 0 || this.frames > 0) return
    for (const assigned of this.#assigned) this.#variable('variable', assigned.name, assigned)
    this.#assigned = []
  }

  #variable(kind: SymbolKind, firstToken: number, { name, value, end }: Assigned): void {
    const { builder, tokens } = this
    const id = tokens.id[name] as number
    const start = tokens.start[firstToken] as number
    // A function in the value is there already.
    if (this.#declared.has(id) || start < (builder.symbols.at(-1)?.start ?? 0)) return
    this.#declared.add(id)
    const symbol = builder.add({ kind, nameToken: name, firstToken, isExported: true })
    if (tokens.line[value] !== tokens.line[end - 1] && value < end) builder.endSignature(symbol, value)
    builder.close(symbol, end)
  }

  /** Behind the name of a command such as `export`, which is the last token. */
  protected beginDeclarations(id: number): void {
    this.#first = this.tokens.count - 1
    this.#declares = id
    this.#isConstant = id === K.readonly
    this.#isOfFunctions = false
  }

  /** A word behind `export`, `declare` and their kin. */
  protected declaration(): void {
    const { source, pos } = this
    const first = source[pos]
    this.scan(true)
    if (first === C.minus || first === C.plus) {
      this.#option()
      return
    }
    const kind: SymbolKind = this.#isConstant ? 'constant' : 'variable'
    if (this.assigns()) {
      const firstToken = this.#firstFor(this.tokens.count)
      this.assignment(PLACE.argument)
      for (const assigned of this.#assigned) this.#variable(kind, firstToken, assigned)
      this.#assigned = []
    } else if (this.isWhole() && this.#isOfFunctions) this.scanned(T.command)
    else if (this.isWhole() && this.bits === W.name) {
      const name = this.tokens.count
      this.scanned(T.name)
      const isNew = this.#declares !== K.export && this.#declares !== K.readonly && this.#isTop()
      if (isNew) this.#variable(kind, this.#firstFor(name), { name, value: name + 1, end: name + 1 })
    } else this.plainWord()
  }

  /** The first name begins with the command. */
  #firstFor(name: number): number {
    const first = this.#first === -1 ? name : this.#first
    this.#first = -1
    // Symbols are in the order of the file, and a word between may declare some.
    const start = first === name ? this.pos : (this.tokens.start[first] as number)
    return start < (this.builder.symbols.at(-1)?.start ?? 0) ? name : first
  }

  #option(): void {
    const { source } = this
    const to = source[this.pos] === C.minus ? this.wordEnd : 0
    for (let at = this.pos + 1; at < to; at++) {
      if (source[at] === 0x72) this.#isConstant = true
      else if (source[at] === 0x66 || source[at] === 0x46) this.#isOfFunctions = true
    }
    this.plainWord()
  }

  /** `name=text` behind `alias`, where the name may be in quotes. */
  protected alias(): void {
    const { source, pos, tokens } = this
    const quote = source[pos]
    const isQuoted = quote === C.quote || quote === C.doubleQuote
    if (isQuoted) this.pos++
    this.scan(true)
    const nameEnd = this.wordEnd
    const equals = isQuoted && source[nameEnd] === quote ? nameEnd + 1 : nameEnd
    const isAlias = quote !== C.minus && nameEnd > this.pos && equals < this.end && source[equals] === C.equals
    if (!isAlias) {
      this.pos = pos
      this.plainWord()
      return
    }
    const name = tokens.count
    this.scanned(T.name)
    const firstToken = this.#firstFor(name)
    const symbol = this.builder.add({ kind: 'macro', nameToken: name, firstToken, isExported: true })
    this.pos = equals
    this.punctuation(C.equals, 1)
    if (isQuoted && equals === nameEnd) this.#restOfQuoted(quote)
    else this.word()
    this.builder.close(symbol, tokens.count)
  }

  /** Of a text whose quote is behind. */
  #restOfQuoted(quote: number): void {
    const { line, end } = this
    if (quote === C.doubleQuote) {
      if (!this.text(this.pos, this.pos, true)) this.tokens.reportProblem(line)
      return
    }
    const at = this.source.indexOf(quote, this.pos)
    const to = at === -1 || at >= end ? end : at + 1
    this.punctuation(T.string, to - this.pos)
    this.countLines(this.start, to)
  }

  /** `(…)` over any number of lines: the value of an array, the words of a loop. */
  protected list(): void {
    const { source, tokens, line } = this
    let depth = 0
    while (this.pos < this.end) {
      const byte = source[this.pos] as number
      const kind = CODE_KIND[byte] as number
      if (kind === KIND.space) this.pos++
      else if (kind === KIND.newline) this.newline()
      else if (kind === KIND.hash && tokens.count > 0) this.comment()
      else if (kind !== KIND.operator) this.wordOrByte()
      else {
        this.punctuation(byte, 1)
        if (byte === C.open) depth++
        else if (byte === C.close && --depth === 0) return
      }
    }
    tokens.reportProblem(line)
  }

  protected abstract comment(): void
}
