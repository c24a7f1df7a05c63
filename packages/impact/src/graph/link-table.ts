import { createHash } from 'node:crypto'
import {
  FileUses,
  isUseLanguage,
  scriptBeside,
  listedFiles,
  Resolver,
  type CodeFile,
  type CodeMap,
  type FactFiles,
  type ImportFact,
  type Language,
  type UseKind,
} from '@groundcrew/code-map'
import { ELEMENT_FACT, ElementRuntimes } from './elements.ts'
import { Fixtures } from './fixtures.ts'
import { namedFiles, type NamedText } from './named-files.ts'
import { PythonPlugins } from './python-plugins.ts'

/**
 * Where the imports of every file lead, as numbers. The entries of file `f` are those from `offsets[f]` up to `offsets[f + 1]`: an import by
 * its place in the file, and the number of the file that it leads to, or below 0.
 */
export interface LinkTable {
  readonly offsets: Int32Array
  readonly facts: Int32Array
  readonly targets: Int32Array
  /** What loading asks of each: see `loadingOf`. */
  readonly loadings: Int32Array
  /** What was true when it was made. */
  readonly state: LinkState
}

/** What loading a file asks of an import of it. */
export interface Loading {
  readonly line: number
  readonly isTypeOnly: boolean
  /** Neither types alone nor `import()`. */
  readonly isLoaded: boolean
}

function encodeLoading({ line, isTypeOnly, kind }: ImportFact): number {
  return line * 4 + (isTypeOnly ? 2 : 0) + (isTypeOnly || kind === 'dynamic' ? 0 : 1)
}

export function loadingOf(encoded: number): Loading {
  return { line: encoded >> 2, isTypeOnly: (encoded & 2) !== 0, isLoaded: (encoded & 1) !== 0 }
}

/** Where code names a file: nothing is bound, and all of it may be used. */
export const NAMED_FACT: ImportFact = {
  kind: 'dynamic',
  specifier: '',
  line: 1,
  names: [],
  isTypeOnly: false,
}

/** An import that leads to no file of this code base. */
const OUTSIDE = -1
/** Likewise, though it should: nothing is where it points to. */
export const MISSING = -2

/** In place of an import's place in the file: the one that a compiler adds for JSX elements. */
export const OF_ELEMENTS = -1
/** Likewise: the file is named by its path or its module, or by a name of what it declares. */
const OF_NAMES = -2
/** Likewise, the other way round: who uses the target runs code of the file that the entry is of. */
export const OF_IMPLEMENTATIONS = -3
/** Likewise: only the tests in the file name it. */
export const OF_TESTS = -4
/** The entries that come from what stands in a file besides its imports. */
export const NAMING: readonly number[] = [OF_NAMES, OF_IMPLEMENTATIONS, OF_TESTS]

/** What imports resolve by, and the content of each file: where they are the same, the links are. */
export interface LinkState {
  /** Of all paths. */
  readonly paths: string
  /** The configuration that resolution read, each with its content. */
  readonly read: readonly (readonly [path: string, content: string])[]
  readonly segments: readonly string[]
  readonly segmentOf: Int32Array
  readonly contentOf: Int32Array
  /** By file, of those that others see by the names that they have: what each gives to them. */
  readonly given: Readonly<Record<number, string>>
}

/** Resolves every import; of files that are as `known` saw them, nothing is resolved again. Gives `known` itself where nothing differs. */
export function makeLinkTable(
  map: CodeMap,
  { known, textsOf }: { readonly known: LinkTable | undefined; readonly textsOf: Resolution['textsOf'] },
): { table: LinkTable; resolved: number } {
  const state = readState(map)
  const old = known !== undefined && isSameGround(map, known.state, state) ? known : undefined
  const isSame = (file: number): boolean => old !== undefined && isSameContent(old.state, state, file)
  const given: Record<number, string> = {}
  const { resolver, files, read } = recordingResolver(map)
  const uses = new FileUses(files, (path) => given[map.findFile(path) ?? -1])
  const renamed = readGiven(map, uses, { old: old?.state.given, isSame, given })
  const resolution = {
    resolver,
    runtimes: new ElementRuntimes(files, resolver),
    plugins: lazily(() => new PythonPlugins(files, resolver)),
    fixtures: lazily(() => new Fixtures(map)),
    uses,
    textsOf,
  }
  const links = new Growing(map.fileCount)
  let resolved = 0
  for (let file = 0; file < map.fileCount; file++) {
    if (old !== undefined && isSame(file) && (given[file] === undefined || !renamed.has(map.file(file).language)))
      links.copy(old, file)
    else {
      resolved++
      resolveFile(map, resolution, { file: map.file(file), links })
    }
    links.endFile(file)
  }
  if (old !== undefined && resolved === 0) return { table: old, resolved }
  const contents = new Set([...(old?.state.read.map(([path]) => path) ?? []), ...read])
  const configuration = [...contents].sort().map((path) => [path, contentOf(map, path)] as const)
  return { table: links.finish({ ...state, read: configuration, given }), resolved }
}

