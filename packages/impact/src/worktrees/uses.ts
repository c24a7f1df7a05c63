import { C, languageOfPath, T, type OpenFile } from '@groundcrew/code-map'
import { readCallShape, type CallShape } from './call-shape.ts'
import { importTokens } from '../change/import-tokens.ts'
import type { FileChange } from '../change/types.ts'
import { followExport, readBindings, type Binding } from './bindings.ts'
import type { Call } from './call-fit.ts'
import { basesOf } from './inherited-member.ts'
import { decoratedBy } from './python-needs.ts'
import { primaryStart } from './python-around.ts'
import { readInstances, type Instances } from './python-class-uses.ts'
import { readOperations, type Operation } from './python-operations.ts'
import { copiedWith } from './python-copies.ts'
import { readMeantMembers } from './meant-members.ts'
import { nearOf } from './tree-meaning.ts'
import { isNamedOn, putTogetherAt, usesInTexts } from './python-texts.ts'
import { handedOn, readHeirs } from './python-heirs.ts'
import { isReceiver } from './receivers.ts'
import { callsOfHeirs } from './ruby-heirs.ts'
import { isBlockOf, isRubyUse, madeOf, readRubyCall, receiverOf } from './ruby-uses.ts'
import { isChangedLine, type Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'
import { textAt } from '../graph/token-text.ts'
import { readCall } from './read-call.ts'
import { isCreation, demandsOf, membersAround } from './class-heads.ts'

/** A declaration that somebody else changed, by its place before that. */
export interface Wanted {
  readonly path: string
  /** The outermost declaration: what is imported. */
  readonly name: string
  /** The last part of its name, of a member. */
  readonly member?: string
  /** Ruby's: what the outermost declaration of that name is in, of those that are in another one. */
  readonly scope?: string
  /** Ruby's: it is meant only where its scope is written before it. */
  readonly isScoped?: true
  /** Python's: a name that the module only imported. */
  readonly isHandedOn?: true
  /** Ruby's: a method that the class has from a module. */
  readonly isMixedIn?: true
}

/** A place on a changed line that uses it. */
export interface Use {
  readonly path: string
  readonly line: number
  readonly isImport: boolean
  /** Where it is called or constructed. */
  readonly call?: Call
  /** What a class has that has to have all that this one demands. */
  readonly creates?: ReadonlySet<string>
  /** Python's: the first field that a record that inherits from it demands by place. */
  readonly demands?: string
  /** A member by its name alone, of a value whose type is not known. */
  readonly isByName: boolean
  /** Python's: the name before the dot, in a file that does not name the class. */
  readonly unbound?: string
  /** Python's: the name before the dot. */
  readonly receiver?: string
  /** Ruby's: it is called on the object around. */
  readonly isOnSelf?: true
  /** It is read from the class itself. */
  readonly isOnClass?: true
  /** Python's: what is done with it, where it is not called. */
  readonly operations?: readonly Operation[]
  /** Python's: what is done with its instances, where it is a class. */
  readonly instances?: readonly Instances[]
  /** Python's and Ruby's: it is given a value. */
  readonly isSet?: true
  /** An heir declares it anew. */
  readonly isOverride?: true
  /** How it can be called there. */
  readonly override?: CallShape
  /** Python's: how what it decorates is called. */
  readonly decorated?: CallShape
  /** Python's: the names that it may stand for, where it is put together: `getattr(x, f'on_{kind}')`. */
  readonly pattern?: RegExp
}

/** Where the changed lines of a side use the wanted declarations, in their order. */
export async function findUses(side: Side, wanted: readonly Wanted[]): Promise<readonly (readonly Use[])[]> {
  const found: Use[][] = wanted.map(() => [])
  if (wanted.length === 0) return found
  const changed = side.files.filter(({ hunks, isBinary }) => hunks.length > 0 && !isBinary)
  await side.after.load(changed.map(({ path }) => path))
  for (const file of changed) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = await side.after.open(file.path)
    if (open === undefined) continue
    // oxlint-disable-next-line no-await-in-loop -- as above
    const uses = await usesInFile({ tree: side.after, near: nearOf(side, file.path), file, open }, wanted)
    for (const [index, some] of uses.entries()) found[index]?.push(...some)
    for (const [index, one] of wanted.entries()) found[index]?.push(...usesInTexts({ file, open }, one))
  }
  return found
}

