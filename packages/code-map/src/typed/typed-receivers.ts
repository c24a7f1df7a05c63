import type { CodeMap, OpenFile } from '../code-map.ts'
import type { DeclarationFound } from '../queries/definitions.ts'
import type { Verdict } from '../queries/receivers.ts'
import { givenCount } from './call-places.ts'
import { K, S } from './code.ts'
import { Expressions } from './expressions.ts'
import { keyedType } from './keyed.ts'
import { findMembers, mayStandBehind, type Named } from './members.ts'
import type { ClassShape, MemberShape, TypedLanguage } from './shapes.ts'
import { isNoType } from './type-refs.ts'
import type { Type } from './types.ts'
import { keyOf, World } from './world.ts'

type Kinship = 'same' | 'below' | 'above' | 'none'

/** Whose member a name of Java or C# is, by the type of the object before it or the classes around. */
export class TypedReceivers {
  readonly #world: World
  readonly #wanted: readonly MemberShape[]
  readonly #keys: ReadonlySet<string>
  readonly #above = new Set<string>()
  readonly #readers = new Map<number, Expressions>()
  readonly #contested = new Map<string, boolean>()

  /** Undefined where one of the declarations could not be read. */
  static of(
    map: CodeMap,
    language: TypedLanguage,
    {
      found,
      isSeen,
    }: { readonly found: readonly DeclarationFound[]; readonly isSeen: (declaring: number, from: number) => boolean },
  ): TypedReceivers | undefined {
    const world = World.of(map, language, isSeen)
    const wanted = found.map(({ file, symbol }) => world.file(file.number)?.memberAt(symbol.nameStart))
    const read = wanted.filter((member) => member !== undefined)
    return read.length < found.length ? undefined : new TypedReceivers(world, read)
  }

  private constructor(world: World, wanted: readonly MemberShape[]) {
    this.#world = world
    this.#wanted = wanted
    this.#keys = new Set(wanted.map(({ owner }) => keyOf(owner)))
    for (const { owner } of wanted) for (const key of world.ancestors(owner)) this.#above.add(key)
  }

  verdict(open: OpenFile, { start, name }: { readonly start: number; readonly name: string }): Verdict | undefined {
    const reader = this.#readerOf(open)
    const { code } = reader
    const at = code.tokenAt(start)
    if (code.start[at] !== start || !code.is(at, K.name)) return undefined
    const own = code.word(at)
    const imported = this.#imported(reader, at)
    if (imported !== undefined) return imported
    if (!this.#isOfKind(reader, at)) return 'other'
    const given = code.is(at + 1, S.open) ? givenCount(code, at + 1) : undefined
    const keyed = given === undefined ? keyedType(reader, at) : undefined
    if (keyed !== undefined) return keyed === 'parameter' ? 'other' : this.#judge(keyed, { name: own, given })
    const joint = code.kindAt(at - 1)
    const isMember =
      joint === S.dot || joint === K.colons || (joint === S.greater && code.is(code.mateOf(at - 1) - 1, S.dot))
    if (isMember) return this.#judge(reader.ending(reader.receiverEnd(at)), { name: own, given })
    return this.#bare(reader, at, { name: own, given }, name)
  }

  #readerOf({ file, source }: OpenFile): Expressions {
    const known = this.#readers.get(file.number)
    if (known !== undefined) return known
    const reader = new Expressions(this.#world, this.#world.fileOf(file.number, source))
    this.#readers.set(file.number, reader)
    return reader
  }

  /** In a statement that imports, or says the package: a member that is imported is one of its class. */
  #imported({ code, file }: Expressions, at: number): Verdict | undefined {
    let first = at
    while (code.is(first - 1, S.dot) && code.is(first - 2, K.name)) first -= 2
    const word = code.word(first - 1)
    if (word === 'package' || word === 'namespace') return 'other'
    const isStatic = word === 'static' && /^(?:import|using)$/.test(code.word(first - 2))
    if (word === 'import' || (word === 'using' && !code.is(first - 2, S.open) && !code.is(first, S.open)))
      return 'other'
    if (!isStatic) return undefined
    const path = code.text.slice(code.start[first], code.end[at - 2]).replaceAll(/\s/g, '')
    const classes = first === at ? [] : this.#world.classesMeant(path.split('.'), { file, owner: undefined })
    return classes.length === 0
      ? 'other'
      : this.#judge({ kind: 'object', classes, args: [] }, { name: code.word(at), given: undefined })
  }

