import { changedFiles, mergeBase, parseSelection, resolveCommit, type Repository } from '@groundcrew/core/repo'
import { ToolError } from '@groundcrew/core/cli'
import { count } from '@groundcrew/core/text'
import { defaultBase, short, type Base } from './default-base.ts'
import { namedChanges, type NamedRequest } from './named-changes.ts'
import { withPatch } from './patch.ts'
import { describeFiles, readTreeChanges } from './read-changes.ts'
import { readTreeFiles } from './tree-files.ts'
import type { Changes, FileChange, Tree } from './types.ts'

/** What the caller means by "the change". */
export type ChangeRequest =
  /** From the merge base with the upstream or default branch to the work tree. */
  | { readonly kind: 'branch' }
  /** `REF`, `REF...`, `A..B` or `A...B`, as `parseSelection` reads them. */
  | { readonly kind: 'since'; readonly text: string }
  | { readonly kind: 'staged' }
  | { readonly kind: 'patch'; readonly patch: Buffer }
  /** What if these changed? */
  | ({ readonly kind: 'named' } & NamedRequest)

/**
 * The changed files with their changed declarations.
 *
 * @throws ToolError UNKNOWN_REF, NO_MERGE_BASE, NO_WORK_TREE, PATCH_FAILED, NO_SUCH_SYMBOL, and those of `runGit`.
 */
export async function findChanges(repository: Repository, request: ChangeRequest): Promise<Changes> {
  switch (request.kind) {
    case 'branch':
      return await changesFrom(repository, await defaultBase(repository), { kind: 'work-tree' })
    case 'staged':
      return await stagedChanges(repository)
    case 'since':
      return await changesSince(repository, request.text)
    case 'patch':
      return await withPatch(repository, request.patch, async (patched, { base, next, text }) => {
        const files = await readTreeChanges(patched, { base, next: { kind: 'commit', commit: next } })
        return { baseCommit: base, base: text, next: { kind: 'work-tree' }, files, notes: [] }
      })
    case 'named':
      return await namedChanges(repository, request)
  }
}

async function changesFrom(repository: Repository, { commit, text, notes }: Base, next: Tree): Promise<Changes> {
  if (commit !== undefined) {
    const files = await readTreeChanges(repository, { base: commit, next })
    return { baseCommit: commit, base: text, next, files, notes: [...notes, ...conflictNotes(files)] }
  }
  const listed = await changedFiles(repository, { kind: next.kind === 'index' ? 'staged' : 'work-tree' })
  const readFiles = async (tree: Tree, paths: readonly string[]) => await readTreeFiles(repository, tree, paths)
  const files = await describeFiles(listed, { base: next, next, readFiles })
  return { baseCommit: undefined, base: text, next, files, notes: [...notes, ...conflictNotes(files)] }
}

function conflictNotes(files: readonly FileChange[]): readonly string[] {
  const conflicts = files.filter(({ wholeBecause }) => wholeBecause === 'conflict').length
  if (conflicts === 0) return []
  return [`${count(conflicts, 'file')} in conflict: counted as changed in every part until it is resolved`]
}

async function stagedChanges(repository: Repository): Promise<Changes> {
  const head = await resolveCommit(repository, 'HEAD').catch((error: unknown) => {
    if (error instanceof ToolError && error.code === 'UNKNOWN_REF') return undefined
    throw error
  })
  const text = head === undefined ? 'nothing: no commit yet' : `HEAD, ${short(head)}, to the index`
  return await changesFrom(repository, { commit: head, text, notes: [] }, { kind: 'index' })
}

async function changesSince(repository: Repository, since: string): Promise<Changes> {
  const selection = parseSelection({ since })
  switch (selection.kind) {
    case 'since': {
      const commit = await resolveCommit(repository, selection.ref)
      return await changesFrom(
        repository,
        { commit, text: `${selection.ref}, ${short(commit)}`, notes: [] },
        { kind: 'work-tree' },
      )
    }
    case 'since-merge-base': {
      const base = await meeting(repository, selection.ref, 'HEAD')
      return await changesFrom(repository, base, { kind: 'work-tree' })
    }
    case 'range': {
      const [from, to] = await Promise.all([
        resolveCommit(repository, selection.from),
        resolveCommit(repository, selection.to),
      ])
      const base = { commit: from, text: `${selection.from}..${selection.to}, ${short(from)}..${short(to)}`, notes: [] }
      return await changesFrom(repository, base, { kind: 'commit', commit: to })
    }
    case 'range-from-merge-base': {
      const base = await meeting(repository, selection.from, selection.to)
      const to = await resolveCommit(repository, selection.to)
      return await changesFrom(repository, base, { kind: 'commit', commit: to })
    }
    case 'staged':
    case 'work-tree':
      throw new Error(`--since ${since} cannot be ${selection.kind}`)
  }
}

async function meeting(repository: Repository, left: string, right: string): Promise<Base> {
  const found = await mergeBase(repository, left, right)
  if (found.kind === 'found') {
    return {
      commit: found.commit,
      text: `merge base of ${left} and ${right}, ${short(found.commit)}`,
      notes: [],
    }
  }
  const commit = await resolveCommit(repository, left)
  const why = found.reason === 'shallow' ? 'this shallow clone ends before they meet' : 'they have no commit in common'
  const note = `no merge base of ${left} and ${right}: ${why}; compared with ${left} itself, which may show more`
  return { commit, text: `${left}, ${short(commit)}`, notes: [note] }
}
