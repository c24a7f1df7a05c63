import type { ClassShape, MemberShape } from './shapes.ts'
import { Bindings, substitute, takes, type Type } from './types.ts'
import { keyOf, type Site, type World } from './world.ts'

/** How a member is named: `given` is with how many values it is called. */
export interface Named {
  readonly name: string
  readonly given: number | undefined
}

export interface MemberFound {
  readonly member: MemberShape
  /** What the type parameters of its class stand for. */
  readonly bindings: Bindings
}

const LEVELS_MAX = 60

/** The nearest members of a type that are meant by a name; where none takes so many values, the nearest of the name. */
export function findMembers(world: World, type: Type, named: Named): readonly MemberFound[] {
  let others: readonly MemberFound[] = []
  const seen = new Set<string>()
  let level: readonly Type[] = [type]
  for (let depth = 0; level.length > 0 && depth < LEVELS_MAX; depth++) {
    const found = level.flatMap((one) => ownMembers(world, one, named.name))
    const fitting = found.filter(({ member }) => fits(member, named))
    if (fitting.length > 0) return fitting
    if (others.length === 0) others = found
    level = level.flatMap((one) => typesAbove(world, one)).filter((one) => isNew(one, seen))
  }
  return others
}

function isNew(type: Type, seen: Set<string>): boolean {
  if (type.kind !== 'object') return type.kind === 'variable'
  const [first] = type.classes
  const key = first === undefined ? '' : keyOf(first)
  if (seen.has(key)) return false
  seen.add(key)
  return true
}

function ownMembers(world: World, type: Type, name: string): readonly MemberFound[] {
  if (type.kind === 'list') return ownMembers(world, world.ofLibrary('Array', [type.of]), name)
  if (type.kind !== 'object') return []
  const own = type.classes.flatMap((one) => one.members.get(name) ?? [])
  if (own.length === 0) return []
  const bindings = Bindings.of(type.classes, type.args)
  return own.map((member) => ({ member, bindings }))
}

function fits({ kind, parameters, isExtension }: MemberShape, { given }: Named): boolean {
  if (kind === 'constructor') return false
  if (given === undefined) return true
  if (kind !== 'method') return false
  return takes(parameters, given) || (isExtension && takes(parameters, given + 1))
}

/** The methods of other classes that stand behind objects of a type. */
export function extensionsOf(world: World, type: Type, { name, given }: Named): readonly MemberFound[] {
  if (type.kind === 'unknown') return []
  return world
    .membersNamed(name)
    .filter(
      (member) =>
        member.isExtension &&
        (given === undefined || takes(member.parameters, given + 1)) &&
        mayStandBehind(world, member, type),
    )
    .map((member) => ({ member, bindings: new Bindings() }))
}

/** Whether a type may be that of the object of an extension method. */
export function mayStandBehind(world: World, member: MemberShape, type: Type): boolean {
  const first = member.parameters[0]?.type
  const wanted = first === undefined ? undefined : world.resolve(first, siteOf(member))
  if (wanted?.kind !== 'object' || type.kind === 'unknown') return true
  const isBase = wanted.classes.some(({ name, file }) => file.isLibrary && name === 'Object')
  return isBase || seenAs(world, type, (one) => wanted.classes.includes(one)) !== undefined
}

/** What stands right above a type, with what its parameters stand for. */
export function typesAbove(world: World, type: Type): readonly Type[] {
  if (type.kind === 'variable') return boundsOf(world, type)
  if (type.kind === 'list') return [world.ofLibrary('Array', [type.of])]
  if (type.kind !== 'object') return []
  const bindings = Bindings.of(type.classes, type.args)
  return type.classes.flatMap((one) => world.above(one)).map((one) => substitute(one, bindings))
}

function boundsOf(world: World, { of, bounds }: Type & { readonly kind: 'variable' }): readonly Type[] {
  const site: Site = 'owner' in of ? siteOf(of) : { file: of.file, owner: of.outer, head: of }
  return bounds.length === 0 ? [world.ofLibrary('Object')] : bounds.map((one) => world.resolve(one, site))
}

/** Where the types of a member are written. */
export function siteOf(member: MemberShape): Site {
  return { file: member.owner.file, owner: member.owner, member }
}

/** The type that a type is seen as, where a class above it is asked for. */
export function seenAs(world: World, type: Type, as: (shape: ClassShape) => boolean): Type | undefined {
  const seen = new Set<string>()
  let level: readonly Type[] = [type]
  for (let depth = 0; level.length > 0 && depth < LEVELS_MAX; depth++) {
    const found = level.find((one) => one.kind === 'object' && one.classes.some(as))
    if (found !== undefined) return found
    level = level.flatMap((one) => typesAbove(world, one)).filter((one) => isNew(one, seen))
  }
  return undefined
}

/** What is in a list, or is gone through one by one. */
export function elementOf(world: World, type: Type): Type {
  if (type.kind === 'list') return type.of
  const name = world.language === 'java' ? 'Iterable' : 'IEnumerable'
  const found = seenAs(
    world,
    type,
    (one) =>
      (one.name === name || one.name === 'IAsyncEnumerable') && one.file.isLibrary && one.typeParameters.length === 1,
  )
  if (found?.kind !== 'object') return { kind: 'unknown' }
  return found.args[0] ?? { kind: 'unknown' }
}

/** The one method that a function without a name stands for. */
export function soleMethod(world: World, type: Type): MemberFound | undefined {
  if (type.kind !== 'object') return undefined
  if (world.language === 'csharp') {
    const whole = type.classes.some(({ name, file }) => name === 'Expression' && file.isLibrary)
    if (whole && type.args[0] !== undefined) return soleMethod(world, type.args[0])
  }
  const seen = new Set<string>()
  let level: readonly Type[] = [type]
  for (let depth = 0; level.length > 0 && depth < LEVELS_MAX; depth++) {
    for (const one of level) {
      const classes = one.kind === 'object' && isFunctional(world, one.classes) ? one.classes : []
      const member = classes
        .flatMap(({ inOrder }) => inOrder)
        .find(({ isAbstract, kind }) => isAbstract && kind === 'method')
      if (member !== undefined && one.kind === 'object') return { member, bindings: Bindings.of(one.classes, one.args) }
    }
    level = level.flatMap((one) => typesAbove(world, one)).filter((one) => isNew(one, seen))
  }
  return undefined
}

function isFunctional({ language }: World, classes: readonly ClassShape[]): boolean {
  return language === 'java' || classes.some(({ kind }) => kind === 'delegate')
}

/** A class as its own code sees it. */
export function ownType(shape: ClassShape): Type {
  const args = shape.typeParameters.map(({ name, bounds }): Type => ({ kind: 'variable', name, of: shape, bounds }))
  return { kind: 'object', classes: [shape], args }
}
