import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import type { ChangedDeclaration, FileChange } from '../change/types.ts'
import { followExport } from './bindings.ts'
import { isSameShape, unionParts } from './call-fit.ts'
import { readCallShape, type CallShape } from './call-shape.ts'
import type { Place } from './findings.ts'
import { originalPath, type Side } from './side.ts'
import type { Wanted } from './uses.ts'
import { tokenAt } from '../graph/token-text.ts'
import { textBetween } from './token-groups.ts'

/** What one side did to a declaration that the other may use. */
export type ProvidedChange = {
  readonly wanted: Wanted
  /** Where it stands on the side that changed it. */
  readonly place: Place
  /** `Store.open`. */
  readonly name: string
} & (
  | { readonly kind: 'removed'; readonly now: string | undefined }
  | { readonly kind: 'shape'; readonly before: CallShape; readonly after: CallShape }
  /** Whoever writes down a value of the type has to have one more member. */
  | { readonly kind: 'required'; readonly member: string }
  /** A type takes fewer values. */
  | { readonly kind: 'narrowed'; readonly gone: readonly string[] }
  | { readonly kind: 'body' }
)

/** The changes of a side that reach beyond the changed lines themselves, in the order of its files. */
export async function readProvidedChanges(side: Side): Promise<readonly ProvidedChange[]> {
  const files = side.files.filter((file) => file.status !== 'added' && file.declarations.length > 0)
  await Promise.all([side.before.load(files.map(originalPath)), side.after.load(files.map(({ path }) => path))])
  const found: ProvidedChange[] = []
  for (const file of files) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    found.push(...(await changesOfFile(side, file)))
  }
  return found
}

interface Versions {
  readonly side: Side
  readonly file: FileChange
  readonly before: OpenFile
  readonly after: OpenFile | undefined
}

async function changesOfFile(side: Side, file: FileChange): Promise<readonly ProvidedChange[]> {
  const [before, after] = await Promise.all([side.before.open(originalPath(file)), side.after.open(file.path)])
  if (before === undefined) return []
  const removed = new Set(file.declarations.filter((one) => one.class === 'removed').map((one) => one.qualifiedName))
  const found: ProvidedChange[] = []
  for (const declaration of file.declarations) {
    const isInsideRemoved = removed.has(outerName(declaration.qualifiedName)) && declaration.qualifiedName.includes('.')
    if (isInsideRemoved || !isNamed(declaration)) continue
    // oxlint-disable-next-line no-await-in-loop -- most need no reading
    found.push(...(await changesOf({ side, file, before, after }, declaration)))
  }
  return found
}

