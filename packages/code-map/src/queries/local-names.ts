import type { CodeSymbol, OpenFile } from '../code-map.ts'
import { blankComments } from '../blank-comments.ts'
import type { Language } from '../languages.ts'

const CALLABLE: ReadonlySet<string> = new Set(['function', 'method', 'constructor'])
/** What stands before a member or a name with all that is around it: `a.b`, `a::b`. */
const BEFORE_MEMBER = /(?:\.|::)\s*$/
/** Words between which and a name no type stands. */
const NO_TYPE =
  'return|throw|throws|new|else|case|goto|await|yield|in|is|as|instanceof|delete|sizeof|typeof|struct|union|enum|class|interface|record|namespace|package|import|using|extends|implements|defined|ifdef|ifndef|undef|define|elif|if|and|or|not'
/** `Type name =`, `Type *name,`, `Type name[`, `(name, other) ->`; NAME stands for the name. */
const TYPED = `(?<![\\w$.])(?!(?:${NO_TYPE})\\b)[A-Za-z_][\\w.]*(?:<[^;{}()]*>)?(?:\\[\\])*(?:\\.\\.\\.)?(?:\\s+[*&]*|\\s*[*&]+\\s*)(NAME)\\s*(?:[=;,):[](?!=))|(?<![\\w$.])(NAME)\\s*(?:->|=>)`
/** `let NAME`, `let (a, NAME)`, `if let Some(NAME)`, `for NAME in`, `|NAME|`. */
const RUST = `\\blet\\b[^=;:]*?\\b(NAME)\\b|\\bfor\\s+[^;{]*?\\b(NAME)\\b[^;{]*\\bin\\b|\\|[^|;{}]*?\\b(NAME)\\b[^|;{}]*\\|`
const BOUND: Partial<Record<Language, string>> = {
  java: TYPED,
  csharp: TYPED,
  rust: RUST,
}

/** Tells uses of parameters and variables of functions in languages whose names are not told apart otherwise. */
export class LocalNames {
  readonly #open: OpenFile
  readonly #name: string
  readonly #pattern: RegExp | undefined
  /** Of each function where it first binds the name; none for infinity. */
  readonly #bound = new Map<CodeSymbol, number>()

  constructor(open: OpenFile, name: string) {
    this.#open = open
    this.#name = name
    const pattern = BOUND[open.file.language]
    this.#pattern =
      pattern === undefined || !/^\w+$/.test(name) ? undefined : new RegExp(pattern.replaceAll('NAME', name), 'dg')
  }

  /** Whether the name at an offset is a parameter or a variable of a function around. */
  has(start: number): boolean {
    const { source, symbols } = this.#open
    const before = source.toString('latin1', Math.max(0, start - 8), start)
    if (this.#pattern === undefined || BEFORE_MEMBER.test(before)) return false
    if (this.#isKey(start, before)) return false
    const isCall = this.#open.file.language === 'java' && source[start + this.#name.length] === 0x28
    if (isCall) return false
    return symbols.some(
      (symbol) =>
        CALLABLE.has(symbol.kind) && symbol.nameStart < start && start < symbol.end && this.#firstIn(symbol) <= start,
    )
  }

  /** `Type { NAME: value }` in Rust. */
  #isKey(start: number, before: string): boolean {
    const { source, file, symbols } = this.#open
    const behind = source.toString('latin1', start + this.#name.length, start + this.#name.length + 3)
    if (file.language !== 'rust' || !/^\s*:(?!:)/.test(behind) || /\b(?:let|mut|ref)\s+$/.test(before)) return false
    return !symbols.some(({ nameStart, signatureEnd }) => nameStart < start && start < signatureEnd)
  }

  #firstIn(symbol: CodeSymbol): number {
    const known = this.#bound.get(symbol)
    if (known !== undefined) return known
    const first = this.#isParameter(symbol) ? symbol.nameStart : this.#firstBound(symbol)
    this.#bound.set(symbol, first)
    return first
  }

  #firstBound({ nameStart, end }: CodeSymbol): number {
    const { source, file } = this.#open
    const text = blankComments(source.toString('latin1', nameStart, end), file.language)
    for (const { indices } of text.matchAll(this.#pattern ?? /$^/dg)) {
      const at = indices?.slice(1).find((range) => range !== undefined)?.[0]
      if (at !== undefined) return nameStart + at
    }
    return Number.POSITIVE_INFINITY
  }

  /** `fn name(NAME: Type)` */
  #isParameter({ nameStart, signatureEnd }: CodeSymbol): boolean {
    if (this.#open.file.language !== 'rust') return false
    const signature = this.#open.source.toString('latin1', nameStart, signatureEnd)
    return new RegExp(`[(,\\s]${this.#name}\\s*:(?!:)`).test(signature)
  }
}
