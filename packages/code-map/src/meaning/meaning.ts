import type { CodeFile, CodeMap, CodeSymbol, OpenFile } from '../code-map.ts'
import type { ImportFact } from '../facts.ts'
import { directoryOf } from '../resolve/paths.ts'
import { Resolver } from '../resolve/resolver.ts'
import { goReceiver } from './go-names.ts'
import type { Hint, Place } from './names-in-file.ts'
import { areToldApart, Views, type View } from './views.ts'

/** A declaration; with `symbol` -1 a whole file, whose members are what it exports. */
export interface Declared {
  readonly file: number
  /** Its place in `map.symbols(file)`. */
  readonly symbol: number
}

/** What a call runs. */
interface Callee {
  readonly target: View
  readonly symbol: number
  readonly found: Declared
}

/** How many steps from a name to what it means: imports, types, parents. Code that needs more is rare, and circles end. */
const STEPS_MAX = 40
/** So many of the places that open a class are looked at for what it extends. */
const OPENED_MAX = 20

const TYPE_KINDS: readonly CodeSymbol['kind'][] = [
  'class',
  'enum',
  'interface',
  'struct',
  'type',
  'module',
  'namespace',
]
const CALLABLE_KINDS: readonly CodeSymbol['kind'][] = ['function', 'method', 'constructor', 'macro']

/** Which declaration a name means where it stands, by scopes, imports, exports and written types. What it cannot tell it leaves open. */
export class Meaning {
  readonly #map: CodeMap
  readonly #resolver: Resolver
  readonly #views: Views
  /** Answers, and nothing for those that are being looked for: a circle ends there. */
  readonly #known = new Map<string, readonly Declared[]>()
  #packages: Map<string, number[]> | undefined

  constructor(map: CodeMap, resolver = new Resolver(map)) {
    this.#map = map
    this.#resolver = resolver
    this.#views = new Views(map)
  }

  /** Whether names of a language are told apart; those of the others by their imports alone. */
  static knows({ language }: CodeFile): boolean {
    return areToldApart(language)
  }

  /** The declarations that the name at an offset of a file means; empty where that is not known, or where it is none of the index. */
  at(file: number, offset: number): readonly Declared[] {
    const view = this.#views.of(file)
    return view === undefined ? [] : this.#resolve(view, view.tokens.tokenAt(offset), STEPS_MAX)
  }

  /** Whether the name at an offset stands in an import, which gives it to the file. */
  isImport(file: number, offset: number): boolean {
    const view = this.#views.of(file)
    return view?.names.isImport?.(view.tokens.tokenAt(offset)) === true
  }

  /** Whether the name at an offset, behind which no bracket stands, is called where it means a method. */
  callsBare(file: number, offset: number): boolean {
    const view = this.#views.of(file)
    return view?.names.callsBare?.(view.tokens.tokenAt(offset)) === true
  }

  /** Whether the name at an offset is imported, or a member of what is imported, from outside of the index. */
  isForeign(file: number, offset: number): boolean {
    const view = this.#views.of(file)
    if (view === undefined) return false
    const { tokens, names } = view
    let first = tokens.tokenAt(offset)
    while (tokens.isDot(first - 1) && tokens.isName(first - 2)) first -= 2
    if (!tokens.isName(first) || tokens.isDot(first - 1)) return false
    const place = names.placeOf(first)
    return place.kind === 'imported' && this.#resolver.resolve(view.file, place.fact).kind === 'external'
  }

  /** A file with its tokens. */
  read(file: number): OpenFile | undefined {
    return Meaning.knows(this.#map.file(file)) ? this.#views.of(file)?.tokens.open : this.#map.read(file)
  }

  #once(key: string, find: () => readonly Declared[]): readonly Declared[] {
    const known = this.#known.get(key)
    if (known !== undefined) return known
    this.#known.set(key, [])
    const found = find()
    this.#known.set(key, found)
    return found
  }

