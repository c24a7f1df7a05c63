import type { PythonValue } from './python-values.ts'

const words = (text: string): readonly string[] => text.split(' ')

const PATH = words(
  'absolute anchor as_posix as_uri chmod copy copy_into cwd drive exists expanduser from_uri full_match glob group hardlink_to home info ' +
    'is_absolute is_block_device is_char_device is_dir is_fifo is_file is_junction is_mount is_relative_to is_reserved is_socket is_symlink ' +
    'iterdir joinpath lchmod link_to lstat match mkdir move move_into name open owner parent parents parser parts read_bytes read_text ' +
    'readlink relative_to rename replace resolve rglob rmdir root samefile stat stem suffix suffixes symlink_to touch unlink walk with_name ' +
    'with_segments with_stem with_suffix write_bytes write_text __truediv__ __rtruediv__ __lt__ __gt__ __le__ __ge__ __hash__ __eq__ __enter__ __exit__',
)

const TIME = words(
  'astimezone combine ctime date day dst fold fromisocalendar fromisoformat fromordinal fromtimestamp hour isocalendar isoformat isoweekday max ' +
    'microsecond min minute month now replace resolution second strftime strptime time timestamp timetuple timetz today toordinal tzinfo ' +
    'tzname utcfromtimestamp utcnow utcoffset utctimetuple weekday year __add__ __radd__ __sub__ __rsub__ __lt__ __gt__ __le__ __ge__ __hash__ __eq__',
)

const DURATION = words(
  'days max microseconds min resolution seconds total_seconds __abs__ __add__ __radd__ __sub__ __rsub__ __mul__ __rmul__ __truediv__ ' +
    '__floordiv__ __mod__ __neg__ __lt__ __gt__ __le__ __ge__ __hash__ __eq__',
)

const path: PythonValue = { kind: 'instance', of: 'Path', form: 'library', names: PATH }
const time: PythonValue = { kind: 'instance', of: 'datetime', form: 'library', names: TIME }
const duration: PythonValue = { kind: 'instance', of: 'timedelta', form: 'library', names: DURATION }

const plain = (kind: PythonValue['kind'], callees: string): readonly (readonly [string, PythonValue])[] =>
  words(callees).map((callee) => [callee, { kind }] as const)

/** What calls of Python's library make, by how they are written. */
const MADE: ReadonlyMap<string, PythonValue> = new Map<string, PythonValue>([
  ...plain(
    'text',
    'os.path.join os.path.basename os.path.dirname os.path.abspath os.path.realpath os.path.normpath os.path.expanduser os.path.relpath ' +
      'os.getcwd os.fspath json.dumps time.strftime time.ctime textwrap.dedent textwrap.indent textwrap.fill html.escape ' +
      'tempfile.mkdtemp tempfile.gettempdir shlex.quote shlex.join secrets.token_hex secrets.token_urlsafe traceback.format_exc',
  ),
  ...plain(
    'number',
    'time.time time.monotonic time.perf_counter random.random random.randint math.ceil math.floor math.sqrt os.getpid',
  ),
  ...plain('list', 'os.listdir glob.glob shlex.split re.findall re.split random.sample textwrap.wrap'),
  ...plain('bytes', 'os.urandom base64.b64encode base64.b64decode struct.pack zlib.compress pickle.dumps'),
  ...['Path', 'pathlib.Path', 'Path.cwd', 'Path.home'].map((callee) => [callee, path] as const),
  ...['timedelta', 'datetime.timedelta'].map((callee) => [callee, duration] as const),
  ...['now', 'utcnow', 'fromisoformat', 'strptime'].flatMap((name) =>
    ['datetime', 'datetime.datetime'].map((made) => [`${made}.${name}`, time] as const),
  ),
])

export function madeByLibrary(callee: string): PythonValue | undefined {
  return MADE.get(callee)
}

/** What a hint of one word stands for. */
const HINTED: ReadonlyMap<string, PythonValue> = new Map<string, PythonValue>([
  ['str', { kind: 'text' }],
  ['bytes', { kind: 'bytes' }],
  ['int', { kind: 'number' }],
  ['float', { kind: 'number' }],
  ['list', { kind: 'list' }],
  ['dict', { kind: 'dictionary' }],
  ['set', { kind: 'set' }],
  ['tuple', { kind: 'tuple' }],
  ['bool', { kind: 'number' }],
  ['frozenset', { kind: 'set' }],
  ['Iterator', { kind: 'iterator' }],
  ['Generator', { kind: 'iterator' }],
  ['None', { kind: 'none' }],
  ['Path', path],
  ['pathlib.Path', path],
  ...['timedelta', 'datetime.timedelta'].map((name) => [name, duration] as const),
  ...['date', 'datetime', 'datetime.date', 'datetime.datetime'].map((name) => [name, time] as const),
])

/** What a hint such as `list[int]` stands for. */
export function valueOfHint(hint: string): PythonValue | undefined {
  return HINTED.get(/^([\w.]+)(?:\[.*\])?$/.exec(hint)?.[1] ?? '')
}
