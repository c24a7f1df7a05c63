import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import type { ImportFact, OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { parseJson } from '../parse-json.ts'
import { readVersions } from './manifest-findings.ts'
import { firstChangedLine, isChangedLine, type Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'

/** Packages that one side imports anew, and that the other one depends on no more. */
export async function findGonePackages(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

interface GonePackage {
  readonly manifest: string
  readonly line: number
  readonly name: string
}

async function findDirected(roles: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const gone = await gonePackages(roles.provider)
  const found: PairFinding[] = []
  if (gone.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for (const file of roles.consumer.files) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = file.hunks.length === 0 ? undefined : await roles.consumer.after.open(file.path)
    for (const fact of open?.imports ?? []) {
      if (open === undefined || !isChangedLine(file, fact.line)) continue
      const ecosystem = isScript(open.file.language) ? SCRIPT : open.file.language === 'python' ? PYTHON : undefined
      const one = gone.find((some) => ecosystem?.isNamed(fact.specifier, some) === true)
      if (ecosystem === undefined || one === undefined) continue
      // oxlint-disable-next-line no-await-in-loop -- rarely any
      if (await isStillThere(roles.provider.after, { open, fact, ecosystem }, one)) continue
      found.push({
        severity: 'break',
        kind: 'removed',
        ...places({ path: file.path, line: fact.line }, { path: one.manifest, line: one.line }),
        text: `${user} import ${one.name}, ${changer} took it out of ${one.manifest}`,
        symbol: one.name,
      })
    }
  }
  return found
}

interface Ecosystem {
  readonly manifests: RegExp
  readonly isNamed: (specifier: string, gone: GonePackage) => boolean
  /** Whether something but an import gives the package to the file at `path`. */
  readonly isGiven: (tree: SourceTree, path: string, gone: GonePackage) => Promise<boolean>
  /** An extended regular expression of the lines that import it. */
  readonly importing: (name: string) => string
}

const SCRIPT: Ecosystem = {
  manifests: /(?:^|\/)package\.json$/,
  isNamed: (specifier, { manifest, name }) =>
    SCRIPT.manifests.test(manifest) && (specifier === name || specifier.startsWith(`${name}/`)),
  isGiven: async (tree, path, { manifest, name }) => {
    if (isBuiltin(name) || isOutside(path, posix.dirname(manifest))) return true
    const all = [...(await tree.paths())].filter((other) => SCRIPT.manifests.test(other))
    for (const other of all.filter((one) => !isOutside(path, posix.dirname(one)))) {
      // oxlint-disable-next-line no-await-in-loop -- the first that has it ends the search
      if ((await readVersions(tree, other)).has(name)) return true
    }
    return false
  },
  importing: (name) => `(from|import|require) *\\(? *['"]${name.replaceAll('.', '[.]')}['"/]`,
}

/** Many packages of Python have another name than the module in them: those are not known. */
const PYTHON: Ecosystem = {
  manifests: /(?:^|\/)(?:pyproject\.toml|requirements[^/]*\.txt)$/,
  isNamed: (specifier, { manifest, name }) =>
    PYTHON.manifests.test(manifest) && specifier.split('.')[0] === moduleOf(name),
  isGiven: async (tree, _path, { name }) => {
    const texts = await tree.readAll([...(await tree.paths())].filter((path) => NAMING_PACKAGES.test(path)))
    const word = new RegExp(String.raw`(?<![\w.-])${name.replaceAll(/[-_.]/g, '[-_.]')}(?![\w-])`, 'i')
    return [...texts.values()].some((text) => word.test(text.toString('utf8')))
  },
  importing: (name) => `^[[:space:]]*(from|import)[[:space:]]+${moduleOf(name)}([[:space:].,]|$)`,
}

const NAMING_PACKAGES =
  /(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg)|Pipfile|environment[^/]*\.ya?ml|[^/]*requirements[^/]*\.(?:txt|in)|requirements\/[^/]+\.(?:txt|in))$/

function moduleOf(name: string): string {
  return name.toLowerCase().replaceAll(/[-.]/g, '_')
}

async function gonePackages({ files, before, after }: Side): Promise<readonly GonePackage[]> {
  const found: GonePackage[] = []
  for (const file of files.filter(({ path, hunks }) => hunks.length > 0 && isManifest(path))) {
    // oxlint-disable-next-line no-await-in-loop -- manifests are few
    if (!(await isReadable(after, file.path))) continue
    // oxlint-disable-next-line no-await-in-loop -- as above
    const [old, now] = await Promise.all([readVersions(before, file.path), readVersions(after, file.path)])
    for (const name of old.keys())
      if (!now.has(name)) found.push({ manifest: file.path, line: firstChangedLine(file), name })
  }
  return found
}

function isManifest(path: string): boolean {
  return SCRIPT.manifests.test(path) || PYTHON.manifests.test(path)
}

/** What can be read: a `package.json` in which a conflict is written says nothing of what went. */
async function isReadable(tree: SourceTree, path: string): Promise<boolean> {
  const text = SCRIPT.manifests.test(path) ? await tree.read(path) : undefined
  return text === undefined || typeof (parseJson(text.toString('utf8')) ?? undefined) === 'object'
}

interface Imported {
  readonly open: OpenFile
  readonly fact: ImportFact
  readonly ecosystem: Ecosystem
}

/** A file of the repository is what is imported, something else gives the package, or other code of that side still imports it. */
async function isStillThere(
  tree: SourceTree,
  { open, fact, ecosystem }: Imported,
  gone: GonePackage,
): Promise<boolean> {
  if ((await tree.resolve(open, fact)).length > 0) return true
  if (await ecosystem.isGiven(tree, open.file.path, gone)) return true
  return await tree.hasLine(ecosystem.importing(gone.name))
}

function isOutside(path: string, directory: string): boolean {
  return directory !== '.' && !path.startsWith(`${directory}/`)
}
