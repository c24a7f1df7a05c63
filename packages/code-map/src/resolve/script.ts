import { baseOf, directoryOf, joinPath } from './paths.ts'
import type { Files, Resolution } from './resolver.ts'

/** What the manifests and tsconfig files of a code base say about its modules. */
export interface ScriptConfig {
  /** Packages of this code base by name. */
  readonly packages: ReadonlyMap<string, ScriptPackage>
  /** The tsconfig files with paths, by their directory. */
  readonly aliases: ReadonlyMap<string, PathAliases>
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
  readonly source?: string
  readonly exports?: unknown
  readonly imports?: Readonly<Record<string, unknown>>
}

export interface PathAliases {
  readonly base: string
  readonly hasBaseUrl: boolean
  readonly paths: Readonly<Record<string, readonly string[]>>
}

const EXTENSIONS = ['.ts', '.tsx', '.d.ts', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json', '.vue', '.svelte']
/** What TypeScript writes for what it reads. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.d.ts', '.jsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts', '.d.mts'],
  '.cjs': ['.cts', '.d.cts'],
}

export function readScriptConfig(files: Files): ScriptConfig {
  const packages = new Map<string, ScriptPackage>()
  const aliases = new Map<string, PathAliases>()
  // A `tsconfig.app.json` counts where `tsconfig.json` itself has no paths.
  const named = files.paths.filter((path) => !path.includes('node_modules/'))
  const isMain = (path: string): boolean => /(?:^|\/)[jt]sconfig\.json$/.test(path)
  for (const path of [...named.filter(isMain), ...named.filter((other) => !isMain(other))]) {
    const base = baseOf(path)
    if (base === 'package.json') {
      const manifest = parseLoose(files.text(path)) as Manifest | undefined
      const isPackage = typeof manifest?.name === 'string'
      const known = isPackage ? packages.get(manifest.name ?? '') : undefined
      if (isPackage && (known === undefined || known.directory.length > directoryOf(path).length)) {
        packages.set(manifest.name ?? '', { directory: directoryOf(path), manifest })
      }
    } else if (/^[jt]sconfig(?:\.[\w-]+)?\.json$/.test(base)) {
      const found = readAliases(files, path, 0)
      if (found !== undefined && !aliases.has(directoryOf(path))) aliases.set(directoryOf(path), found)
    }
  }
  return { packages, aliases }
}

const EXTENDS_MAX = 8

/** `paths` and `baseUrl` are inherited one without the other; paths start at the base, or else where they are written. */
function readAliases(files: Files, path: string, depth: number): PathAliases | undefined {
  const config = parseLoose(files.text(path)) as
    | {
        readonly extends?: string | readonly string[]
        readonly compilerOptions?: { readonly baseUrl?: string; readonly paths?: PathAliases['paths'] }
      }
    | undefined
  if (config === undefined || depth > EXTENDS_MAX) return undefined
  const { baseUrl, paths } = config.compilerOptions ?? {}
  const inherited =
    paths !== undefined && baseUrl !== undefined ? undefined : inheritedAliases(files, { path, config, depth })
  const ownBase = baseUrl === undefined ? undefined : joinPath(directoryOf(path), baseUrl)
  if (ownBase !== undefined) return { base: ownBase, hasBaseUrl: true, paths: paths ?? inherited?.paths ?? {} }
  if (paths === undefined) return inherited
  return inherited?.hasBaseUrl === true
    ? { ...inherited, paths }
    : { base: directoryOf(path), hasBaseUrl: false, paths }
}

function inheritedAliases(
  files: Files,
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
    if (!parent.startsWith('.')) continue
    const target = joinPath(directoryOf(path), parent)
    const file =
      target === undefined
        ? undefined
        : [target, `${target}.json`, `${target}/tsconfig.json`].find((name) => files.has(name))
    const found = file === undefined ? undefined : readAliases(files, file, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
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
    return answer(target === undefined ? undefined : moduleFile(files, target), 'missing')
  }
  if (plain.startsWith('#')) return answer(packageImport(files, config, { from, specifier: plain }), 'missing')
  const aliased = byAlias(files, config, { from, specifier: plain })
  if (aliased !== undefined) return answer(aliased, 'missing')
  return byPackage(files, config, plain)
}

function answer(path: string | undefined, otherwise: 'missing' | 'external'): Resolution {
  return path === undefined ? { kind: otherwise } : { kind: 'files', paths: [path] }
}

/** The file that a path without or with an extension stands for. */
function moduleFile(files: Files, target: string): string | undefined {
  const dot = target.lastIndexOf('.')
  const sources =
    dot === -1 ? [] : (SOURCES[target.slice(dot)] ?? []).map((extension) => target.slice(0, dot) + extension)
  const candidates = [
    target,
    ...sources,
    ...EXTENSIONS.map((extension) => target + extension),
    ...EXTENSIONS.map((extension) => (target === '' ? `index${extension}` : `${target}/index${extension}`)),
  ]
  return candidates.find((path) => files.has(path))
}

/** By `paths` and `baseUrl` of the nearest tsconfig above the file. */
function byAlias(files: Files, { aliases }: ScriptConfig, { from, specifier }: ScriptImport): string | undefined {
  const found = aliasesAround(aliases, from)
  for (const target of found === undefined ? [] : aliasTargets(found, specifier)) {
    const path = joinPath(found?.base ?? '', target)
    const file = path === undefined ? undefined : moduleFile(files, path)
    if (file !== undefined) return file
  }
  return undefined
}

export function aliasesAround(aliases: ScriptConfig['aliases'], file: string): PathAliases | undefined {
  for (let directory = directoryOf(file); ; directory = directoryOf(directory)) {
    const found = aliases.get(directory)
    if (found !== undefined || directory === '') return found
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
function byPackage(files: Files, { packages }: ScriptConfig, specifier: string): Resolution {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  const found = packages.get(name)
  if (found === undefined) return { kind: 'external' }
  const { directory, manifest } = found
  const subpath = `.${specifier.slice(name.length)}`
  const targets =
    manifest.exports === undefined ? mainTargets(manifest, subpath) : exportTargets(manifest.exports, subpath)
  for (const [index, target] of [...targets, ...sourceGuesses(subpath)].entries()) {
    const path = joinPath(directory, target)
    const file = path === undefined ? undefined : moduleFile(files, path)
    if (file !== undefined) return { kind: 'files', paths: [file], ...(index >= targets.length && { isGuess: true }) }
  }
  return { kind: 'missing' }
}

function mainTargets({ source, types, module, main }: Manifest, subpath: string): readonly string[] {
  return subpath === '.' ? [source, types, module, main].filter((target) => typeof target === 'string') : [subpath]
}

/** Where the source of a built package usually is. */
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
