import { Code, K, S } from './code.ts'
import { readBody, readHead, type ClassHead } from './class-bodies.ts'
import type { ClassShape, ImportShape, MemberShape, TypedLanguage, TypeRef } from './shapes.ts'
import { readType, skipAnnotation } from './type-refs.ts'

const CLASS_WORDS: ReadonlySet<string> = new Set(['class', 'interface', 'enum', 'record', 'struct'])

/** What a file of Java or C# declares. */
export class TypedFile {
  readonly code: Code
  /** Its number in the code map; -1 for what the library has. */
  readonly number: number
  readonly imports: readonly ImportShape[]
  /** The package, or the namespaces. */
  readonly namespaces: ReadonlySet<string>
  /** By the token that opens it, those inside of functions too once they were looked for. */
  readonly #classes = new Map<number, ClassShape>()
  readonly #byName = new Map<string, ClassShape[]>()
  readonly #nameless = new Map<number, ClassShape | undefined>()

  constructor(text: string, language: TypedLanguage, number: number) {
    this.code = new Code(text.replace(/^\u00ef\u00bb\u00bf/, '   '), language)
    this.number = number
    const imports: ImportShape[] = []
    const namespaces = new Set<string>()
    this.#readTop({ from: 0, to: this.code.count, namespace: '' }, { imports, namespaces })
    this.imports = imports
    this.namespaces = namespaces
  }

  get isLibrary(): boolean {
    return this.number === -1
  }

  /** Those that have a name. */
  get classes(): readonly ClassShape[] {
    return [...this.#byName.values()].flat()
  }

  classesNamed(name: string): readonly ClassShape[] {
    return this.#byName.get(name) ?? []
  }

  /** The innermost class around a token, one without a name too. */
  classAround(at: number): ClassShape | undefined {
    for (let open = this.code.aroundOf(at); open !== -1; open = this.code.aroundOf(open)) {
      const found = this.classOf(open)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** The class whose body a bracket opens. */
  classOf(open: number): ClassShape | undefined {
    const known = this.#classes.get(open)
    if (known !== undefined) return known
    if (this.#nameless.has(open)) return this.#nameless.get(open)
    this.#nameless.set(open, undefined)
    const found = this.#namelessAt(open) ?? this.#localAt(open)
    this.#nameless.set(open, found)
    return found
  }

  /** What a class declares, by the offset of its name. */
  memberAt(nameStart: number): MemberShape | undefined {
    const at = this.code.tokenAt(nameStart)
    const own = this.classAround(at) ?? this.#classWithHeader(at)
    return (own?.members.get(this.code.word(at)) ?? []).find((member) => member.nameStart === nameStart)
  }

  /** The function, field or property of a class that a token is in. */
  memberAround(owner: ClassShape, at: number): MemberShape | undefined {
    const members = owner.inOrder
    let low = 0
    let high = members.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((members[middle]?.from ?? 0) <= at) low = middle
      else high = middle - 1
    }
    const found = members[low]
    return found !== undefined && found.from <= at && at < found.to ? found : undefined
  }

  /** Whether a token is in the head of a class, and of which. */
  #classWithHeader(at: number): ClassShape | undefined {
    for (const one of this.#classes.values()) if (one.header <= at && at < one.open) return one
    return undefined
  }

  #readTop(
    { from, to, namespace }: { readonly from: number; readonly to: number; readonly namespace: string },
    found: { readonly imports: ImportShape[]; readonly namespaces: Set<string> },
  ): void {
    const { code } = this
    let around = namespace
    for (let at = from; at < to;) {
      const word = code.is(at, K.name) ? code.word(at) : ''
      if (isAnnotation(code, at)) at = skipAnnotation(code, at)
      else if (word === 'package' || word === 'namespace') {
        const end = dotted(code, at + 1)
        const written = code.text.slice(code.start[at + 1], code.end[end - 1])
        const name = around === '' ? written : `${around}.${written}`
        found.namespaces.add(name)
        if (code.is(end, S.openCurly)) this.#readTop({ from: end + 1, to: code.mateOf(end), namespace: name }, found)
        else around = name
        at = code.next(end)
      } else if (word === 'import' || (word === 'using' && !code.is(at + 1, S.open)))
        at = this.#readImport(at, found.imports)
      else at = this.readClass(at, { namespace: around })?.next ?? code.next(at)
    }
    if (namespace === '' && found.namespaces.size === 0) found.namespaces.add('')
  }

  #readImport(at: number, imports: ImportShape[]): number {
    const { code } = this
    let from = at + 1
    const isStatic = code.word(from) === 'static'
    if (isStatic) from++
    const alias = code.is(from + 1, S.equals) ? code.word(from) : undefined
    if (alias !== undefined) from += 2
    if (code.word(from) === 'global' && code.is(from + 1, K.colons)) from += 2
    const end = dotted(code, from)
    const path = code.text.slice(code.start[from], code.end[end - 1]).replaceAll(/\s/g, '')
    imports.push({ path, isStatic, isAll: code.is(end, S.dot) || (isStatic && code.language === 'csharp'), alias })
    for (let next = Math.max(end, at + 1); next < code.count; next++) if (code.is(next, S.semicolon)) return next + 1
    return code.count
  }

  /** A class whose head begins at a token, behind its modifiers. */
  readClass(
    at: number,
    { namespace, outer }: { readonly namespace: string; readonly outer?: ClassShape | undefined },
  ): { readonly shape: ClassShape | undefined; readonly next: number } | undefined {
    const { code } = this
    if (!code.is(at, K.name)) return undefined
    const head = CLASS_WORDS.has(code.word(at)) || code.word(at) === 'delegate' ? readHead(code, at) : undefined
    if (head === undefined) return undefined
    const shape = this.#fill(head, { namespace, outer })
    const named = this.#byName.get(head.name) ?? []
    named.push(shape)
    this.#byName.set(head.name, named)
    return { shape, next: Math.max(head.next, at + 1) }
  }

  #fill(
    head: ClassHead,
    { namespace, outer }: { readonly namespace: string; readonly outer: ClassShape | undefined },
  ): ClassShape {
    const around = outer?.fullName ?? namespace
    const members = new Map<string, MemberShape[]>()
    const inOrder: MemberShape[] = []
    const nested = new Map<string, ClassShape[]>()
    const shape: ClassShape = {
      ...head,
      fullName: around === '' ? head.name : `${around}.${head.name}`,
      namespace,
      members,
      inOrder,
      nested,
      outer,
      file: this,
    }
    if (head.open >= 0) this.#classes.set(head.open, shape)
    readBody(this, shape, {
      member: (member) => {
        const list = members.get(member.name)
        if (list === undefined) members.set(member.name, [member])
        else list.push(member)
        inOrder.push(member)
      },
      nested: (at) => {
        const read = this.readClass(at, { namespace, outer: shape })
        if (read?.shape !== undefined) nested.set(read.shape.name, [...(nested.get(read.shape.name) ?? []), read.shape])
        return read?.next
      },
    })
    return shape
  }

