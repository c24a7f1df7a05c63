import { K, S, type Code } from './code.ts'
import type { ClassShape, MemberShape, Parameter, TypeParameter, TypeRef } from './shapes.ts'
import { readConstraints, readType, readTypeParameters, skipAnnotation } from './type-refs.ts'
import type { TypedFile } from './typed-file.ts'

export interface ClassHead {
  readonly kind: string
  readonly name: string
  readonly typeParameters: readonly TypeParameter[]
  readonly above: readonly TypeRef[]
  readonly header: number
  readonly open: number
  readonly close: number
  /** Where a record's parts stand in round brackets, the first one; -1 without. */
  readonly parts: number
  /** The token behind all of it. */
  readonly next: number
}

const MODIFIERS: ReadonlySet<string> = new Set(
  'public private protected internal static final abstract sealed virtual override readonly const volatile transient synchronized native strictfp default extern unsafe async partial new required event fixed implicit explicit ref file'.split(
    ' ',
  ),
)
const CLASS_WORDS: ReadonlySet<string> = new Set(['class', 'interface', 'enum', 'record', 'struct', 'delegate'])

/** `class Name<T>(…) extends Other, …` up to its bracket; of a `delegate` the whole. */
export function readHead(code: Code, header: number): ClassHead | undefined {
  const kind = code.word(header)
  if (kind === 'delegate') return readDelegate(code, header)
  let at = header + 1
  if (kind === 'record' && /^(?:class|struct)$/.test(code.word(at))) at++
  if (!code.is(at, K.name)) return undefined
  const name = code.word(at++)
  let typeParameters: readonly TypeParameter[] = []
  if (code.is(at, S.less) && code.mateOf(at) > at) {
    typeParameters = readTypeParameters(code, at)
    at = code.mateOf(at) + 1
  }
  const parts = code.is(at, S.open) ? at : -1
  if (parts !== -1) at = code.next(at)
  else if (kind === 'record' && !/^(?:\{|implements|:|;|where)$/.test(code.word(at))) return undefined
  const tail = readAbove(code, at, typeParameters)
  at = tail.next
  const isOpen = code.is(at, S.openCurly)
  const close = isOpen ? code.mateOf(at) : at
  const behind = code.is(close + 1, S.semicolon) ? close + 2 : close + 1
  const { above } = tail
  return {
    kind,
    name,
    typeParameters: tail.typeParameters,
    above,
    header,
    open: isOpen ? at : -1,
    close,
    parts,
    next: behind,
  }
}

interface AboveRead {
  readonly above: readonly TypeRef[]
  readonly typeParameters: readonly TypeParameter[]
  /** The bracket or semicolon. */
  readonly next: number
}

/** What a class extends and implements. */
function readAbove(code: Code, from: number, parameters: readonly TypeParameter[]): AboveRead {
  let at = from
  let typeParameters = parameters
  const above: TypeRef[] = []
  while (at < code.count && !code.is(at, S.openCurly) && !code.is(at, S.semicolon)) {
    if (code.word(at) === 'where' && code.language === 'csharp') {
      const read = readConstraints(code, at, typeParameters)
      typeParameters = read.parameters
      at = Math.max(at + 1, read.next)
      continue
    }
    if (code.word(at) === 'permits') break
    const isBefore = code.is(at, S.colon) || code.is(at, S.comma) || /^(?:extends|implements)$/.test(code.word(at))
    const read = isBefore ? readType(code, at + 1) : undefined
    if (read !== undefined) above.push(read.type)
    at = read === undefined ? code.next(at) : Math.max(at + 1, read.next)
  }
  while (at < code.count && !code.is(at, S.openCurly) && !code.is(at, S.semicolon)) at = code.next(at)
  return { above, typeParameters, next: at }
}

/** A delegate of C# is a class with one method. */
function readDelegate(code: Code, header: number): ClassHead | undefined {
  const read = readType(code, header + 1)
  if (read === undefined || !code.is(read.next, K.name)) return undefined
  let at = read.next + 1
  let typeParameters: readonly TypeParameter[] = []
  if (code.is(at, S.less) && code.mateOf(at) > at) {
    typeParameters = readTypeParameters(code, at)
    at = code.mateOf(at) + 1
  }
  if (!code.is(at, S.open)) return undefined
  const parts = at
  while (at < code.count && !code.is(at, S.semicolon)) at = code.next(at)
  const name = code.word(read.next)
  return { kind: 'delegate', name, typeParameters, above: [], header, open: -1, close: at, parts, next: at + 1 }
}

interface Sink {
  readonly member: (member: MemberShape) => void
  /** Reads a class whose head begins there; gives the token behind it. */
  readonly nested: (at: number) => number | undefined
}

const BLANK = { parameters: [], typeParameters: [], isAbstract: false, isExtension: false } as const

/** Reads what a class declares. */
export function readBody(file: TypedFile, owner: ClassShape & Partial<Pick<ClassHead, 'parts'>>, sink: Sink): void {
  const { code } = file
  if (owner.parts !== undefined && owner.parts >= 0) readParts(code, owner, { parts: owner.parts, sink })
  if (owner.open < 0) return
  let at = owner.open + 1
  if (owner.kind === 'enum') at = readConstants(code, owner, { at, sink })
  while (at < owner.close) at = Math.max(at + 1, readMember(code, owner, { at, sink }))
}

/** The parts of a record are its fields; of a delegate they are what it is given. */
function readParts(
  code: Code,
  owner: ClassShape,
  { parts, sink }: { readonly parts: number; readonly sink: Sink },
): void {
  if (owner.kind === 'delegate') {
    const type = readType(code, owner.header + 1)?.type
    const place = { at: owner.header, nameStart: code.start[owner.header] ?? 0, from: owner.header, to: owner.close }
    const parameters = readParameters(code, parts)
    sink.member({ ...BLANK, ...place, name: 'Invoke', kind: 'method', owner, type, parameters, isAbstract: true })
    return
  }
  if (owner.kind !== 'record') return
  for (const { name, type, at } of parametersIn(code, parts)) {
    const place = { at, nameStart: code.start[at] ?? 0, from: at, to: at + 1 }
    sink.member({ ...BLANK, ...place, name, kind: 'field', owner, type })
    if (code.language === 'java') sink.member({ ...BLANK, ...place, nameStart: -1, name, kind: 'method', owner, type })
  }
}

function readConstants(
  code: Code,
  owner: ClassShape,
  { at: from, sink }: { readonly at: number; readonly sink: Sink },
): number {
  const type: TypeRef = { name: owner.name, args: [], dimensions: 0, at: owner.header }
  let at = from
  while (at < owner.close && !code.is(at, S.semicolon)) {
    if (code.is(at, S.at)) at = skipAnnotation(code, at)
    else if (code.is(at, K.name)) {
      const start = at
      at++
      while (at < owner.close && !code.is(at, S.comma) && !code.is(at, S.semicolon)) at = code.next(at)
      const place = { at: start, nameStart: code.start[start] ?? 0, from: start, to: at }
      sink.member({ ...BLANK, ...place, name: code.word(start), kind: 'constant', owner, type })
    } else at = code.next(at)
  }
  return at + 1
}

interface Place {
  readonly from: number
  readonly at: number
  readonly type: TypeRef | undefined
  readonly isAbstract: boolean
  readonly typeParameters: readonly TypeParameter[]
}

/** Reads one member; gives the token behind it. */
function readMember(
  code: Code,
  owner: ClassShape,
  { at: from, sink }: { readonly at: number; readonly sink: Sink },
): number {
  const { at, isAbstract } = skipModifiers(code, owner, from)
  if (at >= owner.close) return at
  if (code.is(at, S.openCurly)) return code.next(at)
  const nested = CLASS_WORDS.has(code.word(at)) ? sink.nested(at) : undefined
  return nested ?? readDeclared(code, owner, { from, at, isAbstract, sink })
}

function skipModifiers(
  code: Code,
  owner: ClassShape,
  from: number,
): { readonly at: number; readonly isAbstract: boolean } {
  let at = from
  let isAbstract = owner.kind === 'interface'
  while (at < owner.close) {
    if (code.is(at, S.at) && code.word(at + 1) !== 'interface') at = skipAnnotation(code, at)
    else if (code.is(at, S.openSquare)) at = code.next(at)
    else if (code.is(at, K.name) && isModifier(code, at)) {
      if (/^(?:default|static|private)$/.test(code.word(at))) isAbstract = false
      if (code.word(at) === 'abstract') isAbstract = true
      at++
    } else break
  }
  return { at: code.is(at, S.at) ? at + 1 : at, isAbstract }
}

interface Declaring {
  readonly from: number
  readonly at: number
  readonly isAbstract: boolean
  readonly sink: Sink
}

/** A function, field or property, from its type on. */
function readDeclared(code: Code, owner: ClassShape, { from, isAbstract, sink, ...place }: Declaring): number {
  let { at } = place
  let typeParameters: readonly TypeParameter[] = []
  if (code.is(at, S.less) && code.mateOf(at) > at) {
    typeParameters = readTypeParameters(code, at)
    at = code.mateOf(at) + 1
  }
  if (code.is(at, K.name) && code.is(at + 1, S.open)) {
    const type: TypeRef = { name: owner.name, args: [], dimensions: 0, at: owner.header }
    return readCallable(code, owner, { from, at, type, isAbstract: false, typeParameters, sink })
  }
  const read = readType(code, at)
  if (read === undefined) return code.next(at)
  const name = nameBehind(code, read.next)
  if (code.word(name) === 'this' && code.is(name + 1, S.openSquare))
    return readCallable(code, owner, { from, at: name, type: read.type, isAbstract, typeParameters, sink })
  if (!code.is(name, K.name)) return code.next(Math.max(at, read.next))
  const found = { from, at: name, type: read.type, isAbstract, typeParameters, sink }
  const isCallable = code.is(name + 1, S.open) || (code.is(name + 1, S.less) && code.is(code.next(name + 1), S.open))
  return isCallable ? readCallable(code, owner, found) : readFields(code, owner, found)
}

function isModifier(code: Code, at: number): boolean {
  const word = code.word(at)
  if (!MODIFIERS.has(word)) return false
  return (
    code.is(at + 1, K.name) ||
    code.is(at + 1, S.less) ||
    code.is(at + 1, S.at) ||
    code.is(at + 1, S.open) ||
    code.is(at + 1, S.openCurly)
  )
}

/** In C# a member may be said to be one of an interface: `int IName<T>.Member`. */
function nameBehind(code: Code, from: number): number {
  let at = from
  while (code.language === 'csharp' && code.is(at, K.name)) {
    const next = code.is(at + 1, S.less) && code.mateOf(at + 1) > at ? code.mateOf(at + 1) + 1 : at + 1
    if (!code.is(next, S.dot)) break
    at = next + 1
  }
  return at
}

type Reading = Place & { readonly sink: Sink }

function readCallable(code: Code, owner: ClassShape, { sink, ...place }: Reading): number {
  let { at, typeParameters } = place
  const { from } = place
  const name = code.word(at)
  if (code.is(at + 1, S.less)) {
    typeParameters = readTypeParameters(code, at + 1)
    at = code.mateOf(at + 1) - 1
  }
  const open = code.is(at + 1, S.open) || code.is(at + 1, S.openSquare) ? at + 1 : code.next(at + 1)
  let end = code.next(open)
  while (end < owner.close && !isBodyStart(code, end)) {
    const read = readConstraints(code, end, typeParameters)
    typeParameters = read.parameters
    end = read.next > end ? read.next : code.next(end)
  }
  const hasBody = code.is(end, S.openCurly)
  const to = hasBody ? code.next(end) : pastSemicolon(code, end, owner.close)
  const kind = place.type?.name === owner.name && place.type.at === owner.header ? 'constructor' : 'method'
  const isExtension = code.language === 'csharp' && code.word(firstWord(code, open + 1)) === 'this'
  const parameters = readParameters(code, open)
  const isAbstract = place.isAbstract && code.is(end, S.semicolon)
  const nameStart = code.start[place.at] ?? 0
  sink.member({ ...place, name, kind, owner, from, to, nameStart, typeParameters, parameters, isAbstract, isExtension })
  return to
}

function firstWord(code: Code, at: number): number {
  return code.is(at, S.openSquare) ? code.next(at) : at
}

function isBodyStart(code: Code, at: number): boolean {
  return code.is(at, S.openCurly) || code.is(at, S.semicolon) || code.is(at, K.arrow)
}

function pastSemicolon(code: Code, from: number, last: number): number {
  let at = from
  while (at < last && !code.is(at, S.semicolon)) at = code.next(at)
  return Math.min(at + 1, last)
}

/** `Type a = 1, b;`, and properties of C#. */
function readFields(code: Code, owner: ClassShape, { sink, ...place }: Reading): number {
  const { from, type } = place
  const { names, next } = fieldNames(code, owner, place.at)
  for (const [index, { at: name, dimensions }] of names.entries()) {
    const own = type !== undefined && dimensions > 0 ? { ...type, dimensions: type.dimensions + dimensions } : type
    const range = {
      at: name,
      nameStart: code.start[name] ?? 0,
      from: index === 0 ? from : name,
      to: names[index + 1]?.at ?? next,
    }
    sink.member({ ...BLANK, ...range, name: code.word(name), kind: 'field', owner, type: own })
  }
  return next
}

interface FieldName {
  readonly at: number
  readonly dimensions: number
}

function fieldNames(
  code: Code,
  owner: ClassShape,
  from: number,
): { readonly names: readonly FieldName[]; readonly next: number } {
  const names: FieldName[] = []
  let at = from
  while (at < owner.close) {
    names.push({ at, dimensions: code.is(at + 1, S.openSquare) ? 1 : 0 })
    at++
    if (code.language === 'csharp' && code.is(at, S.openCurly)) {
      at = code.next(at)
      if (code.is(at, S.equals)) at = pastSemicolon(code, at, owner.close)
      break
    }
    while (at < owner.close && !code.is(at, S.comma) && !code.is(at, S.semicolon)) at = code.next(at)
    if (!code.is(at, S.comma) || !code.is(at + 1, K.name)) {
      at++
      break
    }
    at++
  }
  return { names, next: at }
}

interface ParameterRead extends Parameter {
  readonly at: number
}

function readParameters(code: Code, open: number): readonly Parameter[] {
  return parametersIn(code, open)
}

function parametersIn(code: Code, open: number): readonly ParameterRead[] {
  const close = code.mateOf(open)
  const found: ParameterRead[] = []
  for (let at = open + 1; at < close;) {
    const isVariadicWord = code.word(at) === 'params'
    const read = readType(code, at)
    const name = read?.next ?? at
    if (read !== undefined && code.is(name, K.name)) {
      const isVariadic = isVariadicWord || code.is(name - 1, K.ellipsis)
      const hasDefault = code.is(name + 1, S.equals)
      const isReceiver = code.word(name) === 'this'
      if (!isReceiver) found.push({ name: code.word(name), type: read.type, isVariadic, hasDefault, at: name })
    }
    at = Math.max(at + 1, name)
    while (at < close && !code.is(at, S.comma)) at = code.next(at)
    at++
  }
  return found
}
