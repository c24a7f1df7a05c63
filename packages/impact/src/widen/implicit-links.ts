import { posix } from 'node:path'
import type { CodeFile } from '@groundcrew/code-map'
import { count } from '@groundcrew/core/text'
import type { Graph } from '../graph/graph.ts'
import { LOAD_FACT } from '../graph/links.ts'
import type { Propagation } from '../graph/propagate.ts'
import { addBuildSetups } from './build-setups.ts'
import { addDirectoryLoads } from './directory-loads.ts'
import { addDoctests } from './doctests.ts'
import { addMocks } from './mocks.ts'
import { addNamedLoads } from './named-loads.ts'
import { addOutsideUsers } from './outside-users.ts'
import { addPageScripts } from './page-scripts.ts'
import { addSetupFiles } from './setup-files.ts'
import { addSharedExamples } from './shared-examples.ts'
import { addSignalReceivers } from './signal-receivers.ts'
import { addTemplateTags } from './template-tags.ts'
import { loadedBy, type ImplicitLink, type Widening } from './widening.ts'
import { directoryOf, isBelow } from '../paths.ts'

/**
 * Adds what test runners and packages load by themselves: setup files for the tests below the configuration of their runner, what stands for mocked modules,
 * `conftest.py` for the Python tests below it, `__init__.py` for the modules of its package, a Go package's other files, and what templates use.
 */
export function addImplicitLinks(graph: Graph, tests: readonly CodeFile[]): readonly ImplicitLink[] {
  addPackages(graph)
  return [
    ...addTemplateTags(graph),
    ...addSignalReceivers(graph),
    ...addDirectoryLoads(graph, tests),
    ...addNamedLoads(graph),
    ...addMocks(graph),
    ...addSharedExamples(graph),
    ...addSetupFiles(graph, tests),
    ...addPageScripts(graph, tests),
    ...addConftests(graph, tests),
    ...addDoctests(graph),
    ...addRequired(graph, tests),
    ...addBuildSetups(graph, tests),
    ...addOutsideUsers(graph),
  ]
}

/** A line for each link that the change goes over; for all that one script loads of a directory, one. */
export function reachedLinks(
  { map }: Graph,
  { links, propagation }: { readonly links: readonly ImplicitLink[]; readonly propagation: Propagation },
): readonly Widening[] {
  const isReached = ({ to }: ImplicitLink): boolean => propagation.inFile(to).some(({ isTypeOnly }) => !isTypeOnly)
  const lines = links.filter(isReached).map(({ rule, to, text }) => ({ rule, path: map.pathOf(to), text }))
  const files = new Map<string, number>()
  for (const { text } of lines) files.set(text, (files.get(text) ?? 0) + 1)
  const told = new Set<string>()
  return lines.flatMap((line) => {
    const others = (files.get(line.text) ?? 1) - 1
    if (line.rule !== 'directory' || others === 0) return [line]
    if (told.has(line.text)) return []
    told.add(line.text)
    return [{ ...line, text: `${line.text}; ${count(others, 'more file')} likewise` }]
  })
}

/** What `.rspec` and the options of Rake's test tasks require, and the plugins of pytest's `-p`. */
function addRequired(graph: Graph, tests: readonly CodeFile[]): readonly ImplicitLink[] {
  const { map } = graph
  const added: ImplicitLink[] = []
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    const requiring = REQUIRING.find(({ file }) => file.test(path))
    if (requiring === undefined) continue
    const { language, option } = requiring
    const isRuby = language === 'ruby'
    // The tasks that a Rakefile loads run where it is.
    const directory = path.endsWith('.rake') ? rakeDirectory(graph, path) : directoryOf(path)
    const text = map.read(number)?.source.toString() ?? ''
    for (const to of [...text.matchAll(option)].flatMap(([, name = '']) =>
      findRequired(graph, directory, { name, isRuby }),
    )) {
      const below = tests.filter((test) => test.language === language && isBelow(test.path, directory))
      const fact = isRuby ? LOAD_FACT : FIXTURES_FACT
      for (const { number: from } of below) if (from !== to) graph.addLink(to, { from, fact, isLoaded: true })
      added.push({ rule: isRuby ? 'setup file' : 'plugin', to, text: loadedBy(below.length) })
    }
  }
  return added
}

