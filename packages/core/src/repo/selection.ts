import { usageError } from '../cli/index.ts'

/** Which changes are meant. `ref` and the ends of ranges are whatever git takes for a commit. */
export type Selection =
  /** HEAD against the work tree: staged, unstaged and untracked. */
  | { readonly kind: 'work-tree' }
  /** HEAD against the index: what `git commit` would commit. */
  | { readonly kind: 'staged' }
  /** A commit against the work tree, untracked files too. */
  | { readonly kind: 'since'; readonly ref: string }
  /** The merge base of a commit and HEAD against the work tree, untracked files too. */
  | { readonly kind: 'since-merge-base'; readonly ref: string }
  /** One commit against another; the work tree does not matter. */
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  /** The merge base of two commits against the second; the work tree does not matter. */
  | { readonly kind: 'range-from-merge-base'; readonly from: string; readonly to: string }

export interface SelectionOptions {
  readonly staged?: boolean | undefined
  readonly since?: string | undefined
}

/**
 * From flags to a selection. `since` takes git's forms:
 *
 * - `REF`: from that commit to the work tree.
 * - `REF...`: from the merge base of REF and HEAD to the work tree. This is what a branch has changed so far, committed or not; for git's
 *   own reading (without the work tree) write `REF...HEAD`.
 * - `A..B`, `A..`, `..B`: from one commit to another; a missing end is HEAD.
 * - `A...B`, `...B`: from their merge base to B; a missing A is HEAD.
 *
 * Without either it is the work tree against HEAD.
 */
export function parseSelection({ staged = false, since }: SelectionOptions): Selection {
  if (staged && since !== undefined) throw usageError('--staged and --since exclude each other', 'give one of them')
  if (staged) return { kind: 'staged' }
  if (since === undefined) return { kind: 'work-tree' }
  const range = splitRange(since)
  if (range === undefined) {
    if (since === '') throw usageError('--since needs a commit', 'for example --since HEAD~3')
    return { kind: 'since', ref: since }
  }
  const { from, dots, to } = range
  if (from === '' && to === '')
    throw usageError(`--since ${since}: both ends are missing`, 'for example --since main...')
  if (dots === '...' && to === '') return { kind: 'since-merge-base', ref: from }
  const kind = dots === '..' ? 'range' : 'range-from-merge-base'
  return { kind, from: from === '' ? 'HEAD' : from, to: to === '' ? 'HEAD' : to }
}

interface Range {
  readonly from: string
  readonly dots: '..' | '...'
  readonly to: string
}

/** Refs cannot contain two dots, but a search in braces (`HEAD^{/fix..}`) or of messages (`:/fix..`) can. */
function splitRange(text: string): Range | undefined {
  if (text.startsWith(':/')) return undefined
  const braces = text.replaceAll(/\{[^}]*\}/g, (part) => '_'.repeat(part.length))
  const match = /\.{2,3}/.exec(braces)
  if (match === null) return undefined
  const dots = match[0] === '..' ? '..' : '...'
  return { from: text.slice(0, match.index), dots, to: text.slice(match.index + dots.length) }
}
