import { hashOfText } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { isGoTest } from '../paths.ts'
import { AMBIENT_NOTE } from './ambient-names.ts'
import { append } from './append.ts'
import { CommonPropagation, type WholePropagation } from './common-propagation.ts'
import { EVERYTHING } from './file-exports.ts'
import type { Mention } from './file-units.ts'
import type { Graph } from './graph.ts'
import { Importers, isWild, type Binding } from './importers.ts'
import type { Link } from './links.ts'
import type { Step } from './loaded-chain.ts'
import { MemberUsers, NO_USES, type MemberUse } from './member-users.ts'
import { ModuleBindings, type ModuleBinding } from './module-bindings.ts'
import { NearestFirst } from './nearest-first.ts'
import type { Reach } from './reach.ts'
import { standsAlone } from './stands-alone.ts'
import type { FileUnit } from './unit-facts.ts'
import { reExported, stepOver, ModuleChains } from './steps.ts'
import { type Key, placeKey, keyOf } from './place-key.ts'

/** Everything that a change reaches, each place once, over the shortest chain. */
export interface Propagation {
  readonly reached: readonly Reach[]
  /** Members counted as their class, since too much code may name them. */
  readonly isByClass: boolean
  /** The reaches of a file, over what runs before those over types alone. */
  inFile(file: number): readonly Reach[]
  /** The lines of a unit from which what is reached is used. */
  linesIn(file: number, unit: number): readonly number[]
  /** Whether what is reached leaves the file under a name that others may import. */
  sends(file: number): boolean
}

/**
 * Follows names and imports backwards: from a declaration to those that mention it, in its file and in the importers, through re-exports
 * and aliases. Code that runs when a file is loaded reaches everything that loads the file. What is reached over types alone comes last
 * and is marked, since types are gone when the program runs.
 *
 * It is followed twice. Once a member of a class counts as the class: what runs the member uses the class. Once a member is reached by all
 * that names it, whatever the object: what runs the member names it. So what counts is what both reach.
 */
export function propagate(graph: Graph, seeds: readonly Reach[]): Propagation {
  const importers = new Map<number, Importers>()
  const importersOf = (file: number): Importers => {
    const found = importers.get(file) ?? new Importers(graph.pathOf(file), graph.importersOf(file))
    importers.set(file, found)
    return found
  }
  const ways = { importersOf, modules: new ModuleBindings(importersOf) }
  const byClass = walk(graph, seeds, ways)
  if (!byClass.hasMembers) return byClass
  const users = MemberUsers.of(graph, byClass.files())
  if (users === undefined) {
    byClass.isByClass = true
    return byClass
  }
  const within = (isLoaded?: (file: number) => boolean): Walk => walk(graph, seeds, { ...ways, users, isLoaded })
  return new CommonPropagation(graph, { byClass, byMember: within(), within })
}

/** In place of a unit: the tests that are in a file with what they test. Nothing uses them. */
export const OF_TESTS_UNIT = -2

/** Of what leads to one place so much is kept: a chain that needs more than that is not known. */
const stepsMax = 32

/** Members count as their class where `users` is not given; files that are not loaded are left out. */
interface WalkOptions {
  readonly importersOf: (file: number) => Importers
  readonly modules: ModuleBindings
  readonly users?: MemberUsers
  readonly isLoaded?: ((file: number) => boolean) | undefined
}

function walk(graph: Graph, seeds: readonly Reach[], options: WalkOptions): Walk {
  const found = new Walk(graph, options)
  for (const seed of seeds) found.add(seed)
  found.run()
  return found
}

class Walk implements WholePropagation {
  readonly #graph: Graph
  readonly #users: MemberUsers | undefined
  readonly #isLoaded: ((file: number) => boolean) | undefined
  readonly reached: Reach[] = []
  readonly #byFile = new Map<number, Reach[]>()
  readonly #known = new Map<Key, Reach>()
  /** By place that runs, where it uses what is reached. */
  readonly #lines = new Map<Key, number[]>()
  /** By place that runs, what leads there. */
  readonly #steps = new Map<Key, Step[]>()
  /** By file the names that have left it. */
  readonly #sent = new Map<number, Set<string>>()
  readonly #sentAsType = new Map<number, Set<string>>()
  readonly #named = new Set<string>()
  /** Kinds of members, of which whoever names them on any object is reached. */
  readonly #followedMembers = new Set<string>()
  readonly #importersOf: (file: number) => Importers
  readonly #modules: ModuleBindings
  /** Whose importers know that it is handed on. */
  readonly #handedOn = new Set<number>()
  readonly #handedOnAsType = new Set<number>()
  readonly #uses = new NearestFirst()
  readonly #loads = new NearestFirst()
  readonly #types = new NearestFirst()

