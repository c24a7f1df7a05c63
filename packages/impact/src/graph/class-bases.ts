import type { ImportFact } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { append } from './append.ts'
import type { Graph } from './graph.ts'
import { COMPUTED_BASE } from './members.ts'
import type { FileUnit } from './unit-facts.ts'

/** Classes from outside that call nothing of those who extend them but what the language calls. */
const PLAIN_BASES =
  /^(?:Object|object|EventEmitter|EventTarget|(?:\w*(?:Error|Exception|Warning|Interrupt|Exit))|ABC|ABCMeta|Generic|Protocol|NamedTuple|TypedDict|(?:Int|Str)?Enum|(?:Int)?Flag|type|dict|list|str|int|float|bool|tuple|set|frozenset|bytes|local|OrderedDict|defaultdict|deque|UserDict|UserList|(?:Mutable)?(?:Mapping|Sequence|Set)|Iterable|Iterator|Collection|Container|Sized|Hashable|Callable|Awaitable|(?:Async)?ContextManager|Abstract(?:Async)?ContextManager|BasicObject|Struct|Module|Hash|String)$/
/** What comes with a script's language and calls no more of those who extend it than what is named here, and what the language calls. */
const SELF_CALLS: ReadonlyMap<string, RegExp> = new Map([
  ['Array', /^join$/],
  ['Date', /^toISOString$/],
  ['EventEmitter', /^(?:emit|on|once|off|addListener|removeListener|prependListener|listeners|listenerCount)$/],
  // `has`, `keys` and `size` of what a method of sets, such as `union`, is given.
  ['Map', /^(?:set|has|keys|size)$/],
  ['Set', /^(?:add|has|keys|size)$/],
  ['WeakMap', /^set$/],
  ['WeakSet', /^add$/],
])
/** Likewise of Python: what mixins of abstract classes call of those who fill them in. See https://docs.python.org/3/library/collections.abc.html */
const SELF_CALLS_IN_PYTHON: ReadonlyMap<string, RegExp> = new Map([
  ['Set', /^_(?:from_iterable|hash)$/],
  ['MutableSet', /^(?:_from_iterable|_hash|add|discard|pop|clear)$/],
  ['Mapping', /^(?:items|keys|get)$/],
  ['MutableMapping', /^(?:items|keys|get|pop|popitem)$/],
  ['Sequence', /^index$/],
  ['MutableSequence', /^(?:index|insert|append|extend|pop)$/],
  ['UserList', /^(?:index|append|extend|insert|pop)$/],
  ['UserDict', /^(?:items|keys|get|pop|popitem)$/],
])
const NO_CALLS: ReadonlyMap<string, RegExp> = new Map()
const CLASS_KINDS: readonly string[] = ['class', 'module', 'struct']

interface ClassPlace {
  readonly file: number
  readonly unit: number
}

/** What classes are made of, among files that are loaded together. */
export class ClassBases {
  readonly #graph: Graph
  readonly #byName = new Map<string, (ClassPlace & { readonly kind: string })[]>()
  /** By the last name of a base. */
  readonly #derived = new Map<string, ClassPlace[]>()
  /** Above a class. */
  readonly #callers = new Map<string, string | undefined>()
  /** Above and beside it. */
  readonly #found = new Map<string, string | undefined>()
  #outside: ReadonlyMap<number, ReadonlySet<string>> | undefined
  #families: Families | undefined

  constructor(graph: Graph, files: readonly number[]) {
    this.#graph = graph
    for (const file of files) {
      const units = graph.units(file)
      if (units?.isErased === false) for (const unit of units.units) this.#learn(file, unit)
    }
  }

