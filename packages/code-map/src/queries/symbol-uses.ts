import type { CodeFile, CodeMap, CodeSymbol } from '../code-map.ts'
import { Resolver } from '../resolve/resolver.ts'
import { ImportLinks, type Label } from './import-links.ts'
import { enclosingIndex, isCode, rolesIn, type Role } from './references.ts'

/** A use of one declaration. */
export interface SymbolUse {
  readonly file: CodeFile
  readonly start: number
  readonly line: number
  readonly role: Exclude<Role, 'definition'>
  /** Whether the file declares the symbol or its imports lead to that declaration; for a member, to the declaration around it. */
  readonly label: Label
  /** The place of the innermost declaration around the use in `map.symbols(file.number)`; -1 outside of all. */
  readonly within: number
}

/** Which declarations use which: the edges between symbols. One resolver serves any number of questions. */
export class SymbolUses {
  readonly #map: CodeMap
  readonly #resolver: Resolver

  constructor(map: CodeMap, resolver = new Resolver(map)) {
    this.#map = map
    this.#resolver = resolver
  }

  /** The uses of the declaration at `symbol` of `map.symbols(file)`, by file and place. Other declarations of the name are no uses. */
  of(file: number, symbol: number): readonly SymbolUse[] {
    const symbols = this.#map.symbols(file)
    const target = symbols[symbol]
    if (target === undefined) return []
    const links = new ImportLinks(this.#map, outermost(symbols, target).name, {
      resolver: this.#resolver,
      definers: [this.#map.file(file)],
    })
    return this.#map
      .uses(target.name)
      .filter((use) => use.uses > 0 && isCode(use.file))
      .flatMap((use) => this.#usesIn(use.file, target.name, links.label(use.file)))
  }

  #usesIn(file: CodeFile, name: string, label: Label): readonly SymbolUse[] {
    const open = this.#map.read(file.number)
    if (open === undefined) return []
    const { symbols } = open
    return rolesIn(open, name).flatMap(({ start, line, role }) =>
      role === 'definition' ? [] : [{ file, start, line, role, label, within: enclosingIndex(symbols, start) }],
    )
  }
}

/** The top-level declaration around a member: what other files import. Modules and namespaces do not count. */
function outermost(symbols: readonly CodeSymbol[], symbol: CodeSymbol): CodeSymbol {
  let at = symbol
  for (;;) {
    const parent = symbols[at.parent]
    if (parent === undefined || parent.kind === 'module' || parent.kind === 'namespace') return at
    at = parent
  }
}
