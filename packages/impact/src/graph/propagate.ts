import type { ImportFact } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { CommonPropagation, type WholePropagation } from './common-propagation.ts'
import { EVERYTHING } from './file-exports.ts'
import type { Graph } from './graph.ts'
import type { Link } from './links.ts'
import { MemberUsers } from './member-users.ts'
import type { Reach } from './reach.ts'
import type { FileUnit } from './unit-facts.ts'

/** Everything that a change reaches, each place once, over the shortest chain. */
export interface Propagation {
  readonly reached: readonly Reach[]
  at(file: number, unit: number): Reach | undefined
  /** The reaches of a file, over what runs before those over types alone. */
  inFile(file: number): readonly Reach[]
  /** The lines of a unit from which what is reached is used. */
  linesIn(file: number, unit: number): readonly number[]
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
  const byClass = walk(graph, seeds, undefined)
  if (!byClass.hasMembers) return byClass
  const users = MemberUsers.of(graph, byClass.files())
  return users === undefined ? byClass : new CommonPropagation(graph, { byClass, byMember: walk(graph, seeds, users) })
}

function walk(graph: Graph, seeds: readonly Reach[], users: MemberUsers | undefined): Walk {
  const found = new Walk(graph, users)
  for (const seed of seeds) found.add(seed)
  found.run()
  return found
}

class Walk implements WholePropagation {
  readonly #graph: Graph
  readonly #users: MemberUsers | undefined
  readonly reached: Reach[] = []
  readonly #byFile = new Map<number, Reach[]>()
  readonly #known = new Map<string, Reach>()
  readonly #lines = new Map<string, number[]>()
  readonly #sent = new Set<string>()
  readonly #named = new Set<string>()
  readonly #importers = new Map<number, Importers>()
  readonly #uses = new NearestFirst()
  readonly #loads = new NearestFirst()
  readonly #types = new NearestFirst()

  /** Whether it came to a member of a class. */
  hasMembers = false

  /** Without `users` members count as their class. */
  constructor(graph: Graph, users: MemberUsers | undefined) {
    this.#graph = graph
    this.#users = users
  }

  files(): Iterable<number> {
    return this.#byFile.keys()
  }

  at(file: number, unit: number): Reach | undefined {
    return this.#known.get(`${file}:${unit}`)
  }

  inFile(file: number): readonly Reach[] {
    return this.#byFile.get(file) ?? []
  }

  linesIn(file: number, unit: number): readonly number[] {
    return this.#lines.get(`${file}:${unit}`) ?? []
  }

  add(given: Reach): void {
    const reach = this.#users === undefined ? this.#asClass(given) : given
    if (reach.relation !== 'loads' && !reach.isTypeOnly) {
      const key = `${reach.file}:${reach.unit}`
      const known = this.#lines.get(key)
      if (known === undefined) this.#lines.set(key, [reach.line])
      else known.push(reach.line)
    }
    if (reach.isTypeOnly) this.#types.push(reach)
    else if (reach.relation === 'loads') this.#loads.push(reach)
    else this.#uses.push(reach)
  }

  #asClass(reach: Reach): Reach {
    const units = this.#graph.units(reach.file)
    const found = units?.units[reach.unit]
    if (found?.isMember !== true) return reach
    this.hasMembers = true
    const unit = found.owner > 0 ? found.owner : reach.unit
    return { ...reach, ...this.#placeOf(reach.file, unit) }
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
    const key = reach.unit === -1 ? `${reach.file}:-${reach.name}` : `${reach.file}:${reach.unit}`
    const known = this.#known.get(key)
    // What was only loaded may turn out to use it too: once, then its exports are followed.
    const isMore = known?.relation === 'loads' && reach.relation !== 'loads' && !reach.isTypeOnly
    if (known !== undefined && !isMore) return
    this.#known.set(key, reach)
    this.reached.push(reach)
    const inFile = this.#byFile.get(reach.file)
    if (inFile === undefined) this.#byFile.set(reach.file, [reach])
    else inFile.push(reach)
    this.#follow(reach)
  }