  #learn(file: number, { index, name, kind, owner, bases }: FileUnit): void {
    if (index === 0 || owner > 0) return
    append(this.#byName, name, { file, unit: index, kind })
    for (const base of bases) append(this.#derived, lastName(base), { file, unit: index })
  }

  /** What stands above or beside a class from outside the code base, and may call its methods; undefined where nothing does. */
  callerOf(file: number, { unit, member }: { readonly unit: number; readonly member: string }): string | undefined {
    const callers = [...this.#selfCalls(file)].filter(([, names]) => names.test(member)).map(([name]) => name)
    const key = `${file}:${unit}:${callers.join()}`
    if (!this.#found.has(key)) {
      const place = { file, unit }
      const above = this.#callerOf(place, callers)
      this.#found.set(key, above ?? this.#callerBelow(place, { callers, seen: new Set() }))
    }
    return this.#found.get(key)
  }

  /** Whether an object may be of the classes of both units, each a method or a class. Says yes when in doubt. */
  areRelated(left: ClassPlace, right: ClassPlace): boolean {
    const [of, other] = [this.#familyOf(left), this.#familyOf(right)]
    return of === other || of === undefined || other === undefined
  }

  /** The names of the classes that extend those of a name, over any number of steps, and that name. */
  namesBelow(name: string): ReadonlySet<string> {
    const found = new Set([name])
    for (const one of found)
      for (const { file, unit } of this.#derived.get(one) ?? [])
        found.add(this.#graph.units(file)?.units[unit]?.name ?? '')
    return found
  }

  /** One name for all classes that are above or below one another; undefined where that is not known. */
  #familyOf({ file, unit }: ClassPlace): string | undefined {
    const units = this.#graph.units(file)
    const found = units?.units[unit]
    if (units === undefined || found === undefined) return undefined
    this.#families ??= this.#joinFamilies()
    // An object may be given the functions of another.
    if (found.owner > 0 && !CLASS_KINDS.includes(units.units[found.owner]?.kind ?? '')) return undefined
    const isInClass = found.owner > 0 || CLASS_KINDS.includes(found.kind)
    // A Go method stands beside its type, in any file of the package.
    const [type] = isInClass ? [{ file, unit: units.classOf(unit) }] : (this.#byName.get(found.boundName) ?? [])
    return type === undefined ? undefined : this.#families.rootOf(keyOf(type))
  }

  #joinFamilies(): Families {
    const families = new Families()
    for (const places of this.#byName.values())
      for (const place of places) {
        const bases = this.#graph.units(place.file)?.units[place.unit]?.bases ?? []
        for (const base of bases) {
          if (base === COMPUTED_BASE) families.forget(keyOf(place))
          else for (const other of this.#keysOfBase(place.file, base)) families.join(keyOf(place), other)
        }
      }
    return families
  }

  #keysOfBase(file: number, base: string): readonly string[] {
    const first = base.split('.')[0] ?? ''
    const last = lastName(base)
    const bound = this.#bindingOf(file, first)
    const found = this.#classesNamed(file, { bound, first, last })
    if (found.length === 0) return this.#isPlain(file, last) ? [] : [last]
    return found.map(keyOf)
  }

  /** The import that binds a name. */
  #bindingOf(file: number, name: string): ImportFact | undefined {
    return this.#graph.links.factsOf(file).find(({ names }) => names.some(({ local }) => local === name))
  }

  #isPlain(file: number, name: string): boolean {
    return PLAIN_BASES.test(name) || this.#selfCalls(file).has(name)
  }

  #selfCalls(file: number): ReadonlyMap<string, RegExp> {
    const { language } = this.#graph.map.file(file)
    if (language === 'python') return SELF_CALLS_IN_PYTHON
    return isScript(language) ? SELF_CALLS : NO_CALLS
  }

  /** `callers`: what comes with the language and calls a member of that name. */
  #callerOf(place: ClassPlace, callers: readonly string[]): string | undefined {
    const key = `${place.file}:${place.unit}:${callers.join()}`
    if (this.#callers.has(key)) return this.#callers.get(key)
    // A class among its own bases has no caller by that.
    this.#callers.set(key, undefined)
    const bases = this.#graph.units(place.file)?.units[place.unit]?.bases ?? []
    const caller = bases.map((base) => this.#callerInBase(place, base, callers)).find((found) => found !== undefined)
    this.#callers.set(key, caller)
    return caller
  }

  #callerInBase({ file, unit }: ClassPlace, base: string, callers: readonly string[]): string | undefined {
    if (base === COMPUTED_BASE) return 'what a computed base makes'
    const [first = ''] = base.split('.')
    const last = lastName(base)
    const bound = this.#bindingOf(file, first)
    const isOutside = bound !== undefined && this.#isOutside(file, bound)
    const found = isOutside
      ? []
      : this.#classesNamed(file, { bound, first, last }).filter((one) => one.file !== file || one.unit !== unit)
    if (found.length === 0) return this.#isPlain(file, last) && !callers.includes(last) ? undefined : base
    return found
      .map((one) =>
        CLASS_KINDS.includes(one.kind) ? this.#callerOf(one, callers) : isTypeKind(one.kind) ? undefined : base,
      )
      .find((caller) => caller !== undefined)
  }

  #classesNamed(
    file: number,
    { bound, first, last }: { readonly bound: ImportFact | undefined; readonly first: string; readonly last: string },
  ): readonly (ClassPlace & { readonly kind: string })[] {
    const imported = bound?.names.find(({ local }) => local === first)?.imported
    if (bound === undefined || first !== last || imported === undefined) {
      const all = this.#byName.get(last) ?? []
      const own = all.filter((one) => one.file === file)
      return bound === undefined && own.length > 0 ? own : all
    }
    if (imported !== 'default' && imported !== '*') return this.#byName.get(imported) ?? []
    return this.#targets(file, bound).flatMap((target) => this.#exportedAs(target, imported))
  }

  /** The classes that are a file's default export, or all of a module that is one class. */
  #exportedAs(file: number, imported: string): readonly (ClassPlace & { readonly kind: string })[] {
    const units = this.#graph.units(file)
    const names = [...(units?.aliases ?? [])]
      .filter(([, all]) => all.includes(imported) || all.includes('*'))
      .map(([name]) => name)
    return names.flatMap((name) => (this.#byName.get(name) ?? []).filter((one) => one.file === file))
  }

  #targets(file: number, { specifier }: ImportFact): readonly number[] {
    const { links } = this.#graph
    return links
      .importsOf(file)
      .filter((target) =>
        links.importersOf(target).some((link) => link.from === file && link.fact.specifier === specifier),
      )
  }

  /** A class that extends this one, and something from outside too: that may call what the class gives it. */
  #callerBelow(
    { file, unit }: ClassPlace,
    { callers, seen }: { readonly callers: readonly string[]; readonly seen: Set<string> },
  ): string | undefined {
    const name = this.#graph.units(file)?.units[unit]?.name ?? ''
    if (seen.has(name)) return undefined
    seen.add(name)
    for (const below of this.#derived.get(name) ?? []) {
      const caller = this.#callerOf(below, callers) ?? this.#callerBelow(below, { callers, seen })
      if (caller !== undefined) return caller
    }
    return undefined
  }

