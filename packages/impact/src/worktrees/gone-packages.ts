import { posix } from 'node:path'
import { isScript } from '../change/token-words.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
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
    for (const { specifier, line } of open?.imports ?? []) {
      if (open === undefined || !isChangedLine(file, line)) continue
      const ecosystem = isScript(open.file.language) ? SCRIPT : open.file.language === 'python' ? PYTHON : undefined
      const one = gone.find((some) => ecosystem?.isNamed(specifier, some) === true)
      // oxlint-disable-next-line no-await-in-loop -- rarely any
      if (one === undefined || (await isStillThere(roles.provider.after, file.path, one))) continue
      found.push({
        severity: 'break',
        kind: 'removed',
        ...places({ path: file.path, line }, { path: one.manifest, line: one.line }),
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
}

const SCRIPT: Ecosystem = {
  manifests: /(?:^|\/)package\.json$/,
  isNamed: (specifier, { manifest, name }) =>
    SCRIPT.manifests.test(manifest) && (specifier === name || specifier.startsWith(`${name}/`)),
}

/** Many packages of Python have another name than the module in them: those are not known. */
const PYTHON: Ecosystem = {
  manifests: /(?:^|\/)(?:pyproject\.toml|requirements[^/]*\.txt)$/,
  isNamed: (specifier, { manifest, name }) =>
    PYTHON.manifests.test(manifest) && specifier.split('.')[0] === name.toLowerCase().replaceAll(/[-.]/g, '_'),
}

async function gonePackages({ files, before, after }: Side): Promise<readonly GonePackage[]> {
  const found: GonePackage[] = []
  for (const file of files.filter(({ path, hunks }) => hunks.length > 0 && isManifest(path))) {
    // oxlint-disable-next-line no-await-in-loop -- manifests are few
    const [old, now] = await Promise.all([readVersions(before, file.path), readVersions(after, file.path)])
    for (const name of old.keys())
      if (!now.has(name)) found.push({ manifest: file.path, line: firstChangedLine(file), name })
  }
  return found
}

function isManifest(path: string): boolean {
  return SCRIPT.manifests.test(path) || PYTHON.manifests.test(path)
}

/** Another manifest that counts for the file depends on it, or other code of that side still imports it. */
async function isStillThere(tree: SourceTree, path: string, { manifest, name }: GonePackage): Promise<boolean> {
  const isOfScripts = SCRIPT.manifests.test(manifest)
  if (isOfScripts && isOutside(path, posix.dirname(manifest))) return true
  const others = [...(await tree.paths())].filter((other) =>
    isOfScripts ? SCRIPT.manifests.test(other) && !isOutside(path, posix.dirname(other)) : PYTHON.manifests.test(other),
  )
  for (const other of others) {
    // oxlint-disable-next-line no-await-in-loop -- the first that has it ends the search
    if ((await readVersions(tree, other)).has(name)) return true
  }
  return isOfScripts && (await tree.importsPackage(name))
}

function isOutside(path: string, directory: string): boolean {
  return directory !== '.' && !path.startsWith(`${directory}/`)
}
