import type { CodeMap, CodeSymbol, OpenFile } from '../code-map.ts'
import type { Resolver } from '../resolve/resolver.ts'
import { blankComments } from '../blank-comments.ts'
import type { Language } from '../languages.ts'
import { isCallable } from '../meaning/declared.ts'
import { ClassKin, simpleName, type Member } from './class-kin.ts'
import type { DeclarationFound } from './definitions.ts'
import { countListed, type ChainPart } from './object-chain.ts'
import { phpMemberType, phpTypeOf } from './php-types.ts'
import { TypedReceivers } from '../typed/typed-receivers.ts'

/** The types that an object may be of, as they are written; none where it is of no class. */
export type TypeFound = readonly string[] | 'unknown'

/** A place in a file, for those who look for types in the text before it. */
export interface TypePlace {
  readonly open: OpenFile
  /** One character a byte. */
  readonly text: string
  /** The same with blanks in place of comments. */
  readonly code: string
  /** The offset of the member's name. */
  readonly start: number
  /** Of the file, those that were looked for. */
  readonly fields: Map<string, TypeFound | undefined>
  /** The function around. */
  readonly callable: CodeSymbol | undefined
  /** Where its code begins, or as much of it as is looked at. */
  readonly localFrom: number
  /** The classes around, the innermost first. */
  readonly classes: readonly string[]
  /** The name itself. */
  readonly name: string
  isClass(name: string): boolean
  /** Whether a class has a member, of its own or from above. */
  hasMember(owner: string, member: string): boolean
  /** Of a member of an object of one of some types. */
  memberType(types: readonly string[], member: ChainPart): TypeFound
}

/**
 * - `other`: the object is of a class that has nothing to do with those that declare the member
 * - `meant`: it is of one of them, or below one
 * - `kin`: it is of a class that is called as one of them, or is above one
 */
export type Verdict = 'other' | 'meant' | 'kin'

interface TypeReader {
  readonly typeOf: (place: TypePlace) => TypeFound
  /** Of a member in the file of a place. */
  readonly memberType: (place: TypePlace, member: CodeSymbol) => TypeFound
}

const READERS: Partial<Record<Language, TypeReader>> = {
  php: { typeOf: phpTypeOf, memberType: phpMemberType },
}
const TYPED = ['java', 'csharp'] as const
const CLASSES: readonly string[] = ['class', 'interface', 'enum', 'struct']
/** What a variable is, is said nearer than this. */
const LOCAL_BYTES = 20_000
const MEMBERS: readonly string[] = ['method', 'field', 'property', 'constant']

/**
 * Whose member a name is, where the type of the object stands in the file: as what it was declared, or is made. In languages whose names are not
 * told apart otherwise.
 */
export class Receivers {
  readonly #map: CodeMap
  readonly #owners = new Map<Language, Set<string>>()
  readonly #kin = new Map<Language, ClassKin>()
  readonly #typed = new Map<Language, TypedReceivers>()
  readonly #texts = new WeakMap<OpenFile, Pick<TypePlace, 'text' | 'code' | 'fields'>>()

  /** Undefined where one of the declarations is no member of a class. */
  static of(map: CodeMap, found: readonly DeclarationFound[], resolver: Resolver): Receivers | undefined {
    const receivers = new Receivers(map)
    for (const language of TYPED) {
      const own = found.filter(({ file }) => file.language === language)
      if (own.length === 0) continue
      if (!own.every(({ file, symbol }) => isMember(map.symbols(file.number), symbol))) return undefined
      const isSeen = (declaring: number, from: number): boolean =>
        resolver.sharesNamespace(map.file(declaring), map.file(from))
      const typed = TypedReceivers.of(map, language, { found: own, isSeen })
      if (typed === undefined) return undefined
      receivers.#typed.set(language, typed)
    }
    for (const { file, symbol } of found) {
      if (READERS[file.language] === undefined) continue
      const owner = map.symbols(file.number)[symbol.parent]
      if (owner === undefined || !isMember(map.symbols(file.number), symbol)) return undefined
      const owners = receivers.#owners.get(file.language) ?? new Set()
      receivers.#owners.set(file.language, owners.add(owner.name))
    }
    return receivers.#owners.size + receivers.#typed.size === 0 ? undefined : receivers
  }

