import type { Repository } from '../repository.ts'

/** One version of a dependency for all packages: the one in the catalog of pnpm-workspace.yaml. */
export function versionsComeFromTheCatalog(repository: Repository): readonly string[] {
  const manifests = repository.files.filter((file) => /^(packages\/[^/]+\/|test\/|bench\/)?package\.json$/.test(file))
  return manifests.flatMap((file) => {
    const { dependencies = {}, devDependencies = {} } = repository.readManifest(file)
    return Object.entries({ ...dependencies, ...devDependencies }).flatMap(([name, version]) => {
      const expected = name.startsWith('@groundcrew/') ? 'workspace:*' : 'catalog:'
      return version === expected ? [] : [`${file}: ${name} is "${version}", not "${expected}"`]
    })
  })
}

export function versionsAreExact(repository: Repository): readonly string[] {
  const catalog = readCatalog(repository.read('pnpm-workspace.yaml'))
  const { packageManager = '' } = repository.readManifest('package.json')
  const exact = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/
  return [
    ...catalog
      .filter(({ version }) => !exact.test(version))
      .map(({ name, version }) => `pnpm-workspace.yaml: ${name} is pinned to "${version}", not to one version`),
    ...(exact.test(packageManager.replace(/^pnpm@/, ''))
      ? []
      : [`package.json: "packageManager" is "${packageManager}"`]),
  ]
}

interface Pin {
  readonly name: string
  readonly version: string
}

function readCatalog(text: string): readonly Pin[] {
  const [, block = ''] = /^catalog:\n((?:[ #].*\n|\n)*)/m.exec(text) ?? []
  return [...block.matchAll(/^ +['"]?([^'":\s]+)['"]?: *['"]?([^'"#\n]*?)['"]?\s*(?:#.*)?$/gm)].map((match) => ({
    name: match[1] ?? '',
    version: match[2] ?? '',
  }))
}

/** The lockfile works with every registry; who uses one of their own says so outside the repository. */
export function noRegistryHosts(repository: Repository): readonly string[] {
  const lockfile = repository.read('pnpm-lock.yaml').split('\n')
  return [
    ...lockfile.flatMap((line, index) =>
      /https?:|\btarball:|\bregistry\b/.test(line) ? [`pnpm-lock.yaml:${index + 1}: names a host`] : [],
    ),
    ...repository.files.filter((file) => /(^|\/)\.npmrc$/.test(file)).map((file) => `${file}: configures a registry`),
  ]
}
