import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import { basesOf } from './inherited-member.ts'
import { ATTRIBUTES, HOOKS, type BuiltIn } from './python-built-in.ts'
import type { PythonValue } from './python-values.ts'

/** Bases that give their heirs no members. */
const PLAIN_BASES = /^(?:object|ABC|abc\.ABC|Protocol|typing\.Protocol|Generic|typing\.Generic)$/

/** Types of Python by their names, and what their heirs are like. */
const BUILT_IN: ReadonlyMap<string, BuiltIn> = new Map([
  ['str', 'text'],
  ['bytes', 'bytes'],
  ['int', 'number'],
  ['float', 'number'],
  ['list', 'list'],
  ['dict', 'dictionary'],
  ['OrderedDict', 'dictionary'],
  ['UserDict', 'dictionary'],
  ['defaultdict', 'dictionary'],
  ['set', 'set'],
  ['frozenset', 'set'],
  ['tuple', 'tuple'],
])

/** What the members of an enum are like; undefined for those that are like nothing else. */
const ENUMS: ReadonlyMap<string, BuiltIn | undefined> = new Map([
  ['Enum', undefined],
  ['IntEnum', 'number'],
  ['StrEnum', 'text'],
])

/** Decorators that add no members but those that are told of here. */
const KNOWN_DECORATORS =
  /^(?:dataclass|dataclasses\.dataclass|total_ordering|functools\.total_ordering|final|typing\.final|runtime_checkable|typing\.runtime_checkable|unique|enum\.unique)$/

const OF_NAMED_TUPLES = ['_asdict', '_replace', '_fields', 'count', 'index', ...HOOKS.tuple]
const ORDERING = ['__lt__', '__le__', '__gt__', '__ge__']

const depthMax = 6

/** The members of instances of a class, where all that it inherits from is known: in the same file, or Python's own. */
export function readInstance(open: OpenFile, made: CodeSymbol, depth = 0): PythonValue {
  const bases = basesOf(open, made)
  if (bases.some((base) => /\bTypedDict$/.test(base))) return { kind: 'dictionary' }
  const text = open.source.toString('utf8', made.start, made.end)
  const head = open.source.toString('utf8', made.start, made.nameStart)
  const decorators = [...head.matchAll(/@\s*([\w.]+)/g)].map(([, name = '']) => name)
  const isTuple = bases.some((base) => /\bNamedTuple$/.test(base))
  const form = isTuple ? 'namedtuple' : /@\s*(?:dataclasses\.)?dataclass\b/.test(head) ? 'dataclass' : undefined
  const inherited = inheritedBy(open, made, depth)
  const isKnown = inherited !== undefined && decorators.every((name) => KNOWN_DECORATORS.test(name))
  if (
    !isKnown ||
    /\b__getattr(?:ibute)?__\b|\bsetattr\(|\b__dict__\b|\bmetaclass\s*=(?!\s*(?:abc\.)?ABCMeta)/.test(text)
  )
    return { kind: 'instance', of: made.name }
  const self = open.symbols.indexOf(made)
  const declared = open.symbols.filter(({ parent }) => parent === self).map(({ name }) => name)
  const set = [...text.matchAll(/\bself\.(\w+)\s*(?::[^=\n]+)?=(?!=)/g)].map(([, name = '']) => name)
  const fields = open.symbols.filter(({ parent, kind }) => parent === self && kind === 'field')
  const own = [...declared, ...set, ...(isTuple ? OF_NAMED_TUPLES : []), ...decoratedWith(head)]
  const names = [...new Set([...own, ...inherited.names])].filter((name) => name !== '__hash__' || isHashed(own, head))
  return {
    kind: 'instance',
    of: made.name,
    names: names.sort(),
    ...(form !== undefined && { form }),
    ...(isTuple && { length: fields.length }),
    ...(inherited.like !== undefined && { like: inherited.like }),
  }
}

interface Inherited {
  readonly names: readonly string[]
  readonly like?: BuiltIn | undefined
}

/** undefined where a base is not known. */
function inheritedBy(open: OpenFile, made: CodeSymbol, depth: number): Inherited | undefined {
  const names: string[] = ['__hash__']
  let like: BuiltIn | undefined
  for (const base of basesOf(open, made)) {
    const found = inheritedFrom(open, base, depth)
    if (found === undefined) return undefined
    names.push(...found.names)
    like ??= found.like
  }
  return { names, like }
}

function inheritedFrom(open: OpenFile, base: string, depth: number): Inherited | undefined {
  const last = base.split('.').at(-1) ?? base
  if (PLAIN_BASES.test(base) || last === 'NamedTuple') return { names: [] }
  if (ENUMS.has(last)) return likeOf(ENUMS.get(last), ['name', 'value'])
  const like = BUILT_IN.get(last)
  if (like !== undefined) return likeOf(like)
  const symbol = open.symbols.find(({ kind, parent, name }) => kind === 'class' && parent === -1 && name === base)
  if (symbol === undefined || depth >= depthMax) return undefined
  const { kind, names, like: ofBase } = readInstance(open, symbol, depth + 1)
  return kind !== 'instance' || names === undefined ? undefined : { names, like: ofBase }
}

function likeOf(like: BuiltIn | undefined, own: readonly string[] = []): Inherited {
  return like === undefined ? { names: own } : { names: [...own, ...ATTRIBUTES[like], ...HOOKS[like]], like }
}

function decoratedWith(head: string): readonly string[] {
  const isOrdered = /@\s*(?:functools\.)?total_ordering\b|\bdataclass\([^)]*\border\s*=\s*True/.test(head)
  const isRecord = /\bdataclass\b/.test(head) && !/\beq\s*=\s*False/.test(head)
  return [...(isOrdered ? ORDERING : []), ...(isRecord ? ['__eq__'] : [])]
}

/** Whoever says what is equal has to say how it is hashed. */
function isHashed(own: readonly string[], head: string): boolean {
  return own.includes('__hash__') || !own.includes('__eq__') || /\b(?:frozen|unsafe_hash)\s*=\s*True/.test(head)
}

/** What a call makes of `Name = namedtuple('Name', …)` in the file. */
export function readNamedTuple({ source }: OpenFile, name: string): PythonValue | undefined {
  if (!/^[A-Z]\w*$/.test(name)) return undefined
  const head = String.raw`^${name}\s*=\s*(?:collections\.)?namedtuple\(\s*['"]\w+['"]\s*,\s*`
  const list = String.raw`(?:[[(]([^\])]*)[\])]|['"]([^'"]*)['"])`
  const [, listed, spaced] = new RegExp(head + list, 'm').exec(source.toString('utf8')) ?? []
  const fields = (listed ?? spaced)?.match(/\w+/g)
  if (fields === undefined || fields === null) return undefined
  const names = [...fields, ...OF_NAMED_TUPLES].sort()
  return { kind: 'instance', of: name, names, form: 'namedtuple', length: fields.length }
}