  /** In Java methods and fields have names of their own. */
  #isOfKind({ code }: Expressions, at: number): boolean {
    if (code.language !== 'java') return true
    const isMethod = code.is(at + 1, S.open) || code.is(at - 1, K.colons)
    if (code.is(at - 1, S.at)) return false
    if (!isMethod && code.is(at + 1, S.equals)) return true
    return this.#wanted.some(({ kind, owner }) => (kind === 'method') === isMethod || owner.kind === 'record')
  }

  #bare(reader: Expressions, at: number, named: Named, name: string): Verdict | undefined {
    const { code } = reader
    const before = code.word(at - 1)
    if (before === 'new' || before === 'goto' || reader.declared(at) !== undefined) return 'other'
    if (code.language === 'csharp' && isType(reader, at)) return 'other'
    const found = reader.bare({ name: named.name, at, given: named.given })
    if (found.kind === 'local') return 'other'
    if (found.kind === 'member') return this.#judge(found.of, named)
    const imported = reader.calls.imported(named.name)
    if (imported !== undefined) return this.#judge(imported, named)
    if (before === 'case' || before === ',') return this.#unknown(name)
    return 'other'
  }

  #judge(type: Type, named: Named): Verdict | undefined {
    if (type.kind === 'unknown') return this.#unknown(named.name)
    if (type.kind !== 'object' && type.kind !== 'variable') return this.#ofOthers(type)
    const found = findMembers(this.#world, type, named).filter(({ member }) => member.kind !== 'constructor')
    const owners =
      found.length > 0 ? found.map(({ member }) => member.owner) : type.kind === 'object' ? type.classes : []
    const kin = owners.map((one) => this.#kinship(one))
    if (kin.includes('same') || kin.includes('below')) return 'meant'
    if (kin.includes('above')) return 'kin'
    return found.length === 0 ? this.#ofOthers(type) : 'other'
  }

  /** Extension methods of C# stand behind objects of other classes. */
  #ofOthers(type: Type): Verdict | undefined {
    const behind = this.#wanted.filter(({ isExtension }) => isExtension)
    if (behind.length === 0) return 'other'
    return behind.some((member) => mayStandBehind(this.#world, member, type)) ? undefined : 'other'
  }

  #kinship(shape: ClassShape): Kinship {
    const key = keyOf(shape)
    if (this.#keys.has(key)) return 'same'
    if (shape.file.isLibrary) return 'none'
    if (this.#above.has(key)) return 'above'
    for (const above of this.#world.ancestors(shape)) if (this.#keys.has(above)) return 'below'
    return 'none'
  }

  /** Of an object that nothing is known of: it may be of any class that has a member of the name. */
  #unknown(name: string): Verdict | undefined {
    const known = this.#contested.get(name)
    const isContested = known ?? this.#isContested(name)
    this.#contested.set(name, isContested)
    return isContested ? 'other' : undefined
  }

  #isContested(name: string): boolean {
    return this.#world.membersNamed(name).some(({ owner }) => this.#kinship(owner) === 'none')
  }
}

/** Where a type is written that may be called as a property is. */
function isType({ code }: Expressions, at: number): boolean {
  const next = code.kindAt(at + 1)
  if (next === K.name) return !isNoType(code, code.word(at + 1)) && !/^(?:switch|with|is|as)$/.test(code.word(at + 1))
  if (next === S.less && code.mateOf(at + 1) > at) return !code.is(code.next(at + 1), S.open)
  return (
    code.is(at - 1, S.open) &&
    next === S.close &&
    /^(?:typeof|nameof|default|sizeof)$/.test(code.word(at - 2)) &&
    code.word(at - 2) !== 'nameof'
  )
}
