import path from 'node:path'
import { getNodePath, parseTree, type JSONPath, type Node } from 'jsonc-parser'
import type { Candidate } from '../plan/candidates.ts'
import type { TextEdit } from '../plan/make-plan.ts'
import type { Moves } from './moved-paths.ts'
import { relativePath, writeLike } from './specifier.ts'

/** Whether a file is one whose paths are known: `package.json` and the configurations of TypeScript. */
export function isManifest(file: string): boolean {
  return /(?:^|\/)(?:package|[jt]sconfig(?:\.[\w-]+)*)\.json$/.test(file)
}

export interface ManifestEdits {
  readonly edits: readonly TextEdit[]
  /** Offsets of globs that may have matched what is moved. */
  readonly globs: readonly number[]
}

interface ManifestValue {
  readonly keys: JSONPath
  readonly value: string
  /** Of what is between the quotes. */
  readonly start: number
  readonly end: number
}

/** The paths in a manifest that lead somewhere else after the move, or that the manifest itself moves away from. */
export function editManifest(
  { path: file, decoded }: Pick<Candidate, 'path' | 'decoded'>,
  moves: Moves,
  isThere: (path: string) => boolean,
): ManifestEdits {
  const isPackage = path.posix.basename(file) === 'package.json'
  const values = readValues(decoded.text)
  const baseUrl = values.find(({ keys }) => keys.join('.') === 'compilerOptions.baseUrl')?.value ?? '.'
  const edits: TextEdit[] = []
  const globs: number[] = []
  for (const entry of values) {
    const text = isPackage ? packagePath(entry) : tsconfigPath(entry)
    if (text === undefined) continue
    const isBased = !isPackage && entry.keys[1] === 'paths'
    const base = path.posix.join(path.posix.dirname(file), isBased ? baseUrl : '.')
    const place = path.posix.join(base, text.written).replace(/\/$/, '')
    if (place.startsWith('..')) continue
    if (fixedPart(place) !== place && losesMatch(place, moves)) globs.push(entry.start)
    const fresh = newValue({ base, place, written: text.written }, moves, isThere)
    if (fresh === undefined) continue
    const shape = `path in ${isPackage ? 'package.json' : 'tsconfig'}`
    edits.push({ start: entry.start, end: entry.end, new: text.prefix + fresh, kind: 'string', shape })
  }
  return { edits, globs }
}

interface ManifestPath {
  /** What it is relative to. */
  readonly base: string
  readonly place: string
  readonly written: string
}

/** Undefined where it stays as it is. */
function newValue(
  { base, place, written }: ManifestPath,
  moves: Moves,
  isThere: (path: string) => boolean,
): string | undefined {
  const names = [place, fixedPart(place), `${place}.json`, ...extensions.map((extension) => place + extension)]
  const known = names.find((name) => name !== '' && name !== '.' && isThere(name))
  if (known === undefined) return undefined
  const whole = moves.newPath(known) + (place.length > known.length ? place.slice(known.length) : '')
  const fresh = place.length < known.length ? whole.slice(0, place.length - known.length) : whole
  const newBase = moves.newPath(base === '.' ? '' : base)
  if (newBase === (base === '.' ? '' : base) && fresh === place) return undefined
  const text = writeLike(relativePath(path.posix.join(newBase, 'x'), fresh), written)
  return text === written ? undefined : text
}

const extensions = ['.js', '.ts', '.cjs', '.mjs', '/index.js', '/index.ts']

function readValues(text: string): readonly ManifestValue[] {
  const values: ManifestValue[] = []
  const root = parseTree(text)
  const read = (node: Node): void => {
    if (node.type === 'property') return (node.children ?? []).slice(1).forEach(read)
    node.children?.forEach(read)
    const [start, end] = [node.offset + 1, node.offset + node.length - 1]
    // A value with escapes is no path that anybody writes.
    if (node.type !== 'string' || text.slice(start, end) !== node.value) return
    values.push({ keys: getNodePath(node), value: text.slice(start, end), start, end })
  }
  if (root !== undefined) read(root)
  return values
}

interface WrittenPath {
  readonly prefix: string
  readonly written: string
}

const pathKeys =
  /^(?:main|module|types|typings|browser|bin|exports|imports|files|workspaces|man|directories|source|style|sideEffects|unpkg|jsdelivr|react-native|typesVersions)$/

function packagePath({ keys, value }: ManifestValue): WrittenPath | undefined {
  const linked = /^(?:file|link|portal):/.exec(value)
  if (linked !== null) return { prefix: linked[0], written: value.slice(linked[0].length) }
  const [first] = keys
  if (/^\.\.?\//.test(value) && first !== 'scripts') return { prefix: '', written: value }
  const isImport = first === 'imports' || first === 'exports' || first === 'browser'
  return pathKeys.test(String(first)) && (!isImport || value.startsWith('.') || keys.length === 1)
    ? { prefix: '', written: value }
    : undefined
}

const compilerPaths = /^(?:paths|baseUrl|rootDir|rootDirs|outDir|typeRoots|declarationDir|tsBuildInfoFile|outFile)$/

function tsconfigPath({ keys, value }: ManifestValue): WrittenPath | undefined {
  const [first, second] = keys
  const isPath =
    first === 'include' ||
    first === 'exclude' ||
    first === 'files' ||
    (first === 'references' && keys.at(-1) === 'path') ||
    (first === 'extends' && value.startsWith('.')) ||
    (first === 'compilerOptions' && compilerPaths.test(String(second)))
  return isPath && !value.startsWith('/') && !value.includes('${') ? { prefix: '', written: value } : undefined
}

/** Of a glob the directory that it begins with. */
function fixedPart(place: string): string {
  const at = place.search(/[*?{[]/)
  return at === -1 ? place : path.posix.dirname(`${place.slice(0, at)}x`)
}

/** Whether a glob, or the directories that it names, had something that moves out of it. One below a moved directory moves along. */
function losesMatch(glob: string, { source, files }: Moves): boolean {
  if (fixedPart(glob) === source || fixedPart(glob).startsWith(`${source}/`)) return false
  const parts = glob.split('/').map((part) =>
    part === '**'
      ? '(?:[^/]+/)*'
      : `${part
          .replaceAll(/[.+^$|()[\]{}\\]/g, String.raw`\$&`)
          .replaceAll('*', '[^/]*')
          .replaceAll('?', '[^/]')}/`,
  )
  const pattern = new RegExp(`^${parts.join('')}`)
  return [...files].some(([old, fresh]) => pattern.test(`${old}/`) && !pattern.test(`${fresh}/`))
}
