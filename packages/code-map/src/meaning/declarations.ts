import type { CodeFile, CodeSymbol } from '../code-map.ts'
import type { ImportFact } from '../facts.ts'
import { Answers } from './answers.ts'
import type { Resolver } from '../resolve/resolver.ts'
import { EXPORTED_VALUE, isCallable, isType, type Declared, type Typed } from './declared.ts'
import { GoPackages } from './go-packages.ts'
import type { MeaningOptions, Place } from './names-in-file.ts'
import type { ReadFiles } from './read-files.ts'
import { RubyMeaning } from './ruby-meaning.ts'
import { ScriptGlobals } from './script-globals.ts'
import { Types } from './types.ts'
import type { View, Views } from './views.ts'

/** How many steps from a name to what it means: imports, types, parents. Code that needs more is rare, and circles end. */
const STEPS_MAX = 100

/** Which declarations names mean: by their places, through imports and exports, as members. */
export class Declarations {
  readonly #map: ReadFiles
  readonly #resolver: Resolver
  readonly #views: Views
  readonly #types: Types
  readonly #ruby: RubyMeaning
  readonly #goPackages: GoPackages
  readonly #scriptGlobals: ScriptGlobals
  readonly #answers = new Answers()

  constructor(map: ReadFiles, resolver: Resolver, views: Views, { isGuessing }: MeaningOptions) {
    this.#map = map
    this.#resolver = resolver
    this.#views = views
    this.#types = new Types(views, this, this.#answers, isGuessing ? map : undefined)
    this.#ruby = new RubyMeaning(map, views, this)
    this.#goPackages = new GoPackages(map, views)
    this.#scriptGlobals = new ScriptGlobals(map, views)
  }

  /** What the name at a token means, as the answer to a question: what is declared, with a name or as a whole file. */
  meant(view: View, at: number): readonly Declared[] {
    this.#answers.begin()
    return this.resolve(view, at, STEPS_MAX).filter(({ symbol }) => symbol !== EXPORTED_VALUE)
  }

  /** What the value is of that ends at a token, as the answer to a question. */
  typesAt(view: View, at: number): readonly Declared[] {
    this.#answers.begin()
    return this.#types.at(view, at, STEPS_MAX).filter(({ symbol }) => symbol >= 0)
  }

  /** What the name at a token means. */
  resolve(view: View, at: number, steps: number): readonly Declared[] {
    const isNamed = view.tokens.isName(at) || view.names.isNamed?.(at) === true
    if (steps <= 0 || !isNamed) return []
    return this.#answers.once(`name ${view.file.number} ${at}`, () => this.#findMeant(view, at, steps))
  }

