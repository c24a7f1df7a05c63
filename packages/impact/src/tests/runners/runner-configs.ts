import { posix } from 'node:path'
import type { CodeMap } from '@groundcrew/code-map'
import { parse as parseYaml } from 'yaml'
import { parseJson } from '../../parse-json.ts'
import type { TestFormat } from '../format-tests.ts'
import { globToRegExp } from './glob.ts'
import { readLiterals, type Literal } from './read-literals.ts'

/** What a configuration says of the files that a runner takes. */
export interface RunnerConfig {
  readonly runner: TestFormat
  readonly path: string
  /** Where the runner starts; empty is the root. */
  readonly directory: string
  /** Held against `/` and the path from the root. Undefined: what the runner takes by default. */
  readonly include: readonly RegExp[] | undefined
  /** All that it takes is known. */
  readonly isWhole: boolean
  readonly exclude: readonly RegExp[]
  /** It speaks for the packages below too. */
  readonly hasProjects: boolean
}

export const NOT_READ = /(?:^|\/)(?:fixtures?|__fixtures__|testdata|node_modules)\//
const CONFIG =
  /(?:^|\/)(?:(?:vitest|vite)(?:[.-][\w-]+)*\.(?:config|workspace|projects)(?:[.-][\w-]+)*\.[cm]?[jt]s|jest(?:[.-][\w-]+)*\.config(?:[.-][\w-]+)*\.(?:[cm]?[jt]s|json)|jest(?:[.-][\w-]+)+\.json|\.mocharc\.(?:[cm]?js|jsonc?|ya?ml)|ava\.config\.[cm]?js|\.taprc|(?:support\/jasmine|jasmine\.config)\.[cm]?js|[\w.-]*jasmine[\w.-]*\.(?:json|mjs)|playwright(?:[.-][\w-]+)*\.config\.[cm]?[jt]s|pytest\.ini|pyproject\.toml|tox\.ini|setup\.cfg|package\.json)$/

/** The configurations of test runners, those that are nearer to the root first. Files are read as text: what they compute is not known. */
export function readRunnerConfigs(map: CodeMap): readonly RunnerConfig[] {
  const found: RunnerConfig[] = []
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (!CONFIG.test(path) || NOT_READ.test(path)) continue
    const text = map.read(number)?.source.toString()
    if (text !== undefined) found.push(...readRunnerConfig(path, text))
  }
  return found
    .map((config) =>
      config.isWhole && !takesAny(map, config) ? { ...config, include: undefined, isWhole: false } : config,
    )
    .sort((left, right) => left.directory.length - right.directory.length)
}

/** Tests that are compiled first are named where they are compiled to: nothing is there, and it says nothing of what is. */
function takesAny(map: CodeMap, { include = [] }: RunnerConfig): boolean {
  for (let number = 0; number < map.fileCount; number++)
    if (include.some((pattern) => pattern.test(`/${map.pathOf(number)}`))) return true
  return false
}

/** More than one only of a package.json. */
function readRunnerConfig(path: string, text: string): readonly RunnerConfig[] {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const place = { path, directory: path.slice(0, Math.max(0, path.lastIndexOf('/'))) }
  if (/\.(?:ini|cfg|toml)$/.test(name)) return readPytest(place, text)
  if (name === 'package.json') return readManifest(place, text)
  const literals = name === '.taprc' || /\.ya?ml$/.test(name) ? readYaml(text) : readLiterals(text)
  if (name.startsWith('vite')) return readVitest(place, { literals, text })
  // Results of a run are called so too.
  const isOfJest = !name.endsWith('.json') || /"(?:testRegex|testMatch|rootDir|preset|transform)"\s*:/.test(text)
  if (name.startsWith('jest')) return isOfJest ? [readJest(place, literals)] : []
  if (name.startsWith('playwright')) return [readPlaywright(place, literals)]
  if (name.includes('jasmine')) return readJasmine(place, literals)
  if (name.startsWith('.mocharc')) return [readMocha(place, literals)]
  return [readFiles(place, { runner: name === '.taprc' ? 'tap' : 'ava', literals })]
}

type Place = Pick<RunnerConfig, 'path' | 'directory'>

