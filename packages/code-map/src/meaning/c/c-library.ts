import type { CType } from './c-type.ts'

/** Of the standard library and its kin, by the last name: what stands behind them is their first argument. */
const POINTERS: ReadonlySet<string> = new Set(
  'unique_ptr shared_ptr weak_ptr scoped_ptr scoped_refptr intrusive_ptr optional reference_wrapper auto_ptr linked_ptr not_null StatusOr'.split(
    ' ',
  ),
)
const LISTS: ReadonlySet<string> = new Set(
  'vector deque list array set multiset unordered_set span initializer_list stack queue priority_queue forward_list valarray InlinedVector SmallVector flat_hash_set'.split(
    ' ',
  ),
)
const MAPS: ReadonlySet<string> = new Set('map unordered_map multimap unordered_multimap flat_hash_map'.split(' '))
const ELEMENTS: ReadonlySet<string> = new Set('at front back top'.split(' '))
const ITERATORS: ReadonlySet<string> = new Set(
  'begin end cbegin cend rbegin rend find lower_bound upper_bound erase insert'.split(' '),
)
const ITERATED: ReadonlySet<string> = new Set(
  'iterator const_iterator reverse_iterator const_reverse_iterator'.split(' '),
)
const ITERATOR = '<iterator>'
const PAIR = 'pair'

/** `static_cast`, `down_cast` and the like. */
export function isCast(name: string): boolean {
  return /(?:^|_)cast$/.test(name)
}

/** What `->` or `*` leads to; undefined where that is not known. */
export function pointedTo(type: CType): CType | undefined {
  const name = type.names.at(-1) ?? ''
  if (POINTERS.has(name) || name === ITERATOR) return type.args[0]
  return ITERATED.has(name) ? elementOf({ ...type, names: type.names.slice(0, -1) }) : undefined
}

/** What a list holds. */
export function elementOf(type: CType): CType | undefined {
  const name = type.names.at(-1) ?? ''
  if (LISTS.has(name)) return type.args[0]
  if (name === 'unique_ptr') return type.args[0]
  return MAPS.has(name) ? { ...type, names: [PAIR] } : undefined
}

/** What `list[0]` gives. */
export function indexed(type: CType): CType | undefined {
  return MAPS.has(type.names.at(-1) ?? '') ? type.args[1] : elementOf(type)
}

/** What a member of an object of the library is or gives. */
export function libraryMember(type: CType, member: string): CType | undefined {
  const name = type.names.at(-1) ?? ''
  if (name === PAIR) return member === 'first' ? type.args[0] : member === 'second' ? type.args[1] : undefined
  if (POINTERS.has(name)) return pointerMember(type, member)
  if (MAPS.has(name) && member === 'at') return type.args[1]
  if (!LISTS.has(name) && !MAPS.has(name)) return undefined
  if (ELEMENTS.has(member)) return elementOf(type)
  const element = ITERATORS.has(member) ? elementOf(type) : undefined
  return element === undefined ? undefined : { ...type, names: [ITERATOR], args: [element] }
}

function pointerMember(type: CType, member: string): CType | undefined {
  const [of] = type.args
  if (of === undefined) return undefined
  if (member === 'get' || member === 'release') return { ...of, pointers: of.pointers + 1 }
  if (member === 'value' || member === 'value_or') return of
  return member === 'lock' ? type : undefined
}
