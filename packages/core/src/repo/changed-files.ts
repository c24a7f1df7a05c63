import { ToolError } from '../cli/index.ts'
import { comparePaths, decodePath } from '../text/index.ts'
import { mergeBase, resolveCommit } from './commits.ts'
import { DiffParser, type DiffEntry, type Hunk } from './diff-parser.ts'
import { readGit, streamGit } from './git.ts'
import { readHead } from './head.ts'
import type { Repository } from './repository.ts'
import type { Selection } from './selection.ts'

export type ChangeStatus =
  | 'added'
  | 'modified'
  | 'deleted'
  | 'renamed'
  | 'copied'
  | 'type-changed'
  | 'unmerged'
  | 'untracked'

export interface ChangedFile {
  /** Relative to the top of the work tree; bytes that are not UTF-8 are as in `decodePath`. */
  readonly path: string
  /** Where a renamed or copied file came from. */
  readonly previousPath?: string
  readonly status: ChangeStatus
  /** Octal digits as git writes them: `100755`. Absent where there is no such side, and for untracked files. */
  readonly oldMode?: string
  readonly newMode?: string
  /** git shows no lines of it. Not known of untracked files: false. */
  readonly isBinary: boolean
  /** Another repository: a submodule, or an untracked one. */
  readonly isSubmodule: boolean
  /** Without context, numbered as git does it: a side without lines has the line before it. Empty for untracked, binary and submodule entries. */
  readonly hunks: readonly Hunk[]
}

/**
 * What has changed, one entry a path, in the order of paths. Renames are found with git's usual likeness of 50 %; files that were only
 * touched are not listed, and neither index nor work tree is written.
 *
 * In a conflict the entry is `unmerged`, with the lines in which the file in the work tree differs. A file that is in the commit but not
 * in the index any more, and still there, is `untracked`.
 *
 * @throws ToolError UNKNOWN_REF, NO_MERGE_BASE, NO_WORK_TREE, and those of `runGit`.
 */
export async function changedFiles(repository: Repository, selection: Selection): Promise<readonly ChangedFile[]> {
  switch (selection.kind) {
    case 'work-tree':
      return await diffWorkTree(repository, await headTree(repository))
    case 'since':
      return await diffWorkTree(repository, await resolveCommit(repository, selection.ref))
    case 'since-merge-base':
      return await diffWorkTree(repository, await requireMergeBase(repository, selection.ref, 'HEAD'))
    case 'staged':
      return await diffIndex(repository, await headTree(repository))
    case 'range': {
      const from = await resolveCommit(repository, selection.from)
      return await diffCommits(repository, from, await resolveCommit(repository, selection.to))
    }
    case 'range-from-merge-base': {
      const from = await requireMergeBase(repository, selection.from, selection.to)
      return await diffCommits(repository, from, await resolveCommit(repository, selection.to))
    }
  }
}

async function diffCommits(repository: Repository, from: string, to: string): Promise<readonly ChangedFile[]> {
  return collect(await diff(repository, ['diff-tree', '-r', from, to]))
}

async function diffIndex(repository: Repository, base: string): Promise<readonly ChangedFile[]> {
  // A file of which only the intent to add it is known has nothing staged.
  return collect(await diff(repository, ['diff-index', '--cached', '--ita-invisible-in-index', base]))
}

async function diffWorkTree(repository: Repository, base: string): Promise<readonly ChangedFile[]> {
  if (repository.root === undefined) {
    throw new ToolError('NO_WORK_TREE', `${repository.gitDir} has no work tree to compare with`, {
      hint: 'compare commits, such as HEAD~1..HEAD, or go to a work tree',
    })
  }
  const [entries, others] = await Promise.all([diff(repository, ['diff-index', base]), listOthers(repository)])
  return collect(entries, others)
}

async function diff(repository: Repository, command: readonly string[]): Promise<readonly DiffEntry[]> {
  const parser = new DiffParser()
  const [name = '', ...rest] = command
  await streamGit(repository, [name, ...diffOptions, ...rest, '--'], (chunk) => parser.push(chunk))
  return parser.end()
}