interface Reading {
  readonly tree: SourceTree
  readonly near: readonly string[]
  readonly file: FileChange
  readonly open: OpenFile
}

async function usesInFile(reading: Reading, wanted: readonly Wanted[]): Promise<readonly (readonly Use[])[]> {
  const { open, tree, file } = reading
  const { names } = open.extraction
  const isNamed = ({ name, member, path }: Wanted): boolean =>
    names.find(name) !== undefined ||
    (member !== undefined && names.find(member) !== undefined) ||
    path === file.path ||
    (open.file.language === 'python' && open.source.includes(member ?? name)) ||
    open.extraction.imports.some(({ names: bound }) => bound.some(({ imported }) => imported === 'default'))
  if (!wanted.some(isNamed)) return []
  const bindings = await readBindings(tree, open, new Set(wanted.map(({ name }) => name)))
  const imports = importTokens(open)
  return await Promise.all(
    wanted.map(async (one) => {
      if (!isNamed(one)) return []
      const [locals, meant] = await Promise.all([localNames(reading, bindings, one), readMeantMembers(reading, one)])
      return usesOf({ ...reading, imports, meant }, one, locals)
    }),
  )
}

interface Locals {
  readonly names: ReadonlySet<string>
  readonly namespaces: ReadonlySet<string>
}

async function localNames({ tree, file, open }: Reading, bindings: readonly Binding[], one: Wanted): Promise<Locals> {
  // Every constant of Ruby is known everywhere.
  const isGlobal = isRuby(file.path, one.path) && open.extraction.names.find(one.name) !== undefined
  const isOwn = one.isHandedOn !== true && (file.path === one.path || file.previousPath === one.path)
  const names = new Set(isOwn || isGlobal ? [one.name] : [])
  const namespaces = new Set<string>()
  for (const { local, path, name } of bindings) {
    if (name === one.name && path === one.path) names.add(local)
    if (name !== '*') continue
    // oxlint-disable-next-line no-await-in-loop -- namespaces are few
    const isSame =
      path === one.path ||
      (await followExport(tree, { path, name: one.name })).some((target) => target.path === one.path)
    if (isSame) namespaces.add(local)
  }
  if (one.isHandedOn === true) for (const local of await importedFrom(tree, open, one)) names.add(local)
  return { names, namespaces }
}

/** What a file calls a name that it imports from a module which only handed it on. */
async function importedFrom(tree: SourceTree, open: OpenFile, { path, name }: Wanted): Promise<readonly string[]> {
  const found: string[] = []
  for (const fact of open.extraction.imports) {
    const locals = fact.names.filter(({ imported }) => imported === name).map(({ local }) => local)
    // oxlint-disable-next-line no-await-in-loop -- few import a name of it
    if (locals.length > 0 && (await tree.resolve(open, fact)).includes(path)) found.push(...locals)
  }
  return found
}

function isRuby(...paths: readonly string[]): boolean {
  return paths.every((path) => languageOfPath(path) === 'ruby')
}

interface Marked extends Reading {
  readonly imports: Uint8Array
  /** Of tokens of which it is known, whether they mean the wanted member. */
  readonly meant: ReadonlyMap<number, boolean>
}

