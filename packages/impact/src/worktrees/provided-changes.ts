import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import type { ChangedDeclaration, FileChange } from '../change/types.ts'
import { followExport } from './bindings.ts'
import { isSameShape } from './call-fit.ts'
import { unionParts } from './union-parts.ts'
import { readCallShape, type CallShape } from './call-shape.ts'
import type { Place } from './findings.ts'
import type { TypeShape } from './literal-uses.ts'
import { inheritsMember } from './inherited-member.ts'
import { readConstantKeys, readTypeMembers, type TypeMember } from './object-members.ts'
import { readHeldValues } from './python-fields.ts'
import { heldInAttributes } from './python-held.ts'
import { readInstance } from './python-classes.ts'
import { demandedByHeirs } from './python-abstract.ts'
import { goneImports } from './python-imports.ts'
import { lookedUpByParameter } from './python-lookups.ts'
import { readNeeds, type Needs } from './python-needs.ts'
import { isAbstractInPython, readRecordShape } from './python-shape.ts'
import type { PythonValue } from './python-values.ts'
import { otherRecords, readOnlyAttributes } from './ruby-attributes.ts'
import { goneMacros } from './ruby-macros.ts'
import { otherReach } from './ruby-reach.ts'
import { lostByMixins } from './ruby-mixins.ts'
import { declaresConstant } from './ruby-constants.ts'
import { originalPath, type Side } from './side.ts'
import type { Wanted } from './uses.ts'
import { tokenAt } from '../graph/token-text.ts'
import { textBetween } from './token-groups.ts'
import { frozenFields, goneValues, leftClass, newSlots, otherInstances } from './python-changes.ts'
import { newlyEntered } from './python-entered.ts'
import { scaledResult } from './python-scaled.ts'
import { newName, symbolOf } from './new-name.ts'

/** What one side did to a declaration that the other may use. */
export type ProvidedChange = {
  readonly wanted: Wanted
  /** Where it stands on the side that changed it. */
  readonly place: Place
  /** `Store.open`. */
  readonly name: string
  /** Python's: what a function does with what it is given, before and after. */
  readonly needs?: { readonly before: Needs; readonly after: Needs }
  /** Python's: by what the number that it returns is another one now. */
  readonly scaled?: string
} &
  /** `shape`: of the type that a member was taken out of. */
  (
    | {
        readonly kind: 'removed'
        readonly now: string | undefined
        readonly shape?: TypeShape
        readonly isHidden?: true
        readonly isDoubtful?: true
      }
    | { readonly kind: 'shape'; readonly before: CallShape; readonly after: CallShape }
    /** Whoever writes down a value of the type has to have one more member. */
    | { readonly kind: 'required'; readonly member: string; readonly shape: TypeShape }
    /** A union or enum has more values. */
    | { readonly kind: 'widened'; readonly before: readonly string[]; readonly added: readonly string[] }
    /** A type takes fewer values. */
    | { readonly kind: 'narrowed'; readonly gone: readonly string[] }
    /** An attribute of a class that only its instances have now. */
    | { readonly kind: 'left-class' }
    /** What can be done with an instance of a class of Python. */
    | {
        readonly kind: 'made'
        readonly before: readonly PythonValue[]
        readonly after: readonly PythonValue[]
        /** Where there are instances beside those that a call of the class makes: `RED`, `parse()`, `*`. */
        readonly from: ReadonlySet<string>
      }
    /** Only these attributes can be set on an instance of a class of Python. */
    | { readonly kind: 'slots'; readonly slots: ReadonlySet<string> }
    /** A name that a module of Python does not import any more; `module` where it is one of its own package. */
    | { readonly kind: 'handed-on'; readonly module: string | undefined }
    /** What a class of Python does with what it is made of. */
    | { readonly kind: 'given' }
    /** A class of Python whose objects have to be entered by `with` before some of their methods are called. */
    | { readonly kind: 'entered'; readonly methods: ReadonlySet<string> }
    /** A field that nobody can set any more. */
    | { readonly kind: 'frozen' }
    /** What a constant of Python may be. */
    | {
        readonly kind: 'constant'
        readonly before: readonly PythonValue[]
        readonly after: readonly PythonValue[]
        /** It is an attribute that holds what changed. */
        readonly isHeld?: true
      }
    /** A function looks its parameter up in what has some of its keys no more. */
    | { readonly kind: 'keys'; readonly gone: readonly string[]; readonly index: number; readonly parameter: string }
    /** Values by which a member of an enum was looked up. */
    | { readonly kind: 'values'; readonly gone: readonly string[] }
    | { readonly kind: 'body' }
  )

