import type { ImportFact, OpenFile } from '@groundcrew/code-map'
import { boundModules, followExport } from './bindings.ts'
import { sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { isChangedLine, originalPath } from './side.ts'
import type { SourceTree } from './source-tree.ts'

/** Imports, on changed lines, of a file that the other side took away or renamed. */
export async function findRemovedFiles(
  { provider, consumer }: Roles,
  direction: Direction,
): Promise<readonly PairFinding[]> {
  const removed = new Map(
    provider.files
      .filter(({ status }) => status === 'deleted' || status === 'renamed')
      .map((file) => [originalPath(file), file]),
  )
  if (removed.size === 0) return []
  const found: PairFinding[] = []
  const { changer, user, places } = sidesIn(direction)
  for (const file of consumer.files) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = file.hunks.length === 0 ? undefined : await consumer.after.open(file.path)
    for (const fact of open?.extraction.imports ?? []) {
      if (open === undefined || !isChangedLine(file, fact.line)) continue
      for (const one of namesApart(fact)) {
        // oxlint-disable-next-line no-await-in-loop -- most need no reading
        const targets = await filesOf(consumer.after, open, one)
        const gone = targets.map((path) => removed.get(path)).find((some) => some !== undefined)
        // The file may be there still, or a package or another ending in its place.
        // oxlint-disable-next-line no-await-in-loop -- rarely any
        if (gone === undefined || (await isThere(provider.after, open, one))) continue
        const did = gone.status === 'deleted' ? 'deleted it' : `renamed it to ${gone.path}`
        found.push({
          severity: 'break',
          kind: 'removed-file',
          ...places({ path: file.path, line: fact.line }, { path: gone.path, line: 1 }),
          text: `${user} import ${originalPath(gone)}, ${changer} ${did}`,
        })
        break
      }
    }
  }
  return found
}

/** In Python each name may be a module of its own. */
function namesApart(fact: ImportFact): readonly ImportFact[] {
  return fact.names.length < 2 ? [fact] : fact.names.map((name) => ({ ...fact, names: [name] }))
}

/** What an import loads: the module that it names, of Python also those that are its names. */
async function filesOf(tree: SourceTree, open: OpenFile, fact: ImportFact): Promise<readonly string[]> {
  const paths = await tree.resolve(open, fact)
  if (open.file.language !== 'python') return paths
  return [...paths, ...(await boundModules(tree, fact, paths)).map(({ path }) => path)]
}

async function isThere(tree: SourceTree, open: OpenFile, fact: ImportFact): Promise<boolean> {
  const paths = await tree.resolve(open, fact)
  if (open.file.language !== 'python' || paths.length === 0) return paths.length > 0
  const [name] = fact.names
  const isPackage = paths.some((path) => /(?:^|\/)__init__\.pyi?$/.test(path))
  if (!isPackage || name === undefined || name.imported === '*') return true
  if ((await boundModules(tree, fact, paths)).length > 0) return true
  const has = async (path: string): Promise<boolean> => {
    const isImported = (await tree.open(path))?.imports.some(({ names }) =>
      names.some(({ local }) => local === name.imported),
    )
    return isImported === true || (await followExport(tree, { path, name: name.imported })).length > 0
  }
  return (await Promise.all(paths.map(has))).includes(true)
}
