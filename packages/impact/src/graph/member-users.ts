import { hashOfText } from '@groundcrew/code-map'
import { isTokenized } from '../change/token-words.ts'
import { append } from './append.ts'
import { ClassBases } from './class-bases.ts'
import type { ComposedName } from './composed-names.ts'
import type { Mention } from './file-units.ts'
import type { Graph } from './graph.ts'
import { standsAlone } from './stands-alone.ts'
import { templateWords } from './template-words.ts'
import { TextNames } from './text-words.ts'
import type { FileUnit } from './unit-facts.ts'

/** A unit that may use a member of an object. */
export interface MemberUse extends Mention {
  readonly file: number
  /** For a reader, where its name does not stand there. */
  readonly note?: string
}

/** Who may use members of one name. */
interface MemberUses {
  /** Whichever class has it. */
  readonly ofAny: readonly MemberUse[]
  /** What methods ask of their own object. */
  readonly ofOwn: readonly MemberUse[]
}

const CONTROLLER = /(?:^|\/)app\/controllers\/.*_controller\.rb$/

export const NO_USES: MemberUses = { ofAny: [], ofOwn: [] }

/** With more, to know who names what takes longer than what it saves: whole classes are followed then. */
export const memberFilesMax = 3000

/** What calls methods of an object that it is given, by these names. */
const CALLERS: readonly (readonly [global: string, names: RegExp])[] = [
  [
    'Proxy',
    /^(?:get|set|has|apply|construct|deleteProperty|ownKeys|defineProperty|getOwnPropertyDescriptor|getPrototypeOf|setPrototypeOf|isExtensible|preventExtensions)$/,
  ],
  ...['ReadableStream', 'WritableStream', 'TransformStream'].map(
    (name) => [name, /^(?:start|pull|cancel|write|close|abort|transform|flush)$/] as const,
  ),
]

/** Who may use the member of an object by its name, among files that are loaded together. */
export class MemberUsers {
  readonly #graph: Graph
  readonly #bases: ClassBases
  readonly #filesByName = new Map<number, number[]>()
  /** What is imported of modules that are an object, by the name of its member. */
  readonly #imported = new Map<string, { readonly file: number; readonly local: string }[]>()
  readonly #composed: (ComposedName & { readonly file: number })[] = []
  /** Of code whose names are not known, each with its line of the top. */
  readonly #unreadable: MemberUse[] = []
  readonly #uses = new Map<string, MemberUses>()
  #words: ReadonlySet<string> | undefined
  readonly #files: readonly number[]
  #texts: TextNames | undefined
  readonly #alone = new Map<number, boolean>()
  /** By controller of Rails. */
  readonly #naming = new Map<string, ReadonlySet<number>>()

  private constructor(graph: Graph, files: readonly number[]) {
    this.#graph = graph
    this.#bases = new ClassBases(graph, files)
    this.#files = files
    for (const file of files) this.#read(file)
  }

  /** Of what files and all that they load have; undefined where that is too much. */
  static of(graph: Graph, files: Iterable<number>): MemberUsers | undefined {
    const loaded = graph.loadedBy(files, memberFilesMax)
    return loaded === undefined ? undefined : new MemberUsers(graph, loaded)
  }

