import { resolvePath } from '../source/paths.ts'
import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import type { CommandRole, Package, PackageManager, WorkspaceCommand } from '../types.ts'
import { npmContexts, type NpmContext } from './npm-context.ts'
import { expandScript } from './script-expansion.ts'
import { readForwards } from './script-forwards.ts'
import { scriptCommands } from './npm-scripts.ts'
import { rolesDone } from './script-traits.ts'
import { toolCommands } from './npm-tools.ts'

/** What is known before anything is guessed: the scripts of a package. */
export interface NpmScripts {
  readonly context: NpmContext
  readonly commands: readonly WorkspaceCommand[]
}

/** The scripts of all packages; a role that the workspace root runs everywhere is not listed for the members again. */
export async function readNpmScripts(
  sources: Sources,
  packages: readonly Package[],
  managers: readonly PackageManager[],
): Promise<NpmScripts[]> {
  const contexts = await npmContexts(sources, packages, managers)
  const found = contexts.map((context) => ({ context, commands: scriptCommands(context) }))
  const covered = new Map(
    found.map(({ context, commands }) => {
      return [context.owner.directory, new Set(commands.filter((one) => one.coversMembers).map(({ role }) => role))]
    }),
  )
  const listed = found.map(({ context, commands }) => {
    const above = covered.get(context.owner.workspaceRoot ?? '')
    return { context, commands: commands.filter(({ role }) => above?.has(role) !== true) }
  })
  return listed.map(({ context, commands }) => ({
    context,
    commands: commands.filter((one) => !isForwarded(context, one, listed)),
  }))
}

/** A script that only calls scripts of other packages which are listed themselves. */
function isForwarded(
  { owner }: NpmContext,
  { label, role, invocation }: WorkspaceCommand,
  listed: readonly NpmScripts[],
): boolean {
  if (invocation.kind !== 'script') return false
  const forwards = readForwards(expandScript(owner.scripts, label))
  return (
    forwards?.every(({ target, script }) => {
      const directory = target.kind === 'directory' ? resolvePath(owner.directory, target.value) : undefined
      const callee = listed.find(({ context }) =>
        target.kind === 'name' ? context.owner.name === target.value : context.owner.directory === directory,
      )
      if (callee === undefined || callee.context.owner === owner) return false
      return callee.commands.some((one) => one.label === script && (one.role === role || one.role === 'e2e'))
    }) ?? false
  )
}

/**
 * Tools for the roles that neither a script nor a target (`taken`) does. In a member they are guessed only for roles that the root
 * of the workspace has no answer to, and in a root only for those that no member has a script for.
 */
export async function guessNpmTools(
  scripts: readonly NpmScripts[],
  taken: (directory: string) => ReadonlySet<CommandRole>,
): Promise<WorkspaceCommand[]> {
  const answered = new Map<string, ReadonlySet<CommandRole>>()
  const scripted = rolesOfMembers(scripts)
  const guessed: WorkspaceCommand[] = []
  // Roots come before their members, whose guesses depend on theirs.
  const rootsFirst = [...scripts].sort((left, right) => rank(left) - rank(right))
  for (const { context, commands } of rootsFirst) {
    const { directory, workspaceRoot } = context.owner
    // The worlds that tests and examples live in are members for their dependencies: their scripts count, guesses do not.
    if (isExamplePlace(directory) || isFixturePlace(directory)) continue
    const done = commands.flatMap((one) => rolesBeside(context, one))
    const above = answered.get(workspaceRoot ?? '') ?? []
    const roles = new Set([...rolesOf(commands), ...done, ...taken(directory), ...above])
    const missing = new Set(guessable.filter((role) => !roles.has(role) && scripted.get(directory)?.has(role) !== true))
    const found = await toolCommands(context, missing)
    answered.set(directory, new Set([...roles, ...rolesOf(found)]))
    guessed.push(...found)
  }
  return guessed
}

/** What the script of one role does for others. A build that checks types may leave the tests out, and one that writes checks nothing. */
function rolesBeside({ owner }: NpmContext, { role, label, writes }: WorkspaceCommand): readonly CommandRole[] {
  return writes || role === 'build' || role === 'e2e' ? [] : rolesDone(expandScript(owner.scripts, label))
}

const guessable: readonly CommandRole[] = ['format', 'lint', 'typecheck', 'test', 'e2e']

function rolesOfMembers(scripts: readonly NpmScripts[]): ReadonlyMap<string, ReadonlySet<CommandRole>> {
  const roles = new Map<string, Set<CommandRole>>()
  for (const { context, commands } of scripts) {
    const { workspaceRoot } = context.owner
    if (workspaceRoot === undefined) continue
    roles.set(workspaceRoot, new Set([...(roles.get(workspaceRoot) ?? []), ...rolesOf(commands)]))
  }
  return roles
}

function rank({ context }: NpmScripts): number {
  return context.owner.membership === 'member' ? 1 : 0
}

function rolesOf(commands: readonly WorkspaceCommand[]): Set<CommandRole> {
  // A script that changes files is listed and answers nothing.
  return new Set(commands.filter(({ writes }) => !writes).map(({ role }) => role))
}
