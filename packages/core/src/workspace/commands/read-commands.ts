import { isTestWorld } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import type { CommandRole, Package, PackageManager, WorkspaceCommand } from '../types.ts'
import { buildToolCommands } from './build-tool-commands.ts'
import { cargoCommands } from './cargo-commands.ts'
import { ordered } from './command.ts'
import { goCommands } from './go-commands.ts'
import { guessNpmTools, readNpmScripts } from './npm-commands.ts'
import { phpCommands } from './php-commands.ts'
import { pythonCommands } from './python-commands.ts'
import { pythonContexts } from './python-tools.ts'
import { rubyCommands } from './ruby-commands.ts'
import { targetCommands } from './target-commands.ts'

/**
 * What formats, lints, checks, builds and tests the repository. In one directory the scripts of package.json come first, then the
 * targets of a justfile, Taskfile or Makefile, and only for what is then left the tools that configuration files speak of.
 */
export async function readCommands(
  sources: Sources,
  packages: readonly Package[],
  managers: readonly PackageManager[],
): Promise<WorkspaceCommand[]> {
  const active = packages.filter((owner) => owner.membership !== 'detached' && !isWorldOfTests(owner, packages))
  const npmScripts = await readNpmScripts(sources, active, managers)
  const scripts = npmScripts.flatMap(({ commands }) => commands)
  const targets = await readTargets(sources, active, scripts)
  const taken = rolesByDirectory(targets)
  const takenIn = (directory: string): ReadonlySet<CommandRole> => taken.get(directory) ?? new Set()
  const guessed = [
    ...(await guessNpmTools(npmScripts, takenIn)),
    ...(await guessOthers(sources, active, managers)).filter(
      ({ packageDirectory, role }) => !takenIn(packageDirectory).has(role),
    ),
  ]
  return ordered([...scripts, ...targets, ...guessed])
}

/** A member in the test folder of another member is there for the tests of that one, which start it themselves. */
function isWorldOfTests({ membership, directory, workspaceRoot }: Package, packages: readonly Package[]): boolean {
  if (membership !== 'member') return false
  return packages.some((other) => other.directory !== workspaceRoot && isTestWorld(other.directory, directory))
}

async function readTargets(
  sources: Sources,
  packages: readonly Package[],
  scripts: readonly WorkspaceCommand[],
): Promise<WorkspaceCommand[]> {
  const scripted = rolesByDirectory(scripts)
  const targets: WorkspaceCommand[] = []
  for (const directory of new Set(['.', ...packages.map((owner) => owner.directory)])) {
    const found = await targetCommands(sources, directory)
    targets.push(...found.filter(({ role }) => scripted.get(directory)?.has(role) !== true))
  }
  return targets
}

async function guessOthers(
  sources: Sources,
  packages: readonly Package[],
  managers: readonly PackageManager[],
): Promise<WorkspaceCommand[]> {
  const python = await pythonContexts(sources, packages, managers)
  const others = packages.flatMap((owner) => {
    switch (owner.ecosystem) {
      case 'go':
        return goCommands(sources, owner, packages)
      case 'cargo':
        return cargoCommands(sources, owner)
      case 'ruby':
        return rubyCommands(sources, owner)
      case 'php':
        return phpCommands(sources, owner)
      case 'gradle':
        // Some repositories can be built by either: one of them is enough.
        return packages.some((other) => other.ecosystem === 'maven' && other.directory === owner.directory)
          ? []
          : buildToolCommands(sources, owner)
      case 'maven':
      case 'dotnet':
        return buildToolCommands(sources, owner)
      case 'npm':
      case 'python':
        return []
    }
  })
  return [...python.flatMap((context) => pythonCommands(context, packages)), ...others]
}

/** A command that changes files answers for no role. */
function rolesByDirectory(commands: readonly WorkspaceCommand[]): ReadonlyMap<string, ReadonlySet<CommandRole>> {
  const roles = new Map<string, Set<CommandRole>>()
  for (const { packageDirectory, role, writes } of commands) {
    if (writes) continue
    const known = roles.get(packageDirectory)
    if (known === undefined) roles.set(packageDirectory, new Set([role]))
    else known.add(role)
  }
  return roles
}
