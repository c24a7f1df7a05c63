import { append } from './append.ts'
import type { Importers } from './importers.ts'
import type { Link } from './links.ts'

/** A module of Python as another file has it: under a name of that file. */
export interface ModuleBinding {
  readonly link: Link
  readonly local: string
  /** The binding that is imported there; none: it is the module itself. */
  readonly through: ModuleBinding | undefined
  readonly isTypeOnly: boolean
}

/** Those of more modules are found anew: in a large repository most files import each other. */
const keptMax = 500_000

/** Who has a module: what a module of Python imports it also exports, under its own name for it, and so on from importer to importer. */
export class ModuleBindings {
  readonly #importersOf: (file: number) => Importers
  readonly #known = new Map<number, ReadonlyMap<number, readonly ModuleBinding[]>>()
  #kept = 0

  constructor(importersOf: (file: number) => Importers) {
    this.#importersOf = importersOf
  }

  /** By file, its bindings of a module. */
  of(module: number): ReadonlyMap<number, readonly ModuleBinding[]> {
    const known = this.#known.get(module)
    if (known !== undefined) return known
    const found = new Map<number, ModuleBinding[]>()
    const all = this.#find(module)
    for (const binding of all) append(found, binding.link.from, binding)
    this.#kept += all.length
    if (this.#kept > keptMax) {
      this.#known.clear()
      this.#kept = all.length
    }
    this.#known.set(module, found)
    return found
  }

  /** Those that take the fewest steps first. */
  #find(module: number): readonly ModuleBinding[] {
    const found: ModuleBinding[] = []
    const seen = new Set<string>()
    const add = (link: Link, local: string, through?: ModuleBinding): void => {
      const isTypeOnly = through?.isTypeOnly === true || link.fact.isTypeOnly
      const key = `${link.from}:${local}:${isTypeOnly}`
      if (seen.has(key)) return
      seen.add(key)
      found.push({ link, local, through, isTypeOnly })
    }
    const { ofModule, whole } = this.#importersOf(module)
    for (const { link, local } of [...ofModule, ...whole]) add(link, local)
    // It grows meanwhile.
    for (const binding of found) {
      const importers = this.#importersOf(binding.link.from)
      if (!importers.isOfPython) continue
      for (const { link, local } of [...importers.ofModule, ...importers.whole]) add(link, local, binding)
      for (const { link, local } of importers.named(binding.local)) add(link, local, binding)
      for (const { link } of importers.wild) add(link, binding.local, binding)
    }
    return found
  }
}
