import type { CodeFile, OpenFile } from '../code-map.ts'
import type { Resolver } from '../resolve/resolver.ts'
import type { Declared } from './declared.ts'
import { Declarations } from './declarations.ts'
import type { MeaningOptions } from './names-in-file.ts'
import type { ReadFiles } from './read-files.ts'
import { areToldApart, Views } from './views.ts'

export type { Declared } from './declared.ts'

/** Which declaration a name means where it stands, by scopes, imports, exports and written types. What it cannot tell it leaves open. */
export class Meaning {
  readonly #map: ReadFiles
  readonly #resolver: Resolver
  readonly #views: Views
  readonly #declarations: Declarations

  constructor(map: ReadFiles, resolver: Resolver, options: MeaningOptions = { isGuessing: false }) {
    this.#map = map
    this.#resolver = resolver
    this.#views = new Views(map, options)
    this.#declarations = new Declarations(map, resolver, this.#views, options)
  }

  /** Whether names of a language are told apart; those of the others by their imports alone. */
  static knows({ language }: CodeFile): boolean {
    return areToldApart(language)
  }

  /** The declarations that the name at an offset of a file means; empty where that is not known, or where it is none of the index. */
  at(file: number, offset: number): readonly Declared[] {
    const view = this.#views.of(file)
    return view === undefined ? [] : this.#declarations.meant(view, view.tokens.tokenAt(offset))
  }

  /** The declarations that the value is of whose last token begins at an offset; empty where that is not known. */
  typesOf(file: number, offset: number): readonly Declared[] {
    const view = this.#views.of(file)
    return view === undefined ? [] : this.#declarations.typesAt(view, view.tokens.tokenAt(offset))
  }

  /** Whether the name at an offset stands in an import, which gives it to the file. */
  isImport(file: number, offset: number): boolean {
    const view = this.#views.of(file)
    return view?.names.isImport?.(view.tokens.tokenAt(offset)) === true
  }

  /** Whether the name at an offset, behind which no bracket stands, is called where it means a method. */
  callsBare(file: number, offset: number): boolean {
    const view = this.#views.of(file)
    return view?.names.callsBare?.(view.tokens.tokenAt(offset)) === true
  }

  /** Whether the name at an offset is imported, or a member of what is imported, from outside of the index. */
  isForeign(file: number, offset: number): boolean {
    const view = this.#views.of(file)
    if (view === undefined) return false
    const { tokens, names } = view
    let first = tokens.tokenAt(offset)
    while (tokens.isDot(first - 1) && tokens.isName(first - 2)) first -= 2
    if (!tokens.isName(first) || tokens.isDot(first - 1)) return false
    const place = names.placeOf(first)
    return place.kind === 'imported' && this.#resolver.resolve(view.file, place.fact).kind === 'external'
  }

  /** Reads the tokens of a file. */
  lex(open: OpenFile): void {
    this.#views.lex(open)
  }

  /** A file with its tokens. */
  read(file: number): OpenFile | undefined {
    if (Meaning.knows(this.#map.file(file))) return this.#views.of(file)?.tokens.open
    const open = this.#map.read(file)
    if (open !== undefined) this.#views.lex(open)
    return open
  }
}
