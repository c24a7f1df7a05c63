import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { encodePath } from '../../text/index.ts'
import type { FileIndex } from './file-index.ts'
import { parseIni, type IniSection } from './ini.ts'
import { parseJson, type JsonDialect } from './json.ts'
import { shapeOf, type SourceNode, type TableNode } from './node.ts'
import type { ParsedSource } from './parsed-source.ts'
import type { ProblemLog } from './problem-log.ts'
import { readSource, readSourceStart } from './read-source.ts'
import { parseToml } from './toml.ts'
import { parseYaml } from './yaml.ts'

const LINE_CHARACTERS_MAX = 2000

/** The files of one repository, each read and parsed once; whatever is wrong with them goes to the problem log. */
export class Sources {
  readonly root: string
  readonly index: FileIndex
  readonly problems: ProblemLog
  readonly #texts = new Map<string, string | undefined>()
  readonly #documents = new Map<string, Promise<SourceNode | undefined>>()

  constructor(root: string, index: FileIndex, problems: ProblemLog) {
    this.root = root
    this.index = index
    this.problems = problems
  }

  /** Without a byte order mark; `undefined` for a file that is not listed or cannot be read. */
  text(path: string): string | undefined {
    if (!this.index.has(path)) return undefined
    if (!this.#texts.has(path)) this.#texts.set(path, readSource(this.root, path, this.problems))
    return this.#texts.get(path)
  }

  /** Each cut at a length that no manifest has, so that a pattern never meets a minified line. */
  lines(path: string): string[] {
    const lines = this.text(path)?.split(/\r?\n/) ?? []
    return lines.map((line) => (line.length > LINE_CHARACTERS_MAX ? line.slice(0, LINE_CHARACTERS_MAX) : line))
  }

  /** The first bytes of a file that may be large; empty when there is none. */
  start(path: string): string {
    return this.index.has(path) ? readSourceStart(this.root, path) : ''
  }

  /** Whether a path that need not be listed, such as a virtual environment, is on the disk. */
  isOnDisk(path: string): boolean {
    return existsSync(encodePath(join(this.root, path)))
  }

  /** The table a JSON document holds; anything else at the top is a problem. */
  async json(path: string, dialect: JsonDialect = 'json'): Promise<TableNode | undefined> {
    return this.#table(path, (text) => parseJson(text, dialect))
  }

  async toml(path: string): Promise<TableNode | undefined> {
    return this.#table(path, parseToml)
  }

  async yaml(path: string): Promise<TableNode | undefined> {
    return this.#table(path, parseYaml)
  }

  ini(path: string): ReadonlyMap<string, IniSection> {
    return parseIni(this.text(path) ?? '')
  }

  async #table(path: string, parse: (text: string) => Promise<ParsedSource>): Promise<TableNode | undefined> {
    let document = this.#documents.get(path)
    if (document === undefined) {
      document = this.#document(path, parse)
      this.#documents.set(path, document)
    }
    const node = await document
    if (node === undefined || node.kind === 'table') return node
    const isEmptyYaml = node.kind === 'scalar' && node.value === null
    if (!isEmptyYaml) {
      this.problems.add(
        'wrong-shape',
        { file: path, line: node.line },
        `expected a table at the top, found ${shapeOf(node)}`,
      )
    }
    return undefined
  }

  async #document(path: string, parse: (text: string) => Promise<ParsedSource>): Promise<SourceNode | undefined> {
    const text = this.text(path)
    if (text === undefined) return undefined
    try {
      const { node, faults } = await parse(text)
      for (const { kind, line, message } of faults) this.problems.add(kind, { file: path, line }, message)
      return node
    } catch (error) {
      // The parsers are recursive: a document that is nested thousands of levels deep exhausts the stack.
      if (!(error instanceof RangeError)) throw error
      this.problems.add('syntax', { file: path, line: 1 }, 'nested too deep to be read')
      return undefined
    }
  }
}
