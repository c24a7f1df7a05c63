import type { ModuleBinding } from './module-bindings.ts'
import type { Reach } from './reach.ts'

/** The name under which a re-export sends a name on. */
export function reExported(
  exported: string,
  { imported, local }: { readonly imported: string; readonly local: string },
): string | undefined {
  if (imported !== '*') return local
  if (local !== '*') return local
  return exported === 'default' ? undefined : exported
}

/** The chain goes through a re-export: a place of its own, that is not reached for itself. */
export function stepOver(reach: Reach, { file, line, isTypeOnly }: Pick<Reach, 'file' | 'line' | 'isTypeOnly'>): Reach {
  const place = { file, unit: 0, name: '', line, isTypeOnly: reach.isTypeOnly || isTypeOnly }
  return { ...place, distance: reach.distance, relation: 'uses', from: reach }
}

/** The chains from a place on through the modules that import a module under a name. */
export class ModuleChains {
  readonly #start: Reach
  readonly #known = new Map<ModuleBinding, Reach>()

  constructor(start: Reach) {
    this.#start = start
  }

  /** Up to what a binding imports; undefined: up to the module itself. */
  upTo(binding: ModuleBinding | undefined): Reach {
    if (binding === undefined) return this.#start
    const known = this.#known.get(binding)
    if (known !== undefined) return known
    const { through, link } = binding
    const { line, isTypeOnly } = link.fact
    const reach = stepOver(this.upTo(through), { file: link.from, line, isTypeOnly })
    this.#known.set(binding, reach)
    return reach
  }
}