// The plumbing commands follow less of the user's configuration than `git diff`, and never write the index; these settle the rest.
const diffOptions = [
  '--raw',
  '-z',
  '--patch',
  '--unified=0',
  '--inter-hunk-context=0',
  '--find-renames',
  '--diff-algorithm=myers',
  '--indent-heuristic',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--src-prefix=a/',
  '--dst-prefix=b/',
  '--submodule=short',
  '--ignore-submodules=untracked',
]

interface Others {
  readonly untracked: readonly string[]
  readonly unmerged: ReadonlySet<string>
}

/** What a comparison with the work tree does not tell: untracked files, and which paths are in conflict. */
async function listOthers(repository: Repository): Promise<Others> {
  const options = ['--others', '--unmerged', '--exclude-standard', '--full-name', '-t', '-z']
  const listed = await readGit(repository, ['ls-files', ...options, '--', ':/'])
  const records = listed.toString('latin1').split('\0').filter(Boolean)
  const decode = (bytes: string): string => decodePath(Buffer.from(bytes, 'latin1'))
  const untracked = records.filter((record) => record.startsWith('? ')).map((record) => decode(record.slice(2)))
  const unmerged = records
    .filter((record) => record.startsWith('M '))
    .map((record) => decode(record.slice(record.indexOf('\t') + 1)))
  return { untracked, unmerged: new Set(unmerged) }
}

function collect(entries: readonly DiffEntry[], others?: Others): readonly ChangedFile[] {
  const files = new Map<string, ChangedFile>()
  for (const entry of entries) {
    const isUnmerged = others?.unmerged.has(entry.path) === true
    if (isUnmerged || !isOnlyTouched(entry)) files.set(entry.path, describeEntry(entry, isUnmerged))
  }
  for (const path of others?.unmerged ?? []) {
    if (!files.has(path)) files.set(path, { path, status: 'unmerged', isBinary: false, isSubmodule: false, hunks: [] })
  }
  for (const name of others?.untracked ?? []) {
    // git does not look into a repository of its own, and marks it with a slash.
    const isSubmodule = name.endsWith('/')
    const path = isSubmodule ? name.slice(0, -1) : name
    files.set(path, { path, status: 'untracked', isBinary: false, isSubmodule, hunks: [] })
  }
  return [...files.values()].sort((left, right) => comparePaths(left.path, right.path))
}

function isOnlyTouched({ letter, hasPatch, oldMode, newMode }: DiffEntry): boolean {
  return letter === 'M' && !hasPatch && oldMode === newMode
}

function describeEntry(entry: DiffEntry, isUnmerged: boolean): ChangedFile {
  const { path, previousPath, oldMode, newMode, isBinary } = entry
  const isSubmodule = oldMode === submoduleMode || newMode === submoduleMode
  return {
    path,
    ...(previousPath !== undefined && { previousPath }),
    status: isUnmerged ? 'unmerged' : statusOf(entry.letter),
    ...(oldMode !== undefined && { oldMode }),
    ...(newMode !== undefined && { newMode }),
    isBinary,
    isSubmodule,
    hunks: isSubmodule ? [] : entry.hunks,
  }
}

const submoduleMode = '160000'

const statuses: Readonly<Record<string, ChangeStatus>> = {
  A: 'added',
  C: 'copied',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
  T: 'type-changed',
  U: 'unmerged',
}

function statusOf(letter: string): ChangeStatus {
  const status = statuses[letter]
  if (status === undefined) throw new Error(`git reports a change of an unknown kind: ${letter}`)
  return status
}

/** HEAD's commit, or the empty tree before the first one. */
async function headTree(repository: Repository): Promise<string> {
  const head = await readHead(repository)
  if (head.kind !== 'unborn') return head.commit
  // Its name depends on the repository's hash function. stdin is empty.
  return (await readGit(repository, ['hash-object', '-t', 'tree', '--stdin'])).toString('utf8').trim()
}

async function requireMergeBase(repository: Repository, left: string, right: string): Promise<string> {
  const base = await mergeBase(repository, left, right)
  if (base.kind === 'found') return base.commit
  if (base.reason === 'shallow') {
    throw new ToolError('NO_MERGE_BASE', `the history of this shallow clone ends before ${left} and ${right} meet`, {
      hint: 'get the whole history with `git fetch --unshallow`',
    })
  }
  throw new ToolError('NO_MERGE_BASE', `${left} and ${right} have no commit in common`, {
    exitCode: 2,
    hint: `compare them directly: ${left}..${right}`,
  })
}
