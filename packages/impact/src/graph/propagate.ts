import type { ImportFact } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { EVERYTHING } from './file-exports.ts'
import type { Graph } from './graph.ts'
import type { Link } from './links.ts'
import type { Reach } from './reach.ts'

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
 */
export function propagate(graph: Graph, seeds: readonly Reach[]): Propagation {
  const walk = new Walk(graph)
  for (const seed of seeds) walk.add(seed)
  walk.run()
  return walk
}

class Walk implements Propagation {
  readonly #graph: Graph
  readonly reached: Reach[] = []
  readonly #byFile = new Map<number, Reach[]>()
  readonly #known = new Map<string, Reach>()
  readonly #lines = new Map<string, number[]>()
  readonly #sent = new Set<string>()
  readonly #uses = new NearestFirst()
  readonly #loads = new NearestFirst()
  readonly #types = new NearestFirst()

  constructor(graph: Graph) {
    this.#graph = graph
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

  add(reach: Reach): void {
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
    this.#followName(reach, found?.boundName ?? reach.name)
    if (found !== undefined && !isTypeOnly && units?.runsAtLoad(unit) === true) {
      const { distance } = reach
      const place = { file, unit: 0, name: '', line: found.line }
      this.add({ ...place, distance, relation: 'runs at load', isTypeOnly, from: reach })
    }
  }

  /** Whoever loads the file runs its top level. */
  #followLoads(reach: Reach): void {
    for (const link of this.#graph.importersOf(reach.file)) {
      const { from: file, fact, isLoaded } = link
      if (fact.isTypeOnly) continue
      const unit = isLoaded ? 0 : (this.#graph.units(file)?.unitOnLine(fact.line) ?? 0)
      const relation = isLoaded ? 'loads' : 'uses'
      const place = { ...this.#placeOf(file, unit), line: fact.line }
      this.add({ ...place, distance: reach.distance + 1, relation, isTypeOnly: false, from: reach })
    }
  }

  /** A default export that is an expression, and the exports of a file whose declarations are not known. */
  #followTopLevel(reach: Reach): void {
    const units = this.#graph.units(reach.file)
    if (units === undefined) this.#send(reach, EVERYTHING)
    else if (units.exports.isCommonJs) this.#send(reach, EVERYTHING)
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
    for (const alias of units?.exports.aliases.get(name) ?? []) this.#send(reach, alias)
    if (!this.#hasImports(file)) this.#followByName(reach, name)
  }

  /** Ruby's constants, and what else is found by its name alone. */
  #followByName(reach: Reach, name: string): void {
    const { map } = this.#graph
    if (this.#graph.isGone(reach.file)) return
    const { language } = map.file(reach.file)
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
    const sent = { file, exported, module: pythonModule(this.#graph.pathOf(file)) }
    for (const link of this.#graph.importersOf(file)) this.#sendOver(reach, sent, link)
  }

  #sendOver(reach: Reach, sent: Sent, link: Link): void {
    const { from, fact } = link
    if (fact.names.length === 0) {
      const isNameless = fact.kind !== 'import' && fact.kind !== 're-export'
      const units = this.#graph.units(from)
      if (isNameless || units === undefined)
        this.#addUse(reach, link, { unit: units?.unitOnLine(fact.line) ?? 0, line: fact.line })
      return
    }
    for (const { imported, local } of fact.names) {
      // Python's `from package import module` binds a file, not a name in one.
      if (sent.module?.endsWith(`/${imported}`) === true)
        this.#arrive(reach, link, { imported: '*', local, exported: sent.exported })
      if (!this.#isBound(sent, imported)) continue
      if (fact.kind === 're-export') this.#pass(reach, link, reExported(sent.exported, { imported, local }))
      else this.#arrive(reach, link, { imported, local, exported: sent.exported })
    }
  }

  #isBound({ file, exported }: Sent, imported: string): boolean {
    if (imported === exported || imported === '*' || exported === EVERYTHING) return true
    return imported === 'default' && this.#graph.units(file)?.exports.isCommonJs === true
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
    const bound = isWild ? exported : local
    if (units === undefined) this.#addUse(reach, link, { unit: 0, line: link.fact.line })
    else {
      const isModule = imported === '*' && !isWild && exported !== EVERYTHING
      const mentions = isModule ? units.mentionsThrough(local, withoutDot(exported)) : units.mentions(bound)
      for (const mention of mentions) this.#addUse(reach, link, mention)
      for (const alias of units.exports.aliases.get(bound) ?? []) this.#pass(reach, link, alias)
    }
    // What a Python module imports, it also exports; and what is in a module that it imports, after a dot.
    if (this.#languageOf(from) === 'python') {
      this.#pass(reach, link, bound)
      if (imported === '*' && !isWild) this.#pass(reach, link, `.${withoutDot(exported)}`)
    }
  }

  #languageOf(file: number): string {
    return this.#graph.map.file(file).language
  }

  #addUse(reach: Reach, { from, fact }: Link, mention: { readonly unit: number; readonly line: number }): void {
    this.#addMention(fact.isTypeOnly ? { ...reach, isTypeOnly: true } : reach, from, mention)
  }

  #addMention(reach: Reach, file: number, { unit, line }: { readonly unit: number; readonly line: number }): void {
    if (file === reach.file && unit === reach.unit) return
    const target = this.#graph.units(file)?.units[unit]
    const isTypeOnly = reach.isTypeOnly || target?.isType === true
    const place = { ...this.#placeOf(file, unit), line }
    this.add({ ...place, distance: reach.distance + 1, relation: 'uses', isTypeOnly, from: reach })
  }

  #placeOf(file: number, unit: number): Pick<Reach, 'file' | 'unit' | 'name'> {
    return { file, unit, name: unit > 0 ? (this.#graph.units(file)?.units[unit]?.name ?? '') : '' }
  }
}

/** `.name` is sent for what stands after a module's name, and never by itself. */
function withoutDot(exported: string): string {
  return exported.replace(/^\./, '')
}

interface Sent {
  readonly file: number
  readonly exported: string
  /** Of a Python file: its path without an extension, and without the file that stands for its directory. */
  readonly module: string | undefined
}

function pythonModule(path: string): string | undefined {
  return /\.pyi?$/.test(path) ? `/${path}`.replace(/(?:\/__init__)?\.pyi?$/, '') : undefined
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
  return { ...reach, file, unit: 0, name: '', relation: 'uses', isTypeOnly, line: fact.line, from: reach }
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
