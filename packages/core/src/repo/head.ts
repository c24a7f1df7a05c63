import { join } from 'node:path'
import { readLink, readText } from './file-system.ts'
import { runGit } from './git.ts'
import { brokenRepository } from './git-directory.ts'
import type { Repository } from './repository.ts'

export type Head =
  /** `branch` is the short name; a ref outside `refs/heads/` is given whole. */
  | { readonly kind: 'branch'; readonly branch: string; readonly commit: string }
  /** The branch has no commit yet. */
  | { readonly kind: 'unborn'; readonly branch: string }
  | { readonly kind: 'detached'; readonly commit: string }

/** What is checked out in this work tree. Reads files; git is asked only where refs are not kept in files (reftable). */
export async function readHead(repository: Repository): Promise<Head> {
  const content = readHeadFile(repository.gitDir)
  if (content === reftableHead) return await askForHead(repository)
  const ref = parseSymbolicRef(content)
  if (ref === undefined) {
    if (!objectName.test(content))
      throw brokenRepository(join(repository.gitDir, 'HEAD'), 'names neither a branch nor a commit')
    return { kind: 'detached', commit: content }
  }
  return describeBranch(ref, resolveRef(repository, ref))
}

const objectName = /^(?:[\da-f]{40}|[\da-f]{64})$/
const reftableHead = 'ref: refs/heads/.invalid'
const refDepthMax = 5

function describeBranch(ref: string, commit: string | undefined): Head {
  const branch = ref.replace(/^refs\/heads\//, '')
  return commit === undefined ? { kind: 'unborn', branch } : { kind: 'branch', branch, commit }
}

function readHeadFile(gitDir: string): string {
  const path = join(gitDir, 'HEAD')
  // Very old repositories have a symlink.
  const link = readLink(path)
  return link?.startsWith('refs/') === true ? `ref: ${link}` : (readText(path) ?? '').trimEnd()
}

function parseSymbolicRef(content: string): string | undefined {
  return /^ref:\s*(.*)$/.exec(content)?.[1]
}

/** The commit of a ref: in a file of its own, or else in `packed-refs`. Both orders of events are safe: packing writes before it deletes. */
function resolveRef({ gitDir, commonDir }: Repository, ref: string): string | undefined {
  let name = ref
  for (let depth = 0; depth < refDepthMax; depth += 1) {
    const path = join(isOwnRef(name) ? gitDir : commonDir, name)
    const content = readText(path)?.trimEnd()
    if (content === undefined) return findPacked(readText(join(commonDir, 'packed-refs')), name)
    if (objectName.test(content)) return content
    const next = parseSymbolicRef(content)
    if (next === undefined) throw brokenRepository(path, 'is not a ref; an interrupted write can leave such a file')
    name = next
  }
  return undefined
}

/** Refs that each work tree has for itself (git-worktree(1)). */
function isOwnRef(ref: string): boolean {
  return /^refs\/(?:bisect|worktree|rewritten)\//.test(ref)
}

function findPacked(content: string | undefined, ref: string): string | undefined {
  const line = content?.split('\n').find((candidate) => candidate.slice(candidate.indexOf(' ') + 1) === ref)
  return line?.slice(0, line.indexOf(' '))
}

async function askForHead(repository: Repository): Promise<Head> {
  const [symbolic, resolved] = await Promise.all([
    runGit(repository, ['symbolic-ref', '--quiet', 'HEAD']),
    runGit(repository, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']),
  ])
  const commit = resolved.code === 0 ? resolved.stdout.toString('utf8').trim() : undefined
  if (symbolic.code === 0) return describeBranch(symbolic.stdout.toString('utf8').trimEnd(), commit)
  if (commit !== undefined) return { kind: 'detached', commit }
  throw brokenRepository(join(repository.gitDir, 'HEAD'), 'names neither a branch nor a commit')
}