/** The changes of a side that reach beyond the changed lines themselves, in the order of its files. */
export async function readProvidedChanges(side: Side): Promise<readonly ProvidedChange[]> {
  const files = side.files.filter(
    ({ path, status, declarations }) => status !== 'added' && (declarations.length > 0 || path.endsWith('.py')),
  )
  await Promise.all([side.before.load(files.map(originalPath)), side.after.load(files.map(({ path }) => path))])
  const found: ProvidedChange[] = []
  for (const file of files) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    found.push(...(await changesOfFile(side, file)))
  }
  const derived = [demandedByHeirs, lookedUpByParameter, heldInAttributes].map(
    async (derive) => await derive(side, found),
  )
  return [...found, ...(await Promise.all(derived)).flat()]
}

export interface Versions {
  readonly side: Side
  readonly file: FileChange
  readonly before: OpenFile
  readonly after: OpenFile | undefined
}

async function changesOfFile(side: Side, file: FileChange): Promise<readonly ProvidedChange[]> {
  const [before, after] = await Promise.all([side.before.open(originalPath(file)), side.after.open(file.path)])
  if (before === undefined) return []
  const removed = await removedWhole({ side, file, before, after })
  const found: ProvidedChange[] = []
  for (const declaration of file.declarations) {
    if (isInside(declaration.qualifiedName, removed) || !isNamed(declaration)) continue
    // oxlint-disable-next-line no-await-in-loop -- most need no reading
    found.push(...(await changesOf({ side, file, before, after }, declaration)))
  }
  const handedOn = await goneImports(side, file, { before, after })
  const inRuby = [readOnlyAttributes, otherRecords, goneMacros, otherReach].flatMap((read) =>
    after === undefined ? [] : read(file, before, after),
  )
  const lost = await lostByMixins(side, file, { before, after })
  return [...found, ...inRuby, ...lost, ...classChanges({ side, file, before, after }), ...handedOn]
}

/** The declarations that went with all that is in them; of Ruby's modules another file may have a part that stays. */
async function removedWhole(versions: Versions): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const { class: change, qualifiedName, name } of versions.file.declarations) {
    if (change !== 'removed') continue
    const isRuby = versions.before.file.language === 'ruby'
    // oxlint-disable-next-line no-await-in-loop -- only Ruby's are looked for
    if (!isRuby || !(await isStillThere(versions, name))) found.add(qualifiedName)
  }
  return found
}

function recordChange(common: Common, { before, old, after, now }: Both): readonly ProvidedChange[] {
  const shapes = { before: readRecordShape(before, old), after: readRecordShape(after, now) }
  if (shapes.before === undefined || shapes.after === undefined || isSameShape(shapes.before, shapes.after)) return []
  return [{ ...common, kind: 'shape', before: shapes.before, after: shapes.after }]
}

function isInside(qualifiedName: string, names: ReadonlySet<string>): boolean {
  const parts = qualifiedName.split('.')
  return parts.some((_, count) => count > 0 && names.has(parts.slice(0, count).join('.')))
}

