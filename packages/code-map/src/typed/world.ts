import type { CodeMap } from '../code-map.ts'
import { libraryOf } from './library.ts'
import type { ClassShape, ImportShape, MemberShape, TypeRef, TypedLanguage } from './shapes.ts'
import { OBJECT, UNKNOWN, type Type } from './types.ts'
import { TypedFile } from './typed-file.ts'

/** Where a type is written. */
export interface Site {
  readonly file: TypedFile
  readonly owner: ClassShape | undefined
  readonly member?: MemberShape | undefined
  /** The class whose head it is in. */
  readonly head?: ClassShape | undefined
}

const PRIMITIVE =
  /^(?:int|long|short|byte|char|float|double|boolean|bool|string|decimal|uint|ulong|ushort|sbyte|nint|nuint|void|object)$/
const ABOVE_MAX = 200

const worlds = new WeakMap<CodeMap, Map<TypedLanguage, World>>()

/** All classes of a language in a code base, and what their names mean where they stand. */
export class World {
  readonly language: TypedLanguage
  readonly #map: CodeMap
  readonly #files = new Map<number, TypedFile | undefined>()
  readonly #named = new Map<string, readonly ClassShape[]>()
  readonly #above = new Map<ClassShape, readonly Type[]>()
  readonly #ancestors = new Map<ClassShape, ReadonlySet<string>>()
  readonly #membersNamed = new Map<string, readonly MemberShape[]>()
  readonly #seen = new Map<string, readonly ClassShape[] | undefined>()
  readonly #isSeen: (declaring: TypedFile, from: TypedFile) => boolean

  /** One for all questions to a code base. `isSeen`: whether a file sees without an import what another one declares. */
  static of(map: CodeMap, language: TypedLanguage, isSeen: (declaring: number, from: number) => boolean): World {
    const known = worlds.get(map) ?? new Map<TypedLanguage, World>()
    worlds.set(map, known)
    const world = known.get(language) ?? new World(map, language, isSeen)
    known.set(language, world)
    return world
  }

  private constructor(map: CodeMap, language: TypedLanguage, isSeen: (declaring: number, from: number) => boolean) {
    this.#map = map
    this.language = language
    this.#isSeen = (declaring, from) => isSeen(declaring.number, from.number)
  }

  get library(): TypedFile {
    return libraryOf(this.language)
  }

  file(number: number): TypedFile | undefined {
    if (this.#files.has(number)) return this.#files.get(number)
    const source = this.#map.read(number)?.source
    return source === undefined ? this.#keep(number, undefined) : this.fileOf(number, source)
  }

  fileOf(number: number, source: Buffer): TypedFile {
    const known = this.#files.get(number)
    if (known !== undefined) return known
    const file = new TypedFile(source.toString('latin1'), this.language, number)
    this.#keep(number, file)
    return file
  }

  #keep(number: number, file: TypedFile | undefined): TypedFile | undefined {
    this.#files.set(number, file)
    return file
  }

  /** The classes that are called so, those of the library too. */
  classesNamed(name: string): readonly ClassShape[] {
    const known = this.#named.get(name)
    if (known !== undefined) return known
    const written = Buffer.from(name, 'latin1').toString('utf8')
    const files = this.#map
      .uses(written, ({ isDeclared }) => isDeclared)
      .filter(({ file }) => file.language === this.language)
    const found = files.flatMap(({ file }) => this.file(file.number)?.classesNamed(name) ?? [])
    const all = [...found, ...this.library.classesNamed(name)]
    this.#named.set(name, all)
    return all
  }

  /** The members of a name that classes have, those of the library too. */
  membersNamed(name: string): readonly MemberShape[] {
    const known = this.#membersNamed.get(name)
    if (known !== undefined) return known
    const written = Buffer.from(name, 'latin1').toString('utf8')
    const files = this.#map
      .uses(written, ({ isDeclared }) => isDeclared)
      .filter(({ file }) => file.language === this.language)
    const classes = files.flatMap(({ file }) => this.file(file.number)?.classes ?? []).concat(this.library.classes)
    const found = classes.flatMap(({ members }) => members.get(name) ?? [])
    this.#membersNamed.set(name, found)
    return found
  }

  /** What a type means where it is written. */
  resolve(ref: TypeRef, site: Site): Type {
    let type = this.#plain(ref, site)
    for (let depth = 0; depth < ref.dimensions; depth++) type = { kind: 'list', of: type }
    return type
  }

