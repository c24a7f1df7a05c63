import type { Io } from '@groundcrew/core/cli'
import type { Repository } from '@groundcrew/core/repo'
import type { BatchEntry } from '@groundcrew/core/tasks'
import { withTasks } from '../tasks/open-store.ts'
import type { Holder } from './holders.ts'
import type { RadarFinding } from './radar.ts'

/** Tells the tasks on both sides of each conflict and break, once for each. */
export async function tellBoth(
  io: Pick<Io, 'cwd' | 'env' | 'now'>,
  repository: Repository,
  { mine, findings }: { readonly mine: readonly Holder[]; readonly findings: readonly RadarFinding[] },
): Promise<void> {
  const entries = findings
    .filter(({ severity }) => severity === 'conflict' || severity === 'break')
    .flatMap((finding) =>
      mine.flatMap((own) =>
        finding.holders.filter((other) => other.task !== own.task).flatMap((other) => noticesFor(finding, own, other)),
      ),
    )
  if (entries.length > 0) await withTasks(io, repository, (store) => store.batch(entries))
}

function noticesFor(finding: RadarFinding, own: Holder, other: Holder): readonly BatchEntry[] {
  const { kind, mine, theirs, text, action } = finding
  const cause = `worktrees:${kind}:${mine.path}:${theirs.path}`
  const severity = 'conflict'
  const place = `${theirs.path}:${theirs.line} and ${mine.path}:${mine.line} here`
  const back = `${mine.path}:${mine.line} and ${theirs.path}:${theirs.line} here`
  return [
    {
      verb: 'notify',
      request: {
        id: own.task,
        from: other.task,
        severity,
        cause,
        text: `#${other.task} ${place}: ${text}; do: ${action}`,
      },
    },
    {
      verb: 'notify',
      request: {
        id: other.task,
        from: own.task,
        severity,
        cause,
        text: `#${own.task} ${back}: ${seenByThem(text)}; do: impact --worktrees`,
      },
    },
  ]
}

/** The sentence from where the others stand. */
function seenByThem(text: string): string {
  return text.replaceAll(/\b(?:you|they)\b/g, (word) => (word === 'you' ? 'they' : 'you'))
}
