import type { Dependency, Evidence, Membership, Package } from '../types.ts'
import { matchesGlob } from '../source/glob.ts'
import { entriesOf, entryAt, stringsOf, textOf, type TableNode } from '../source/node.ts'
import { compareText } from '../source/order.ts'
import { ancestorsOf, joinPath, parentOf, relativeTo } from '../source/paths.ts'
import { isExamplePlace, isFixturePlace } from '../source/places.ts'
import type { Sources } from '../source/sources.ts'
import { pyprojectDependencies, pyprojectName } from './pyproject.ts'
import { findRequirementsFiles, readRequirementsFiles } from './requirements-txt.ts'
import { isSetupCfgPackage, isSetupPyPackage, readSetupPy, setupCfgDependencies } from './setup-files.ts'

/**
 * A directory with a pyproject.toml, setup.py, setup.cfg or Pipfile is a package. Requirements files alone make one where there is
 * Python code, outside of documentation and of other packages. Python code with tests and no manifest at all makes one of the root.
 */
export async function readPythonPackages(sources: Sources): Promise<Package[]> {
  const requirementsFiles = findRequirementsFiles(sources)
  const directories = packageDirectories(sources, requirementsFiles)
  const workspaces = await uvWorkspaces(sources, directories)
  const packages: Package[] = []
  for (const directory of [...directories].sort(compareText)) {
    const found = await readPackage(sources, directory, requirementsFiles.get(directory) ?? [])
    if (found !== undefined) packages.push({ ...found, ...membershipOf(directory, workspaces) })
  }
  return packages.length > 0 ? packages : packageOfBareTests(sources)
}

const manifestNames = ['pyproject.toml', 'setup.py', 'setup.cfg', 'Pipfile'] as const

function packageDirectories(sources: Sources, requirementsFiles: ReadonlyMap<string, readonly string[]>): Set<string> {
  const directories = new Set<string>()
  for (const name of manifestNames) {
    for (const file of sources.index.named(name)) {
      if (isFixturePlace(parentOf(file))) continue
      if (name === 'setup.cfg' && !isSetupCfgPackage(sources.ini(file))) continue
      if (name === 'setup.py' && !isSetupPyPackage(sources.text(file))) continue
      directories.add(parentOf(file))
    }
  }
  const strong = new Set(directories)
  for (const directory of requirementsFiles.keys()) {
    const isPartOfPackage = ancestorsOf(directory).some((ancestor) => strong.has(ancestor))
    if (isPartOfPackage || isFixturePlace(directory) || isDocumentation(directory)) continue
    if (sources.index.under(directory).some((file) => file.endsWith('.py'))) directories.add(directory)
  }
  return directories
}

function isDocumentation(directory: string): boolean {
  return directory.split('/').some((segment) => /^(?:docs?|documentation)$/.test(segment))
}

async function readPackage(
  sources: Sources,
  directory: string,
  requirements: readonly string[],
): Promise<Package | undefined> {
  const parts = [
    await readPyproject(sources, joinPath(directory, 'pyproject.toml')),
    readSetupCfg(sources, joinPath(directory, 'setup.cfg')),
    readSetupPyFile(sources, joinPath(directory, 'setup.py')),
    await readPipfile(sources, joinPath(directory, 'Pipfile')),
    readRequirements(sources, requirements),
  ].filter((part) => part !== undefined)
  const [first] = parts
  if (first === undefined) return undefined
  const name = parts.find((part) => part.name !== undefined)?.name
  return {
    directory,
    ...(name === undefined ? {} : { name }),
    ecosystem: 'python',
    manifest: first.manifest,
    membership: 'standalone',
    dependencies: parts.flatMap((part) => part.dependencies),
    scripts: [],
  }
}

/** What one of the files of a package says. */
interface Part {
  readonly name?: string
  readonly manifest: Evidence
  readonly dependencies: readonly Dependency[]
}

async function readPyproject(sources: Sources, file: string): Promise<Part | undefined> {
  const document = await sources.toml(file)
  if (document === undefined)
    return sources.text(file) === undefined ? undefined : { manifest: { file, line: 1 }, dependencies: [] }
  const nameEntry = pyprojectName(document)
  const name = textOf(nameEntry?.value)
  return {
    ...(name === undefined ? {} : { name }),
    manifest: { file, line: nameEntry?.line ?? 1 },
    dependencies: pyprojectDependencies(file, document),
  }
}

