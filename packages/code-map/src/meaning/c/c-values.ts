import { C, T } from '../../lex/tokens.ts'
import { Nesting } from '../nesting.ts'
import type { TokenView } from '../token-view.ts'
import {
  scopesAt,
  templateParameters,
  type CClasses,
  type CDeclared,
  type CMember,
  type Resolved,
} from './c-classes.ts'
import type { CFiles } from './c-files.ts'
import { CLocals, type CLocal } from './c-locals.ts'
import { isKey, keyedType } from './c-braces.ts'
import { openingAngle, readArrays, readType, typeStart, type CType } from './c-type.ts'
import { CMacros } from './c-macros.ts'
import { endOfFirst, endOfValue, lastOperand, questionIn, startOfOperand } from './c-operands.ts'
import { elementOf, indexed, isCast, libraryMember, pointedTo } from './c-library.ts'

const FUNCTION_KINDS: readonly string[] = ['function', 'method', 'macro']
const DATA_KINDS: readonly string[] = ['variable', 'constant', 'macro']

/** Of what type expressions of C and C++ are. */
export class CValues {
  readonly #files: CFiles
  readonly #classes: CClasses
  readonly #locals = new WeakMap<TokenView, CLocals>()
  readonly #localTypes = new WeakMap<TokenView, Map<number, CType | undefined>>()
  readonly #types: Parameters<typeof keyedType>[2] = {
    member: (view, at) => this.#member(view, at),
    typeEnding: (view, end) => this.#typeEnding(view, end),
  }
  readonly #nesting = new Nesting()
  readonly #macros = new CMacros((view, from, to) => this.between(view, from, to))

  constructor(files: CFiles, classes: CClasses) {
    this.#files = files
    this.#classes = classes
  }

  local(view: TokenView, at: number): CLocal | undefined {
    const locals = this.#locals.get(view) ?? new CLocals(view)
    this.#locals.set(view, locals)
    return locals.find(view.word(at), at)
  }

  /** The classes around a token, those above them left out, the innermost first. */
  classesAround(view: TokenView, at: number): readonly string[] {
    return this.#classes
      .scopesOf(view, scopesAt(view, view.start(at)))
      .filter((scope) => scope !== '' && this.#classes.isClass(scope))
  }

  /** What the object is whose member a token names, behind `.` or `->`. */
  objectOf(view: TokenView, at: number): Resolved {
    if (isKey(view, at)) {
      const given = this.#nesting.within(() => keyedType(view, at, this.#types))
      return given === undefined ? { kind: 'unknown' } : this.#classes.resolve(given)
    }
    const type = this.endingAt(view, at - 2)
    if (type === undefined) return { kind: 'unknown' }
    const isArrow = view.kind(at - 1) === T.arrow
    return this.#pointee(type, isArrow)
  }

  /** The class behind `->`, or of the object itself. */
  #pointee(type: CType, isArrow: boolean): Resolved {
    const resolved = this.#classes.resolve(type)
    if (!isArrow || resolved.kind === 'unknown' || resolved.type.pointers > 0) return resolved
    if (resolved.kind === 'external') {
      const inner = pointedTo(resolved.type)
      return inner === undefined ? resolved : this.#classes.resolve(inner)
    }
    const [operator] = this.#membersOf(resolved.key, 'operator->')
    const given = operator === undefined ? undefined : this.#declaredType(operator, resolved.type)
    return operator === undefined ? resolved : given === undefined ? { kind: 'unknown' } : this.#classes.resolve(given)
  }

  #membersOf(key: string, name: string): readonly CMember[] {
    const found = this.#classes.membersOf(key, name)
    return found === 'unknown' ? [] : found
  }

  /** The type of what ends at a token: `a.b(c)->d[e]`. */
  endingAt(view: TokenView, end: number): CType | undefined {
    return this.#nesting.within(() => this.#ending(view, end))
  }

  #ending(view: TokenView, end: number): CType | undefined {
    const kind = view.kind(end)
    if (kind === C.close) return this.#call(view, end)
    if (kind === C.closeBracket) {
      const of = view.pair(end) < end ? this.endingAt(view, view.pair(end) - 1) : undefined
      return of === undefined ? undefined : this.#element(of)
    }
    if (kind === C.closeBrace) return this.#typeEnding(view, view.pair(end) - 1)
    return view.isName(end) ? this.#named(view, end, false) : undefined
  }

  /** `list[0]` */
  #element(of: CType): CType | undefined {
    const resolved = this.#classes.resolve(of)
    if (resolved.kind === 'unknown') return undefined
    if (resolved.type.pointers > 0) return { ...resolved.type, pointers: resolved.type.pointers - 1 }
    if (resolved.kind === 'external') return indexed(resolved.type)
    const [operator] = this.#membersOf(resolved.key, 'operator[]')
    return operator === undefined ? undefined : this.#declaredType(operator, resolved.type)
  }

  /** What ends in a round bracket: a call, a cast, or what stands between brackets. */
  #call(view: TokenView, close: number): CType | undefined {
    const open = view.pair(close)
    if (open >= close) return undefined
    const before = open - 1
    if (view.kind(before) === C.greater) return this.#templateCall(view, before, open)
    if (view.isName(before) && !NO_CALLS.has(view.word(before))) return this.#named(view, before, true)
    const isHead = view.kind(before) === C.close && HEADS.has(view.word(view.pair(before) - 1))
    if (view.kind(before) === C.closeBracket || (view.kind(before) === C.close && !isHead)) return undefined
    return this.between(view, open + 1, close)
  }

  /** `make_unique<Type>(…)`, `static_cast<Type *>(…)`, `name<Type>(…)` */
  #templateCall(view: TokenView, close: number, open: number): CType | undefined {
    const angle = openingAngle(view, close)
    if (angle === undefined || !view.isName(angle - 1)) return undefined
    const name = view.word(angle - 1)
    const first = readType(view, angle + 1)?.type
    if (isCast(name)) return first
    if (name === 'make_unique' || name === 'make_shared' || name === 'make_scoped_refptr')
      return first === undefined ? undefined : { ...first, pointers: first.pointers + 1 }
    if (name === 'forward') return this.between(view, open + 1, view.pair(open))
    const found = this.#named(view, angle - 1, true)
    return found === undefined || found.names.at(-1) === name ? this.#typeEnding(view, close) : found
  }

  /** The type whose writing ends at a token. */
  #typeEnding(view: TokenView, end: number): CType | undefined {
    const start = typeStart(view, end)
    return start === undefined ? undefined : readType(view, start, { to: end + 1 })?.type
  }

  /** A whole expression between two tokens, of which the second is none of it. */
  between(view: TokenView, from: number, to: number): CType | undefined {
    return this.#nesting.within(() => this.#between(view, from, to))
  }

  #between(view: TokenView, from: number, to: number): CType | undefined {
    const kind = view.kind(from)
    if (from >= to) return undefined
    if (view.word(from) === 'new') return this.#made(view, from)
    if (view.word(from) === 'co_await') return undefined
    if (kind === C.ampersand) {
      const of = this.between(view, from + 1, to)
      return of === undefined ? undefined : { ...of, pointers: of.pointers + 1 }
    }
    if (kind === C.star) {
      const of = this.between(view, from + 1, to)
      return of === undefined ? undefined : this.#dereferenced(of)
    }
    if (kind === C.open && view.pair(from) === to - 1)
      return this.between(view, lastOperand(view, from + 1, to - 1), to - 1)
    if (kind === C.open && this.#isCast(view, from)) return readType(view, from + 1)?.type
    const question = questionIn(view, from, to)
    if (question !== undefined) return this.#chosen(view, question, to)
    return startOfOperand(view, to - 1) <= from ? this.endingAt(view, to - 1) : undefined
  }

  /** `(Type)value`, `(Type *)(value)` */
  #isCast(view: TokenView, open: number): boolean {
    const close = view.pair(open)
    const behind = view.kind(close + 1)
    const read = readType(view, open + 1)
    if (read?.end !== close) return false
    // `(Type *)(value)` is no call: nothing is behind the star.
    return (
      !CONTINUES.has(behind) ||
      read.type.pointers > 0 ||
      (behind === C.open && this.#macros.isParameter(view, open + 1))
    )
  }

  /** `new Type(…)` */
  #made(view: TokenView, at: number): CType | undefined {
    const from = view.kind(at + 1) === C.open ? view.pair(at + 1) + 1 : at + 1
    const type = readType(view, from)?.type
    return type === undefined ? undefined : { ...type, pointers: type.pointers + 1 }
  }

  #dereferenced(of: CType): CType | undefined {
    const resolved = this.#classes.resolve(of)
    if (resolved.kind === 'unknown') return undefined
    if (resolved.type.pointers > 0) return { ...resolved.type, pointers: resolved.type.pointers - 1 }
    if (resolved.kind === 'external') return pointedTo(resolved.type)
    const [operator] = this.#membersOf(resolved.key, 'operator*')
    return operator === undefined ? undefined : this.#declaredType(operator, resolved.type)
  }

  /** `a ? b : c`: of the first that is known. */
  #chosen(view: TokenView, question: number, to: number): CType | undefined {
    for (let at = question + 1; at < to; at = view.skip(at) + 1)
      if (view.kind(at) === C.colon) return this.between(view, question + 1, at) ?? this.between(view, at + 1, to)
    return undefined
  }

  /** The type of a name with what stands before it. `isCall`: what it gives when it is called. */
  #named(view: TokenView, at: number, isCall: boolean): CType | undefined {
    const before = view.kind(at - 1)
    if (before === C.dot || before === T.arrow) return this.#member(view, at)
    if (view.word(at) === 'this') return this.#own(view, at)
    if (before === T.scope) return this.#qualified(view, at, isCall)
    if (this.#macros.isParameter(view, at)) return isCall ? undefined : this.#macros.typeOfParameter(view, at)
    const local = this.local(view, at)
    if (local !== undefined) return isCall ? undefined : this.typeOf(view, local)
    return this.#bare(view, at, isCall)
  }

  #bare(view: TokenView, at: number, isCall: boolean): CType | undefined {
    const name = view.word(at)
    if (isCall && GIVE_FIRST.has(name)) return this.between(view, at + 2, endOfFirst(view, at + 1))
    for (const key of this.classesAround(view, at)) {
      const members = this.#classes.membersOf(key, name)
      if (members === 'unknown') return undefined
      const [member] = members
      if (member !== undefined) return this.#valueOf(member, view, { at, type: this.#selfType(view, at, key) })
    }
    return this.#free(view, at, isCall)
  }

  /** `this` */
  #own(view: TokenView, at: number): CType | undefined {
    const [key] = this.classesAround(view, at)
    return key === undefined ? undefined : { ...this.#selfType(view, at, key), pointers: 1 }
  }

  #selfType(view: TokenView, at: number, key: string): CType {
    return { names: key.split('.'), args: [], pointers: 0, file: view.open.file.number, offset: view.start(at) }
  }

  #member(view: TokenView, at: number): CType | undefined {
    const object = this.objectOf(view, at)
    const name = this.#macros.nameAt(view, at)
    if (object.kind === 'unknown' || name === undefined) return undefined
    if (object.kind === 'external') return libraryMember(object.type, name)
    const members = this.#classes.membersIn(object, name)
    if (members === 'unknown') return undefined
    const told = members.map((member) => this.#declaredType(member, object.type))
    return told.find((type) => type !== undefined)
  }

  /** `Type::name`, `space::name` */
  #qualified(view: TokenView, at: number, isCall: boolean): CType | undefined {
    const name = view.word(at)
    const outer = this.#typeEnding(view, at - 2)
    if (outer !== undefined) {
      if (outer.names[0] === 'std' && isCall && (GIVE_FIRST.has(name) || name === 'forward'))
        return this.between(view, at + 2, endOfFirst(view, at + 1))
      if (outer.names[0] === 'std') return undefined
      const resolved = this.#classes.resolve(outer)
      if (resolved.kind === 'class') {
        const [member] = this.#membersOf(resolved.key, name)
        if (member !== undefined) return this.#valueOf(member, view, { at, type: resolved.type })
        // `Type::Type(…)`
        return undefined
      }
    }
    return this.#free(view, at, isCall)
  }

  /** A function, a variable or a class that is no member. */
  #free(view: TokenView, at: number, isCall: boolean): CType | undefined {
    const name = view.word(at)
    const all = this.#classes.declarations(name)
    const isWanted = ({ symbol }: CDeclared): boolean => (isCall ? FUNCTION_KINDS : DATA_KINDS).includes(symbol.kind)
    const free = all.filter((one) => isWanted(one) && !this.#classes.isClass(outerOf(one)))
    const macros = free.filter(({ symbol }) => symbol.kind === 'macro').slice(0, MACROS_MAX)
    if (macros.length > 0) return sameOf(macros.map((one) => this.#expanded(one, view, { at, isCall })))
    const own = free.filter(({ file }) => file === view.open.file.number)
    const told = (own.length > 0 ? own : free).map((one) => this.#declaredType(one, undefined))
    if (told.length > 0) return sameOf(told)
    // `Type(…)` makes one.
    const start = isCall ? typeStart(view, at) : undefined
    const made = start === undefined ? undefined : readType(view, start, { to: at + 1 })?.type
    return made !== undefined && this.#classes.resolve(made).kind === 'class' ? made : undefined
  }

  #expanded(
    { file, symbol }: CDeclared,
    caller: TokenView,
    place: { readonly at: number; readonly isCall: boolean },
  ): CType | undefined {
    const view = this.#files.view(file)
    return view === undefined
      ? undefined
      : this.#nesting.within(() => this.#macros.typeOf({ view, symbol }, caller, place))
  }

  #valueOf(
    member: CMember,
    view: TokenView,
    { at, type }: { readonly at: number; readonly type: CType },
  ): CType | undefined {
    const { kind, name, nameStart, start } = member.symbol
    if (['class', 'struct', 'type'].includes(kind)) return this.#typeEnding(view, at)
    if (kind === 'enum-member') return undefined
    const isConstructor = member.owner.endsWith(`.${name}`) || member.owner === name
    if (isConstructor && nameStart >= start && kind === 'method') return type
    return this.#declaredType(member, type)
  }

  /** Of a local variable or parameter. */
  typeOf(view: TokenView, local: CLocal): CType | undefined {
    const types = this.#localTypes.get(view) ?? new Map<number, CType | undefined>()
    this.#localTypes.set(view, types)
    if (!types.has(local.at)) types.set(local.at, this.#typeOf(view, local))
    return types.get(local.at)
  }

  #typeOf(view: TokenView, { at, type }: CLocal): CType | undefined {
    const read = readType(view, type, { to: at })?.type
    if (read === undefined) return undefined
    if (read.names.at(-1) !== 'auto') return readArrays(view, read, at + 1).type
    const behind = view.kind(at + 1)
    if (view.kind(view.around(at)) === C.openBracket) return undefined
    if (behind === C.colon) {
      const of = this.between(view, at + 2, view.pair(view.around(at)))
      return of === undefined ? undefined : this.#iterated(of)
    }
    if (behind === C.equals) return this.between(view, at + 2, endOfValue(view, at + 2))
    return behind === C.open || behind === C.openBrace ? this.between(view, at + 2, view.pair(at + 1)) : undefined
  }

  /** What `for (x : list)` gives. */
  #iterated(of: CType): CType | undefined {
    const resolved = this.#classes.resolve(of)
    if (resolved.kind === 'unknown') return undefined
    if (resolved.type.pointers > 0) return this.#element(of)
    if (resolved.kind === 'external') return elementOf(resolved.type)
    const [begin] = this.#membersOf(resolved.key, 'begin')
    const given = begin === undefined ? undefined : this.#declaredType(begin, resolved.type)
    return given === undefined ? undefined : this.#dereferenced(given)
  }

  /** The type of a field or variable, or what a function gives, as it is declared; `object` is what has it. */
  #declaredType({ file, symbol, ...one }: CDeclared | CMember, object: CType | undefined): CType | undefined {
    const view = this.#files.view(file)
    if (view === undefined) return undefined
    const at = view.tokenAt(symbol.nameStart)
    const nameless = namelessBefore(view, at, one.qualifiedName)
    if (nameless !== undefined) return readArrays(view, nameless, at + 1).type
    const read = declaredBefore(view, symbol.start, at)
    if (read === undefined) return undefined
    if (read.names.length === 0 || read.names.at(-1) === 'auto')
      return trailing(view, at) ?? this.#ofStatic(view, at, read)
    const type = readArrays(view, read, at + 1).type
    const owner = 'owner' in one && object !== undefined ? one.owner : undefined
    return owner === undefined || object === undefined ? type : this.#substituted(type, owner, object)
  }

  #ofStatic(view: TokenView, at: number, { names }: CType): CType | undefined {
    return names.at(-1) === 'auto' && view.kind(at + 1) === C.equals
      ? this.between(view, at + 2, endOfValue(view, at + 2))
      : undefined
  }

  /** With what the object's type is given in place of the parameters of its class. */
  #substituted(type: CType, owner: string, object: CType): CType {
    if (object.args.length === 0) return type
    for (const { file, symbol, qualifiedName } of this.#classes.declarations(owner.slice(owner.lastIndexOf('.') + 1))) {
      if (qualifiedName !== owner) continue
      const view = this.#files.view(file)
      const parameters = view === undefined ? [] : templateParameters(view, symbol)
      if (parameters.length > 0) return substitute(type, parameters, object.args)
    }
    return type
  }
}

