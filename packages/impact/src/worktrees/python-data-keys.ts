import { posix } from 'node:path'
import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { plainText } from './python-body.ts'
import { changedPython, firstChangedLine, isChangedLine, originalPath, type Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'

/** Keys of a file of data that one side reads anew with `x['key']`, in Python that names the file or imports what does, and that the other one took out. */
export async function findDataKeys(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

const DATA_FILE = /\.(?:json|toml|ya?ml|ini|cfg)$/

interface GoneKeys {
  readonly path: string
  readonly line: number
  readonly keys: ReadonlySet<string>
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const gone = await goneKeys(provider)
  const found: PairFinding[] = []
  if (gone.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedPython(consumer)) {
    for (const { key, line } of readKeys(open).filter((one) => isChangedLine(file, one.line))) {
      const data = gone.find(({ keys }) => keys.has(key))
      // oxlint-disable-next-line no-await-in-loop -- rarely any
      if (data === undefined || !(await readsFile(consumer.after, open, posix.basename(data.path)))) continue
      const used = { path: file.path, line }
      const place = { path: data.path, line: data.line }
      found.push({
        severity: 'break',
        kind: 'removed',
        ...places(used, place),
        text: `${user} read ${key}, ${changer} took it out of ${data.path}`,
        symbol: key,
      })
    }
  }
  return found
}

/** `x['key']` that is read. */
function readKeys(open: OpenFile): readonly { readonly key: string; readonly line: number }[] {
  const { tokens } = open.extraction
  const found: { readonly key: string; readonly line: number }[] = []
  for (let at = 2; at < tokens.count; at++) {
    const isKey =
      tokens.kind[at] === T.string && tokens.kind[at - 1] === C.openBracket && tokens.kind[at + 1] === C.closeBracket
    const isOnValue = [T.name, C.close, C.closeBracket].includes(tokens.kind[at - 2] as never)
    const key = isKey && isOnValue && textAt(open, at + 2) !== '=' ? plainText(open, at) : undefined
    if (key !== undefined) found.push({ key, line: tokens.line[at] as number })
  }
  return found
}

/** The file names the data, or imports a file that does. */
async function readsFile(tree: SourceTree, open: OpenFile, name: string): Promise<boolean> {
  const imported = await tree.imports(open.file.path)
  const sources = await Promise.all(imported.map(async (path) => await tree.read(path)))
  return [open.source, ...sources].some((source) => source?.includes(name) === true)
}

async function goneKeys({ files, before, after }: Side): Promise<readonly GoneKeys[]> {
  const found: GoneKeys[] = []
  for (const file of files) {
    if (file.status === 'added' || file.status === 'deleted' || !DATA_FILE.test(file.path)) continue
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const [old, now] = await Promise.all([before.read(originalPath(file)), after.read(file.path)])
    const kept = keysOf(now?.toString('utf8') ?? '')
    const keys = [...keysOf(old?.toString('utf8') ?? '')].filter((key) => !kept.has(key))
    const line = firstChangedLine(file)
    if (keys.length > 0) found.push({ path: file.path, line, keys: new Set(keys) })
  }
  return found
}

/** Whatever may be a key in JSON, TOML, YAML and INI, on any level. */
function keysOf(text: string): ReadonlySet<string> {
  const quoted = [...text.matchAll(/"([^"\n]+)"\s*[:=]/g)].map(([, key = '']) => key)
  const bare = [...text.matchAll(/^[ \t-]*\[*([\w-]+)\]*\s*(?:[:=]|$)/gm)].map(([, key = '']) => key)
  return new Set([...quoted, ...bare])
}
