import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { openSource, type OpenFile } from '@groundcrew/code-map'
import { ToolError } from '@groundcrew/core/cli'
import { listFiles, readGit, type Repository } from '@groundcrew/core/repo'
import { decodePath, encodePath, nearest } from '@groundcrew/core/text'
import { describeUnit } from './compare-sources.ts'
import { defaultBase } from './default-base.ts'
import { isRevision } from './is-revision.ts'
import { describeFile } from './read-changes.ts'
import { isTokenized } from './token-words.ts'
import { readTreeFiles } from './tree-files.ts'
import type { Changes, FileChange } from './types.ts'
import { readUnits, TOP_LEVEL, type Unit } from './units.ts'

/** A file, or one of its declarations, that the caller names. */
export interface NamedPart {
  /** Relative to the root. */
  readonly path: string
  /** Its name, or its qualified name. */
  readonly symbol?: string
  /** Where it may have been meant as the name of a declaration: names of declarations that are like it. */
  readonly similar?: readonly string[]
}

export interface NamedRequest {
  readonly parts: readonly NamedPart[]
  /** For a reader. */
  readonly text: string
  /** Names that a program gave may be of files that are gone; of those that somebody typed it is an error. */
  readonly mayBeGone: boolean
}

/** As if every part that is named changed in every way, and a method in its body. @throws ToolError NO_SUCH_FILE, NO_SUCH_SYMBOL (exit code 2) */
export async function namedChanges(repository: Repository, { parts, text, mayBeGone }: NamedRequest): Promise<Changes> {
  const tree = { kind: 'work-tree' } as const
  const byPath = new Map<string, string[]>()
  const submodules = await findSubmodules(repository, parts)
  for (const { path, symbol } of await withoutDirectories(repository, { parts, submodules })) {
    const symbols = byPath.get(path) ?? []
    if (symbol !== undefined) symbols.push(symbol)
    byPath.set(path, symbols)
  }
  const contents = await readTreeFiles(repository, tree, [...byPath.keys()])
  const missing = [...byPath.keys()].filter((path) => !contents.has(path) && !submodules.has(path))
  const wanted = missing.find((path) => (byPath.get(path) ?? []).length > 0)
  const unknown = wanted ?? (mayBeGone ? undefined : (await neverThere(repository, missing))[0])
  if (unknown !== undefined) {
    const similar = parts.find(({ path }) => path === unknown)?.similar
    throw await noSuchFile(repository, { path: unknown, similar })
  }
  const files = [...byPath]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([path, symbols]) =>
      submodules.has(path) ? nameSubmodule(path) : nameFile(path, { source: contents.get(path), symbols }),
    )
  const notes = missing.map((path) => `${path} is not in the work tree: taken as deleted`)
  return { baseCommit: undefined, base: text, next: tree, files, notes }
}

/** A directory stands for the files below it. */
async function withoutDirectories(
  repository: Repository,
  { parts, submodules }: { readonly parts: readonly NamedPart[]; readonly submodules: Submodules },
): Promise<readonly NamedPart[]> {
  const { root } = repository
  if (root === undefined) return parts
  const isDirectory = ({ path, symbol }: NamedPart): boolean =>
    symbol === undefined && isDirectoryAt(join(root, path)) && !submodules.has(path)
  if (!parts.some(isDirectory)) return parts
  const { files } = await listFiles(root)
  return parts.flatMap((part): readonly NamedPart[] => {
    if (!isDirectory(part)) return [part]
    const named = [...new Set([...files, ...submodules.links])]
    return named.filter((file) => part.path === '' || file.startsWith(`${part.path}/`)).map((path) => ({ path }))
  })
}

function isDirectoryAt(path: string): boolean {
  return statSync(encodePath(path), { throwIfNoEntry: false })?.isDirectory() === true
}

interface Submodules {
  has(path: string): boolean
  /** Those of the index, where a directory is named. */
  readonly links: readonly string[]
}

/** Submodules have a directory also where they are not checked out. */
async function findSubmodules(repository: Repository, parts: readonly NamedPart[]): Promise<Submodules> {
  const { root } = repository
  if (root === undefined) return { has: () => false, links: [] }
  const isUnclear = ({ path }: NamedPart): boolean => isDirectoryAt(join(root, path)) && !isCheckedOut(root, path)
  const links = parts.some(isUnclear) ? await readLinks(repository) : []
  return { has: (path) => isCheckedOut(root, path) || links.includes(path), links }
}

function isCheckedOut(root: string, path: string): boolean {
  return path !== '' && existsSync(encodePath(join(root, path, '.git')))
}

/** The commits of other repositories in the index. */
async function readLinks(repository: Repository): Promise<readonly string[]> {
  const listed = decodePath(await readGit(repository, ['ls-files', '--full-name', '--stage', '-z', ':/']))
  const links = listed.split('\0').filter((entry) => entry.startsWith('160000 '))
  return links.map((entry) => entry.slice(entry.indexOf('\t') + 1))
}

/** Of paths that are not in the work tree those that neither HEAD nor the branch that this one goes into has: misspelt, most likely. */
async function neverThere(repository: Repository, paths: readonly string[]): Promise<readonly string[]> {
  if (paths.length === 0) return []
  const { commit } = await defaultBase(repository)
  if (commit === undefined) return paths
  const known = new Set<string>()
  for (const tree of ['HEAD', commit]) {
    const listed = await readGit(repository, ['ls-tree', '-r', '--name-only', '--full-tree', '-z', tree])
    for (const path of decodePath(listed).split('\0')) known.add(path)
  }
  return paths.filter((path) => !known.has(path))
}

