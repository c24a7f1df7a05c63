import {
  languageOfPath,
  Meaning,
  type Declared,
  openSource,
  type CodeSymbol,
  type OpenFile,
  type ReadFiles,
} from '@groundcrew/code-map'
import type { Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'

/** So many files are read for what the names of one mean: those that it loads come first. */
const filesMax = 100

/** A declaration that a name means. */
export interface Meant {
  readonly path: string
  readonly symbol: CodeSymbol
  readonly open: OpenFile
}

/** What the names in a file of a commit mean, by scopes, imports and hints, as far as the files that it loads say so. */
export class TreeMeaning {
  readonly #files: LoadedFiles
  readonly #meaning: Meaning
  readonly #path: string

  private constructor(files: LoadedFiles, meaning: Meaning, path: string) {
    this.#files = files
    this.#meaning = meaning
    this.#path = path
  }

  /** Also by what is handed in from files that are near: those that a side changed together with it. */
  static async of(tree: SourceTree, path: string, near: readonly string[] = []): Promise<TreeMeaning> {
    const key = [path, ...near].join('\0')
    const ofTree = known.get(tree) ?? new Map<string, Promise<TreeMeaning>>()
    known.set(tree, ofTree)
    const found = ofTree.get(key) ?? TreeMeaning.#read(tree, path, near)
    ofTree.set(key, found)
    return await found
  }

  static async #read(tree: SourceTree, path: string, near: readonly string[]): Promise<TreeMeaning> {
    const opened = new Map<string, OpenFile>()
    let wave: readonly string[] = [
      ...new Set([path, ...near, ...(await fixturesFor(tree, near)), ...(await alwaysLoaded(tree, path))]),
    ]
    while (wave.length > 0 && opened.size < filesMax) {
      // oxlint-disable-next-line no-await-in-loop -- what a file imports is known when it is read
      wave = await openWave(tree, opened, wave)
    }
    const files = new LoadedFiles([...opened.values()])
    return new TreeMeaning(files, new Meaning(files, await tree.resolver(), { isGuessing: true }), path)
  }

  /** What the name at an offset of the file may mean; nothing where that is not known. */
  at(offset: number): readonly Meant[] {
    return this.#meant((number) => this.#meaning.at(number, offset))
  }

  /** The classes that the value may be of whose last token begins at an offset. */
  typesOf(offset: number): readonly Meant[] {
    return this.#meant((number) => this.#meaning.typesOf(number, offset))
  }

  #meant(ask: (file: number) => readonly Declared[]): readonly Meant[] {
    const number = this.#files.findFile(this.#path)
    return number === undefined
      ? []
      : ask(number).flatMap(({ file, symbol: index }) => {
          const open = this.#files.openAt(file)
          const symbol = open?.symbols[index]
          return open === undefined || symbol === undefined ? [] : [{ path: open.file.path, symbol, open }]
        })
  }
}

/** Opens files that are read together; gives those that they import and that are not opened yet. */
async function openWave(
  tree: SourceTree,
  opened: Map<string, OpenFile>,
  wave: readonly string[],
): Promise<readonly string[]> {
  const paths = wave.slice(0, filesMax - opened.size)
  await tree.load(paths)
  for (const path of paths) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = await tree.open(path)
    if (open !== undefined) opened.set(path, open)
  }
  const imports = await Promise.all(paths.map(async (path) => await tree.imports(path)))
  return [...new Set(imports.flat())].filter((path) => !opened.has(path))
}

const known = new WeakMap<SourceTree, Map<string, Promise<TreeMeaning>>>()

/** So many files that a side changed are looked at for what they hand in. */
const nearMax = 20

/** The files of a side that are read for what the names of one of them mean. */
export function nearOf({ files }: Side, path: string): readonly string[] {
  const language = languageOfPath(path)
  return files
    .filter((file) => file.hunks.length > 0 && file.path !== path && languageOfPath(file.path) === language)
    .map((file) => file.path)
    .slice(0, nearMax)
}

/** The `conftest.py` above some files. */
async function fixturesFor(tree: SourceTree, paths: readonly string[]): Promise<readonly string[]> {
  const all = await tree.paths()
  const above = paths.flatMap((path) => {
    const parts = path.split('/').slice(0, -1)
    return parts.map((_, index) => [...parts.slice(0, parts.length - index), 'conftest.py'].join('/'))
  })
  return [...new Set([...above, 'conftest.py'])].filter((path) => all.has(path))
}

/** Constants of Ruby are known everywhere. */
async function alwaysLoaded(tree: SourceTree, path: string): Promise<readonly string[]> {
  if (languageOfPath(path) !== 'ruby') return []
  const all = [...(await tree.paths())].filter((other) => languageOfPath(other) === 'ruby')
  if (all.length > filesMax) return []
  await tree.load(all)
  return all
}

/** Files of a commit as an index has those of a work tree. */
class LoadedFiles implements ReadFiles {
  readonly #opened: readonly OpenFile[]
  readonly #numbers: ReadonlyMap<string, number>

  constructor(opened: readonly OpenFile[]) {
    this.#opened = opened
    this.#numbers = new Map(opened.map(({ file }, number) => [file.path, number]))
  }

  get fileCount(): number {
    return this.#opened.length
  }

  openAt(number: number): OpenFile | undefined {
    return this.#opened[number]
  }

  file(number: number): OpenFile['file'] {
    return { ...this.#open(number).file, number }
  }

  pathOf(number: number): string {
    return this.#open(number).file.path
  }

  findFile(path: string): number | undefined {
    return this.#numbers.get(path)
  }

  imports(number: number): OpenFile['imports'] {
    return this.#open(number).imports
  }

  symbols(number: number): readonly CodeSymbol[] {
    return this.#open(number).symbols
  }

  symbolsNamed(number: number, name: string): ReturnType<ReadFiles['symbolsNamed']> {
    return this.symbols(number).flatMap((symbol, index) => (symbol.name === name ? [{ symbol, index }] : []))
  }

  /** Where it stands. */
  uses(...[name, isWanted = () => true]: Parameters<ReadFiles['uses']>): ReturnType<ReadFiles['uses']> {
    return this.#opened.flatMap(({ symbols, extraction }, number) => {
      const count = symbols.filter((symbol) => symbol.name === name).length
      if (count === 0 && extraction.names.find(name) === undefined) return []
      const use = { file: this.file(number), content: number, uses: Math.max(1, count), isDeclared: count > 0 }
      return isWanted(use) ? [use] : []
    })
  }

  read(number: number): OpenFile {
    const { file, source } = this.#open(number)
    return openSource(file.path, source, number)
  }

  #open(number: number): OpenFile {
    const open = this.#opened[number]
    if (open === undefined) throw new Error(`there is no file number ${number}`)
    return open
  }
}