function readSetupCfg(sources: Sources, file: string): Part | undefined {
  const ini = sources.ini(file)
  if (!isSetupCfgPackage(ini)) return undefined
  const nameValue = ini.get('metadata')?.keys.get('name')
  const name = nameValue?.values[0]?.text
  return {
    ...(name === undefined ? {} : { name }),
    manifest: { file, line: nameValue?.line ?? 1 },
    dependencies: setupCfgDependencies(file, ini),
  }
}

function readSetupPyFile(sources: Sources, file: string): Part | undefined {
  const text = sources.text(file)
  if (text === undefined) return undefined
  const { name, dependencies } = readSetupPy(file, text)
  return { ...(name === undefined ? {} : { name }), manifest: { file, line: 1 }, dependencies }
}

async function readPipfile(sources: Sources, file: string): Promise<Part | undefined> {
  const document = await sources.toml(file)
  if (document === undefined) return undefined
  return {
    manifest: { file, line: 1 },
    dependencies: [...pipfileTable(file, document, 'packages'), ...pipfileTable(file, document, 'dev-packages')],
  }
}

function pipfileTable(file: string, document: TableNode, field: 'packages' | 'dev-packages'): Dependency[] {
  return entriesOf(entryAt(document, field)?.value).map(({ key, line, value }) => {
    const range = textOf(value) ?? textOf(entryAt(value, 'version')?.value) ?? ''
    const kind = field === 'packages' ? 'runtime' : 'dev'
    return { name: key, range: range === '*' ? '' : range, kind, evidence: { file, line } }
  })
}

/** `requirements.txt` is the manifest of a package that has only such files, whatever else there is. */
function readRequirements(sources: Sources, files: readonly string[]): Part | undefined {
  const readable = files.filter((file) => sources.text(file) !== undefined)
  const main = readable.find((file) => /(?:^|\/)requirements\.(?:txt|in)$/.test(file)) ?? readable[0]
  if (main === undefined) return undefined
  return { manifest: { file: main, line: 1 }, dependencies: readRequirementsFiles(sources, readable) }
}

interface UvWorkspace {
  readonly members: readonly string[]
  readonly exclude: readonly string[]
}

async function uvWorkspaces(
  sources: Sources,
  directories: Iterable<string>,
): Promise<ReadonlyMap<string, UvWorkspace>> {
  const workspaces = new Map<string, UvWorkspace>()
  for (const directory of directories) {
    const workspace = entryAt(
      await sources.toml(joinPath(directory, 'pyproject.toml')),
      'tool',
      'uv',
      'workspace',
    )?.value
    if (workspace === undefined) continue
    const patterns = (key: string): string[] => stringsOf(entryAt(workspace, key)?.value).map(({ text }) => text)
    workspaces.set(directory, { members: patterns('members'), exclude: patterns('exclude') })
  }
  return workspaces
}

function membershipOf(
  directory: string,
  workspaces: ReadonlyMap<string, UvWorkspace>,
): { readonly membership: Membership; readonly workspaceRoot?: string } {
  if (workspaces.has(directory)) return { membership: 'root' }
  const above = ancestorsOf(directory).find((ancestor) => workspaces.has(ancestor))
  const workspace = above === undefined ? undefined : workspaces.get(above)
  if (above !== undefined && workspace !== undefined) {
    const path = relativeTo(above, directory)
    const isMember = (patterns: readonly string[]): boolean => patterns.some((pattern) => matchesGlob(path, pattern))
    if (isMember(workspace.members) && !isMember(workspace.exclude))
      return { membership: 'member', workspaceRoot: above }
    return { membership: 'detached' }
  }
  return { membership: isExamplePlace(directory) ? 'detached' : 'standalone' }
}

const configNames = [
  'pytest.ini',
  'tox.ini',
  'setup.cfg',
  'ruff.toml',
  '.ruff.toml',
  'mypy.ini',
  'conftest.py',
  'manage.py',
]

function packageOfBareTests(sources: Sources): Package[] {
  const tests = sources.index
    .namedLike(/^(?:test_.*|.*_test)\.py$/)
    .filter((file) => !isFixturePlace(parentOf(file)) && !isExamplePlace(parentOf(parentOf(file))))
  const evidence = sources.index.first('.', configNames) ?? tests[0]
  if (evidence === undefined || !(tests.length > 0 || evidence.endsWith('.py') || hasPython(sources))) return []
  return [
    {
      directory: '.',
      ecosystem: 'python',
      manifest: { file: evidence, line: 1 },
      membership: 'standalone',
      dependencies: [],
      scripts: [],
    },
  ]
}

function hasPython(sources: Sources): boolean {
  return sources.index.files.some((file) => file.endsWith('.py'))
}
