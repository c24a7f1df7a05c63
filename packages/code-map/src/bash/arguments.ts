import { K } from '../lex/keywords.ts'
import { BYTE_CLASS, C, CLASS, T } from '../lex/tokens.ts'
import { BLOCK } from './blocks.ts'
import { CALLABLE, ENDS_WORD, W } from './bytes.ts'
import { MODE, modeOf, takesCode } from './commands.ts'
import { ShellDeclarations } from './declarations.ts'
import { PLACE } from './places.ts'
import { directiveOf, specifierOf } from './sourced.ts'

/** So many lines before `source` a directive for it may stand. */
const DIRECTIVE_LINES_MAX = 10

/** Reads the words behind the name of a command as that command takes them. */
export abstract class ShellArguments extends ShellDeclarations {
  mode: number = MODE.plain
  /** The next text in quotes is code. */
  #isCode = false
  /** How many texts in quotes the command had so far. */
  #quoted = 0
  /** What `# shellcheck source=path` says of the next `source`. */
  #directive: { readonly path: string; readonly line: number } | undefined

  endCommand(): void {
    this.commitAssignments()
    this.mode = MODE.plain
    this.place = PLACE.command
    this.isTarget = false
    if (this.innermost === BLOCK.command) this.closeBlock(BLOCK.command)
  }

  protected comment(): void {
    const { source, end, pos, line } = this
    const lineEnd = source.indexOf(C.lineFeed, pos)
    const to = lineEnd === -1 ? end : Math.min(end, lineEnd)
    const close = this.stop === C.backtick ? source.subarray(pos, to).indexOf(C.backtick) : -1
    this.pos = close === -1 ? to : pos + close
    const path = directiveOf(source, pos, this.pos)
    if (path !== undefined) this.#directive = { path, line }
  }

  /** The name of a command, which `scan` went over. */
  protected command(): void {
    const { source, pos, bits } = this
    this.dropAssignments()
    this.place = PLACE.argument
    this.mode = MODE.plain
    this.#isCode = false
    this.#quoted = 0
    if (bits === W.mark && this.wordEnd === pos + 1 && source[pos] === C.dot) {
      this.punctuation(C.dot, 1)
      this.mode = MODE.source
      return
    }
    if (source[pos] === C.at && this.isWordHere('@test')) {
      this.testBlock()
      return
    }
    if (!this.#isCallable()) {
      this.parts(this.wordEnd)
      return
    }
    const id = this.scanned(T.command)
    this.mode = id === K.source ? MODE.source : id === K.alias ? MODE.alias : modeOf(id)
    this.#isCode = takesCode(id)
    if (this.mode === MODE.declare || this.mode === MODE.alias) this.beginDeclarations(id)
    else if (this.mode === MODE.plain && startsWithTest(source, pos)) this.mode = MODE.test
  }

