import { classify, languageOfPath, openSource, type Language } from '@groundcrew/code-map'
import { changedFiles, type ChangedFile, type Repository, type Selection } from '@groundcrew/core/repo'
import { changedWords } from './changed-words.ts'
import { compareSources, type SourcePair } from './compare-sources.ts'
import { isTokenized } from './token-words.ts'
import { readTreeFiles } from './tree-files.ts'
import { maySayOfRoutes, readRouting } from '../routes/read-routing.ts'
import type { FileRouting } from '../routes/types.ts'
import type { FileChange, Tree } from './types.ts'

/** Two states of a repository: a commit, and what came of it. */
export interface TreePair {
  /** A commit's name. */
  readonly base: string
  readonly next: Tree
}

/** Beyond this many files of code their declarations are not compared: each counts as changed in every part. */
const comparedFilesMax = 5000

/** How the contents of a tree are read. */
type ReadFiles = (tree: Tree, paths: readonly string[]) => Promise<ReadonlyMap<string, Buffer>>

/** What differs between a commit and another tree, declaration by declaration. Untracked files belong to a work tree. */
export async function readTreeChanges(
  repository: Repository,
  { base, next }: TreePair,
  readFiles: ReadFiles = async (tree, paths) => await readTreeFiles(repository, tree, paths),
): Promise<readonly FileChange[]> {
  const files = await changedFiles(repository, selectionOf(base, next))
  return await describeFiles(files, { base: { kind: 'commit', commit: base }, next, readFiles })
}

function selectionOf(base: string, next: Tree): Selection {
  switch (next.kind) {
    case 'work-tree':
      return { kind: 'since', ref: base }
    case 'index':
      return { kind: 'staged' }
    case 'commit':
      return { kind: 'range', from: base, to: next.commit }
  }
}

/** The declarations of files that are known to differ. */
export async function describeFiles(
  files: readonly ChangedFile[],
  { base, next, readFiles }: { readonly base: Tree; readonly next: Tree; readonly readFiles: ReadFiles },
): Promise<readonly FileChange[]> {
  const comparable = files.filter((file) => file.status !== 'unmerged' && isComparable(file))
  const isTooMany = comparable.length > comparedFilesMax
  const read = isTooMany ? [] : comparable
  const [before, after] = await Promise.all([
    readFiles(base, read.filter(hasBefore).map(previousPathOf)),
    readFiles(
      next,
      read.filter(hasAfter).map(({ path }) => path),
    ),
  ])
  return files.map((file): FileChange => {
    const common = describeFile(file)
    if (file.status === 'unmerged') return { ...common, declarations: [], wholeBecause: 'conflict' }
    if (file.isSubmodule) return { ...common, declarations: [], wholeBecause: 'submodule' }
    if (file.isBinary) return { ...common, declarations: [], wholeBecause: 'binary' }
    if (!isComparable(file)) return { ...common, declarations: [], wholeBecause: 'language' }
    if (isTooMany) return { ...common, declarations: [], wholeBecause: 'too-many-files' }
    const previousPath = previousPathOf(file)
    const pair = { path: file.path, previousPath, before: before.get(previousPath), after: after.get(file.path) }
    const compared = compareSources(pair)
    const described = { ...common, ...routingOf(pair), words: changedWords(pair, file.hunks) }
    return compared.kind === 'whole'
      ? { ...described, declarations: [], wholeBecause: compared.because }
      : { ...described, declarations: compared.declarations }
  })
}

function routingOf({ path, previousPath, before, after }: SourcePair): Pick<FileChange, 'routing'> {
  const routing = { before: readFileRouting(previousPath, before), after: readFileRouting(path, after) }
  return routing.before === undefined && routing.after === undefined ? {} : { routing }
}

function readFileRouting(path: string, source: Buffer | undefined): FileRouting | undefined {
  if (source === undefined || !maySayOfRoutes(path, source)) return undefined
  const open = openSource(path, source)
  const routing = readRouting(open, path)
  const isNothing = routing === undefined || routing.routes.length + routing.mounts.length === 0
  return isNothing ? undefined : { routing, imports: open.imports }
}

export function describeFile({
  path,
  previousPath,
  status,
  isBinary,
  isSubmodule,
  hunks,
}: ChangedFile): Omit<FileChange, 'declarations'> {
  const language: Language = languageOfPath(path) ?? 'text'
  const fileClass = classify(path, { language, isGenerated: false, isMinified: false })
  return {
    path,
    ...(previousPath !== undefined && status === 'renamed' && { previousPath }),
    status,
    isBinary,
    isSubmodule,
    language,
    class: fileClass,
    hunks,
  }
}

/** A file without an extension may be a script: its first line tells. */
function isComparable({ path, isBinary, isSubmodule }: ChangedFile): boolean {
  if (isBinary || isSubmodule) return false
  const language = languageOfPath(path)
  return language === undefined ? !path.slice(path.lastIndexOf('/') + 1).includes('.') : isTokenized(language)
}

function hasBefore({ status }: ChangedFile): boolean {
  return status !== 'added' && status !== 'untracked' && status !== 'copied'
}

function hasAfter({ status }: ChangedFile): boolean {
  return status !== 'deleted'
}

function previousPathOf({ path, previousPath, status }: ChangedFile): string {
  return status === 'renamed' ? (previousPath ?? path) : path
}
