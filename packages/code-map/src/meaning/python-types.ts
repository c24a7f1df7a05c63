import { C, T } from '../lex/tokens.ts'
import type { Hint } from './names-in-file.ts'
import { Nesting } from './nesting.ts'
import { oneOf } from './one-of.ts'
import type { TokenView } from './token-view.ts'

/** Types whose members are those of what they wrap. */
const WRAPPERS: ReadonlySet<string> = new Set(
  'Optional Union Annotated Final ClassVar Awaitable Coroutine Required NotRequired Type type ContextManager'.split(
    ' ',
  ),
)
const LISTS: ReadonlySet<string> = new Set(
  'list List Sequence MutableSequence Iterable Iterator Set set frozenset FrozenSet Tuple tuple Collection Generator AsyncIterator AsyncGenerator Deque deque'.split(
    ' ',
  ),
)
const MAPS: ReadonlySet<string> = new Set(
  'dict Dict Mapping MutableMapping DefaultDict defaultdict OrderedDict'.split(' '),
)

/** The types that are written in Python, by the tokens alone. */
export class PythonTypes {
  readonly #view: TokenView
  readonly #nesting = new Nesting()

  constructor(view: TokenView) {
    this.#view = view
  }

  /** The type that begins at a token: of a union any of its parts. */
  at(from: number): Hint | undefined {
    return this.#nesting.within(() => this.#union(from))
  }

  #union(from: number): Hint | undefined {
    const view = this.#view
    const parts: (Hint | undefined)[] = []
    let at = from
    for (;;) {
      parts.push(this.#single(at))
      at = view.isName(at) ? view.chainEnd(at) + 1 : at + 1
      if (view.kind(at) === C.openBracket) at = view.pair(at) + 1
      if (view.kind(at) !== C.bar) return oneOf(parts)
      at++
    }
  }

  #single(from: number): Hint | undefined {
    const view = this.#view
    if (view.kind(from) === T.string) {
      const text = /^(["'])([\w.]+)\1$/.exec(view.text(from))?.[2]
      return text === undefined ? undefined : { kind: 'written', text, at: from }
    }
    if (!view.isName(from)) return undefined
    const end = view.chainEnd(from)
    const name = view.word(end)
    const open = end + 1
    if (view.kind(open) !== C.openBracket) return { kind: 'type', at: end }
    const types = this.#arguments(open)
    if (WRAPPERS.has(name)) return oneOf(types.map((at) => this.at(at)))
    if (LISTS.has(name)) return listOf(this.at(types[0] ?? open + 1))
    // A loop goes over the keys: what a map holds is one step further in.
    return MAPS.has(name) ? listOf(listOf(this.at(types.at(-1) ?? open + 1))) : { kind: 'type', at: end }
  }

  #arguments(open: number): readonly number[] {
    const view = this.#view
    const found = [open + 1]
    for (let at = open + 1; at < view.pair(open); at = view.skip(at) + 1) {
      if (view.kind(at) === C.comma) found.push(at + 1)
    }
    return found
  }
}

function listOf(of: Hint | undefined): Hint | undefined {
  return of === undefined ? undefined : { kind: 'list', of }
}
