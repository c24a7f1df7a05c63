import { openSource } from '@groundcrew/code-map'
import { ToolError } from '@groundcrew/core/cli'
import { listFiles, type Repository } from '@groundcrew/core/repo'
import { nearest } from '@groundcrew/core/text'
import { describeUnit } from './compare-sources.ts'
import { describeFile } from './read-changes.ts'
import { isTokenized } from './token-words.ts'
import { readTreeFiles } from './tree-files.ts'
import type { Changes, FileChange } from './types.ts'
import { readUnits } from './units.ts'

/** A file, or one of its declarations, that the caller names. */
export interface NamedPart {
  /** Relative to the root. */
  readonly path: string
  /** Its name, or its qualified name. */
  readonly symbol?: string
}

/** As if every part that is named changed in every way. @throws ToolError NO_SUCH_FILE, NO_SUCH_SYMBOL (exit code 2) */
export async function namedChanges(
  repository: Repository,
  parts: readonly NamedPart[],
  text: string,
): Promise<Changes> {
  const tree = { kind: 'work-tree' } as const
  const byPath = new Map<string, NamedPart[]>()
  for (const part of parts) byPath.set(part.path, [...(byPath.get(part.path) ?? []), part])
  const contents = await readTreeFiles(repository, tree, [...byPath.keys()])
  const notes: string[] = []
  const files: FileChange[] = []
  for (const [path, named] of [...byPath].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const source = contents.get(path)
    const symbols = named.flatMap(({ symbol }) => (symbol === undefined ? [] : [symbol]))
    if (source === undefined && symbols.length > 0) throw await noSuchFile(repository, path)
    if (source === undefined) notes.push(`${path} is not in the work tree: taken as deleted`)
    files.push(nameFile(path, { source, symbols }))
  }
  return { baseCommit: undefined, base: text, next: tree, files, notes }
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
    const found = units.filter(({ name, qualifiedName }) => qualifiedName === symbol || name === symbol)
    if (found.length === 0)
      throw noSuchSymbol(
        path,
        symbol,
        units.map(({ qualifiedName }) => qualifiedName),
      )
    return found.map((unit) => describeUnit(path, unit, 'signature'))
  })
  return { ...named, declarations }
}

async function noSuchFile(repository: Repository, path: string): Promise<ToolError> {
  const { files } = await listFiles(repository.root ?? repository.gitDir)
  const base = path.slice(path.lastIndexOf('/') + 1)
  const similar = files.find((file) => file.endsWith(`/${base}`)) ?? nearest(path, files)[0]
  return new ToolError('NO_SUCH_FILE', `there is no file ${path}`, {
    exitCode: 2,
    hint: similar === undefined ? 'paths are relative to the current directory' : `did you mean ${similar}?`,
  })
}

function noSuchSymbol(path: string, symbol: string, names: readonly string[]): ToolError {
  const [similar] = nearest(symbol, names)
  return new ToolError('NO_SUCH_SYMBOL', `${path} declares no ${symbol}`, {
    exitCode: 2,
    hint: similar === undefined ? `see what it declares: code-map outline ${path}` : `did you mean ${path}#${similar}?`,
  })
}