  isByClass = false
  /** Whether it came to a member of a class. */
  hasMembers = false

  constructor(graph: Graph, { users, isLoaded, importersOf, modules }: WalkOptions) {
    this.#importersOf = importersOf
    this.#modules = modules
    this.#graph = graph
    this.#users = users
    this.#isLoaded = isLoaded
  }

  files(): Iterable<number> {
    return this.#byFile.keys()
  }

  at(file: number, unit: number): Reach | undefined {
    return this.#known.get(placeKey(file, unit))
  }

  inFile(file: number): readonly Reach[] {
    return this.#byFile.get(file) ?? []
  }

  linesIn(file: number, unit: number): readonly number[] {
    return this.#lines.get(placeKey(file, unit)) ?? []
  }

  sends(file: number): boolean {
    return this.#sent.has(file)
  }

  stepsTo(reach: Reach): readonly Step[] {
    const key = keyOf(reach)
    const steps = this.#known.get(key) === reach ? (this.#steps.get(key) ?? []) : []
    return steps.filter(({ isLoad }) => isLoad === (reach.relation === 'loads'))
  }

  add(given: Reach): void {
    const { file, relation, isTypeOnly, line } = given
    if (this.#isLoaded?.(file) === false) return
    const unit = this.#unitFor(file, given.unit)
    const reach = unit === given.unit ? given : { ...given, ...this.#placeOf(file, unit) }
    const key = keyOf(reach)
    if (!isTypeOnly) this.#addStep(key, { from: reach.from, line, isLoad: relation === 'loads' })
    if (!this.#isNews(key, reach)) return
    if (isTypeOnly) this.#types.push(reach)
    else if (relation === 'loads') this.#loads.push(reach)
    else this.#uses.push(reach)
  }

  #addStep(key: Key, step: Step): void {
    if (!step.isLoad) append(this.#lines, key, step.line)
    const known = this.#steps.get(key)
    if (known === undefined || known.length < stepsMax) append(this.#steps, key, step)
  }

  /** What was only loaded may turn out to be used too: once, then its exports are followed. */
  #isNews(key: Key, { relation, isTypeOnly }: Pick<Reach, 'relation' | 'isTypeOnly'>): boolean {
    const known = this.#known.get(key)
    return known === undefined || (known.relation === 'loads' && relation !== 'loads' && !isTypeOnly)
  }

  /** First all that uses lead to, then what loads it, then what only types lead to. */
  run(): void {
    for (;;) {
      const next = this.#uses.take() ?? this.#loads.take()
      if (next === undefined) break
      this.#visit(next)
    }
    for (let next = this.#types.take(); next !== undefined; next = this.#types.take()) this.#visit(next)
  }

  #visit(reach: Reach): void {
    const key = keyOf(reach)
    if (!this.#isNews(key, reach)) return
    this.#known.set(key, reach)
    this.reached.push(reach)
    append(this.#byFile, reach.file, reach)
    this.#follow(reach)
  }

  #follow(reach: Reach): void {
    const { file, unit, isTypeOnly } = reach
    if (unit === OF_TESTS_UNIT) return
    if (unit === 0) {
      if (!isTypeOnly) this.#followLoads(reach)
      if (reach.relation !== 'loads') this.#followTopLevel(reach)
      return
    }
    const units = this.#graph.units(file)
    const found = units?.units[unit]
    if (found?.isMember === true && this.#users !== undefined) {
      this.#followMember(reach, found, this.#users)
      return
    }
    this.#followName(reach, found?.boundName ?? reach.name)
    if (units?.isOfExports(unit) === true) this.#followOwnMembers(reach, reach.name)
    if (found?.runsAtLoad === true) this.#followToTop(reach, found)
  }

  /** To what else may ask a CommonJS module's exports for a value: `this.a`, `self.a`. */
  #followOwnMembers(reach: Reach, name: string): void {
    for (const mention of this.#graph.units(reach.file)?.memberMentions(name) ?? [])
      this.#addMention(reach, reach.file, mention)
  }

  /** Its file runs it, or gives it to something that others have. */
  #followToTop(reach: Reach, { line }: FileUnit): void {
    const { file, distance, isTypeOnly } = reach
    if (isTypeOnly) return
    this.add({ file, unit: 0, name: '', line, distance, relation: 'runs at load', isTypeOnly, from: reach })
  }

  /** To all that names it; and to its class, where more than names may lead to it. Types belong to the class. */
  #followMember(reach: Reach, member: FileUnit, users: MemberUsers): void {
    const { file, isTypeOnly } = reach
    const { ofAny, ofOwn } = isTypeOnly ? NO_USES : users.usesOf(file, member)
    const isOther = (use: MemberUse): boolean => use.file !== file || use.unit !== reach.unit
    const unused = ofAny.some(isOther) || ofOwn.some(isOther) ? undefined : 'nobody names it'
    const reason = isTypeOnly ? 'types' : (users.reasonToWiden(file, member) ?? unused)
    if (reason !== undefined) this.#followWhole(reach, member, reason)
    const key = users.keyOf(file, member)
    const isFollowed = this.#followedMembers.has(key)
    for (const use of isFollowed ? ofOwn : [...ofAny, ...ofOwn])
      if (isOther(use)) this.#addMention(reach, use.file, use)
    if (!isTypeOnly && ofAny.every(isOther)) this.#followedMembers.add(key)
    if (!isFollowed)
      for (const [example, words] of this.#graph.examples)
        if (words.has(member.name)) this.#addMention(reach, example, { unit: OF_TESTS_UNIT, line: 1 })
  }

  /** To its class, or what else has it. */
  #followWhole(reach: Reach, member: FileUnit, reason: string): void {
    const { file, distance, isTypeOnly } = reach
    if (member.owner === 0) {
      this.#followName(reach, member.boundName)
      if (member.runsAtLoad) this.#followToTop(reach, member)
      return
    }
    const place = { ...this.#placeOf(file, member.owner), line: member.line }
    const note = `${reason}, so its class counts`
    this.add({ ...place, distance, relation: 'uses', isTypeOnly, from: reach, ...(isTypeOnly ? {} : { note }) })
  }

  /** Whoever loads the file runs its top level. */
  #followLoads(reach: Reach): void {
    for (const loader of this.#graph.loadersOf(reach.file)) {
      const { from: file, line, isTypeOnly, isLoaded, isOfTests, isByName } = loader
      if (isTypeOnly || (isByName === true && reach.relation === 'runs at load')) continue
      const unit = isOfTests ? OF_TESTS_UNIT : isLoaded ? 0 : (this.#graph.units(file)?.unitOnLine(line) ?? 0)
      const relation = isLoaded ? 'loads' : 'uses'
      const place = { ...this.#placeOf(file, unit), line }
      this.add({ ...place, distance: reach.distance + 1, relation, isTypeOnly: false, from: reach })
    }
  }

  /** A default export that is an expression, and the exports of a file whose declarations are not known. */
  #followTopLevel(reach: Reach): void {
    const units = this.#graph.units(reach.file)
    for (const name of this.#graph.ambient.assignedIn(reach.file)) this.#followAmbient(reach, name)
    if (units === undefined) this.#send(reach, EVERYTHING)
    else if (units.isCommonJs) this.#send(reach, EVERYTHING)
    else this.#send(reach, 'default')
  }

  #followName(reach: Reach, name: string): void {
    const { file } = reach
    const units = this.#graph.units(file)
    for (const one of this.#graph.packageOf(file)) {
      for (const mention of this.#graph.units(one)?.mentions(name) ?? []) this.#addMention(reach, one, mention)
    }
    if (isGoTest(this.#graph.pathOf(file))) this.#followToTests(reach, name)
    // Of Python's names that begin with `_` only `import *` takes none.
    const isSeen =
      reach.unit === -1 || units?.units[reach.unit]?.isExported !== false || this.#languageOf(file) === 'python'
    if (isSeen) this.#send(reach, name)
    for (const alias of units?.aliases.get(name) ?? []) this.#send(reach, alias)
    if (!this.#hasImports(file)) this.#followByName(reach, name)
    this.#followAmbient(reach, name)
  }

  /** To what uses the name without an import, since it is there for all. */
  #followAmbient(reach: Reach, name: string): void {
    const key = `${reach.file}:${name}:${reach.isTypeOnly ? 'type' : ''}`
    if (this.#graph.isGone(reach.file) || this.#named.has(key)) return
    this.#named.add(key)
    for (const { file, isTypeOnly, ...mention } of this.#graph.ambient.usersOf(reach.file, name))
      this.#addMention(reach, file, { ...mention, note: AMBIENT_NOTE }, isTypeOnly)
  }

  /** What a test of Go declares for those in the package `a_test`, which import it as a part of `a`. */
  #followToTests(reach: Reach, name: string): void {
    for (const one of this.#graph.packageOf(reach.file).filter((one) => isGoTest(this.#graph.pathOf(one))))
      for (const mention of this.#graph.units(one)?.memberMentions(name) ?? []) this.#addMention(reach, one, mention)
  }

  /** Ruby's constants, and what else is found by its name alone. */
  #followByName(reach: Reach, name: string): void {
    const { map } = this.#graph
    if (this.#graph.isGone(reach.file)) return
    const { language } = map.file(reach.file)
    const key = `${language}:${name}:${reach.isTypeOnly ? 'type' : ''}`
    if (this.#named.has(key) || standsAlone(this.#graph, reach.file)) return
    this.#named.add(key)
    for (const { file } of map.uses(name)) {
      if (file.language !== language || file.number === reach.file) continue
      for (const mention of this.#graph.units(file.number)?.mentions(name) ?? [{ unit: 0, line: 1 }])
        this.#addMention(reach, file.number, mention)
    }
  }

  #hasImports(file: number): boolean {
    if (this.#graph.isGone(file)) return true
    const { language } = this.#graph.map.file(file)
    return isScript(language) || ['python', 'go', 'vue', 'svelte'].includes(language)
  }

  /** A name leaves its file: to the units of the importers that mention it, and on through re-exports. */
  #send(reach: Reach, exported: string): void {
    const { file } = reach
    const sent = reach.isTypeOnly ? this.#sentAsType : this.#sent
    const names = sent.get(file) ?? new Set()
    if (names.has(exported)) return
    sent.set(file, names.add(exported))
    const importers = this.#importersOf(file)
    for (const link of importers.nameless)
      if (exported === EVERYTHING || link.onlyNames?.has(exported) !== false) this.#sendNameless(reach, link, exported)
    if (importers.isOfPython && exported !== EVERYTHING) this.#sendThroughModule(reach, exported)
    for (const bindings of this.#bindingsOf(file, exported)) {
      for (const { link, imported, local } of bindings) {
        if (link.fact.kind === 're-export') this.#pass(reach, link, reExported(exported, { imported, local }))
        else this.#arrive(reach, link, { imported, local, exported })
      }
    }
  }

  #sendNameless(reach: Reach, link: Link, exported = EVERYTHING): void {
    const { from, fact, isOfTests } = link
    const isNameless = fact.kind !== 'import' && fact.kind !== 're-export'
    const units = this.#graph.units(from)
    if (isOfTests === true) this.#addUse(reach, link, { unit: OF_TESTS_UNIT, line: fact.line })
    else if (fact.kind === 'require' && units?.handedOnLines.includes(fact.line) === true) {
      this.#pass(reach, link, exported)
      const step = stepOver(reach, { file: from, line: fact.line, isTypeOnly: false })
      // Also to code outside of declarations, which is what the step stands in.
      this.#followOwnMembers({ ...step, unit: -1 }, exported)
    } else if (isNameless || units === undefined)
      for (const unit of units?.unitsOnLine(fact.line) ?? [0]) this.#addUse(reach, link, { unit, line: fact.line })
  }

  /** What importers bind of a name, in lists. */
  #bindingsOf(file: number, exported: string): readonly (readonly Binding[])[] {
    const importers = this.#importersOf(file)
    if (exported === EVERYTHING) return [importers.all]
    const found = [importers.named(exported), importers.isOfPython ? importers.wild : importers.named('*')]
    const isModule = exported !== 'default' && this.#graph.units(file)?.isCommonJs === true
    return isModule ? [...found, importers.named('default')] : found
  }

  /** A re-export: the importer sends the name on, without using it itself. */
  #pass(reach: Reach, { from, fact }: Link, exported: string | undefined): void {
    if (exported === undefined) return
    const isTypeOnly = fact.isTypeOnly || this.#graph.units(from)?.isErased === true
    this.#send(stepOver(reach, { file: from, line: fact.line, isTypeOnly }), exported)
  }

  #arrive(
    reach: Reach,
    link: Link,
    { imported, local, exported }: { readonly imported: string; readonly local: string; readonly exported: string },
  ): void {
    const { from } = link
    const units = this.#graph.units(from)
    const bound = isWild(local) ? exported : local
    const isModule = imported === '*' && !isWild(local) && exported !== EVERYTHING
    if (units === undefined) this.#addUse(reach, link, { unit: 0, line: link.fact.line })
    else {
      const mentions = isModule ? units.mentionsThrough(bound, exported) : units.mentions(bound)
      for (const mention of mentions) this.#addUse(reach, link, mention)
      for (const alias of units.aliases.get(bound) ?? []) this.#pass(reach, link, alias)
    }
    // What a Python module imports, it also exports.
    if (this.#languageOf(from) === 'python') this.#pass(reach, link, bound)
  }

  /** To all that use the name through the module's. */
  #sendThroughModule(reach: Reach, name: string): void {
    const hash = hashOfText(name)
    const files = this.#modules.of(reach.file)
    const chains = new ModuleChains(reach)
    this.#handOn(reach, files, chains)
    for (const [file, bindings] of files) {
      const units = this.#graph.units(file)
      if (units?.has(hash) !== true) continue
      for (const binding of bindings) {
        const mentions = units.mentionsThrough(binding.local, name)
        if (mentions.length === 0) continue
        const through = chains.upTo(binding.through)
        for (const mention of mentions) this.#addUse(through, binding.link, mention)
      }
    }
  }

  /** What uses a module as a whole, or loads it without a name, may use any name of it: it is reached with the first one. */
  #handOn(reach: Reach, files: ReadonlyMap<number, readonly ModuleBinding[]>, chains: ModuleChains): void {
    const handedOn = reach.isTypeOnly ? this.#handedOnAsType : this.#handedOn
    if (handedOn.has(reach.file)) return
    handedOn.add(reach.file)
    for (const binding of [...files.values()].flat()) {
      const { link, local, through } = binding
      const units = this.#graph.units(link.from)
      const whole = units === undefined ? [{ unit: 0, line: link.fact.line }] : units.handedOn(local)
      const aliases = units?.aliases.get(local) ?? []
      if (whole.length > 0 || aliases.length > 0) {
        const step = chains.upTo(through)
        for (const mention of whole) this.#addUse(step, link, mention)
        for (const alias of aliases) this.#pass(step, link, alias)
      }
      const { isOfPython, nameless } = this.#importersOf(link.from)
      if (!isOfPython || nameless.length === 0) continue
      for (const one of nameless) this.#sendNameless(chains.upTo(binding), one)
    }
  }

  #languageOf(file: number): string {
    return this.#graph.map.file(file).language
  }

  #addUse(reach: Reach, { from, fact }: Link, mention: Mention): void {
    this.#addMention(reach, from, mention, fact.isTypeOnly)
  }

  /** Most mentions are of what is known already: of those only the line is kept. */
  #addMention(reach: Reach, file: number, { unit, line, note }: Mention & { note?: string }, isOfType = false): void {
    if (this.#isLoaded?.(file) === false) return
    const used = this.#unitFor(file, unit)
    if (file === reach.file && used === reach.unit) return
    const isTypeOnly = reach.isTypeOnly || isOfType || this.#graph.units(file)?.units[unit]?.isType === true
    const key = placeKey(file, used)
    if (!this.#isNews(key, { relation: 'uses', isTypeOnly })) {
      if (!isTypeOnly) this.#addStep(key, { from: reach, line, isLoad: false })
      return
    }
    const from = isOfType && !reach.isTypeOnly ? { ...reach, isTypeOnly } : reach
    const place = { ...this.#placeOf(file, used), line, distance: reach.distance + 1 }
    this.add({ ...place, relation: 'uses', isTypeOnly, from, ...(note === undefined ? {} : { note }) })
  }

  /** The unit that counts for another. */
  #unitFor(file: number, unit: number): number {
    const found = this.#graph.units(file)?.units[unit]
    if (found === undefined) return unit
    if (found.isMember) {
      if (this.#users !== undefined) return unit
      this.hasMembers = true
    }
    return found.owner > 0 ? found.owner : unit
  }

  #placeOf(file: number, unit: number): Pick<Reach, 'file' | 'unit' | 'name'> {
    return { file, unit, name: unit > 0 ? (this.#graph.units(file)?.units[unit]?.name ?? '') : '' }
  }
}
