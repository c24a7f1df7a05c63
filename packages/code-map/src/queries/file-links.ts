import type { CodeMap } from '../code-map.ts'
import { directoryOf } from '../resolve/paths.ts'
import type { ImportGraph } from './import-graph.ts'

/** Of more names it takes too long to ask who uses them; code that large has many packages, and their imports tell enough. */
const NAMES_MAX = 4000
/** Files of one directory, in Ruby all that is loaded, see each other without an import. */
const PACKAGE_LANGUAGES: readonly string[] = ['go', 'java', 'ruby']
/** What runs by itself, or is nobody's. */
const UNNAMED: ReadonlySet<string> = new Set(['_', 'init', 'main'])

/** Which file leads to which: by imports, in Go and Java by the names of their packages, of which an import of Go's brings all, and in Ruby by constants. */
export class FileLinks {
  /** By file, who leads to it. */
  readonly #users: readonly ReadonlySet<number>[]
  /** Whether what is known of Go is known of each file, and not of whole packages alone. */
  readonly isByName: boolean

  constructor(graph: ImportGraph) {
    const { map } = graph
    const byName = usersByName(graph)
    this.isByName = byName !== undefined
    this.#users = Array.from({ length: map.fileCount }, (_, file) => {
      const named = byName?.get(file) ?? []
      const isOfGo = byName !== undefined && map.file(file).language === 'go'
      return new Set(isOfGo ? named : [...graph.importersOf(file).map(({ from }) => from), ...named])
    })
  }

  usersOf(file: number): ReadonlySet<number> {
    return this.#users[file] ?? new Set()
  }

  /** PageRank: how much of the code base leads to a file. */
  pageRank(): Float64Array {
    const count = this.#users.length
    const outgoing = new Int32Array(count)
    for (const users of this.#users) for (const user of users) outgoing[user] = (outgoing[user] as number) + 1
    let rank = new Float64Array(count).fill(1 / Math.max(1, count))
    for (let round = 0; round < PAGE_RANK_ROUNDS; round++) {
      const next = new Float64Array(count).fill((1 - DAMPING) / Math.max(1, count))
      for (const [file, users] of this.#users.entries())
        for (const user of users)
          next[file] = (next[file] as number) + (DAMPING * (rank[user] as number)) / (outgoing[user] as number)
      rank = next
    }
    return rank
  }
}

const PAGE_RANK_ROUNDS = 20
const DAMPING = 0.85

/** By file, who uses a name that it alone of its package declares; undefined where there are too many names. */
function usersByName(graph: ImportGraph): ReadonlyMap<number, ReadonlySet<number>> | undefined {
  const { map } = graph
  const packages = declaringFiles(map)
  if (packages === undefined) return undefined
  const importers = new Map<number, ReadonlySet<number>>()
  const importersOf = (file: number): ReadonlySet<number> => {
    const known = importers.get(file) ?? new Set(graph.importersOf(file).map(({ from }) => from))
    importers.set(file, known)
    return known
  }
  const found = new Map<number, Set<number>>()
  for (const [own, files] of packages) {
    for (const [name, [file, another]] of files) {
      if (file === undefined || another !== undefined) continue
      const users = found.get(file) ?? new Set()
      found.set(file, users)
      for (const { file: user } of map.uses(name)) {
        const { number } = user
        if (number !== file && (importersOf(file).has(number) || packageOf(map, number) === own)) users.add(number)
      }
    }
  }
  return found
}

/** By package and name, the source files that declare it. */
function declaringFiles(map: CodeMap): ReadonlyMap<string, ReadonlyMap<string, readonly number[]>> | undefined {
  const packages = new Map<string, Map<string, readonly number[]>>()
  let count = 0
  for (const { number, language, class: kind } of map.files()) {
    if (!PACKAGE_LANGUAGES.includes(language) || kind !== 'source') continue
    const own = packageOf(map, number)
    const declaring = packages.get(own) ?? new Map<string, readonly number[]>()
    packages.set(own, declaring)
    const names = language === 'ruby' ? constantNames(map, number) : topLevelNames(map, number)
    for (const name of names) declaring.set(name, [...(declaring.get(name) ?? []), number])
    count += names.size
    if (count > NAMES_MAX) return undefined
  }
  return packages
}

function packageOf(map: CodeMap, file: number): string {
  const { language, path } = map.file(file)
  return language === 'ruby' ? language : `${language}:${directoryOf(path)}`
}

function topLevelNames(map: CodeMap, file: number): ReadonlySet<string> {
  const top = map
    .symbols(file)
    .filter(({ parent, kind, name }) => parent === -1 && kind !== 'method' && !UNNAMED.has(name))
  return new Set(top.map(({ name }) => name))
}

/** Constants that Ruby has itself: whoever says `File` hardly means another. */
const OF_RUBY: ReadonlySet<string> = new Set(
  'Array Class Comparable Data Date Dir Encoding Enumerable Enumerator Exception File Float Hash IO Integer JSON Kernel Logger Marshal Method Module Monitor Mutex Object Proc Process Queue Random Range Rational Regexp Set Signal String Struct Symbol Tempfile Thread Time URI YAML'.split(
    ' ',
  ),
)

/** Of Ruby's classes and modules, wherever they are nested. */
function constantNames(map: CodeMap, file: number): ReadonlySet<string> {
  const constants = map.symbols(file).filter(({ kind }) => kind === 'class' || kind === 'module')
  return new Set(constants.map(({ name }) => name).filter((name) => !OF_RUBY.has(name)))
}