  #isOutside(file: number, { specifier }: ImportFact): boolean {
    if (this.#outside === undefined) {
      const outside = new Map<number, Set<string>>()
      for (const { from, fact } of this.#graph.links.outside) {
        const known = outside.get(from) ?? new Set()
        outside.set(from, known.add(fact.specifier))
      }
      this.#outside = outside
    }
    return this.#outside.get(file)?.has(specifier) === true
  }
}

/** What belongs together: one of each family stands for it. */
class Families {
  readonly #above = new Map<string, string>()
  readonly #unknown = new Set<string>()
  #unknownRoots: ReadonlySet<string> | undefined

  /** Before anything is asked. */
  join(left: string, right: string): void {
    const [root, other] = [this.#rootOf(left), this.#rootOf(right)]
    if (root !== other) this.#above.set(root, other)
  }

  /** Of what nothing is known. */
  forget(name: string): void {
    this.#unknown.add(name)
  }

  rootOf(name: string): string | undefined {
    this.#unknownRoots ??= new Set([...this.#unknown].map((one) => this.#rootOf(one)))
    const root = this.#rootOf(name)
    return this.#unknownRoots.has(root) ? undefined : root
  }

  #rootOf(name: string): string {
    let root = name
    for (let above = this.#above.get(root); above !== undefined; above = this.#above.get(root)) root = above
    // The next time it is one step.
    if (root !== name) this.#above.set(name, root)
    return root
  }
}

function keyOf({ file, unit }: ClassPlace): string {
  return `${file}:${unit}`
}

function isTypeKind(kind: string): boolean {
  return kind === 'interface' || kind === 'type'
}

function lastName(base: string): string {
  return base.slice(base.lastIndexOf('.') + 1)
}
