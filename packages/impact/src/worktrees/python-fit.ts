import { ATTRIBUTES } from './python-built-in.ts'
import type { Operation } from './python-operations.ts'
import type { PythonValue } from './python-values.ts'

/** Why something that is done with a value does not work with what it is now; undefined where it does, or nobody can tell. */
export function misfit(
  values: { readonly before: readonly PythonValue[]; readonly after: readonly PythonValue[] },
  operations: readonly Operation[],
): string | undefined {
  const { before, after } = values
  if (isReordered(before, after) && operations.some(({ kind }) => kind === 'unpack' || kind === 'index'))
    return 'its values are in another order now'
  const old = new Set(before.map(textOf))
  const added = after.filter((value) => !old.has(textOf(value)))
  for (const value of added) {
    const failing = findFailing(value, operations)
    if (failing === undefined) continue
    // It may be what it was at other times: only of `None` one has to think each time.
    const isAlways = after.every((other) => findFailing(other, operations) !== undefined)
    const worked = before.length === 0 || before.some((other) => findFailing(other, operations) !== failing)
    const isNone = value.kind === 'none' && failing.isGuarded !== true && failing.kind !== 'equals'
    if (worked && (isAlways || isNone)) return whyNot(value, failing, isAlways)
  }
  return undefined
}

/** The same values, written down in another order. */
function isReordered(before: readonly PythonValue[], after: readonly PythonValue[]): boolean {
  const [old, now] = [before[0]?.parts, after[0]?.parts]
  if (old === undefined || now === undefined || before.length > 1 || after.length > 1 || old.length !== now.length)
    return false
  return old.every((part) => now.includes(part)) && old.some((part, index) => now[index] !== part)
}

function textOf(value: PythonValue): string {
  return JSON.stringify(value)
}

function findFailing(value: PythonValue, operations: readonly Operation[]): Operation | undefined {
  const failing = operations.find((operation) => fails(value, operation))
  if (failing !== undefined || value.kind !== 'iterator') return failing
  // It is empty the second time.
  return operations.filter(({ kind, isApart }) => kind === 'iterate' && isApart !== true)[1]
}

function whyNot(value: PythonValue, operation: Operation, isAlways: boolean): string {
  const inner = failingOfEach(value, operation)
  const each = operation.kind === 'item' ? value.item : value.each
  if (inner !== undefined && each !== undefined) return `of each, ${whyNot(each, inner, isAlways)}`
  const { kind } = value
  const { kind: done, text, names } = operation
  if (kind === 'none') return isAlways ? 'it returns None now' : 'it may be None now'
  if (kind === 'iterator') return whyNotIterator(operation)
  const counted = whyNotCount(value, operation)
  if (counted !== undefined) return counted
  if (kind === 'instance') return whyNotObject(value, operation)
  if (done === 'format') return `it is filled in with other names now, not with ${names?.join(', ') ?? ''}`
  return isAboutName(value, operation) ? `it has no ${text ?? ''} now` : `it is ${A_KIND[kind]} now`
}

function whyNotCount({ length, takes }: PythonValue, { kind, count = 0 }: Operation): string | undefined {
  if (kind === 'call' && takes !== undefined) return 'it takes other arguments now'
  const isOther = kind === 'unpack' && length !== undefined && length !== count
  return isOther ? `it is ${length} values now, and taken apart into ${count}` : undefined
}

function whyNotIterator({ kind }: Operation): string {
  return kind === 'iterate' ? 'it can be gone through once now' : 'it is a generator now'
}

function whyNotObject(value: PythonValue, operation: Operation): string {
  const hook = WHERE[operation.kind]?.hooks[0]
  if (hook !== undefined) return `it has no ${hook} now`
  if (operation.kind === 'join') return 'it is no string now'
  return isAboutName(value, operation) ? `it has no ${operation.text ?? ''} now` : 'it is an object now'
}

function isAboutName({ kind }: PythonValue, { kind: done }: Operation): boolean {
  if (done === 'key') return kind === 'dictionary'
  return done === 'group' || (done === 'attribute' && (kind === 'options' || kind === 'instance'))
}

const A_KIND: Readonly<Record<PythonValue['kind'], string>> = {
  unknown: 'something else',
  none: 'None',
  number: 'a number',
  text: 'a string',
  bytes: 'bytes',
  list: 'a list',
  tuple: 'a tuple',
  dictionary: 'a dictionary',
  set: 'a set',
  iterator: 'a generator',
  function: 'a function',
  class: 'a class',
  pattern: 'a pattern',
  options: 'a namespace',
  instance: 'an object',
}

