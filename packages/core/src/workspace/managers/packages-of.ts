import type { Package, PackageManager, Workspace } from '../types.ts'

/** The packages that an install in the manager's directory serves: its own, and the members of its workspace. */
export function packagesOf(manager: PackageManager, { packages }: Pick<Workspace, 'packages'>): readonly Package[] {
  return packages.filter(
    ({ ecosystem, membership, directory, workspaceRoot }) =>
      ecosystem === manager.ecosystem &&
      (membership === 'member' ? workspaceRoot === manager.directory : directory === manager.directory) &&
      membership !== 'detached',
  )
}
