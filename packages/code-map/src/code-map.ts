import type { Io } from '@groundcrew/core/cli'
import { ContentFiles, contentKey } from './content-files.ts'
import type { Extractors } from './extract.ts'
import type { ImportFact, SymbolKind } from './facts.ts'
import { displayPath, isSameStamp, tablePath, type PathTable, type Skipped } from './index/path-table.ts'
import { findPlace } from './index/place.ts'
import { readListedFile } from './index/read-file.ts'
import { discardIndex, refreshIndex, type FreshIndex } from './index/refresh.ts'
import type { Posting } from './index/name-section.ts'
import { IndexDamage, type Segment } from './index/segment.ts'
import type { ContentListener } from './index/segment-writer.ts'
import { FLAG, type ContentRecord } from './index/segment-format.ts'
import { classify, LANGUAGES, type FileClass, type Language } from './languages.ts'
import { columnOf, type RawFacts } from './lex/facts-builder.ts'
import { NameTable } from './lex/name-table.ts'
import { C, T, Tokens } from './lex/tokens.ts'
import { readableSymbol, readableSymbols } from './readable-symbols.ts'
import { blankComments } from './blank-comments.ts'
import type { WordIndex } from './word-index.ts'

export interface OpenOptions {
  readonly cwd: string
  readonly env: Io['env']
  readonly now: () => number
  readonly signal?: AbortSignal
  /** A script that calls `serveIndexWorker` when it runs in a worker thread; without it one thread does all. */
  readonly workerScript?: string | undefined
  /** Hears of each content that this thread reads; in other threads see `serveIndexWorker`. */
  readonly listener?: ContentListener | undefined
  note(text: string): void
  onProgress?(filesDone: number, filesTotal: number): void
}

/** A file of the code base. */
export interface CodeFile {
  /** Its place in `CodeMap.files`. */
  readonly number: number
  /** Relative to the root, for a reader. */
  readonly path: string
  readonly language: Language
  readonly class: FileClass
  readonly sizeBytes: number
  readonly lines: number
  readonly symbols: number
  /** The first line that could not be understood. */
  readonly problemLine: number | undefined
}

/** A symbol with its names as text. */
export interface CodeSymbol {
  readonly name: string
  /** With the names of the symbols around it. */
  readonly qualifiedName: string
  readonly kind: SymbolKind
  /** Index of the enclosing symbol in the same file, or -1. */
  readonly parent: number
  readonly line: number
  readonly endLine: number
  readonly start: number
  readonly nameStart: number
  readonly signatureEnd: number
  readonly end: number
  readonly isExported: boolean
}

/** Where a symbol is declared, before its names are read. */
export interface Declaration {
  readonly file: CodeFile
  /** Its place among the symbols of the file. */
  readonly index: number
  readonly symbol: Pick<CodeSymbol, 'kind' | 'line' | 'isExported' | 'signatureEnd' | 'end'>
}

/** How often a file uses a name. */
export interface NameUse {
  readonly file: CodeFile
  /** Outside comments and strings, declarations included. */
  readonly uses: number
  readonly isDeclared: boolean
}

/** The code base at a moment: opened once for a question, never stale in it. */
export class CodeMap {
  readonly root: string
  readonly index: FreshIndex
  readonly #table: PathTable
  readonly #extractors: Extractors | undefined
  readonly #options: OpenOptions
  readonly #files = new Map<number, CodeFile>()
  #words: Promise<WordIndex> | undefined
  readonly #contentFiles: ContentFiles
  #byPath: Map<string, number> | undefined

  /** Brings the index of the work tree around `cwd` up to date and opens it. Throws a ToolError where there are no files to read. */
  static async open(options: OpenOptions): Promise<CodeMap> {
    const [index, extractors] = await Promise.all([
      refreshIndex(findPlace(options.cwd, options.env), options),
      import('./extract.ts'),
    ])
    return new CodeMap(index, options, extractors)
  }

  /**
   * Answers a question from an up-to-date index. Where the index turns out to be damaged it is built anew, with a note, and asked again.
   */
  static async ask<T>(options: OpenOptions, question: (map: CodeMap) => T | Promise<T>): Promise<T> {
    try {
      return await question(await CodeMap.open(options))
    } catch (error) {
      if (!(error instanceof IndexDamage)) throw error
      options.note(`${error.message}; building it again`)
      discardIndex(findPlace(options.cwd, options.env))
      return await question(await CodeMap.open(options))
    }
  }

