import type { Argv, Evidence, Package, PackageManager } from '../types.ts'
import { parsePep508 } from '../manifests/pep-508.ts'
import { findRequirementsFiles } from '../manifests/requirements-txt.ts'
import { entriesOf, entryAt, stringsOf, type TableNode } from '../source/node.ts'
import { baseName, joinPath } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'
import { pythonEnvironment } from './python-environment.ts'

type PythonManagerName = 'poetry' | 'uv' | 'pipenv' | 'pdm' | 'pip'

const lockfiles: readonly (readonly [file: string, manager: PythonManagerName])[] = [
  ['uv.lock', 'uv'],
  ['poetry.lock', 'poetry'],
  ['pdm.lock', 'pdm'],
  ['Pipfile.lock', 'pipenv'],
]

/** One for each package that is not a member and has something to install. */
export async function readPythonManagers(sources: Sources, packages: readonly Package[]): Promise<PackageManager[]> {
  const owners = packages.filter(({ membership }) => membership === 'root' || membership === 'standalone')
  const requirementsFiles = findRequirementsFiles(sources)
  const managers = await Promise.all(
    owners.map(async (owner) => readManager(sources, owner, requirementsFiles.get(owner.directory) ?? [])),
  )
  return managers.filter((manager) => manager !== undefined)
}

async function readManager(
  sources: Sources,
  owner: Package,
  requirementsFiles: readonly string[],
): Promise<PackageManager | undefined> {
  const { directory } = owner
  const found = lockfiles
    .map(([file, manager]) => ({ path: joinPath(directory, file), manager }))
    .filter(({ path }) => sources.index.has(path) && sources.isOnDisk(path))
  const [lock] = found
  if (new Set(found.map(({ manager }) => manager)).size > 1 && lock !== undefined) {
    const names = found.map(({ path }) => path).join(', ')
    const message = `lockfiles of several package managers: ${names}; ${lock.manager} is taken`
    sources.problems.add('several-lockfiles', { file: lock.path, line: 1 }, message)
  }
  const declared = await declaredManager(sources, directory)
  const name = lock?.manager ?? declared?.name ?? 'pip'
  const installCommand =
    name === 'pip' ? await pipInstall(sources, owner, requirementsFiles) : managerInstall(name, lock !== undefined)
  if (installCommand === undefined) return undefined
  const evidence = lock === undefined ? (declared?.evidence ?? owner.manifest) : { file: lock.path, line: 1 }
  return {
    ecosystem: 'python',
    name,
    ...(lock === undefined ? {} : { lockfile: lock.path }),
    directory,
    evidence,
    installCommand,
  }
}

async function declaredManager(
  sources: Sources,
  directory: string,
): Promise<{ readonly name: PythonManagerName; readonly evidence: Evidence } | undefined> {
  const file = joinPath(directory, 'pyproject.toml')
  const tool = entryAt(await sources.toml(file), 'tool')?.value
  for (const name of ['poetry', 'pdm', 'uv'] as const) {
    const entry = entryAt(tool, name)
    if (entry !== undefined) return { name, evidence: { file, line: entry.line } }
  }
  const pipfile = joinPath(directory, 'Pipfile')
  return sources.index.has(pipfile) ? { name: 'pipenv', evidence: { file: pipfile, line: 1 } } : undefined
}

function managerInstall(name: Exclude<PythonManagerName, 'pip'>, isLocked: boolean): Argv {
  switch (name) {
    case 'uv':
      return isLocked ? ['uv', 'sync', '--locked'] : ['uv', 'sync']
    case 'poetry':
      return ['poetry', 'install']
    case 'pdm':
      return isLocked ? ['pdm', 'sync'] : ['pdm', 'install']
    case 'pipenv':
      return isLocked ? ['pipenv', 'sync', '--dev'] : ['pipenv', 'install', '--dev']
  }
}

/** The requirements files, then the package itself with the extras and groups that its tests need. */
async function pipInstall(
  sources: Sources,
  owner: Package,
  requirementsFiles: readonly string[],
): Promise<Argv | undefined> {
  const { directory } = owner
  const files = requirementsFiles.length === 1 ? requirementsFiles : requirementsFiles.filter(isInstalled)
  const depth = directory === '.' ? 0 : directory.length + 1
  const installable = await installableArguments(sources, owner)
  const requirements = [...files.flatMap((file) => ['-r', file.slice(depth)]), ...installable]
  if (requirements.length === 0) return undefined
  const { interpreter } = pythonEnvironment(sources, directory, 'pip')
  return [...interpreter, '-m', 'pip', 'install', ...requirements]
}

/** The main file and those for development; not the ones for documentation, deployment or other hardware. */
function isInstalled(file: string): boolean {
  const name = baseName(file).replace(/\.\w+$/, '')
  return /^(?:requirements|base|common|main|default)$/i.test(name) || installedParts.test(name)
}

const installedParts =
  /(?:^|[-_.])(?:dev|develop|development|test|tests|testing|lint|linting|typing|ci|local)(?:[-_.]|$)/i

const testGroups = /^(?:dev|develop|development|test|tests|testing)$/

async function installableArguments(sources: Sources, { directory }: Package): Promise<string[]> {
  const document = await sources.toml(joinPath(directory, 'pyproject.toml'))
  const isBuildable = entryAt(document, 'build-system') !== undefined || entryAt(document, 'project') !== undefined
  const hasSetup = sources.index.present(directory, ['setup.py']).length > 0
  const groups = groupRequirements(document)
  if (!isBuildable && !hasSetup) return groups
  const extras = entriesOf(entryAt(document, 'project', 'optional-dependencies')?.value)
    .map(({ key }) => key)
    .filter((name) => testGroups.test(name))
  return ['-e', extras.length === 0 ? '.' : `.[${extras.join(',')}]`, ...groups]
}

/** Written out, because only recent versions of pip know `--group`. */
function groupRequirements(document: TableNode | undefined): string[] {
  const groups = entriesOf(entryAt(document, 'dependency-groups')?.value).filter(({ key }) => testGroups.test(key))
  const texts = groups.flatMap(({ value }) => stringsOf(value).map(({ text }) => text))
  // A requirement that is none must not become an option of pip.
  return texts.filter((text) => parsePep508(text, { kind: 'dev', file: '', line: 1 }) !== undefined)
}
