import { argumentRanges, callAround, callOpen, givenCount, type CallPlace } from './call-places.ts'
import { K, S } from './code.ts'
import type { Expressions } from './expressions.ts'
import { lambdaEnd } from './locals.ts'
import { extensionsOf, findMembers, seenAs, siteOf, soleMethod, type MemberFound } from './members.ts'
import { readType } from './type-refs.ts'
import { Bindings, closed, mentions, substitute, UNKNOWN, unify, type Type } from './types.ts'
import { awaited } from './values.ts'

/** What calls give, and what functions without a name are given. */
export class Calls {
  readonly #reader: Expressions
  readonly #imported = new Map<string, Type | undefined>()

  constructor(reader: Expressions) {
    this.#reader = reader
  }

  /** What a call gives whose values stand in a bracket. */
  result(call: CallPlace, open: number): Type {
    const found = this.#called(call, open)
    const all = found.map((one) => this.#given(one, { call, open }))
    const [first = UNKNOWN] = all
    const isOne = all.every((one) => one.kind === first.kind)
    if (!isOne) return all.find(({ kind }) => kind === 'object') ?? UNKNOWN
    return all.find(({ kind }) => kind !== 'unknown') ?? first
  }

  /** The members that a call may mean. */
  #called({ name, isMember }: CallPlace, open: number): readonly MemberFound[] {
    const reader = this.#reader
    const { code, world } = reader
    const word = code.word(name)
    const given = givenCount(code, open)
    if (!isMember) {
      const bare = reader.bare({ name: word, at: name, given })
      if (bare.kind === 'local') return this.#ofFunction(reader.ofLocal(bare.local))
      const of = bare.kind === 'member' ? bare.of : this.imported(word)
      return of === undefined ? [] : this.#methods(of, word, given)
    }
    const receiver = reader.ending(reader.receiverEnd(name))
    const own = this.#methods(receiver, word, given)
    return own.length > 0 ? own : extensionsOf(world, receiver, { name: word, given })
  }

