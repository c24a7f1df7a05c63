import { isUseLanguage, type CodeFile, type CodeMap, type Language } from '@groundcrew/code-map'
import { count } from '@groundcrew/core/text'
import type { FileChange } from '../change/types.ts'
import type { Graph } from '../graph/graph.ts'
import type { Reach } from '../graph/reach.ts'
import { wholeFile } from '../graph/seeds.ts'
import type { Widened } from './widening.ts'
import { directoryOf, isBelow } from '../paths.ts'

interface Question {
  readonly graph: Graph
  readonly tests: readonly CodeFile[]
}

/** What says how the code of a language is built, and with which packages. */
const BUILD_FILES: readonly (readonly [Language, RegExp])[] = [
  [
    'java',
    /(?:^|\/)(?:pom\.xml|(?:build|settings)\.gradle(?:\.kts)?|gradle\.properties|gradle\.lockfile|libs\.versions\.toml|module-info\.java|junit-platform\.properties)$/,
  ],
  ['rust', /(?:^|\/)(?:Cargo\.(?:toml|lock)|build\.rs|rust-toolchain(?:\.toml)?|\.cargo\/config(?:\.toml)?)$/],
  ['php', /(?:^|\/)(?:composer\.(?:json|lock)|phpunit(?:\.dist)?\.xml(?:\.dist)?)$/],
  [
    'csharp',
    /(?:\.(?:csproj|sln|slnx|props|targets|runsettings)|(?:^|\/)(?:global\.json|packages\.lock\.json|xunit\.runner\.json|nuget\.config))$/i,
  ],
]
/** Where the projects of a language begin. */
const PROJECTS: Partial<Record<Language, RegExp>> = {
  java: /(?:^|\/)(?:pom\.xml|build\.gradle(?:\.kts)?)$/,
  php: /(?:^|\/)composer\.json$/,
  csharp: /\.csproj$/,
}
const TYPES: readonly string[] = ['class', 'interface', 'enum', 'struct', 'type', 'function']
const TEST_DIRECTORY = /^(?:.*?\/)?(?:tests?|specs?|fixtures?|testdata)(?=\/)/i

/** The language that a file of a build is for. */
export function builtLanguage(path: string): Language | undefined {
  return BUILD_FILES.find(([, pattern]) => pattern.test(path))?.[0]
}

/** All that is built by a file reaches what uses it, also from other projects. */
export function widenBuild({ graph }: Question, { path }: FileChange, language: Language): Widened {
  const directory = directoryOf(path).replace(/(?:^|\/)(?:\.cargo|gradle|src\/.*)$/, '')
  return allBelow(graph, { path, language, directory, rule: 'configuration', why: '' })
}

/**
 * Code that nothing names, and that is found in another way: what tests read in their directories, and what declares no type, such as a script or
 * settings of an assembly. It belongs to the tests of its directory, or its project.
 */
export function widenUnnamed({ graph, tests }: Question, change: FileChange): Widened {
  const { path, language, status, wholeBecause } = change
  if (!isUseLanguage(language) || wholeBecause === undefined || status === 'deleted') return NOTHING
  const { map } = graph
  const file = map.findFile(path)
  if (file === undefined || graph.hasImporters(file) || tests.some(({ number }) => number === file)) return NOTHING
  const directory = TEST_DIRECTORY.exec(path)?.[0]
  const project = directory === undefined && declaresNothing(map, file) ? projectOf(map, path, language) : undefined
  if (project !== undefined)
    return allBelow(graph, { path, language, directory: project, rule: 'unnamed', why: 'is named by nothing: ' })
  if (directory === undefined) return NOTHING
  const below = tests.filter((test) => test.language === language && isBelow(test.path, directory))
  const seeds = below.flatMap((test) => asRules(wholeFile(graph, test.path, `${path} is named by nothing`).slice(0, 1)))
  const place = directory === '' ? 'all tests' : `the tests below ${directory}`
  const text = `is named by nothing: reaches ${place}, ${below.length}`
  return { seeds, widenings: below.length === 0 ? [] : [{ rule: 'unnamed', path, text }] }
}

interface Built {
  readonly path: string
  readonly language: Language
  readonly directory: string
  readonly rule: 'configuration' | 'unnamed'
  /** Goes before what is reached. */
  readonly why: string
}

/** The files of a language below a directory count as changed in every part. */
function allBelow(graph: Graph, { path, language, directory, rule, why }: Built): Widened {
  const below = filesOf(graph.map, language).filter((file) => isBelow(file.path, directory))
  const seeds = below.flatMap((file) => asRules(wholeFile(graph, file.path, `${rule} ${path}`)))
  const place = directory === '' ? 'all' : `all below ${directory}`
  const text = `${why}reaches ${place} that is built with it, and what uses that: ${count(below.length, 'file')}`
  return { seeds, widenings: below.length === 0 ? [] : [{ rule, path, text }] }
}

const NOTHING: Widened = { seeds: [], widenings: [] }

function asRules(seeds: readonly Reach[]): readonly Reach[] {
  return seeds.map((seed) => ({ ...seed, relation: 'rule' }))
}

function filesOf(map: CodeMap, language: Language): readonly CodeFile[] {
  const found: CodeFile[] = []
  for (const file of map.files()) if (file.language === language) found.push(file)
  return found
}

/** A file that only says something of its package has no effect. */
function declaresNothing(map: CodeMap, file: number): boolean {
  return (
    !/(?:^|\/)package-info\.java$/.test(map.pathOf(file)) && !map.symbols(file).some(({ kind }) => TYPES.includes(kind))
  )
}

/** The directory of the nearest project of a language above a file. */
export function projectOf(map: CodeMap, path: string, language: Language): string | undefined {
  const pattern = PROJECTS[language]
  if (pattern === undefined) return undefined
  let found: string | undefined
  for (let number = 0; number < map.fileCount; number++) {
    const manifest = map.pathOf(number)
    const directory = directoryOf(manifest)
    if (pattern.test(manifest) && isBelow(path, directory) && directory.length >= (found?.length ?? 0))
      found = directory
  }
  return found
}
