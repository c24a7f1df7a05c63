import { KIND, NUMBER, UNKNOWN, made, type RustType } from './types.ts'

/** Crates that are no part of any code base but Rust's own. */
export const FOREIGN_CRATES: ReadonlySet<string> = new Set(['std', 'core', 'alloc'])

/** What is known everywhere without an import. */
export const PRELUDE: ReadonlySet<string> = new Set(
  'Option Some None Result Ok Err Vec String ToString ToOwned Box Clone Copy Send Sync Sized Drop Fn FnMut FnOnce Iterator IntoIterator Extend DoubleEndedIterator ExactSizeIterator Default PartialEq Eq PartialOrd Ord AsRef AsMut Into From TryFrom TryInto FromIterator Debug Hash str bool char u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64'.split(
    ' ',
  ),
)

/** A call of what a type of the standard library has. */
export interface LibraryCall {
  readonly self: RustType
  /** What a loop over it gives. */
  readonly item: () => RustType
  /** The types that the call names: `collect::<Vec<_>>`. */
  readonly named: readonly RustType[]
  argument(index: number): RustType
  /** What a loop over an argument gives. */
  itemOf(type: RustType): RustType
}

/**
 * What methods give, by the kind of their object. `T`, `E`: its first and second type argument; `I`: its items; `S`: itself; `F`: what the function
 * that is the last argument gives; `A`: the first argument; `J`: the items of `A`; `G`: the items of `I`; `H`: the items of `F`; `N`: what the call names.
 */
const RESULTS: Readonly<Record<string, string>> = {
  Option: `unwrap expect unwrap_or unwrap_or_else unwrap_or_default unwrap_unchecked insert get_or_insert get_or_insert_with:T
    as_ref as_mut as_deref as_deref_mut take cloned copied filter or or_else xor replace inspect:S ok_or ok_or_else:Result<T,F> map:Option<F> and_then:F
    and:A map_or:A map_or_else:F zip:Option<(T,U)> iter iter_mut into_iter:Iter<T> is_some is_none is_some_and is_none_or:bool flatten:T`,
  Result: `unwrap expect unwrap_or unwrap_or_else unwrap_or_default into_ok:T unwrap_err expect_err:E ok:Option<T> err:Option<E> as_ref as_mut as_deref
    inspect inspect_err cloned copied:S map:Result<F,E> map_err:Result<T,F> and_then:F or_else:F and:A map_or:A map_or_else:F iter into_iter:Iter<T> is_ok is_err
    is_ok_and is_err_and:bool`,
  list: `iter iter_mut into_iter drain:Iter<T> first last first_mut last_mut get get_mut pop pop_front pop_back front back front_mut back_mut pop_first
    pop_last peek take replace choose:Option<T> len capacity:usize is_empty contains starts_with ends_with any insert:bool remove swap_remove:T as_slice as_mut_slice to_vec into_boxed_slice
    into_vec as_ref as_mut split_off:S split_at split_at_mut:(S,S) split_first split_last split_first_mut split_last_mut:Option<(T,S)> chunks chunks_exact windows split splitn rsplit
    chunks_mut:Iter<S> concat join:T binary_search binary_search_by binary_search_by_key:Result<usize,usize> get_unchecked get_unchecked_mut:T union intersection
    difference:Iter<T> as_ptr as_mut_ptr:*<T> position:Option<usize> repeat:S`,
  map: `get get_mut remove insert:Option<E> keys into_keys:Iter<T> values values_mut into_values:Iter<E> iter iter_mut into_iter drain range:Iter<I> entry:Entry<T,E>
    contains_key is_empty:bool len:usize get_key_value first_key_value last_key_value remove_entry pop_first pop_last:Option<I>`,
  Entry: `or_insert or_insert_with or_default or_insert_with_key:E and_modify:S key:T`,
  Iter: `next last nth next_back nth_back find max min max_by max_by_key min_by min_by_key peek peek_mut next_if reduce rfind:Option<I> filter skip take rev chain step_by by_ref
    cloned copied peekable skip_while take_while inspect fuse cycle iter into_iter sorted sorted_by sorted_by_key dedup unique:Iter<I> map map_while_some:Iter<F>
    filter_map map_while scan:Iter<H> flat_map:Iter<H> flatten:Iter<G> enumerate:Iter<(usize,I)> zip:Iter<(I,J)> collect sum product:N fold:A count
    len:usize any all eq is_sorted:bool position rposition:Option<usize> find_map:F try_fold:F partition:(N,N) windows:Iter<I>`,
  str: `chars:Iter<char> bytes:Iter<u8> as_str trim trim_start trim_end trim_matches trim_start_matches trim_end_matches as_ref deref:str as_bytes into_bytes:[]<u8> len capacity:usize
    is_empty contains starts_with ends_with is_char_boundary eq_ignore_ascii_case is_ascii:bool split splitn rsplit rsplitn split_whitespace lines split_terminator split_inclusive split_ascii_whitespace matches:Iter<str>
    find rfind:Option<usize> strip_prefix strip_suffix get:Option<str> split_once rsplit_once:Option<(str,str)> split_at:(str,str) char_indices:Iter<(usize,char)> match_indices:Iter<(usize,str)>
    to_string to_owned to_lowercase to_uppercase to_ascii_lowercase to_ascii_uppercase replace replacen repeat into_string clone split_off:String pop:Option<char> remove:char drain:Iter<char> as_ptr:*<u8> parse:Result<N,E> to_str:Option<str> to_string_lossy:str`,
  cell: `borrow borrow_mut get get_mut into_inner take replace load:T lock read write try_borrow try_borrow_mut try_lock:Result<T,E>`,
  number: `checked_add checked_sub checked_mul checked_div checked_rem checked_neg checked_pow checked_next_power_of_two checked_shl checked_shr:Option<S> overflowing_add overflowing_sub:(S,bool)
    is_ascii is_alphabetic is_numeric is_alphanumeric is_whitespace is_ascii_digit is_ascii_alphabetic is_ascii_alphanumeric is_power_of_two is_nan is_uppercase is_lowercase:bool to_digit:Option<0> to_lowercase to_uppercase:Iter<char>
    to_le_bytes to_be_bytes to_ne_bytes:[]<u8> trailing_zeros leading_zeros trailing_ones leading_ones count_ones count_zeros:u32`,
  any: `clone to_owned as_ref as_mut borrow borrow_mut by_ref deref deref_mut as_deref max min clamp:S to_string:String len:usize eq ne lt gt le ge is_empty contains:bool cmp:Ordering partial_cmp:Option<Ordering> fmt:Result<()> hash:()`,
}

