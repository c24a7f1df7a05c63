import { posix } from 'node:path'
import type { CodeFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import type { Graph } from '../graph/graph.ts'
import { NAMED_FACT } from '../graph/link-table.ts'
import { directoryOf, isBelow } from '../paths.ts'
import type { ImplicitLink } from './widening.ts'

/** What lists the files of a directory, or loads them all. */
const LISTING = ['readdirSync', 'readdir', 'opendir', 'opendirSync', 'glob', 'globSync', 'globby', 'globbySync', 'fg']
const LOADING =
  'autoLoad AutoLoad autoload Autoload fastifyAutoload fastifyAutoLoad loadModules requireDirectory requireDir requireAll includeAll requireGlob importAll'.split(
    ' ',
  )
/** A word of its own in many files: there only `require.context` counts. */
const LISTING_OF_REQUIRE = 'context'
const LOADS = new RegExp(
  String.raw`\bimport\.meta\.glob|\brequire\.context\b|(?<![.\w])(?:require|import)\(\s*(?!['"\s)]|\x60[^$\x60]*\x60)|\b(?:map|forEach)\(\s*require\s*\)|(?<![.\w])(?:${LOADING.join('|')})\b\s*[,(]`,
)
/** The pieces of a path that stand one behind the other. */
const PIECES = /(['"])((?:(?!\1)[^\\\n])*)\1(?:\s*,\s*(['"])((?:(?!\3)[^\\\n])*)\3)*|\}(\/[^`$\n]*)|`([^`$\n]*)/g
const PIECE = /(['"])((?:(?!\1)[^\\\n])*)\1/g
const PATH = /^[\w@~./+*?{},!()[\]|-]+$/
const DOTS = /^\.{0,2}(?:\/\.\.)*\/?$/
const OWN_DIRECTORY = /\b__dirname\b|\bimport\.meta\b/
const LISTED = /\.(?:[cm]?[jt]sx?|vue|svelte)$/

interface Listed {
  readonly directory: string
  /** Not what lies in directories below it, but for their `index`. */
  readonly isFlat: boolean
  /** Of the files, with the dot; undefined where any may be meant. */
  readonly extension: string | undefined
}

/**
 * Scripts that list a directory and load what they find (`readdirSync` with `require(path)`, `import.meta.glob`, plugins such as an autoload) load the files
 * that lie there, though nothing names them.
 */
export function addDirectoryLoads(graph: Graph, tests: readonly CodeFile[]): readonly ImplicitLink[] {
  const { map } = graph
  const filesWith = (name: string): readonly CodeFile[] => map.uses(name).map(({ file }) => file)
  const requiring = new Set(filesWith('require').map(({ number }) => number))
  const all = [
    ...[...LISTING, ...LOADING].flatMap(filesWith),
    ...filesWith(LISTING_OF_REQUIRE).filter(({ number }) => requiring.has(number)),
  ]
  const isTest = new Set(tests.map(({ number }) => number))
  const loaders = new Map(all.filter(isCode).map((file) => [file.number, file]))
  const directories = loaders.size === 0 ? new Set<string>() : directoriesWithScripts(graph)
  return [...loaders.values()].flatMap((loader): readonly ImplicitLink[] => {
    const text = map.read(loader.number)?.source.toString() ?? ''
    const load = LOADS.exec(text)
    if (load === null) return []
    const line = text.slice(0, load.index).split('\n').length
    const fact = { ...NAMED_FACT, line }
    const loaded = directoriesIn(directories, loader, text).flatMap((listed) => filesIn(graph, listed))
    return [...new Set(loaded)].flatMap((to): readonly ImplicitLink[] => {
      if (to === loader.number || isTest.has(to)) return []
      graph.addLink(to, { from: loader.number, fact, isLoaded: false })
      return [{ rule: 'directory', to, text: `reached, and loaded by ${loader.path}:${line}, which lists a directory` }]
    })
  })
}

function isCode({ language, class: fileClass }: CodeFile): boolean {
  return (isScript(language) || language === 'vue' || language === 'svelte') && ['source', 'test'].includes(fileClass)
}

/** Those that its texts name; where they name none, its own. */
function directoriesIn(directories: ReadonlySet<string>, loader: CodeFile, text: string): readonly Listed[] {
  const found = new Map<string, Listed>()
  for (const written of pathsIn(text)) {
    if (!PATH.test(written) || DOTS.test(written)) continue
    const listed = directoryOfPattern(directories, loader, written)
    if (listed !== undefined) found.set(`${listed.directory}\0${listed.extension}`, listed)
  }
  if (found.size > 0 || !OWN_DIRECTORY.test(text)) return [...found.values()]
  return [{ directory: directoryOf(loader.path), isFlat: true, extension: undefined }]
}

/** Also of pieces that a call joins: `join(here, '..', 'routes')`. A word alone is a directory's only behind a place, or where it is listed. */
function pathsIn(text: string): readonly string[] {
  return [...text.matchAll(PIECES)].flatMap((match): readonly string[] => {
    const [whole, , , , , tail, template] = match
    const written = tail ?? template
    if (written !== undefined) return [written.replace(/^\//, './')]
    const path = [...whole.matchAll(PIECE)].map(([, , piece = '']) => piece).join('/')
    const isPlaced = path.includes('/') || BEHIND_PLACE.test(text.slice(Math.max(0, match.index - 80), match.index))
    return isPlaced ? [path] : []
  })
}

const BEHIND_PLACE =
  /(?:(?:dirname|[dD]ir(?:ectory)?|[rR]oot|[bB]ase|[pP]ath|cwd\(\)|url\)|'\.'\)|"\.")\)*\s*[,+]|\b(?:readdir(?:Sync)?|opendir(?:Sync)?|glob(?:Sync|by)?|context|\w*(?:Dir|Directory|All))\()\s*$/

/** The directory that a path or a pattern names, from the file, from a directory above it, or by an alias of the sources. */
function directoryOfPattern(directories: ReadonlySet<string>, loader: CodeFile, written: string): Listed | undefined {
  const special = written.search(/[*?{[(!]/)
  const plain = special === -1 ? written : written.slice(0, written.lastIndexOf('/', special) + 1)
  const extension = special === -1 ? undefined : /\.\w+$/.exec(written)?.[0]
  const isFlat = special !== -1 && !written.includes('**')
  const own = directoryOf(loader.path)
  const isOwn = /^\.{1,2}(?:\/|$)/.test(plain)
  const below = plain.replace(/^(?:[@~]?\/)+/, '')
  if (below === '' || DOTS.test(below) !== DOTS.test(plain)) return undefined
  const places = isOwn ? [own] : directoriesAbove(own).flatMap((one) => [one, posix.join(one, 'src')])
  const directory = places
    .map((place) => posix.join(place, below).replace(/\/$/, ''))
    .find((one) => directories.has(one))
  return directory === undefined ? undefined : { directory, isFlat, extension }
}

function directoriesAbove(directory: string): readonly string[] {
  const found = [directory]
  for (let at = directory; at !== ''; at = directoryOf(at)) found.push(directoryOf(at))
  return found
}

/** The directories around scripts. */
function directoriesWithScripts({ map }: Graph): ReadonlySet<string> {
  const found = new Set<string>()
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (!LISTED.test(path)) continue
    for (let at = directoryOf(path); at !== '' && !found.has(at); at = directoryOf(at)) found.add(at)
  }
  return found
}

function filesIn({ map }: Graph, { directory, isFlat, extension }: Listed): readonly number[] {
  const found: number[] = []
  for (let number = 0; number < map.fileCount; number++) {
    const path = map.pathOf(number)
    if (!isBelow(path, directory) || !LISTED.test(path) || path.endsWith('.d.ts')) continue
    if (extension !== undefined && !path.endsWith(extension)) continue
    const rest = path.slice(directory === '' ? 0 : directory.length + 1)
    const isNear = !rest.includes('/') || /^[^/]+\/index\.\w+$/.test(rest)
    if ((!isFlat || isNear) && isCode(map.file(number))) found.push(number)
  }
  return found
}