  #findMeant(view: View, at: number, steps: number): readonly Declared[] {
    return this.atPlace(view, at, view.names.placeOf(at), steps)
  }

  /** What a name means that stands for a place. */
  atPlace(view: View, at: number, place: Place, steps: number): readonly Declared[] {
    switch (place.kind) {
      case 'declaration':
        return this.#sameDeclaration(view, place.symbol)
      case 'imported':
        return this.#imported(view.file, place, steps - 1)
      case 'member': {
        const name = view.tokens.spelled(at)
        const found = this.memberOf(this.#types.at(view, place.of, steps - 1), name, steps - 1)
        return found.length === 0 && this.isGlobalObject(view, place.of)
          ? this.#ofGlobalObject(view, name, steps)
          : found
      }
      case 'local':
      case 'key': {
        const beside = place.kind === 'local' ? place.beside : undefined
        return beside === undefined ? this.#asKey(view, at, place, steps) : this.#sameDeclaration(view, beside)
      }
      case 'shorthand':
        return [
          ...this.atPlace(view, at, place.value, steps),
          ...this.memberOf(this.#types.of(view, place.of, steps - 1), view.tokens.word(at), steps - 1),
        ]
      case 'free':
        return view.file.language === 'go'
          ? this.#ofGo(view, view.tokens.word(at), steps)
          : this.#scriptGlobals.named(view, view.tokens.word(at))
      case 'own': {
        const name = view.tokens.spelled(at)
        return /^[A-Z]/.test(name)
          ? this.#ruby.constant(view, at, name, steps)
          : this.#ruby.ownMethod(view, at, name, steps)
      }
    }
  }

  /** Whether the members of the name at a token are what is declared for all files: `window`. */
  isGlobalObject(view: View, at: number): boolean {
    return this.#scriptGlobals.isObject(view, at)
  }

  /** `window.name`: what is declared for all files, or by `interface Window`. */
  #ofGlobalObject(view: View, name: string, steps: number): readonly Declared[] {
    const found = this.#scriptGlobals.named(view, name)
    return found.length > 0 ? found : this.memberOf(this.#scriptGlobals.named(view, 'Window'), name, steps - 1)
  }

  /** What a name that a file of Go does not bind means: in its package, or in those of `import . "path"`. */
  #ofGo(view: View, name: string, steps: number): readonly Declared[] {
    const found = this.#goPackages.inPackage(view.file, name)
    if (found.length > 0) return found
    return view.tokens.open.imports
      .filter(({ names }) => names.some(({ local }) => local === '.'))
      .flatMap((fact) => this.#imported(view.file, { fact, imported: name }, steps - 1))
      .filter(({ file, symbol }) => this.#views.symbolsOf(file)[symbol]?.kind !== 'method')
  }

  /** A member of the type that is expected where a key or a name of a pattern stands. */
  #asKey(
    view: View,
    at: number,
    place: Place & { readonly kind: 'local' | 'key' },
    steps: number,
  ): readonly Declared[] {
    const isKey = place.kind === 'key' || place.binding.token === at
    if (!isKey) return []
    const owners = this.#types.of(view, place.of, steps - 1)
    const isArgument = place.kind === 'key' && place.isArgument === true
    const taking = isArgument ? owners.filter((owner) => this.#takesFields(owner, steps - 1)) : owners
    // `list.map(&:name)`
    const name = view.file.language === 'ruby' ? view.tokens.spelled(at) : view.tokens.word(at)
    return this.memberOf(taking, name, steps - 1)
  }

  /** Whether the arguments of a class are its fields: a dataclass and the like. */
  #takesFields(owner: Declared, steps: number): boolean {
    const kind = this.#views.symbolsOf(owner.file)[owner.symbol]?.kind
    return kind === 'class' && this.#member(owner, '__init__', steps).length === 0
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
    // `from package import module`, also where the module has something of its own name.
    const isOfPackage = file.language === 'python' && fact.specifier.split('.').at(-1) !== imported
    const isModule = (number: number): boolean => isOfPackage && moduleName(this.#map.pathOf(number)) === imported
    const found = files
      .filter((number) => !isModule(number))
      .flatMap((number) => this.#exportsOf(number, imported, steps))
    return found.length > 0 ? found : files.filter(isModule).map((number) => ({ file: number, symbol: -1 }))
  }

  /** What a file gives to others under a name, through its own imports too. */
  #exportsOf(file: number, name: string, steps: number): readonly Declared[] {
    if (steps <= 0) return []
    return this.#answers.once(`export ${file} ${name}`, () => this.#findExports(file, name, steps))
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
    if (view !== undefined && renamed !== undefined) return this.resolve(view, renamed, steps - 1)
    return whole.length > 0 ? whole : this.#ofWhole(file, name, steps)
  }

  /** What `module.exports = value` gives under a name. */
  #ofWhole(file: number, name: string, steps: number): readonly Declared[] {
    const view = this.#views.of(file)
    const whole = view?.names.exportedWhole?.()
    if (view === undefined) return []
    const isWhole = name === 'default' || name === '*'
    if (whole === undefined) {
      const value = view.names.exportedValue?.(name === 'default')
      if (value === undefined) return []
      return isWhole
        ? [{ file, symbol: EXPORTED_VALUE }]
        : this.memberOf(this.#types.of(view, value, steps - 1), name, steps - 1)
    }
    const given = this.resolve(view, whole, steps - 1)
    return isWhole ? given : this.memberOf(given, name, steps - 1)
  }

  /** The class around a place, or those that it extends. */
  around(
    view: View,
    at: number,
    { isParent, steps }: { readonly isParent: boolean; readonly steps: number },
  ): readonly Declared[] {
    const isOwner = (index: number): boolean => {
      const symbol = view.symbols[index]
      return (
        symbol !== undefined &&
        (isType(symbol) ||
          view.symbols.some(
            ({ parent, kind, start }) =>
              parent === index && kind === 'method' && (!isCallable(symbol) || start >= symbol.end),
          ))
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
    return view.names.basesOf(symbol).flatMap((base) => this.resolve(view, base, steps - 1))
  }

  /** The interfaces that say which elements JSX has, and with which attributes. */
  elements(): readonly Declared[] {
    return this.#answers.once('elements', () =>
      this.#map
        .uses('IntrinsicElements', ({ isDeclared }) => isDeclared)
        .flatMap(({ file }) =>
          this.#map
            .symbolsNamed(file.number, 'IntrinsicElements')
            .filter(({ symbol }) => /(?:^|\.)JSX\.IntrinsicElements$/.test(symbol.qualifiedName))
            .map(({ index }) => ({ file: file.number, symbol: index })),
        ),
    )
  }

  /** The members of a name of some types, modules or objects. */
  memberOf(owners: readonly Typed[], name: string, steps: number): readonly Declared[] {
    const found = owners.flatMap((owner) => {
      if (owner.parameters !== undefined) return []
      return owner.object === undefined ? this.#member(owner, name, steps) : this.#types.declaredKey(owner, name, steps)
    })
    return found.filter(
      ({ file, symbol }, index) => found.findIndex((other) => other.file === file && other.symbol === symbol) === index,
    )
  }

  #member(owner: Declared, name: string, steps: number): readonly Declared[] {
    if (steps <= 0) return []
    return this.#answers.once(`member ${owner.file} ${owner.symbol} ${name}`, () =>
      this.#findMember(owner, name, steps),
    )
  }

  #findMember(owner: Declared, name: string, steps: number): readonly Declared[] {
    if (owner.symbol === -1) return this.#exportsOf(owner.file, name, steps)
    if (owner.symbol < 0) return []
    if (this.#map.file(owner.file).language === 'ruby') return this.#ruby.member(owner, name, steps)
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
    const methods = file.language === 'go' ? this.#goPackages.methods(file, own?.name ?? '', name) : []
    if (methods.length > 0) return methods
    const view = this.#views.of(owner.file)
    if (view === undefined) return []
    return view.names
      .basesOf(owner.symbol)
      .flatMap((base) => this.resolve(view, base, steps - 1))
      .filter(({ file: other, symbol }) => other !== owner.file || symbol !== owner.symbol)
      .flatMap((base) => this.#member(base, name, steps - 2))
  }
}

/** `util` of `pkg/util.py` and of `pkg/util/__init__.py`. */
function moduleName(path: string): string {
  const parts = path.replace(/\.pyi?$/, '').split('/')
  return (parts.at(-1) === '__init__' ? parts.at(-2) : parts.at(-1)) ?? ''
}
