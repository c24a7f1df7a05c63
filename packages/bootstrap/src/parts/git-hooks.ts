import { findProgram, type Command } from '@groundcrew/core/process'
import type { OrchestratorName } from '@groundcrew/core/workspace'
import { joinPlanned, nothingPlanned, type Planned } from '../action.ts'
import { hashOfFiles } from '../checkout.ts'
import type { PlanContext } from './context.ts'

/** How each hook manager is told to install its hooks. */
const installers: Partial<Record<OrchestratorName, Command>> = {
  lefthook: ['lefthook', 'install'],
  'pre-commit': ['pre-commit', 'install', '--install-hooks'],
  hk: ['hk', 'install'],
}

/** The repository's own git hooks, when they are asked for. husky installs its hooks when the packages are installed. */
export async function planGitHooks(context: PlanContext): Promise<Planned> {
  const { repository, workspace } = context
  if (repository === undefined) return nothingPlanned
  const managers = workspace.orchestrators.filter(
    ({ name, evidence }) => installers[name] !== undefined && !evidence.file.includes('/'),
  )
  return joinPlanned(
    await Promise.all(managers.map(async ({ name, evidence }) => planManager(name, evidence, context))),
  )
}

async function planManager(
  name: OrchestratorName,
  evidence: { readonly file: string; readonly line: number },
  context: PlanContext,
): Promise<Planned> {
  const { root, env } = context
  const id = `hooks:${name}`
  const installer = installers[name]
  if (installer === undefined) return nothingPlanned
  const own = await findProgram(`./node_modules/.bin/${name}`, { env, cwd: root })
  const program = own === undefined ? await findProgram(name, { env, cwd: root }) : `node_modules/.bin/${name}`
  if (program === undefined) {
    return {
      ...nothingPlanned,
      needs: [{ id, message: `${evidence.file} has hooks, and ${name} is not installed`, evidence: [evidence] }],
    }
  }
  const action = {
    id,
    part: 'hooks',
    reason: `${evidence.file} has hooks that may not be installed`,
    effect: 'write',
    evidence: [evidence],
    steps: [{ kind: 'call', argv: [own === undefined ? name : program, ...installer.slice(1)], cwd: '.' }],
    key: await hashOfFiles(root, [evidence.file], []),
    witnesses: [],
  } as const
  return { ...nothingPlanned, actions: [action] }
}