/** A macro may be defined for one system or another. */
const MACROS_MAX = 4
const GIVE_FIRST: ReadonlySet<string> = new Set(['move', 'min', 'max'])
const NO_CALLS: ReadonlySet<string> = new Set(
  'if while for switch return sizeof case and or not catch decltype alignof'.split(' '),
)
/** What stands before the brackets behind which a statement begins. */
const HEADS: ReadonlySet<string> = new Set(['for', 'if', 'while', 'switch'])
/** What goes on behind `(…)` as behind an operand. */
const CONTINUES: ReadonlySet<number> = new Set([
  C.dot,
  T.arrow,
  C.openBracket,
  C.open,
  C.question,
  C.star,
  C.plus,
  C.minus,
  C.slash,
  C.ampersand,
  C.bar,
  C.less,
  C.greater,
  C.equals,
])

function substitute(type: CType, parameters: readonly string[], given: readonly CType[]): CType {
  const [name = ''] = type.names
  const index = type.names.length === 1 ? parameters.indexOf(name) : -1
  const own = index === -1 ? undefined : given[index]
  if (own !== undefined) return { ...own, pointers: own.pointers + type.pointers }
  return type.args.length === 0 ? type : { ...type, args: type.args.map((one) => substitute(one, parameters, given)) }
}

