import { posix } from 'node:path'
import type { CodeSymbol } from '../code-map.ts'
import type { Answers } from './answers.ts'
import type { Declared, Reach, Typed } from './declared.ts'
import type { Declarations } from './declarations.ts'
import type { Binding, Hint } from './names-in-file.ts'
import type { ReadFiles } from './read-files.ts'
import type { Types } from './types.ts'
import type { View, Views } from './views.ts'

/** So many files are looked at for calls of one function, and so many calls in all. */
const FILES_MAX = 30
const CALLS_MAX = 12
/** So many places of one name are looked at: each may lead on to others. */
const PLACES_MAX = 100
/** So many heirs of a class may be made in its place. */
const HEIRS_MAX = 20
/** What is called where one of a class is made. */
const MAKERS = /^(?:__init__|initialize)$/

/** Fewer members than this are those of many things. */
const MEMBERS_MIN = 2
/** More classes than this are not told apart by their members. */
const CANDIDATES_MAX = 30
/** Members of what the language itself has. */
const BUILT_IN: ReadonlySet<string> = new Set(
  (
    'add append clear copy count decode discard encode endswith extend find format get index insert isdigit items join keys lower lstrip name pop ' +
    'popitem read readline readlines remove replace reverse rstrip setdefault sort split splitlines startswith strip title update upper value values ' +
    'write close send throw each map select reject first last size length empty? new to_s to_h to_a call push shift unshift key? fetch dig any? all? ' +
    'min max sum zip flatten compact uniq sort_by group_by include? nil? freeze dup class is_a? respond_to? merge'
  ).split(' '),
)

export interface HandedInWorld {
  readonly map: ReadFiles
  readonly views: Views
  readonly declarations: Declarations
  readonly types: Types
  readonly answers: Answers
}

/** A call by the token of its name. */
interface CallPlace {
  readonly view: View
  readonly at: number
}

/** What callers hand in for parameters of which nothing is written. There may be other callers elsewhere. */
export class HandedIn {
  readonly #world: HandedInWorld
  readonly #calls = new Map<string, readonly CallPlace[]>()

  constructor(world: HandedInWorld) {
    this.#world = world
  }

