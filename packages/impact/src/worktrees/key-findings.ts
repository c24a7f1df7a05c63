import type { FileChange } from '../change/types.ts'
import type { PairFinding } from './findings.ts'
import { lockCommand } from './manifest-findings.ts'
import { holdsKeys, repeatedKeys } from './repeated-keys.ts'
import { firstChangedLine, isChangedLine, originalPath, type MergedPair } from './side.ts'
import type { SourceTree } from './source-tree.ts'

/** Keys that each side has once, and the merged file twice: JSON, YAML, TOML, `.env`. */
export async function findKeys(
  { mine, theirs, merged }: MergedPair,
  conflicting: ReadonlySet<string>,
): Promise<readonly PairFinding[]> {
  const others = new Map(theirs.files.map((file) => [originalPath(file), file]))
  const found: PairFinding[] = []
  for (const file of mine.files) {
    const other = others.get(originalPath(file))
    const isShared = other !== undefined && file.hunks.length > 0 && other.hunks.length > 0 && holdsKeys(file.path)
    if (!isShared || lockCommand(file.path) !== undefined) continue
    const path = file.path === originalPath(file) ? other.path : file.path
    if (conflicting.has(path)) continue
    // oxlint-disable-next-line no-await-in-loop -- files of data that both changed are few
    const [both, own, their] = await Promise.all([
      textOf(merged, path),
      textOf(mine.after, file.path),
      textOf(theirs.after, other.path),
    ])
    // oxlint-disable-next-line no-await-in-loop -- as above
    const [again, ...before] = await Promise.all([both, own, their].map(async (text) => await repeatedKeys(path, text)))
    for (const [key, lines] of again ?? []) {
      if (before.some((keys) => keys.has(key))) continue
      const texts = lines.map((line) => both.split('\n')[line - 1] ?? '')
      found.push({
        severity: 'break',
        kind: 'duplicate-key',
        mine: { path: file.path, line: lineOf(own, file, texts) },
        theirs: { path: other.path, line: lineOf(their, other, texts) },
        text: `both add ${key}: the merged file has it twice`,
        symbol: key,
      })
    }
  }
  return found
}

async function textOf(tree: SourceTree, path: string): Promise<string> {
  return (await tree.read(path))?.toString('utf8') ?? ''
}

/** The changed line of a side that is one of the texts. */
function lineOf(text: string, file: FileChange, texts: readonly string[]): number {
  const index = text.split('\n').findIndex((line, at) => isChangedLine(file, at + 1) && texts.includes(line))
  return index === -1 ? firstChangedLine(file) : index + 1
}
