import { K, KEYWORDS, keywordSet, type Keyword } from '../lex/keywords.ts'

/** What a word does in a declaration; other words are names. */
export const ROLE = {
  name: 0,
  /** Says nothing of the name that is declared: `const`, `inline`. */
  specifier: 1,
  static: 2,
  /** A type by itself: `int`. */
  type: 3,
  /** `struct` and the like. */
  tag: 4,
  typedef: 5,
  /** Has parentheses behind it: `__attribute__`. */
  group: 6,
  /** A type with parentheses: `decltype`. */
  typeGroup: 7,
  operator: 8,
  access: 9,
  namespace: 10,
  template: 11,
  using: 12,
  concept: 13,
  friend: 14,
  requires: 15,
  /** Begins a statement: no declaration. */
  statement: 16,
} as const

const ROLES = new Uint8Array(KEYWORDS.length)
const give = (role: number, words: readonly Keyword[]): void => {
  for (const word of words) ROLES[K[word]] = role
}
give(ROLE.specifier, ['const', 'constexpr', 'consteval', 'constinit', 'explicit', 'extern', 'inline', 'mutable'])
give(ROLE.specifier, [
  'register',
  'restrict',
  'thread_local',
  'virtual',
  'volatile',
  'typename',
  '__const',
  '__const__',
])
give(ROLE.specifier, ['__extension__', '__inline', '__inline__', '__restrict', '__restrict__', '__volatile__'])
give(ROLE.specifier, ['__thread', '_Noreturn', '_Thread_local'])
give(ROLE.static, ['static'])
give(ROLE.type, ['auto', 'bool', 'char', 'double', 'float', 'int', 'long', 'short', 'signed', 'unsigned', 'void'])
give(ROLE.type, ['wchar_t', 'char8_t', 'char16_t', 'char32_t', '_Bool', '_Complex', '__signed__'])
give(ROLE.tag, ['class', 'enum', 'struct', 'union'])
give(ROLE.typedef, ['typedef'])
give(ROLE.group, ['__attribute', '__attribute__', '__declspec', 'alignas', '_Alignas', 'noexcept', 'throw'])
give(ROLE.group, ['asm', '__asm', '__asm__'])
give(ROLE.typeGroup, ['decltype', 'typeof', '__typeof', '__typeof__', 'typeof_unqual', '_Atomic', '_BitInt'])
give(ROLE.operator, ['operator'])
give(ROLE.access, ['private', 'protected', 'public'])
give(ROLE.namespace, ['namespace'])
give(ROLE.template, ['template'])
give(ROLE.using, ['using'])
give(ROLE.concept, ['concept'])
give(ROLE.friend, ['friend'])
give(ROLE.requires, ['requires'])
give(ROLE.statement, ['if', 'else', 'for', 'while', 'do', 'switch', 'case', 'return', 'goto', 'break', 'continue'])
give(ROLE.statement, ['sizeof', 'static_assert', '_Static_assert', 'co_return', 'alignof', '__alignof__'])

/** The role of a word by the number of its name. */
export function roleOf(id: number): number {
  return id >= 0 && id < ROLES.length ? (ROLES[id] as number) : ROLE.name
}

/** Words of C++ that are names in C. */
export const isNameInC = keywordSet([
  ...(['bool', 'class', 'concept', 'constexpr', 'explicit', 'final', 'friend', 'mutable', 'namespace'] as const),
  ...(['private', 'protected', 'public', 'requires', 'template', 'typename', 'using', 'virtual', 'wchar_t'] as const),
  ...(['char8_t', 'char16_t', 'char32_t', 'decltype', 'noexcept', 'thread_local', 'throw', '_Bool'] as const),
])

/**
 * Whether a name is written as those of macros that say something of a declaration: `API`, `__init`. A single letter is none: it is a type parameter
 * more often.
 */
export function isMacroLike(source: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2) return false
  if (source[start] === UNDERSCORE && source[start + 1] === UNDERSCORE) return true
  for (let at = start; at < end; at++) {
    const byte = source[at] as number
    if ((byte >= LOWER_A && byte <= LOWER_Z) || byte >= 128) return false
  }
  return true
}

const UNDERSCORE = 95
const LOWER_A = 97
const LOWER_Z = 122
