import { K, keywordSet } from '../lex/keywords.ts'
import { BYTE_CLASS, C, CLASS, T } from '../lex/tokens.ts'
import { BLOCK } from './blocks.ts'
import { CODE_KIND, ENDS_WORD, KIND, W, WORD_BITS } from './bytes.ts'
import { MODE } from './commands.ts'
import { ShellOperators } from './operators.ts'
import { PLACE } from './places.ts'

const isReserved = keywordSet([
  'case',
  'coproc',
  'do',
  'done',
  'elif',
  'else',
  'esac',
  'fi',
  'for',
  'function',
  'if',
  'select',
  'then',
  'time',
  'until',
  'while',
])

/** Reads the commands of a script: what is a name of one, what is a word, and where functions begin and end. */
export class ShellReader extends ShellOperators {
  readFile(): void {
    this.isAfterNewline = 1
    this.#commands()
    this.endCommand()
    for (const { line } of this.heredocs) this.tokens.reportProblem(line)
    this.closeAll()
    this.#keepImports()
    this.tokens.lines = this.line
  }

  /** Where `load` is a function of the file it reads nothing. */
  #keepImports(): void {
    const { imports, symbols } = this.builder
    if (!symbols.some(({ nameId }) => nameId === K.load)) return
    const kept = imports.filter(({ kind }) => kind === 'include')
    imports.splice(0, imports.length, ...kept)
  }

  protected code(stop: number): void {
    const { place, mode, base, baseOpen, pending, frames, heredocs } = this
    const outerStop = this.stop
    this.stop = stop
    this.place = PLACE.command
    this.mode = MODE.plain
    this.base = this.blocks.length
    this.baseOpen = this.open.slice()
    this.pending = -1
    this.frames++
    this.heredocs = []
    this.#commands()
    this.endCommand()
    this.closeAll()
    this.stop = outerStop
    this.place = place
    this.mode = mode
    this.base = base
    this.baseOpen = baseOpen
    this.pending = pending
    this.frames = frames
    // Of a document that is begun here the body may stand behind the line around.
    for (const heredoc of this.heredocs) heredocs.push(heredoc)
    this.heredocs = heredocs
  }

  #commands(): void {
    const { source } = this
    while (this.pos < this.end) {
      const byte = source[this.pos] as number
      const kind = CODE_KIND[byte] as number
      if (byte === this.stop && byte !== 0 && this.#isStop(byte)) return
      if (kind === KIND.space) this.pos++
      else if (kind === KIND.newline) this.#lineEnd()
      else if (kind === KIND.hash) this.comment()
      else if (kind === KIND.operator) this.operator(byte)
      else if (byte === C.backslash && this.isContinuation()) this.escape()
      else this.#wordHere(byte)
    }
  }

  /** A bracket may end a block or a pattern, a brace a block, instead of the code around. */
  #isStop(byte: number): boolean {
    if (byte === C.close) return this.place !== PLACE.pattern && !this.isOpen(BLOCK.bracket)
    if (byte === C.closeBrace) return this.place === PLACE.command && !this.isOpen(BLOCK.brace)
    return true
  }

  #lineEnd(): void {
    this.newline()
    if (this.heredocs.length > 0) this.readHeredocs()
    const { place } = this
    if (place < PLACE.pattern) this.endCommand()
  }

  #wordHere(byte: number): void {
    if (this.isTarget) {
      this.isTarget = false
      if (this.place === PLACE.command) this.place = PLACE.assigned
      this.plainWord()
      return
    }
    switch (this.place) {
      case PLACE.command:
      case PLACE.assigned:
        this.#commandWord(byte)
        return
      case PLACE.argument:
        this.argument(byte)
        return
      case PLACE.pattern:
        if (this.#lastKind() !== C.open && this.isWordHere('esac')) this.#closeWord(BLOCK.match)
        else this.plainWord()
        return
      case PLACE.subject:
        this.plainWord()
        this.place = PLACE.subjectIn
        return
      case PLACE.subjectIn:
        this.plainWord()
        this.place = PLACE.pattern
        return
      case PLACE.loopName:
        this.plainWord()
        this.place = PLACE.loopIn
        return
      default:
        this.#loopIn(byte)
    }
  }

  /** Behind the name of a loop: `in words`, or its body. */
  #loopIn(byte: number): void {
    this.place = PLACE.command
    if (this.isWordHere('in')) {
      this.name()
      this.place = PLACE.argument
      this.mode = MODE.plain
    } else if (byte === C.openBrace || this.isWordHere('do')) this.#commandWord(byte)
    else {
      // zsh: `for key value in words`.
      this.plainWord()
      this.place = PLACE.loopIn
    }
  }

  #closeWord(kind: number): void {
    this.name()
    this.place = PLACE.command
    this.closeBlock(kind)
  }

  #commandWord(byte: number): void {
    if (byte === C.backslash && WORD_BITS[this.source[this.pos + 1] as number] !== 0) {
      // `\name` is no alias and no word of the language.
      this.punctuation(C.backslash, 1)
      this.place = PLACE.assigned
    }
    this.scan(true)
    if (this.#assignment()) return
    if (this.source[this.wordEnd] === C.equals) this.scan(false)
    const to = this.wordEnd
    const next = this.source[to] as number
    const isWhole = this.isWhole()
    if (isWhole || next === C.open) {
      if (this.#function(to) || (this.place === PLACE.command && this.#reserved(byte))) return
    }
    if (isWhole) {
      if (this.#isNoCommand(next)) return
      this.#bodyOfCommand()
      this.command()
      return
    }
    this.#bodyOfCommand()
    this.dropAssignments()
    this.place = PLACE.argument
    this.mode = MODE.plain
    this.wordOrByte()
  }

  /** Goes over a whole word that is none: the number of a file before `<`, and zsh's `{ … } always { … }`. */
  #isNoCommand(next: number): boolean {
    const { source, pos, wordEnd } = this
    if (this.isWordHere('always') && this.#lastKind() === C.closeBrace) {
      this.name()
      return true
    }
    const isFile = this.bits === W.name && (next === C.less || next === C.greater) && isNumber(source, pos, wordEnd)
    if (isFile) this.parts(wordEnd)
    return isFile
  }

  #lastKind(): number {
    return this.tokens.count === 0 ? 0 : (this.tokens.kind[this.tokens.count - 1] as number)
  }

  /** In zsh a simple command may be the body of a function. */
  #bodyOfCommand(): void {
    if (this.pending !== -1) this.openBlock(BLOCK.command, this.tokens.count)
  }

  #assignment(): boolean {
    if (!this.assigns()) return false
    this.assignment(PLACE.assigned)
    return true
  }

  /** `name ()` */
  #function(to: number): boolean {
    const { source } = this
    let open = to
    while (open < this.end && BYTE_CLASS[source[open] as number] === CLASS.space) open++
    const close = this.emptyBrackets(open)
    if (close === 0) return false
    const name = this.tokens.count
    this.scanned(T.name)
    this.functionNamed(name, name)
    this.skipBrackets(open, close)
    return true
  }

  /** `function name`, with or without brackets. */
  #functionWord(): void {
    const first = this.tokens.count
    this.name()
    this.place = PLACE.command
    for (;;) {
      while (BYTE_CLASS[this.source[this.pos] as number] === CLASS.space) this.pos++
      if (this.source[this.pos] === C.backslash && this.isContinuation()) {
        this.escape()
        continue
      }
      this.scan(false)
      const isEnd = this.wordEnd === this.pos || this.wordEnd > this.end || this.#isOneByte(C.openBrace)
      if (isEnd) break
      const name = this.tokens.count
      this.scanned(T.name)
      if (this.pending === -1) this.functionNamed(name, first)
      else this.#anotherName(name)
    }
    const close = this.emptyBrackets(this.pos)
    if (close !== 0) this.skipBrackets(this.pos, close)
    else if (this.pending === -1 && this.#isQuoteHere()) this.plainWord()
  }

  #isQuoteHere(): boolean {
    const byte = this.source[this.pos] as number
    return this.pos < this.end && WORD_BITS[byte] === 0 && ENDS_WORD[byte] !== 1
  }

  /** zsh gives one body to several names. */
  #anotherName(name: number): void {
    this.builder.close(
      this.builder.add({ kind: 'function', nameToken: name, firstToken: name, isExported: true }),
      name + 1,
    )
  }

  #isOneByte(byte: number): boolean {
    return this.source[this.pos] === byte && this.wordEnd === this.pos + 1
  }

  /** Words that are no commands, where `scan` went over one. */
  #reserved(byte: number): boolean {
    if (this.bits !== W.name) return this.#reservedSign(byte)
    const id = this.names.internHashed(this.source, this.pos, this.wordEnd, this.hash)
    if (!isReserved(id)) return false
    if (id === K.function) this.#functionWord()
    else if (id === K.case) this.#opens(BLOCK.match, PLACE.subject)
    else if (id === K.if) this.#opens(BLOCK.choice, PLACE.command)
    else if (id === K.while || id === K.until) this.#opens(BLOCK.loop, PLACE.command)
    else if (id === K.for || id === K.select) this.#opens(BLOCK.loop, PLACE.loopName)
    else this.#closingWord(id)
    return true
  }

  #closingWord(id: number): void {
    if (id === K.fi) this.#closeWord(BLOCK.choice)
    else if (id === K.done) this.#closeWord(BLOCK.loop)
    else if (id === K.esac) this.#closeWord(BLOCK.match)
    else {
      this.name()
      if (id === K.then) this.markBody(BLOCK.choice)
      else if (id === K.do) this.markBody(BLOCK.loop)
      else if (id === K.time) this.options()
    }
  }

  #opens(kind: number, place: number): void {
    this.openBlock(kind, this.tokens.count)
    this.name()
    this.place = place
  }

  /** `{`, `}`, `!` and `[[`. */
  #reservedSign(byte: number): boolean {
    const length = this.wordEnd - this.pos
    if (byte === C.openBracket && length === 2 && this.source[this.pos + 1] === C.openBracket) {
      this.condition()
      return true
    }
    if (length !== 1) return false
    if (byte === C.openBrace) {
      this.openBlock(BLOCK.brace, this.tokens.count)
      this.punctuation(C.openBrace, 1)
    } else if (byte === C.closeBrace) this.closeBrace()
    else if (byte === C.bang) this.punctuation(C.bang, 1)
    else return false
    return true
  }
}

function isNumber(source: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (BYTE_CLASS[source[at] as number] !== CLASS.digit) return false
  return true
}
