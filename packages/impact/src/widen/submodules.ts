import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { listFiles, type Repository } from '@groundcrew/core/repo'
import { count, encodePath } from '@groundcrew/core/text'
import { readTreeFiles } from '../change/tree-files.ts'
import type { FileChange } from '../change/types.ts'
import type { Graph } from '../graph/graph.ts'
import type { Reach } from '../graph/reach.ts'
import { wholeFile } from '../graph/seeds.ts'
import { parseJson } from '../parse-json.ts'
import type { Widened } from './widening.ts'
import { isBelow } from '../paths.ts'

interface Question {
  readonly repository: Repository
  readonly graph: Graph
}

/**
 * A submodule is another code base: what its files do among themselves is not followed. So all that imports any file of it is reached,
 * whichever of them changed.
 */
export async function widenSubmodule({ repository, graph }: Question, { path }: FileChange): Promise<Widened> {
  const { root } = repository
  const isCheckedOut = root !== undefined && existsSync(encodePath(join(root, path, '.git')))
  const files = isCheckedOut ? (await listFiles(join(root, path))).files.map((file) => `${path}/${file}`) : []
  const note = `of the submodule ${path}`
  const isMeant = await specifiersOf(repository, path)
  const importing = graph.links.outside.filter(({ from, fact }) => isMeant(graph, from, fact.specifier))
  const seeds = [
    ...files.flatMap((file) => wholeFile(graph, file, note)),
    ...[...new Set(importing.map(({ from }) => from))].map((file): Reach => ({ ...loading, file, note })),
  ].map((seed): Reach => ({ ...seed, relation: 'rule' }))
  const all = [...seeds.map(({ file }) => file), graph.fileNumber(path)]
  const importers = new Set(all.flatMap((file) => (graph.isGone(file) ? importersOf(graph, file) : [file])))
  const reached = `reaches ${count(importers.size, 'file')} that import from it`
  const text = isCheckedOut ? reached : `it is not checked out: ${reached}, as far as their imports name it`
  return { seeds, widenings: [{ rule: 'submodule', path, text }] }
}

const loading = {
  unit: 0,
  name: '',
  distance: 1,
  relation: 'rule',
  isTypeOnly: false,
  line: 1,
  from: undefined,
} as const

function importersOf(graph: Graph, file: number): readonly number[] {
  return graph.importersOf(file).map(({ from }) => from)
}

/** Imports that name the submodule's directory, or the package that it is. */
async function specifiersOf(
  repository: Repository,
  directory: string,
): Promise<(graph: Graph, from: number, specifier: string) => boolean> {
  const manifest = `${directory}/package.json`
  const read = await readTreeFiles(repository, { kind: 'work-tree' }, [manifest])
  const name = packageName(read.get(manifest)?.toString() ?? '{}')
  return (graph, from, specifier) => {
    if (name !== undefined && (specifier === name || specifier.startsWith(`${name}/`))) return true
    const target = graph.pathOfSpecifier(from, specifier)
    return target === directory || isBelow(target, directory)
  }
}

function packageName(manifest: string): string | undefined {
  const name = (parseJson(manifest) as { readonly name?: unknown } | undefined)?.name
  return typeof name === 'string' && name !== '' ? name : undefined
}