  private constructor(map: CodeMap) {
    this.#map = map
  }

  /** What the object of a member says of it; undefined where its type is not known. */
  verdict(open: OpenFile, { start, name }: { readonly start: number; readonly name: string }): Verdict | undefined {
    const { language } = open.file
    const typed = this.#typed.get(language)
    if (typed !== undefined) return typed.verdict(open, { start, name })
    const reader = READERS[language]
    const kin = this.#kinOf(language)
    if (reader === undefined || kin === undefined) return undefined
    const type = reader.typeOf(this.#placeAt(open, { start, name }, { reader, kin }))
    if (type === 'unknown') return undefined
    const own = type.map(simpleName).filter((one) => kin.of(one) !== undefined)
    if (own.length === 0) return 'other'
    const isTold = own.some((one) => kin.of(one) === 'below' || (kin.of(one) === 'same' && this.#isOutside(open, one)))
    return isTold ? 'meant' : 'kin'
  }

  /** The file says nothing of which class of that name it is: its type comes from elsewhere. */
  #isOutside(open: OpenFile, name: string): boolean {
    return !new RegExp(String.raw`\b${name}\b`).test(this.#textOf(open).code)
  }

  #placeAt(
    open: OpenFile,
    { start, name }: { readonly start: number; readonly name: string },
    { reader, kin }: { readonly reader: TypeReader; readonly kin: ClassKin },
  ): TypePlace {
    const around = open.symbols.filter((symbol) => symbol.start <= start && start < symbol.end).reverse()
    const callable = around.findLast(isCallable)
    return {
      open,
      ...this.#textOf(open),
      start,
      name,
      callable,
      localFrom: Math.max(callable?.start ?? 0, start - LOCAL_BYTES),
      classes: around.filter(({ kind }) => CLASSES.includes(kind)).map((symbol) => symbol.name),
      hasMember: (owner, member) => kin.membersOf(owner, member).length > 0,
      isClass: (one) => kin.of(one) !== undefined || kin.declares(one),
      memberType: (types, member) => this.#memberType(types, member, { reader, kin }),
    }
  }

  #memberType(
    types: readonly string[],
    part: ChainPart,
    { reader, kin }: { readonly reader: TypeReader; readonly kin: ClassKin },
  ): TypeFound {
    const { name } = part
    const all = types.flatMap((type) => kin.membersOf(simpleName(type), name))
    const taking = all.filter((member) => takes(member, part))
    const found = taking.length > 0 ? taking : all
    if (found.length === 0) return 'unknown'
    const own = found.map(({ open, symbol }) =>
      symbol.kind === 'enum-member'
        ? types
        : reader.memberType(this.#placeAt(open, { start: symbol.nameStart, name }, { reader, kin }), symbol),
    )
    return own.includes('unknown') ? 'unknown' : [...new Set(own.flat())]
  }

  #kinOf(language: Language): ClassKin | undefined {
    const owners = this.#owners.get(language)
    if (owners === undefined) return undefined
    const kin = this.#kin.get(language) ?? new ClassKin(this.#map, language, owners)
    this.#kin.set(language, kin)
    return kin
  }

  #textOf(open: OpenFile): Pick<TypePlace, 'text' | 'code' | 'fields'> {
    const known = this.#texts.get(open)
    if (known !== undefined) return known
    const text = open.source.toString('latin1')
    const read = { text, code: blankComments(text, open.file.language), fields: new Map() }
    this.#texts.set(open, read)
    return read
  }
}

function isMember(symbols: readonly CodeSymbol[], { kind, parent }: CodeSymbol): boolean {
  return MEMBERS.includes(kind) && CLASSES.includes(symbols[parent]?.kind ?? '')
}

/** Whether a call may be one of this method, by what it is given. */
function takes({ open, symbol }: Member, { isCall, given }: ChainPart): boolean {
  if (!isCall || symbol.kind !== 'method') return true
  const signature = open.source.toString('latin1', symbol.nameStart, symbol.signatureEnd)
  const list = /\(([^]*)\)/.exec(signature)?.[1] ?? ''
  return /\.\.\.|\bparams\b|=/.test(list) || countListed(list) === given
}
