import type { ChangedDeclaration, Changes, FileChange, WholeReason } from '../change/types.ts'
import type { FileUnits } from './file-units.ts'
import type { Graph } from './graph.ts'
import type { Reach } from './reach.ts'
import type { FileUnit } from './unit-facts.ts'

/** Where the effects of a change begin. Cosmetic changes have none, and neither have documents. */
export function findSeeds(graph: Graph, { files }: Changes): readonly Reach[] {
  return files.flatMap((file) => seedsOfFile(graph, file))
}

function seedsOfFile(graph: Graph, change: FileChange): readonly Reach[] {
  const { path, previousPath, status } = change
  if (change.wholeBecause !== undefined) {
    const seeds = wholeFile(graph, path, reasonText(change))
    return isFallback(change.wholeBecause) ? seeds.map((seed): Reach => ({ ...seed, relation: 'rule' })) : seeds
  }
  const file = graph.fileNumber(path)
  const seeds = change.declarations
    .filter((declaration) => declaration.class !== 'cosmetic')
    .flatMap((declaration) => seedsOfDeclaration(graph, file, declaration))
  if (status !== 'renamed' || previousPath === undefined) return seeds
  return [
    ...wholeFile(graph, previousPath, `renamed to ${path}`),
    ...wholeFile(graph, path, `renamed from ${previousPath}`),
  ]
}

/** Whether there are declarations, and which of them changed could not be told. */
export function isFallback(because: WholeReason): boolean {
  return FALLBACKS.includes(because)
}

const FALLBACKS: readonly WholeReason[] = ['unparsable', 'too-large', 'too-many-files', 'conflict', 'submodule']

function reasonText({ status, wholeBecause = 'language' }: FileChange): string {
  switch (wholeBecause) {
    case 'unparsable':
      return 'does not parse: counts as changed in every part'
    case 'too-large':
      return 'too large to compare: counts as changed in every part'
    case 'too-many-files':
      return 'too many files changed to compare declarations'
    case 'named':
      return 'named by the caller'
    case 'conflict':
      return 'in conflict: counts as changed in every part'
    case 'submodule':
      return 'a submodule'
    case 'binary':
    case 'language':
      return status
  }
}

/** Everything in a file: what it declares, and what it runs when it is loaded. */
export function wholeFile(graph: Graph, path: string, note: string): readonly Reach[] {
  const file = graph.fileNumber(path)
  const units = graph.units(file)
  const seed = { distance: 0, relation: 'changed', line: 1, from: undefined, note, file } as const
  const topLevel: Reach = { ...seed, unit: 0, name: '', isTypeOnly: units?.isErased === true }
  const declared = (units?.units ?? [])
    .slice(1)
    .map((unit): Reach => ({ ...seed, unit: unit.index, name: unit.name, line: unit.line, isTypeOnly: unit.isType }))
  return [topLevel, ...declared]
}