/** Fills `given`. Returns the languages of which a file gives something else than before: any file may mean something else by a name of it. */
function readGiven(
  map: CodeMap,
  uses: FileUses,
  {
    old,
    isSame,
    given,
  }: {
    readonly old: LinkState['given'] | undefined
    readonly isSame: (file: number) => boolean
    readonly given: Record<number, string>
  },
): ReadonlySet<Language> {
  const renamed = new Set<Language>()
  for (let file = 0; file < map.fileCount; file++) {
    const before = old?.[file]
    if (old !== undefined && isSame(file)) {
      if (before !== undefined) given[file] = before
      continue
    }
    const { language, path } = map.file(file)
    if (isUseLanguage(language)) given[file] = uses.given(path, language)
    if (given[file] !== before) renamed.add(language)
  }
  return renamed
}

function resolveFile(
  map: CodeMap,
  { resolver, runtimes, plugins, fixtures, uses, textsOf }: Resolution,
  { file, links }: { readonly file: CodeFile; readonly links: Growing },
): void {
  const { language } = file
  const isByNames = isUseLanguage(language)
  for (const [index, fact] of map.imports(file.number).entries()) {
    const { targets, isMissing } = targetsOf(map, resolver, { file, fact })
    const loading = encodeLoading(fact)
    if (targets.length === 0) links.add(index, isMissing ? MISSING : OUTSIDE, loading)
    // An import may be of a whole namespace: what of it the file uses it names.
    for (const target of isByNames ? [] : targets) if (target !== file.number) links.add(index, target, loading)
  }
  if (isByNames) {
    for (const { path, line, kind } of uses.of(file.path, language))
      for (const target of filesAt(map, path)) links.add(OF_USES[kind], target, encodeLoading({ ...NAMED_FACT, line }))
    return
  }
  const modules = runtimes.of(file, () => map.read(file.number)?.source.toString() ?? '')
  for (const target of modules.flatMap((path) => filesAt(map, path)))
    links.add(OF_ELEMENTS, target, encodeLoading(ELEMENT_FACT))
  const places = namedFiles(map, resolver, { file, texts: () => textsOf(file.number), fixtures })
  const named = language === 'python' ? plugins().namedIn(() => map.read(file.number)?.source.toString() ?? '') : []
  for (const { path, line } of [...places, ...named.filter((one) => one.path !== file.path)])
    for (const target of filesAt(map, path)) links.add(OF_NAMES, target, encodeLoading({ ...NAMED_FACT, line }))
}

const OF_USES: Readonly<Record<UseKind, number>> = {
  use: OF_NAMES,
  'of tests': OF_TESTS,
  implementation: OF_IMPLEMENTATIONS,
}

function targetsOf(
  map: CodeMap,
  resolver: Resolver,
  { file, fact }: { readonly file: CodeFile; readonly fact: ImportFact },
): { readonly targets: readonly number[]; readonly isMissing: boolean } {
  const found = [fact, ...packagesBoundBy(file, fact)].map((one) => resolver.resolve(file, one))
  const paths = found.flatMap((resolution) => (resolution.kind === 'files' ? resolution.paths : []))
  const targets = new Set([...paths, ...resolver.insteadOf(file, fact)].flatMap((path) => filesAt(map, path)))
  return { targets: [...targets], isMissing: found[0]?.kind === 'missing' }
}

/** Of a declaration file the script beside it too: that is what runs. */
function filesAt(map: CodeMap, path: string): readonly number[] {
  return [path, scriptBeside(path)].flatMap((one) => (one === undefined ? [] : (map.findFile(one) ?? [])))
}

