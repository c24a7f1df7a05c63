import type { CodeFile, OpenFile } from '../../code-map.ts'
import { isC } from '../../languages.ts'
import type { Resolver } from '../../resolve/resolver.ts'
import { C, T } from '../../lex/tokens.ts'
import type { ReadFiles } from '../read-files.ts'
import { TokenView } from '../token-view.ts'
import { CClasses, endsIn, namesBefore, scopesAt, type CDeclared, type CMember } from './c-classes.ts'
import { CFiles, SeenFrom } from './c-files.ts'
import { isInDirective, readType, typeStart } from './c-type.ts'
import { CValues } from './c-values.ts'

const MEMBER_KINDS: readonly string[] = ['method', 'field', 'property']
const TYPE_KINDS: readonly string[] = ['class', 'struct', 'type', 'interface', 'enum']
/** In so many files that see no declaration of a type it is looked for where it is announced. */
const ANNOUNCING_MAX = 1000
const OUTER_KINDS: readonly string[] = [...TYPE_KINDS, 'namespace', 'macro']
const TAGS: ReadonlySet<string> = new Set(['struct', 'union', 'enum'])
const ARGUMENTS_MAX = 400

/** What is known of the C and C++ of a code base; one for all that is asked of it. */
export class CWorld {
  readonly files: CFiles
  readonly classes: CClasses
  readonly values: CValues
  readonly #views = new WeakMap<OpenFile, TokenView>()

  constructor(map: ReadFiles, resolver: Resolver, lex: (open: OpenFile) => void) {
    this.files = new CFiles(map, resolver, lex)
    this.classes = new CClasses(this.files)
    this.values = new CValues(this.files, this.classes)
  }

  viewOf(open: OpenFile): TokenView {
    const known = this.#views.get(open)
    if (known !== undefined) return known
    const view = new TokenView(open)
    this.#views.set(open, view)
    this.files.keep(open.file.number, view)
    return view
  }
}

/** Which names of C and C++ mean one of some declarations. */
export class CNames {
  readonly #world: CWorld
  readonly #files: CFiles
  readonly #classes: CClasses
  readonly #values: CValues
  readonly #targets: readonly CDeclared[]
  readonly #others: readonly CDeclared[]
  readonly #sees: SeenFrom
  /** The classes whose members are meant. */
  readonly #owners: ReadonlySet<string>
  readonly #hasFree: boolean

  /** Undefined where none of the declarations is of C or C++. `found`: all of one name. */
  static of(
    world: CWorld,
    found: readonly { readonly file: CodeFile; readonly index: number }[],
    name: string,
  ): CNames | undefined {
    if (!found.some(({ file }) => isC(file))) return undefined
    return new CNames(world, new Set(found.map(({ file, index }) => `${file.number}:${index}`)), name)
  }