  #read(file: number): void {
    const units = this.#graph.units(file)
    if (units === undefined) {
      if (isUnreadableCode(this.#graph, file))
        this.#unreadable.push({ file, unit: 0, line: 1, note: 'its names are not known' })
      return
    }
    if (units.isCommonJs)
      for (const { from, fact } of this.#graph.importersOf(file))
        for (const { imported, local } of fact.names) append(this.#imported, imported, { file: from, local })
    for (const composed of units.composed) this.#composed.push({ ...composed, file })
    for (const hash of units.nameHashes) {
      const known = this.#filesByName.get(hash)
      if (known === undefined) this.#filesByName.set(hash, [file])
      else known.push(file)
    }
  }

  /**
   * The units that have its name after a dot, as a key, as an import of a module that is an object, or in a text, or that put names like it
   * together. What a method asks of its own object is asked of its class and those above and below.
   */
  usesOf(file: number, member: FileUnit): MemberUses {
    const key = usesKey(member)
    const known = this.#uses.get(key) ?? this.#usesLike(member)
    this.#uses.set(key, known)
    const { ofAny, ofOwn } = known
    const place = { file, unit: member.index }
    const related = ofOwn.filter((use) => this.#bases.areRelated(place, use) || this.#isRunOnOthers(use))
    const controller = this.#controllerOf(file, member)
    if (controller !== undefined) return { ofAny: this.#ofController(ofAny, { file, controller }), ofOwn: related }
    if (!this.#isAlone(file)) return { ofAny, ofOwn: related }
    const isHere = (use: MemberUse): boolean => use.file === file
    return { ofAny: ofAny.filter(isHere), ofOwn: related.filter(isHere) }
  }

  /** The name of the controller of Rails that has a member: its router calls that, and nobody else whose file does not name the class. */
  #controllerOf(file: number, { owner }: FileUnit): string | undefined {
    if (owner === 0 || !CONTROLLER.test(this.#graph.pathOf(file))) return undefined
    const name = this.#graph.units(file)?.units[owner]?.name ?? ''
    return name.endsWith('Controller') ? name : undefined
  }

  #ofController(
    uses: readonly MemberUse[],
    { file, controller }: { readonly file: number; readonly controller: string },
  ): readonly MemberUse[] {
    const naming = this.#naming.get(controller) ?? this.#filesNaming(controller)
    this.#naming.set(controller, naming)
    return uses.filter((use) => use.file === file || naming.has(use.file) || this.#graph.units(use.file) === undefined)
  }

  #filesNaming(controller: string): ReadonlySet<number> {
    const names = [...this.#bases.namesBelow(controller)].flatMap((name) => [name, `${name}Test`])
    return new Set(names.flatMap((name) => this.#filesByName.get(hashOfText(name)) ?? []))
  }

  /** Of members with the same whoever names them on any object is the same. */
  keyOf(file: number, member: FileUnit): string {
    return `${usesKey(member)}:${this.#controllerOf(file, member) ?? ''}`
  }

  #isAlone(file: number): boolean {
    const known = this.#alone.get(file) ?? standsAlone(this.#graph, file)
    this.#alone.set(file, known)
    return known
  }

  /** Ruby's blocks may be run with another object as their own: `instance_eval(&block)`. */
  #isRunOnOthers({ file }: MemberUse): boolean {
    return (
      this.#composed.length > 0 &&
      this.#isRuby(file) &&
      this.#composed.some((one) => one.isCode && this.#isRuby(one.file))
    )
  }

  #isRuby(file: number): boolean {
    const { map } = this.#graph
    return file < map.fileCount && map.file(file).language === 'ruby'
  }

  /** Whether code that is run as text may have a name. */
  #isInTexts(name: string): boolean {
    this.#texts ??= new TextNames(this.#files.map((file) => this.#graph.units(file)?.textWords ?? ''))
    return this.#texts.has(name)
  }

  /** Whether a method of that name which takes arguments may call another one without: `super()`. */
  #isPassedOn(name: string): boolean {
    return (this.#filesByName.get(hashOfText(name)) ?? []).some((file) => {
      const found = this.#graph.units(file)
      return found?.mentions('super').some(({ unit }) => {
        const { name: own, takesNothing } = found.units[unit] ?? {}
        return own === name && takesNothing === false
      })
    })
  }

  #usesLike({ name, isGetter, isSetter, takesNothing, isPrivate }: FileUnit): MemberUses {
    const isCalledWithNothing = takesNothing && !this.#isPassedOn(name)
    const named = writtenAs(name).flatMap((written) =>
      (this.#filesByName.get(hashOfText(written)) ?? []).flatMap((file) =>
        (this.#graph.units(file)?.memberMentions(written) ?? [])
          .filter(({ isWritten }) => !isWritten || isSetter)
          .filter(({ hasArguments, isOfOther }) => !(isCalledWithNothing && hasArguments) && !(isPrivate && isOfOther))
          .map((mention) => ({ ...mention, file })),
      ),
    )
    const imported = (this.#imported.get(name) ?? []).flatMap(({ file, local }) =>
      (this.#graph.units(file)?.mentions(local) ?? []).map(({ unit, line }) => ({ unit, line, file })),
    )
    const composed = this.#composed
      .filter(({ prefix, suffix, isRead }) => isComposedOf(name, prefix, suffix) && (isRead !== true || isGetter))
      .filter(({ isCode }) => isCode !== true || this.#isInTexts(name))
      .map(({ file, unit, line, prefix, suffix }) => ({ file, unit, line, note: composedNote(prefix, suffix) }))
    return {
      ofAny: [...named.filter(({ isOwn }) => !isOwn), ...imported, ...composed, ...this.#unreadable],
      ofOwn: named.filter(({ isOwn }) => isOwn),
    }
  }

  /** Why a member counts as used by all that uses its class; undefined where its name alone leads to it. */
  reasonToWiden(file: number, unit: FileUnit): string | undefined {
    const { name, owner } = unit
    const caller = CALLERS.find(([global, names]) => names.test(name) && this.#filesByName.has(hashOfText(global)))
    if (caller !== undefined) return `${caller[0]} may call it`
    const base = owner > 0 ? this.#bases.callerOf(file, { unit: owner, member: name }) : undefined
    if (base !== undefined) return `${base} may call it`
    this.#words ??= templateWords(this.#graph.map)
    return this.#words.has(name) ? 'a template names it' : undefined
  }
}

/** Members with the same are used by the same, but for what methods ask of their own object. */
function usesKey({ name, isGetter, isSetter, takesNothing, isPrivate }: FileUnit): string {
  const kinds = [isGetter && 'get', isSetter && 'set', takesNothing && 'nothing', isPrivate && 'private']
  return `${name}:${kinds.filter((kind) => kind !== false).join()}`
}

/** Ruby's `x=` is called by `.x =`, and RSpec's matchers `be_x` and `have_x` call `x?` and `has_x?`. */
function writtenAs(name: string): readonly string[] {
  const plain = name.replace(/[?!=]$/, '')
  if (plain === name) return [name]
  return name.endsWith('?') ? [name, `be_${plain}`, `be_a_${plain}`, plain.replace(/^has_/, 'have_')] : [name, plain]
}

function isComposedOf(name: string, prefix: string, suffix: string): boolean {
  return name.startsWith(prefix) && name.endsWith(suffix) && name.length >= prefix.length + suffix.length
}

function composedNote(prefix: string, suffix: string): string {
  return prefix + suffix === '' ? 'may name any member' : `puts together ${prefix}…${suffix}`
}

function isUnreadableCode({ map }: Graph, file: number): boolean {
  if (file >= map.fileCount) return false
  const { language } = map.file(file)
  return ['vue', 'svelte'].includes(language) || isTokenized(language)
}
