import type { CodeFile } from '@groundcrew/code-map'
import { directoryOf, type Graph } from '../graph/graph.ts'
import { LOAD_FACT } from '../graph/links.ts'

/** A link that no import statement makes. */
export interface ImplicitLink {
  readonly rule: 'setup file' | 'conftest.py' | 'package'
  readonly to: string
}

const TEST_CONFIG =
  /(?:^|\/)(?:(?:vitest|jest|vite)(?:\.[\w-]+)*\.(?:config|workspace|setup)\.[cm]?[jt]s|package\.json|\.mocharc\.\w+)$/
const SETUP_KEY =
  /\b(?:setupFiles(?:AfterEnv)?|globalSetup|"?require"?|"?file"?)["']?\s*:\s*(\[[^\]]*\]|['"`][^'"`]*['"`])/g

/**
 * Adds what test runners and packages load by themselves: setup files of vitest, jest and mocha for the tests below their configuration,
 * `conftest.py` for the Python tests below it, `__init__.py` for the modules of its package, and a Go package's other files.
 */
export function addImplicitLinks(graph: Graph, tests: readonly CodeFile[]): readonly ImplicitLink[] {
  return [...addSetupFiles(graph, tests), ...addConftests(graph, tests), ...addPackages(graph)]
}

function addSetupFiles(graph: Graph, tests: readonly CodeFile[]): readonly ImplicitLink[] {
  const { map } = graph
  const added: ImplicitLink[] = []
  for (const file of map.files()) {
    if (!TEST_CONFIG.test(file.path) || file.class === 'vendored') continue
    const directory = directoryOf(file.path)
    const text = map.read(file.number)?.source.toString() ?? ''
    if (file.path.endsWith('package.json') && !/"(?:jest|vitest|mocha)"\s*:\s*\{/.test(text)) continue
    for (const setup of setupPaths(text).flatMap((path) => findScript(graph, directory, path))) {
      added.push({ rule: 'setup file', to: map.pathOf(setup) })
      for (const test of tests) {
        if (isBelow(test.path, directory) && test.number !== setup)
          graph.addLink(setup, { from: test.number, fact: LOAD_FACT, isLoaded: true })
      }
    }
  }
  return added
}

function setupPaths(text: string): readonly string[] {
  return [...text.matchAll(SETUP_KEY)].flatMap(([, value = '']) =>
    [...value.matchAll(/['"`]([^'"`]+)['"`]/g)].map(([, path = '']) => path.replace('<rootDir>/', './')),
  )
}

const EXTENSIONS = ['', '.ts', '.js', '.mts', '.mjs', '.cjs', '.tsx']

function findScript(graph: Graph, directory: string, path: string): readonly number[] {
  const plain = path.replace(/^\.\//, '')
  const base = directory === '' ? plain : `${directory}/${plain}`
  const found = EXTENSIONS.map((extension) => graph.map.findFile(base + extension)).find((file) => file !== undefined)
  return found === undefined ? [] : [found]
}

export function isBelow(path: string, directory: string): boolean {
  return directory === '' || path.startsWith(`${directory}/`)
}

/** pytest finds fixtures in every conftest.py above a test, by the names of its parameters. */
function addConftests(graph: Graph, tests: readonly CodeFile[]): readonly ImplicitLink[] {
  const { map } = graph
  const added: ImplicitLink[] = []
  const fact = { ...LOAD_FACT, names: [{ imported: '*', local: '*' }] }
  for (const file of map.files()) {
    if (!/(?:^|\/)conftest\.py$/.test(file.path)) continue
    added.push({ rule: 'conftest.py', to: file.path })
    const isAutomatic = map.read(file.number)?.source.includes('autouse') === true
    for (const test of tests) {
      if (test.language !== 'python' || !isBelow(test.path, directoryOf(file.path))) continue
      graph.addLink(file.number, { from: test.number, fact, isLoaded: true })
      if (isAutomatic)
        graph.addLink(file.number, { from: test.number, fact: { ...fact, names: [], kind: 'include' }, isLoaded: true })
    }
  }
  return added
}

function addPackages(graph: Graph): readonly ImplicitLink[] {
  const { map } = graph
  const added = new Set<string>()
  for (const { path, number, language } of map.files()) {
    if (language === 'python') {
      const init = map.findFile(`${directoryOf(path)}/__init__.py`)
      if (init === undefined || init === number) continue
      graph.addLink(init, { from: number, fact: LOAD_FACT, isLoaded: true })
      added.add(map.pathOf(init))
    } else if (language === 'go' && path.endsWith('_test.go')) {
      for (const other of graph.packageOf(number)) {
        if (other === number || map.pathOf(other).endsWith('_test.go')) continue
        graph.addLink(other, { from: number, fact: LOAD_FACT, isLoaded: true })
      }
    }
  }
  return [...added].map((to) => ({ rule: 'package', to }))
}
