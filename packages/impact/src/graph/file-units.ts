import { hashOfText } from '@groundcrew/code-map'
import type { FileUnit, NamePlaces } from './unit-facts.ts'
import type { NamedText } from './named-files.ts'
import type { StoredUnits } from './unit-codec.ts'

/** A use of a name. */
export interface Mention {
  readonly unit: number
  readonly line: number
}

/** A file as nodes, and which of them mentions which name. Names are known by a hash of 32 bits. */
export class FileUnits {
  readonly units: readonly FileUnit[]
  /** By local name the names under which lists and assignments send it out. */
  readonly aliases: ReadonlyMap<string, readonly string[]>
  readonly isCommonJs: boolean
  readonly hasLoadCode: boolean
  readonly hasRoutes: boolean
  /** What may name files and modules. */
  readonly texts: readonly NamedText[]
  readonly #stored: StoredUnits
  readonly #mentions = new Map<string, readonly Mention[]>()

  constructor(stored: StoredUnits) {
    this.#stored = stored
    this.units = stored.units
    this.aliases = new Map(stored.aliases)
    this.isCommonJs = stored.isCommonJs
    this.hasLoadCode = stored.hasLoadCode
    this.hasRoutes = stored.hasRoutes
    this.texts = stored.texts
  }

  /** The units of a declaration by name, overloads and all. */
  named(name: string): readonly FileUnit[] {
    return this.units.filter((unit) => unit.index > 0 && (unit.name === name || unit.boundName === name))
  }

  /** The innermost unit on a line; the top level where there is no other. */
  unitOnLine(line: number): number {
    return this.units.find(({ firstLine, endLine }) => firstLine <= line && line <= endLine)?.index ?? 0
  }

  /** The units that use a name, each with the first line where it does. Names after a dot are properties, and no uses. */
  mentions(name: string): readonly Mention[] {
    const known = this.#mentions.get(name)
    if (known !== undefined) return known
    const found = this.#placesOf(name).filter(({ line }) => line > 0)
    this.#mentions.set(name, found)
    return found
  }

  /** The units that use a name of a module through the module's name, or hand the module on. */
  mentionsThrough(module: string, name: string): readonly Mention[] {
    const users = new Set(this.#placesOf(name).map(({ unit }) => unit))
    return this.#placesOf(module).filter(({ unit, line, isHandedOn }) => line > 0 && (isHandedOn || users.has(unit)))
  }

  #placesOf(name: string): readonly NamePlaces[] {
    return this.#stored.placesOf(hashOfText(name))
  }
}
