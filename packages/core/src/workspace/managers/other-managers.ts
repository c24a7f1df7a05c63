import type { Argv, Ecosystem, Package, PackageManager, PackageManagerName } from '../types.ts'
import { joinPath } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'

interface ManagerRule {
  readonly name: PackageManagerName
  readonly lockfiles: readonly string[]
  install(isLocked: boolean): Argv
  /** A script of the repository that runs the right version of the manager. */
  readonly wrapper?: string
}

/** Ecosystems that have one manager. */
const rules: Partial<Record<Ecosystem, ManagerRule>> = {
  go: { name: 'go', lockfiles: ['go.sum'], install: () => ['go', 'mod', 'download'] },
  cargo: {
    name: 'cargo',
    lockfiles: ['Cargo.lock'],
    install: (isLocked) => (isLocked ? ['cargo', 'fetch', '--locked'] : ['cargo', 'fetch']),
  },
  ruby: { name: 'bundler', lockfiles: ['Gemfile.lock'], install: () => ['bundle', 'install'] },
  php: { name: 'composer', lockfiles: ['composer.lock'], install: () => ['composer', 'install', '--no-interaction'] },
  maven: { name: 'maven', lockfiles: [], install: () => ['mvn', '-B', 'dependency:resolve'], wrapper: 'mvnw' },
  gradle: {
    name: 'gradle',
    lockfiles: ['gradle.lockfile'],
    install: () => ['gradle', 'dependencies'],
    wrapper: 'gradlew',
  },
  dotnet: {
    name: 'dotnet',
    lockfiles: ['packages.lock.json'],
    install: (isLocked) => (isLocked ? ['dotnet', 'restore', '--locked-mode'] : ['dotnet', 'restore']),
  },
}

export function readOtherManagers(sources: Sources, packages: readonly Package[]): PackageManager[] {
  return packages.flatMap((owner): PackageManager[] => {
    const rule = rules[owner.ecosystem]
    if (rule === undefined || owner.membership === 'member' || owner.membership === 'detached') return []
    const { directory, ecosystem, manifest } = owner
    const lockfile = rule.lockfiles
      .map((name) => joinPath(directory, name))
      .find((path) => sources.index.has(path) && sources.isOnDisk(path))
    const [program, ...args] = rule.install(lockfile !== undefined)
    return [
      {
        ecosystem,
        name: rule.name,
        ...(lockfile === undefined ? {} : { lockfile }),
        directory,
        evidence: lockfile === undefined ? manifest : { file: lockfile, line: 1 },
        installCommand: [wrapperOf(sources, directory, rule) ?? program, ...args],
      },
    ]
  })
}

function wrapperOf(sources: Sources, directory: string, { wrapper }: ManagerRule): string | undefined {
  return wrapper !== undefined && sources.index.has(joinPath(directory, wrapper)) ? `./${wrapper}` : undefined
}