/** The type that stands before the name of a declaration. */
function declaredBefore(view: TokenView, start: number, at: number): CType | undefined {
  const first = view.tokenAt(start)
  // `int (*name)(int)`, `Type Class::name()`
  let last = at - 1
  while (view.kind(last) === T.scope) {
    const outer = view.kind(last - 1) === C.greater ? openingAngle(view, last - 1) : last - 1
    if (outer === undefined) return undefined
    last = (view.kind(last - 1) === C.greater ? outer - 1 : outer) - 1
  }
  const from = typeStart(view, last)
  if (from !== undefined && from >= first) return readType(view, from, { to: last + 1 })?.type
  // `Type a, *name`
  return first < at ? readType(view, first, { to: at })?.type : undefined
}

/** `struct { … } *name`: a class of which there is only what has it. */
function namelessBefore(view: TokenView, at: number, key: string): CType | undefined {
  let last = at - 1
  while (view.kind(last) === C.star) last--
  const open = view.kind(last) === C.closeBrace ? view.pair(last) : last
  if (open >= last || !NAMELESS.has(view.word(open - 1))) return undefined
  return {
    key,
    names: key.split('.'),
    args: [],
    pointers: at - 1 - last,
    file: view.open.file.number,
    offset: view.start(at),
  }
}

const NAMELESS: ReadonlySet<string> = new Set(['struct', 'union'])

/** `auto name() -> Type` */
function trailing(view: TokenView, at: number): CType | undefined {
  if (view.kind(at + 1) !== C.open) return undefined
  let end = view.pair(at + 1) + 1
  while (view.isName(end)) end++
  return view.kind(end) === T.arrow ? readType(view, end + 1)?.type : undefined
}

/** The type that all have. */
function sameOf(types: readonly (CType | undefined)[]): CType | undefined {
  const keys = new Set(types.map((type) => (type === undefined ? '' : type.names.join('.'))))
  return keys.size === 1 ? types[0] : undefined
}

function outerOf({ qualifiedName, symbol }: CDeclared): string {
  return qualifiedName.slice(0, Math.max(0, qualifiedName.length - symbol.name.length - 1))
}
