import type { ClassShape, MemberShape, Parameter, TypeRef } from './shapes.ts'

/** What an expression is. */
export type Type =
  /** An object, or the class itself; of a class that is declared in parts all of them. */
  | { readonly kind: 'object'; readonly classes: readonly ClassShape[]; readonly args: readonly Type[] }
  /** Of a class from outside of the repository of which no more is known. */
  | { readonly kind: 'foreign'; readonly name: string }
  | { readonly kind: 'list'; readonly of: Type }
  | { readonly kind: 'tuple'; readonly parts: readonly Type[]; readonly labels: readonly string[] }
  | {
      readonly kind: 'variable'
      readonly name: string
      readonly of: ClassShape | MemberShape
      readonly bounds: readonly TypeRef[]
    }
  /** The beginning of a name in full. */
  | { readonly kind: 'package'; readonly path: string }
  | { readonly kind: 'unknown' }

export const UNKNOWN: Type = { kind: 'unknown' }
export const OBJECT: Type = { kind: 'foreign', name: 'Object' }
export const NUMBER: Type = { kind: 'foreign', name: 'int' }
export const BOOLEAN: Type = { kind: 'foreign', name: 'boolean' }

const DEPTH_MAX = 12

/** What type parameters stand for. */
export class Bindings {
  readonly #bound = new Map<ClassShape | MemberShape, Map<string, Type>>()

  get(of: ClassShape | MemberShape, name: string): Type | undefined {
    return this.#bound.get(of)?.get(name)
  }

  /** The first that is known stays. */
  set(of: ClassShape | MemberShape, name: string, type: Type): void {
    if (type.kind !== 'unknown') this.#give(of, name, type)
  }

  #give(of: ClassShape | MemberShape, name: string, type: Type): void {
    if (type.kind === 'variable' && type.of === of && type.name === name) return
    const own = this.#bound.get(of) ?? new Map<string, Type>()
    this.#bound.set(of, own)
    if (!own.has(name)) own.set(name, type)
  }

  /** Those of classes, by what stands between their angle brackets. */
  static of(classes: readonly ClassShape[], args: readonly Type[]): Bindings {
    const bindings = new Bindings()
    for (const one of classes)
      for (const [index, { name }] of one.typeParameters.entries()) bindings.#give(one, name, args[index] ?? UNKNOWN)
    return bindings
  }
}

/** The type with what its parameters stand for; those that are not bound stay. */
export function substitute(type: Type, bindings: Bindings, depth = 0): Type {
  if (depth > DEPTH_MAX) return UNKNOWN
  const own = (one: Type): Type => substitute(one, bindings, depth + 1)
  switch (type.kind) {
    case 'variable': {
      const bound = bindings.get(type.of, type.name)
      return bound === undefined ? type : own(bound)
    }
    case 'object':
      return type.args.length === 0 ? type : { ...type, args: type.args.map(own) }
    case 'list':
      return { kind: 'list', of: own(type.of) }
    case 'tuple':
      return { ...type, parts: type.parts.map(own) }
    default:
      return type
  }
}

/** Type parameters of a member that nothing has told stand for what is not known. */
export function closed(type: Type, member: MemberShape): Type {
  switch (type.kind) {
    case 'variable':
      return type.of === member ? UNKNOWN : type
    case 'object':
      return type.args.length === 0 ? type : { ...type, args: type.args.map((one) => closed(one, member)) }
    case 'list':
      return { kind: 'list', of: closed(type.of, member) }
    case 'tuple':
      return { ...type, parts: type.parts.map((one) => closed(one, member)) }
    default:
      return type
  }
}

interface Learning {
  readonly bindings: Bindings
  /** The type that a type is seen as, where a class above it is wanted. */
  readonly above: (type: Type, as: Type) => Type | undefined
}

/** Learns from what is given for a type what its parameters are, on both sides. */
export function unify(wanted: Type, given: Type, place: Learning, depth = 0): void {
  if (depth > DEPTH_MAX || given.kind === 'unknown' || wanted.kind === 'unknown') return
  if (wanted.kind === 'variable') unifyVariable({ wanted, given }, place, depth)
  else if (given.kind === 'variable') {
    if (wanted.kind === 'object' || wanted.kind === 'foreign') place.bindings.set(given.of, given.name, wanted)
  } else if (wanted.kind === 'list' && given.kind === 'list') unify(wanted.of, given.of, place, depth + 1)
  else if (wanted.kind === 'object') unifyParts({ wanted, given }, place, depth)
}

function unifyVariable(
  { wanted, given }: { readonly wanted: Type & { readonly kind: 'variable' }; readonly given: Type },
  place: Learning,
  depth: number,
): void {
  const bound = place.bindings.get(wanted.of, wanted.name)
  if (bound === undefined) place.bindings.set(wanted.of, wanted.name, given)
  else if (bound.kind !== 'variable') unify(given, bound, place, depth + 1)
}

function unifyParts(
  { wanted, given }: { readonly wanted: Type & { readonly kind: 'object' }; readonly given: Type },
  place: Learning,
  depth: number,
): void {
  const as = place.above(given, wanted)
  if (as?.kind !== 'object') return
  for (const [index, one] of wanted.args.entries()) unify(one, as.args[index] ?? UNKNOWN, place, depth + 1)
}

/** Whether a type has a parameter of a member in it. */
export function mentions(type: TypeRef | undefined, names: ReadonlySet<string>): boolean {
  return type !== undefined && (names.has(type.name) || type.args.some((one) => mentions(one, names)))
}

/** Whether so many may be given for a list of parameters. */
export function takes(parameters: readonly Parameter[], given: number): boolean {
  const needed = parameters.filter(({ hasDefault, isVariadic }) => !hasDefault && !isVariadic).length
  return given >= needed && (given <= parameters.length || parameters.at(-1)?.isVariadic === true)
}