/** What functions that are the last argument are given. */
const GIVEN: Readonly<Record<string, string>> = {
  Option: 'map and_then filter map_or map_or_else is_some_and is_none_or inspect:T',
  Result: 'map and_then map_or is_ok_and inspect:T map_err or_else unwrap_or_else inspect_err is_err_and map_or_else:E',
  list: 'sort_by binary_search_by:T,T retain retain_mut sort_by_key sort_unstable_by_key dedup_by_key binary_search_by_key sort_by_cached_key position any all partition_point split:T sort_unstable_by dedup_by:T,T',
  map: 'retain:T,E',
  Entry: 'and_modify:E',
  Iter: 'map filter filter_map flat_map for_each find any all position max_by_key min_by_key take_while skip_while inspect find_map partition map_while sorted_by_key try_for_each rposition rfind:I max_by min_by reduce sorted_by:I,I fold try_fold scan:A,I',
}

const LISTS: ReadonlySet<string> = new Set([
  KIND.list,
  ...'Vec VecDeque HashSet BTreeSet BinaryHeap LinkedList IndexSet SmallVec ArrayVec'.split(' '),
])
const MAPS: ReadonlySet<string> = new Set(['HashMap', 'BTreeMap', 'IndexMap'])
const CELLS: ReadonlySet<string> = new Set(
  'RefCell Cell Mutex RwLock OnceCell OnceLock LazyLock AtomicUsize'.split(' '),
)
const STRINGS: ReadonlySet<string> = new Set(['str', 'String', 'OsStr', 'OsString', 'PathBuf', 'Path'])
const ITERATORS: ReadonlySet<string> = new Set(
  `Iter IterMut IntoIter Drain Range RangeInclusive RangeFrom Rev Peekable Enumerate Skip Take Cloned Copied StepBy Fuse Cycle Filter SkipWhile TakeWhile
  Inspect Chain Zip Map Chars Bytes Lines Split SplitWhitespace CharIndices Windows Chunks ChunksExact Values ValuesMut Keys Once Repeat`.split(
    /\s+/,
  ),
)

