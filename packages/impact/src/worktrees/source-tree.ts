import { createHash } from 'node:crypto'
import { languageOfPath, listedFiles, openSource, Resolver, type ImportFact, type OpenFile } from '@groundcrew/code-map'
import { readGit, runGit, type Repository } from '@groundcrew/core/repo'
import { decodePath } from '@groundcrew/core/text'
import type { ObjectBatch } from './object-batch.ts'

/** A larger file is generated, or data. */
const sourceBytesMax = 2 * 1024 * 1024
/** What says where modules are. */
const manifest =
  /(?:^|\/)(?:package\.json|[jt]sconfig[^/]*\.json|(?:jest|vite|vitest|webpack|babel)[\w.-]*\.[cm]?[jt]s|go\.mod|pyproject\.toml|pytest\.ini|setup\.cfg)$/

interface TreePlace {
  readonly repository: Repository
  readonly batch: ObjectBatch
  readonly commit: string
  readonly known: KnownFiles
}

/** Files as code, by their paths and contents: most are the same in many commits. */
export type KnownFiles = Map<string, OpenFile>

/** The files of one commit: read once, as they are asked for. */
export class SourceTree {
  readonly commit: string
  readonly #repository: Repository
  readonly #batch: ObjectBatch
  readonly #contents = new Map<string, Promise<Buffer | undefined>>()
  readonly #opened = new Map<string, OpenFile | undefined>()
  readonly #known: KnownFiles
  readonly #imports = new Map<string, Promise<readonly string[]>>()
  #paths: Promise<ReadonlySet<string>> | undefined
  #resolver: Promise<Resolver> | undefined

  constructor({ repository, batch, commit, known }: TreePlace) {
    this.#known = known
    this.#repository = repository
    this.#batch = batch
    this.commit = commit
  }

  /** Every file; what is in other repositories is not. */
  paths(): Promise<ReadonlySet<string>> {
    this.#paths ??= this.#listPaths()
    return this.#paths
  }

  /** Reads them in one go, for `read` and `open`. */
  async load(paths: readonly string[]): Promise<void> {
    const missing = [...new Set(paths)].filter((path) => !this.#contents.has(path))
    if (missing.length === 0) return
    const nameOf = (path: string): string => `${this.commit}:${path}`
    const found = this.#batch.read(missing.map(nameOf))
    for (const path of missing)
      this.#contents.set(
        path,
        found.then((objects) => objects.get(nameOf(path))),
      )
    await found
  }

  /** The bytes of a file; undefined where there is none. */
  async read(path: string): Promise<Buffer | undefined> {
    await this.load([path])
    return await this.#contents.get(path)
  }

  /** Those of the paths that are files. */
  async readAll(paths: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
    await this.load(paths)
    const found = new Map<string, Buffer>()
    for (const path of paths) {
      // oxlint-disable-next-line no-await-in-loop -- they are loaded
      const content = await this.#contents.get(path)
      if (content !== undefined) found.set(path, content)
    }
    return found
  }

  /** The file as code; undefined where there is none, or it is too large. */
  async open(path: string): Promise<OpenFile | undefined> {
    const source = await this.read(path)
    if (!this.#opened.has(path)) {
      const isReadable = source !== undefined && source.length <= sourceBytesMax && languageOfPath(path) !== undefined
      this.#opened.set(path, isReadable ? this.#openKnown(path, source) : undefined)
    }
    return this.#opened.get(path)
  }

  #openKnown(path: string, source: Buffer): OpenFile {
    const key = `${createHash('sha1').update(source).digest('base64')} ${path}`
    const open = this.#known.get(key) ?? openSource(path, source)
    this.#known.set(key, open)
    return open
  }

  /** The files that an import of the file at `path` stands for. */
  async resolve(open: OpenFile, fact: ImportFact): Promise<readonly string[]> {
    const resolved = (await this.resolver()).resolve(open.file, fact)
    return resolved.kind === 'files' ? resolved.paths : []
  }

  resolver(): Promise<Resolver> {
    this.#resolver ??= this.#makeResolver()
    return this.#resolver
  }

  /** Whether any file but a document holds a text. */
  async holds(text: string, how: 'anywhere' | 'as a word' = 'anywhere'): Promise<boolean> {
    const options = ['--quiet', '--fixed-strings', ...(how === 'as a word' ? ['--word-regexp'] : [])]
    const places = ['-e', text, this.commit, '--', ':!*.md', ':!*.rst']
    const { code } = await runGit(this.#repository, ['grep', ...options, ...places])
    return code !== 1
  }

  /** Whether any file but a document holds a text in quotes. */
  async holdsQuoted(text: string): Promise<boolean> {
    const texts = [`"${text}"`, `'${text}'`].flatMap((one) => ['-e', one])
    const places = [...texts, this.commit, '--', ':!*.md', ':!*.rst']
    const { code } = await runGit(this.#repository, ['grep', '--quiet', '--fixed-strings', ...places])
    return code !== 1
  }

  /** Whether a line of any file but a document matches an extended regular expression. */
  async hasLine(pattern: string): Promise<boolean> {
    const options = ['--quiet', '--extended-regexp', '-e', pattern, this.commit, '--', ':!*.md', ':!*.rst']
    const { code } = await runGit(this.#repository, ['grep', ...options])
    return code !== 1
  }

  /** The files of a pattern that hold a word. */
  async filesWith(word: string, pattern: string): Promise<readonly string[]> {
    const options = ['--files-with-matches', '--word-regexp', '--fixed-strings', '-z']
    const { code, stdout } = await runGit(this.#repository, [
      'grep',
      ...options,
      '-e',
      word,
      this.commit,
      '--',
      pattern,
    ])
    if (code !== 0) return []
    const prefix = this.commit.length + 1
    return stdout
      .toString('utf8')
      .split('\0')
      .filter(Boolean)
      .map((line) => line.slice(prefix))
  }

  /** The files that a file imports; none for what is no code. */
  imports(path: string): Promise<readonly string[]> {
    const known = this.#imports.get(path) ?? this.#readImports(path)
    this.#imports.set(path, known)
    return known
  }

  async #readImports(path: string): Promise<readonly string[]> {
    const open = languageOfPath(path) === undefined ? undefined : await this.open(path)
    if (open === undefined) return []
    const found = await Promise.all(open.extraction.imports.map(async (fact) => await this.resolve(open, fact)))
    return [...new Set(found.flat())]
  }

  async #listPaths(): Promise<ReadonlySet<string>> {
    const output = await readGit(this.#repository, ['ls-tree', '-r', '-z', '--name-only', '--full-tree', this.commit])
    const names = output.toString('latin1').split('\0').filter(Boolean)
    return new Set(names.map((name) => decodePath(Buffer.from(name, 'latin1'))))
  }

  async #makeResolver(): Promise<Resolver> {
    const paths = [...(await this.paths())]
    const manifests = paths.filter((path) => manifest.test(path) && !path.includes('node_modules/'))
    await this.load(manifests)
    const texts = new Map<string, string | undefined>()
    for (const path of manifests) {
      // oxlint-disable-next-line no-await-in-loop -- they are loaded
      texts.set(path, (await this.read(path))?.toString('utf8'))
    }
    return new Resolver(listedFiles(paths, (path) => texts.get(path)))
  }
}