  /**
   * As `ask`, for a question that the index answers by itself: what reads source code is loaded only where a file was changed since the look at
   * it, and then the question is asked again.
   */
  static async askIndex<T>(options: OpenOptions, question: (map: CodeMap) => T | Promise<T>): Promise<T> {
    try {
      return await question(new CodeMap(await refreshIndex(findPlace(options.cwd, options.env), options), options))
    } catch (error) {
      if (error instanceof IndexDamage || error instanceof ExtractorMissing) return CodeMap.ask(options, question)
      throw error
    }
  }

  private constructor(index: FreshIndex, options: OpenOptions, extractors?: Extractors) {
    this.index = index
    this.#options = options
    this.#extractors = extractors
    this.root = index.table.root
    this.#table = index.table
    this.#contentFiles = new ContentFiles(index.table)
  }

  get fileCount(): number {
    return this.#table.fileCount
  }

  get skipped(): readonly (Omit<Skipped, 'path'> & { readonly path: string })[] {
    return this.index.table.skipped.map(({ path, reason }) => ({ path: displayPath(path), reason }))
  }

  get segments(): readonly Segment[] {
    return this.index.segments
  }

  /** Every file, by path. */
  *files(): Generator<CodeFile> {
    for (let number = 0; number < this.fileCount; number++) yield this.file(number)
  }

  file(number: number): CodeFile {
    const known = this.#files.get(number)
    if (known !== undefined) return known
    const record = this.#record(number)
    const path = this.pathOf(number)
    const language = LANGUAGES[record.languageNumber] ?? 'text'
    const flags = {
      isGenerated: (record.flags & FLAG.generated) !== 0,
      isMinified: (record.flags & FLAG.minified) !== 0,
    }
    const file: CodeFile = {
      number,
      path,
      language,
      class: classify(path, { language, ...flags }),
      sizeBytes: record.sizeBytes,
      lines: record.lines,
      symbols: record.symbols,
      problemLine: record.problemLine === 0 ? undefined : record.problemLine,
    }
    this.#files.set(number, file)
    return file
  }

  pathOf(number: number): string {
    return displayPath(this.#paths[number] ?? '')
  }

  /** The number of a file by its path from the root. */
  findFile(path: string): number | undefined {
    this.#byPath ??= new Map(this.#paths.slice(0, this.fileCount).map((name, number) => [name, number]))
    return this.#byPath.get(tablePath(path))
  }

  get #paths(): readonly string[] {
    return this.#table.columns.paths
  }

