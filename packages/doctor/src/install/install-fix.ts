import { findProgram, formatCommand } from '@groundcrew/core/process'
import { bringingCommand, type PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'

/** `cd` first where the command belongs into a directory below the root. */
export function inDirectory(directory: string, line: string): string {
  return directory === '.' ? line : `cd ${formatCommand([directory])} && ${line}`
}

/**
 * The command line that installs with this manager. Where the manager is not on PATH, the release that the
 * repository carries is run, or npx brings the pinned version for this one run.
 */
export async function installFix(
  manager: PackageManager,
  { isFrozen }: { readonly isFrozen: boolean },
  { env, root }: Pick<CheckContext, 'env' | 'root'>,
): Promise<string> {
  const [program, ...args] = isFrozen ? manager.installCommand : unfrozen(manager)
  const isThere = (await findProgram(program, { env, cwd: root })) !== undefined
  const prefix = isThere ? [program] : (bringingCommand(manager) ?? [program])
  return inDirectory(manager.directory, formatCommand([...prefix, ...args]))
}

/** Brings the lockfile up to date with the manifests. */
function unfrozen({ name, installCommand }: PackageManager): readonly [string, ...string[]] {
  switch (name) {
    case 'npm':
      return ['npm', 'install']
    case 'pnpm':
      // In CI the lockfile is frozen unless this is said.
      return ['pnpm', ...installCommand.slice(1).filter((word) => word !== '--frozen-lockfile'), '--no-frozen-lockfile']
    case 'yarn':
    case 'bun':
      return [name, 'install']
    default:
      return [...installCommand]
  }
}
