import { posix } from 'node:path'
import type { CodeFile } from '@groundcrew/code-map'
import type { Graph } from '../graph/graph.ts'
import { LOAD_FACT } from '../graph/links.ts'
import { PHPUNIT_CONFIG } from '../tests/php-suites.ts'
import { projectOf } from './build-files.ts'
import { loadedBy, type ImplicitLink } from './widening.ts'
import { directoryOf, isBelow } from '../paths.ts'

/** What JUnit loads without being told to, by its lists of services. */
const JUNIT = /(?:^|\/)META-INF\/services\/org\.junit\.[\w.]+$/
/** C#: what runs before the tests of an assembly. */
const ASSEMBLY_WIDE = [
  'SetUpFixture',
  'ModuleInitializer',
  'AssemblyInitialize',
  'AssemblyFixture',
  'CollectionDefinition',
]

/**
 * What runs with the tests of a project and is named by none of them: PHPUnit's bootstrap and extensions, Pest's `Pest.php`, the extensions that
 * JUnit finds by its lists, and what C# runs before the tests of an assembly.
 */
export function addBuildSetups(graph: Graph, tests: readonly CodeFile[]): readonly ImplicitLink[] {
  return [...phpSetups(graph), ...junitSetups(graph), ...assemblySetups(graph, tests)].flatMap((setup) => {
    const below = tests.filter(
      ({ path, number, language }) =>
        language === setup.language && number !== setup.to && isBelow(path, setup.directory),
    )
    for (const { number: from } of below) graph.addLink(setup.to, { from, fact: LOAD_FACT, isLoaded: true })
    return below.length === 0 ? [] : [{ rule: 'setup file', to: setup.to, text: loadedBy(below.length) } as const]
  })
}

interface Setup {
  readonly language: CodeFile['language']
  /** Whose tests it is for. */
  readonly directory: string
  readonly to: number
}

function phpSetups({ map }: Graph): readonly Setup[] {
  const found: Setup[] = []
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    const directory = directoryOf(path)
    if (/(?:^|\/)tests\/Pest\.php$/.test(path)) found.push({ language: 'php', directory, to: number })
    if (!PHPUNIT_CONFIG.test(path)) continue
    const text = map.read(number)?.source.toString() ?? ''
    const bootstraps = [...text.matchAll(/\bbootstrap\s*=\s*"([^"]+)"/g)].map(([, name = '']) =>
      map.findFile(posix.join(directory, name)),
    )
    const classes = [...text.matchAll(/\bclass\s*=\s*"([\w\\]+)"/g)].flatMap(([, name = '']) =>
      filesCalled(map, `${name.slice(name.lastIndexOf('\\') + 1)}.php`),
    )
    for (const to of [...bootstraps, ...classes]) if (to !== undefined) found.push({ language: 'php', directory, to })
  }
  return found
}

function junitSetups({ map }: Graph): readonly Setup[] {
  const found: Setup[] = []
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (!JUNIT.test(path)) continue
    const listed = (map.read(number)?.source.toString() ?? '').match(/^[\w.]+/gm) ?? []
    const directory = path.replace(/(?:^|\/)src\/.*$/, '')
    for (const name of listed)
      for (const to of filesCalled(map, `${name.replaceAll('.', '/')}.java`))
        found.push({ language: 'java', directory, to })
  }
  return found
}

/** The files whose path ends so. */
function filesCalled(map: Graph['map'], end: string): readonly number[] {
  const found: number[] = []
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (path === end || path.endsWith(`/${end}`)) found.push(number)
  }
  return found
}

function assemblySetups({ map }: Graph, tests: readonly CodeFile[]): readonly Setup[] {
  if (!tests.some(({ language }) => language === 'csharp')) return []
  const files = ASSEMBLY_WIDE.flatMap((name) => map.uses(name).map(({ file }) => file))
  return files
    .filter(({ language }) => language === 'csharp')
    .map(({ path, number }) => ({ language: 'csharp', directory: projectOf(map, path, 'csharp') ?? '', to: number }))
}