  #plain(ref: TypeRef, site: Site): Type {
    const { name, args } = ref
    if (name === '?') return OBJECT
    if (name === '()')
      return { kind: 'tuple', parts: args.map((one) => this.resolve(one, site)), labels: ref.labels ?? [] }
    if (name === 'var' || name === 'dynamic') return UNKNOWN
    if (PRIMITIVE.test(name)) return this.#ofPrimitive(name)
    const variable = variableNamed(name, site)
    if (variable !== undefined) return variable
    const classes = this.classesMeant(name.split('.'), site, args.length)
    if (classes.length === 0) return { kind: 'foreign', name: name.slice(name.lastIndexOf('.') + 1) }
    return { kind: 'object', classes, args: args.map((one) => this.resolve(one, site)) }
  }

  #ofPrimitive(name: string): Type {
    const classes = name === 'string' ? this.library.classesNamed('String') : []
    return classes.length === 0 ? { kind: 'foreign', name } : { kind: 'object', classes, args: [] }
  }

  /** The classes that a name, or names with dots between, lead to. */
  classesMeant(parts: readonly string[], site: Site, arity = 0): readonly ClassShape[] {
    const [first = ''] = parts
    let found = this.#classesOf(first, site, arity)
    if (found !== undefined) {
      for (const part of parts.slice(1)) found = found.flatMap((one) => this.nestedIn(one, part))
      return found
    }
    if (parts.length < 2) return []
    return this.#inFull(parts, site)
  }

  #inFull(parts: readonly string[], site: Site): readonly ClassShape[] {
    const path = parts.join('.')
    const candidates = this.classesNamed(parts.at(-1) ?? '')
    const exact = candidates.filter(({ fullName }) => fullName === path)
    if (exact.length > 0 || this.language === 'java') return exact.length > 0 ? exact : this.#ofLibrary(parts)
    const around = [...site.file.namespaces].flatMap(prefixes)
    const imports = site.file.imports.filter(({ alias }) => alias === parts[0]).map(({ path: to }) => to)
    const aliased = imports.map((to) => [to, ...parts.slice(1)].join('.'))
    return candidates.filter(
      ({ fullName }) => around.some((one) => fullName === `${one}.${path}`) || aliased.includes(fullName),
    )
  }

  #ofLibrary(parts: readonly string[]): readonly ClassShape[] {
    return /^(?:java|javax)$/.test(parts[0] ?? '') ? this.library.classesNamed(parts.at(-1) ?? '') : []
  }

  /** Undefined where no class is called so. */
  #classesOf(name: string, { file, owner, head }: Site, arity: number): readonly ClassShape[] | undefined {
    if (head?.name === name) return this.#whole(head)
    for (let around = owner; around !== undefined; around = around.outer) {
      if (around.name === name && (this.language === 'java' || around.typeParameters.length === arity || arity === 0))
        return this.#whole(around)
      const nested = this.nestedIn(around, name)
      if (nested.length > 0) return nested
    }
    const key = `${file.number} ${name} ${this.language === 'csharp' ? arity : ''}`
    if (this.#seen.has(key)) return this.#seen.get(key)
    this.#seen.set(key, undefined)
    const found = this.language === 'java' ? this.#seenInJava(file, name) : this.#seenInCsharp(file, name, arity)
    this.#seen.set(key, found)
    return found
  }

  /** With its other parts. */
  #whole(one: ClassShape): readonly ClassShape[] {
    if (this.language === 'java' || one.name === '') return [one]
    return this.classesNamed(one.name).filter((other) => keyOf(other) === keyOf(one))
  }

  /** Classes inside of a class, or of one above it. */
  nestedIn(owner: ClassShape, name: string, depth = 0): readonly ClassShape[] {
    const own = owner.nested.get(name)
    if (own !== undefined) return own
    if (depth > 8) return []
    for (const type of this.above(owner)) {
      const found = type.kind === 'object' ? type.classes.flatMap((one) => this.nestedIn(one, name, depth + 1)) : []
      if (found.length > 0) return found
    }
    return []
  }

  #seenInJava(file: TypedFile, name: string): readonly ClassShape[] | undefined {
    if (file.isLibrary) return nonEmpty(this.library.classesNamed(name))
    const candidates = this.classesNamed(name)
    for (const { path, isStatic } of file.imports.filter(({ path, isAll }) => !isAll && path.endsWith(`.${name}`))) {
      const found = candidates.filter(({ fullName }) => fullName === path)
      if (found.length > 0) return found
      // A static import may be of a method that is called so.
      if (!isStatic) return nonEmpty(this.#ofLibrary(path.split('.')))
    }
    const own = candidates.filter(
      (one) =>
        one.outer === undefined && (one.file === file || file.namespaces.has(one.namespace)) && !one.file.isLibrary,
    )
    const here = own.filter((one) => one.file === file)
    if (here.length > 0) return here
    if (own.length > 0) return own
    const shared = candidates.filter((one) => !one.file.isLibrary && isOpened(file.imports, one))
    if (shared.length > 0) return shared
    const local = candidates.filter((one) => one.file === file && one.outer?.nested.get(name)?.includes(one) !== true)
    return local.length > 0 ? local : nonEmpty(this.library.classesNamed(name))
  }

  #seenInCsharp(file: TypedFile, name: string, arity: number): readonly ClassShape[] | undefined {
    const all = this.classesNamed(name).concat(arity === 0 ? this.classesNamed(`${name}Attribute`) : [])
    const fitting = all.filter(({ typeParameters }) => typeParameters.length === arity)
    const candidates = fitting.length > 0 ? fitting : all
    if (file.isLibrary) return nonEmpty(candidates.filter((one) => one.file.isLibrary))
    const alias = file.imports.find((one) => one.alias === name)
    if (alias !== undefined)
      return this.classesNamed(alias.path.slice(alias.path.lastIndexOf('.') + 1)).filter(
        (one) => one.fullName === alias.path,
      )
    const own = candidates.filter((one) => one.outer === undefined && !one.file.isLibrary)
    for (const around of [...file.namespaces].flatMap((one) => [...prefixes(one)].reverse())) {
      const found = own.filter(({ namespace }) => namespace === around)
      if (found.length > 0) return found
    }
    const shared = candidates.filter((one) => !one.file.isLibrary && this.#isOpenedInCsharp(file, one))
    return shared.length > 0 ? shared : nonEmpty(candidates.filter((one) => one.file.isLibrary))
  }

  #isOpenedInCsharp(file: TypedFile, one: ClassShape): boolean {
    if (isOpened(file.imports, one)) return true
    if (one.outer !== undefined) return false
    const around = [...file.namespaces].flatMap(prefixes)
    const isRelative = file.imports.some(({ path }) => around.some((outer) => `${outer}.${path}` === one.namespace))
    return one.namespace === '' || isRelative || this.#isSeen(one.file, file)
  }

  /** What a class extends and implements; a class of the library stands above all. */
  above(shape: ClassShape): readonly Type[] {
    const known = this.#above.get(shape)
    if (known !== undefined) return known
    this.#above.set(shape, [])
    const site = { file: shape.file, owner: shape.outer, head: shape }
    const own = shape.above.map((ref) => this.resolve(ref, site))
    const base = shape.kind === 'enum' ? 'Enum' : 'Object'
    const isBase = shape.file.isLibrary && shape.name === base
    const classes = isBase ? [] : this.library.classesNamed(base)
    const all: readonly Type[] = classes.length === 0 ? own : [...own, { kind: 'object', classes, args: [] }]
    this.#above.set(shape, all)
    return all
  }

  /** The keys of all that is above a class. */
  ancestors(shape: ClassShape): ReadonlySet<string> {
    const known = this.#ancestors.get(shape)
    if (known !== undefined) return known
    const found = new Set<string>()
    const queue = [...this.#whole(shape)]
    for (let index = 0; index < queue.length && index < ABOVE_MAX; index++) {
      for (const type of this.above(queue[index] as ClassShape)) {
        for (const one of type.kind === 'object' ? type.classes : []) {
          if (found.has(keyOf(one))) continue
          found.add(keyOf(one))
          queue.push(one)
        }
      }
    }
    this.#ancestors.set(shape, found)
    return found
  }

  /** A class of the library by its name. */
  ofLibrary(name: string, args: readonly Type[] = []): Type {
    const all = this.library.classesNamed(name)
    const classes = all.length > 1 ? all.filter(({ typeParameters }) => typeParameters.length === args.length) : all
    return classes.length === 0 ? { kind: 'foreign', name } : { kind: 'object', classes, args }
  }
}

