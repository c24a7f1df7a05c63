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

interface Manifest {
  readonly name?: string
  readonly main?: string
  readonly module?: string
  readonly types?: string
  readonly typings?: string
  readonly source?: string
  readonly exports?: unknown
  readonly imports?: Readonly<Record<string, unknown>>
  readonly scripts?: Readonly<Record<string, unknown>>
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

const MANIFEST_TEXTS = new Set(['name', 'main', 'module', 'types', 'typings', 'source'])
const MANIFEST_RECORDS = new Set(['imports', 'scripts'])

/** Without what is of another type than it should be: nobody has checked a manifest that is just being written. */
function readManifest(text: string | undefined): Manifest | undefined {
  const found = parseLoose(text)
  if (typeof found !== 'object' || found === null) return undefined
  const isRight = ([key, value]: readonly [string, unknown]): boolean =>
    MANIFEST_TEXTS.has(key)
      ? typeof value === 'string'
      : !MANIFEST_RECORDS.has(key) || (typeof value === 'object' && value !== null)
  return Object.fromEntries(Object.entries(found).filter(isRight))
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

/** JSON with comments and trailing commas; undefined where it is none. */
function parseLoose(text: string | undefined): unknown {
  if (text === undefined) return undefined
  const plain = text.replaceAll(
    /("(?:[^"\\\n]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_, string: string | undefined) => string ?? '',
  )
  try {
    return JSON.parse(
      plain.replaceAll(/("(?:[^"\\\n]|\\.)*")|,(?=\s*[}\]])/g, (_, string: string | undefined) => string ?? ''),
    )
  } catch {
    return undefined
  }
}

export interface ScriptImport {
  readonly from: string
  readonly specifier: string
}

export function resolveScript(files: Files, config: ScriptConfig, { from, specifier }: ScriptImport): Resolution {
  const plain = specifier.replace(/[?#](?=.).*$/, (query) => (query.startsWith('#') ? query : ''))
  if (plain === '.' || plain === '..' || plain.startsWith('./') || plain.startsWith('../')) {
    const target = joinPath(directoryOf(from), plain)
    if (target === undefined) return { kind: 'missing' }
    const asked = { target, isTyped: TYPED.test(from) }
    const paths = relativeFiles(files, config, asked)
    if (paths.length > 0) return { kind: 'files', paths }
    const sources = builtFrom(files, config, asked)
    return sources.length === 0 ? { kind: 'missing' } : { kind: 'files', paths: sources, isGuess: true }
  }
  const isOwn = plain.startsWith('#')
  const own = isOwn ? packageImport(files, config, { from, specifier: plain }) : undefined
  const aliased = own ?? byAlias(files, config, { from, specifier: plain })
  if (aliased !== undefined) return answer(aliased, 'missing')
  const found: Resolution = isOwn ? { kind: 'missing' } : byPackage(files, config, { from, specifier: plain })
  return found.kind === 'files' && found.isGuess !== true
    ? found
    : (runnerFile(files, config, { from, specifier }) ?? found)
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
  const choices = [targets, ['index'], ...built, ...entryGuesses(manifest).map((guess) => [guess])]
  return firstEntry(files, target, { choices, isTyped })
}

/** Where builds write, and below that a directory for each form of modules. */
const BUILT = /^(?:dist|distribution|build|lib|out|es|esm|cjs)\/(?=.)/
const FORM = /^(?:es|esm|cjs|umd|node)\/(?=.)/

/** The source of what a build of a package writes where nothing is yet: the same path below `src`, or where the package begins. */
function builtFrom(files: Files, { manifests }: ScriptConfig, { target, isTyped }: RelativeImport): readonly string[] {
  const around = nearestAbove(manifests, target)
  if (around === undefined) return []
  const { directory, value: manifest } = around
  const built = directory === '' ? target : target.slice(directory.length + 1)
  const same = firstEntry(files, directory, { choices: sourceChoices(built), isTyped })
  if (same.length > 0) return same
  const targets = scriptSources(manifest, built)
  const bundled = entryFiles(files, directory, { targets, isTyped })
  if (bundled.length > 0 || !isEntry(manifest, built)) return bundled
  return firstEntry(files, directory, { choices: entryGuesses(manifest).map((guess) => [guess]), isTyped })
}

/** The same path below where sources are, or in the package itself. */
function sourceChoices(built: string): readonly (readonly string[])[] {
  const path = built.replace(BUILT, '')
  if (path === built) return []
  const below = (one: string): readonly string[] => [`src/${one}`, `lib/${one}`, `source/${one}`, one]
  return [...new Set([path, path.replace(FORM, '')])].flatMap((one) => below(one).map((choice) => [choice]))
}

const TAKES_NO_SOURCE = /^(?:node|tsx|ts-node|-c|--config)$/

/** What the commands that name a built file read: `esbuild --bundle --outfile=index.js lib/main.js`. */
function scriptSources({ scripts = {} }: Manifest, built: string): readonly string[] {
  const commands = Object.values(scripts).flatMap((body) => (typeof body === 'string' ? body.split(/&&|[|;]+/) : []))
  for (const command of commands) {
    const words = command.split(/[\s'"]+/).map((word) => word.replace(/^-[\w-]*=/, '').replace(/^\.\//, ''))
    const isBuilt = (word: string): boolean => word === built || word.replace(/\.[cm]?js$/, '') === built
    if (!words.some(isBuilt)) continue
    return words.filter(
      (word, at) => !isBuilt(word) && /\.[cm]?[jt]sx?$/.test(word) && !TAKES_NO_SOURCE.test(words[at - 1] ?? ''),
    )
  }
  return []
}

/** Whether a manifest names a built file as what the package is, or it is named after the package: `dist/name.cjs.prod.js`. */
function isEntry(manifest: Manifest, built: string): boolean {
  const targets = [...mainTargets(manifest, '.'), ...exportTargets(manifest.exports, '.')]
  const isNamed = targets.some(
    (target) => joinPath('', target)?.replace(/\.[cm]?js$/, '') === built.replace(/\.[cm]?js$/, ''),
  )
  return isNamed || baseOf(built).split('.')[0] === baseOf(manifest.name ?? '')
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
function byPackage(files: Files, { packages }: ScriptConfig, { from, specifier }: ScriptImport): Resolution {
  const name = packageName(specifier)
  const found = packages.get(name)
  if (found === undefined) return { kind: 'external' }
  const { directory, manifest } = found
  const subpath = `.${specifier.slice(name.length)}`
  const targets =
    manifest.exports === undefined ? mainTargets(manifest, subpath) : exportTargets(manifest.exports, subpath)
  const isTyped = TYPED.test(from)
  const paths = entryFiles(files, directory, { targets, isTyped })
  if (paths.length > 0) return { kind: 'files', paths }
  const sources = targets.flatMap((target) => sourceChoices(joinPath('', target) ?? ''))
  const guesses = subpath === '.' ? entryGuesses(manifest) : sourceGuesses(subpath)
  const choices = [...sources, ...guesses.map((guess) => [guess])]
  const guessed = firstEntry(files, directory, { choices, isTyped })
  return guessed.length === 0 ? { kind: 'missing' } : { kind: 'files', paths: guessed, isGuess: true }
}

function mainTargets({ source, types, typings, module, main }: Manifest, subpath: string): readonly string[] {
  const targets = [source, types, typings, module, main]
  return subpath === '.' ? targets.filter((target) => typeof target === 'string') : [subpath]
}

/** Where the source of a built package usually begins. */
function entryGuesses({ name = '' }: Manifest): readonly string[] {
  const own = baseOf(name)
  return [...sourceGuesses('.'), ...(own === '' ? [] : [`src/${own}`, `lib/${own}`])]
}

/** Where the source of what a package gives usually is. */
function sourceGuesses(subpath: string): readonly string[] {
  return subpath === '.' ? ['src/index', 'index', 'lib/index', 'src/main'] : [`src/${subpath}`, subpath]
}

/** The targets of a subpath in `exports`, those for source and types first. */
function exportTargets(exports: unknown, subpath: string): readonly string[] {
  if (typeof exports === 'string' || Array.isArray(exports)) return subpath === '.' ? conditionTargets(exports) : []
  if (typeof exports !== 'object' || exports === null) return []
  const entries = Object.entries(exports)
  if (!entries.some(([key]) => key.startsWith('.'))) return subpath === '.' ? conditionTargets(exports) : []
  for (const [key, value] of entries) {
    const [before = '', after] = key.split('*')
    if (key === subpath) return conditionTargets(value)
    if (after !== undefined && subpath.startsWith(before) && subpath.endsWith(after)) {
      const middle = subpath.slice(before.length, subpath.length - after.length)
      return conditionTargets(value).map((target) => target.replaceAll('*', middle))
    }
  }
  return []
}

const CONDITIONS = ['source', 'development', 'types', 'import', 'module', 'node', 'require', 'browser', 'default']

export function conditionTargets(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap((entry) => conditionTargets(entry))
  if (typeof value !== 'object' || value === null) return []
  const known = Object.entries(value).sort(([left], [right]) => conditionRank(left) - conditionRank(right))
  return known.flatMap(([, target]) => conditionTargets(target))
}

function conditionRank(condition: string): number {
  const at = CONDITIONS.indexOf(condition)
  return at === -1 ? CONDITIONS.length : at
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
