import type { CodeSymbol, OpenFile } from '../../code-map.ts'
import { isC } from '../../languages.ts'
import type { Resolver } from '../../resolve/resolver.ts'
import type { ReadFiles } from '../read-files.ts'
import { TokenView } from '../token-view.ts'

/** So many files are kept with their tokens. */
const VIEWS_MAX = 200
/** So many names are looked for in a file before all of its names are put in order. */
const ASKED_MAX = 8

/** The files of C and C++ with their tokens and what they include. */
export class CFiles {
  readonly map: ReadFiles
  readonly #resolver: Resolver
  readonly #lex: (open: OpenFile) => void
  readonly #views = new Map<number, TokenView | undefined>()
  readonly #symbols = new Map<number, readonly CodeSymbol[]>()
  readonly #asked = new Map<number, number>()
  readonly #byName = new Map<number, ReturnType<typeof byName>>()
  readonly #included = new Map<number, readonly number[]>()

  constructor(map: ReadFiles, resolver: Resolver, lex: (open: OpenFile) => void) {
    this.map = map
    this.#resolver = resolver
    this.#lex = lex
  }

  /** Without reading the file itself. */
  symbols(file: number): readonly CodeSymbol[] {
    const known = this.#symbols.get(file) ?? this.map.symbols(file)
    this.#symbols.set(file, known)
    return known
  }

  /** Those of one name, with their places among all. */
  symbolsNamed(file: number, name: string): ReturnType<ReadFiles['symbolsNamed']> {
    const asked = (this.#asked.get(file) ?? 0) + 1
    this.#asked.set(file, asked)
    if (asked <= ASKED_MAX) return this.map.symbolsNamed(file, name)
    const known = this.#byName.get(file) ?? byName(this.symbols(file))
    this.#byName.set(file, known)
    return known.get(name) ?? []
  }

  /** Undefined where the file cannot be read. */
  view(file: number): TokenView | undefined {
    if (this.#views.has(file)) return this.#views.get(file)
    const open = this.map.read(file)
    if (open !== undefined) this.#lex(open)
    return this.keep(file, open === undefined ? undefined : new TokenView(open))
  }

  /** Of a file that was read already. */
  keep(file: number, view: TokenView | undefined): TokenView | undefined {
    const [oldest] = this.#views.keys()
    if (this.#views.size >= VIEWS_MAX && oldest !== undefined) this.#views.delete(oldest)
    this.#views.set(file, view)
    return view
  }

  /** The files that one includes itself. */
  includedBy(number: number): readonly number[] {
    const known = this.#included.get(number)
    if (known !== undefined) return known
    const file = this.map.file(number)
    const found = isC(file)
      ? this.map.imports(number).flatMap((fact) => {
          const resolution = this.#resolver.resolve(file, fact)
          const paths = resolution.kind === 'files' ? resolution.paths : []
          return paths.flatMap((path) => this.map.findFile(path) ?? [])
        })
      : []
    this.#included.set(number, found)
    return found
  }
}

function byName(symbols: readonly CodeSymbol[]): ReadonlyMap<string, { symbol: CodeSymbol; index: number }[]> {
  const found = new Map<string, { symbol: CodeSymbol; index: number }[]>()
  for (const [index, symbol] of symbols.entries()) {
    const list = found.get(symbol.name)
    if (list === undefined) found.set(symbol.name, [{ symbol, index }])
    else list.push({ symbol, index })
  }
  return found
}

/** Which files see one of some others: they are among them, or include one, over other files too. */
export class SeenFrom {
  readonly #files: CFiles
  readonly #known = new Map<number, boolean>()

  constructor(files: CFiles, seen: Iterable<number>) {
    this.#files = files
    for (const file of seen) this.#known.set(file, true)
  }

  has(file: number): boolean {
    const known = this.#known.get(file)
    if (known !== undefined) return known
    const visited = new Set([file])
    const from = new Map<number, number>()
    for (const one of visited) {
      for (const next of this.#files.includedBy(one)) {
        const isSeen = this.#known.get(next)
        if (isSeen === true) {
          for (let at: number | undefined = one; at !== undefined; at = from.get(at)) this.#known.set(at, true)
          return true
        }
        if (isSeen === false || visited.has(next)) continue
        visited.add(next)
        from.set(next, one)
      }
    }
    for (const one of visited) this.#known.set(one, false)
    return false
  }
}
