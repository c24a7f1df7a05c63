import { findProgram } from '@groundcrew/core/process'
import { runGit } from '@groundcrew/core/repo'
import { count } from '@groundcrew/core/text'
import { findPointers } from '@groundcrew/core/workspace'
import { nothingPlanned, type Planned } from '../action.ts'
import { hashOf } from '../checkout.ts'
import type { PlanContext } from './context.ts'
import { noQuestions } from './submodules.ts'

/** Files that git LFS keeps elsewhere, and of which the checkout holds only the pointer. */
export async function planLargeFiles(context: PlanContext): Promise<Planned> {
  const { root, env, repository, workspace, isOffline } = context
  const [rule] = workspace.largeFiles
  if (repository === undefined || rule === undefined) return nothingPlanned
  const listed = await runGit(repository, ['ls-files', '-z', '--', ':(attr:filter=lfs)'])
  const pointers = findPointers(root, listed.stdout.toString('utf8').split('\0').filter(Boolean))
  if (pointers.length === 0) return nothingPlanned
  const id = 'large-files'
  const reason = `${count(pointers.length, 'file')} of git LFS not fetched: ${pointers.slice(0, 3).join(', ')}`
  if (isOffline) return { ...nothingPlanned, remarks: [{ id, message: `${reason}; that needs the network` }] }
  if ((await findProgram('git-lfs', { env, cwd: root })) === undefined) {
    const message = `${reason}; ask the user to install git-lfs`
    return { ...nothingPlanned, needs: [{ id, message, evidence: [rule.evidence] }] }
  }
  const action = {
    id,
    part: 'large-files',
    reason,
    effect: 'network',
    evidence: [rule.evidence],
    // Without the filters in the configuration of this clone `git lfs pull` fetches, leaves the pointers, and ends well.
    steps: [
      { kind: 'call', argv: ['git', 'lfs', 'install', '--local', '--skip-repo'], cwd: '.' },
      { kind: 'call', argv: ['git', 'lfs', 'pull'], cwd: '.', env: noQuestions },
    ],
    key: hashOf(pointers),
    witnesses: [],
  } as const
  return { ...nothingPlanned, actions: [action] }
}