  /** `new Name(…) { … }`, and what a constant of an enumeration has of its own. */
  #namelessAt(open: number): ClassShape | undefined {
    const { code } = this
    if (!code.is(open, S.openCurly) || code.language !== 'java') return undefined
    const above = typeMade(code, open) ?? this.#enumAround(open)
    if (above === undefined) return undefined
    const outer = this.classAround(open)
    const head = { kind: 'class', name: '', typeParameters: [], above: [above], header: open, open, parts: -1 }
    return this.#fill({ ...head, close: code.mateOf(open), next: open }, { namespace: outer?.namespace ?? '', outer })
  }

  #enumAround(open: number): TypeRef | undefined {
    const outer = this.#classes.get(this.code.aroundOf(open))
    const constant = outer?.kind === 'enum' ? this.memberAround(outer, open) : undefined
    return constant?.kind === 'constant' && outer !== undefined
      ? { name: outer.name, args: [], dimensions: 0, at: outer.header }
      : undefined
  }

  /** A class inside of a function. */
  #localAt(open: number): ClassShape | undefined {
    const { code } = this
    const around = code.aroundOf(open)
    for (let at = open - 1; at > around; at--) {
      const kind = code.kindAt(at)
      if (isBeforeHead(kind)) return undefined
      if (code.mateOf(at) !== -1 && code.mateOf(at) < at) at = code.mateOf(at)
      else if (kind === K.name && CLASS_WORDS.has(code.word(at)) && code.is(at + 1, K.name)) {
        const outer = this.classAround(at)
        const read = this.readClass(at, { namespace: outer?.namespace ?? '', outer })
        return read?.shape?.open === open ? read.shape : undefined
      }
    }
    return undefined
  }
}

function isAnnotation(code: Code, at: number): boolean {
  return code.is(at, S.at) && code.is(at + 1, K.name) && code.word(at + 1) !== 'interface'
}

function isBeforeHead(kind: number): boolean {
  return kind === S.semicolon || kind === S.openCurly || kind === S.closeCurly || kind === S.equals
}

/** The type of `new Name(…)` before a curly bracket. */
function typeMade(code: Code, open: number): TypeRef | undefined {
  if (!code.is(open - 1, S.close)) return undefined
  let at = code.mateOf(open - 1) - 1
  const end = at + 1
  for (;;) {
    if (code.is(at, S.greater) && code.mateOf(at) !== -1) at = code.mateOf(at) - 1
    if (!code.is(at, K.name)) return undefined
    if (!code.is(at - 1, S.dot)) break
    at -= 2
  }
  if (code.word(at - 1) !== 'new') return undefined
  const read = readType(code, at)
  return read?.next === end ? read.type : undefined
}

/** Behind the names that dots join. */
function dotted(code: Code, at: number): number {
  let next = at + 1
  while (code.is(next, S.dot) && code.is(next + 1, K.name)) next += 2
  return next
}
