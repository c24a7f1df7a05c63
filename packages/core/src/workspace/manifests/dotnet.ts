import type { Package } from '../types.ts'
import { compareText } from '../source/order.ts'
import { baseName, isInside, parentOf } from '../source/paths.ts'
import { isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import { membershipIn } from './membership.ts'

/** A solution is a workspace of the projects below it. */
export function readDotnetPackages(sources: Sources): Package[] {
  const solutions = byDirectory(sources, /\.slnx?$/)
  const projects = byDirectory(sources, /\.(?:cs|fs|vb)proj$/)
  const workspaces = new Map<string, ReadonlySet<string>>()
  for (const directory of solutions.keys()) {
    workspaces.set(directory, new Set([...projects.keys()].filter((project) => isInside(directory, project))))
  }
  return [...new Map([...projects, ...solutions])].map(([directory, file]) => ({
    directory,
    name: baseName(file).replace(/\.\w+$/, ''),
    ecosystem: 'dotnet',
    manifest: { file, line: 1 },
    ...membershipIn(directory, workspaces),
    dependencies: dependenciesOf(sources, projects.get(directory)),
    scripts: [],
  }))
}

function byDirectory(sources: Sources, pattern: RegExp): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const file of [...sources.index.namedLike(pattern)].sort(compareText)) {
    const directory = parentOf(file)
    if (!isFixturePlace(directory) && !found.has(directory)) found.set(directory, file)
  }
  return found
}

/** Names come from attributes, which the element reader leaves out. */
function dependenciesOf(sources: Sources, file: string | undefined): Package['dependencies'] {
  if (file === undefined) return []
  return sources.lines(file).flatMap((line, index) => {
    const name = /<PackageReference\s[^>]*?Include="([^"]+)"/.exec(line)?.[1]
    const range = /\sVersion="([^"]+)"/.exec(line)?.[1] ?? ''
    return name === undefined ? [] : [{ name, range, kind: 'runtime', evidence: { file, line: index + 1 } } as const]
  })
}