  #methods(of: Type, name: string, given: number): readonly MemberFound[] {
    const { world } = this.#reader
    const found = findMembers(world, of, { name, given })
    const methods = found.filter(({ member }) => member.kind === 'method')
    if (methods.length > 0) return methods
    return found.flatMap(({ member, bindings }) =>
      member.type === undefined
        ? []
        : this.#ofFunction(substitute(world.resolve(member.type, siteOf(member)), bindings)),
    )
  }

  #ofFunction(type: Type): readonly MemberFound[] {
    const found = this.#reader.code.language === 'csharp' ? soleMethod(this.#reader.world, type) : undefined
    return found === undefined ? [] : [found]
  }

  #given({ member, bindings }: MemberFound, { call, open }: { readonly call: CallPlace; readonly open: number }): Type {
    const { world } = this.#reader
    const { type, owner, name } = member
    if (type === undefined) return UNKNOWN
    if (owner.kind === 'class' && owner.name === 'Enum' && owner.file.isLibrary && name === 'values')
      return this.#constants(call)
    const names = new Set(member.typeParameters.map((one) => one.name))
    if (names.size > 0 && mentions(type, names)) this.#infer({ member, bindings }, { call, open })
    return closed(substitute(world.resolve(type, siteOf(member)), bindings), member)
  }

  /** `Name.values()` */
  #constants({ name, isMember }: CallPlace): Type {
    const reader = this.#reader
    const of = isMember ? reader.ending(reader.receiverEnd(name)) : reader.selfAt(name)
    return { kind: 'list', of }
  }

  /** Learns the type parameters of a method from what it is given. */
  #infer({ member, bindings }: MemberFound, { call, open }: { readonly call: CallPlace; readonly open: number }): void {
    const reader = this.#reader
    const { code } = reader
    if (call.typeArguments !== -1) {
      let at = call.typeArguments + 1
      for (const { name } of member.typeParameters) {
        const read = readType(code, at)
        if (read === undefined) break
        bindings.set(member, name, reader.world.resolve(read.type, reader.siteAt(at)))
        at = read.next + 1
      }
    }
    const isBehind = member.isExtension && call.isMember
    if (isBehind) this.#learn({ member, bindings }, 0, reader.ending(reader.receiverEnd(call.name)))
    const values = argumentRanges(code, open)
    for (const [index, [from, to]] of values.entries()) {
      if (arrowIn(reader, from, to) === -1)
        this.#learn({ member, bindings }, index + (isBehind ? 1 : 0), this.#valueOf(from, to))
    }
    for (const [index, [from, to]] of values.entries()) {
      const arrow = arrowIn(reader, from, to)
      if (arrow !== -1 || isReference(reader, from, to))
        this.#learnFunction({ member, bindings }, index + (isBehind ? 1 : 0), { from, to, arrow })
    }
  }

  #valueOf(from: number, to: number): Type {
    return isReference(this.#reader, from, to) ? UNKNOWN : this.#reader.value(from, to)
  }

  #learn({ member, bindings }: MemberFound, index: number, value: Type): void {
    const wanted = this.#parameterType(member, index)
    if (wanted === undefined) return
    // All that is given at once where one by one may be, too.
    const isAll = value.kind === 'list' && wanted.kind !== 'list' && member.parameters[index]?.isVariadic === true
    const given = isAll ? value.of : value
    const { world } = this.#reader
    const above = (type: Type, as: Type): Type | undefined =>
      as.kind === 'object' ? seenAs(world, type, (one) => as.classes.includes(one)) : undefined
    unify(substitute(wanted, bindings), given, { bindings, above })
  }

  #parameterType(member: MemberFound['member'], index: number): Type | undefined {
    const { parameters } = member
    const parameter = parameters[Math.min(index, parameters.length - 1)]
    if (parameter?.type === undefined || (index >= parameters.length && !parameter.isVariadic)) return undefined
    const type = this.#reader.world.resolve(parameter.type, siteOf(member))
    return parameter.isVariadic && type.kind === 'list' ? type.of : type
  }

  /** What a function gives that is handed on. */
  #learnFunction(
    { member, bindings }: MemberFound,
    index: number,
    { from, to, arrow }: { readonly from: number; readonly to: number; readonly arrow: number },
  ): void {
    const reader = this.#reader
    const { world } = reader
    const wanted = this.#parameterType(member, index)
    const sole = wanted === undefined ? undefined : soleMethod(world, substitute(wanted, bindings))
    if (sole?.member.type === undefined) return
    const given = arrow === -1 ? this.#ofReference(from, to) : this.#ofLambda(arrow)
    const result = substitute(substitute(world.resolve(sole.member.type, siteOf(sole.member)), sole.bindings), bindings)
    const above = (type: Type, as: Type): Type | undefined =>
      as.kind === 'object' ? seenAs(world, type, (one) => as.classes.includes(one)) : undefined
    unify(result, given, { bindings, above })
  }

  /** `Name::method`, `Name::new`. */
  #ofReference(from: number, to: number): Type {
    const reader = this.#reader
    const { code, world } = reader
    const colons = to - 2
    if (code.language !== 'java' || colons <= from) return UNKNOWN
    const of = code.is(colons - 1, S.greater) ? (reader.typeAt(from) ?? UNKNOWN) : reader.ending(colons)
    const name = code.word(to - 1)
    if (name === 'new') return of
    const [found] = findMembers(world, of, { name, given: undefined })
    if (found?.member.type === undefined) return UNKNOWN
    return closed(substitute(world.resolve(found.member.type, siteOf(found.member)), found.bindings), found.member)
  }

  #ofLambda(arrow: number): Type {
    const reader = this.#reader
    const { code } = reader
    const end = lambdaEnd(code, arrow, code.count)
    if (!code.is(arrow + 1, S.openCurly)) return reader.value(arrow + 1, end)
    for (let at = arrow + 2; at < end; at++) {
      if (code.word(at) === 'return' && code.aroundOf(at) === arrow + 1)
        return reader.value(at + 1, reader.valueEnd(at + 1))
    }
    return UNKNOWN
  }

  /** Of what a static import names, the class that has it. */
  imported(name: string): Type | undefined {
    if (this.#imported.has(name)) return this.#imported.get(name)
    this.#imported.set(name, undefined)
    const { world, file } = this.#reader
    for (const { path, isStatic, isAll } of file.imports) {
      if (!isStatic || (!isAll && !path.endsWith(`.${name}`))) continue
      const owner = isAll ? path : path.slice(0, path.lastIndexOf('.'))
      const classes = world.classesMeant(owner.split('.'), { file, owner: undefined })
      if (classes.length === 0) continue
      const of: Type = { kind: 'object', classes, args: [] }
      if (findMembers(world, of, { name, given: undefined }).length === 0) continue
      this.#imported.set(name, of)
      return of
    }
    return undefined
  }

  /** Of a parameter without a type of a function that begins at a token. */
  parameter(start: number, index: number): Type {
    const reader = this.#reader
    const sole = this.#soleExpected(start)
    if (sole === undefined) return UNKNOWN
    const { member, bindings } = sole
    const type = member.parameters[index]?.type
    if (type === undefined) return UNKNOWN
    return substitute(reader.world.resolve(type, siteOf(member)), bindings)
  }

  #soleExpected(start: number): MemberFound | undefined {
    return soleMethod(this.#reader.world, this.expected(start))
  }

  /** The type that is expected of the value that begins at a token. */
  expected(start: number): Type {
    const reader = this.#reader
    const { code, world } = reader
    let before = start - 1
    while (/^(?:async|static)$/.test(code.word(before))) before--
    const word = code.word(before)
    if (code.is(before, S.close)) {
      const read = readType(code, code.mateOf(before) + 1)
      return read?.next === before ? world.resolve(read.type, reader.siteAt(before)) : UNKNOWN
    }
    if (word === '=' || word === '+=' || word === '??=') return this.#assigned(before)
    if (word === 'return' || code.is(before, K.arrow)) return this.#returned(before)
    return this.#wantedBehind(before)
  }

  /** Of a value in the brackets of a call, behind a token. */
  #wantedBehind(before: number): Type {
    const { code } = this.#reader
    const isNamed = code.is(before, S.colon) && code.is(before - 1, K.name)
    if (!code.is(before, S.open) && !code.is(before, S.comma) && !isNamed) return UNKNOWN
    const call = callAround(code, isNamed ? before - 1 : before + 1)
    return call === undefined ? UNKNOWN : this.#wanted(call, isNamed ? code.word(before - 1) : undefined)
  }

  #assigned(before: number): Type {
    const reader = this.#reader
    const declared = reader.declared(before - 1)
    return declared === undefined ? reader.ending(before) : reader.ofLocal(declared)
  }

  #returned(before: number): Type {
    const reader = this.#reader
    const { member } = reader.siteAt(before)
    if (member?.type === undefined) return UNKNOWN
    for (let open = reader.code.aroundOf(before); open !== -1; open = reader.code.aroundOf(open)) {
      if (reader.file.classOf(open) !== undefined) break
      if (reader.code.is(open - 1, K.arrow)) return UNKNOWN
    }
    const type = reader.world.resolve(member.type, siteOf(member))
    const task = awaited(type)
    return task.kind === 'unknown' ? type : task
  }

  /** What a call wants at a place. */
  #wanted({ open, index }: { readonly open: number; readonly index: number }, named: string | undefined): Type {
    const reader = this.#reader
    const call = callOpen(reader.code, open)
    if (call === undefined) return UNKNOWN
    const found = call.kind === 'made' ? this.#constructors(call, open) : this.#called(call, open)
    for (const { member, bindings } of found) {
      const isBehind = member.isExtension && call.isMember
      const own = named === undefined ? -1 : member.parameters.findIndex(({ name }) => name === named)
      const place = own === -1 ? index + (isBehind ? 1 : 0) : own
      const type = this.#parameterType(member, place)
      if (type === undefined || (type.kind === 'foreign' && found.length > 1)) continue
      if (isBehind) this.#learn({ member, bindings }, 0, reader.ending(reader.receiverEnd(call.name)))
      if (member.typeParameters.length > 0) this.#learnBefore({ member, bindings }, { open, isBehind, place: index })
      const wanted = substitute(type, bindings)
      if (found.length === 1 || soleMethod(reader.world, wanted) !== undefined) return wanted
    }
    return UNKNOWN
  }

  /** From the values that are no functions. */
  #learnBefore(
    found: MemberFound,
    { open, isBehind, place }: { readonly open: number; readonly isBehind: boolean; readonly place: number },
  ): void {
    const reader = this.#reader
    for (const [index, [from, to]] of argumentRanges(reader.code, open).entries()) {
      if (index === place || arrowIn(reader, from, to) !== -1) continue
      this.#learn(found, index + (isBehind ? 1 : 0), this.#valueOf(from, to))
    }
  }

  #constructors({ name }: CallPlace, open: number): readonly MemberFound[] {
    const reader = this.#reader
    const made = reader.ending(reader.code.next(open))
    if (made.kind !== 'object') return []
    const given = givenCount(reader.code, open)
    const all = made.classes.flatMap((one) => one.inOrder.filter(({ kind }) => kind === 'constructor'))
    const bindings = Bindings.of(made.classes, made.args)
    return all
      .filter(({ parameters, name: own }) => own === reader.code.word(name) && isSeen(parameters.length, given))
      .map((member) => ({ member, bindings }))
  }

  /** `new Name<>(…)`: with the type arguments that are expected of it. */
  diamond(made: Type, start: number): Type {
    if (made.kind !== 'object') return made
    const wanted = this.expected(start)
    if (wanted.kind !== 'object') return made
    const isSame = wanted.classes.some((one) => made.classes.includes(one))
    return isSame ? wanted : made
  }
}

function isSeen(parameters: number, given: number): boolean {
  return given <= parameters + 1
}

/** The arrow of a value that is a function without a name; -1 where it is none. */
function arrowIn({ code }: Expressions, from: number, to: number): number {
  const first = /^(?:async|static)$/.test(code.word(from)) ? from + 1 : from
  const arrow = code.next(first)
  return arrow < to && code.is(arrow, K.arrow) ? arrow : -1
}

function isReference({ code }: Expressions, from: number, to: number): boolean {
  return code.language === 'java' && to - from >= 3 && code.is(to - 2, K.colons)
}
