import { posix } from 'node:path'
import type { FileChange } from '../change/types.ts'
import type { PairFinding } from './findings.ts'
import { isChangedLine, originalPath, type Side, type MergedPair } from './side.ts'
import type { SourceTree } from './source-tree.ts'

/** Relative imports of Python that one side adds to a file which the other one moves to another directory, where they lead nowhere. */
export async function findMovedImports({ mine, theirs, merged }: MergedPair): Promise<readonly PairFinding[]> {
  const found = await Promise.all([
    lostImports({ mover: theirs, writer: mine, merged }),
    lostImports({ mover: mine, writer: theirs, merged }),
  ])
  return found.flatMap((lost, index) =>
    lost.map(({ moved, written, line, specifier }): PairFinding => {
      const [places, user] = [
        [
          { path: written, line },
          { path: moved, line: 1 },
        ] as const,
        index === 0 ? 'mine' : 'theirs',
      ]
      const [own, their] = index === 0 ? places : [places[1], places[0]]
      const [writer, mover] = index === 0 ? ['you', 'they'] : ['they', 'you']
      return {
        severity: 'break',
        kind: 'removed-file',
        mine: own,
        theirs: their,
        text: `${writer} import ${specifier} there, ${mover} moved the file to ${moved}`,
        user: user as 'mine' | 'theirs',
        symbol: specifier,
      }
    }),
  )
}

interface Lost {
  readonly moved: string
  readonly written: string
  readonly line: number
  readonly specifier: string
}

async function lostImports({
  mover,
  writer,
  merged,
}: {
  readonly mover: Side
  readonly writer: Side
  readonly merged: SourceTree
}): Promise<readonly Lost[]> {
  const found: Lost[] = []
  for (const { path, previousPath } of mover.files) {
    if (previousPath === undefined || !path.endsWith('.py') || posix.dirname(path) === posix.dirname(previousPath))
      continue
    const file = writer.files.find((one) => one.path === previousPath && originalPath(one) === previousPath)
    if (file === undefined) continue
    // oxlint-disable-next-line no-await-in-loop -- few files are moved and changed
    found.push(...(await lostIn({ file, path, writer, merged })))
  }
  return found
}

async function lostIn({
  file,
  path,
  writer,
  merged,
}: {
  readonly file: FileChange
  readonly path: string
  readonly writer: Side
  readonly merged: SourceTree
}): Promise<readonly Lost[]> {
  const found: Lost[] = []
  const [open, there] = await Promise.all([writer.after.open(file.path), merged.open(path)])
  const added = (open?.extraction.imports ?? []).filter(
    ({ specifier, line }) => specifier.startsWith('.') && isChangedLine(file, line),
  )
  for (const fact of there?.extraction.imports ?? []) {
    const written = added.find(
      ({ specifier, names }) =>
        specifier === fact.specifier && names.some(({ local }) => fact.names.some((one) => one.local === local)),
    )
    if (open === undefined || there === undefined || written === undefined) continue
    // oxlint-disable-next-line no-await-in-loop -- as above
    const [before, after] = await Promise.all([writer.after.resolve(open, written), merged.resolve(there, fact)])
    if (before.length > 0 && after.length === 0)
      found.push({ moved: path, written: file.path, line: written.line, specifier: fact.specifier })
  }
  return found
}
