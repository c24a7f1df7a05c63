import { C, T, TokenView, type OpenFile } from '@groundcrew/code-map'
import { readFunctions, type FunctionScope } from './functions.ts'
import { readText } from './text-value.ts'

/** In front of a bracket these call nothing. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'function',
  'func',
  'if',
  'for',
  'while',
  'switch',
  'catch',
  'return',
  'await',
  'typeof',
  'and',
  'or',
  'not',
  'in',
  'elif',
  'with',
])

/** A call, with the chain of names in front of its bracket. */
export interface Call {
  /** The names up to the bracket, those of `a.b.get(…)`; of `a.route('/x').get(…)` what follows the call before. */
  readonly words: readonly string[]
  /** The call that it is made on: `a.route('/x')` of the same. */
  readonly on: Call | undefined
  /** The token with which the whole chain begins, `new`, `await` and `@` left out. */
  readonly first: number
  /** The token of its `(`. */
  readonly open: number
  readonly args: readonly Argument[]
  readonly line: number
  readonly endLine: number
}

/** The tokens from `first` up to, but without, `end`. */
export interface Argument {
  /** Python's `name=`; empty for one that is given by place. */
  readonly name: string
  readonly first: number
  readonly end: number
}

/** The calls of a file of a script language, Python or Go, in the order of their brackets. */
export class Calls {
  readonly open: OpenFile
  readonly view: TokenView
  readonly all: readonly Call[]
  readonly functions: readonly FunctionScope[]
  readonly #byOpen = new Map<number, Call>()

  constructor(open: OpenFile) {
    this.open = open
    this.view = new TokenView(open)
    this.functions = readFunctions(this.view)
    const declared = new Set(this.functions.map(({ from }) => from))
    const found: Call[] = []
    for (let at = 0; at < this.view.count; at++) {
      if (this.view.kind(at) !== C.open || declared.has(at)) continue
      const call = this.#read(at)
      if (call === undefined) continue
      this.#byOpen.set(at, call)
      found.push(call)
    }
    this.all = found
  }

  /** The call with the bracket at a token. */
  at(open: number): Call | undefined {
    return this.#byOpen.get(open)
  }

  /** The call that an argument is, as a whole. */
  callOf({ first, end }: Pick<Argument, 'first' | 'end'>): Call | undefined {
    const open = this.view.kind(end - 1) === C.close ? this.view.pair(end - 1) : -1
    const call = this.#byOpen.get(open)
    return call !== undefined && call.first >= first && this.#isOnlyPrefix(first, call.first) ? call : undefined
  }

  /** Whether between two tokens stands only what may come in front of a call. */
  #isOnlyPrefix(from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (!['new', 'await', '(', '&', '*'].includes(this.view.text(at))) return false
    return true
  }

  /** The names of `a.b.c`, where an argument is nothing else. */
  namesOf({ first, end }: Pick<Argument, 'first' | 'end'>): readonly string[] | undefined {
    const words: string[] = []
    for (let at = first; at < end; at++) {
      const isName = (at - first) % 2 === 0
      if (isName ? !this.view.isName(at) : !this.view.isDot(at)) return undefined
      if (isName) words.push(this.view.word(at))
    }
    return words.length === 0 ? undefined : words
  }

  /** The text of an argument, see `readText`. */
  textOf({ first, end }: Pick<Argument, 'first' | 'end'>): string | undefined {
    return readText(this.sourceOf({ first, end }))
  }

  /** What an argument is written like. The end of a template leaves no token. */
  sourceOf({ first, end }: Pick<Argument, 'first' | 'end'>): string {
    const { tokens } = this.open.lexed
    const to = tokens.end[end - 1] as number
    const text = this.open.source.toString('utf8', this.view.start(first), to)
    if (this.view.kind(end - 1) !== T.interpolationClose) return text
    const [rest = ''] = /^[^'"`]*['"`]+/.exec(this.open.source.toString('utf8', to, this.view.start(end))) ?? []
    return text + rest
  }

  /** What stands between commas inside the bracket at a token. */
  listOf(open: number): readonly Argument[] {
    const close = this.view.pair(open)
    const parts: Argument[] = []
    let first = open + 1
    for (let at = open + 1; at <= close; at++) {
      const isEnd = at === close || (this.view.kind(at) === C.comma && this.view.around(at) === open)
      if (!isEnd) continue
      if (first < at) parts.push(this.#argument(first, at))
      first = at + 1
    }
    return parts
  }

  /** The texts of an argument that is one, or a list of them; undefined for anything else. */
  textsOf(arg: Argument): readonly string[] | undefined {
    const kind = this.view.kind(arg.first)
    const isList = kind === C.openBracket || kind === C.open || kind === C.openBrace
    if (!isList || this.view.pair(arg.first) !== arg.end - 1) {
      const text = this.textOf(arg)
      return text === undefined ? undefined : [text]
    }
    return this.listOf(arg.first).flatMap((one) => this.textOf(one) ?? [])
  }

  /** The value of a key of an object, or of a keyword of a call, by their name. */
  valueOf(parts: readonly Argument[], ...names: readonly string[]): Argument | undefined {
    for (const part of parts) {
      if (names.includes(part.name)) return part
      if (part.name !== '') continue
      const key =
        this.view.kind(part.first) === T.string
          ? this.textOf({ first: part.first, end: part.first + 1 })
          : this.view.word(part.first)
      if (names.includes(key ?? '') && this.view.kind(part.first + 1) === C.colon)
        return { name: '', first: part.first + 2, end: part.end }
      // `{ prefix }`
      if (names.includes(key ?? '') && part.end === part.first + 1) return part
    }
    return undefined
  }

  #argument(first: number, end: number): Argument {
    const isNamed =
      this.view.isName(first) && this.view.kind(first + 1) === C.equals && this.open.file.language === 'python'
    return isNamed ? { name: this.view.word(first), first: first + 2, end } : { name: '', first, end }
  }

  #read(open: number): Call | undefined {
    const { view } = this
    let at = this.#beforeTypes(open - 1)
    const words: string[] = []
    let on: Call | undefined
    for (;;) {
      if (view.isName(at)) {
        words.unshift(view.word(at))
        if (!view.isDot(at - 1) || view.isDot(at - 2)) break
        at -= 2
      } else if (view.kind(at) === C.close) {
        // Called on what another call gave, by a name or at once.
        on = this.#byOpen.get(view.pair(at))
        if (on === undefined) return undefined
        at = on.first
        break
      } else return undefined
    }
    if (words.length === 0 ? on === undefined : words.length === 1 && KEYWORDS.has(words[0] as string)) return undefined
    const close = view.pair(open)
    return { words, on, first: at, open, args: this.listOf(open), line: view.line(open), endLine: view.line(close) }
  }

  /** In front of `<Type>`, where that stands before the bracket. */
  #beforeTypes(at: number): number {
    if (this.view.angles(at) >= 0) return at
    let depth = 0
    for (let before = at; before > Math.max(0, at - 60); before--) {
      depth -= this.view.angles(before)
      if (depth === 0) return before - 1
    }
    return at
  }
}
