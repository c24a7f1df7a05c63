import { codeWithoutComments, isUseLanguage, openSource, type OpenFile } from '@groundcrew/code-map'
import { compareImports } from './compare-imports.ts'
import { isTokenized } from './token-words.ts'
import type { ChangeClass, ChangedDeclaration, WholeReason } from './types.ts'
import { IMPORTS, readUnits, TOP_LEVEL, type Unit } from './units.ts'

export interface SourcePair {
  /** The name now. */
  readonly path: string
  readonly previousPath: string
  /** Undefined on the side where there is no such file. */
  readonly before: Buffer | undefined
  readonly after: Buffer | undefined
}

export type Comparison =
  | { readonly kind: 'declarations'; readonly declarations: readonly ChangedDeclaration[] }
  | { readonly kind: 'whole'; readonly because: WholeReason }

const sourceBytesMax = 2 * 1024 * 1024

/** Which declarations of a file differ between two versions, and how. Reads nothing but the bytes it is given. */
export function compareSources({ path, previousPath, before, after }: SourcePair): Comparison {
  if ((before?.length ?? 0) > sourceBytesMax || (after?.length ?? 0) > sourceBytesMax) return whole('too-large')
  const old = before === undefined ? undefined : openSource(previousPath, before)
  const now = after === undefined ? undefined : openSource(path, after)
  const sides = [old, now].filter((side) => side !== undefined)
  if (sides.some((side) => !isTokenized(side.file.language))) return compareText(path, old, now)
  if (sides.some((side) => side.extraction.tokens.problemLine !== undefined)) return whole('unparsable')
  const oldUnits = old === undefined ? [] : readUnits(old)
  const newUnits = now === undefined ? [] : readUnits(now)
  const isSameText = before !== undefined && after !== undefined && before.equals(after)
  return {
    kind: 'declarations',
    declarations: compareUnits(oldUnits, newUnits, { isSameText }).map(({ unit, change }) => {
      const described = describeUnit(path, unit, change)
      if (unit.qualifiedName !== IMPORTS) return described
      return { ...described, imports: compareImports(old?.extraction.imports ?? [], now?.extraction.imports ?? []) }
    }),
  }
}

/** Of languages whose declarations are not compared: only whether more than comments and white space differs is told. */
function compareText(path: string, old: OpenFile | undefined, now: OpenFile | undefined): Comparison {
  const language = now?.file.language
  if (old === undefined || now === undefined || language === undefined || !isUseLanguage(language))
    return whole('language')
  const codeOf = ({ source }: OpenFile): string => codeWithoutComments(language, source.toString())
  const isSame = old.file.language === language && codeOf(old) === codeOf(now)
  return isSame
    ? { kind: 'declarations', declarations: [describeUnit(path, topLevel([]), 'cosmetic')] }
    : whole('language')
}

function whole(because: WholeReason): Comparison {
  return { kind: 'whole', because }
}

interface UnitChange {
  readonly unit: Unit
  readonly change: ChangeClass
}

function compareUnits(
  before: readonly Unit[],
  after: readonly Unit[],
  { isSameText }: { readonly isSameText: boolean },
): readonly UnitChange[] {
  const old = new Map(before.map((unit) => [unit.qualifiedName, unit]))
  const now = new Map(after.map((unit) => [unit.qualifiedName, unit]))
  const changes: UnitChange[] = []
  for (const unit of after) {
    const previous = old.get(unit.qualifiedName)
    const change = previous === undefined ? 'added' : classOf(previous, unit)
    const runsAtLoad = unit.runsAtLoad || previous?.runsAtLoad === true
    if (change !== undefined) changes.push({ unit: { ...unit, runsAtLoad }, change })
  }
  for (const unit of before) if (!now.has(unit.qualifiedName)) changes.push({ unit, change: 'removed' })
  if (isReordered(before, after) && !changes.some(({ unit }) => unit.qualifiedName === TOP_LEVEL)) {
    changes.push({ unit: topLevel(after), change: 'body' })
  }
  if (changes.length === 0 && !isSameText && before.length + after.length > 0) {
    changes.push({ unit: topLevel(after), change: 'cosmetic' })
  }
  return changes.filter(({ unit, change }) => change !== 'cosmetic' || !hasChangedMember(changes, unit))
}

/** The text of a class has its members in it. */
function hasChangedMember(changes: readonly UnitChange[], { qualifiedName }: Unit): boolean {
  return changes.some(({ unit }) => unit.qualifiedName.startsWith(`${qualifiedName}.`))
}

function classOf(before: Unit, after: Unit): ChangeClass | undefined {
  if (before.signature !== after.signature || before.isExported !== after.isExported || before.kind !== after.kind)
    return 'signature'
  if (before.body !== after.body) return 'body'
  return before.text === after.text ? undefined : 'cosmetic'
}

/** Values are made in the order in which they stand; functions do not mind. */
function isReordered(before: readonly Unit[], after: readonly Unit[]): boolean {
  const order = (units: readonly Unit[], others: readonly Unit[]): string => {
    const known = new Set(others.map((unit) => unit.qualifiedName))
    const values = units.filter(({ kind, qualifiedName }) => !ORDERLESS.includes(kind) && known.has(qualifiedName))
    return values.map((unit) => unit.qualifiedName).join('\0')
  }
  return order(before, after) !== order(after, before)
}

const ORDERLESS: readonly string[] = ['function', 'method', 'interface', 'type', 'imports', 'top-level', 'constructor']

function topLevel(units: readonly Unit[]): Unit {
  const known = units.find((unit) => unit.qualifiedName === TOP_LEVEL)
  const nothing = { name: '', signature: '', body: '', text: '', isExported: false, runsAtLoad: true }
  const endLine = Math.max(1, ...units.map((unit) => unit.endLine))
  return known ?? { ...nothing, qualifiedName: TOP_LEVEL, kind: 'top-level', line: 1, endLine }
}

export function describeUnit(path: string, unit: Unit, change: ChangeClass): ChangedDeclaration {
  const { name, qualifiedName, kind, isExported, line, endLine, runsAtLoad } = unit
  return { path, name, qualifiedName, kind, class: change, isExported, line, endLine, runsAtLoad }
}
