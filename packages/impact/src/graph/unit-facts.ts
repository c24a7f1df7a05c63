import { C, goReceiver, hashOfText, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { declaresRoutes } from '../change/endpoints.ts'
import { importTokens } from '../change/import-tokens.ts'
import { isScript } from '../change/token-words.ts'
import { rootSymbols } from '../change/units.ts'
import { elementNames, hasElements, isElement } from './elements.ts'
import { readExports } from './file-exports.ts'
import { declarationRunsAtLoad, runsAtLoad } from './load-code.ts'
import { readNamedTexts, type NamedText } from './named-files.ts'
import { textAt, tokenAt } from './token-text.ts'

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
  /** Where its decorators and modifiers begin. */
  readonly firstLine: number
  readonly endLine: number
  readonly isExported: boolean
  readonly isType: boolean
  /** It does something while the file is loaded. */
  readonly runsAtLoad: boolean
}

/** The places of one name in one unit. */
export interface NamePlaces {
  readonly unit: number
  /** The first line where it is used by itself; 0 where it stands after dots alone: there it is a property, and no use. */
  readonly line: number
  /** Somewhere no dot follows it: a module of that name is handed on. */
  readonly isHandedOn: boolean
}

/** What the graph asks of one content, whatever its path. */
export interface UnitFacts {
  readonly units: readonly FileUnit[]
  /** By local name the names under which lists and assignments send it out. */
  readonly aliases: readonly (readonly [local: string, exported: readonly string[]])[]
  /** `module.exports = …`: an importer's default is the module. */
  readonly isCommonJs: boolean
  /** Loading the file runs code outside of declarations, or to make their values. */
  readonly hasLoadCode: boolean
  readonly hasRoutes: boolean
  /** What may name files and modules. */
  readonly texts: readonly NamedText[]
  /** By the hash of the name. */
  readonly places: ReadonlyMap<number, readonly NamePlaces[]>
}

/** Reads a file as nodes, and which of them mentions which name. */
export function readUnitFacts(open: OpenFile): UnitFacts {
  const roots = open.file.language === 'ruby' ? rubyRoots(open) : rootSymbols(open)
  const exports = readExports(open)
  const owners = ownersOf(open, roots, exports.tokens)
  const units = [TOP_LEVEL, ...roots.map((symbol, index) => unitOf(open, symbol, index + 1))]
  return {
    units,
    aliases: [...exports.aliases],
    isCommonJs: exports.isCommonJs,
    hasLoadCode: hasStatements(open, owners) || units.some((unit) => unit.index > 0 && unit.runsAtLoad),
    hasRoutes: declaresRoutes(open.file.language, open.source),
    texts: readNamedTexts(open),
    places: placesOf(open, owners, namesInStrings(open, roots)),
  }
}

/**
 * A Ruby module or class that holds others is a name that many files open again: what it holds are units of their own, reached by their own
 * name, or, of methods and constants, by that of the module around them.
 */
function rubyRoots(open: OpenFile): readonly CodeSymbol[] {
  const { symbols } = open.extraction
  const holdsOthers = symbols.map(() => false)
  for (const { parent, kind } of symbols)
    if (parent !== -1 && RUBY_CONTAINERS.includes(kind)) holdsOthers[parent] = true
  const isOpened = symbols.map(({ kind }, index) => holdsOthers[index] === true && RUBY_CONTAINERS.includes(kind))
  return symbols.filter(({ parent }, index) => isOpened[index] !== true && (parent === -1 || isOpened[parent] === true))
}

const RUBY_CONTAINERS: readonly string[] = ['module', 'class']

const TOP_LEVEL: FileUnit = {
  index: 0,
  name: '',
  boundName: '',
  kind: 'top-level',
  line: 1,
  firstLine: 0,
  endLine: 0,
  isExported: false,
  isType: false,
  runsAtLoad: true,
}

const TYPE_KINDS: readonly string[] = ['interface', 'type']

function unitOf(open: OpenFile, symbol: CodeSymbol, index: number): FileUnit {
  const { name, kind, line, endLine, isExported } = symbol
  return {
    index,
    name,
    boundName: boundNameOf(open, symbol),
    kind,
    line,
    firstLine: firstLine(open, symbol),
    endLine,
    isExported,
    isType: TYPE_KINDS.includes(kind),
    runsAtLoad: unitRunsAtLoad(open, symbol),
  }
}

function boundNameOf(open: OpenFile, symbol: CodeSymbol): string {
  const { kind, name, parent } = symbol
  if (open.file.language === 'go' && kind === 'method') return goReceiver(open.source, symbol) ?? name
  const isMember = open.file.language === 'ruby' && !RUBY_CONTAINERS.includes(kind)
  return (isMember ? open.extraction.symbols[parent]?.name : undefined) ?? name
}

function unitRunsAtLoad(open: OpenFile, symbol: CodeSymbol): boolean {
  // `A.prototype.b = …` gives something that no name reaches: whoever loads the file has it.
  const isDotted = isScript(open.file.language) && open.source[symbol.nameStart - 1] === C.dot
  return (isDotted && !symbol.isExported) || isHandedOver(open, symbol) || declarationRunsAtLoad(open, symbol)
}

/** `wrap(function name() {})`: no name reaches it, and what it is given to has it once the file is loaded. */
function isHandedOver(open: OpenFile, { kind, start, isExported }: CodeSymbol): boolean {
  if (!isScript(open.file.language) || isExported || !EXPRESSION_KINDS.includes(kind)) return false
  const before = textAt(open, tokenAt(open, start) - 1)
  return before !== '' && IN_EXPRESSION.test(before)
}