/** Classes with the same key are one. */
export function keyOf({ name, fullName, file, open, typeParameters }: ClassShape): string {
  if (name === '') return `${file.number}:${open}`
  return file.code.language === 'java' ? fullName : `${fullName}\`${typeParameters.length}`
}

function variableNamed(name: string, { owner, member, head }: Site): Type | undefined {
  const found = member?.typeParameters.find((one) => one.name === name)
  if (member !== undefined && found !== undefined) return { kind: 'variable', name, of: member, bounds: found.bounds }
  for (let around = head ?? owner; around !== undefined; around = around.outer) {
    const own = around.typeParameters.find((one) => one.name === name)
    if (own !== undefined) return { kind: 'variable', name, of: around, bounds: own.bounds }
  }
  return undefined
}

function nonEmpty(found: readonly ClassShape[]): readonly ClassShape[] | undefined {
  return found.length === 0 ? undefined : found
}

/** Whether an import of all that is in a package, a namespace or a class has a class. */
function isOpened(imports: readonly ImportShape[], { namespace, outer, fullName }: ClassShape): boolean {
  const around = outer?.fullName ?? namespace
  return imports.some(
    ({ path, isAll, isStatic, alias }) =>
      alias === undefined && (isAll || !isStatic) && (path === around || (isStatic && path === fullName && !isAll)),
  )
}

/** `a.b.c`, `a.b`, `a`, from the shortest. */
function prefixes(name: string): readonly string[] {
  const parts = name === '' ? [] : name.split('.')
  return parts.map((_, index) => parts.slice(0, index + 1).join('.'))
}
