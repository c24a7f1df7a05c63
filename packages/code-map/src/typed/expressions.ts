import { K, S, type Code } from './code.ts'
import { argumentRanges, callOpen, type CallPlace } from './call-places.ts'
import { Calls } from './calls.ts'
import { isValueEnd, Locals, type Local } from './locals.ts'
import { elementOf, findMembers, ownType, siteOf, typesAbove } from './members.ts'
import type { ClassShape } from './shapes.ts'
import type { TypedFile } from './typed-file.ts'
import { readType, typeBefore } from './type-refs.ts'
import { BOOLEAN, NUMBER, substitute, UNKNOWN, type Type } from './types.ts'
import { valueType } from './values.ts'
import type { Site, World } from './world.ts'

/** What a name without an object is. */
export type Bare =
  | { readonly kind: 'local'; readonly local: Local }
  /** A member of a class around, whose type is given. */
  | { readonly kind: 'member'; readonly of: Type }
  | { readonly kind: 'none' }

const DEPTH_MAX = 150
/** Words before a round bracket that call nothing. */
const NO_CALLS: Readonly<Record<Code['language'], ReadonlySet<string>>> = {
  java: new Set('if while for switch catch try synchronized return throw case yield else assert do new'.split(' ')),
  csharp: new Set(
    'if while for switch catch try return throw case in await yield else foreach using lock fixed and or not is as when where select do new checked unchecked'.split(
      ' ',
    ),
  ),
}

/** Tells the types of expressions in one file. */
export class Expressions {
  readonly world: World
  readonly file: TypedFile
  readonly code: Code
  readonly calls: Calls
  readonly #locals: Locals
  readonly #ending = new Map<number, Type>()
  readonly #said = new Map<Local, Type>()
  #depth = 0

  constructor(world: World, file: TypedFile) {
    this.world = world
    this.file = file
    this.code = file.code
    this.#locals = new Locals(file.code)
    this.calls = new Calls(this)
  }

  siteAt(at: number): Site {
    const owner = this.file.classAround(at)
    return { file: this.file, owner, member: owner === undefined ? undefined : this.file.memberAround(owner, at) }
  }

  /** The type of the expression with names, calls and indexes that ends before a token. */
  ending(end: number): Type {
    const known = this.#ending.get(end)
    if (known !== undefined) return known
    if (this.#depth > DEPTH_MAX) return UNKNOWN
    this.#depth++
    this.#ending.set(end, UNKNOWN)
    const found = this.#read(end)
    // What was too deep is known where it is asked for by itself.
    if (this.#depth > DEPTH_MAX / 2 && found.kind === 'unknown') this.#ending.delete(end)
    else this.#ending.set(end, found)
    this.#depth--
    return found
  }

  /** Of a whole expression between two tokens. */
  value(from: number, to: number): Type {
    if (this.#depth > DEPTH_MAX) return UNKNOWN
    this.#depth++
    const found = valueType(this, from, to)
    this.#depth--
    return found
  }

  /** Where the expression that begins at a token ends. */
  valueEnd(from: number): number {
    const { code } = this
    let at = from
    while (at < code.count && !isValueEnd(code, at) && !this.#isQueryWord(at)) at = code.next(at)
    return at
  }

  #isQueryWord(at: number): boolean {
    const { code } = this
    if (code.language !== 'csharp' || !code.is(at, K.name) || !code.is(at + 1, K.name)) return false
    return (
      /^(?:where|select|orderby|group|join|let|from|on|equals|into)$/.test(code.word(at)) && !code.is(at - 1, S.dot)
    )
  }

  #read(end: number): Type {
    const { code } = this
    const last = end - 1
    switch (code.kindAt(last)) {
      case K.text:
        return this.world.ofLibrary(code.language === 'java' && code.word(last).startsWith("'") ? 'char' : 'String')
      case K.number:
        return NUMBER
      case S.close:
        return this.#readRound(last)
      case S.closeSquare:
        return this.#readSquare(last)
      case S.closeCurly:
        return this.#readCurly(last)
      case S.greater: {
        const type = typeBefore(code, end)
        return type === undefined ? UNKNOWN : this.world.resolve(type, this.siteAt(last))
      }
      case S.bang:
        return code.language === 'csharp' ? this.ending(last) : UNKNOWN
      case S.question:
        return code.language === 'csharp' ? this.ending(last) : UNKNOWN
      case K.name:
        return this.#readName(last)
      default:
        return UNKNOWN
    }
  }

  /** A call, what is made, a cast, or any other expression in brackets. */
  #readRound(close: number): Type {
    const { code } = this
    const open = code.mateOf(close)
    if (open < 0) return UNKNOWN
    const call = callOpen(code, open)
    if (call === undefined) return this.value(open + 1, close)
    if (call.kind === 'made') return this.#made(call, open)
    const word = code.word(call.name)
    if (NO_CALLS[code.language].has(word))
      return word === 'new' ? this.calls.expected(call.name) : this.value(open + 1, close)
    if (code.language === 'csharp' && /^(?:typeof|nameof|sizeof|default)$/.test(word))
      return { kind: 'foreign', name: word }
    if ((word === 'this' || word === 'super') && !call.isMember) return UNKNOWN
    return this.calls.result(call, open)
  }

  #made({ name }: CallPlace, open: number): Type {
    const type = typeBefore(this.code, open)
    if (type === undefined) return UNKNOWN
    const made = this.world.resolve(type, this.siteAt(name))
    const isDiamond = this.code.is(open - 1, S.greater) && this.code.mateOf(open - 1) === open - 2
    return isDiamond ? this.calls.diamond(made, type.at - 1) : made
  }

