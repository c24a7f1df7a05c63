import type { Callee, Reach, Typed } from './declared.ts'
import type { Declarations } from './declarations.ts'
import type { Hint } from './names-in-file.ts'
import type { Types } from './types.ts'
import type { View, Views } from './views.ts'

/** What blocks, loops and `with` are given by methods of Ruby and Python. */
export class GoneThrough {
  readonly #views: Views
  readonly #declarations: Declarations
  readonly #types: Types

  constructor(views: Views, declarations: Declarations, types: Types) {
    this.#views = views
    this.#declarations = declarations
    this.#types = types
  }

  /** What methods give to their block in a place. */
  yielded(callees: readonly Callee[], index: number, { steps, depth }: Reach): readonly Typed[] {
    return callees.flatMap(({ target, symbol }) =>
      this.#types.of(target, target.names.yieldOf?.(symbol, index), steps - 1, depth),
    )
  }

  /** What `__enter__` says that it gives, otherwise the value itself; of a generator what it yields. */
  entered(view: View, of: Hint, { steps, depth }: Reach): readonly Typed[] {
    const values = this.#types.of(view, of, steps)
    if (values.length === 0) return this.#types.of(view, of, steps, depth + 1)
    const methods = ['__enter__', '__aenter__'].flatMap((name) => this.#declarations.memberOf(values, name, steps - 1))
    const given = methods.flatMap(({ file, symbol }) => {
      const target = this.#views.of(file)
      return target === undefined ? [] : this.#types.of(target, target.names.resultOf?.(symbol), steps - 1, depth)
    })
    if (methods.length > 0) return given.length > 0 || depth > 0 ? given : values
    return depth > 0 ? this.#types.of(view, of, steps, depth) : values
  }

  /** What going through an object gives, or a place of it. */
  elementsOf(owner: Typed, { steps, depth }: Reach): readonly Typed[] {
    if (steps <= 0 || this.#views.symbolsOf(owner.file)[owner.symbol]?.kind !== 'class') return []
    if (this.#views.of(owner.file)?.file.language === 'ruby') return this.#ofEach(owner, { steps, depth })
    const given = (name: string, further: number): readonly Typed[] =>
      this.#declarations.memberOf([owner], name, steps - 1).flatMap(({ file, symbol }) => {
        const target = this.#views.of(file)
        return target?.file.language !== 'python'
          ? []
          : this.#types.of(target, target.names.resultOf?.(symbol), steps - 1, further)
      })
    const found = ['__iter__', '__aiter__'].flatMap((name) => given(name, depth))
    return found.length > 0 ? found : given('__getitem__', depth - 1)
  }

  #ofEach(owner: Typed, { steps, depth }: Reach): readonly Typed[] {
    return this.#declarations.memberOf([owner], 'each', steps - 1).flatMap(({ file, symbol }) => {
      const target = this.#views.of(file)
      return target === undefined ? [] : this.#types.of(target, target.names.yieldOf?.(symbol, 0), steps - 1, depth - 1)
    })
  }
}
