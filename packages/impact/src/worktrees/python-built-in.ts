import type { PythonValue } from './python-values.ts'

/** The kinds of values whose types are Python's own. */
export type BuiltIn = Exclude<PythonValue['kind'], 'unknown' | 'function' | 'class' | 'instance' | 'options'>

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** What Python's own types have. */
export const ATTRIBUTES: Readonly<Record<BuiltIn, ReadonlySet<string>>> = {
  none: new Set(),
  number: words(
    'as_integer_ratio bit_count bit_length conjugate denominator from_bytes fromhex hex imag is_integer numerator real to_bytes',
  ),
  text: words(
    'capitalize casefold center count encode endswith expandtabs find format format_map index isalnum isalpha isascii isdecimal isdigit ' +
      'isidentifier islower isnumeric isprintable isspace istitle isupper join ljust lower lstrip maketrans partition removeprefix ' +
      'removesuffix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill',
  ),
  bytes: words(
    'capitalize center count decode endswith expandtabs find fromhex hex index isalnum isalpha isascii isdigit islower isspace istitle ' +
      'isupper join ljust lower lstrip maketrans partition removeprefix removesuffix replace rfind rindex rjust rpartition rsplit rstrip ' +
      'split splitlines startswith strip swapcase title translate upper zfill',
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

/** What the language itself calls on them. */
export const HOOKS: Readonly<Record<BuiltIn, readonly string[]>> = {
  none: [],
  number: hooks('add sub mul truediv floordiv mod pow lt le gt ge'),
  text: hooks('len iter getitem contains add mul mod lt le gt ge'),
  bytes: hooks('len iter getitem contains add mul mod lt le gt ge'),
  list: hooks('len iter getitem setitem contains add mul lt le gt ge'),
  tuple: hooks('len iter getitem contains add mul lt le gt ge'),
  dictionary: hooks('len iter getitem setitem contains or'),
  set: hooks('len iter contains sub or and lt le gt ge'),
  iterator: hooks('iter next'),
  pattern: [],
}

function hooks(text: string): readonly string[] {
  return text.split(' ').map((word) => `__${word}__`)
}
