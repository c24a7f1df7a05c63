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
  'list List Sequence MutableSequence Iterable Iterator Set set frozenset FrozenSet Collection Generator AsyncIterator AsyncGenerator Deque deque'.split(
    ' ',
  ),
)
const TUPLES: ReadonlySet<string> = new Set(['Tuple', 'tuple'])
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

  /** Whether the value that begins at a token is a type: `Union[A, B]`, `A | None`. */
  isWritten(from: number): boolean {
    const view = this.#view
    if (!view.isName(from)) return false
    const end = view.chainEnd(from)
    const name = view.word(end)
    if (view.kind(end + 1) === C.openBracket)
      return WRAPPERS.has(name) || TUPLES.has(name) || LISTS.has(name) || MAPS.has(name)
    return view.kind(end + 1) === C.bar && /^[A-Z]/.test(name)
  }

  /** What stands in a place of `tuple[A, B]`, from 0. */
  inTuple(from: number, place: number): Hint | undefined {
    const view = this.#view
    const end = view.chainEnd(from)
    const at = TUPLES.has(view.word(end)) ? this.#arguments(end + 1)[place] : undefined
    return at === undefined ? undefined : this.at(at)
  }

  /** `TypeVar("Name", bound=Type)` */
  boundOf(from: number): Hint | undefined {
    const view = this.#view
    const end = view.chainEnd(from)
    if (view.word(end) !== 'TypeVar' || view.kind(end + 1) !== C.open) return undefined
    const bound = this.#arguments(end + 1).find((at) => view.word(at) === 'bound' && view.kind(at + 1) === C.equals)
    return bound === undefined ? undefined : this.at(bound + 2)
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
      const text = /^(["'])([^"'\\]+)\1$/.exec(view.text(from))?.[2]
      return text === undefined ? undefined : this.#written(text, from)
    }
    if (!view.isName(from)) return undefined
    const end = view.chainEnd(from)
    const name = view.word(end)
    const open = end + 1
    if (view.kind(open) !== C.openBracket) return { kind: 'type', at: end }
    const types = this.#arguments(open)
    return wrapped(name, types, (at) => this.at(at)) ?? { kind: 'type', at: end }
  }

  /** A type in a string: `"Name[Other] | None"`. */
  #written(text: string, at: number): Hint | undefined {
    return oneOf(
      partsOf(text, '|').map((part): Hint | undefined => {
        const [, name, inside] = /^([\w.]+)(?:\[(.+)\])?$/.exec(part) ?? []
        if (name === undefined || name === 'None') return undefined
        const whole: Hint = { kind: 'written', text: name, at }
        if (inside === undefined) return whole
        const types = partsOf(inside, ',')
        return wrapped(name.split('.').at(-1) ?? '', types, (type) => this.#written(type, at)) ?? whole
      }),
    )
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

/** What a type with others in brackets is that wraps or holds them; undefined where it has members of its own. */
function wrapped<Type>(name: string, types: readonly Type[], read: (type: Type) => Hint | undefined): Hint | undefined {
  if (WRAPPERS.has(name)) return oneOf(types.map(read))
  if (TUPLES.has(name)) return listOf(oneOf(types.map(read)))
  const [first, last] = [types[0], types.at(-1)]
  if (LISTS.has(name)) return first === undefined ? undefined : listOf(read(first))
  // A loop goes over the keys: what a map holds is one step further in.
  return MAPS.has(name) && last !== undefined ? listOf(listOf(read(last))) : undefined
}

/** The parts of a text between separators that are outside of brackets. */
function partsOf(text: string, separator: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '[') depth++
    else if (text[at] === ']') depth--
    else if (text[at] === separator && depth === 0) {
      parts.push(text.slice(from, at).trim())
      from = at + 1
    }
  }
  return [...parts, text.slice(from).trim()]
}

function listOf(of: Hint | undefined): Hint | undefined {
  return of === undefined ? undefined : { kind: 'list', of }
}