/** Python's `import a.b.c` binds `a`: what `a` and `a.b` hold is reached through it too. */
function packagesBoundBy({ language }: CodeFile, fact: ImportFact): readonly ImportFact[] {
  const [bound] = fact.names
  const parts = fact.specifier.split('.')
  const isWhole = language === 'python' && fact.names.length === 1 && bound?.imported === '*'
  if (!isWhole || parts.length === 1 || bound.local !== parts[0]) return []
  return parts.slice(1).map((_, index) => ({ ...fact, specifier: parts.slice(0, index + 1).join('.') }))
}

/** Made once, where it is asked for. */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

interface Resolution {
  readonly plugins: () => PythonPlugins
  readonly fixtures: () => Fixtures
  readonly resolver: Resolver
  readonly runtimes: ElementRuntimes
  readonly uses: FileUses
  readonly textsOf: (file: number) => readonly NamedText[]
}

interface RecordingResolver {
  readonly resolver: Resolver
  readonly files: FactFiles
  /** The files whose text was asked for, but for those that say what they give to others. */
  readonly read: ReadonlySet<string>
}

function recordingResolver(map: CodeMap): RecordingResolver {
  const read = new Set<string>()
  let files: FactFiles | undefined
  const numberOf = (path: string): number => map.findFile(path) ?? -1
  const facts = {
    symbols: (path: string) => map.symbols(numberOf(path)),
    imports: (path: string) => map.imports(numberOf(path)),
    hasProblem: (path: string) => map.file(numberOf(path)).problemLine !== undefined,
  }
  // Made when it is first asked: where nothing changed, nothing asks.
  const filesOf = (): FactFiles => {
    files ??= Object.assign(
      listedFiles(
        Array.from({ length: map.fileCount }, (_, number) => map.pathOf(number)),
        (path) => {
          const number = map.findFile(path)
          if (number === undefined || !isUseLanguage(map.file(number).language)) read.add(path)
          return number === undefined ? undefined : map.read(number)?.source.toString()
        },
      ),
      facts,
    )
    return files
  }
  const lazy: FactFiles = {
    ...facts,
    has: (path) => filesOf().has(path),
    inDirectory: (directory) => filesOf().inDirectory(directory),
    text: (path) => filesOf().text(path),
    get paths() {
      return filesOf().paths
    },
  }
  return { resolver: new Resolver(lazy), files: lazy, read }
}

function readState(map: CodeMap): LinkState {
  const { entries, segments } = map.index.table
  const hash = createHash('sha1')
  hash.update(entries.map(({ path }) => path).join('\0'))
  return {
    paths: hash.digest('hex'),
    read: [],
    segments,
    segmentOf: Int32Array.from(entries, ({ segment }) => segment),
    contentOf: Int32Array.from(entries, ({ content }) => content),
    given: {},
  }
}

function isSameGround(map: CodeMap, old: LinkState, now: LinkState): boolean {
  return old.paths === now.paths && old.read.every(([path, content]) => contentOf(map, path) === content)
}

/** A name for what a file holds; empty where there is no such file. */
function contentOf(map: CodeMap, path: string): string {
  const file = map.findFile(path)
  return file === undefined ? '' : map.blobIdOf(file)
}

function isSameContent(old: LinkState, now: LinkState, file: number): boolean {
  return (
    old.contentOf[file] === now.contentOf[file] &&
    old.segments[old.segmentOf[file] ?? 0] === now.segments[now.segmentOf[file] ?? 0]
  )
}

class Growing {
  readonly #offsets: Int32Array
  readonly #facts: number[] = []
  readonly #targets: number[] = []
  readonly #loadings: number[] = []

  constructor(files: number) {
    this.#offsets = new Int32Array(files + 1)
  }

  add(fact: number, target: number, loading: number): void {
    this.#loadings.push(loading)
    this.#facts.push(fact)
    this.#targets.push(target)
  }

  copy({ offsets, facts, targets, loadings }: LinkTable, file: number): void {
    const end = offsets[file + 1] ?? 0
    for (let at = offsets[file] ?? 0; at < end; at++)
      this.add(facts[at] as number, targets[at] as number, loadings[at] as number)
  }

  endFile(file: number): void {
    this.#offsets[file + 1] = this.#facts.length
  }

  finish(state: LinkState): LinkTable {
    return {
      offsets: this.#offsets,
      facts: Int32Array.from(this.#facts),
      targets: Int32Array.from(this.#targets),
      loadings: Int32Array.from(this.#loadings),
      state,
    }
  }
}