  #isCallable(): boolean {
    return (this.bits & ~CALLABLE) === 0 && BYTE_CLASS[this.source[this.pos] as number] !== CLASS.digit
  }

  protected argument(byte: number): void {
    if (byte === C.closeBrace && this.#endsBlock()) {
      this.closeBrace()
      return
    }
    switch (this.mode) {
      case MODE.declare:
        this.declaration()
        return
      case MODE.alias:
        this.alias()
        return
      case MODE.source:
      case MODE.load:
        this.#imported(byte)
        return
      case MODE.command:
        this.#commandArgument(byte)
        return
      case MODE.commands:
        this.#commandName(byte)
        return
      case MODE.shell:
        this.#shellArgument(byte)
        return
      case MODE.test:
        this.#testArgument(byte)
        return
      default:
        this.plainWord()
    }
  }

  /** A word that names no command. */
  protected plainWord(): void {
    this.scan(false)
    if (this.isWhole()) this.#literal()
    else this.wordOrByte()
  }

  #literal(): void {
    const { source, pos, bits, wordEnd } = this
    if (BYTE_CLASS[source[pos] as number] !== CLASS.name) this.parts(wordEnd)
    else if ((bits & ~(W.name | W.dash)) === 0 || this.#isScoped()) this.scanned(T.name)
    else this.parts(wordEnd)
  }

  /** `package::name` */
  #isScoped(): boolean {
    const { source, pos, wordEnd } = this
    if ((this.bits & ~(W.name | W.dash | W.colon)) !== 0) return false
    const at = source.indexOf(C.colon, pos)
    return source[at + 1] === C.colon && at + 2 < wordEnd
  }

  /** In zsh a brace ends a block without a semicolon before it, as a rule on the same line. */
  #endsBlock(): boolean {
    if (this.innermost !== BLOCK.brace && this.innermost !== BLOCK.command) return false
    return this.blocks.at(-1)?.line === this.line && this.isWordHere('}')
  }

  protected closeBrace(): void {
    this.endCommand()
    this.punctuation(C.closeBrace, 1)
    this.closeBlock(BLOCK.brace)
    this.place = PLACE.command
  }

  /** Options behind `time`. */
  protected options(): void {
    while (BYTE_CLASS[this.source[this.pos] as number] === CLASS.space) this.pos++
    if (this.source[this.pos] !== C.minus) return
    this.scan(false)
    this.parts(this.wordEnd)
  }

  #imported(byte: number): void {
    const { source, pos } = this
    this.wordOrByte()
    if (byte === C.minus) return
    const kind = this.mode === MODE.source ? 'include' : 'require'
    const directive = this.#directive
    this.mode = MODE.plain
    this.#directive = undefined
    const isDirected = directive !== undefined && kind === 'include' && this.line - directive.line < DIRECTIVE_LINES_MAX
    const specifier = isDirected ? directive.path : specifierOf(source, pos, this.pos)
    if (specifier !== '') this.builder.addImport({ kind, specifier, line: this.line })
  }

  /** Behind `sudo`, `exec`, `eval` and their kin: options, `name=value`, and a command. */
  #commandArgument(byte: number): void {
    const isCode = this.#isCode
    if (isCode && byte === C.quote) {
      this.mode = MODE.plain
      this.#quotedCode()
      return
    }
    if (isCode && byte === C.doubleQuote) {
      this.mode = MODE.plain
      this.#quotedCommand()
      return
    }
    this.scan(false)
    const isOption = byte === C.minus || BYTE_CLASS[byte] === CLASS.digit || (this.bits & W.equals) !== 0
    if (isOption) this.wordOrByte()
    else if (this.isWhole() && this.#isCallable()) this.command()
    else {
      this.mode = MODE.plain
      this.plainWord()
    }
  }

  #commandName(byte: number): void {
    this.scan(false)
    if (byte !== C.minus && this.isWhole() && this.#isCallable()) this.scanned(T.command)
    else this.wordOrByte()
  }

  /** Behind `bash`: what follows `-c` is code. */
  #shellArgument(byte: number): void {
    if (this.#isCode && byte === C.quote) {
      this.mode = MODE.plain
      this.#quotedCode()
      return
    }
    this.scan(false)
    this.#isCode = byte === C.minus && this.source[this.wordEnd - 1] === C_OPTION
    if (byte !== C.minus && byte !== C.plus) this.mode = MODE.plain
    this.plainWord()
  }

  /** The first text of a test is its title, unless it begins with a line end. */
  #testArgument(byte: number): void {
    const next = this.source[this.pos + 1]
    const isText = byte === C.quote || byte === C.doubleQuote
    if (byte === C.quote && (this.#quoted > 0 || next === C.lineFeed)) this.#quotedCode()
    else this.plainWord()
    if (isText) this.#quoted++
  }

  /** `'…'`, with the code in it. Nothing in it is a problem of the file. */
  #quotedCode(): void {
    const { tokens, end, quoteDepth, heredocs } = this
    if (quoteDepth > 0) {
      this.wordOrByte()
      return
    }
    const { problemLine } = tokens
    const to = this.#quoteEnd()
    this.punctuation(T.interpolationOpen, 1)
    this.end = to
    this.quoteDepth = 1
    this.heredocs = []
    this.code(0)
    this.heredocs = heredocs
    this.quoteDepth = 0
    this.end = end
    this.pos = to
    tokens.problemLine = problemLine
    if (to === end) tokens.reportProblem(this.line)
    this.punctuation(T.interpolationClose, Math.min(1, end - to))
    this.word()
  }

  /** Where the text ends that begins here, behind every `'\''` and `'"…"'` in it. */
  #quoteEnd(): number {
    const { source, end } = this
    for (let pos = this.pos + 1; ;) {
      const at = source.indexOf(C.quote, pos)
      if (at === -1 || at >= end) return end
      const next = source[at + 1]
      if (next === C.backslash && source[at + 2] === C.quote && source[at + 3] === C.quote) pos = at + 4
      else if (next === C.doubleQuote) {
        const close = source.indexOf(C.doubleQuote, at + 2)
        if (close === -1 || close >= end || source[close + 1] !== C.quote) return at
        pos = close + 2
      } else return at
    }
  }

  /** `"name …"` that is run: the name of a command, and text. */
  #quotedCommand(): void {
    const { line } = this
    this.pos++
    this.scan(false)
    const next = this.source[this.wordEnd] as number
    const isCommand = this.wordEnd > this.pos && (next === C.doubleQuote || ENDS_WORD[next] === 1) && this.#isCallable()
    if (!isCommand) {
      this.pos--
      this.wordOrByte()
      return
    }
    this.pos--
    this.punctuation(T.string, 1)
    this.scanned(T.command)
    if (!this.text(this.pos, this.pos, true)) this.tokens.reportProblem(line)
    this.word()
  }
}

const C_OPTION = 99

const TEST = Buffer.from('test_')

function startsWithTest(source: Uint8Array, at: number): boolean {
  for (let index = 0; index < TEST.length; index++) if (source[at + index] !== TEST[index]) return false
  return true
}