function usesOf(reading: Marked, wanted: Wanted, locals: Locals): readonly Use[] {
  const { open, file } = reading
  if (locals.names.size === 0 && locals.namespaces.size === 0) return unboundUses(reading, wanted)
  const { tokens } = open.extraction
  const found: Use[] = []
  for (let at = 0; at < tokens.count; at++) {
    const line = tokens.line[at] as number
    if (!isChangedLine(file, line)) continue
    if (!(reading.meant.get(at) ?? isUse(open, at, { wanted, locals }))) continue
    found.push(useAt({ ...reading, wanted, locals }, at))
  }
  return [...found, ...heirCalls(reading, wanted, locals), ...callsOfHeirs(reading, wanted)]
}

/** Members of Python and Ruby in a file that does not name their class: those that are known to be meant, and those that have the name. */
function unboundUses(reading: Marked, wanted: Wanted): readonly Use[] {
  const { open, file, meant } = reading
  const { tokens } = open.extraction
  const found: Use[] = []
  if (!['python', 'ruby'].includes(open.file.language) || wanted.member === undefined) return found
  const locals = { names: new Set<string>(), namespaces: new Set<string>() }
  for (let at = 0; at < tokens.count; at++) {
    const isNamed = tokens.kind[at] === T.name && textAt(open, at) === wanted.member
    if (
      !(isNamed || isBlockOf(open, at, wanted.member)) ||
      meant.get(at) === false ||
      !isChangedLine(file, tokens.line[at] as number)
    )
      continue
    const use = useAt({ ...reading, wanted, locals }, at)
    if (meant.get(at) === true) found.push(use)
    else if (isOnObject(open, at, wanted)) found.push({ ...use, unbound: unboundAt(open, at) })
  }
  return found
}

function unboundAt(open: OpenFile, at: number): string {
  return open.file.language === 'ruby' ? receiverOf(open, at) : (copiedWith(open, at) ?? textAt(open, at - 2))
}

function isOnObject(open: OpenFile, at: number, wanted: Wanted): boolean {
  if (open.file.language === 'ruby') return isRubyUse(open, at, wanted)
  return open.extraction.tokens.kind[at - 1] === C.dot || copiedWith(open, at) !== undefined
}

/** Calls of classes of Python that inherit how they are made, or hand on what they are given by name. */
function heirCalls({ open, file }: Marked, { member }: Wanted, { names }: Locals): readonly Use[] {
  if (open.file.language !== 'python' || member !== undefined || names.size === 0) return []
  const { tokens } = open.extraction
  const heirs = new Map(readHeirs(open, names).map((heir) => [heir.name, heir]))
  const found: Use[] = []
  for (let at = 0; heirs.size > 0 && at < tokens.count; at++) {
    const line = tokens.line[at] as number
    const heir = tokens.kind[at - 1] === C.dot ? undefined : heirs.get(textAt(open, at))
    if (heir === undefined || !isChangedLine(file, line) || isDeclared(open, at)) continue
    const call = readCall(open, at)
    if (call === undefined) continue
    found.push({ path: file.path, line, isImport: false, isByName: false, call: handedOn(call, heir) })
  }
  return found
}

function useAt({ open, file, imports, meant: known, wanted, locals }: Marked & Meant, at: number): Use {
  const { member } = wanted
  const meant = { wanted, locals }
  const override = overrideAt(open, at, meant)
  const call = override === undefined ? callAt(open, at, wanted) : undefined
  const onClass = isOnName(open, at, locals.names) ? ({ isOnClass: true } as const) : undefined
  return {
    path: file.path,
    line: open.extraction.tokens.line[at] as number,
    isImport: imports[at] === 1 || isReExport(open, at),
    ...(call !== undefined && { call: { ...call, ...onClass } }),
    ...(member === undefined && isCreation(open, at) && { creates: membersAround(open, at) }),
    ...(member === undefined && demandsOf(open, at)),
    isByName:
      member !== undefined && known.get(at) !== true && onClass === undefined && !isOfType(open, at, locals.names),
    ...onClass,
    ...readDynamicUse(open, at, call !== undefined),
    ...(isOverride(open, at, meant) && { isOverride: true }),
    ...(override !== undefined && { override }),
  }
}

