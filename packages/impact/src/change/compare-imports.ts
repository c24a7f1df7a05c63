import type { ImportFact } from '@groundcrew/code-map'

/** What differs between the imports of two versions of a file. */
export interface ImportChange {
  /** Local names that are bound to something else than before, or were not bound before. */
  readonly bindings: readonly string[]
  /** Modules that only one version imports. */
  readonly specifiers: readonly string[]
  /** An import for its side effects came or went, or all that a module exports is passed on or no longer. */
  readonly hasSideEffects: boolean
}

export function compareImports(before: readonly ImportFact[], after: readonly ImportFact[]): ImportChange {
  const old = readBindings(before)
  const now = readBindings(after)
  const names = [...new Set([...old.sources.keys(), ...now.sources.keys()])]
  const specifiers = [...new Set([...old.specifiers, ...now.specifiers])]
  return {
    bindings: names.filter((name) => old.sources.get(name) !== now.sources.get(name)).sort(),
    specifiers: specifiers.filter((one) => !(old.specifiers.has(one) && now.specifiers.has(one))).sort(),
    hasSideEffects: old.sideEffects !== now.sideEffects,
  }
}

interface Bindings {
  /** By local name the module and the name there. */
  readonly sources: ReadonlyMap<string, string>
  readonly specifiers: ReadonlySet<string>
  readonly sideEffects: string
}

function readBindings(facts: readonly ImportFact[]): Bindings {
  const sources = new Map<string, string>()
  const sideEffects: string[] = []
  for (const { specifier, names, isTypeOnly } of facts) {
    if (names.length === 0 || names.some(({ local }) => local === '*')) sideEffects.push(specifier)
    for (const { imported, local } of names) {
      if (local !== '*') sources.set(local, `${specifier}\0${imported}\0${isTypeOnly ? 'type' : ''}`)
    }
  }
  const specifiers = new Set(facts.filter(({ isTypeOnly }) => !isTypeOnly).map(({ specifier }) => specifier))
  return { sources, specifiers, sideEffects: sideEffects.join('\0') }
}