function seedsOfDeclaration(graph: Graph, file: number, declaration: ChangedDeclaration): readonly Reach[] {
  const { kind, line } = declaration
  const note = `${declaration.class} ${declaration.qualifiedName}`
  const seed = { file, distance: 0, relation: 'changed', from: undefined, note, line } as const
  const isErased = graph.units(file)?.isErased === true
  if (kind === 'top-level') return [{ ...seed, unit: 0, name: '', isTypeOnly: isErased }]
  if (kind === 'imports') return seedsOfImports(graph, file, declaration)
  const found = unitsOf(graph, file, declaration)
  if (found.length > 0) {
    return found.flatMap((unit): readonly Reach[] => {
      const whole: Reach = { ...seed, unit: unit.index, name: unit.name, line: unit.line, isTypeOnly: unit.isType }
      // How a method is called is a part of its type, whose name leads to it too.
      const isOfType = unit.isMember && unit.owner === 0 && declaration.class !== 'body'
      return isOfType ? [whole, { ...whole, unit: -1, name: unit.boundName }] : [whole]
    })
  }
  const parts = declaration.qualifiedName.split(/[.#]/)
  // Ruby's modules are opened again by many files: what is gone is what stood in them.
  const name = (graph.pathOf(file).endsWith('.rb') ? parts.at(-1) : parts[0]) ?? ''
  const isTypeOnly = isErased || kind === 'interface' || kind === 'type'
  const gone: Reach = { ...seed, unit: -1, name, isTypeOnly }
  return declaration.runsAtLoad && !isErased ? [gone, { ...seed, unit: 0, name: '', isTypeOnly: false }] : [gone]
}

/**
 * The declaration of the file that holds the changed one. Found by name, since the graph may be of another version. A member whose body alone
 * changed is reached by its own name; what else of it changes belongs to its class.
 */
function unitsOf(graph: Graph, file: number, declaration: ChangedDeclaration): readonly FileUnit[] {
  const units = graph.units(file)
  const { qualifiedName, name } = declaration
  if (graph.map.fileCount > file && graph.map.file(file).language === 'ruby') return rubyUnits(units, declaration)
  const [root = ''] = qualifiedName.split(/[.#]/)
  const methods = (units?.named(name) ?? []).filter((unit) => unit.name === name && unit.boundName === root)
  if (methods.length > 0) return methods
  const classes = units?.units.filter((unit) => unit.index > 0 && unit.owner === 0 && unit.name === root) ?? []
  const isMember = qualifiedName.replace(/#\d+$/, '') === `${root}.${name}`
  if (declaration.class !== 'body' || !isMember) return classes
  const changed = classes.flatMap(({ index }) => units?.membersOf(index, name) ?? [])
  return changed.length > 0 ? changed : classes
}

/** The innermost that is a unit. */
function rubyUnits(units: FileUnits | undefined, declaration: ChangedDeclaration): readonly FileUnit[] {
  for (const name of declaration.qualifiedName.split(/[.#]/).reverse()) {
    const named = units?.units.filter((unit) => unit.index > 0 && unit.name === name) ?? []
    const found = declaration.class === 'body' ? named : named.filter(({ owner }) => owner === 0)
    if (found.length > 0) return found
  }
  return []
}

/** Who uses what is bound anew; and the top level, where a module that runs code came or went. */
function seedsOfImports(graph: Graph, file: number, { imports, line }: ChangedDeclaration): readonly Reach[] {
  if (imports === undefined) return []
  const units = graph.units(file)
  const isErased = units?.isErased === true
  const seed = { file, distance: 0, relation: 'changed', from: undefined } as const
  const users = imports.bindings.flatMap((name) =>
    (units?.mentions(name) ?? []).map((mention): Reach => {
      const unit = units?.units[mention.unit]
      const place = { unit: mention.unit, name: unit?.name ?? '', line: mention.line }
      return { ...seed, ...place, isTypeOnly: unit?.isType === true, note: `import of ${name}` }
    }),
  )
  const aliases = imports.bindings.filter((name) => units?.aliases.has(name) === true)
  const passedOn = aliases.map((name): Reach => ({
    ...seed,
    unit: -1,
    name,
    line,
    isTypeOnly: isErased,
    note: `import of ${name}`,
  }))
  if (isErased) return [...users, ...passedOn]
  if (!imports.hasSideEffects && !imports.specifiers.some((specifier) => loadsCode(graph, file, specifier)))
    return [...users, ...passedOn]
  const topLevel = { ...seed, unit: 0, name: '', line, isTypeOnly: false, note: 'imports run other code' }
  return [...users, ...passedOn, topLevel]
}

/** Whether a module of the code base that the file imports runs code when it is loaded. Also of one that cannot be read. */
function loadsCode(graph: Graph, file: number, specifier: string): boolean {
  for (const target of graph.links.importsOf(file)) {
    const isMeant = graph.links
      .importersOf(target)
      .some((link) => link.from === file && link.fact.specifier === specifier)
    if (isMeant && graph.units(target)?.hasLoadCode !== false) return true
  }
  return false
}

/** Only the test itself: nothing depends on it. */
export function testSeed(file: number, note: string): Reach {
  return { file, unit: 0, name: '', distance: 1, relation: 'rule', isTypeOnly: false, line: 1, from: undefined, note }
}
