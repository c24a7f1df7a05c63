import { ToolError } from '../cli/index.ts'
import { comparePaths, decodePath } from '../text/index.ts'
import { runGit } from './git.ts'
import type { Repository } from './repository.ts'
import type { Scratch } from './scratch.ts'

export interface MergeConflict {
  /** Where both a file and something else want a path, that path, and not the name that git makes up for one of them. */
  readonly path: string
  /** The other paths that it is about, such as the place of the file before a rename. */
  readonly others: readonly string[]
  /** In git's words: `contents`, `modify/delete`, `rename/rename`, … */
  readonly type: string
}

export type MergePreview =
  | { readonly kind: 'clean'; readonly tree: string }
  /** `tree` has the conflicts marked in its files. */
  | { readonly kind: 'conflicts'; readonly tree: string; readonly conflicts: readonly MergeConflict[] }
  /** Before 2.38 git could not merge without a work tree. */
  | { readonly kind: 'unsupported' }

const unknownOptionCode = 129

/**
 * What `git merge` of two commits would come to, in the scratch store alone. Both may be commits of `snapshotWork`; without a common
 * ancestor every file that both have is in conflict unless it is the same.
 *
 * @throws ToolError GIT_FAILED, such as for a commit that is missing, and those of `runGit`.
 */
export async function previewMerge(
  repository: Repository,
  scratch: Scratch,
  { ours, theirs }: { readonly ours: string; readonly theirs: string },
): Promise<MergePreview> {
  const over = scratch.over(repository)
  const args = ['merge-tree', '--write-tree', '-z', '--messages', '--allow-unrelated-histories', ours, theirs]
  const { code, stdout, stderr } = await runGit(over, args)
  if (code === unknownOptionCode) return { kind: 'unsupported' }
  const { tree, conflicts } = parseMerge(stdout, [ours, theirs])
  // git 2.39 ends with 1 also for a commit that it cannot find.
  if (tree === '' || code > 1) throw cannotMerge(stderr)
  return code === 0 ? { kind: 'clean', tree } : { kind: 'conflicts', tree, conflicts }
}

function cannotMerge(stderr: string): ToolError {
  return new ToolError('GIT_FAILED', `git merge-tree: ${stderr.trim().split('\n')[0] ?? ''}`, {
    hint: 'run `git fsck`, it may say more',
  })
}

interface ParsedMerge {
  readonly tree: string
  readonly conflicts: readonly MergeConflict[]
}

/** The output of git-merge-tree(1): a tree, unmerged entries, an empty field, then messages with their paths and type. */
function parseMerge(output: Buffer, commits: readonly string[]): ParsedMerge {
  const [tree = '', ...fields] = output.toString('latin1').split('\0')
  const end = fields.indexOf('')
  const entries = end === -1 ? fields : fields.slice(0, end)
  const nameOf = (path: string): string => decode(withoutCommit(path, commits))
  const unmerged = new Set(entries.map((entry) => nameOf(entry.slice(entry.indexOf('\t') + 1))))
  const conflicts = new Map<string, MergeConflict>()
  for (const { paths, type } of readMessages(end === -1 ? [] : fields.slice(end + 1))) {
    // Two of git's types lack the space.
    const name = /^CONFLICT ?\((.*)\)$/.exec(type)?.[1]
    if (name === undefined) continue
    const named = [...new Set(paths.map(nameOf))]
    const involved = named.filter((path) => unmerged.has(path))
    for (const path of involved.length > 0 ? involved : named.slice(0, 1)) {
      conflicts.set(`${path}\0${name}`, { path, others: named.filter((other) => other !== path), type: name })
    }
  }
  const told = new Set([...conflicts.values()].map(({ path }) => path))
  for (const path of unmerged) if (!told.has(path)) conflicts.set(path, { path, others: [], type: 'unmerged' })
  return { tree, conflicts: [...conflicts.values()].sort((one, other) => comparePaths(one.path, other.path)) }
}

/** Of two things that want one path git names one `PATH~COMMIT`. */
function withoutCommit(path: string, commits: readonly string[]): string {
  const [, plain, commit] = /^([^]*)~(\w+?)(?:_\d+)?$/.exec(path) ?? []
  return plain !== undefined && commit !== undefined && commits.includes(commit) ? plain : path
}

function readMessages(
  fields: readonly string[],
): readonly { readonly paths: readonly string[]; readonly type: string }[] {
  const messages: { readonly paths: readonly string[]; readonly type: string }[] = []
  for (let at = 0; at < fields.length && fields[at] !== '';) {
    const count = Number(fields[at])
    const paths = fields.slice(at + 1, at + 1 + count).map(decode)
    messages.push({ paths, type: fields[at + 1 + count] ?? '' })
    at += count + 3
  }
  return messages
}

function decode(bytes: string): string {
  return decodePath(Buffer.from(bytes, 'latin1'))
}
