import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Package } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { inspectInterpreter, normaliseName } from '../python/inspect-interpreter.ts'
import { locateInterpreter, upToRoot } from '../python/interpreter.ts'
import type { FoundImport } from './found-import.ts'
import { distributionsOf, hostModules } from './python-names.ts'
import { standardModules } from './standard-modules.ts'
import type { Undeclared } from './undeclared.ts'

type Candidate = Omit<Undeclared, 'presence'>

/** Modules of Python that code imports, and that no requirement, whoever reads it, asks for. */
export async function judgePythonImports(
  imports: ReadonlyMap<string, readonly FoundImport[]>,
  context: CheckContext,
): Promise<readonly Undeclared[]> {
  const files = await listedFiles(context)
  const candidates = foreignImports(imports, { context, files })
  if (candidates.length === 0) return []
  const texts = await readDeclaringTexts(files, context.root)
  const undeclared = candidates.filter(({ name }) => !isMentioned(name, texts))
  if (undeclared.length === 0) return []
  const names = undeclared.map(({ name }) => name)
  const presences = await presencesOf(names, context)
  return undeclared.map((entry) => Object.assign({ presence: presences(entry.name) }, entry))
}

async function listedFiles({ listing }: CheckContext): Promise<readonly string[]> {
  const listed = await listing
  return listed.kind === 'listed' ? listed.list.files : []
}

interface Place {
  readonly context: CheckContext
  readonly files: readonly string[]
}