/** Overloads are numbered, what has no name is in parentheses. */
function isNamed({ qualifiedName, class: change }: ChangedDeclaration): boolean {
  return change !== 'cosmetic' && !/[#(]/.test(qualifiedName)
}

async function changesOf(versions: Versions, declaration: ChangedDeclaration): Promise<readonly ProvidedChange[]> {
  const { file, before, after } = versions
  const { qualifiedName, name, line, class: change } = declaration
  const outer = outerName(qualifiedName)
  const wanted: Wanted = {
    path: originalPath(file),
    name: outer,
    ...(qualifiedName !== outer && { member: name }),
  }
  const common = { wanted, place: { path: file.path, line }, name: qualifiedName }
  const old = symbolOf(before, qualifiedName)
  const now = after === undefined ? undefined : symbolOf(after, qualifiedName)
  if (change === 'added') {
    const isDemanded = now !== undefined && after !== undefined && isRequiredMember(after, now)
    const whole = { ...common, name: outer, wanted: { path: wanted.path, name: outer } }
    return isDemanded ? [{ ...whole, kind: 'required', member: name }] : []
  }
  if (change === 'removed' || isHidden(wanted, old, now)) {
    if (wanted.member === undefined && (await isStillThere(versions, outer))) return []
    return [{ ...common, kind: 'removed', now: newName(versions, declaration) }]
  }
  if (old === undefined || now === undefined || after === undefined) return []
  return changesOfBoth(common, { before, old, after, now })
}

/** Not exported any more. */
function isHidden({ member }: Wanted, old: CodeSymbol | undefined, now: CodeSymbol | undefined): boolean {
  return member === undefined && old?.isExported === true && now?.isExported === false
}

interface Both {
  readonly before: OpenFile
  readonly old: CodeSymbol
  readonly after: OpenFile
  readonly now: CodeSymbol
}

function changesOfBoth(
  common: Pick<ProvidedChange, 'wanted' | 'place' | 'name'>,
  { before, old, after, now }: Both,
): readonly ProvidedChange[] {
  const shapes = { before: readCallShape(before, old), after: readCallShape(after, now) }
  if (shapes.before !== undefined && shapes.after !== undefined && !isSameShape(shapes.before, shapes.after)) {
    return [{ ...common, kind: 'shape', before: shapes.before, after: shapes.after }]
  }
  if (old.kind === 'type' && now.kind === 'type')
    return typeChanges(common, typeText(before, old), typeText(after, now))
  return [{ ...common, kind: 'body' }]
}

function typeText(open: OpenFile, symbol: CodeSymbol): string {
  const text = textBetween(open, tokenAt(open, symbol.nameStart) + 1, tokenAt(open, symbol.end))
  return text
    .slice(text.indexOf('=') + 1)
    .replace(/;$/, '')
    .trim()
}

function typeChanges(
  common: Pick<ProvidedChange, 'wanted' | 'place' | 'name'>,
  before: string,
  after: string,
): readonly ProvidedChange[] {
  const members = { before: objectMembers(before), after: objectMembers(after) }
  if (members.before !== undefined && members.after !== undefined) {
    const { before: old, after: now } = members
    const added = [...now].filter(([name, isOptional]) => !isOptional && !old.has(name)).map(([name]) => name)
    const removed = [...old.keys()].filter((name) => !now.has(name))
    return [
      ...added.map((member) => ({ ...common, kind: 'required', member }) as const),
      ...removed.map((member) => ({
        ...common,
        name: `${common.name}.${member}`,
        wanted: { ...common.wanted, member },
        kind: 'removed' as const,
        now: undefined,
      })),
    ]
  }
  const remaining = new Set(unionParts(after))
  const gone = unionParts(before).filter((part) => !remaining.has(part))
  return gone.length === 0 ? [] : [{ ...common, kind: 'narrowed', gone }]
}

/** The members of an object type, and whether each may be left out. */
function objectMembers(text: string): ReadonlyMap<string, boolean> | undefined {
  if (!/^\{.*\}$/.test(text)) return undefined
  const names = text.slice(1, -1).matchAll(/(?:^|[;,])\s*(?:readonly\s+)?([\w$]+)(\?)?\s*[:(]/g)
  return new Map(Array.from(names, ([, name = '', mark]) => [name, mark !== undefined] as const))
}

function symbolOf(open: OpenFile, qualifiedName: string): CodeSymbol | undefined {
  return open.symbols.find((symbol) => symbol.qualifiedName === qualifiedName)
}

/** A member that an interface demands of its values, or an abstract class of its heirs. */
function isRequiredMember(open: OpenFile, symbol: CodeSymbol): boolean {
  const parent = open.symbols[symbol.parent]
  const text = open.source.toString('utf8', symbol.start, symbol.end)
  if (parent?.kind === 'interface') return !/^(?:readonly\s+)?[\w$]+\?/.test(text)
  return parent?.kind === 'class' && /\babstract\b/.test(open.source.toString('utf8', symbol.start, symbol.nameStart))
}

async function isStillThere({ side, file }: Versions, name: string): Promise<boolean> {
  return (await followExport(side.after, { path: file.path, name })).length > 0
}

/** What a removed declaration is called now: one of the same text but for its name. */
function newName({ file, before, after }: Versions, removed: ChangedDeclaration): string | undefined {
  const old = symbolOf(before, removed.qualifiedName)
  if (old === undefined || after === undefined) return undefined
  const text = textWithoutName(before, old)
  const candidates = file.declarations.filter((one) => one.class === 'added' && one.kind === removed.kind)
  const same = candidates.find((one) => {
    const symbol = symbolOf(after, one.qualifiedName)
    return symbol !== undefined && textWithoutName(after, symbol) === text
  })
  return same?.name
}

function textWithoutName(open: OpenFile, { start, end, name }: CodeSymbol): string {
  const text = textBetween(open, tokenAt(open, start), tokenAt(open, end))
  return text.replaceAll(new RegExp(String.raw`(?<![\w$])${name.replaceAll('$', String.raw`\$`)}(?![\w$])`, 'g'), '_')
}

function outerName(qualifiedName: string): string {
  return qualifiedName.split('.')[0] ?? qualifiedName
}