  #resolve(view: View, at: number, steps: number): readonly Declared[] {
    if (steps <= 0 || !view.tokens.isName(at)) return []
    return this.#once(`name ${view.file.number} ${at}`, () => this.#findMeant(view, at, steps))
  }

  #findMeant(view: View, at: number, steps: number): readonly Declared[] {
    return this.#atPlace(view, at, view.names.placeOf(at), steps)
  }

  #atPlace(view: View, at: number, place: Place, steps: number): readonly Declared[] {
    switch (place.kind) {
      case 'declaration':
        return this.#sameDeclaration(view, place.symbol)
      case 'imported':
        return this.#imported(view.file, place, steps - 1)
      case 'member':
        return this.#memberOf(this.#typesAt(view, place.of, steps - 1), view.tokens.word(at), steps - 1)
      case 'local':
      case 'key': {
        const isKey = place.kind === 'key' || place.binding.token === at
        return isKey ? this.#memberOf(this.#typeOf(view, place.of, steps - 1), view.tokens.word(at), steps - 1) : []
      }
      case 'free':
        return view.file.language === 'go' ? this.#inPackage(view.file, view.tokens.word(at)) : []
      case 'own': {
        const name = view.tokens.word(at)
        return /^[A-Z]/.test(name) ? this.#constant(view, at, name, steps) : this.#ownMethod(view, at, name, steps)
      }
    }
  }

  /** From the innermost class or module outwards, then in what that one extends, then outside of all. */
  #constant(view: View, at: number, name: string, steps: number): readonly Declared[] {
    const owners = this.#around(view, at, { isParent: false, steps })
    const full = owners.map(({ file, symbol }) => this.#fullName(file, symbol))[0] ?? ''
    for (let prefix = full; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('.')))) {
      const found = this.#named(`${prefix}.${name}`)
      if (found.length > 0) return found
    }
    const inherited = this.#memberOf(owners, name, steps - 1)
    return inherited.length > 0 ? inherited : this.#named(name)
  }

  #ownMethod(view: View, at: number, name: string, steps: number): readonly Declared[] {
    const owners = this.#around(view, at, { isParent: false, steps })
    const found = this.#memberOf(owners, name, steps - 1)
    if (found.length > 0) return found
    // Methods outside of all classes are everybody's; where several files have one of the name, only their own is sure.
    const outside = this.#named(name)
    const own = outside.filter(({ file }) => file === view.file.number)
    return own.length > 0 || new Set(outside.map(({ file }) => file)).size > 1 ? own : outside
  }

  /** The declarations in Ruby with a name and all names around it. */
  #named(full: string): readonly Declared[] {
    const last = full.slice(full.lastIndexOf('.') + 1)
    return this.#once(`named ${full}`, () =>
      this.#map.uses(last).flatMap(({ file, isDeclared }) => {
        if (!isDeclared || file.language !== 'ruby') return []
        return this.#views
          .symbolsOf(file.number)
          .flatMap(({ name }, symbol) =>
            name === last && this.#fullName(file.number, symbol) === full ? [{ file: file.number, symbol }] : [],
          )
      }),
    )
  }

  /** A Ruby symbol with all names around it: those of the blocks that it is in, and those of `class Outer::Name`. */
  #fullName(file: number, index: number): string {
    const symbol = this.#views.symbolsOf(file)[index]
    if (symbol === undefined) return ''
    const outer = symbol.parent === -1 ? [] : [this.#fullName(file, symbol.parent)]
    const isLong = symbol.nameStart - symbol.start > 'module '.length && ['class', 'module'].includes(symbol.kind)
    const head = isLong
      ? this.#views.of(file)?.tokens.open.source.toString('utf8', symbol.start, symbol.nameStart)
      : undefined
    const written = /([\w:]+)::$/.exec(head ?? '')?.[1]?.split('::') ?? []
    return [...outer, ...written, symbol.name].filter((part) => part !== '').join('.')
  }

  /** Overloads, and what a compiler merges: all of the name beside it. */
  #sameDeclaration(view: View, symbol: number): readonly Declared[] {
    const own = view.symbols[symbol]
    return view.symbols.flatMap(({ name, parent }, index) =>
      name === own?.name && parent === own.parent ? [{ file: view.file.number, symbol: index }] : [],
    )
  }

  #imported(
    file: CodeFile,
    { fact, imported }: { readonly fact: ImportFact; readonly imported: string },
    steps: number,
  ): readonly Declared[] {
    const resolution = this.#resolver.resolve(file, fact)
    if (resolution.kind !== 'files') return []
    const files = resolution.paths.flatMap((path) => this.#map.findFile(path) ?? [])
    if (imported === '*') {
      const isCommonJs = fact.kind === 'require' && file.language !== 'ruby'
      return files.flatMap((number) => [
        ...(isCommonJs ? this.#ofWhole(number, '*', steps) : []),
        { file: number, symbol: -1 },
      ])
    }
    const found = files.flatMap((number) => this.#exportsOf(number, imported, steps))
    // `from package import module`
    const isModule = found.length === 0 && file.language === 'python'
    return isModule
      ? files
          .filter((number) => moduleName(this.#map.pathOf(number)) === imported)
          .map((number) => ({ file: number, symbol: -1 }))
      : found
  }

  /** What a file gives to others under a name, through its own imports too. */
  #exportsOf(file: number, name: string, steps: number): readonly Declared[] {
    if (steps <= 0) return []
    return this.#once(`export ${file} ${name}`, () => this.#findExports(file, name, steps))
  }

  #findExports(file: number, name: string, steps: number): readonly Declared[] {
    const symbols = this.#views.symbolsOf(file)
    const own = symbols.flatMap((symbol, index) =>
      symbol.name === name && symbol.parent === -1 ? [{ file, symbol: index }] : [],
    )
    const facts = this.#map.imports(file)
    if (own.length > 0) return own
    const codeFile = this.#map.file(file)
    const named: Declared[] = []
    const whole: Declared[] = []
    for (const fact of facts) {
      for (const { imported, local } of fact.names) {
        if (local === name) named.push(...this.#imported(codeFile, { fact, imported }, steps - 1))
        else if (local === '*' && (fact.kind === 're-export' || codeFile.language === 'python')) {
          whole.push(...this.#imported(codeFile, { fact, imported: name }, steps - 1))
        }
      }
    }
    if (named.length > 0) return named
    const view = this.#views.of(file)
    const renamed = view?.names.exportedAs?.(name)
    if (view !== undefined && renamed !== undefined) return this.#resolve(view, renamed, steps - 1)
    return whole.length > 0 ? whole : this.#ofWhole(file, name, steps)
  }

  /** What `module.exports = value` gives under a name. */
  #ofWhole(file: number, name: string, steps: number): readonly Declared[] {
    const view = this.#views.of(file)
    const whole = view?.names.exportedWhole?.()
    if (view === undefined || whole === undefined) return []
    const given = this.#resolve(view, whole, steps - 1)
    return name === 'default' || name === '*' ? given : this.#memberOf(given, name, steps - 1)
  }

  /** Go's other files of a package see its names. */
  #inPackage(file: CodeFile, name: string): readonly Declared[] {
    return this.#filesBeside(file.path).flatMap((number) =>
      this.#views
        .symbolsOf(number)
        .flatMap((symbol, index) =>
          symbol.name === name && symbol.parent === -1 && symbol.kind !== 'method'
            ? [{ file: number, symbol: index }]
            : [],
        ),
    )
  }

  #filesBeside(path: string): readonly number[] {
    if (this.#packages === undefined) {
      this.#packages = new Map()
      for (let number = 0; number < this.#map.fileCount; number++) {
        const other = this.#map.pathOf(number)
        if (!other.endsWith('.go')) continue
        const list = this.#packages.get(directoryOf(other))
        if (list === undefined) this.#packages.set(directoryOf(other), [number])
        else list.push(number)
      }
    }
    return this.#packages.get(directoryOf(path)) ?? []
  }

  /** The types, modules and objects whose members come after a token; with `isElement` those of the things in the list that ends there. */
  #typesAt(view: View, at: number, steps: number, isElement = false): readonly Declared[] {
    if (steps <= 0) return []
    return this.#once(`type ${view.file.number} ${at} ${isElement}`, () => this.#findTypes(view, at, steps, isElement))
  }

  #findTypes(view: View, at: number, steps: number, isElement: boolean): readonly Declared[] {
    const { tokens, names } = view
    const callee = tokens.pair(at) - 1
    // `super().name`
    if (names.selfAt?.(callee) === 'super') return this.#around(view, callee, { isParent: true, steps })
    const value = names.hintOfValue(at)
    if (value !== undefined) return this.#typeOf(view, value, steps - 1, isElement)
    if (tokens.isName(at)) {
      const self = names.selfAt?.(at)
      if (self !== undefined) return this.#around(view, at, { isParent: self === 'super', steps })
      const place = names.placeOf(at)
      if (place.kind === 'local') return this.#typeOf(view, names.hintAt(place.binding.token), steps - 1, isElement)
      return this.#resolve(view, at, steps).flatMap((found) => this.#typesOf(found, steps - 1, isElement))
    }
    return []
  }

  /** The class around a place, or those that it extends. */
  #around(view: View, at: number, { isParent, steps }: { readonly isParent: boolean; readonly steps: number }) {
    const isOwner = (index: number): boolean => {
      const symbol = view.symbols[index]
      return (
        symbol !== undefined &&
        (TYPE_KINDS.includes(symbol.kind) ||
          view.symbols.some(({ parent, kind }) => parent === index && kind === 'method'))
      )
    }
    // `A.prototype.name = function`, which stands outside of A.
    const isAssigned = (index: number): boolean => {
      const symbol = view.symbols[index]
      return symbol !== undefined && (view.symbols[symbol.parent]?.end ?? Number.POSITIVE_INFINITY) <= symbol.start
    }
    const around = view.tokens.symbolAround(at, (index) => isOwner(index) || isAssigned(index))
    if (around === -1) return []
    const symbol = isAssigned(around) ? (view.symbols[around]?.parent ?? -1) : around
    if (!isParent) return [{ file: view.file.number, symbol }]
    return view.names.basesOf(symbol).flatMap((base) => this.#resolve(view, base, steps - 1))
  }

  /** A declaration as what has members. */
  #typesOf(found: Declared, steps: number, isElement: boolean): readonly Declared[] {
    if (found.symbol === -1) return isElement ? [] : [found]
    const view = this.#views.of(found.file)
    const symbol = view?.symbols[found.symbol]
    if (view === undefined || symbol === undefined || steps <= 0) return []
    if (TYPE_KINDS.includes(symbol.kind) || CALLABLE_KINDS.includes(symbol.kind)) return isElement ? [] : [found]
    const typed = this.#typeOf(view, view.names.hintAt(view.tokens.tokenOf(found.symbol)), steps - 1, isElement)
    return isElement ? typed : [found, ...typed]
  }

  #typeOf(view: View, hint: Hint | undefined, steps: number, isElement = false): readonly Declared[] {
    if (hint === undefined || steps <= 0) return []
    switch (hint.kind) {
      case 'type':
        return this.#ofType(view, hint, steps - 1, isElement)
      case 'written':
        return isElement ? [] : this.#written(view, hint, steps - 1)
      case 'value':
        return this.#typesAt(view, hint.at, steps - 1, isElement)
      case 'element':
        return isElement ? [] : this.#typeOf(view, hint.of, steps - 1, true)
      case 'member':
        return this.#memberOf(this.#typeOf(view, hint.of, steps - 1), hint.name, steps - 1).flatMap((found) =>
          this.#typesOf(found, steps - 1, isElement),
        )
      case 'result':
        return this.#typeOf(view, view.names.resultOf?.(hint.symbol), steps - 1, isElement)
      case 'call':
        return this.#called(view, hint.at, steps).flatMap((callee) => this.#given(callee, steps - 1, isElement))
      case 'parameter':
        return this.#called(view, hint.at, steps).flatMap(({ target, symbol }) =>
          this.#typeOf(target, target.names.parameterOf?.(callable(target, symbol), hint.index), steps - 1, isElement),
        )
    }
  }

  #written(
    view: View,
    { text, at }: { readonly text: string; readonly at: number },
    steps: number,
  ): readonly Declared[] {
    const [first = '', ...members] = text.split('.')
    let found = this.#atPlace(view, at, view.names.bareAt(first, at), steps)
    for (const name of members) found = this.#memberOf(found, name, steps - 1)
    return found
  }

  #ofType(view: View, hint: Hint & { readonly kind: 'type' }, steps: number, isElement: boolean): readonly Declared[] {
    return (hint.isList ?? false) === isElement ? this.#resolve(view, hint.at, steps) : []
  }

  /** What a call gives: of a type one of it. */
  #given({ target, symbol, found }: Callee, steps: number, isElement: boolean): readonly Declared[] {
    const isType = TYPE_KINDS.includes(target.symbols[symbol]?.kind ?? 'variable')
    if (isType) return isElement ? [] : [found]
    return this.#typeOf(target, target.names.resultOf?.(symbol), steps, isElement)
  }

  /** What a call of the name at a token may run. */
  #called(view: View, at: number, steps: number): readonly Callee[] {
    return this.#resolve(view, at, steps - 1).flatMap((found) => {
      const target = this.#views.of(found.file)
      return target === undefined || found.symbol === -1 ? [] : [{ target, symbol: found.symbol, found }]
    })
  }

  #memberOf(owners: readonly Declared[], name: string, steps: number): readonly Declared[] {
    const found = owners.flatMap((owner) => this.#member(owner, name, steps))
    return found.filter(
      ({ file, symbol }, index) => found.findIndex((other) => other.file === file && other.symbol === symbol) === index,
    )
  }

  #member(owner: Declared, name: string, steps: number): readonly Declared[] {
    if (steps <= 0) return []
    return this.#once(`member ${owner.file} ${owner.symbol} ${name}`, () => this.#findMember(owner, name, steps))
  }

  #findMember(owner: Declared, name: string, steps: number): readonly Declared[] {
    if (owner.symbol === -1) return this.#exportsOf(owner.file, name, steps)
    if (this.#map.file(owner.file).language === 'ruby') return this.#rubyMember(owner, name, steps)
    const symbols = this.#views.symbolsOf(owner.file)
    const own = symbols[owner.symbol]
    const isMember = ({ name: other, parent }: CodeSymbol): boolean => {
      if (other !== name) return false
      const around = symbols[parent]
      // `constructor(private name)`
      return parent === owner.symbol || (around?.kind === 'constructor' && around.parent === owner.symbol)
    }
    const members = symbols.flatMap((symbol, index) => (isMember(symbol) ? [{ file: owner.file, symbol: index }] : []))
    if (members.length > 0) return members
    const file = this.#map.file(owner.file)
    const methods = file.language === 'go' ? this.#goMethods(file, own?.name ?? '', name) : []
    if (methods.length > 0) return methods
    const view = this.#views.of(owner.file)
    if (view === undefined) return []
    return view.names
      .basesOf(owner.symbol)
      .flatMap((base) => this.#resolve(view, base, steps - 1))
      .filter(({ file: other, symbol }) => other !== owner.file || symbol !== owner.symbol)
      .flatMap((base) => this.#member(base, name, steps - 2))
  }

  /** Of a class or module, which many files may open. */
  #rubyMember(owner: Declared, name: string, steps: number): readonly Declared[] {
    const full = this.#fullName(owner.file, owner.symbol)
    const found = this.#named(`${full}.${name}`)
    if (found.length > 0) return found
    const opened = [owner, ...this.#named(full).slice(0, OPENED_MAX)]
    for (const { file, symbol } of opened) {
      const view = this.#views.of(file)
      for (const base of view?.names.basesOf(symbol) ?? []) {
        const inherited =
          view === undefined ? [] : this.#memberOf(this.#resolve(view, base, steps - 1), name, steps - 2)
        if (inherited.length > 0) return inherited
      }
    }
    return []
  }

  #goMethods(file: CodeFile, type: string, name: string): readonly Declared[] {
    return this.#filesBeside(file.path).flatMap((number) =>
      this.#views.symbolsOf(number).flatMap((symbol, index) => {
        if (symbol.kind !== 'method' || symbol.name !== name || symbol.parent !== -1) return []
        const source = this.#views.of(number)?.tokens.open.source
        return source !== undefined && goReceiver(source, symbol) === type ? [{ file: number, symbol: index }] : []
      }),
    )
  }
}

/** The constructor of a class. */
function callable({ symbols }: View, symbol: number): number {
  const found = symbols.findIndex(({ kind, parent }) => kind === 'constructor' && parent === symbol)
  return found === -1 ? symbol : found
}

/** `util` of `pkg/util.py` and of `pkg/util/__init__.py`. */
function moduleName(path: string): string {
  const parts = path.replace(/\.pyi?$/, '').split('/')
  return (parts.at(-1) === '__init__' ? parts.at(-2) : parts.at(-1)) ?? ''
}