const EXPRESSION_KINDS: readonly string[] = ['function', 'class']
const IN_EXPRESSION = /^(?:[([,:?!+]|\|\||&&|\?\?|=>)$/

function hasStatements(open: OpenFile, owners: Int32Array): boolean {
  const { tokens } = open.extraction
  for (let at = 0; at < tokens.count; at++) {
    if (owners[at] === 0 && runsAtLoad(open, { from: at, to: Math.min(at + 2, tokens.count) })) return true
  }
  return false
}

/** For each token the unit that holds it; -1 in imports and export lists. */
function ownersOf(open: OpenFile, roots: readonly CodeSymbol[], exportTokens: Uint8Array): Int32Array {
  const { count, start: starts } = open.extraction.tokens
  const imports = importTokens(open)
  const owners = new Int32Array(count)
  let root = 0
  let [rootStart, rootEnd] = rangeOf(roots, 0)
  for (let at = 0; at < count; at++) {
    const start = starts[at] as number
    while (rootEnd <= start) [rootStart, rootEnd] = rangeOf(roots, ++root)
    const isInside = rootStart <= start
    owners[at] = imports[at] === 1 || (exportTokens[at] === 1 && !isInside) ? -1 : isInside ? root + 1 : 0
  }
  return owners
}

function rangeOf(roots: readonly CodeSymbol[], at: number): readonly [start: number, end: number] {
  const root = roots[at]
  return root === undefined ? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] : [root.start, root.end]
}

interface GrowingPlaces {
  readonly unit: number
  line: number
  isHandedOn: boolean
}

/** The tokens of a unit come one after the other, but for those of the code outside of declarations: that stands first. */
function placesOf(
  open: OpenFile,
  owners: Int32Array,
  inStrings: ReadonlySet<string>,
): ReadonlyMap<number, readonly NamePlaces[]> {
  const { tokens, names } = open.extraction
  const { count, id: ids, kind: kinds, line: lines } = tokens
  const found = new Map<number, GrowingPlaces[]>()
  for (let at = 0; at < count; at++) {
    const id = ids[at] as number
    const unit = owners[at] as number
    if (inStrings.size > 0 && kinds[at] === T.string && unit !== -1) {
      const name = textAt(open, at).slice(1, -1)
      if (inStrings.has(name)) addUse(placeIn(found, hashOfText(name), unit), lines[at] as number)
      continue
    }
    if (id < 0 || unit === -1) continue
    const next = kinds[at + 1]
    const place = placeIn(found, names.hash(id), unit)
    if (isBound(open, at)) continue
    if (next !== C.dot && next !== T.optionalChain) place.isHandedOn = true
    if (place.line === 0 && !isProperty(open, at)) place.line = lines[at] as number
  }
  addElementPlaces(open, owners, found)
  return found
}

function addUse(place: GrowingPlaces, line: number): void {
  place.isHandedOn = true
  if (place.line === 0) place.line = line
}

/** Python's `name =` binds a name or an argument of its own. */
function isBound({ file, extraction }: OpenFile, at: number): boolean {
  const { kind } = extraction.tokens
  return file.language === 'python' && kind[at + 1] === C.equals && kind[at - 1] !== C.dot
}

/** Each element is a use of what makes it. */
function addElementPlaces(open: OpenFile, owners: Int32Array, found: Map<number, GrowingPlaces[]>): void {
  if (!hasElements(open.file.language)) return
  const { tokens } = open.extraction
  let hashes: readonly number[] | undefined
  for (let at = 0; at < tokens.count; at++) {
    const unit = owners[at] as number
    if (!isElement(open, at) || unit === -1) continue
    hashes ??= elementNames(open, (name) => found.has(hashOfText(name))).map(hashOfText)
    for (const hash of hashes) {
      const place = found.get(hash)?.find((one) => one.unit === unit) ?? placeIn(found, hash, unit)
      addUse(place, tokens.line[at] as number)
    }
  }
}

/** A Python module's own names, that it may look up or write into code by their text: `exported = ['Context']`. */
function namesInStrings({ file }: OpenFile, roots: readonly CodeSymbol[]): ReadonlySet<string> {
  return new Set(file.language === 'python' ? roots.map(({ name }) => name) : [])
}

function placeIn(found: Map<number, GrowingPlaces[]>, name: number, unit: number): GrowingPlaces {
  const known = found.get(name)
  const place = { unit, line: 0, isHandedOn: false }
  if (known === undefined) {
    found.set(name, [place])
    return place
  }
  const same = unit === 0 ? known[0] : known.at(-1)
  if (same?.unit === unit) return same
  if (unit === 0) known.unshift(place)
  else known.push(place)
  return place
}

function isProperty(open: OpenFile, at: number): boolean {
  const before = open.extraction.tokens.kind[at - 1]
  return (before === C.dot || before === T.optionalChain) && !GLOBALS.has(textAt(open, at - 2))
}

const GLOBALS: ReadonlySet<string> = new Set(['exports', 'globalThis', 'window', 'global'])

function firstLine(open: OpenFile, { start, nameStart, line }: CodeSymbol): number {
  let lines = 0
  for (let at = open.source.indexOf(10, start); at !== -1 && at < nameStart; at = open.source.indexOf(10, at + 1))
    lines++
  return line - lines
}