const REQUIRING = [
  { file: /(?:^|\/)\.rspec$/, language: 'ruby', option: /(?:^|\s)(?:--require|-r)[ =](\S+)/g },
  { file: /(?:^|\/)Rakefile$|\.rake$/, language: 'ruby', option: /ruby_opts\b[^\n]*["'\s]-r\s?([\w./-]+)/g },
  {
    file: /(?:^|\/)(?:pyproject\.toml|pytest\.ini|tox\.ini|setup\.cfg)$/,
    language: 'python',
    option: /(?<![\w-])-p[ =]?([\w.]+)/g,
  },
] as const

function rakeDirectory({ map }: Graph, path: string): string {
  let directory = directoryOf(path)
  while (directory !== '' && map.findFile(posix.join(directory, 'Rakefile')) === undefined)
    directory = directoryOf(directory)
  return directory
}

function findRequired(
  { map }: Graph,
  directory: string,
  { name, isRuby }: { readonly name: string; readonly isRuby: boolean },
): readonly number[] {
  const places = isRuby ? ['spec', 'lib', 'test', '.'] : ['.', 'src']
  const file = isRuby ? `${name.replace(/\.rb$/, '')}.rb` : `${name.replaceAll('.', '/')}.py`
  const found = places.map((place) => map.findFile(posix.join(directory, place, file))).find((one) => one !== undefined)
  return found === undefined ? [] : [found]
}

/** What asks for a fixture by a text. */
const ASKING = ['usefixtures', 'getfixturevalue'] as const

/** Fixtures are found by the names of parameters. */
const FIXTURES_FACT = { ...LOAD_FACT, names: [{ imported: '*', local: '*' }] }

/** pytest finds fixtures in every conftest.py above a test, by the names of its parameters. */
function addConftests(graph: Graph, tests: readonly CodeFile[]): readonly ImplicitLink[] {
  const { map } = graph
  const added: ImplicitLink[] = []
  const fact = FIXTURES_FACT
  const isConftest = (number: number): boolean => /(?:^|\/)conftest\.py$/.test(map.pathOf(number))
  const conftests = Array.from({ length: map.fileCount }, (_, number) => number).filter(isConftest)
  if (conftests.length === 0) return added
  const asking = new Set(ASKING.flatMap((name) => map.uses(name).map(({ file }) => file.number)))
  for (const file of conftests.map((number) => map.file(number))) {
    const isAutomatic = map.read(file.number)?.source.includes('autouse') === true
    // Those below take its fixtures for their own.
    for (const from of conftests)
      if (from !== file.number && isBelow(map.pathOf(from), directoryOf(file.path)))
        graph.addLink(file.number, { from, fact, isLoaded: false })
    const below = tests.filter((test) => test.language === 'python' && isBelow(test.path, directoryOf(file.path)))
    added.push({ rule: 'conftest.py', to: file.number, text: loadedBy(below.length) })
    for (const { number: from } of below) {
      graph.addLink(file.number, { from, fact, isLoaded: true })
      if (isAutomatic || asking.has(from))
        graph.addLink(file.number, { from, fact: { ...fact, names: [], kind: 'include' }, isLoaded: true })
    }
  }
  return added
}

function addPackages(graph: Graph): void {
  const { map } = graph
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (path.endsWith('.py')) {
      const directory = directoryOf(path)
      const around = path.endsWith('/__init__.py') ? directoryOf(directory) : directory
      const init = map.findFile(`${around}/__init__.py`)
      if (init === undefined || init === number) continue
      graph.addLink(init, { from: number, fact: LOAD_FACT, isLoaded: true })
    } else if (path.endsWith('_test.go')) {
      for (const other of graph.packageOf(number)) {
        if (other === number || map.pathOf(other).endsWith('_test.go')) continue
        graph.addLink(other, { from: number, fact: LOAD_FACT, isLoaded: true })
      }
    }
  }
}