function readManifest(place: Place, text: string): readonly RunnerConfig[] {
  if (!/"(?:jest|mocha|ava|tap)"\s*:\s*\{/.test(text)) return []
  const manifest = parseJson(text)
  if (typeof manifest !== 'object' || manifest === null) return []
  const all = readLiterals(text)
  const hasField = (field: string): boolean =>
    typeof (manifest as Readonly<Record<string, unknown>>)[field] === 'object'
  const below = (field: string): readonly Literal[] =>
    all.filter(({ keys }) => keys[0] === field).map(({ keys, ...rest }) => ({ ...rest, keys: keys.slice(1) }))
  return [
    ...(hasField('jest') ? [readJest(place, below('jest'))] : []),
    ...(hasField('mocha') ? [readMocha(place, below('mocha'))] : []),
    ...(hasField('ava') ? [readFiles(place, { runner: 'ava', literals: below('ava') })] : []),
    ...(hasField('tap') ? [readFiles(place, { runner: 'tap', literals: below('tap') })] : []),
  ]
}

function readYaml(text: string): readonly Literal[] {
  let parsed: unknown
  try {
    parsed = parseYaml(text)
  } catch (error) {
    if ((error as Error).name === 'YAMLParseError') return []
    throw error
  }
  return readLiterals(JSON.stringify(parsed ?? {}))
}

/** `vite.config` counts where it has a part for tests. Of several projects each may take what it likes. */
function readVitest(
  place: Place,
  { literals, text }: { readonly literals: readonly Literal[]; readonly text: string },
): readonly RunnerConfig[] {
  const name = place.path.slice(place.path.lastIndexOf('/') + 1)
  if (name.startsWith('vite.') && !/\btest\s*:/.test(text)) return []
  const hasProjects = /\.(?:workspace|projects)\./.test(name) || /\b(?:projects|workspace)\s*:\s*\[/.test(text)
  const at = (key: string): readonly Literal[] =>
    literals.filter(({ keys }) => keys.at(-1) === key && keys.at(-2) === 'test')
  const include = at('include')
  const globs = (from: readonly Literal[]): readonly RegExp[] => globsIn(place.directory, valuesOf(from))
  const isOne = !hasProjects && !literals.some(({ keys }) => keys.at(-1) === 'dir' || keys.at(-1) === 'root')
  return [
    {
      ...place,
      runner: 'vitest',
      include: include.length === 0 ? undefined : globs(include),
      isWhole: isOne && include.length === 1 && include.every(({ isWhole }) => isWhole),
      exclude: isOne ? globs(at('exclude')) : [],
      hasProjects,
    },
  ]
}

/** Its patterns are held against absolute paths. */
function readJest(place: Place, literals: readonly Literal[]): RunnerConfig {
  const own = (key: string): readonly Literal[] => literals.filter(({ keys }) => keys.at(-1) === key)
  const rootDir = valuesOf(own('rootDir'))[0]
  const root = posix.join('/', place.directory, (rootDir ?? '').replace('<rootDir>', '.')).replace(/\/$/, '')
  const inRoot = (text: string): string => text.replaceAll('<rootDir>', root)
  // A path from the root is meant, though the dot stands for any character.
  const asPattern = (text: string): RegExp | undefined => patternOf(inRoot(text).replace(/^\.\//, '/'))
  const globs = own('testMatch')
  const patterns = own('testRegex')
  const include = [
    ...valuesOf(globs).flatMap((glob) => globToRegExp(inRoot(glob)) ?? []),
    ...valuesOf(patterns).flatMap((text) => belowRoot(asPattern(text), own('roots').length === 0 ? root : '')),
  ]
  const hasProjects = literals.some(({ keys }) => keys.includes('projects'))
  const given = [...globs, ...patterns]
  return {
    ...place,
    runner: 'jest',
    include: given.length === 0 ? undefined : include,
    isWhole:
      !hasProjects &&
      given.length > 0 &&
      include.length === valuesOf(given).length &&
      given.every(({ isWhole, values }) => isWhole && values.length > 0),
    exclude: hasProjects ? [] : valuesOf(own('testPathIgnorePatterns')).flatMap((text) => asPattern(text) ?? []),
    hasProjects,
  }
}

/** What lies elsewhere is not looked at. */
function belowRoot(pattern: RegExp | undefined, root: string): readonly RegExp[] {
  if (pattern === undefined || root === '') return pattern === undefined ? [] : [pattern]
  const place = root.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
  return [new RegExp(`^(?=${place}/)[^]*?(?:${pattern.source})`)]
}

function patternOf(text: string): RegExp | undefined {
  try {
    return new RegExp(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function readPlaywright(place: Place, literals: readonly Literal[]): RunnerConfig {
  const at = (key: string): readonly Literal[] => literals.filter(({ keys }) => keys.at(-1) === key)
  const directories = valuesOf(at('testDir'))
  const names = valuesOf(at('testMatch'))
  const globs = (directories.length === 0 ? [''] : directories).flatMap((directory) =>
    (names.length === 0 ? ['**/*.@(spec|test).?([cm])[jt]s?(x)'] : names).map((name) => joined(directory, name)),
  )
  return {
    ...place,
    runner: 'playwright',
    include: globsIn(place.directory, globs),
    isWhole: false,
    exclude: [],
    hasProjects: false,
  }
}

const SCRIPT_FILES = '**/*.?([cm])[jt]s?(x)'

function readMocha(place: Place, literals: readonly Literal[]): RunnerConfig {
  const spec = literals.filter(({ keys }) => keys.length === 1 && keys[0] === 'spec')
  const ignore = literals.filter(({ keys }) => keys.length === 1 && (keys[0] === 'ignore' || keys[0] === 'exclude'))
  return {
    ...place,
    runner: 'mocha',
    include: spec.length === 0 ? undefined : globsIn(place.directory, valuesOf(spec).flatMap(orFilesBelow)),
    isWhole: spec.length > 0 && spec.every(({ isWhole }) => isWhole),
    exclude: globsIn(place.directory, valuesOf(ignore)),
    hasProjects: false,
  }
}

/** Its patterns are from the directory that it names, which is one of the package: `spec/support/jasmine.json` stands two below that. */
function readJasmine(place: Place, literals: readonly Literal[]): readonly RunnerConfig[] {
  const own = (key: string): readonly Literal[] => literals.filter(({ keys }) => keys.length === 1 && keys[0] === key)
  const [specs] = valuesOf(own('spec_dir'))
  const files = own('spec_files')
  if (specs === undefined) return []
  const directory = place.directory.replace(/(?:^|\/)[^/]+\/support$/, '')
  const wanted = valuesOf(files).filter((glob) => !glob.startsWith('!'))
  const globs = (from: readonly string[]): readonly RegExp[] =>
    globsIn(
      directory,
      from.map((glob) => joined(specs, glob)),
    )
  return [
    {
      path: place.path,
      directory,
      runner: 'jasmine',
      include: wanted.length === 0 ? undefined : globs(wanted),
      isWhole: wanted.length > 0 && files.every(({ isWhole }) => isWhole),
      exclude: globs(
        valuesOf(files)
          .filter((glob) => glob.startsWith('!'))
          .map((glob) => glob.slice(1)),
      ),
      hasProjects: false,
    },
  ]
}

/** A directory stands for what is in it. */
function orFilesBelow(glob: string): readonly string[] {
  return /[*?{[(]|\.\w+$/.test(glob) ? [glob] : [`${glob.replace(/\/$/, '')}/${SCRIPT_FILES}`]
}

function readFiles(
  place: Place,
  { runner, literals }: { readonly runner: TestFormat; readonly literals: readonly Literal[] },
): RunnerConfig {
  const files = literals.filter(({ keys }) => keys.length === 1 && ['files', 'include'].includes(keys[0] ?? ''))
  const values = valuesOf(files)
  const wanted = values.filter((value) => !value.startsWith('!'))
  return {
    ...place,
    runner,
    include: wanted.length === 0 ? undefined : globsIn(place.directory, wanted.flatMap(orFilesBelow)),
    isWhole: wanted.length > 0 && files.every(({ isWhole }) => isWhole),
    exclude: globsIn(
      place.directory,
      values.filter((value) => value.startsWith('!')).map((value) => value.slice(1)),
    ),
    hasProjects: false,
  }
}

export const PYTEST_SECTION = /^\[(?:pytest|tool:pytest|tool\.pytest(?:\.ini_options)?)\]\s*$/m

function readPytest(place: Place, text: string): readonly RunnerConfig[] {
  const start = PYTEST_SECTION.exec(text)
  if (start === null) return []
  const section = text.slice(start.index + start[0].length).split(/^\[/m)[0] ?? ''
  const names = wordsAt(section, 'python_files')?.map(overDirectories)
  const directories = wordsAt(section, 'testpaths')
  const include =
    names === undefined && directories === undefined
      ? undefined
      : (directories ?? ['']).flatMap((directory) =>
          (names ?? ['test_*.py', '*_test.py']).map((name) => joined(directory, `**/${name}`)),
        )
  return [
    {
      ...place,
      runner: 'pytest',
      include:
        include === undefined
          ? undefined
          : globsIn(place.directory, [...include, ...(directories ?? []).filter((one) => one.endsWith('.py'))]),
      isWhole: include !== undefined,
      exclude: [],
      hasProjects: false,
    },
  ]
}

/** Of a pattern with a slash `*` goes over slashes too: pytest holds it against the whole path. */
function overDirectories(pattern: string): string {
  return pattern.includes('/') ? pattern.replaceAll(/\*+/g, '**') : pattern
}

/** `key = a b`, over lines that are indented, or TOML's string or list. */
export function wordsAt(section: string, key: string): readonly string[] | undefined {
  const found = new RegExp(`^${key}\\s*=[ \\t]*(\\[[^\\]]*\\]|[^\\n]*(?:\\n[ \\t]+[^\\n]*)*)`, 'm').exec(section)?.[1]
  if (found === undefined) return undefined
  const words = found.replaceAll(/#[^\n]*/g, '').match(/[^\s,"'[\]]+/g)
  return words ?? undefined
}

function valuesOf(literals: readonly Literal[]): readonly string[] {
  return literals.flatMap(({ values }) => values)
}

function globsIn(directory: string, globs: readonly string[]): readonly RegExp[] {
  return globs.flatMap((glob) => globToRegExp(`/${joined(directory, glob)}`) ?? [])
}

/** Below a directory; `./` and a leading slash say nothing. */
function joined(directory: string, path: string): string {
  const plain = path.replace(/^(?:\.?\/)+/, '').replace(/^\.$/, '')
  const base = directory
    .replace(/^(?:\.?\/)+/, '')
    .replace(/^\.$/, '')
    .replace(/\/$/, '')
  if (base === '' || plain.startsWith('../')) return plain
  return plain === '' ? base : `${base}/${plain}`
}
