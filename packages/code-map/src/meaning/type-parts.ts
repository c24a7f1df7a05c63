import { isCallable, type Reach, type Typed } from './declared.ts'
import { scopeOf, valueHint } from './callees.ts'
import type { Hint } from './names-in-file.ts'
import type { Types } from './types.ts'
import type { View, Views } from './views.ts'

/** So many members of a type are looked at together. */
const MEMBERS_MAX = 60

/** A hint to a part of something. */
export type PartHint = Hint & { readonly kind: 'argument' | 'returned' | 'members' }

export function isPart(hint: Hint): hint is PartHint {
  return hint.kind === 'argument' || hint.kind === 'returned' || hint.kind === 'members'
}

/** What functions take and give, and what members are, of what has the type of a function or members. */
export class TypeParts {
  readonly #views: Views
  readonly #types: Types

  constructor(views: Views, types: Types) {
    this.#views = views
    this.#types = types
  }

  /** A part of each of some. */
  of(hint: PartHint, owners: readonly Typed[], reach: Reach): readonly Typed[] {
    return owners.flatMap((owner) => {
      if (hint.kind === 'argument') return this.argument(owner, hint.index, reach)
      return hint.kind === 'returned' ? this.#returned(owner, reach) : this.#allMembers(owner, reach)
    })
  }

  /** What something of a function's type takes in a place. */
  argument(taker: Typed, index: number, { steps, depth }: Reach): readonly Typed[] {
    const view = this.#views.of(taker.file)
    if (view === undefined) return []
    const signatures = this.signaturesOf(view, taker)
    if (signatures.length > 0)
      return signatures.flatMap((open) =>
        this.#types.within(view, view.names.parameterAt?.(open, index), scopeOf(taker), { steps, depth }),
      )
    const symbol = view.symbols[taker.symbol]
    const isFunction = symbol !== undefined && isCallable(symbol)
    return isFunction ? this.#types.of(view, view.names.parameterOf?.(taker.symbol, index), steps, depth) : []
  }

  /** What something of a function's type gives. */
  #returned(giver: Typed, { steps, depth }: Reach): readonly Typed[] {
    const view = this.#views.of(giver.file)
    if (view === undefined) return []
    const signatures = this.signaturesOf(view, giver)
    if (signatures.length > 0)
      return signatures.flatMap((open) =>
        this.#types.within(view, view.names.resultAt?.(open), scopeOf(giver), { steps, depth }),
      )
    const symbol = view.symbols[giver.symbol]
    const isFunction = symbol !== undefined && isCallable(symbol)
    return isFunction ? this.#types.of(view, view.names.resultOf?.(giver.symbol), steps, depth) : []
  }

  /** What the members of a type are. */
  #allMembers(owner: Typed, { steps, depth }: Reach): readonly Typed[] {
    const view = owner.symbol < 0 ? undefined : this.#views.of(owner.file)
    if (view === undefined) return []
    const members = view.symbols.flatMap(({ parent }, index) => (parent === owner.symbol ? [index] : []))
    return members
      .slice(0, MEMBERS_MAX)
      .flatMap((index) => this.#types.within(view, valueHint(view, index), scopeOf(owner), { steps: steps - 1, depth }))
  }

  /** The brackets of the parameters of a function's type. */
  signaturesOf({ names }: View, { parameters, object, symbol }: Typed): readonly number[] {
    if (parameters !== undefined) return [parameters]
    const body = object === undefined ? (symbol < 0 ? undefined : names.bodyOf?.(symbol)) : object.open
    return (body === undefined ? undefined : names.callSignaturesIn?.(body)) ?? []
  }
}
