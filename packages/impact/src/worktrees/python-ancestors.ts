import type { OpenFile } from '@groundcrew/code-map'
import { readBindings } from './bindings.ts'
import { basesOf } from './inherited-member.ts'
import type { SourceTree } from './source-tree.ts'

/** The last part of the name of a class, and of all that it inherits from. */
export type Ancestry = readonly [name: string, ...ancestors: string[]]

const depthMax = 12

/** Of an exception, with those of Python itself. */
export async function ancestorsOf(tree: SourceTree, open: OpenFile, name: string, depth = 0): Promise<Ancestry> {
  const last = name.split('.').at(-1) ?? name
  const place = await findClass(tree, open, name)
  if (place === undefined || depth >= depthMax) return [last, ...builtIn(last)]
  const found = await Promise.all(place.bases.map(async (base) => await ancestorsOf(tree, place.open, base, depth + 1)))
  return [last, ...found.flat()]
}

async function findClass(
  tree: SourceTree,
  open: OpenFile,
  name: string,
): Promise<{ readonly open: OpenFile; readonly bases: readonly string[] } | undefined> {
  const last = name.split('.').at(-1) ?? name
  const first = name.split('.')[0] ?? name
  const own = classIn(open, last)
  if (own !== undefined) return { open, bases: basesOf(open, own) }
  const bound = open.extraction.imports.flatMap(({ names }) =>
    names.flatMap(({ local, imported }) => (local === first ? [imported] : [])),
  )
  for (const { local, path, name: declared } of await readBindings(tree, open, new Set(bound))) {
    if (local !== first) continue
    // oxlint-disable-next-line no-await-in-loop -- rarely more than one
    const file = await tree.open(path)
    const symbol = file === undefined ? undefined : classIn(file, declared === '*' ? last : declared)
    if (file !== undefined && symbol !== undefined) return { open: file, bases: basesOf(file, symbol) }
  }
  return undefined
}

function classIn({ symbols }: OpenFile, name: string) {
  return symbols.find((symbol) => symbol.kind === 'class' && symbol.parent === -1 && symbol.name === name)
}

/** By exception what it inherits from; the others come straight from `Exception`. */
const BASES: ReadonlyMap<string, string> = new Map([
  ['BaseException', ''],
  ['Exception', 'BaseException'],
  ['KeyboardInterrupt', 'BaseException'],
  ['SystemExit', 'BaseException'],
  ['GeneratorExit', 'BaseException'],
  ['KeyError', 'LookupError'],
  ['IndexError', 'LookupError'],
  ['ZeroDivisionError', 'ArithmeticError'],
  ['OverflowError', 'ArithmeticError'],
  ['FloatingPointError', 'ArithmeticError'],
  ['ModuleNotFoundError', 'ImportError'],
  ['UnboundLocalError', 'NameError'],
  ['NotImplementedError', 'RuntimeError'],
  ['RecursionError', 'RuntimeError'],
  ['UnicodeError', 'ValueError'],
  ['UnicodeDecodeError', 'UnicodeError'],
  ['UnicodeEncodeError', 'UnicodeError'],
  ['JSONDecodeError', 'ValueError'],
  ['IOError', 'OSError'],
  ['EnvironmentError', 'OSError'],
  ['FileNotFoundError', 'OSError'],
  ['FileExistsError', 'OSError'],
  ['PermissionError', 'OSError'],
  ['IsADirectoryError', 'OSError'],
  ['NotADirectoryError', 'OSError'],
  ['InterruptedError', 'OSError'],
  ['ProcessLookupError', 'OSError'],
  ['TimeoutError', 'OSError'],
  ['BlockingIOError', 'OSError'],
  ['ChildProcessError', 'OSError'],
  ['ConnectionError', 'OSError'],
  ['BrokenPipeError', 'ConnectionError'],
  ['ConnectionAbortedError', 'ConnectionError'],
  ['ConnectionRefusedError', 'ConnectionError'],
  ['ConnectionResetError', 'ConnectionError'],
])

/** What Python's own operations raise. */
export function isOwnOfPython(name: string): boolean {
  return (
    BASES.has(name) ||
    /^(?:Value|Type|Attribute|Lookup|Arithmetic|OS|Name|Import|Runtime|Assertion|EOF)Error$|^Stop(?:Async)?Iteration$/.test(
      name,
    )
  )
}

function builtIn(name: string): readonly string[] {
  const base = BASES.get(name) ?? 'Exception'
  return base === '' ? [] : [base, ...builtIn(base)]
}
