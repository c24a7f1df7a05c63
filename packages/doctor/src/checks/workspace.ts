import path from 'node:path'
import { count } from '@groundcrew/core/text'
import { isExamplePlace, type WorkspaceProblem } from '@groundcrew/core/workspace'
import type { CheckContext, PlannedCheck } from '../context.ts'
import { fail, ok, warn } from '../finding.ts'
import type { Finding } from '../report.ts'

/** Problems that leave a manifest without meaning: whoever reads it will stop. */
const fatalKinds: ReadonlySet<WorkspaceProblem['kind']> = new Set(['unreadable', 'syntax', 'wrong-shape'])
const messagesMax = 2

/** The files that say what the repository is made of can be read. */
export function workspaceChecks(context: CheckContext): readonly PlannedCheck[] {
  return [{ id: 'workspace.manifests', make: async () => judgeManifests(context) }]
}

/** A `.env` in a package that links to the one at the root, before that is made. */
function isEnvironmentToCome({ message, evidence: { file } }: WorkspaceProblem): boolean {
  return path.posix.basename(file).startsWith('.env') && message.endsWith('is a symbolic link to nothing')
}

function judgeManifests({ workspace, unread }: CheckContext): Finding {
  if (unread !== undefined) return unread
  // What tests and examples keep may be broken on purpose.
  const problems = workspace.problems.filter(
    (problem) => !isExamplePlace(path.posix.dirname(problem.evidence.file)) && !isEnvironmentToCome(problem),
  )
  if (problems.length === 0) {
    return ok(`${count(workspace.packages.length, 'manifest')} read in ${count(workspace.fileCount, 'file')}`)
  }
  const fatal = problems.filter(({ kind }) => fatalKinds.has(kind))
  const [first, ...others] = [...fatal, ...problems.filter((problem) => !fatal.includes(problem))]
  const shown = [first, ...others].slice(0, messagesMax).map((problem) => problem?.message ?? '')
  const more = problems.length - shown.length
  const message = [...shown, ...(more > 0 ? [`${more} more`] : [])].join('; ')
  const evidence = problems.map((problem) => problem.evidence)
  const details = { evidence, isEnvironment: false }
  return fatal.length > 0 ? fail(message, details) : warn(message, details)
}