/** Whether something cannot be done with a value. */
export function fails(value: PythonValue, operation: Operation): boolean {
  if (value.kind === 'unknown') return false
  if (failingOfEach(value, operation) !== undefined) return true
  const { never = [], hooks = [] } = WHERE[operation.kind] ?? {}
  if (never.includes(value.kind)) return true
  const isObject = value.kind === 'instance' && value.names !== undefined && hooks.length > 0
  if (isObject && !hooks.some((name) => value.names?.includes(name))) return true
  return FAILURES[operation.kind]?.(value, operation) === true
}

/** What fails with each of its values, where it is gone through. */
function failingOfEach({ each, item }: PythonValue, { kind, elements = [] }: Operation): Operation | undefined {
  const inner = kind === 'iterate' ? each : kind === 'item' ? item : undefined
  return inner === undefined ? undefined : elements.find((one) => fails(inner, one))
}

const kinds = (text: string): readonly PythonValue['kind'][] => text.split(' ') as PythonValue['kind'][]

/** What works with some of Python's types alone, and with objects that have one of the methods. */
const WHERE: Readonly<
  Partial<
    Record<Operation['kind'], { readonly never: readonly PythonValue['kind'][]; readonly hooks: readonly string[] }>
  >
> = {
  key: {
    never: kinds('none number text bytes list tuple set iterator function pattern options'),
    hooks: ['__getitem__'],
  },
  index: { never: kinds('none number set iterator function pattern options'), hooks: ['__getitem__'] },
  slice: { never: kinds('none number set iterator function pattern options dictionary'), hooks: ['__getitem__'] },
  'set-item': {
    never: kinds('none number text bytes tuple set iterator function pattern options'),
    hooks: ['__setitem__'],
  },
  call: {
    never: kinds('none number text bytes list tuple dictionary set iterator pattern options'),
    hooks: ['__call__'],
  },
  iterate: { never: kinds('none number function pattern options'), hooks: ['__iter__', '__getitem__'] },
  contains: { never: kinds('none number function pattern'), hooks: ['__contains__', '__iter__', '__getitem__'] },
  next: {
    never: kinds('none number text bytes list tuple dictionary set function pattern options'),
    hooks: ['__next__'],
  },
  length: { never: kinds('none number iterator function pattern options'), hooks: ['__len__'] },
  unpack: { never: kinds('none number function pattern options'), hooks: ['__iter__', '__getitem__'] },
  enter: {
    never: kinds('none number text bytes list tuple dictionary set iterator function pattern options'),
    hooks: ['__enter__'],
  },
  'enter-async': {
    never: kinds('none number text bytes list tuple dictionary set iterator function pattern options'),
    hooks: ['__aenter__'],
  },
  order: { never: kinds('none dictionary function pattern options'), hooks: ['__lt__', '__gt__'] },
  // Arrays of numbers take lists, too.
  'look-up': { never: ['dictionary', 'set'], hooks: ['__hash__', '__index__'] },
  hash: { never: kinds('list dictionary set'), hooks: ['__hash__'] },
  record: { never: kinds('none number text bytes list tuple dictionary set iterator pattern options'), hooks: [] },
  'as-number': {
    never: kinds('none text bytes list tuple dictionary set iterator function pattern options'),
    hooks: ['__float__', '__index__'],
  },
  'set-attribute': { never: kinds('none number text bytes list tuple dictionary set iterator pattern'), hooks: [] },
}

type Failing = (value: PythonValue, operation: Operation) => boolean

/** What depends on more than the type. */
const FAILURES: Readonly<Partial<Record<Operation['kind'], Failing>>> = {
  key: ({ kind, names }, { text = '' }) => kind === 'dictionary' && names?.includes(text) === false,
  call: ({ takes }, { count }) =>
    takes !== undefined && count !== undefined && (count < takes.least || count > takes.most),
  // All keys are texts.
  index: ({ kind, names }) => kind === 'dictionary' && names !== undefined,
  unpack: ({ length }, { count }) => length !== undefined && length !== count,
  record: ({ form }) => form !== undefined && form !== 'dataclass',
  'set-attribute': ({ form }) => form === 'namedtuple',
  join: (value) => value.kind !== 'text' && !isText(value),
  dump: ({ kind, names, like, form }) =>
    ['bytes', 'set', 'iterator', 'function', 'pattern', 'options'].includes(kind) ||
    (kind === 'instance' && names !== undefined && like === undefined && form !== 'namedtuple'),
  equals: (value, { operand = 'unknown' }) => differsFrom(value, operand),
  'beside-text': ({ kind }) => kind === 'bytes',
  attribute: (value, { text = '' }) => lacksAttribute(value, text),
  group: ({ kind, names }, { text = '' }) => kind === 'pattern' && names?.includes(text) === false,
  format: ({ kind, names = [] }, { names: given = [] }) =>
    kind === 'text' && names.some((name) => !given.includes(name)),
  arithmetic: (value, operation) => isBesideLibrary(value, operation) || failsBeside(value, operation),
}

