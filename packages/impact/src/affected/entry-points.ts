import { libraryOf, programsOf, Resolver, type CodeMap, type PackageFacts } from '@groundcrew/code-map'
import type { Propagation } from '../graph/propagate.ts'
import { directoryOf, isBelow } from '../paths.ts'
import { isPage } from '../routes/page-routes.ts'
import { nameOf, type Manifests } from './packages.ts'

/** Where programs begin by custom, wherever they are. */
const PROGRAM =
  /(?:^|\/)(?:main\.(?:go|py|rs)|__main__\.py|manage\.py|wsgi\.py|asgi\.py|config\.ru)$|(?:^|\/)(?:bin|cmd)\/[^/]+(?:\/main\.go)?$/
/** Where packages of scripts begin by custom. */
const IN_PACKAGE = /^(?:src\/)?(?:index|main|app|cli|bin|server)\.[cm]?[jt]sx?$/
const ECOSYSTEMS: readonly (readonly [manifest: RegExp, ecosystem: PackageFacts['ecosystem']])[] = [
  [/package\.json$/, 'npm'],
  [/pyproject\.toml$|setup\.py$/, 'python'],
  [/go\.mod$/, 'go'],
  [/Cargo\.toml$/, 'cargo'],
  [/\.gemspec$|Gemfile$/, 'ruby'],
]

interface EntryPointQuestion {
  readonly manifests: Manifests
  /** Files. */
  readonly reached: readonly string[]
  readonly propagation: Pick<Propagation, 'sends'>
}

/**
 * Where a program, a package or a page begins that is reached, or gives others what is reached: what a manifest names, or what is named so by custom.
 */
export function findEntryPoints(
  map: CodeMap,
  { manifests, reached, propagation }: EntryPointQuestion,
): readonly string[] {
  const sending = Array.from({ length: map.fileCount }, (_, number) => number).filter((file) => propagation.sends(file))
  const files = [...new Set([...reached, ...sending.map((number) => map.pathOf(number))])]
  const packages = packagesAround(map, { manifests, files })
  const resolver = new Resolver(map)
  const declared = new Set(packages.flatMap((found) => [...programsOf(map, found), ...libraryOf(map, resolver, found)]))
  const beginsPackage = (path: string): boolean =>
    packages.some(
      ({ ecosystem, directory }) =>
        ecosystem === 'npm' &&
        (directory === '.'
          ? IN_PACKAGE.test(path)
          : isBelow(path, directory) && IN_PACKAGE.test(path.slice(directory.length + 1))),
    )
  return files
    .filter((path) => isSource(map, path))
    .filter((path) => declared.has(path) || PROGRAM.test(path) || isPage(path) || beginsPackage(path))
    .sort()
}

/** The packages that have one of the files in their directory. */
function packagesAround(
  map: CodeMap,
  { manifests, files }: { readonly manifests: Manifests; readonly files: readonly string[] },
): readonly PackageFacts[] {
  const around = new Set<string>()
  for (const file of files)
    for (let directory = directoryOf(file); !around.has(directory); directory = directoryOf(directory))
      around.add(directory)
  return [...manifests]
    .filter(([directory]) => around.has(directory))
    .flatMap(([directory, file]) => {
      const ecosystem = ECOSYSTEMS.find(([pattern]) => pattern.test(file))?.[1]
      const name = nameOf(map, file, directory)
      return ecosystem === undefined ? [] : [{ ecosystem, directory: directory || '.', name, manifest: { file } }]
    })
}

/** Neither a test, nor what a program wrote or others did. */
function isSource(map: CodeMap, path: string): boolean {
  const number = map.findFile(path)
  return number !== undefined && map.file(number).class === 'source'
}
