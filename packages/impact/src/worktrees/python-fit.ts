import type { Operation } from './python-operations.ts'
import type { PythonValue } from './python-values.ts'

/** Why something that is done with a value does not work with what it is now; undefined where it does, or nobody can tell. */
export function misfit(
  values: { readonly before: readonly PythonValue[]; readonly after: readonly PythonValue[] },
  operations: readonly Operation[],
): string | undefined {
  const { before, after } = values
  const old = new Set(before.map(textOf))
  const added = after.filter((value) => !old.has(textOf(value)))
  for (const value of added) {
    const failing = findFailing(value, operations)
    if (failing === undefined) continue
    // It may be what it was at other times: only of `None` one has to think each time.
    const isAlways = after.every((other) => findFailing(other, operations) !== undefined)
    const worked = before.length === 0 || before.some((other) => findFailing(other, operations) !== failing)
    if (worked && (isAlways || (value.kind === 'none' && failing.isGuarded !== true)))
      return whyNot(value, failing, isAlways)
  }
  return undefined
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
  const { kind, length } = value
  const { kind: done, text, count, names } = operation
  if (kind === 'none') return isAlways ? 'it returns None now' : 'it may be None now'
  if (kind === 'iterator') return done === 'iterate' ? 'it can be gone through once now' : 'it is a generator now'
  if (done === 'unpack' && length !== undefined) return `it is ${length} values now, and taken apart into ${count ?? 0}`
  if (done === 'format') return `it is filled in with other names now, not with ${names?.join(', ') ?? ''}`
  return isAboutName(value, operation) ? `it has no ${text ?? ''} now` : `it is ${A_KIND[kind]} now`
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
  list: 'a list',
  tuple: 'a tuple',
  dictionary: 'a dictionary',
  set: 'a set',
  iterator: 'a generator',
  function: 'a function',
  pattern: 'a pattern',
  options: 'a namespace',
  instance: 'an object',
}

/** Whether something cannot be done with a value. */
export function fails(value: PythonValue, operation: Operation): boolean {
  if (value.kind === 'unknown') return false
  const { never = '', hooks = [] } = WHERE[operation.kind] ?? {}
  if (never.split(' ').includes(value.kind)) return true
  if (value.kind === 'instance' && hooks.length > 0 && value.names !== undefined)
    return !hooks.some((name) => value.names?.includes(name))
  return FAILURES[operation.kind]?.(value, operation) === true
}

/** What works with some of Python's types alone, and with objects that have one of the methods. */
const WHERE: Readonly<
  Partial<Record<Operation['kind'], { readonly never: string; readonly hooks: readonly string[] }>>
> = {
  key: {
    never: 'none number text list tuple set iterator function pattern options',
    hooks: ['__getitem__'],
  },
  index: { never: 'none number set iterator function pattern options', hooks: ['__getitem__'] },
  slice: { never: 'none number set iterator function pattern options dictionary', hooks: ['__getitem__'] },
  'set-item': { never: 'none number text tuple set iterator function pattern options', hooks: ['__setitem__'] },
  call: {
    never: 'none number text list tuple dictionary set iterator pattern options',
    hooks: ['__call__'],
  },
  iterate: { never: 'none number function pattern options', hooks: ['__iter__', '__getitem__'] },
  next: {
    never: 'none number text list tuple dictionary set function pattern options',
    hooks: ['__next__'],
  },
  length: { never: 'none number iterator function pattern options', hooks: ['__len__'] },
  unpack: { never: 'none number function pattern options', hooks: ['__iter__', '__getitem__'] },
  record: { never: 'none number text list tuple dictionary set iterator pattern options', hooks: [] },
  'set-attribute': { never: 'none number text list tuple dictionary set iterator pattern', hooks: [] },
}

type Failing = (value: PythonValue, operation: Operation) => boolean

/** What depends on more than the type. */
const FAILURES: Readonly<Partial<Record<Operation['kind'], Failing>>> = {
  key: ({ kind, names }, { text = '' }) => kind === 'dictionary' && names?.includes(text) === false,
  // All keys are texts.
  index: ({ kind, names }) => kind === 'dictionary' && names !== undefined,
  unpack: ({ length }, { count }) => length !== undefined && length !== count,
  record: ({ form }) => form !== undefined && form !== 'dataclass',
  'set-attribute': ({ form }) => form === 'namedtuple',
  attribute: (value, { text = '' }) => lacksAttribute(value, text),
  group: ({ kind, names }, { text = '' }) => kind === 'pattern' && names?.includes(text) === false,
  format: ({ kind, names = [] }, { names: given = [] }) =>
    kind === 'text' && names.some((name) => !given.includes(name)),
  arithmetic: ({ kind }, { text = '', operand = 'unknown' }) => failsBeside(kind, text, operand),
}

/** Whether an operator takes a value beside another one, as far as that is known. */
function failsBeside(kind: PythonValue['kind'], operator: string, operand: PythonValue['kind']): boolean {
  if (kind === 'instance') return false
  // A string is filled in with whatever it is.
  if (operator === '%') return operand !== 'text' && kind !== 'number' && kind !== 'text'
  if (!(TAKEN_BY.get(operator) ?? ['number']).includes(kind)) return true
  if (operand === 'unknown') return false
  if (operator === '*') return kind !== 'number' && operand !== 'number'
  return operator !== '-' && operand !== kind
}

const SEQUENCES: readonly PythonValue['kind'][] = ['number', 'text', 'list', 'tuple']

/** The others take numbers. */
const TAKEN_BY: ReadonlyMap<string, readonly PythonValue['kind'][]> = new Map([
  ['+', SEQUENCES],
  ['*', SEQUENCES],
  ['-', ['number', 'set']],
  ...['<', '<=', '>', '>='].map((operator) => [operator, [...SEQUENCES, 'set']] as const),
])

/** Values that are written down have none. */
const OF_FUNCTIONS = /^__(?:name|qualname|wrapped|code|defaults)__$/

const DUNDER = /^__\w+__$/

function lacksAttribute({ kind, names }: PythonValue, attribute: string): boolean {
  if (kind === 'unknown' || kind === 'function') return false
  if (DUNDER.test(attribute)) return OF_FUNCTIONS.test(attribute) && kind !== 'instance'
  if (kind === 'instance' || kind === 'options') return names?.includes(attribute) === false
  return !ATTRIBUTES[kind].has(attribute)
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** What Python's own types have. */
const ATTRIBUTES: Readonly<
  Record<Exclude<PythonValue['kind'], 'unknown' | 'function' | 'instance' | 'options'>, ReadonlySet<string>>
> = {
  none: new Set(),
  number: words(
    'as_integer_ratio bit_count bit_length conjugate denominator from_bytes fromhex hex imag is_integer numerator real to_bytes',
  ),
  text: words(
    'capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal isdigit ' +
      'isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix ' +
      'removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill',
  ),
  list: words('append clear copy count extend index insert pop remove reverse sort'),
  tuple: words('count index'),
  dictionary: words('clear copy fromkeys get items keys pop popitem setdefault update values'),
  set: words(
    'add clear copy difference difference_update discard intersection intersection_update isdisjoint issubset issuperset pop remove ' +
      'symmetric_difference symmetric_difference_update union update',
  ),
  iterator: words('close send throw gi_frame gi_running'),
  pattern: words('findall finditer flags fullmatch groupindex groups match pattern scanner search split sub subn'),
}
