import { hashOfText } from '@groundcrew/code-map'
import type { ComposedName } from './composed-names.ts'
import type { NamePlaces } from './name-places.ts'
import type { FileUnit } from './unit-facts.ts'
import type { NamedText } from './named-files.ts'
import type { StoredUnits } from './unit-codec.ts'

/** A use of a name. */
export interface Mention {
  readonly unit: number
  readonly line: number
}

export interface MemberMention extends Mention {
  /** It is a member of the object that the unit is a method of. */
  readonly isOwn: boolean
  /** It gives the member a value. */
  readonly isWritten: boolean
  /** It calls it with arguments. */
  readonly hasArguments: boolean
  /** It asks another object for it, where that is known. */
  readonly isOfOther: boolean
}

/** A file as nodes, and which of them mentions which name. Names are known by a hash of 32 bits. */
export class FileUnits {
  readonly units: readonly FileUnit[]
  /** Nothing of it is there when the program runs. */
  readonly isErased: boolean
  /** By local name the names under which lists and assignments send it out. */
  readonly aliases: ReadonlyMap<string, readonly string[]>
  readonly isCommonJs: boolean
  readonly hasLoadCode: boolean
  readonly hasRoutes: boolean
  /** It may load code that no import of it names. */
  readonly loadsComputed: boolean
  /** Where it hands on all that another module exports. */
  readonly handedOnLines: readonly number[]
  /** What may name files and modules. */
  readonly texts: readonly NamedText[]
  /** Names of members that are put together when the program runs. */
  readonly composed: readonly ComposedName[]
  /** Words of its texts, where code may be run as text. */
  readonly textWords: string
  readonly #stored: StoredUnits
  readonly #mentions = new Map<string, readonly NamePlaces[]>()
  readonly #places = new Map<string, readonly NamePlaces[]>()

  /** `isErased`: the file says what types a script has, and the script runs. */
  constructor(stored: StoredUnits, { isErased }: { readonly isErased: boolean }) {
    this.#stored = stored
    this.isErased = isErased
    this.units = isErased ? stored.units.map((unit) => ({ ...unit, isType: true, runsAtLoad: false })) : stored.units
    this.aliases = new Map(stored.aliases)
    this.isCommonJs = stored.isCommonJs
    this.hasLoadCode = stored.hasLoadCode && !isErased
    this.hasRoutes = stored.hasRoutes
    this.loadsComputed = stored.loadsComputed
    this.handedOnLines = stored.handedOnLines
    this.texts = stored.texts
    this.composed = stored.composed
    this.textWords = stored.textWords
  }

  /** The units of a declaration by name, overloads and all. */
  named(name: string): readonly FileUnit[] {
    return this.units.filter((unit) => unit.index > 0 && (unit.name === name || unit.boundName === name))
  }

  /** The members of a class by name, overloads and accessors all. */
  membersOf(owner: number, name: string): readonly FileUnit[] {
    return this.units.filter((unit) => unit.owner === owner && unit.name === name)
  }

  /** The innermost unit on a line; the top level where there is no other. */
  unitOnLine(line: number): number {
    const around = this.units.filter(({ firstLine, endLine }) => firstLine <= line && line <= endLine)
    return (around.find(({ owner }) => owner > 0) ?? around[0])?.index ?? 0
  }

  /** Likewise, and all declarations where several share the line. */
  unitsOnLine(line: number): readonly number[] {
    const around = this.units.filter(
      ({ firstLine, endLine, owner }) => owner === 0 && firstLine <= line && line <= endLine,
    )
    return around.length > 1 ? around.map(({ index }) => index) : [this.unitOnLine(line)]
  }

  /** Whether it is a value that a CommonJS module exports: whoever has the exports may ask them for it. */
  isOfExports(unit: number): boolean {
    const found = this.units[unit]
    return this.isCommonJs && found?.isExported === true && found.kind === 'constant'
  }

  /** The class that a member belongs to; the unit itself where it is none. */
  classOf(unit: number): number {
    const owner = this.units[unit]?.owner ?? 0
    return owner > 0 ? owner : unit
  }

  /** With the name of the class that it is a member of, or of the type that a Go method is of. */
  qualifiedName(unit: number): string {
    const found = this.units[unit]
    if (found === undefined) return ''
    const owner = found.owner > 0 ? (this.units[found.owner]?.name ?? '') : found.boundName
    return owner === found.name ? found.name : `${owner}.${found.name}`
  }

  /** Whether a name stands in the file. */
  has(nameHash: number): boolean {
    return this.#stored.has(nameHash)
  }

  /** The hashes of the names that stand in the file. */
  get nameHashes(): Int32Array {
    return this.#stored.nameHashes
  }

  /** The units that may name a member so, each with the first line where it does. */
  memberMentions(name: string): readonly MemberMention[] {
    return this.#placesOf(name)
      .filter(({ memberLine }) => memberLine > 0)
      .map(({ unit, memberLine, isOwn, isWritten, hasArguments, isOfOther }) => {
        const asked = { isOwn, isWritten, hasArguments, isOfOther }
        return { unit, line: memberLine, ...asked }
      })
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

  /** The units that hand a module on. */
  handedOn(module: string): readonly Mention[] {
    return this.#placesOf(module).filter(({ line, isHandedOn }) => line > 0 && isHandedOn)
  }

  #placesOf(name: string): readonly NamePlaces[] {
    const known = this.#places.get(name)
    if (known !== undefined) return known
    const found = this.#stored.placesOf(hashOfText(name))
    this.#places.set(name, found)
    return found
  }
}