/** Of neither the standard library nor the repository, nor of a distribution that its package asks for. */
function foreignImports(
  imports: ReadonlyMap<string, readonly FoundImport[]>,
  { context, files }: Place,
): readonly Candidate[] {
  const packages = new Map(declaringPackages(context).map((found) => [found.directory, found]))
  if (packages.size === 0) return []
  const own = ownModules(files)
  const asked = [...packages.values()].flatMap(({ name, dependencies }) =>
    [name ?? '', ...dependencies.map((dependency) => dependency.name)].map(normaliseName),
  )
  const brings = (module: string): boolean => {
    const plain = normaliseName(module)
    const names = distributionsOf(module)
    return asked.some((name) => names.includes(name) || isPartOf(plain, name))
  }
  const found = new Map<string, Candidate>()
  for (const [file, names] of imports) {
    if (!file.endsWith('.py') || /(?:^|\/)docs?\//.test(file)) continue
    const owner = upToRoot(path.posix.dirname(file)).find((above) => packages.has(above))
    if (owner === undefined) continue
    for (const { name, line } of names) {
      if (found.has(name) || isExcused(name) || own.has(name) || brings(name)) continue
      const manifest = packages.get(owner)?.manifest.file ?? ''
      found.set(name, { name, evidence: { file, line }, manifest })
    }
  }
  return [...found.values()]
}

/** Those that say what they need; a pyproject.toml may only configure tools. */
function declaringPackages({ workspace }: CheckContext): readonly Package[] {
  return workspace.packages.filter(
    ({ ecosystem, name, dependencies }) => ecosystem === 'python' && (name !== undefined || dependencies.length > 0),
  )
}

function isExcused(module: string): boolean {
  return standardModules.has(module) || hostModules.has(module) || /^_|_pb2(?:_grpc)?$/.test(module)
}

/** A part of a namespace (`google-cloud-storage` for google), or the same words otherwise put together; types bring no module. */
function isPartOf(module: string, distribution: string): boolean {
  if (/^types-|-stubs$/.test(distribution)) return false
  // `maxminddb-geolite2`; but a plugin is not what it is for.
  if (distribution.endsWith(`-${module}`) && !/^(?:pytest|sphinx|flake8|opentelemetry)-/.test(distribution)) return true
  const bare = (name: string): string =>
    name.replace(/^(?:python|py|django|dj|flask)-?|-?(?:python|py)$/, '').replaceAll('-', '')
  return (
    distribution.startsWith(`${module}-`) ||
    distribution.startsWith(`django-${module}-`) ||
    bare(distribution) === bare(module)
  )
}

/** Every name under which something of the repository may be imported, from whichever directory. */
function ownModules(files: readonly string[]): ReadonlySet<string> {
  const own = new Set<string>()
  const seen = new Set<string>()
  for (const file of files) {
    const match = /^(.*?)([^/]+)\.(?:py|pyi|pyx|pxd|pyd|so|rs|c|cc|cpp)$/.exec(file)
    if (match === null) continue
    const [, directory = '', name = ''] = match
    own.add(name)
    if (seen.has(directory)) continue
    seen.add(directory)
    for (const segment of directory.split('/')) own.add(segment)
  }
  return own
}

/** Whatever may say what is installed: also conda, tox, nox, images and CI. */
const declaring =
  /(?:^|\/)(?:setup\.(?:py|cfg)|pyproject\.toml|tox\.ini|noxfile\.py|Pipfile|environment[\w.-]*\.ya?ml|conda[\w.-]*\.ya?ml|meta\.ya?ml|pixi\.toml|\.pre-commit-config\.yaml|[\w.-]*(?:requirements|constraints|deps)[\w.-]*\.(?:txt|in|pip)|(?:requirements|reqs|requires)\/[\w./-]+\.(?:txt|in|pip))$/
/** Where only the lines count that install something. */
const installing =
  /(?:^|\/)(?:Dockerfile[\w.-]*|[\w.-]*\.Dockerfile|Makefile|justfile|[\w.-]+\.sh)$|^\.(?:github|gitlab|circleci)[\w./-]*\.ya?ml$/
const filesMax = 300

async function readDeclaringTexts(files: readonly string[], root: string): Promise<readonly string[]> {
  const read = async (wanted: RegExp): Promise<readonly string[]> =>
    Promise.all(
      files
        .filter((file) => wanted.test(file))
        .slice(0, filesMax)
        .map(async (file) => readFile(path.join(root, file), 'utf8').catch(() => '')),
    )
  const [whole, partly] = await Promise.all([read(declaring), read(installing)])
  const lines = partly.map((text) =>
    text
      .split('\n')
      .filter((line) => /\binstall\b|\badd\b|python3?-/.test(line))
      .join('\n'),
  )
  return [...whole, ...lines]
}

function isMentioned(module: string, texts: readonly string[]): boolean {
  const words = distributionsOf(module).map((name) => name.replaceAll('-', '[-_.]+'))
  const pattern = new RegExp(String.raw`(?<![\w.-])(?:${words.join('|')})(?![\w-])`, 'i')
  return texts.some((text) => pattern.test(text))
}

/** What the environment of the repository can import, or what its lockfile names. */
async function presencesOf(
  names: readonly string[],
  context: CheckContext,
): Promise<(name: string) => Undeclared['presence']> {
  const { workspace, root, prober, env } = context
  const managers = workspace.packageManagers.filter(({ ecosystem }) => ecosystem === 'python')
  for (const manager of managers) {
    const located = await locateInterpreter(manager, context)
    if (located.kind !== 'found' || located.interpreter.environment === undefined) continue
    const cwd = path.join(root, manager.directory)
    const inspection = await inspectInterpreter(located.interpreter.path, { cwd, modules: names, prober, env })
    if (inspection.kind !== 'told') continue
    const { modules, distributions } = inspection.facts
    const asked = declaringPackages(context).flatMap(({ dependencies }) => dependencies)
    const isInstalled = asked.some(({ name }) => distributions.has(normaliseName(name)))
    if (isInstalled || asked.length === 0) return (name) => (modules.has(name) ? 'there' : 'absent')
  }
  const locks = await Promise.all(
    managers.map(async ({ lockfile }) =>
      lockfile === undefined ? '' : readFile(path.join(root, lockfile), 'utf8').catch(() => ''),
    ),
  )
  const known = locks.filter((text) => text !== '')
  if (declaringPackages(context).every(({ dependencies }) => dependencies.length === 0)) return () => 'absent'
  if (known.length === 0 || known.length < managers.length) return () => 'untold'
  return (name) => (isMentioned(name, known) ? 'untold' : 'absent')
}
