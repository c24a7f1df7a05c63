import { compareText } from '../source/order.ts'
import type { Sources } from '../source/sources.ts'
import type { Package, PackageManager } from '../types.ts'
import { readNpmManagers } from './npm-manager.ts'
import { readOtherManagers } from './other-managers.ts'
import { readPythonManagers } from './python-manager.ts'

/** What installs the dependencies, for each place where that is done. */
export async function readManagers(sources: Sources, packages: readonly Package[]): Promise<PackageManager[]> {
  const of = (ecosystem: Package['ecosystem']): Package[] => packages.filter((owner) => owner.ecosystem === ecosystem)
  const managers = [
    ...(await readNpmManagers(sources, of('npm'))),
    ...(await readPythonManagers(sources, of('python'))),
    ...readOtherManagers(sources, packages),
  ]
  return managers.sort(
    (left, right) => compareText(left.directory, right.directory) || compareText(left.ecosystem, right.ecosystem),
  )
}
