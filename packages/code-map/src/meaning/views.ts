import type { CodeFile, CodeSymbol, OpenFile } from '../code-map.ts'
import { NameTable } from '../lex/name-table.ts'
import { Tokens } from '../lex/tokens.ts'
import { GoNames } from './go-names.ts'
import type { MeaningOptions, NamesInFile } from './names-in-file.ts'
import { PythonNames } from './python-names.ts'
import type { ReadFiles } from './read-files.ts'
import { RubyNames } from './ruby-names.ts'
import { ScriptNames } from './script-names.ts'
import { TokenView } from './token-view.ts'

/** A file, read, with what its names stand for. */
export interface View {
  readonly file: CodeFile
  readonly tokens: TokenView
  readonly symbols: readonly CodeSymbol[]
  readonly names: NamesInFile
}

const NAMES: Partial<Record<CodeFile['language'], new (tokens: TokenView, options: MeaningOptions) => NamesInFile>> = {
  typescript: ScriptNames,
  tsx: ScriptNames,
  javascript: ScriptNames,
  vue: ScriptNames,
  svelte: ScriptNames,
  python: PythonNames,
  go: GoNames,
  ruby: RubyNames,
}

/** Whether names of a language are told apart. */
export function areToldApart(language: CodeFile['language']): boolean {
  return language in NAMES
}

/** The files of an index, each read once. */
export class Views {
  readonly #map: ReadFiles
  /** Shared by all files. */
  readonly #nameTable = new NameTable()
  readonly #scratch = new Tokens()
  readonly #views = new Map<number, View | undefined>()
  readonly #symbols = new Map<number, readonly CodeSymbol[]>()

  readonly #options: MeaningOptions

  constructor(map: ReadFiles, options: MeaningOptions) {
    this.#map = map
    this.#options = options
  }

  /** Undefined where names are not told apart, or the file cannot be read. */
  of(file: number): View | undefined {
    if (!this.#views.has(file)) this.#views.set(file, this.#read(file))
    return this.#views.get(file)
  }

  #read(file: number): View | undefined {
    const Names = NAMES[this.#map.file(file).language]
    const open = Names === undefined ? undefined : this.#map.read(file)
    if (open === undefined || Names === undefined) return undefined
    this.lex(open)
    const tokens = new TokenView(open)
    return { file: open.file, tokens, symbols: open.symbols, names: new Names(tokens, this.#options) }
  }

  /** Reads the tokens of a file. */
  lex(open: OpenFile): void {
    open.lexWith(this.#nameTable, this.#scratch)
  }

  /** Without reading the file itself. */
  symbolsOf(file: number): readonly CodeSymbol[] {
    const known = this.#symbols.get(file)
    if (known !== undefined) return known
    const symbols = this.#map.symbols(file)
    this.#symbols.set(file, symbols)
    return symbols
  }
}