/** What Python's library adds to a time or compares with it is of its own kind. */
function isBesideLibrary({ form }: PythonValue, { text = '', operand = 'unknown' }: Operation): boolean {
  return form === 'library' && /^(?:[-+]|[<>]=?)$/.test(text) && operand !== 'unknown'
}

/** Never equal to what is written down. */
function differsFrom({ kind, names, like }: PythonValue, operand: PythonValue['kind']): boolean {
  if (operand === 'unknown') return false
  if (kind !== 'instance') return kind !== operand
  if (like !== undefined) return like !== operand
  return names !== undefined && !names.includes('__eq__') && !names.includes('__getitem__')
}

/** Also an instance of which nobody knows what it is. */
function isText({ kind, names, like }: PythonValue): boolean {
  return kind === 'instance' && (names === undefined || like === 'text')
}

/** Whether an operator takes a value beside another one, as far as that is known. */
function failsBeside(value: PythonValue, { text: operator = '', operand = 'unknown', isBehind }: Operation): boolean {
  const { names, like } = value
  const isObject = value.kind === 'instance'
  if (isObject && (names === undefined || OPERATORS.get(operator)?.some((name) => names.includes(name)) === true))
    return like !== undefined && failsBeside({ kind: like }, { kind: 'arithmetic', text: operator, operand })
  // A string is filled in with whatever it is.
  if (operator === '%' && isBehind === true) return false
  // What stands in front may take anything.
  if (operand === 'unknown' && isBehind === true) return value.kind === 'none'
  if (isObject) return true
  return isMismatch(value.kind, operator, operand)
}

function isMismatch(kind: PythonValue['kind'], operator: string, operand: PythonValue['kind']): boolean {
  if (operator === '%') return operand !== 'text' && !['number', 'text', 'bytes'].includes(kind)
  if (!(TAKEN_BY.get(operator) ?? ['number']).includes(kind)) return true
  if (operand === 'unknown') return false
  if (operator === '*') return kind !== 'number' && operand !== 'number'
  return operator !== '-' && operand !== kind
}

const SEQUENCES: readonly PythonValue['kind'][] = ['number', 'text', 'bytes', 'list', 'tuple']

/** The others take numbers. */
const TAKEN_BY: ReadonlyMap<string, readonly PythonValue['kind'][]> = new Map([
  ['+', SEQUENCES],
  ['*', SEQUENCES],
  ['-', ['number', 'set']],
  ...['<', '<=', '>', '>='].map((operator) => [operator, [...SEQUENCES, 'set']] as const),
])

/** What classes have to have for them. */
const OPERATORS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['+', ['__add__', '__radd__']],
  ['-', ['__sub__', '__rsub__']],
  ['*', ['__mul__', '__rmul__']],
  ['/', ['__truediv__', '__rtruediv__']],
  ['//', ['__floordiv__', '__rfloordiv__']],
  ['%', ['__mod__', '__rmod__']],
  ['**', ['__pow__', '__rpow__']],
  ...['<', '<=', '>', '>='].map((operator) => [operator, ['__lt__', '__gt__', '__le__', '__ge__']] as const),
])

/** Values that are written down have none. */
const OF_FUNCTIONS = /^__(?:name|qualname|wrapped|code|defaults)__$/

const DUNDER = /^__\w+__$/

function lacksAttribute({ kind, names }: PythonValue, attribute: string): boolean {
  if (kind === 'unknown' || kind === 'function' || kind === 'class') return false
  if (DUNDER.test(attribute)) return OF_FUNCTIONS.test(attribute) && kind !== 'instance'
  if (kind === 'instance' || kind === 'options') return names?.includes(attribute) === false
  return !ATTRIBUTES[kind].has(attribute)
}