  of(view: View, hint: Hint & { readonly kind: 'handed' }, { steps, depth }: Reach): readonly Typed[] {
    const { symbol, parameter } = hint
    const key = `handed ${view.file.number} ${symbol} ${parameter.name} ${depth}`
    return this.#world.answers.once(key, () => {
      if (view.names.takesFixtures?.(symbol) === true) return this.#given(view, parameter.name, { steps, depth })
      const inherited = this.#inherited(view, hint, { steps, depth })
      return inherited.length > 0 ? inherited : this.#byCallers(view, hint, { steps, depth })
    })
  }

  #byCallers(view: View, { symbol, parameter }: Hint & { readonly kind: 'handed' }, reach: Reach): readonly Typed[] {
    const found = this.#callsOf(view, symbol, reach.steps).flatMap((call) =>
      this.#world.types.of(call.view, call.view.names.handedAt?.(call.at, parameter), reach.steps - 1, reach.depth),
    )
    return found.filter(
      ({ file, symbol: own }, index) => found.findIndex((one) => one.file === file && one.symbol === own) === index,
    )
  }

  /** What the method of the class above says that it takes. */
  #inherited(view: View, { symbol, parameter }: Hint & { readonly kind: 'handed' }, reach: Reach): readonly Typed[] {
    if (view.symbols[symbol]?.name === '__init__') return []
    return this.#above(view, symbol, reach.steps).flatMap((found) => {
      const other = this.#world.views.of(found.file)
      const hint = other?.names.parameterOf?.(found.symbol, parameter.place)
      return other === undefined || hint?.kind === 'handed'
        ? []
        : this.#world.types.of(other, hint, reach.steps - 1, reach.depth)
    })
  }

  /** The methods of the name of one in the classes above its own. */
  #above({ symbols, names, ...view }: View, symbol: number, steps: number): readonly Declared[] {
    const { declarations } = this.#world
    const own = symbols[symbol] as CodeSymbol
    const bases = names.basesOf(own.parent)
    const owners = bases.flatMap((base) => declarations.resolve({ symbols, names, ...view }, base, steps - 1))
    return declarations.memberOf(owners, own.name, steps - 1)
  }

  /** What a fixture gives: one of the file itself, or of the nearest `conftest.py`. */
  #given(view: View, name: string, { steps, depth }: Reach): readonly Typed[] {
    const { map, views, types } = this.#world
    const parts = view.file.path.split('/').slice(0, -1)
    const above = parts.map((_, index) => posix.join(...parts.slice(0, parts.length - index), 'conftest.py'))
    for (const path of [view.file.path, ...above, 'conftest.py']) {
      const number = map.findFile(path)
      const other = number === undefined ? undefined : views.of(number)
      const fixture = other?.symbols.findIndex(
        (symbol, index) => symbol.name === name && symbol.parent === -1 && other.names.isFixture?.(index) === true,
      )
      if (other === undefined || fixture === undefined || fixture === -1) continue
      const hint = other.names.resultOf?.(fixture)
      return [...types.of(other, hint, steps - 1, depth), ...types.of(other, hint, steps - 1, depth + 1)]
    }
    return []
  }

  /** The only class that has all members which are read of a variable, also in the methods of its name in other heirs. */
  byUse(view: View, binding: Binding, steps: number): readonly Typed[] {
    return this.#world.answers.once(`used ${view.file.number} ${binding.token}`, () => {
      if (view.file.language !== 'python' && view.file.language !== 'ruby') return []
      const members = new Set(membersRead(view, binding, view.tokens.spelled(binding.token)))
      if (members.size === 0) return []
      for (const other of this.#likeParameters(view, binding, steps)) for (const name of other) members.add(name)
      const names = [...members]
      return names.length < MEMBERS_MIN ? [] : this.#withMembers(view, names, steps)
    })
  }

  /** What is read of the same parameter of the methods of the same name of other heirs. */
  #likeParameters(view: View, { token }: Binding, steps: number): readonly (readonly string[])[] {
    const { map, views } = this.#world
    const symbol = view.tokens.symbolAround(token, (index) => view.symbols[index]?.kind === 'method')
    const own = view.symbols[symbol]
    const isParameter = own !== undefined && view.tokens.start(token) < own.signatureEnd
    const above = isParameter ? this.#above(view, symbol, steps) : []
    if (own === undefined || above.length === 0) return []
    const found: (readonly string[])[] = []
    let looked = 0
    for (const { file } of map.uses(own.name, ({ isDeclared }) => isDeclared).slice(0, FILES_MAX)) {
      const other = views.of(file.number)
      for (const { index } of other === undefined ? [] : map.symbolsNamed(file.number, own.name)) {
        if (other === undefined || found.length >= CALLS_MAX || ++looked >= PLACES_MAX) return found
        const isOfFamily = [{ file: file.number, symbol: index }, ...this.#above(other, index, steps)].some((one) =>
          above.some((wanted) => wanted.file === one.file && wanted.symbol === one.symbol),
        )
        const name = view.tokens.spelled(token)
        const { tokens } = other
        const [from, to] = [tokens.tokenOf(index) + 1, tokens.tokenAt(other.symbols[index]?.end ?? 0)]
        if (isOfFamily) found.push(membersRead(other, { from, to }, name))
      }
    }
    return found
  }

  #withMembers(view: View, names: readonly string[], steps: number): readonly Typed[] {
    const { map, views, declarations } = this.#world
    const candidates = new Map<string, Typed>()
    for (const name of names) {
      for (const { file } of map.uses(name, ({ isDeclared }) => isDeclared)) {
        if (file.language !== view.file.language) continue
        const symbols = views.symbolsOf(file.number)
        for (const { symbol } of map.symbolsNamed(file.number, name))
          if (symbols[symbol.parent]?.kind === 'class')
            candidates.set(`${file.number} ${symbol.parent}`, { file: file.number, symbol: symbol.parent })
      }
    }
    if (candidates.size > CANDIDATES_MAX) return []
    const found = [...candidates.values()].filter((owner) =>
      names.every((name) => declarations.memberOf([owner], name, steps - 1).length > 0),
    )
    return found.length === 1 ? found : []
  }

  #callsOf(view: View, symbol: number, steps: number): readonly CallPlace[] {
    const key = `${view.file.number} ${symbol}`
    const known = this.#calls.get(key)
    if (known !== undefined) return known
    this.#calls.set(key, [])
    const found = this.#findCalls(view, symbol, steps)
    this.#calls.set(key, found)
    return found
  }

  #findCalls(view: View, symbol: number, steps: number): readonly CallPlace[] {
    const { map, views } = this.#world
    const found: CallPlace[] = []
    let looked = 0
    const meant = [{ file: view.file.number, symbol }, ...this.#above(view, symbol, steps)]
    const own = view.symbols[symbol]
    const heirs = own !== undefined && MAKERS.test(own.name) ? this.#heirsOf(view, own.parent, steps) : []
    for (const word of new Set([...(view.names.calledAs?.(symbol) ?? []), ...heirs])) {
      const files = map.uses(word).filter(({ file }) => file.language === view.file.language)
      for (const { file } of files.slice(0, FILES_MAX)) {
        const other = views.of(file.number)
        if (other === undefined) continue
        for (const at of other.tokens.placesOf(word)) {
          const call = this.#callAt(other, at, { view, symbol, meant }, steps)
          if (call !== undefined) found.push({ view: other, at: call })
          const isCounted = other.tokens.symbolAt(at) === -1
          if (found.length >= CALLS_MAX || (isCounted && ++looked >= PLACES_MAX)) return found
        }
      }
    }
    return found
  }

  /** The token of what is called where a word stands, if that means one of some declarations. */
  #callAt(
    other: View,
    at: number,
    { view, symbol, meant }: { readonly view: View; readonly symbol: number; readonly meant: readonly Declared[] },
    steps: number,
  ): number | undefined {
    if (other.tokens.symbolAt(at) !== -1) return undefined
    const call = other.names.callAt === undefined ? at : other.names.callAt(at)
    const isMeant = this.#world.declarations
      .resolve(other, at, steps - 1)
      .flatMap((one) => this.#made(one, view.symbols[symbol]?.name ?? '', steps))
      .some((one) => meant.some((wanted) => wanted.file === one.file && wanted.symbol === one.symbol))
    return isMeant ? call : undefined
  }

  /** The names of the classes that inherit from one. */
  #heirsOf(view: View, owner: number, steps: number): readonly string[] {
    const { map, views, declarations } = this.#world
    const found = new Map<string, Declared>([['', { file: view.file.number, symbol: owner }]])
    for (const [, { file: number, symbol }] of found) {
      const name = views.symbolsOf(number)[symbol]?.name
      if (name === undefined || found.size > HEIRS_MAX) break
      for (const { file } of map.uses(name).slice(0, FILES_MAX)) {
        const other = file.language === view.file.language ? views.of(file.number) : undefined
        for (const [index, own] of other?.symbols.entries() ?? []) {
          if (other === undefined || own.kind !== 'class' || found.has(own.name)) continue
          const isHeir = other.names
            .basesOf(index)
            .filter((base) => other.tokens.word(base) === name)
            .some((base) =>
              declarations.resolve(other, base, steps - 1).some((one) => one.file === number && one.symbol === symbol),
            )
          if (isHeir) found.set(own.name, { file: file.number, symbol: index })
        }
      }
    }
    return [...found.keys()].filter(Boolean)
  }

  /** Of a class that is called how it is made. */
  #made(found: Declared, name: string, steps: number): readonly Declared[] {
    const kind = this.#world.views.symbolsOf(found.file)[found.symbol]?.kind
    return kind === 'class' && MAKERS.test(name) ? this.#world.declarations.memberOf([found], name, steps - 1) : [found]
  }
}

/** The names behind the dots of a variable, but for those that the language has itself. */
function membersRead({ tokens }: View, { from, to }: Pick<Binding, 'from' | 'to'>, name: string): readonly string[] {
  const found: string[] = []
  for (const at of tokens.placesOf(name)) {
    const isRead = from <= at && at < to && !tokens.isDot(at - 1) && tokens.isDot(at + 1) && tokens.isName(at + 2)
    if (isRead && !BUILT_IN.has(tokens.word(at + 2))) found.push(tokens.word(at + 2))
  }
  return found
}