function callAt(open: OpenFile, at: number, wanted: Wanted): Call | undefined {
  return open.file.language === 'ruby' ? readRubyCall(open, at, wanted) : readCall(open, at)
}

function readDynamicUse(
  open: OpenFile,
  at: number,
  isCalled: boolean,
): Pick<Use, 'isSet' | 'isOnSelf' | 'operations' | 'decorated' | 'receiver' | 'instances' | 'pattern'> {
  if (open.file.language === 'ruby')
    return { ...(isSet(open, at) && { isSet: true }), ...(isOnSelf(open, at) && { isOnSelf: true }) }
  if (open.file.language !== 'python') return {}
  const decorated = decoratedBy(open, at)
  const instances = readInstances(open, at)
  const pattern = open.extraction.tokens.kind[at] === T.string ? putTogetherAt(open, at) : undefined
  return {
    ...receiverAt(open, at),
    ...(isSet(open, at) && { isSet: true }),
    ...(!isCalled && { operations: readOperations(open, primaryStart(open, at), at) }),
    ...(decorated !== undefined && { decorated }),
    ...(instances.length > 0 && { instances }),
    ...(pattern !== undefined && { pattern }),
  }
}

/** `member`, `self.member` */
function isOnSelf(open: OpenFile, at: number): boolean {
  const { kind } = open.extraction.tokens
  const isMember = [C.dot, T.optionalChain, T.scope].includes(kind[at - 1] as never)
  return kind[at] === T.name && (!isMember || textAt(open, at - 2) === 'self')
}

function receiverAt(open: OpenFile, at: number): Pick<Use, 'receiver'> {
  const receiver =
    copiedWith(open, at) ?? (open.extraction.tokens.kind[at - 1] === C.dot ? textAt(open, at - 2) : undefined)
  return receiver === undefined ? {} : { receiver }
}

function isOfType(open: OpenFile, at: number, names: ReadonlySet<string>): boolean {
  return open.file.language === 'ruby' ? names.has(madeOf(open, at) ?? '') : isReceiver(open, at, names)
}

interface Meant {
  readonly wanted: Wanted
  readonly locals: Locals
}

function isUse(open: OpenFile, at: number, { wanted, locals }: Meant): boolean {
  const { name, member } = wanted
  if (isOverride(open, at, { wanted, locals })) return true
  if (member === '__call__' && isCallOfInstance(open, at, locals.names)) return true
  if (open.file.language === 'ruby') return isRubyUse(open, at, wanted)
  if ((open.extraction.tokens.id[at] as number) < 0)
    return isKeyUse(open, at, { member, locals }) || isNamedOn(open, at, { wanted, locals })
  const text = textAt(open, at)
  return member === undefined ? isNameUse(open, at, { text, name, locals }) : text === member && isMemberUse(open, at)
}

/** `x.member = …`, `x.member ||= …`, whose sign may be several tokens. */
function isSet(open: OpenFile, at: number): boolean {
  const { source, extraction } = open
  const { tokens } = extraction
  const from = tokens.start[at + 1]
  // A copy with another value sets nothing.
  if (at + 1 >= tokens.count || from === undefined || copiedWith(open, at) !== undefined) return false
  return /^(?:[-+*/%|&^@]|\/\/|\*\*|<<|>>|\|\||&&)?=(?![=~>])/.test(source.toString('utf8', from, from + SIGN_BYTES))
}

/** The longest sign that sets something, and what must not stand behind it. */
const SIGN_BYTES = 4

/** `x(…)` where `x` was made of one of the classes. */
function isCallOfInstance(open: OpenFile, at: number, names: ReadonlySet<string>): boolean {
  const { kind } = open.extraction.tokens
  return kind[at] === T.name && kind[at + 1] === C.open && kind[at - 1] !== C.dot && isReceiver(open, at + 2, names)
}

