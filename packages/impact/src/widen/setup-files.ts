import { posix } from 'node:path'
import type { CodeFile, CodeMap, ImportFact } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import type { Graph } from '../graph/graph.ts'
import { configuredBy } from './configuration.ts'
import { LOAD_FACT } from '../graph/links.ts'
import { parseJson } from '../parse-json.ts'
import { directoryOf, isBelow } from '../paths.ts'
import { globToRegExp } from '../tests/runners/glob.ts'
import { loadedBy, type ImplicitLink } from './widening.ts'

/** The configurations of runners of scripts. */
export const TEST_CONFIG =
  /(?:^|\/)(?:(?:vitest|jest|vite)(?:[.-][\w-]+)*\.(?:config|workspace|setup)(?:[.-][\w-]+)*\.[cm]?[jt]s|jest(?:[.-][\w-]+)+\.json|package\.json|\.mocharc\.\w+|mocha\.opts|\.taprc|ava\.config\.[cm]?js|(?:support\/jasmine|jasmine\.config)\.[cm]?js|[\w.-]*jasmine[\w.-]*\.(?:json|mjs))$/
/** Each may name a file, or a list of them, in a call that makes the path absolute. */
const SETUP_KEY =
  /(?<![\w-])(setupFiles(?:AfterEnv)?|setupTestFrameworkScriptFile|globalSetup|globalTeardown|snapshotSerializers|(?:test)?[eE]nvironment|runner|testRunner|resolver|snapshotEnvironment|transform|preset|diff|requires?|import|file|loader|helpers|extends|before|nodeArguments|node-arg)["']?\s*:\s*(\[[^\]]*\]|\{[^}]*\}|[\w.]*\([^()]*(?:\([^()]*\)[^()]*)*\)|['"`][^'"`]*['"`])/g
/** The elements of a list of YAML, each on a line of its own. */
const YAML_LIST =
  /^[ \t]*(require|import|file|loader|extends|node-arg|before)[ \t]*:[ \t]*((?:\n[ \t]*-[ \t]+.*)+|[^\s[{'"`].*)/gm
/** Of a command line: what it loads before the tests. */
const LOADING_FLAG =
  /(?:^|[\s='"])(?:-r|--(?:require|import|loader|experimental-loader|file|helper))(?:[ \t]+|=)["']?([\w@./-]+)/gm
const CALLS_RUNNER = /\b(?:mocha|ava|tap|tape|uvu|jasmine|borp|vitest|jest|lab|zora)\b|--test\b/

/** Adds the files that runners of scripts load for the tests below their configuration, and what the scripts of a package have them load. */
export function addSetupFiles(graph: Graph, tests: readonly CodeFile[]): readonly ImplicitLink[] {
  const { map } = graph
  const added: ImplicitLink[] = []
  for (let number = 0; number < map.fileCount; number++) {
    if (!TEST_CONFIG.test(map.pathOf(number)) || map.file(number).class === 'vendored') continue
    const config = readConfig(graph, number)
    if (config === undefined) continue
    const bases = basesOf(graph, config)
    const pushed = bases.flatMap((base) => pushedBy(graph, base)).map((setup) => [setup, LOAD_FACT] as const)
    const setups = new Map([...pushed, ...[...bases, config].flatMap((one) => setupsIn(graph, one))])
    for (const [setup, fact] of setups) {
      const below = tests.filter(
        ({ path, number, language }) => isBelow(path, config.directory) && number !== setup && isScript(language),
      )
      added.push({ rule: 'setup file', to: setup, text: loadedBy(below.length) })
      for (const { number } of below) graph.addLink(setup, { from: number, fact, isLoaded: true })
    }
  }
  return added
}

interface Config {
  readonly number: number
  readonly text: string
  /** Its tests are below. */
  readonly directory: string
  /** From which it may name files. */
  readonly places: readonly string[]
}

/** Undefined where it says nothing of tests. */
function readConfig({ map }: Graph, number: number): Config | undefined {
  const path = map.pathOf(number)
  const text = map.read(number)?.source.toString() ?? ''
  const own = directoryOf(path)
  if (path.endsWith('package.json')) {
    const said = sectionsOf(text) + loadedByScripts(text)
    return said === '' ? undefined : configAt(number, own, said)
  }
  if (/jasmine[\w.-]*$/.test(path)) {
    const [, below] = /\bspec_dir["']?\s*:\s*["'`]([^"'`]*)/.exec(text) ?? []
    const directory = configuredBy(path)
    return below === undefined ? undefined : configAt(number, directory, text, posix.join(directory, below))
  }
  if (path.endsWith('mocha.opts')) return configAt(number, directoryOf(own), asList(text.match(LOADING_FLAG) ?? []))
  return configAt(number, own, text)
}

function configAt(number: number, directory: string, text: string, place?: string): Config {
  const [, rootDir = ''] = /\brootDir["']?\s*:\s*["'`](?:<rootDir>)?([^"'`$]*)["'`]/.exec(text) ?? []
  const root = posix.join(directory, rootDir)
  return { number, text, directory, places: [directory, root, ...(place === undefined ? [] : [place])] }
}

const SECTIONS: readonly string[] = ['jest', 'vitest', 'mocha', 'ava', 'tap']

/** What a package says to runners: its `exports` have keys of the same names. */
function sectionsOf(text: string): string {
  const manifest = (parseJson(text) ?? {}) as Readonly<Record<string, unknown>>
  return SECTIONS.flatMap((name) => (typeof manifest[name] === 'object' ? JSON.stringify(manifest[name]) : [])).join(
    '\n',
  )
}

/** The flags of those scripts that start a runner, as a configuration would say it. */
function loadedByScripts(text: string): string {
  if (!CALLS_RUNNER.test(text) || !text.includes('"scripts"')) return ''
  const { scripts } = (parseJson(text) ?? {}) as { readonly scripts?: unknown }
  const lines = Object.values(scripts ?? {}).filter(
    (line): line is string => typeof line === 'string' && CALLS_RUNNER.test(line),
  )
  return asList(lines.flatMap((line) => line.match(LOADING_FLAG) ?? []))
}

function asList(flags: readonly string[]): string {
  const paths = flags.flatMap((flag) => [...flag.matchAll(LOADING_FLAG)].map(([, path = '']) => JSON.stringify(path)))
  return paths.length === 0 ? '' : `require: [${paths.join()}]`
}

/** What stands behind the others is called. */
const LOADED_KEY = /^(?:setupFiles|setupTest|require|import|file|loader|preset|helpers|before|node)/
/** What a runner calls of a module that it loads: no name of it stands anywhere. */
export const CALLED_FACT: ImportFact = { ...LOAD_FACT, kind: 'include' }

interface SetupPath {
  readonly key: string
  readonly path: string
}

function setupPaths(text: string): readonly SetupPath[] {
  const inLists = [...text.matchAll(SETUP_KEY)].flatMap(([, key = '', value = '']) =>
    [...value.matchAll(/['"`]([^'"`]+)['"`]/g)].map(([, path = '']) => ({ key, path })),
  )
  const inYaml = [...text.matchAll(YAML_LIST)].flatMap(([, key = '', value = '']) =>
    value
      .split('\n')
      .map((line) => ({ key, path: line.replace(/^\s*-\s+/, '').replaceAll(/^["']|["']?\s*(?:#.*)?$/g, '') })),
  )
  return [...inLists, ...inYaml].map(({ key, path }) => ({
    key,
    path: path
      .replace(/^(?:-r|--[\w-]+)[ =]/, '')
      .replace('<rootDir>/', './')
      .replace(/^\$\{\w+\}\//, './'),
  }))
}

function setupsIn(graph: Graph, config: Config): readonly (readonly [file: number, fact: ImportFact])[] {
  return setupPaths(config.text)
    .filter(({ key }) => key !== 'extends')
    .flatMap(({ key, path }) =>
      config.places
        .flatMap((place) => findScripts(graph, place, path))
        .map((setup) => [setup, LOADED_KEY.test(key) && !hasHooks(graph, setup) ? LOAD_FACT : CALLED_FACT] as const),
    )
}

/** mocha calls what a module that it is told to require exports under such names. */
function hasHooks({ map }: Graph, setup: number): boolean {
  return ['mochaHooks', 'mochaGlobalSetup', 'mochaGlobalTeardown'].some((name) =>
    map.uses(name).some(({ file }) => file.number === setup),
  )
}

const basesMax = 20
const SETS_UP = /\b(?:setupFiles|globalSetup|snapshotSerializers|testEnvironment)/

/** Modules of this code base that a configuration imports or extends, and those that these do: they may name setup files too. */
function basesOf(graph: Graph, config: Config): readonly Config[] {
  const { map, links } = graph
  const found = new Map([[config.number, config]])
  for (const { number, text, places } of found.values()) {
    const extended = setupPaths(text)
      .filter(({ key }) => key === 'extends')
      .flatMap(({ path }) => places.flatMap((place) => findScripts(graph, place, path)))
    const imported = links.importsOf(number).filter((file) => isScript(map.file(file).language))
    for (const base of [...extended, ...imported]) {
      if (found.has(base) || found.size > basesMax) continue
      const text = map.read(base)?.source.toString() ?? ''
      if (!extended.includes(base) && !SETS_UP.test(text)) continue
      found.set(base, { ...config, number: base, text, places: [directoryOf(map.pathOf(base)), ...config.places] })
    }
  }
  found.delete(config.number)
  return [...found.values()]
}

const LITERAL_PATH = /['"`](\.{1,2}\/[^'"`\n]+)['"`]/g

/** Files that a plugin of the configuration puts among the setup files: it names them by their paths. */
function pushedBy(graph: Graph, { number: plugin, text }: Config): readonly number[] {
  if (!/\bsetupFiles\b/.test(text)) return []
  const isImported = (file: number): boolean =>
    graph.links.importersOf(file).some(({ from, fact }) => from === plugin && fact.specifier !== '')
  const directory = directoryOf(graph.map.pathOf(plugin))
  const named = [...text.matchAll(LITERAL_PATH)].flatMap(([, path = '']) => findScripts(graph, directory, path))
  return named.filter((one) => !isImported(one))
}

const EXTENSIONS = ['', '.ts', '.js', '.mts', '.mjs', '.cjs', '.tsx', '/index.ts', '/index.js', '/jest-preset.js']

function findScripts({ map }: Graph, directory: string, path: string): readonly number[] {
  const base = posix.join(directory, path.replace(/^\.?\//, ''))
  if (path.includes('*')) return findMatching(map, base)
  const found = EXTENSIONS.map((extension) => map.findFile(base + extension)).find((file) => file !== undefined)
  return found === undefined ? [] : [found]
}

function findMatching(map: CodeMap, glob: string): readonly number[] {
  const pattern = globToRegExp(glob)
  const found: number[] = []
  if (pattern === undefined) return found
  for (let number = 0; number < map.fileCount; number++)
    if (pattern.test(map.pathOf(number)) && isScript(map.file(number).language)) found.push(number)
  return found
}