function kindOf(name: string): string {
  if (LISTS.has(name)) return 'list'
  if (MAPS.has(name)) return 'map'
  if (CELLS.has(name)) return 'cell'
  if (STRINGS.has(name)) return 'str'
  if (ITERATORS.has(name)) return 'Iter'
  return name === KIND.number || name === 'char' || NUMBER.test(name) ? 'number' : name
}

/** What a method of a type of the standard library gives; of another type what methods of that name mostly do. */
export function libraryResult(name: string, call: LibraryCall): RustType {
  const kind = kindOf(call.self.name)
  const spec = specIn(RESULTS, kind, name) ?? specIn(RESULTS, 'any', name)
  if (spec !== undefined) return readSpec(spec, call)
  return kind === 'number' ? call.self : UNKNOWN
}

/** As an iterator that the code base declares has it. */
export function iteratorResult(name: string, call: LibraryCall): RustType {
  const spec = specIn(RESULTS, 'Iter', name)
  return spec === undefined ? UNKNOWN : readSpec(spec, call)
}

/** What a function among the arguments is given in one of its places. */
export function libraryGiven(name: string, call: LibraryCall, place: number): RustType {
  const kind = kindOf(call.self.name)
  const spec = specIn(GIVEN, kind, name) ?? (GIVEN[kind] === undefined ? specIn(GIVEN, 'Iter', name) : undefined)
  const part = spec?.split(',')[place]
  return part === undefined ? UNKNOWN : readSpec(part, call)
}

/** Iterators that give what another one gives. */
const PASSING: ReadonlySet<string> = new Set(
  'Rev Peekable Skip Take Cloned Copied StepBy Fuse Cycle Filter SkipWhile TakeWhile Inspect Chain Range RangeInclusive RangeFrom'.split(
    ' ',
  ),
)
const OF_STR: Readonly<Record<string, string>> = {
  Chars: 'char',
  Bytes: 'u8',
  Lines: 'str',
  Split: 'str',
  SplitWhitespace: 'str',
  ...Object.fromEntries('SplitN RSplit Matches Args ArgsOs'.split(' ').map((name) => [name, 'str'])),
}

/** What a loop over a type of the standard library gives; `inner`: over another one, or that itself where it is none. */
export function libraryItem({ name, args }: RustType, inner: (type: RustType) => RustType): RustType {
  const [first = UNKNOWN, second = UNKNOWN] = args
  if (MAPS.has(name)) return made(KIND.tuple, [first, second])
  if (LISTS.has(name) || /^(?:Option|Result|Keys|Once|Repeat)$/.test(name)) return first
  if (name === 'Values' || name === 'ValuesMut') return second
  if (/^(?:Iter|IterMut|IntoIter|Drain)$/.test(name)) return args.length > 1 ? made(KIND.tuple, [first, second]) : first
  return itemOfAdaptor({ name, args }, inner)
}

function itemOfAdaptor({ name, args }: Pick<RustType, 'name' | 'args'>, inner: (type: RustType) => RustType): RustType {
  const [first = UNKNOWN, second = UNKNOWN] = args
  if (PASSING.has(name)) return inner(first)
  if (name === 'Enumerate') return made(KIND.tuple, [made('usize'), inner(first)])
  if (name === 'Zip') return made(KIND.tuple, [inner(first), inner(second)])
  if (name === 'Map') return second.args[0] ?? UNKNOWN
  if (/^(?:Windows|Chunks|ChunksExact|ChunksMut)$/.test(name)) return made(KIND.list, [first])
  if (name === 'CharIndices') return made(KIND.tuple, [made('usize'), made('char')])
  const item = OF_STR[name]
  return item === undefined ? UNKNOWN : made(item)
}