function nameSubmodule(path: string): FileChange {
  const common = describeFile({ path, status: 'modified', isBinary: false, isSubmodule: true, hunks: [] })
  return { ...common, status: 'named', declarations: [], wholeBecause: 'submodule' }
}

function nameFile(
  path: string,
  { source, symbols }: { readonly source: Buffer | undefined; readonly symbols: readonly string[] },
): FileChange {
  const status = source === undefined ? 'deleted' : 'modified'
  const common = describeFile({ path, status, isBinary: false, isSubmodule: false, hunks: [] })
  const named: FileChange = { ...common, status: source === undefined ? 'deleted' : 'named', declarations: [] }
  if (source === undefined) return { ...named, wholeBecause: 'named' }
  const open = openSource(path, source)
  if (!isTokenized(open.file.language)) return { ...named, wholeBecause: 'language' }
  if (symbols.length === 0) return { ...named, wholeBecause: 'named' }
  const units = readUnits(open)
  const declarations = symbols.flatMap((symbol) => {
    const found = units.filter(
      ({ name, qualifiedName }) => [qualifiedName, name].includes(symbol) || qualifiedName === `(${symbol})`,
    )
    if (found.length > 0)
      return found.map((unit) => describeUnit(path, unit, isMemberOfSome(unit) ? 'body' : 'signature'))
    const around = unitsAround(open, { units, symbol })
    if (around.length > 0) return around.map((unit) => describeUnit(path, unit, 'body'))
    throw noSuchSymbol(
      path,
      symbol,
      units.map(({ qualifiedName }) => qualifiedName),
    )
  })
  return { ...named, declarations }
}

/** A method, or a function that an object is given. */
function isMemberOfSome({ kind, name, qualifiedName, isExported, text }: Unit): boolean {
  const isGiven = name !== qualifiedName || (!isExported && /^[\w$.]+\.[\w$]+\s*=/.test(text))
  return kind === 'method' || (kind === 'function' && isGiven)
}

/** The units that hold declarations of a name, such as a function inside another: they change with those. */
function unitsAround(
  { extraction: { symbols } }: OpenFile,
  { units, symbol }: { readonly units: readonly Unit[]; readonly symbol: string },
): readonly Unit[] {
  const inside = symbols.filter(({ name, qualifiedName }) => qualifiedName === symbol || name === symbol)
  const around = units.filter((unit) =>
    inside.some(({ line, qualifiedName }) => {
      const isAround = qualifiedName.startsWith(`${unit.qualifiedName}.`)
      return isAround && unit.line <= line && line <= unit.endLine
    }),
  )
  return around.length > 0 ? around : [...new Set(inside.flatMap(({ line }) => innermost(units, line) ?? []))]
}

/** Of what has no name around it, such as a member of an object that is handed on. */
function innermost(units: readonly Unit[], line: number): Unit | undefined {
  const isAround = (unit: Unit): boolean => unit.text !== '' && unit.line <= line && line <= unit.endLine
  const [first, ...others] = units.filter(isAround)
  const narrower = (left: Unit, right: Unit): Unit => (sizeOf(right) < sizeOf(left) ? right : left)
  return first === undefined
    ? units.find(({ qualifiedName }) => qualifiedName === TOP_LEVEL)
    : others.reduce(narrower, first)
}

function sizeOf({ line, endLine }: Unit): number {
  return endLine - line
}

async function noSuchFile(
  repository: Repository,
  { path, similar: names }: { readonly path: string; readonly similar: readonly string[] | undefined },
): Promise<ToolError> {
  const hint = (await isRevision(repository, path)) ? `since that commit: impact --since ${path}` : undefined
  if (hint !== undefined) return new ToolError('NO_SUCH_FILE', `there is no file ${path}`, { exitCode: 2, hint })
  const nor = names === undefined ? '' : `, and nothing is declared as ${path}`
  return new ToolError('NO_SUCH_FILE', `there is no file ${path}${nor}`, {
    exitCode: 2,
    hint: names?.[0] === undefined ? await similarFile(repository, path) : `like it: ${names.join(', ')}`,
  })
}

async function similarFile(repository: Repository, path: string): Promise<string> {
  const { root = repository.gitDir } = repository
  const submodule = (await readLinks(repository)).find((link) => path.startsWith(`${link}/`))
  if (submodule !== undefined && !isCheckedOut(root, submodule))
    return `it is in a submodule: git submodule update --init ${submodule}`
  const { files } = await listFiles(root)
  const base = path.slice(path.lastIndexOf('/') + 1)
  const similar = files.find((file) => file.endsWith(`/${base}`)) ?? nearest(path, files)[0]
  return similar === undefined ? 'paths are relative to the current directory' : `did you mean ${similar}?`
}

function noSuchSymbol(path: string, symbol: string, names: readonly string[]): ToolError {
  const [similar] = nearest(symbol, names)
  return new ToolError('NO_SUCH_SYMBOL', `${path} declares no ${symbol}`, {
    exitCode: 2,
    hint: similar === undefined ? `see what it declares: code-map outline ${path}` : `did you mean ${path}#${similar}?`,
  })
}