/** A method of that name in a class that inherits from one of the classes. */
function isOverride(open: OpenFile, at: number, { wanted: { name, member }, locals }: Meant): boolean {
  if (member === undefined || !['python', 'ruby'].includes(open.file.language) || textAt(open, at) !== member)
    return false
  const start = open.extraction.tokens.start[at]
  const symbol = open.symbols.find(
    ({ nameStart, kind }) =>
      nameStart === start && (kind === 'method' || (kind === 'field' && open.file.language === 'python')),
  )
  const heir = symbol === undefined ? undefined : open.symbols[symbol.parent]
  return heir !== undefined && basesOf(open, heir).some((base) => isBaseOf(base, { name, locals }))
}

/** `Base`, or `module.Base` where the module is imported. */
function isBaseOf(base: string, { name, locals }: { readonly name: string; readonly locals: Locals }): boolean {
  const last = base.split(/[.:]+/).at(-1) ?? ''
  const isOfModule = last === name && locals.namespaces.has(base.slice(0, Math.max(0, base.lastIndexOf('.'))))
  return isOfModule || locals.names.has(last)
}

function overrideAt(open: OpenFile, at: number, meant: Meant): CallShape | undefined {
  if (open.file.language !== 'python' || !isOverride(open, at, meant)) return undefined
  const symbol = open.symbols.find(({ nameStart }) => nameStart === open.extraction.tokens.start[at])
  return symbol?.kind === 'method' ? readCallShape(open, symbol) : undefined
}

function isNameUse(
  open: OpenFile,
  at: number,
  { text, name, locals }: { readonly text: string; readonly name: string; readonly locals: Locals },
): boolean {
  const { tokens } = open.extraction
  const before = tokens.kind[at - 1]
  const isMember = at > 0 && (before === C.dot || before === T.optionalChain)
  if (isMember) return text === name && locals.namespaces.has(textAt(open, at - 2)) && tokens.kind[at - 3] !== C.dot
  if (!locals.names.has(text)) return false
  const isKey = tokens.kind[at + 1] === C.colon && (before === C.openBrace || before === C.comma)
  return !isKey && !isDeclared(open, at)
}

/** The name of its own declaration is no use of it. */
function isDeclared(open: OpenFile, at: number): boolean {
  const start = open.extraction.tokens.start[at]
  return open.symbols.some((symbol) => symbol.nameStart === start)
}

/** `NAME.member` or `NAME['member']`. */
function isOnName(open: OpenFile, at: number, names: ReadonlySet<string>): boolean {
  const before = open.extraction.tokens.kind[at - 1]
  const isMember = [C.dot, T.optionalChain, T.scope, C.openBracket].includes(before as never)
  return isMember && names.has(textAt(open, at - 2))
}

/** `NAME['member']`. */
function isKeyUse(
  open: OpenFile,
  at: number,
  { member, locals }: { readonly member: string | undefined; readonly locals: Locals },
): boolean {
  const { tokens } = open.extraction
  const isKey = tokens.kind[at - 1] === C.openBracket && tokens.kind[at + 1] === C.closeBracket
  return isKey && textAt(open, at).replaceAll(/^['"]|['"]$/g, '') === member && isOnName(open, at, locals.names)
}

function isMemberUse(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  const before = tokens.kind[at - 1]
  if (before === C.dot || before === T.optionalChain || copiedWith(open, at) !== undefined) return true
  // A property that is written down, or taken out of an object.
  const isInBraces = before === C.openBrace || before === C.comma
  return (
    isInBraces &&
    (tokens.kind[at + 1] === C.colon || tokens.kind[at + 1] === C.comma || tokens.kind[at + 1] === C.closeBrace)
  )
}

function isReExport(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  for (let before = at - 1; before >= 0; before--) {
    const kind = tokens.kind[before] as number
    if (kind === C.openBrace) return textAt(open, before - 1) === 'export'
    if (kind !== C.comma && kind !== T.name) return false
  }
  return false
}
