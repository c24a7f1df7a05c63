import type { Declared, Typed } from './declared.ts'
import type { Declarations } from './declarations.ts'
import type { Views } from './views.ts'

/** So many types that a type extends are looked through for one whose member it has, one above the other and beside each other. */
const BASES_DEPTH_MAX = 5
const BASES_MAX = 5

/** Which types with type parameters declare members, and what they are given there. */
export class GenericOwners {
  readonly #views: Views
  readonly #declarations: Declarations

  constructor(views: Views, declarations: Declarations) {
    this.#views = views
    this.#declarations = declarations
  }

  /** The type that declares a member, as one of its owners names it, where it has type parameters. */
  declaring(owners: readonly Typed[], { file, symbol }: Declared, steps: number): Typed | undefined {
    const view = this.#views.of(file)
    const around = view?.symbols[symbol]?.parent ?? -1
    const parent = view?.symbols[around]?.kind === 'constructor' ? (view.symbols[around]?.parent ?? -1) : around
    if (view?.names.isGeneric?.(parent) !== true) return undefined
    return owners
      .map((owner) => this.#asBase(owner, { file, symbol: parent }, steps))
      .find((base) => base !== undefined)
  }

  /** A type as one that it extends. */
  #asBase(owner: Typed, base: Declared, steps: number): Typed | undefined {
    if (owner.file === base.file && owner.symbol === base.symbol) return owner.given === undefined ? undefined : owner
    const view = steps <= 0 || owner.symbol < 0 ? undefined : this.#views.of(owner.file)
    for (const at of view?.names.basesOf(owner.symbol).slice(0, BASES_MAX) ?? []) {
      if (view === undefined) return undefined
      const given = { file: owner.file, at, within: owner }
      for (const one of this.#declarations.resolve(view, at, steps - 1)) {
        const found = this.#asBase({ ...one, given }, base, Math.min(steps, BASES_DEPTH_MAX) - 1)
        if (found !== undefined) return found
      }
    }
    return undefined
  }
}
