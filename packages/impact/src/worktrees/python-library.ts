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

const path: PythonValue = { kind: 'instance', of: 'Path', form: 'library', names: PATH }
const time: PythonValue = { kind: 'instance', of: 'datetime', form: 'library', names: TIME }

/** What calls of Python's library make, by how they are written. */
const MADE: ReadonlyMap<string, PythonValue> = new Map([
  ...['Path', 'pathlib.Path', 'Path.cwd', 'Path.home'].map((callee) => [callee, path] as const),
  ...['now', 'utcnow', 'fromisoformat', 'strptime'].flatMap((name) =>
    ['datetime', 'datetime.datetime'].map((made) => [`${made}.${name}`, time] as const),
  ),
])

export function madeByLibrary(callee: string): PythonValue | undefined {
  return MADE.get(callee)
}
