import { compareText } from '../source/order.ts'
import { isExamplePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import type { Package } from '../types.ts'
import { readCargoPackages } from './cargo.ts'
import { readDotnetPackages } from './dotnet.ts'
import { readGoPackages } from './go.ts'
import { readGradlePackages } from './gradle.ts'
import { readMavenPackages } from './maven.ts'
import { readNpmPackages } from './npm.ts'
import { readPhpPackages } from './php.ts'
import { readPythonPackages } from './python.ts'
import { readRubyPackages } from './ruby.ts'

/** The packages of all ecosystems, by directory; one directory may hold several. */
export async function readPackages(sources: Sources): Promise<Package[]> {
  const packages = [
    ...(await readNpmPackages(sources)),
    ...(await readPythonPackages(sources)),
    ...(await readCargoPackages(sources)),
    ...(await readPhpPackages(sources)),
    ...readGoPackages(sources),
    ...readRubyPackages(sources),
    ...readMavenPackages(sources),
    ...readGradlePackages(sources),
    ...readDotnetPackages(sources),
  ]
  return packages
    .map(withoutExamples)
    .sort((left, right) => compareText(left.directory, right.directory) || compareText(left.ecosystem, right.ecosystem))
}

/** A workspace that is itself an example stays one, with all its members. */
function withoutExamples(owner: Package): Package {
  const { membership, workspaceRoot } = owner
  const top = membership === 'root' ? owner.directory : workspaceRoot
  return top !== undefined && isExamplePlace(top) ? { ...owner, membership: 'detached' } : owner
}
