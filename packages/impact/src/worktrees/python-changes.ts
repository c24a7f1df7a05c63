import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import type { ProvidedChange } from './provided-changes.ts'
import { isFrozenRecord } from './python-shape.ts'

type Common = Pick<ProvidedChange, 'wanted' | 'place' | 'name'>

interface Both {
  readonly before: OpenFile
  readonly old: CodeSymbol
  readonly after: OpenFile
  readonly now: CodeSymbol
}

/** An attribute of a class that only its instances have now. */
export function leftClass(common: Common, { before, old, after, now }: Both): readonly ProvidedChange[] {
  const isField = before.file.language === 'python' && common.wanted.member !== undefined
  const isLeft = isField && isOfClass(before, old) && !isOfClass(after, now)
  return isLeft ? [{ ...common, kind: 'left-class' }] : []
}

/** Set in the body of the class, and not on `self`. */
function isOfClass({ symbols, source }: OpenFile, { parent, start, nameStart, kind }: CodeSymbol): boolean {
  const before = source.toString('latin1', Math.max(0, nameStart - 5), nameStart)
  return kind === 'field' && symbols[parent]?.kind === 'class' && start === nameStart && before !== 'self.'
}

/** The fields of a record that nobody can set any more. */
export function frozenFields(common: Common, { before, old, after, now }: Both): readonly ProvidedChange[] {
  if (isFrozenRecord(before, old) || !isFrozenRecord(after, now)) return []
  const self = after.symbols.indexOf(now)
  return after.symbols
    .filter(({ parent, kind }) => parent === self && kind === 'field')
    .map(({ name }) => ({
      ...common,
      name: `${common.name}.${name}`,
      wanted: { ...common.wanted, member: name },
      kind: 'frozen',
    }))
}

/** The values of an enum by which nobody can look one up any more. */
export function goneValues(common: Common, { before, old, after, now }: Both): readonly ProvidedChange[] {
  const values = { before: valuesOf(before, old), after: valuesOf(after, now) }
  const gone = values.before.filter((value) => !values.after.includes(value))
  return gone.length === 0 || values.after.length === 0 ? [] : [{ ...common, kind: 'values', gone }]
}

function valuesOf(open: OpenFile, symbol: CodeSymbol): readonly string[] {
  const head = open.source.toString('utf8', symbol.nameStart, symbol.signatureEnd)
  if (open.file.language !== 'python' || symbol.kind !== 'class' || !/\b(?:Enum|IntEnum|StrEnum)\b/.test(head))
    return []
  const self = open.symbols.indexOf(symbol)
  return open.symbols
    .filter(({ parent, kind }) => parent === self && ['field', 'enum-member', 'constant'].includes(kind))
    .flatMap(({ nameStart, end }) => /=\s*(.+?)\s*$/.exec(open.source.toString('utf8', nameStart, end))?.[1] ?? [])
    .map((value) => value.replaceAll('"', "'"))
}
