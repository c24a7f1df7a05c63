import { builtFrom, entriesOf, sourceChoices, sourceGuesses } from './built-sources.ts'
import { exportTargets, mainTargets, parseLoose, readManifest, type Manifest } from './manifest.ts'
import { baseOf, directoryOf, joinPath } from './paths.ts'
import type { Files, Resolution } from './resolver.ts'
import { readRunnerAliases, runnerTargets, type RunnerAliases } from './runner-aliases.ts'
import { entryFiles, firstEntry, moduleFile, fileAt, TYPED } from './module-files.ts'

/** What the manifests and tsconfig files of a code base say about its modules. */
export interface ScriptConfig {
  /** Packages of this code base by name. */
  readonly packages: ReadonlyMap<string, ScriptPackage>
  /** Manifests by their directory. */
  readonly manifests: ReadonlyMap<string, Manifest>
  /** The tsconfig files with paths, by their directory. */
  readonly aliases: ReadonlyMap<string, readonly PathAliases[]>
  /** What the configuration of runners and bundlers says, by its directory. */
  readonly runners: ReadonlyMap<string, RunnerAliases>
}

export interface ScriptPackage {
  readonly directory: string
  readonly manifest: Manifest
}

export interface PathAliases {
  readonly base: string
  readonly hasBaseUrl: boolean
  readonly paths: Readonly<Record<string, readonly string[]>>
}

export function readScriptConfig(files: Files): ScriptConfig {
  const packages = new Map<string, ScriptPackage>()
  const manifests = new Map<string, Manifest>()
  const named = files.paths.filter((path) => !path.includes('node_modules/'))
  for (const path of named) {
    if (baseOf(path) !== 'package.json') continue
    const manifest = readManifest(files.text(path))
    if (manifest === undefined) continue
    manifests.set(directoryOf(path), manifest)
    const { name } = manifest
    const found = { directory: directoryOf(path), manifest }
    if (name !== undefined && isBefore(found, packages.get(name))) packages.set(name, found)
  }
  return { packages, manifests, aliases: readTsconfigs({ files, packages }, named), runners: readRunnerAliases(files) }
}

/** Of two packages of one name, that one which says what it is: the root of a workspace often has the name of its main package. */
function isBefore(found: ScriptPackage, known: ScriptPackage | undefined): boolean {
  if (known === undefined) return true
  const says = ({ manifest }: ScriptPackage): number => Number((manifest.main ?? manifest.exports) !== undefined)
  return says(found) === says(known) ? found.directory.length < known.directory.length : says(found) > says(known)
}

const FIXTURE = /^(?:.*\/)?(?:fixtures?|__fixtures__|testdata)\//

/** A package among the fixtures of tests is one for those beside it only. */
function isSeenFrom({ directory }: ScriptPackage, file: string): boolean {
  const fixtures = FIXTURE.exec(`${directory}/`)?.[0]
  return fixtures === undefined || file.startsWith(fixtures)
}

/** What `tsconfig.json` says comes first; then `tsconfig.app.json` and the like beside it. */
function readTsconfigs(ground: Ground, named: readonly string[]): ScriptConfig['aliases'] {
  const aliases = new Map<string, PathAliases[]>()
  const isMain = (path: string): boolean => /(?:^|\/)[jt]sconfig\.json$/.test(path)
  for (const path of [...named.filter(isMain), ...named.filter((other) => !isMain(other))]) {
    if (!/^[jt]sconfig(?:\.[\w-]+)*\.json$/.test(baseOf(path))) continue
    const found = readAliases(ground, path, 0)
    if (found !== undefined) aliases.set(directoryOf(path), [...(aliases.get(directoryOf(path)) ?? []), found])
  }
  return aliases
}

interface Ground {
  readonly files: Files
  readonly packages: ScriptConfig['packages']
}

const EXTENDS_MAX = 8

/** `paths` and `baseUrl` are inherited one without the other; paths start at the base, or else where they are written. */
export function readAliases(ground: Ground, path: string, depth: number): PathAliases | undefined {
  const config = parseLoose(ground.files.text(path)) as
    | {
        readonly extends?: string | readonly string[]
        readonly compilerOptions?: { readonly baseUrl?: string; readonly paths?: PathAliases['paths'] }
      }
    | undefined
  if (config === undefined || depth > EXTENDS_MAX) return undefined
  const { baseUrl, paths } = config.compilerOptions ?? {}
  const inherited =
    paths !== undefined && baseUrl !== undefined ? undefined : inheritedAliases(ground, { path, config, depth })
  const ownBase = baseUrl === undefined ? undefined : joinPath(directoryOf(path), baseUrl)
  if (ownBase !== undefined) return { base: ownBase, hasBaseUrl: true, paths: paths ?? inherited?.paths ?? {} }
  if (paths === undefined) return inherited
  return inherited?.hasBaseUrl === true
    ? { ...inherited, paths }
    : { base: directoryOf(path), hasBaseUrl: false, paths }
}

