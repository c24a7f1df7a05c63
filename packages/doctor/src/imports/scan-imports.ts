import { readFileSync, statSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { repositoryStateDirectory } from '@groundcrew/core/repo'
import { isExamplePlace, isFixturePlace } from '@groundcrew/core/workspace'
import type { CheckContext, RepositoryState } from '../context.ts'
import { isRefusal } from '../memory.ts'
import type { FoundImport } from './found-import.ts'
import { readGoImports } from './go-imports.ts'
import { readComponentImports, readJavaScriptImports } from './javascript-imports.ts'
import { readPythonImports } from './python-imports.ts'

export interface Scan {
  readonly imports: ReadonlyMap<string, readonly FoundImport[]>
  /** Sources that there was no time to read; the next call goes on with them. */
  readonly unread: number
}

type Reader = (text: string) => readonly FoundImport[]

const readers: ReadonlyMap<string, Reader> = new Map([
  ...['js', 'cjs', 'mjs', 'jsx', 'ts', 'cts', 'mts', 'tsx'].map((ending): [string, Reader] => [
    ending,
    readJavaScriptImports,
  ]),
  ...['vue', 'svelte', 'astro'].map((ending): [string, Reader] => [ending, readComponentImports]),
  ['py', readPythonImports],
  ['go', readGoImports],
])

const filesMax = 20_000
const sizeBytesMax = 512 * 1024
/** Of reading, before anybody else gets a turn. */
const turnMs = 25

/** Bundles, and what a generator wrote for a browser. */
const foreignPlace =
  /(?:^|\/)(?:\w*fixtures?_*|_?vendor(?:ed|s)?|third[-_]party|_?extern|dist|build|out|public|static|assets|coverage|_build|site-packages|\.\w[^/]*)(?:\/|$)/
const foreignFile = /[.-]min\.[cm]?js$|\.d\.[cm]?ts$|\.bundle\.js$/

/**
 * What the sources of the repository import, each read once and remembered until it changes. Ends after `timeMsMax` with what it
 * has, so that the first look at a large repository takes several calls.
 */
export async function scanImports(context: CheckContext, timeMsMax: number): Promise<Scan> {
  const { root, repository, now } = context
  const sources = await listSources(context)
  const file = memoryFile(repository)
  const known = await readMemory(file)
  const imports = new Map<string, readonly FoundImport[]>()
  const remembered: Record<string, Remembered> = {}
  const endMs = now() + timeMsMax
  let turnEndMs = now() + turnMs
  let readFiles = 0
  let unread = 0
  for (const [source, reader] of sources) {
    // Not path.join: for a thousand files it takes longer than looking at them.
    const stats = statSync(`${root}/${source}`, { throwIfNoEntry: false })
    if (stats?.isFile() !== true || stats.size > sizeBytesMax) continue
    let entry = known[source]
    if (entry?.[0] !== stats.size || entry[1] !== stats.mtimeMs) {
      if (now() > endMs) {
        unread += 1
        continue
      }
      entry = [stats.size, stats.mtimeMs, readImports(`${root}/${source}`, reader)]
      readFiles += 1
    }
    remembered[source] = entry
    if (entry[2].length > 0) imports.set(source, entry[2])
    if (now() > turnEndMs) {
      await setImmediate()
      turnEndMs = now() + turnMs
    }
  }
  if (readFiles > 0) await writeMemory(file, remembered)
  return { imports, unread }
}

async function listSources({ listing }: CheckContext): Promise<readonly (readonly [string, Reader])[]> {
  const listed = await listing
  const files = listed.kind === 'listed' ? listed.list.files : []
  const sources: (readonly [string, Reader])[] = []
  const places = new Map<string, boolean>()
  for (const file of files) {
    const reader = readers.get(file.slice(file.lastIndexOf('.') + 1))
    if (reader === undefined || foreignFile.test(file)) continue
    const directory = file.slice(0, Math.max(0, file.lastIndexOf('/')))
    const isOwn = places.get(directory) ?? isOwnPlace(directory)
    places.set(directory, isOwn)
    if (isOwn) sources.push([file, reader])
    if (sources.length === filesMax) break
  }
  return sources
}

function isOwnPlace(directory: string): boolean {
  return !foreignPlace.test(directory) && !isFixturePlace(directory) && !isExamplePlace(directory)
}

function readImports(file: string, reader: Reader): readonly FoundImport[] {
  try {
    return unique(reader(readFileSync(file, 'utf8')))
  } catch {
    // Gone since it was listed, or not ours to read.
    return []
  }
}

/** The first of each name. */
function unique(imports: readonly FoundImport[]): readonly FoundImport[] {
  const byName = new Map<string, FoundImport>()
  for (const found of imports) if (!byName.has(found.name)) byName.set(found.name, found)
  return [...byName.values()]
}

/** Size, time of the last change, and what is imported. */
type Remembered = readonly [number, number, readonly FoundImport[]]

type Memory = Readonly<Record<string, Remembered | undefined>>

/** Of what the readers find: another number, and everything is read anew. */
const memoryVersion = 3

function memoryFile(repository: RepositoryState): string | undefined {
  if (repository.kind !== 'found') return undefined
  const { gitDir, isLinkedWorktree } = repository.repository
  const worktree = isLinkedWorktree ? path.basename(gitDir) : 'main'
  return path.join(repositoryStateDirectory(repository.repository), 'doctor', `imports-${worktree}.json`)
}

async function readMemory(file: string | undefined): Promise<Memory> {
  if (file === undefined) return {}
  try {
    const { version, files } = JSON.parse(await readFile(file, 'utf8')) as Partial<{ version: number; files: Memory }>
    return version === memoryVersion && typeof files === 'object' ? files : {}
  } catch {
    // Not there yet, or cut off.
    return {}
  }
}

async function writeMemory(file: string | undefined, files: Memory): Promise<void> {
  if (file === undefined) return
  const unfinished = `${file}.${process.pid}`
  try {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(unfinished, JSON.stringify({ version: memoryVersion, files }))
    await rename(unfinished, file)
  } catch (error) {
    if (!isRefusal(error)) throw error
  }
}