  #contentOf(number: number): { readonly segment: Segment; readonly content: number } {
    const { places } = this.#table.columns
    const segment = this.segments[places[number * 2] ?? -1]
    if (segment === undefined) throw new Error(`there is no file number ${number}`)
    return { segment, content: places[number * 2 + 1] ?? 0 }
  }

  #record(number: number): ContentRecord {
    const { segment, content } = this.#contentOf(number)
    return segment.content(content)
  }

  #facts(number: number): RawFacts {
    const { segment, content } = this.#contentOf(number)
    return segment.facts(content)
  }

  blobIdOf(number: number): string {
    return this.#record(number).blobId
  }

  imports(number: number): readonly ImportFact[] {
    return this.#facts(number).imports
  }

  symbols(number: number): readonly CodeSymbol[] {
    const { segment } = this.#contentOf(number)
    return readableSymbols(this.#facts(number).symbols, (id) => segment.nameText(id))
  }

  /** The symbols of a file that have a name, and their places among its symbols. */
  symbolsNamed(number: number, name: string): readonly { readonly symbol: CodeSymbol; readonly index: number }[] {
    const { segment } = this.#contentOf(number)
    const { symbols } = this.#facts(number)
    const wanted = segment.findName(name)
    const found = symbols.flatMap(({ nameId }, index) => (nameId === wanted ? [index] : []))
    return found.map((index) => ({ index, symbol: readableSymbol(symbols, index, (id) => segment.nameText(id)) }))
  }

  /** A symbol by its place among those of its file. */
  symbol(number: number, index: number): CodeSymbol {
    const { segment } = this.#contentOf(number)
    return readableSymbol(this.#facts(number).symbols, index, (id) => segment.nameText(id))
  }

  /**
   * Every declaration whose name `isWanted`, by that name, in the files that `isIn` takes. Each file is looked at once, however many of its names
   * are wanted.
   */
  declarations(
    isWanted: (name: string) => boolean,
    isIn: (file: CodeFile) => boolean,
  ): ReadonlyMap<string, readonly Declaration[]> {
    const found = new Map<string, Declaration[]>()
    for (const [number, segment] of this.segments.entries()) {
      const wanted = new Map<number, Declaration[]>()
      segment.eachName({ isDeclared: true }, (name, id) => {
        if (!isWanted(name)) return
        const list = found.get(name) ?? []
        found.set(name, list)
        wanted.set(id, list)
      })
      for (const file of this.#filesDeclaring(number, wanted.keys())) {
        if (!isIn(file)) continue
        for (const [index, symbol] of this.#facts(file.number).symbols.entries())
          wanted.get(symbol.nameId)?.push({ file, index, symbol })
      }
    }
    return found
  }

  /** The files that declare one of some names of a segment. */
  #filesDeclaring(number: number, ids: Iterable<number>): readonly CodeFile[] {
    const contents = new Set<number>()
    for (const id of ids) {
      for (const { content, isDeclared } of this.segments[number]?.postings(id) ?? [])
        if (isDeclared) contents.add(content)
    }
    const keys = new Map([...contents].map((content) => [contentKey(number, content), content]))
    return this.#contentFiles.withAny(keys).map(([file]) => this.file(file))
  }

  /** The files whose code has a name, by path; each file once. `isWanted`: only for these are the files looked up. */
  uses(name: string, isWanted: (posting: Posting) => boolean = () => true): readonly NameUse[] {
    const postings = new Map<number, Posting>()
    for (const [number, segment] of this.segments.entries()) {
      const id = segment.findName(name)
      if (id === undefined) continue
      for (const posting of segment.postings(id))
        if (isWanted(posting)) postings.set(contentKey(number, posting.content), posting)
    }
    return this.#contentFiles.withAny(postings).map(([number, { uses, isDeclared }]) => ({
      file: this.file(number),
      uses,
      isDeclared,
    }))
  }

  /** What is known of all words, those of comments, strings and prose too; the first question for them takes the time to read them. */
  words(): Promise<WordIndex> {
    this.#words ??= import('./word-index.ts').then(({ WordIndex: Index }) => Index.open(this, this.#options))
    return this.#words
  }

  /** Files by number with their posting of the name `id` of a segment. */
  usesIn(segment: number, id: number): readonly NameUse[] {
    const postings = this.segments[segment]?.postings(id) ?? []
    return postings.flatMap(({ content, uses, isDeclared }) =>
      this.#contentFiles.of(segment, content).map((file) => ({ file: this.file(file), uses, isDeclared })),
    )
  }

  /** Reads a file now, and its facts anew where it changed since the index was brought up to date. Undefined: it is gone. */
  read(number: number): OpenFile | undefined {
    const { path, stamp } = this.#table.entry(number)
    const file = readListedFile(this.root, path)
    if (file.kind !== 'read') return undefined
    const isIndexed = isSameStamp(file.stamp, stamp)
    return new OpenFile(this.file(number), file.source, {
      extractors: this.#extractors,
      facts: isIndexed ? { symbols: () => this.symbols(number), imports: () => this.imports(number) } : undefined,
    })
  }
}

/** A place where a name stands. */
/** A name in a file. */
export interface NameFound {
  readonly name: string
  readonly line: number
  readonly start: number
  readonly hasBracket: boolean
}

export interface Occurrence {
  readonly start: number
  readonly line: number
  readonly isCall: boolean
}

/** What reading a file gives. */
export interface FileExtraction {
  readonly tokens: Tokens
  readonly names: NameTable
  readonly symbols: readonly CodeSymbol[]
  readonly imports: readonly ImportFact[]
}

/** What an index knows of exactly these bytes. */
interface IndexedFacts {
  readonly symbols: () => readonly CodeSymbol[]
  readonly imports: () => readonly ImportFact[]
}

interface OpenFileParts {
  readonly extractors: Extractors | undefined
  readonly facts: IndexedFacts | undefined
  readonly extraction?: FileExtraction
}

/** A question to the index alone needs the tokens of a file. */
class ExtractorMissing extends Error {}

/** The bytes of a file with the symbols that belong to exactly these bytes. */
export class OpenFile {
  readonly file: CodeFile
  readonly source: Buffer
  readonly #extractors: Extractors | undefined
  readonly #facts: IndexedFacts | undefined
  #symbols: readonly CodeSymbol[] | undefined
  #imports: readonly ImportFact[] | undefined
  #extraction: FileExtraction | undefined
  #lexed: Pick<FileExtraction, 'tokens' | 'names'> | undefined

