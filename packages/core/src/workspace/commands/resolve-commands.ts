import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram, type Environment } from '../../process/index.ts'
import { ancestorsOf } from '../source/paths.ts'
import type { Argv, Invocation, Workspace, WorkspaceCommand } from '../types.ts'

/**
 * The workspace with each command as it can start on this machine:
 *
 * - a program of `node_modules` starts from there, where it is installed, and not through its package manager;
 * - a script of a package manager that is not on PATH is run by npm, which does the same, unless the script calls that manager
 *   itself.
 *
 * What cannot start either way stays as it was.
 */
export async function resolveCommands(workspace: Workspace, env: Environment): Promise<Workspace> {
  const managers = new Map<string, Promise<boolean>>()
  const isInstalled = (manager: string): Promise<boolean> => {
    const known = managers.get(manager)
    if (known !== undefined) return known
    const found = findProgram(manager, { env, cwd: workspace.root }).then((program) => program !== undefined)
    managers.set(manager, found)
    return found
  }
  const commands = workspace.commands.map(async (command) => resolveCommand(workspace.root, command, isInstalled))
  return { ...workspace, commands: await Promise.all(commands) }
}

async function resolveCommand(
  root: string,
  command: WorkspaceCommand,
  isInstalled: (manager: string) => Promise<boolean>,
): Promise<WorkspaceCommand> {
  const { invocation } = command
  if (invocation.kind === 'argv' && command.programSource === 'node_modules') {
    const argv = await installedArgv(root, command, invocation.argv)
    return argv === undefined ? command : { ...command, invocation: { kind: 'argv', argv } }
  }
  const manager = invocation.argv[0]
  const isReplaceable = invocation.kind === 'script' && invocation.manager !== 'composer' && !callsItself(invocation)
  if (!isReplaceable || manager === 'npm' || (await isInstalled(manager))) return command
  return {
    ...command,
    program: 'npm',
    invocation: { ...invocation, manager: 'npm', argv: ['npm', 'run', invocation.script] },
    why: `${command.why}; by npm, because ${manager} is not installed`,
  }
}

/** `pnpm exec oxfmt --check` as `node_modules/.bin/oxfmt --check`; undefined where the program is not installed. */
async function installedArgv(root: string, command: WorkspaceCommand, argv: Argv): Promise<Argv | undefined> {
  const index = argv.indexOf(command.program)
  if (index === -1) return undefined
  for (const [depth, directory] of ancestorsOf(command.cwd).entries()) {
    const file = join('../'.repeat(depth), 'node_modules/.bin', command.program)
    if (await exists(join(root, directory, 'node_modules/.bin', command.program)))
      return [file, ...argv.slice(index + 1)]
  }
  return undefined
}

/** The script needs its own package manager: `pnpm -r test`, `yarn workspaces foreach …`. */
function callsItself({ manager, body }: Extract<Invocation, { kind: 'script' }>): boolean {
  return new RegExp(String.raw`(?:^|[\s;&|()"'])${manager}x?(?:$|[\s;&|()"'])`).test(body)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