  #readSquare(close: number): Type {
    const { code } = this
    const open = code.mateOf(close)
    if (open < 0) return UNKNOWN
    const made = typeBefore(code, open)
    if (made !== undefined && code.word(made.at - 1) === 'new')
      return { kind: 'list', of: this.world.resolve(made, this.siteAt(open)) }
    if (code.is(open - 1, S.question)) return this.#indexed(this.ending(open - 1))
    return this.#indexed(this.ending(open))
  }

  #indexed(type: Type): Type {
    if (type.kind === 'list') return type.of
    const [found] = findMembers(this.world, type, { name: 'this', given: undefined })
    if (found?.member.type === undefined) return UNKNOWN
    return substitute(this.world.resolve(found.member.type, siteOf(found.member)), found.bindings)
  }

  /** `new Name(…) { … }`, `new Name[] { … }`. */
  #readCurly(close: number): Type {
    const { code } = this
    const open = code.mateOf(close)
    if (open < 0) return UNKNOWN
    const own = this.file.classOf(open)
    if (own !== undefined) return own.name === '' ? ownType(own) : UNKNOWN
    if (code.is(open - 1, S.close)) return this.ending(open)
    const made = typeBefore(code, open)
    if (made !== undefined && code.word(made.at - 1) === 'new') return this.world.resolve(made, this.siteAt(open))
    return code.is(open - 1, S.closeSquare) && code.language === 'csharp' ? this.#readSquare(open - 1) : UNKNOWN
  }

  #readName(at: number): Type {
    const { code } = this
    const word = code.word(at)
    if (code.is(at - 1, K.colons) && code.word(at - 2) === 'global') return this.#inPackage(word)
    if (this.#isBehindDot(at)) return this.#readMember(at, word)
    if (word === 'this') return this.selfAt(at)
    if (word === (code.language === 'java' ? 'super' : 'base')) return this.#superOf(this.selfAt(at))
    if (word === 'true' || word === 'false') return BOOLEAN
    if (word === 'null') return UNKNOWN
    if (word === 'value' && code.language === 'csharp') {
      const type = this.siteAt(at).member?.type
      const local = this.bare({ name: word, at, given: undefined })
      if (local.kind === 'none' && type !== undefined) return this.world.resolve(type, this.siteAt(at))
    }
    return this.#named(at, word)
  }

  #isBehindDot(at: number): boolean {
    return this.code.is(at - 1, S.dot) || (this.code.is(at - 1, K.colons) && this.code.language === 'csharp')
  }

  #readMember(at: number, word: string): Type {
    const receiver = this.receiverEnd(at)
    if (word === 'this') return this.ending(receiver)
    if (word === 'class') return { kind: 'foreign', name: 'Class' }
    if (word === 'super') {
      const of = this.ending(receiver)
      const isOuter = of.kind === 'object' && of.classes.some((one) => this.#isAround(one, at))
      return isOuter ? this.#superOf(of) : of
    }
    return this.memberOf(this.ending(receiver), word)
  }

  #isAround(shape: ClassShape, at: number): boolean {
    return shape.file === this.file && shape.open < at && at < shape.close
  }

  /** Behind the object of the member that a token names: the dot, a question mark and type arguments left out. */
  receiverEnd(at: number): number {
    const { code } = this
    let end = at - 1
    if (code.is(end, S.greater) && code.mateOf(end) !== -1) end = code.mateOf(end) - 1
    while (code.language === 'csharp' && (code.is(end - 1, S.question) || code.is(end - 1, S.bang))) end--
    return end
  }

  /** A field, property, nested class or part of a package. */
  memberOf(type: Type, name: string): Type {
    const { world } = this
    if (type.kind === 'package') return this.#inPackage(`${type.path}.${name}`)
    if (type.kind === 'tuple') {
      const index = /^Item(\d)$/.test(name) ? Number(name.slice(4)) - 1 : type.labels.indexOf(name)
      return type.parts[index] ?? UNKNOWN
    }
    if (type.kind === 'list' && name === 'length') return NUMBER
    const found = findMembers(world, type, { name, given: undefined })
    const [first] = found.filter(({ member }) => member.kind !== 'method')
    if (first?.member.type !== undefined)
      return substitute(world.resolve(first.member.type, siteOf(first.member)), first.bindings)
    if (found.length > 0 || type.kind !== 'object') return UNKNOWN
    const nested = type.classes.flatMap((one) => world.nestedIn(one, name))
    return nested.length > 0 ? { kind: 'object', classes: nested, args: [] } : UNKNOWN
  }

  #inPackage(path: string): Type {
    const classes = this.world.classesMeant(path.split('.'), { file: this.file, owner: undefined })
    return classes.length > 0 ? { kind: 'object', classes, args: [] } : { kind: 'package', path }
  }

  /** The class around. */
  selfAt(at: number): Type {
    const own = this.file.classAround(at)
    return own === undefined ? UNKNOWN : this.wholeOf(own)
  }

  /** With its other parts. */
  wholeOf(own: ClassShape): Type {
    const type = ownType(own)
    if (type.kind !== 'object' || own.name === '' || this.code.language === 'java') return type
    const classes = this.world
      .classesNamed(own.name)
      .filter(
        (one) =>
          one === own || (one.fullName === own.fullName && one.typeParameters.length === own.typeParameters.length),
      )
    return { ...type, classes }
  }

  #superOf(type: Type): Type {
    const above = typesAbove(this.world, type)
    const isClass = (one: Type): boolean =>
      one.kind !== 'object' || one.classes.some(({ kind }) => kind !== 'interface')
    return above.find(isClass) ?? UNKNOWN
  }

  #named(at: number, name: string): Type {
    const found = this.bare({ name, at, given: undefined })
    if (found.kind === 'local') return this.ofLocal(found.local)
    const site = this.siteAt(at)
    if (found.kind === 'member') {
      const type = this.memberOf(found.of, name)
      // A property may be called as its class: what is meant may be either, and mostly has the type of both.
      if (type.kind !== 'unknown' || this.world.classesMeant([name], site).length === 0) return type
    }
    const imported = this.calls.imported(name)
    if (imported !== undefined) return this.memberOf(imported, name)
    const resolved = this.world.resolve({ name, args: [], dimensions: 0, at }, site)
    if (resolved.kind !== 'foreign') return resolved
    if (/^[a-z]/.test(name) || this.code.language === 'csharp') return { kind: 'package', path: name }
    return resolved
  }

  /** A parameter or variable, or else a member of a class around. */
  bare({ name, at, given }: { readonly name: string; readonly at: number; readonly given: number | undefined }): Bare {
    const { code, file } = this
    const isLocalToo = given === undefined || code.language === 'csharp'
    for (let open = code.aroundOf(at); ; open = code.aroundOf(open)) {
      const shape = open === -1 ? undefined : file.classOf(open)
      const local = isLocalToo ? this.#locals.find(open, { name, at, isClass: shape !== undefined }) : undefined
      if (local !== undefined && local.at !== at) return { kind: 'local', local }
      if (shape !== undefined) {
        const of = this.wholeOf(shape)
        if (
          findMembers(this.world, of, { name, given: undefined }).some(
            ({ member }) =>
              member.kind !== 'constructor' &&
              (given === undefined || member.kind === 'method' || code.language === 'csharp'),
          )
        )
          return { kind: 'member', of }
      }
      if (open === -1) return { kind: 'none' }
    }
  }

  /** The parameter or variable whose name stands at a token where that is declared. */
  declared(at: number): Local | undefined {
    const open = this.code.aroundOf(at)
    const isClass = open !== -1 && this.file.classOf(open) !== undefined
    const found = this.#locals.find(open, { name: this.code.word(at), at, isClass })
    return found?.at === at ? found : undefined
  }

  ofLocal(local: Local): Type {
    const known = this.#said.get(local)
    if (known !== undefined) return known
    this.#said.set(local, UNKNOWN)
    const found = this.#readLocal(local)
    this.#said.set(local, found)
    return found
  }

  #readLocal({ said, at }: Local): Type {
    switch (said.kind) {
      case 'type':
        return this.world.resolve(said.type, this.siteAt(at))
      case 'value':
        return this.value(said.from, this.valueEnd(said.from))
      case 'each':
        return elementOf(this.world, this.value(said.from, this.valueEnd(said.from)))
      case 'lambda':
        return this.calls.parameter(said.start, said.index)
      case 'unknown':
        return UNKNOWN
    }
  }

  /** The values between the brackets of a call. */
  argumentsOf(open: number): readonly (readonly [from: number, to: number])[] {
    return argumentRanges(this.code, open)
  }

  typeAt(at: number): Type | undefined {
    const read = readType(this.code, at)
    return read === undefined ? undefined : this.world.resolve(read.type, this.siteAt(at))
  }
}