  #follow(reach: Reach): void {
    const { file, unit, isTypeOnly } = reach
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
    if (found !== undefined && !isTypeOnly && found.runsAtLoad) {
      const { distance } = reach
      const place = { file, unit: 0, name: '', line: found.line }
      this.add({ ...place, distance, relation: 'runs at load', isTypeOnly, from: reach })
    }
  }

  /** To all that names it; and to its class, where more than names may lead to it. Types belong to the class. */
  #followMember(reach: Reach, member: FileUnit, users: MemberUsers): void {
    const { file, distance, isTypeOnly } = reach
    const uses = isTypeOnly
      ? []
      : users.usesOf(file, member).filter((use) => use.file !== file || use.unit !== reach.unit)
    const unused = uses.length === 0 ? 'nobody names it' : undefined
    const reason = isTypeOnly ? 'types' : (users.reasonToWiden(file, member) ?? unused)
    if (reason !== undefined && member.owner > 0) {
      const place = { ...this.#placeOf(file, member.owner), line: member.line }
      const note = `${reason}, so its class counts`
      this.add({ ...place, distance, relation: 'uses', isTypeOnly, from: reach, ...(isTypeOnly ? {} : { note }) })
    } else if (reason !== undefined) this.#followName(reach, member.boundName)
    for (const { note, ...use } of uses) {
      const place = { ...this.#placeOf(use.file, use.unit), line: use.line }
      const isType = this.#graph.units(use.file)?.units[use.unit]?.isType === true
      this.add({
        ...place,
        distance: distance + 1,
        relation: 'uses',
        isTypeOnly: isType,
        from: reach,
        ...(note === undefined ? {} : { note }),
      })
    }
  }

  /** Whoever loads the file runs its top level. */
  #followLoads(reach: Reach): void {
    for (const { from: file, line, isTypeOnly, isLoaded } of this.#graph.loadersOf(reach.file)) {
      if (isTypeOnly) continue
      const unit = isLoaded ? 0 : (this.#graph.units(file)?.unitOnLine(line) ?? 0)
      const relation = isLoaded ? 'loads' : 'uses'
      const place = { ...this.#placeOf(file, unit), line }
      this.add({ ...place, distance: reach.distance + 1, relation, isTypeOnly: false, from: reach })
    }
  }

  /** A default export that is an expression, and the exports of a file whose declarations are not known. */
  #followTopLevel(reach: Reach): void {
    const units = this.#graph.units(reach.file)
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
    // Of Python's names that begin with `_` only `import *` takes none.
    const isSeen =
      reach.unit === -1 || units?.units[reach.unit]?.isExported !== false || this.#languageOf(file) === 'python'
    if (isSeen) this.#send(reach, name)
    for (const alias of units?.aliases.get(name) ?? []) this.#send(reach, alias)
    if (!this.#hasImports(file)) this.#followByName(reach, name)
  }

  /** Ruby's constants, and what else is found by its name alone. */
  #followByName(reach: Reach, name: string): void {
    const { map } = this.#graph
    if (this.#graph.isGone(reach.file)) return
    const { language } = map.file(reach.file)
    const key = `${language}:${name}:${reach.isTypeOnly ? 'type' : ''}`
    if (this.#named.has(key)) return
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
    const key = `${file}:${exported}:${reach.isTypeOnly ? 'type' : ''}`
    if (this.#sent.has(key)) return
    this.#sent.add(key)
    const importers = this.#importersOf(file)
    for (const link of importers.nameless) this.#sendNameless(reach, link)
    // Python's `from package import module` binds a file, not a name in one.
    for (const { link, local } of importers.named(pythonModule(this.#graph.pathOf(file)) ?? ''))
      this.#arrive(reach, link, { imported: '*', local, exported })
    for (const { link, imported, local } of this.#bindingsOf(reach.file, exported)) {
      if (link.fact.kind === 're-export') this.#pass(reach, link, reExported(exported, { imported, local }))
      else this.#arrive(reach, link, { imported, local, exported })
    }
  }

  #sendNameless(reach: Reach, link: Link): void {
    const { from, fact } = link
    const isNameless = fact.kind !== 'import' && fact.kind !== 're-export'
    const units = this.#graph.units(from)
    if (isNameless || units === undefined)
      this.#addUse(reach, link, { unit: units?.unitOnLine(fact.line) ?? 0, line: fact.line })
  }

  /** What importers bind of a name. */
  #bindingsOf(file: number, exported: string): readonly Binding[] {
    const importers = this.#importersOf(file)
    if (exported === EVERYTHING) return importers.all
    const found = [...importers.named(moduleOf(exported) ?? exported), ...importers.named('*')]
    const isModule = exported !== 'default' && this.#graph.units(file)?.isCommonJs === true
    return isModule ? [...found, ...importers.named('default')] : found
  }

  #importersOf(file: number): Importers {
    const known = this.#importers.get(file)
    if (known !== undefined) return known
    const importers = new Importers(this.#graph.importersOf(file))
    this.#importers.set(file, importers)
    return importers
  }

  /** A re-export: the importer sends the name on, without using it itself. */
  #pass(reach: Reach, { from, fact }: Link, exported: string | undefined): void {
    if (exported === undefined) return
    this.#send(stepOver(reach, { file: from, fact }), exported)
  }

  #arrive(
    reach: Reach,
    link: Link,
    { imported, local, exported }: { readonly imported: string; readonly local: string; readonly exported: string },
  ): void {
    const { from } = link
    const units = this.#graph.units(from)
    const isWild = local === '*' || local === '.'
    const bound = isWild ? (moduleOf(exported) ?? exported) : local
    const isModule = moduleOf(exported) !== undefined || (imported === '*' && !isWild && exported !== EVERYTHING)
    const member = memberOf(exported)
    if (units === undefined) this.#addUse(reach, link, { unit: 0, line: link.fact.line })
    else {
      const mentions = isModule ? units.mentionsThrough(bound, member) : units.mentions(bound)
      for (const mention of mentions) this.#addUse(reach, link, mention)
      for (const alias of units.aliases.get(bound) ?? []) this.#pass(reach, link, alias)
    }
    // What a Python module imports, it also exports; of a module that it imports, what is in it.
    if (this.#languageOf(from) === 'python') this.#pass(reach, link, isModule ? `${bound}.${member}` : bound)
  }

  #languageOf(file: number): string {
    return this.#graph.map.file(file).language
  }

  #addUse(reach: Reach, { from, fact }: Link, mention: { readonly unit: number; readonly line: number }): void {
    this.#addMention(fact.isTypeOnly ? { ...reach, isTypeOnly: true } : reach, from, mention)
  }

  #addMention(reach: Reach, file: number, { unit, line }: { readonly unit: number; readonly line: number }): void {
    if (file === reach.file && this.#unitFor(file, unit) === reach.unit) return
    const target = this.#graph.units(file)?.units[unit]
    const isTypeOnly = reach.isTypeOnly || target?.isType === true
    const place = { ...this.#placeOf(file, unit), line }
    this.add({ ...place, distance: reach.distance + 1, relation: 'uses', isTypeOnly, from: reach })
  }

  #unitFor(file: number, unit: number): number {
    return this.#users === undefined ? (this.#graph.units(file)?.classOf(unit) ?? unit) : unit
  }

  #placeOf(file: number, unit: number): Pick<Reach, 'file' | 'unit' | 'name'> {
    return { file, unit, name: unit > 0 ? (this.#graph.units(file)?.units[unit]?.name ?? '') : '' }
  }
}

/** `module.name` is sent for what is used through the module's name, and never by itself. */
function moduleOf(exported: string): string | undefined {
  const dot = exported.indexOf('.')
  return dot === -1 ? undefined : exported.slice(0, dot)
}

function memberOf(exported: string): string {
  return exported.slice(exported.indexOf('.') + 1)
}

/** What a file's importers bind of it. */
class Importers {
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

interface Binding {
  readonly link: Link
  readonly imported: string
  readonly local: string
}

/** The name of a Python file as a module of its package. */
function pythonModule(path: string): string | undefined {
  return /([^/]+?)(?:\/__init__)?\.pyi?$/.exec(path)?.[1]
}

/** The name under which a re-export sends a name on. */
function reExported(
  exported: string,
  { imported, local }: { readonly imported: string; readonly local: string },
): string | undefined {
  if (imported !== '*') return local
  if (local !== '*') return local
  return exported === 'default' ? undefined : exported
}

/** The chain goes through a re-export: a place of its own, that is not reached for itself. */
function stepOver(reach: Reach, { file, fact }: { readonly file: number; readonly fact: ImportFact }): Reach {
  const isTypeOnly = reach.isTypeOnly || fact.isTypeOnly
  const { distance } = reach
  return { file, unit: 0, name: '', distance, relation: 'uses', isTypeOnly, line: fact.line, from: reach }
}

/** A queue by distance, which only ever grows by a few steps. */
class NearestFirst {
  readonly #byDistance: Reach[][] = []
  #nearest = 0

  push(reach: Reach): void {
    ;(this.#byDistance[reach.distance] ??= []).push(reach)
    this.#nearest = Math.min(this.#nearest, reach.distance)
  }

  take(): Reach | undefined {
    for (; this.#nearest < this.#byDistance.length; this.#nearest++) {
      const next = this.#byDistance[this.#nearest]?.pop()
      if (next !== undefined) return next
    }
    return undefined
  }
}
