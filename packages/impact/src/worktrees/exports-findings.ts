import type { PairFinding, Place } from './findings.ts'
import { firstChangedLine, originalPath, type Side, type MergedPair } from './side.ts'
import type { SourceTree } from './source-tree.ts'

/** Files that may re-export others by `export *`. */
const barrelName = /(?:^|\/)(?:index|mod|main|public[-_]api|exports?)\.[cm]?[jt]sx?$/
const barrelsMax = 500
const depthMax = 12

/** Exports of one name that the two sides add in different files, and that one barrel hands on by `export *`. */
export async function findDoubleExports({ mine, theirs, merged }: MergedPair): Promise<readonly PairFinding[]> {
  const own = addedExports(mine)
  const pairs = [...addedExports(theirs)].flatMap(([name, places]) =>
    (own.get(name) ?? []).flatMap((place) =>
      places.filter(({ path }) => path !== place.path).map((other) => ({ name, place, other })),
    ),
  )
  if (pairs.length === 0) return []
  const handed = await readBarrels(merged)
  const found: PairFinding[] = []
  for (const { name, place, other } of pairs) {
    const barrel = [...handed].find(([, files]) => files.has(place.path) && files.has(other.path))?.[0]
    if (barrel === undefined) continue
    found.push({
      severity: 'break',
      kind: 'duplicate-name',
      mine: place,
      theirs: other,
      text: `both add an export ${name}, and ${barrel} exports both files`,
      symbol: name,
    })
  }
  return found
}

function addedExports(side: Side): ReadonlyMap<string, readonly Place[]> {
  const found = new Map<string, Place[]>()
  for (const file of side.files) {
    for (const { class: change, isExported, qualifiedName, name, line } of file.declarations) {
      if (change !== 'added' || !isExported || qualifiedName !== name) continue
      found.set(name, [...(found.get(name) ?? []), { path: file.path, line }])
    }
  }
  return found
}

/** By barrel, all files that it hands on whole. */
async function readBarrels(tree: SourceTree): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const paths = [...(await tree.paths())].filter((path) => barrelName.test(path)).slice(0, barrelsMax)
  await tree.load(paths)
  const found = new Map<string, ReadonlySet<string>>()
  for (const path of paths) {
    const files = new Set<string>()
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    await collectHandedOn(tree, path, { files, depth: 0 })
    files.delete(path)
    found.set(path, files)
  }
  return found
}

async function collectHandedOn(
  tree: SourceTree,
  path: string,
  { files, depth }: { readonly files: Set<string>; readonly depth: number },
): Promise<void> {
  if (files.has(path) || depth > depthMax) return
  files.add(path)
  const open = await tree.open(path)
  for (const fact of open?.extraction.imports ?? []) {
    const isWhole =
      fact.kind === 're-export' && fact.names.some(({ imported, local }) => imported === '*' && local === '*')
    if (open === undefined || !isWhole) continue
    // oxlint-disable-next-line no-await-in-loop -- a walk
    for (const target of await tree.resolve(open, fact))
      await collectHandedOn(tree, target, { files, depth: depth + 1 })
  }
}

/** Declarations that both sides changed, in files that git merges; and files in which they met otherwise. */
export function findSharedFiles(mine: Side, theirs: Side, conflicting: ReadonlySet<string>): readonly PairFinding[] {
  const others = new Map(theirs.files.map((file) => [originalPath(file), file]))
  const found: PairFinding[] = []
  for (const file of mine.files) {
    const other = others.get(originalPath(file))
    if (other === undefined || conflicting.has(file.path) || conflicting.has(other.path)) continue
    const changed = new Map(other.declarations.map((one) => [one.qualifiedName, one]))
    const shared = file.declarations.filter(
      (one) =>
        isMeant(one.qualifiedName, one.class) && isMeant(one.qualifiedName, changed.get(one.qualifiedName)?.class),
    )
    for (const one of shared) {
      const their = changed.get(one.qualifiedName)
      found.push({
        severity: 'risk',
        kind: 'same-symbol',
        mine: { path: file.path, line: one.line },
        theirs: { path: other.path, line: their?.line ?? 1 },
        text: `both changed ${one.qualifiedName} (you: ${one.class}, they: ${their?.class ?? ''})`,
        symbol: one.qualifiedName,
      })
    }
    if (shared.length === 0) {
      found.push({
        severity: 'overlap',
        kind: 'same-file',
        mine: { path: file.path, line: firstChangedLine(file) },
        theirs: { path: other.path, line: firstChangedLine(other) },
        text: 'both changed this file, apart from one another',
      })
    }
  }
  return found
}

function isMeant(name: string, change: string | undefined): boolean {
  return change !== undefined && change !== 'cosmetic' && !name.startsWith('(')
}
