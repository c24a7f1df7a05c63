import { formatCommand } from '@groundcrew/core/process'
import type { PairFinding } from './findings.ts'
import type { Holder } from './holders.ts'
import type { LineOfWork } from './lines-of-work.ts'
import { lockCommand } from './manifest-findings.ts'

export interface ActionContext {
  readonly line: LineOfWork
  /** Of its worktree, from the root of mine. */
  readonly directory: string | undefined
  /** The commit that its changes are counted from. */
  readonly base: string | undefined
  readonly holders: readonly Holder[]
  /** It is the default branch. */
  readonly isMain: boolean
}

/** What resolves a finding with the least work: a command where there is one, which begins with `git`. */
export function adviseAction(finding: PairFinding, context: ActionContext): string {
  const { kind, mine, symbol } = finding
  const who = agreeWith(context)
  switch (kind) {
    case 'textual':
      return adviseMerge(finding, context)
    case 'lockfile':
      return `after the merge: ${lockCommand(mine.path) ?? 'write it anew'}`
    case 'migration':
    case 'migration-heads':
      return `give ${mine.path} the next number after theirs, or merge the two heads`
    case 'dependency-version':
      return `${who} on one version of ${symbol ?? 'it'}`
    case 'route':
      return `${who} on one of the two routes`
    case 'same-file':
      return 'nothing now'
    default:
      return showTheirs(finding, context)
  }
}

function adviseMerge(finding: PairFinding, context: ActionContext): string {
  const { line, isMain } = context
  const { theirs } = finding
  const who = agreeWith(context)
  const isRebased = line.branch !== undefined && line.ref !== line.branch
  // What is not committed, or not at its place yet, cannot be merged.
  if (line.isDirty || isRebased) return `${showTheirs(finding, context)}, and ${who} who changes ${theirs.path}`
  const merge = formatCommand(['git', 'merge', shortRef(line)])
  return isMain ? `${merge}, and settle it while it is small` : `${merge} now, or ${who} who changes ${theirs.path}`
}

function showTheirs({ theirs }: PairFinding, { line, directory, base }: ActionContext): string {
  const from = base === undefined ? [] : [base.slice(0, shortDigits)]
  if (directory !== undefined && line.isDirty) {
    return formatCommand(['git', '-C', directory, 'diff', ...from, '--', theirs.path])
  }
  return formatCommand(['git', 'diff', ...from, shortRef(line), '--', theirs.path])
}

/** A branch, or the first digits of a commit. */
function shortRef({ ref }: LineOfWork): string {
  return /^[\da-f]{40,64}$/.test(ref) ? ref.slice(0, shortDigits) : ref
}

const shortDigits = 10

function agreeWith({ holders, line }: ActionContext): string {
  const first = holders[0]
  return `agree with ${first === undefined ? line.name : `${first.holder} (#${first.task})`}`
}