  private constructor(world: CWorld, wanted: ReadonlySet<string>, name: string) {
    this.#world = world
    this.#files = world.files
    this.#classes = world.classes
    this.#values = world.values
    const all = this.#classes.declarations(name)
    const own = all.filter(({ file, index }) => wanted.has(`${file}:${index}`))
    this.#targets = all.filter((one) => own.includes(one) || own.some((target) => this.#isSame(one, target)))
    this.#others = all.filter((one) => !this.#targets.includes(one))
    this.#owners = new Set(this.#targets.flatMap((one) => this.#classAround(one) ?? []))
    this.#hasFree = this.#targets.some((one) => this.#classAround(one) === undefined)
    const declaring = this.#targets.map(({ file }) => file)
    this.#sees = new SeenFrom(this.#files, [
      ...declaring,
      ...this.#announcing(name, new SeenFrom(this.#files, declaring)),
    ])
  }

  /** A function's prototype and its body, where one file sees the other. */
  #isSame(one: CDeclared, target: CDeclared): boolean {
    if (one.qualifiedName !== target.qualifiedName || isStatic(one) || isStatic(target)) return false
    if (!FUNCTIONS_AND_DATA.includes(target.symbol.kind)) return false
    const { file } = one
    return this.#classes.seeing(target.file).has(file) || this.#classes.seeing(file).has(target.file)
  }

  /** The files that say of a type that there is one, `class Name;`, and see no declaration. */
  #announcing(name: string, sees: SeenFrom): readonly number[] {
    if (!this.#targets.some(({ symbol }) => TYPE_KINDS.includes(symbol.kind))) return []
    const { map } = this.#files
    const blind = map.uses(name).filter(({ file }) => isC(file) && !sees.has(file.number))
    return blind.slice(0, ANNOUNCING_MAX).flatMap(({ file }) => {
      const view = this.#files.view(file.number)
      return view?.placesOf(name).some((at) => isAnnounced(view, at)) === true ? [file.number] : []
    })
  }

  /** Whether a file can see one of the declarations. */
  isSeenFrom(file: number): boolean {
    return this.#sees.has(file)
  }

  /** Whether the name at an offset means one of the declarations. */
  means(open: OpenFile, start: number): boolean {
    const file = open.file.number
    const view = this.#world.viewOf(open)
    const at = view.tokenAt(start)
    const isSeen = this.#sees.has(file)
    if (isInDirective(view, at)) return isSeen && this.#inDirective(view, at)
    const before = view.kind(at - 1)
    if (before === T.scope) return this.#qualified(view, at, isSeen)
    if (before === C.dot || before === T.arrow) return this.#member(view, at, isSeen)
    return this.#bare(view, at, isSeen)
  }

  /** The class, struct or enumeration in which a name is declared. */
  #classAround({ qualifiedName, symbol, file }: CDeclared): string | undefined {
    const outer = qualifiedName.slice(0, Math.max(0, qualifiedName.length - symbol.name.length - 1))
    if (outer === '') return undefined
    if (symbol.kind === 'enum-member') {
      const around = this.#files.symbols(file)[symbol.parent]
      if (around?.kind === 'enum' && !isScoped(this.#files.view(file), around.start)) {
        const space = around.qualifiedName.slice(0, Math.max(0, around.qualifiedName.length - around.name.length - 1))
        return this.#classes.isClass(space) ? space : undefined
      }
    }
    if (this.#classes.isClass(outer)) return outer
    return MEMBER_KINDS.includes(symbol.kind) ? outer : undefined
  }

  /** In a macro's text, or a condition of the preprocessor. */
  #inDirective(view: TokenView, at: number): boolean {
    const before = view.kind(at - 1)
    if (before === C.dot || before === T.arrow) return this.#owners.size > 0 && this.#isSole()
    return this.#hasFree
  }

  /** `object.name`, `pointer->name`, `{ .name = value }` */
  #member(view: TokenView, at: number, isSeen: boolean): boolean {
    if (this.#owners.size === 0) return false
    const object = this.#values.objectOf(view, at)
    if (object.kind === 'external') return false
    if (object.kind === 'unknown') return isSeen && this.#isSole()
    const members = this.#classes.membersIn(object, view.word(at))
    if (members === 'unknown') return isSeen && this.#isSole()
    if (object.type.key === undefined) return members.some((member) => this.#isKin(member))
    return members.some(({ file, index }) => this.#targets.some((one) => one.file === file && one.index === index))
  }

  /** Whether a member of a class is meant; undefined where it is not known whose it is. */
  #isOf(key: string, name: string): boolean | undefined {
    const members = this.#classes.membersOf(key, name)
    if (members === 'unknown') return undefined
    return members.some((member) => this.#isKin(member))
  }

  /** A method means those that it overrides and that override it, a field itself. */
  #isKin({ owner, symbol }: CMember): boolean {
    if (this.#owners.has(owner)) return true
    if (symbol.kind !== 'method') return false
    return [...this.#owners].some(
      (other) => this.#classes.above(owner).has(other) || this.#classes.above(other).has(owner),
    )
  }

  /** No other class has a member of that name, nor has one of the library. */
  #isSole(): boolean {
    const name = this.#targets[0]?.symbol.name ?? ''
    if (LIBRARY_MEMBERS.has(name)) return false
    return this.#others.every((one) => this.#classAround(one) === undefined)
  }

  /** `Type::name`, `space::name`, `::name` */
  #qualified(view: TokenView, at: number, isSeen: boolean): boolean {
    const isNamed = view.isName(at - 2) || view.kind(at - 2) === C.greater
    const start = isNamed ? typeStart(view, at - 2) : undefined
    if (start === undefined)
      return isSeen && this.#targets.some(({ qualifiedName, symbol }) => qualifiedName === symbol.name)
    const outer = readType(view, start, { to: at - 1 })?.type
    if (outer === undefined) return false
    const name = view.word(at)
    const resolved = this.#classes.resolve(outer)
    if (resolved.kind === 'class') {
      const own = this.#isOf(resolved.key, name)
      if (own === true || this.#targets.some(({ qualifiedName }) => qualifiedName === `${resolved.key}.${name}`))
        return true
      return own === undefined && isSeen && this.#isSole()
    }
    if (!isSeen) return false
    const full = [...namesBefore(view, at), name].join('.')
    if (this.#targets.some(({ qualifiedName }) => endsIn(qualifiedName, full))) return true
    return resolved.kind === 'unknown' ? this.#isSole() : this.#isInInline(full)
  }

  /** `a::name` for what stands in a namespace within `a`, where that is all there is of the name. */
  #isInInline(full: string): boolean {
    const [first = ''] = full.split('.')
    return (
      first !== 'std' &&
      this.#others.length === 0 &&
      this.#targets.some(({ qualifiedName }) => qualifiedName.split('.').includes(first))
    )
  }

  /** A name by itself. */
  #bare(view: TokenView, at: number, isSeen: boolean): boolean {
    const name = view.word(at)
    if (this.#owners.size > 0 && this.#isOffset(view, at)) return true
    // Before `::` only what may have members of its own is looked for.
    if (view.kind(at + 1) === T.scope && !this.#targets.some(({ symbol }) => OUTER_KINDS.includes(symbol.kind)))
      return false
    if (this.#isOther(view, at)) return false
    for (const key of this.#values.classesAround(view, at)) {
      const members = this.#classes.membersOf(key, name)
      if (members === 'unknown') return this.#unknownBare(isSeen)
      if (members.length > 0) return members.some((member) => this.#isKin(member))
      if (key === name || key.endsWith(`.${name}`))
        return this.#targets.some(({ qualifiedName }) => qualifiedName === key)
    }
    return this.#hasFree && isSeen && this.#isNearest(view, at)
  }

  /** A label, a tag where no type is meant, or a variable of a function. */
  #isOther(view: TokenView, at: number): boolean {
    const previous = view.word(at - 1)
    if (previous === 'goto' || isLabel(view, at)) return true
    if (TAGS.has(previous)) return !this.#targets.some(({ symbol }) => TYPE_KINDS.includes(symbol.kind))
    return this.#values.local(view, at) !== undefined
  }

  #unknownBare(isSeen: boolean): boolean {
    return isSeen && (this.#hasFree || this.#isSole()) && this.#others.length === 0
  }

  /** Of declarations in several namespaces one of those that are the nearest around. */
  #isNearest(view: TokenView, at: number): boolean {
    const free = this.#others.filter((one) => this.#classAround(one) === undefined)
    if (free.length === 0) return true
    const name = view.word(at)
    for (const scope of this.#classes.scopesOf(view, scopesAt(view, view.start(at)))) {
      const full = scope === '' ? name : `${scope}.${name}`
      const isFull = ({ qualifiedName }: CDeclared): boolean => qualifiedName === full
      if (this.#targets.some(isFull)) return this.#isOwnFirst(view, free.filter(isFull))
      if (free.some((one) => isFull(one) && (one.file === view.open.file.number || !isStatic(one)))) return false
    }
    return true
  }

  /** What a file declares itself goes before what others do under the same name. */
  #isOwnFirst(view: TokenView, others: readonly CDeclared[]): boolean {
    const own = view.open.file.number
    return this.#targets.some(({ file }) => file === own) || others.every(({ file }) => file !== own)
  }

  /** `offsetof(struct type, name)`, `container_of(pointer, struct type, name)` */
  #isOffset(view: TokenView, at: number): boolean {
    const open = view.around(at)
    if (view.kind(open) !== C.open || view.kind(at - 1) !== C.comma || !view.isName(open - 1)) return false
    for (let from = open + 1; from < at && from - open < ARGUMENTS_MAX; from++) {
      const isFirst = from === open + 1 || view.kind(from - 1) === C.comma
      const read = isFirst ? readType(view, from) : undefined
      if (read === undefined || view.kind(read.end) !== C.comma || view.around(read.end) !== open) continue
      if (this.#values.local(view, from) !== undefined) continue
      const resolved = this.#classes.resolve(read.type)
      if (resolved.kind === 'class' && this.#isOf(resolved.key, view.word(at)) === true) return true
    }
    return false
  }
}

/** Names that members of the standard library have. */
const LIBRARY_MEMBERS: ReadonlySet<string> = new Set(
  'begin end cbegin cend rbegin rend size empty clear push_back pop_back emplace_back emplace insert erase find count at front back data resize reserve capacity swap c_str append assign substr length compare first second get reset release lock unlock value has_value push pop top str open close read write flush eof good fail join detach wait notify_one notify_all load store exchange string'.split(
    ' ',
  ),
)

const FUNCTIONS_AND_DATA: readonly string[] = ['function', 'method', 'variable', 'constant']

function isStatic({ symbol }: CDeclared): boolean {
  return !symbol.isExported
}

/** `enum class` */
function isScoped(view: TokenView | undefined, start: number): boolean {
  if (view === undefined) return false
  const at = view.tokenAt(start)
  const words = [view.word(at), view.word(at + 1), view.word(at + 2)]
  const place = words.indexOf('enum')
  return place !== -1 && ['class', 'struct'].includes(words[place + 1] ?? '')
}

/** `class Name;` */
function isAnnounced(view: TokenView, at: number): boolean {
  return view.kind(at + 1) === C.semicolon && (TAGS.has(view.word(at - 1)) || view.word(at - 1) === 'class')
}

/** `name:` where a statement begins. */
function isLabel(view: TokenView, at: number): boolean {
  const before = view.kind(at - 1)
  return (
    view.kind(at + 1) === C.colon &&
    (before === C.semicolon || before === C.openBrace || before === C.closeBrace) &&
    view.isAfterNewline(at)
  )
}