function inheritedAliases(
  { files, packages }: Ground,
  {
    path,
    config,
    depth,
  }: {
    readonly path: string
    readonly config: { readonly extends?: string | readonly string[] }
    readonly depth: number
  },
): PathAliases | undefined {
  // Of several the last one wins.
  for (const parent of [config.extends ?? []].flat().toReversed()) {
    const target = parent.startsWith('.') ? joinPath(directoryOf(path), parent) : inPackage(packages, parent)
    const file =
      target === undefined
        ? undefined
        : [target, `${target}.json`, `${target}/tsconfig.json`].find((name) => files.has(name))
    const found = file === undefined ? undefined : readAliases({ files, packages }, file, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

/** `@acme/tsconfig/base.json`, where the package is one of this code base. */
function inPackage(packages: ScriptConfig['packages'], specifier: string): string | undefined {
  const name = packageName(specifier)
  const found = packages.get(name)
  return found === undefined ? undefined : joinPath(found.directory, specifier.slice(name.length))
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

export interface ScriptImport {
  readonly from: string
  readonly specifier: string
}

export function resolveScript(files: Files, config: ScriptConfig, { from, specifier }: ScriptImport): Resolution {
  const plain = specifier.replace(/[?#](?=.).*$/, (query) => (query.startsWith('#') ? query : ''))
  if (/^\.\.?(?:\/|$)/.test(plain)) return resolveRelative(files, config, { from, specifier: plain })
  const isOwn = plain.startsWith('#')
  const own = isOwn ? packageImport(files, config, { from, specifier: plain }) : undefined
  const aliased = own ?? byAlias(files, config, { from, specifier: plain })
  if (aliased !== undefined) return answer(aliased, 'missing')
  const found: Resolution = isOwn ? { kind: 'missing' } : byPackage(files, config, { from, specifier: plain })
  return found.kind === 'files' && found.isGuess !== true
    ? found
    : (runnerFile(files, config, { from, specifier }) ?? found)
}

function resolveRelative(files: Files, config: ScriptConfig, { from, specifier }: ScriptImport): Resolution {
  const target = joinPath(directoryOf(from), specifier)
  if (target === undefined) return { kind: 'missing' }
  const asked = { target, isTyped: TYPED.test(from) }
  const paths = relativeFiles(files, config, asked)
  if (paths.length > 0) return { kind: 'files', paths }
  const around = nearestAbove(config.manifests, target)
  const sources = around === undefined ? [] : builtFrom(files, around, asked)
  return sources.length === 0 ? { kind: 'missing' } : { kind: 'files', paths: sources, isGuess: true }
}

/** What a test runner or a bundler is told that a specifier stands for. */
function runnerFile(files: Files, { runners }: ScriptConfig, asked: ScriptImport): Resolution | undefined {
  const paths = runnerTargets(runners, asked).flatMap((target) => moduleFile(files, target) ?? [])
  return paths[0] === undefined ? undefined : { kind: 'files', paths: paths.slice(0, 1) }
}

/** What a runner is told to load instead of what an import names. */
export function insteadOf(files: Files, { runners }: ScriptConfig, asked: ScriptImport): readonly string[] {
  return runnerTargets(runners, asked).flatMap((target) => moduleFile(files, target) ?? [])
}

function answer(path: string | undefined, otherwise: 'missing' | 'external'): Resolution {
  return path === undefined ? { kind: otherwise } : { kind: 'files', paths: [path] }
}

interface RelativeImport {
  readonly target: string
  readonly isTyped: boolean
}

/** A file, or of a directory what its manifest names, or its index. */
function relativeFiles(
  files: Files,
  { manifests }: ScriptConfig,
  { target, isTyped }: RelativeImport,
): readonly string[] {
  const manifest = manifests.get(target)
  const file = manifest === undefined ? moduleFile(files, target, isTyped) : fileAt(files, target, isTyped)
  if (manifest === undefined || file !== undefined) return file === undefined ? [] : [file]
  const targets = mainTargets(manifest, '.')
  const built = targets.flatMap((one) => sourceChoices(joinPath('', one) ?? ''))
  const found = firstEntry(files, target, { choices: [targets, ['index'], ...built], isTyped })
  const around = { directory: target, value: manifest }
  return found.length > 0 ? found : entriesOf(files, around, { built: targets[0] ?? '', isTyped })
}

/** By `paths` and `baseUrl` of the nearest tsconfig above the file. */
function byAlias(files: Files, { aliases }: ScriptConfig, { from, specifier }: ScriptImport): string | undefined {
  for (const found of aliasesAround(aliases, from)) {
    for (const target of aliasTargets(found, specifier)) {
      const path = joinPath(found.base, target)
      const file = path === undefined ? undefined : moduleFile(files, path)
      if (file !== undefined) return file
    }
  }
  return undefined
}

export function aliasesAround(aliases: ScriptConfig['aliases'], file: string): readonly PathAliases[] {
  return nearestAbove(aliases, file)?.value ?? []
}

/** What the nearest directory above a file has; the root is `''`. */
function nearestAbove<T>(
  byDirectory: ReadonlyMap<string, T>,
  file: string,
): { readonly directory: string; readonly value: T } | undefined {
  for (let directory = directoryOf(file); ; directory = directoryOf(directory)) {
    const value = byDirectory.get(directory)
    if (value !== undefined) return { directory, value }
    if (directory === '') return undefined
  }
}

function aliasTargets({ paths, hasBaseUrl }: PathAliases, specifier: string): readonly string[] {
  const found: { readonly length: number; readonly targets: readonly string[] }[] = []
  for (const [pattern, targets] of Object.entries(paths)) {
    const [before = '', after] = pattern.split('*')
    if (after === undefined) {
      if (pattern === specifier) found.push({ length: Number.POSITIVE_INFINITY, targets })
    } else if (
      specifier.startsWith(before) &&
      specifier.endsWith(after) &&
      specifier.length >= before.length + after.length
    ) {
      const middle = specifier.slice(before.length, specifier.length - after.length)
      found.push({ length: before.length, targets: targets.map((target) => target.replace('*', middle)) })
    }
  }
  found.sort((left, right) => right.length - left.length)
  return [...found.flatMap(({ targets }) => targets), ...(hasBaseUrl ? [specifier] : [])]
}

/** By the name of a package of this code base, its `exports`, or its main file. */
function byPackage(files: Files, config: ScriptConfig, { from, specifier }: ScriptImport): Resolution {
  const { packages } = config
  const name = packageName(specifier)
  const found = packages.get(name)
  if (found === undefined || !isSeenFrom(found, from)) return { kind: 'external' }
  const { directory, manifest } = found
  const subpath = `.${specifier.slice(name.length)}`
  const targets =
    manifest.exports === undefined ? mainTargets(manifest, subpath) : exportTargets(manifest.exports, subpath)
  const isTyped = TYPED.test(from)
  const paths = entryFiles(files, directory, { targets, isTyped })
  if (paths.length > 0) return { kind: 'files', paths }
  const sources = targets.flatMap((target) => sourceChoices(joinPath('', target) ?? ''))
  const isMain = subpath === '.'
  const choices = [...sources, ...(isMain ? [] : sourceGuesses(subpath).map((guess) => [guess]))]
  const same = firstEntry(files, directory, { choices, isTyped })
  const around = { directory, value: manifest }
  const guessed = same.length > 0 || !isMain ? same : entriesOf(files, around, { built: targets[0] ?? '', isTyped })
  const known = guessed.length > 0 ? guessed : builtWithin(files, config, { directory, targets, isTyped })
  return known.length === 0 ? { kind: 'missing' } : { kind: 'files', paths: known, isGuess: true }
}

interface BuiltTargets {
  readonly directory: string
  readonly targets: readonly string[]
  readonly isTyped: boolean
}

/**
 * What a package gives from another one inside of it, which is built: `./hooks/dist/hooks.js`, or `./hooks` alone, where `hooks` has a manifest of
 * its own.
 */
function builtWithin(
  files: Files,
  config: ScriptConfig,
  { directory, targets, isTyped }: BuiltTargets,
): readonly string[] {
  const { manifests } = config
  for (const one of targets) {
    const target = joinPath(directory, one)
    if (target === undefined || target === directory) continue
    const around = nearestAbove(manifests, target)
    const isWithin = around !== undefined && around.directory !== directory
    const built = isWithin ? builtFrom(files, around, { target, isTyped }) : []
    const sources = manifests.has(target) ? relativeFiles(files, config, { target, isTyped }) : built
    if (sources.length > 0) return sources
  }
  return []
}

export function packageAround(packages: ScriptConfig['packages'], file: string): ScriptPackage | undefined {
  return [...packages.values()]
    .filter(({ directory }) => directory === '' || file.startsWith(`${directory}/`))
    .sort((left, right) => right.directory.length - left.directory.length)[0]
}

/** `#name`, by `imports` of the package around the file. */
function packageImport(
  files: Files,
  { packages }: ScriptConfig,
  { from, specifier }: ScriptImport,
): string | undefined {
  const owner = packageAround(packages, from)
  const { imports } = owner?.manifest ?? {}
  if (owner === undefined || imports === undefined) return undefined
  const renamed = Object.fromEntries(Object.entries(imports).map(([key, value]) => [key.replace('#', './#'), value]))
  for (const target of exportTargets(renamed, `./${specifier}`)) {
    const path = joinPath(owner.directory, target)
    const file = path === undefined ? undefined : moduleFile(files, path)
    if (file !== undefined) return file
  }
  return undefined
}
