import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import type { Both, Common, ProvidedChange } from './provided-changes.ts'
import { isFrozenRecord } from './python-shape.ts'
import { readInstance, readNamedTuple } from './python-classes.ts'
import type { PythonValue } from './python-values.ts'

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
  if (!isEnum(open, symbol)) return []
  const self = open.symbols.indexOf(symbol)
  return open.symbols
    .filter(({ parent, kind }) => parent === self && ENUM_MEMBERS.includes(kind))
    .flatMap(({ nameStart, end }) => /=\s*(.+?)\s*$/.exec(open.source.toString('utf8', nameStart, end))?.[1] ?? [])
    .map((value) => value.replaceAll('"', "'"))
}

/** A class whose instances are of another make: a dataclass, a named tuple, a typed dictionary, or with other hooks of Python. */
export function otherInstances(common: Common, { before, old, after, now }: Both): readonly ProvidedChange[] {
  if (before.file.language !== 'python') return []
  const values = { before: instanceOf(before, old), after: instanceOf(after, now) }
  if (values.before === undefined || values.after === undefined) return []
  if (JSON.stringify(values.before) === JSON.stringify(values.after)) return []
  const from = new Set(instancesOf(before, old).filter((name) => instancesOf(after, now).includes(name)))
  return [{ ...common, kind: 'made', before: [values.before], after: [values.after], from }]
}

/** Of a class, or of `Name = namedtuple('Name', …)`. */
function instanceOf(open: OpenFile, symbol: CodeSymbol): PythonValue | undefined {
  return symbol.kind === 'class' ? readInstance(open, symbol) : readNamedTuple(open, symbol.name)
}

/** `RED` and `*` of an enum, `parse()` of a method of the class that makes one. */
function instancesOf(open: OpenFile, symbol: CodeSymbol): readonly string[] {
  const self = open.symbols.indexOf(symbol)
  const own = open.symbols.filter(({ parent }) => parent === self)
  const makes = new RegExp(String.raw`\breturn (?:cls|${symbol.name})\(`)
  const makers = own.filter(
    ({ kind, start, nameStart, end }) =>
      kind === 'method' &&
      /@\s*(?:class|static)method\b/.test(open.source.toString('utf8', start, nameStart)) &&
      makes.test(open.source.toString('utf8', nameStart, end)),
  )
  const members = isEnum(open, symbol) ? own.filter(({ kind }) => ENUM_MEMBERS.includes(kind)) : []
  return [
    ...makers.map(({ name }) => `${name}()`),
    ...members.map(({ name }) => name),
    ...(members.length > 0 ? ['*'] : []),
  ]
}

const ENUM_MEMBERS: readonly string[] = ['field', 'enum-member', 'constant']

export function isEnum({ file, source }: OpenFile, { kind, nameStart, signatureEnd }: CodeSymbol): boolean {
  const head = source.toString('utf8', nameStart, signatureEnd)
  return file.language === 'python' && kind === 'class' && /\b(?:Enum|IntEnum|StrEnum)\b/.test(head)
}

/** A class that inherits nothing lists the only attributes that its instances have. */
export function newSlots(common: Common, { before, old, after, now }: Both): readonly ProvidedChange[] {
  const isPlain = readInstance(after, now).names !== undefined
  const slots = now.kind === 'class' && isPlain ? slotsOf(after, now) : undefined
  if (before.file.language !== 'python' || slots === undefined || slotsOf(before, old) !== undefined) return []
  const self = after.symbols.indexOf(now)
  const methods = after.symbols.filter(({ parent, kind }) => parent === self && kind === 'method')
  return slots.includes('__dict__')
    ? []
    : [{ ...common, kind: 'slots', slots: new Set([...slots, ...methods.map(({ name }) => name)]) }]
}

/** `__slots__ = ('a', 'b')`, `@dataclass(slots=True)`. */
function slotsOf(open: OpenFile, symbol: CodeSymbol): readonly string[] | undefined {
  const self = open.symbols.indexOf(symbol)
  const own = open.symbols.filter(({ parent, kind }) => parent === self && kind === 'field')
  const written = own.find(({ name }) => name === '__slots__')
  if (written !== undefined)
    return [...open.source.toString('utf8', written.start, written.end).matchAll(/['"](\w+)['"]/g)].map(
      ([, name = '']) => name,
    )
  const decorators = open.source.toString('utf8', symbol.start, symbol.nameStart)
  return /@\s*(?:dataclasses\.)?dataclass\([^)]*\bslots\s*=\s*True/.test(decorators)
    ? own.map(({ name }) => name)
    : undefined
}
