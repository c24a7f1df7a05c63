import type { Declared } from './declared.ts'
import type { Declarations } from './declarations.ts'
import type { ReadFiles } from './read-files.ts'
import type { View, Views } from './views.ts'

/** So many of the places that open a class are looked at for what it extends. */
const OPENED_MAX = 20

/** What constants and bare names mean in Ruby, whose classes many files may open. */
export class RubyMeaning {
  readonly #map: ReadFiles
  readonly #views: Views
  readonly #declarations: Declarations
  readonly #known = new Map<string, readonly Declared[]>()

  constructor(map: ReadFiles, views: Views, declarations: Declarations) {
    this.#map = map
    this.#views = views
    this.#declarations = declarations
  }

  /** From the innermost class or module outwards, then in what that one extends, then outside of all. */
  constant(view: View, at: number, name: string, steps: number): readonly Declared[] {
    const owners = this.#declarations.around(view, at, { isParent: false, steps })
    const full = owners.map(({ file, symbol }) => this.#fullName(file, symbol))[0] ?? ''
    for (let prefix = full; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('.')))) {
      const found = this.#named(`${prefix}.${name}`)
      if (found.length > 0) return found
    }
    const inherited = this.#declarations.memberOf(owners, name, steps - 1)
    return inherited.length > 0 ? inherited : this.#named(name)
  }

  /** A method of the object around, or one outside of all classes. */
  ownMethod(view: View, at: number, name: string, steps: number): readonly Declared[] {
    const owners = this.#declarations.around(view, at, { isParent: false, steps })
    const found = this.#declarations.memberOf(owners, name, steps - 1)
    if (found.length > 0) return found
    // Methods outside of all classes are everybody's; where several files have one of the name, only their own is sure.
    const outside = this.#named(name)
    const own = outside.filter(({ file }) => file === view.file.number)
    return own.length > 0 || new Set(outside.map(({ file }) => file)).size > 1 ? own : outside
  }

  /** The declarations in Ruby with a name and all names around it. */
  #named(full: string): readonly Declared[] {
    const last = full.slice(full.lastIndexOf('.') + 1)
    const known = this.#known.get(full)
    if (known !== undefined) return known
    const found = this.#map.uses(last).flatMap(({ file, isDeclared }) => {
      if (!isDeclared || file.language !== 'ruby') return []
      return this.#views
        .symbolsOf(file.number)
        .flatMap(({ name }, symbol) =>
          name === last && this.#fullName(file.number, symbol) === full ? [{ file: file.number, symbol }] : [],
        )
    })
    this.#known.set(full, found)
    return found
  }

  /** A Ruby symbol with all names around it: those of the blocks that it is in, and those of `class Outer::Name`. */
  #fullName(file: number, index: number): string {
    const symbol = this.#views.symbolsOf(file)[index]
    if (symbol === undefined) return ''
    const outer = symbol.parent === -1 ? [] : [this.#fullName(file, symbol.parent)]
    const isLong = symbol.nameStart - symbol.start > 'module '.length && ['class', 'module'].includes(symbol.kind)
    const head = isLong
      ? this.#views.of(file)?.tokens.open.source.toString('utf8', symbol.start, symbol.nameStart)
      : undefined
    const written = /([\w:]+)::$/.exec(head ?? '')?.[1]?.split('::') ?? []
    return [...outer, ...written, symbol.name].filter((part) => part !== '').join('.')
  }

  /** Of a class or module, which many files may open. */
  member(owner: Declared, name: string, steps: number): readonly Declared[] {
    const full = this.#fullName(owner.file, owner.symbol)
    const found = this.#named(`${full}.${name}`)
    if (found.length > 0) return found
    const opened = [owner, ...this.#named(full).slice(0, OPENED_MAX)]
    for (const { file, symbol } of opened) {
      const view = this.#views.of(file)
      for (const base of view?.names.basesOf(symbol) ?? []) {
        const inherited =
          view === undefined
            ? []
            : this.#declarations.memberOf(this.#declarations.resolve(view, base, steps - 1), name, steps - 2)
        if (inherited.length > 0) return inherited
      }
    }
    return []
  }
}