  /** `facts`: those of the index, where it has the file with exactly these bytes. */
  constructor(file: CodeFile, source: Buffer, { extractors, facts, extraction }: OpenFileParts) {
    this.file = file
    this.source = source
    this.#extractors = extractors
    this.#facts = facts
    this.#extraction = extraction
  }

  get symbols(): readonly CodeSymbol[] {
    this.#symbols ??= this.#facts?.symbols() ?? this.extraction.symbols
    return this.#symbols
  }

  get imports(): readonly ImportFact[] {
    this.#imports ??= this.#facts?.imports() ?? this.extraction.imports
    return this.#imports
  }

  /** The tokens of the file, read now, and all that follows from them. */
  get extraction(): FileExtraction {
    this.#extraction ??= this.extractWith(new NameTable(), new Tokens())
    return this.#extraction
  }

  /** The tokens of the file, read now. */
  get lexed(): Pick<FileExtraction, 'tokens' | 'names'> {
    return this.#lexed ?? this.extraction
  }

  /** Reads the tokens with a name table and tokens that many files share one after the other. */
  extractWith(names: NameTable, scratch: Tokens): FileExtraction {
    if (this.#extractors === undefined) throw new ExtractorMissing()
    const builder = this.#extractors.extract(this.file.language, { source: this.source, names, tokens: scratch })
    const symbols = readableSymbols(builder.symbols, (id) => names.text(id))
    this.#extraction = { tokens: scratch.copy(), names, symbols, imports: builder.imports }
    return this.#extraction
  }

  /** As `extractWith`, but reads no more than the tokens where the index has the rest. */
  lexWith(names: NameTable, scratch: Tokens): void {
    if (this.#facts === undefined) {
      this.extractWith(names, scratch)
      return
    }
    if (this.#extractors === undefined) throw new ExtractorMissing()
    this.#extractors.readTokens(this.file.language, { source: this.source, names, tokens: scratch })
    this.#lexed = { tokens: scratch.copy(), names }
  }

  /** Lets go of what `lexWith` read, which takes many times the memory of the text; the next question reads it again. */
  forgetTokens(): void {
    this.#lexed = this.#extraction = undefined
  }

  /** Where a name stands outside comments and strings, in the order of the file. */
  occurrences(name: string): readonly Occurrence[] {
    const { tokens, names } = this.lexed
    const id = names.find(name)
    const found: Occurrence[] = []
    if (id === undefined) return found
    for (let at = 0; at < tokens.count; at++) {
      if (tokens.id[at] !== id) continue
      const isCall = tokens.kind[at] === T.jsxName || this.#isCall(at)
      found.push({ start: tokens.start[at] as number, line: tokens.line[at] as number, isCall })
    }
    return found
  }

  /** The names between two offsets, and whether a round bracket follows. */
  names({ from, to }: { readonly from: number; readonly to: number }): readonly NameFound[] {
    const { tokens, names } = this.lexed
    const found: NameFound[] = []
    for (let at = 0; at < tokens.count; at++) {
      const start = tokens.start[at] as number
      const id = tokens.id[at] as number
      if (start < from || start >= to || id < 0) continue
      found.push({ name: names.text(id), line: tokens.line[at] as number, start, hasBracket: this.#isCall(at) })
    }
    return found
  }

  #isCall(at: number): boolean {
    const { tokens } = this.lexed
    return tokens.kind[at] === T.command || (at + 1 < tokens.count && tokens.kind[at + 1] === C.open)
  }

  /** Line and column, from 1, of an offset. */
  columnAt(offset: number): number {
    return columnOf(this.source, offset)
  }

  /** The text of a declaration up to its body, in one line and without comments. */
  signature(symbol: CodeSymbol): string {
    const from = Math.min(symbol.start, symbol.nameStart)
    const to = Math.min(Math.max(symbol.signatureEnd, symbol.nameStart), from + SIGNATURE_BYTES_MAX)
    return blankComments(this.source.toString('utf8', from, to), this.file.language)
      .replaceAll(/\s+/g, ' ')
      .trim()
  }

  /** A line by its number, without its line end. */
  lineAt(offset: number): string {
    const from = offset === 0 ? 0 : this.source.lastIndexOf(10, offset - 1) + 1
    const end = this.source.indexOf(10, offset)
    return this.source.toString('utf8', from, end === -1 ? this.source.length : end).replace(/\r$/, '')
  }
}

const SIGNATURE_BYTES_MAX = 2000
