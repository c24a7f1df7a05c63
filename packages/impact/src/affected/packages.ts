import type { CodeMap } from '@groundcrew/code-map'
import { directoryOf, stemOf } from '../paths.ts'

export interface AffectedPackage {
  /** Its name where its manifest has one, else its directory. */
  readonly name: string
  readonly directory: string
  readonly isChanged: boolean
  readonly files: number
}

const MANIFEST =
  /(?:^|\/)(?:package\.json|pyproject\.toml|setup\.py|go\.mod|Cargo\.toml|Gemfile|composer\.json|pom\.xml|build\.gradle(?:\.kts)?|[^/]+\.(?:gemspec|[cf]sproj))$/

/** By the directory of a package its manifest. */
export type Manifests = ReadonlyMap<string, string>

export function findManifests(map: CodeMap): Manifests {
  const manifests = new Map<string, string>()
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (MANIFEST.test(path) && !manifests.has(directoryOf(path))) manifests.set(directoryOf(path), path)
  }
  return manifests
}

/** The packages that the files are in, each file in the nearest one above it. */
export function findPackages(
  map: CodeMap,
  {
    manifests,
    reached,
    changed,
  }: { readonly manifests: Manifests; readonly reached: readonly string[]; readonly changed: readonly string[] },
): readonly AffectedPackage[] {
  const found = new Map<string, { files: number; isChanged: boolean }>()
  const isChanged = new Set(changed)
  for (const path of new Set([...changed, ...reached])) {
    const directory = packageOf(path, manifests)
    if (directory === undefined) continue
    const known = found.get(directory) ?? { files: 0, isChanged: false }
    known.files++
    known.isChanged ||= isChanged.has(path)
    found.set(directory, known)
  }
  return [...found]
    .map(([directory, facts]) => ({
      name: nameOf(map, manifests.get(directory) ?? '', directory),
      directory,
      ...facts,
    }))
    .sort(
      (left, right) => Number(right.isChanged) - Number(left.isChanged) || (left.directory < right.directory ? -1 : 1),
    )
}

function packageOf(path: string, manifests: ReadonlyMap<string, string>): string | undefined {
  for (let directory = directoryOf(path); ; directory = directoryOf(directory)) {
    if (manifests.has(directory)) return directory
    if (directory === '') return undefined
  }
}

/** The directory where the manifest has none. */
export function nameOf(map: CodeMap, manifest: string, directory: string): string {
  const file = map.findFile(manifest)
  const text = file === undefined ? '' : (map.read(file)?.source.toString() ?? '')
  const pattern = NAMES.find(([file]) => file.test(manifest))?.[1]
  const named = /\.(?:gemspec|[cf]sproj)$/.test(manifest) ? stemOf(manifest) : undefined
  return named ?? pattern?.exec(text)?.[1] ?? (directory === '' ? '.' : directory)
}

/** Where manifests have the name of a package; a `pom.xml` behind that of its parent. */
const NAMES: readonly (readonly [manifest: RegExp, name: RegExp])[] = [
  [/(?:package|composer)\.json$/, /"name"\s*:\s*"([^"]+)"/],
  [/go\.mod$/, /^module\s+(\S+)/m],
  [/\.toml$/, /^name\s*=\s*"([^"]+)"/m],
  [/pom\.xml$/, /<artifactId>\s*([^<\s]+)(?![^]*<\/parent>)/],
]
