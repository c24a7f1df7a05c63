import type { Link } from './links.ts'

/** What a file's importers bind of it. */
export class Importers {
  readonly nameless: readonly Link[]
  readonly all: readonly Binding[]
  readonly #byName = new Map<string, Binding[]>()

  constructor(links: readonly Link[]) {
    this.nameless = links.filter(({ fact }) => fact.names.length === 0)
    this.all = links.flatMap((link) => link.fact.names.map((name) => ({ link, ...name })))
    for (const binding of this.all) {
      const known = this.#byName.get(binding.imported)
      if (known === undefined) this.#byName.set(binding.imported, [binding])
      else known.push(binding)
    }
  }

  named(imported: string): readonly Binding[] {
    return this.#byName.get(imported) ?? []
  }
}

export interface Binding {
  readonly link: Link
  readonly imported: string
  readonly local: string
}