/** Names that methods of the standard library have, and nothing is told by. */
const OTHER_NAMES: ReadonlySet<string> = new Set(
  `add push push_back push_front push_str extend extend_from_slice append clear truncate resize reserve shrink_to_fit sort sort_unstable reverse swap fill
  copy_from_slice clone_from_slice retain dedup_by write write_all write_str write_fmt write_char flush read read_to_end read_to_string read_line read_exact seek bytes send recv join spawn
  drop index index_mut into try_into try_from from new default with_capacity from_str from_iter from_utf8 set update swap compare_exchange fetch_add fetch_sub store
  finish build debug_struct debug_tuple field entry entries debug_list alternate width precision fill pad key source description cause kind path file_name parent exists
  is_file is_dir metadata open create create_new args arg env current_dir status output stdin stdout stderr wait kill id name lines start end start_bound end_bound elapsed
  duration_since as_secs now sub mul div neg rem not shl shr add_assign sub_assign bitand bitor bitxor abs pow sqrt floor ceil round trunc powi powf ln log exp sin cos
  wrapping_add wrapping_sub wrapping_mul saturating_add saturating_sub leading_zeros trailing_zeros count_ones size_hint for_each try_for_each unzip rev is_sorted_by cast
  offset read_unaligned write_unaligned as_deref_target get_type_id type_id build_hasher hasher poll wake ready size align layout dealloc alloc as_any is downcast_ref downcast_mut downcast`.split(
    /\s+/,
  ),
)

/** Whether some type of the standard library has a method of the name. */
export function isLibraryMethod(name: string): boolean {
  if (OTHER_NAMES.has(name)) return true
  return Object.keys(RESULTS).some(
    (kind) => specIn(RESULTS, kind, name) !== undefined || specIn(GIVEN, kind, name) !== undefined,
  )
}

const tables = new WeakMap<Readonly<Record<string, string>>, Map<string, string>>()

function specIn(table: Readonly<Record<string, string>>, kind: string, name: string): string | undefined {
  const known = tables.get(table) ?? new Map<string, string>()
  if (known.size === 0) {
    tables.set(table, known)
    for (const [one, text] of Object.entries(table)) {
      for (const [, names = '', spec = ''] of text.matchAll(/([\w\s]+?):(\S+)/g))
        for (const method of names.trim().split(/\s+/)) known.set(`${one}.${method}`, spec)
    }
  }
  return known.get(`${kind}.${name}`)
}

function readSpec(spec: string, call: LibraryCall): RustType {
  const [word = ''] = /^(?:\w+|\[\]|\*)/.exec(spec) ?? []
  const rest = spec.slice(word.length)
  if (rest.startsWith('<'))
    return made(
      word,
      partsOf(rest.slice(1, -1)).map((part) => readSpec(part, call)),
    )
  if (spec.startsWith('('))
    return made(
      KIND.tuple,
      partsOf(spec.slice(1, -1)).map((part) => readSpec(part, call)),
    )
  return Object.hasOwn(LETTERS, word) ? (LETTERS[word]?.(call) ?? UNKNOWN) : made(word)
}

const LETTERS: Readonly<Record<string, (call: LibraryCall) => RustType | undefined>> = {
  T: ({ self }) => self.args[0],
  E: ({ self }) => self.args[1],
  S: ({ self }) => self,
  I: (call) => call.item(),
  G: (call) => call.itemOf(call.item()),
  F: (call) => resultOf(call),
  H: (call) => call.itemOf(resultOf(call)),
  A: (call) => call.argument(0),
  J: (call) => call.itemOf(call.argument(0)),
  N: (call) => nameGiven(call),
}

/** `collect::<Vec<_>>()` */
function nameGiven(call: LibraryCall): RustType {
  const [named] = call.named
  if (named === undefined) return UNKNOWN
  const isOpen = named.args.length === 1 && named.args[0]?.name === KIND.unknown
  return isOpen ? { ...named, args: [call.item()] } : named
}

/** What the function that is the last argument gives. */
function resultOf(call: LibraryCall): RustType {
  for (let index = 1; index >= 0; index--) {
    const argument = call.argument(index)
    if (argument.name === KIND.function) return argument.args[0] ?? UNKNOWN
  }
  return UNKNOWN
}

function partsOf(text: string): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < text.length; at++) {
    if ('<('.includes(text[at] ?? '')) depth++
    else if ('>)'.includes(text[at] ?? '')) depth--
    else if (text[at] === ',' && depth === 0) {
      parts.push(text.slice(start, at))
      start = at + 1
    }
  }
  return [...parts, text.slice(start)].filter((part) => part !== '')
}
