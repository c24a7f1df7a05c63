import type { Dependency, DependencyKind, Package, Script } from '../types.ts'
import { entriesOf, entryAt, stringsOf, textOf, type TableNode } from '../source/node.ts'
import { parentOf } from '../source/paths.ts'
import { isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import { membershipIn } from './membership.ts'

export async function readPhpPackages(sources: Sources): Promise<Package[]> {
  const packages: Package[] = []
  for (const file of sources.index.named('composer.json')) {
    const directory = parentOf(file)
    if (isFixturePlace(directory)) continue
    const manifest = await sources.json(file)
    if (manifest === undefined && sources.text(file) === undefined) continue
    const name = entryAt(manifest, 'name')
    const text = textOf(name?.value)
    packages.push({
      directory,
      ...(text === undefined ? {} : { name: text }),
      ecosystem: 'php',
      manifest: { file, line: name?.line ?? 1 },
      ...membershipIn(directory, new Map()),
      dependencies: [...readTable(file, manifest, 'require'), ...readTable(file, manifest, 'require-dev')],
      scripts: readScripts(file, manifest),
    })
  }
  return packages
}

/** `php` and `ext-json` are requirements on the machine, not packages; they have no vendor. */
function readTable(file: string, manifest: TableNode | undefined, field: 'require' | 'require-dev'): Dependency[] {
  const kind: DependencyKind = field === 'require' ? 'runtime' : 'dev'
  return entriesOf(entryAt(manifest, field)?.value).flatMap(({ key, line, value }) => {
    const range = textOf(value)
    return range === undefined || !key.includes('/') ? [] : [{ name: key, range, kind, evidence: { file, line } }]
  })
}

/** A script may be a list of commands, which composer runs one after the other. */
function readScripts(file: string, manifest: TableNode | undefined): Script[] {
  return entriesOf(entryAt(manifest, 'scripts')?.value).map(({ key, line, value }) => {
    const body = stringsOf(value)
      .map(({ text }) => text)
      .join(' && ')
    return { name: key, body, evidence: { file, line } }
  })
}