/** Classes that are made of their fields, or have values, some of which changed. */
function classChanges({ file, before, after }: Versions): readonly ProvidedChange[] {
  const names = new Set(file.declarations.map(({ qualifiedName }) => outerName(qualifiedName)))
  return [...names].flatMap((name): readonly ProvidedChange[] => {
    const [old, now] = [symbolOf(before, name), after === undefined ? undefined : symbolOf(after, name)]
    if (old === undefined || now === undefined || after === undefined) return []
    const common = { wanted: { path: originalPath(file), name }, place: { path: file.path, line: now.line }, name }
    const both = { before, old, after, now }
    return [
      ...recordChange(common, both),
      ...frozenFields(common, both),
      ...goneValues(common, both),
      ...otherInstances(common, both),
      ...newSlots(common, both),
      ...newlyEntered(common, both),
      ...otherNeeds(common, both),
    ]
  })
}

/** Overloads are numbered, what has no name is in parentheses. */
function isNamed({ qualifiedName, class: change }: ChangedDeclaration): boolean {
  return change !== 'cosmetic' && !/[#(]/.test(qualifiedName)
}

async function changesOf(versions: Versions, declaration: ChangedDeclaration): Promise<readonly ProvidedChange[]> {
  const { file, before, after } = versions
  const { qualifiedName, line, class: change } = declaration
  const { outer, ...parts } = partsOf(before, declaration)
  const wanted: Wanted = { path: originalPath(file), name: outer, ...parts }
  const common = { wanted, place: { path: file.path, line }, name: qualifiedName }
  const old = symbolOf(before, qualifiedName)
  const now = after === undefined ? undefined : symbolOf(after, qualifiedName)
  const { member: _, ...around } = wanted
  const whole = { ...common, name: outer, wanted: around }
  const shape = shapeOf(before, outer)
  if (change === 'added')
    return now === undefined || after === undefined ? [] : changesOfAdded(whole, { before, after, now, shape })
  const isReplaced = change === 'removed' && now !== undefined && before.file.language === 'ruby'
  if ((change === 'removed' && !isReplaced) || isHidden(wanted, old, now)) {
    return await removal(versions, declaration, { ...common, shape })
  }
  return old === undefined || now === undefined || after === undefined
    ? []
    : changesOfKept({ common, whole, shape }, { before, old, after, now })
}

async function removal(
  versions: Versions,
  declaration: ChangedDeclaration,
  common: Common & { readonly shape: TypeShape },
): Promise<readonly ProvidedChange[]> {
  const { wanted } = common
  if (wanted.member === undefined && (await isStillThere(versions, wanted.name)))
    return await movedOut(versions, common)
  const inherited = await inheritedAs(versions, declaration)
  if (inherited === 'yes') return []
  const now = newName(versions, declaration)
  return [{ ...common, kind: 'removed', now, ...(inherited === 'unknown' && { isDoubtful: true }) }]
}

/** A class of Ruby that another one or a module held, and that is somewhere else now: `Ticket::Missing` is it no more. */
async function movedOut({ side, before }: Versions, common: Common): Promise<readonly ProvidedChange[]> {
  const { wanted } = common
  if (before.file.language !== 'ruby' || wanted.scope === undefined) return []
  if (await declaresConstant(side.after, wanted.name, wanted.scope)) return []
  return [{ ...common, wanted: { ...wanted, isScoped: true }, kind: 'removed', now: wanted.name }]
}

/** What is gone from a class may come from another one. What a base from elsewhere has TypeScript knows. */
async function inheritedAs(
  { side, after }: Versions,
  { qualifiedName, name }: ChangedDeclaration,
): Promise<'yes' | 'no' | 'unknown'> {
  if (after === undefined) return 'no'
  const around = qualifiedName.slice(0, -name.length - 1)
  const isOfClass = after.symbols.some(({ kind, qualifiedName: whole }) => kind === 'class' && whole === around)
  const inherited = isOfClass ? await inheritsMember(side.after, { open: after, name: around }, name) : 'no'
  const isTyped = ['typescript', 'tsx'].includes(after.file.language)
  return inherited === 'unknown' && isTyped ? 'no' : inherited
}

interface NameParts {
  /** What a user has to name: the outermost declaration; in Ruby the class or module around a method. */
  readonly outer: string
  readonly member?: string
  readonly scope?: string
}

function partsOf({ file }: OpenFile, { qualifiedName, name, kind }: ChangedDeclaration): NameParts {
  const parts = qualifiedName.split('.')
  if (file.language !== 'ruby') {
    const outer = outerName(qualifiedName)
    return { outer, ...(qualifiedName !== outer && { member: name }) }
  }
  const own = ['class', 'module'].includes(kind) || parts.length === 1 ? parts.length - 1 : parts.length - 2
  const [scope, member] = [parts[own - 1], parts[own + 1]]
  return {
    outer: parts[own] ?? name,
    ...(member !== undefined && { member }),
    ...(scope !== undefined && { scope }),
  }
}

/** What a change of one declaration has whatever it is. */
export type Common = Pick<ProvidedChange, 'wanted' | 'place' | 'name'>

/** Of what is there on both sides: `whole` is the outermost declaration around it. */
function changesOfKept(
  { common, whole, shape }: { readonly common: Common; readonly whole: Common; readonly shape: TypeShape },
  both: Both,
): readonly ProvidedChange[] {
  const { before, old, after, now } = both
  const isDemandedNow = isRequiredMember(after, now) && isOptionalMember(before, old)
  if (isDemandedNow) return [{ ...whole, kind: 'required', member: now.name, shape }]
  return changesOfBoth(isConstructor(after, now) ? whole : common, both)
}

const NO_SHAPE: TypeShape = { required: [], all: new Set() }

function shapeOf(open: OpenFile, name: string): TypeShape {
  const symbol = open.symbols.find((one) => one.qualifiedName === name && TYPES.includes(one.kind))
  const members = symbol === undefined ? undefined : readTypeMembers(open, symbol)
  return members === undefined ? NO_SHAPE : toShape(members)
}

const TYPES: readonly string[] = ['interface', 'type']

function toShape(members: ReadonlyMap<string, TypeMember>): TypeShape {
  const required = [...members].filter(([, { isOptional }]) => !isOptional).map(([name]) => name)
  return { required, all: new Set(members.keys()) }
}

interface Grown {
  readonly before: OpenFile
  readonly after: OpenFile
  readonly now: CodeSymbol
}

function changesOfAdded(
  whole: Pick<ProvidedChange, 'wanted' | 'place' | 'name'>,
  { shape, ...grown }: Grown & { readonly shape: TypeShape },
): readonly ProvidedChange[] {
  const { after, now } = grown
  if (isRequiredMember(after, now)) return [{ ...whole, kind: 'required', member: now.name, shape }]
  return [...enumGrowth(whole, grown), ...newConstructor(whole, grown)]
}

/** One more value of an enum that there was before. */
function enumGrowth(
  whole: Pick<ProvidedChange, 'wanted' | 'place' | 'name'>,
  { before, after, now }: Grown,
): readonly ProvidedChange[] {
  const parent = after.symbols[now.parent]
  if (parent?.kind !== 'enum') return []
  const self = before.symbols.findIndex(({ kind, qualifiedName }) => kind === 'enum' && qualifiedName === parent.name)
  const values = before.symbols.filter(({ parent: of }) => self !== -1 && of === self).map(({ name }) => name)
  if (values.length === 0) return []
  const dotted = (name: string): string => `${parent.name}.${name}`
  return [{ ...whole, kind: 'widened', before: values.map(dotted), added: [dotted(now.name)] }]
}

/** A class that was made without arguments, and inherits nothing, wants some. */
function newConstructor(
  whole: Pick<ProvidedChange, 'wanted' | 'place' | 'name'>,
  { before, after, now }: Grown,
): readonly ProvidedChange[] {
  const old = before.symbols.find(({ kind, qualifiedName }) => kind === 'class' && qualifiedName === whole.name)
  const shape = isConstructor(after, now) ? readCallShape(after, now) : undefined
  if (old === undefined || shape === undefined) return []
  const head = before.source.toString('utf8', old.nameStart, old.signatureEnd)
  if (/\bextends\b|\(\s*\w|<\s*\w/.test(head)) return []
  const none: CallShape = { parameters: [], returnType: undefined, isAsync: false }
  return [{ ...whole, kind: 'shape', before: none, after: shape }]
}

function isConstructor({ file }: OpenFile, { kind, name }: CodeSymbol): boolean {
  return kind === 'constructor' || name === '__init__' || (file.language === 'ruby' && name === 'initialize')
}

function isOptionalMember(open: OpenFile, symbol: CodeSymbol): boolean {
  return open.symbols[symbol.parent]?.kind === 'interface' && !isRequiredMember(open, symbol)
}

function isPrivate(open: OpenFile, { start, nameStart, isExported }: CodeSymbol): boolean {
  if (open.file.language === 'ruby') return !isExported
  return /\b(?:private|protected)\b/.test(open.source.toString('utf8', start, nameStart))
}

/** Not exported any more; in Python everything can be imported. */
function isHidden({ member, path }: Wanted, old: CodeSymbol | undefined, now: CodeSymbol | undefined): boolean {
  return member === undefined && !path.endsWith('.py') && old?.isExported === true && now?.isExported === false
}

/** A declaration on both sides. */
export interface Both {
  readonly before: OpenFile
  readonly old: CodeSymbol
  readonly after: OpenFile
  readonly now: CodeSymbol
}

function changesOfBoth(common: Common, both: Both): readonly ProvidedChange[] {
  const { before, old, after, now } = both
  if (isPrivate(after, now) && !isPrivate(before, old))
    return [{ ...common, kind: 'removed', now: undefined, isHidden: true }]
  const shapes = { before: shapeBeside(before, old, now), after: shapeBeside(after, now, old) }
  if (shapes.before !== undefined && shapes.after !== undefined && !isSameShape(shapes.before, shapes.after)) {
    return [{ ...common, ...needsOf(both), kind: 'shape', before: shapes.before, after: shapes.after }]
  }
  const left = leftClass(common, { before, old, after, now })
  if (left.length > 0) return left
  const values = { before: readHeldValues(before, old), after: readHeldValues(after, now) }
  if (values.before !== undefined && values.after !== undefined)
    return [{ ...common, kind: 'constant', before: values.before, after: values.after }]
  if (old.kind === 'type' && now.kind === 'type') return typeChanges(common, { before, old, after, now })
  const keys = { before: readConstantKeys(before, old), after: readConstantKeys(after, now) }
  const gone = keys.after === undefined ? [] : [...(keys.before ?? [])].filter((key) => !keys.after?.has(key))
  return [
    ...gone.map((member) => withoutMember(common, member, NO_SHAPE)),
    { ...common, ...needsOf(both), kind: 'body' },
  ]
}

/** How it is called; of a class that is a function on the other side, with what a call gives. */
function shapeBeside(open: OpenFile, symbol: CodeSymbol, other: CodeSymbol): CallShape | undefined {
  const shape = readCallShape(open, symbol)
  const isClassHere = open.file.language === 'python' && symbol.kind === 'class' && other.kind !== 'class'
  return shape === undefined || !isClassHere ? shape : { ...shape, results: [readInstance(open, symbol)] }
}

function needsOf({ before, old, after, now }: Both): Pick<ProvidedChange, 'needs' | 'scaled'> {
  const scaled = scaledResult({ open: before, symbol: old }, { open: after, symbol: now })
  const needs = { before: readNeeds(before, old), after: readNeeds(after, now) }
  return needs.before === undefined || needs.after === undefined
    ? {}
    : { needs: { before: needs.before, after: needs.after }, ...(scaled !== undefined && { scaled }) }
}

/** Its methods use what its constructor was given. */
function otherNeeds(common: Common, { before, old, after, now }: Both): readonly ProvidedChange[] {
  const made = {
    old: symbolOf(before, `${old.qualifiedName}.__init__`),
    now: symbolOf(after, `${now.qualifiedName}.__init__`),
  }
  if (before.file.language !== 'python' || made.old === undefined || made.now === undefined) return []
  const { needs } = needsOf({ before, old: made.old, after, now: made.now })
  const isSame =
    needs === undefined || JSON.stringify(needs.before.parameters) === JSON.stringify(needs.after.parameters)
  return isSame ? [] : [{ ...common, needs, kind: 'given' }]
}

function withoutMember(common: Common, member: string, shape: TypeShape): ProvidedChange {
  const wanted = { ...common.wanted, member }
  return { ...common, name: `${common.name}.${member}`, wanted, kind: 'removed', now: undefined, shape }
}

function typeText(open: OpenFile, symbol: CodeSymbol): string {
  const text = textBetween(open, tokenAt(open, symbol.nameStart) + 1, tokenAt(open, symbol.end))
  return text
    .slice(text.indexOf('=') + 1)
    .replace(/;$/, '')
    .trim()
}

function typeChanges(common: Common, { before, old, after, now }: Both): readonly ProvidedChange[] {
  const members = { before: readTypeMembers(before, old), after: readTypeMembers(after, now) }
  if (members.before !== undefined && members.after !== undefined) {
    const was = members.before
    const shape = toShape(was)
    const demanded = [...members.after].filter(
      ([name, { isOptional }]) => !isOptional && was.get(name)?.isOptional !== false,
    )
    const removed = [...was.keys()].filter((name) => members.after?.has(name) === false)
    return [
      ...demanded.map(([member]) => ({ ...common, kind: 'required', member, shape }) as const),
      ...removed.map((member) => withoutMember(common, member, shape)),
    ]
  }
  const parts = { before: unionParts(typeText(before, old)), after: unionParts(typeText(after, now)) }
  const gone = parts.before.filter((part) => !parts.after.includes(part))
  const added = parts.after.filter((part) => !parts.before.includes(part) && /^['"`]/.test(part))
  const grown: ProvidedChange = { ...common, kind: 'widened', before: parts.before, added }
  return [
    ...(gone.length === 0 ? [] : [{ ...common, kind: 'narrowed', gone } as const]),
    ...(added.length === 0 ? [] : [grown]),
  ]
}

function isRequiredMember(open: OpenFile, symbol: CodeSymbol): boolean {
  const parent = open.symbols[symbol.parent]
  const text = open.source.toString('utf8', symbol.start, symbol.end)
  if (parent?.kind === 'interface') return !/^(?:readonly\s+)?[\w$]+\?/.test(text)
  if (isAbstractInPython(open, symbol)) return true
  return parent?.kind === 'class' && /\babstract\b/.test(open.source.toString('utf8', symbol.start, symbol.nameStart))
}

async function isStillThere({ side, file, before }: Versions, name: string): Promise<boolean> {
  if (before.file.language === 'ruby') return await declaresConstant(side.after, name)
  const places = [file.path, ...moduleTwins(originalPath(file))]
  const found = await Promise.all(places.map(async (path) => await followExport(side.after, { path, name })))
  return found.some((targets) => targets.length > 0)
}

/** Python's: a module is a file or a package of its name. */
function moduleTwins(path: string): readonly string[] {
  if (!path.endsWith('.py')) return []
  return path.endsWith('/__init__.py')
    ? [path, path.replace(/\/__init__\.py$/, '.py')]
    : [path, path.replace(/\.py$/, '/__init__.py')]
}

function outerName(qualifiedName: string): string {
  return qualifiedName.split('.')[0] ?? qualifiedName
}
