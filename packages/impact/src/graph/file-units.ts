import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { importTokens } from '../change/import-tokens.ts'
import { isScript } from '../change/token-words.ts'
import { rootSymbols } from '../change/units.ts'
import { readExports, type FileExports } from './file-exports.ts'
import { declarationRunsAtLoad, runsAtLoad } from './load-code.ts'
import { textAt } from './token-text.ts'

/** A node of the graph: a declaration outside of all others, or the code of a file that runs when it is loaded. */
export interface FileUnit {
  /** Its place in the file's units; 0 is the code outside of declarations. */
  readonly index: number
  /** Empty for the code outside of declarations. */
  readonly name: string
  /** The name by which others reach it: of a Go method its type's. */
  readonly boundName: string
  readonly kind: string
  readonly line: number
  readonly isExported: boolean
  readonly isType: boolean
}

/** A use of a name. */
export interface Mention {
  readonly unit: number
  readonly line: number
}

const TYPE_KINDS: readonly string[] = ['interface', 'type']

/** A file as nodes, and which of them mentions which name. */
export class FileUnits {
  readonly units: readonly FileUnit[]
  readonly exports: FileExports
  readonly #open: OpenFile
  /** For each token the unit that holds it; -1 in imports and export lists. */
  readonly #owner: Int32Array
  readonly #roots: readonly CodeSymbol[]
  #places: ReadonlyMap<number, readonly number[]> | undefined

  constructor(open: OpenFile) {
    this.#open = open
    this.#roots = rootSymbols(open)
    this.exports = readExports(open)
    this.#owner = ownersOf(open, this.#roots, this.exports.tokens)
    this.units = [this.#topLevel(), ...this.#roots.map((symbol, index) => this.#unit(symbol, index + 1))]
  }

  #topLevel(): FileUnit {
    return { index: 0, name: '', boundName: '', kind: 'top-level', line: 1, isExported: false, isType: false }
  }

  #unit(symbol: CodeSymbol, index: number): FileUnit {
    const { name, kind, line, isExported } = symbol
    const boundName = kind === 'method' && this.#open.file.language === 'go' ? receiverOf(this.#open, symbol) : name
    return { index, name, boundName, kind, line, isExported, isType: TYPE_KINDS.includes(kind) }
  }

  /** Whether a unit does something while the file is loaded. */
  runsAtLoad(unit: number): boolean {
    const symbol = this.#roots[unit - 1]
    if (symbol === undefined) return true
    // `A.prototype.b = …` gives something that no name reaches: whoever loads the file has it.
    const isDotted = isScript(this.#open.file.language) && this.#open.source[symbol.nameStart - 1] === C.dot
    return (isDotted && !symbol.isExported) || declarationRunsAtLoad(this.#open, symbol)
  }

  get text(): string {
    return this.#open.source.toString('utf8')
  }

  /** Whether loading the file runs code outside of declarations, or to make their values. */
  get hasLoadCode(): boolean {
    return this.#hasStatements() || this.units.some(({ index }) => index > 0 && this.runsAtLoad(index))
  }

  #hasStatements(): boolean {
    const { tokens } = this.#open.extraction
    for (let at = 0; at < tokens.count; at++) {
      if (this.#owner[at] === 0 && runsAtLoad(this.#open, { from: at, to: Math.min(at + 2, tokens.count) })) return true
    }
    return false
  }

  /** The units of a declaration by name, overloads and all. */
  named(name: string): readonly FileUnit[] {
    return this.units.filter((unit) => unit.index > 0 && (unit.name === name || unit.boundName === name))
  }

  /** The innermost unit on a line; the top level where there is no other. */
  unitOnLine(line: number): number {
    const symbol = this.#roots.findIndex((root) => firstLine(this.#open, root) <= line && line <= root.endLine)
    return symbol + 1
  }

  /** The units that use a name, each with the first line where it does. Names after a dot are properties, and no uses. */
  mentions(name: string): readonly Mention[] {
    return this.#mentions(name, (at) => !this.#isProperty(at))
  }

  /** The units that use a name of a module through the module's name, or hand the module on. */
  mentionsThrough(module: string, name: string): readonly Mention[] {
    const { tokens } = this.#open.extraction
    const users = new Set(this.#mentions(name, () => true).map(({ unit }) => unit))
    const isHandedOn = (at: number): boolean => tokens.kind[at + 1] !== C.dot && tokens.kind[at + 1] !== T.optionalChain
    const bare = new Set(this.#mentions(module, isHandedOn).map(({ unit }) => unit))
    return this.mentions(module).filter(({ unit }) => users.has(unit) || bare.has(unit))
  }

  #mentions(name: string, isWanted: (token: number) => boolean): readonly Mention[] {
    const id = this.#open.extraction.names.find(name)
    const found = new Map<number, Mention>()
    for (const at of id === undefined ? [] : (this.#tokensOf(id) ?? [])) {
      const unit = this.#owner[at] as number
      if (unit === -1 || found.has(unit) || !isWanted(at)) continue
      found.set(unit, { unit, line: this.#open.extraction.tokens.line[at] as number })
    }
    return [...found.values()]
  }

  #tokensOf(id: number): readonly number[] | undefined {
    if (this.#places === undefined) {
      const places = new Map<number, number[]>()
      const { tokens } = this.#open.extraction
      for (let at = 0; at < tokens.count; at++) {
        const name = tokens.id[at] as number
        if (name < 0) continue
        const list = places.get(name)
        if (list === undefined) places.set(name, [at])
        else list.push(at)
      }
      this.#places = places
    }
    return this.#places.get(id)
  }

  #isProperty(at: number): boolean {
    const { tokens } = this.#open.extraction
    const before = tokens.kind[at - 1]
    if (before !== C.dot && before !== T.optionalChain) return false
    return !GLOBALS.has(textAt(this.#open, at - 2))
  }
}

const GLOBALS: ReadonlySet<string> = new Set(['exports', 'globalThis', 'window', 'global'])

function ownersOf(open: OpenFile, roots: readonly CodeSymbol[], exportTokens: Uint8Array): Int32Array {
  const { tokens } = open.extraction
  const imports = importTokens(open)
  const owners = new Int32Array(tokens.count)
  let root = 0
  for (let at = 0; at < tokens.count; at++) {
    const start = tokens.start[at] as number
    while (root < roots.length && (roots[root]?.end ?? 0) <= start) root++
    const isInside = (roots[root]?.start ?? Number.POSITIVE_INFINITY) <= start
    owners[at] = imports[at] === 1 || (exportTokens[at] === 1 && !isInside) ? -1 : isInside ? root + 1 : 0
  }
  return owners
}

function firstLine(open: OpenFile, { start, nameStart, line }: CodeSymbol): number {
  let lines = 0
  for (let at = open.source.indexOf(10, start); at !== -1 && at < nameStart; at = open.source.indexOf(10, at + 1))
    lines++
  return line - lines
}

/** `func (s *Store[T]) Open()`: Store. */
function receiverOf(open: OpenFile, { start, nameStart, name }: CodeSymbol): string {
  const text = open.source.toString('latin1', start, nameStart)
  return /\(\s*(?:\w+\s+)?\*?\s*(\w+)/.exec(text)?.[1] ?? name
}
