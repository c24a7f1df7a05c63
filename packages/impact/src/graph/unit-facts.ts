import { C, goReceiver, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { mayDeclareRoutes } from '../routes/read-routing.ts'
import { importTokens } from '../change/import-tokens.ts'
import { isScript } from '../change/token-words.ts'
import { rootSymbols } from '../change/units.ts'
import { assignedMember } from './assigned-members.ts'
import { readComposedNames, type ComposedName } from './composed-names.ts'
import { readExports } from './file-exports.ts'
import { declarationRunsAtLoad, runsAtLoad } from './load-code.ts'
import { handedOnLines } from './handed-on.ts'
import { computedModules, computedPaths, loadsComputed } from './loads-computed.ts'
import { localTokens } from './local-tokens.ts'
import { basesOf, isMember, memberSymbols } from './members.ts'
import { placesOf, type NamePlaces } from './name-places.ts'
import { besideTexts, moduleTexts, pluginTexts, readNamedTexts, type NamedText } from './named-files.ts'
import { privateMethods, takesNothing } from './ruby-methods.ts'
import { rubyLocals } from './ruby-locals.ts'
import { requireTokens } from './require-tokens.ts'
import { textWords } from './text-words.ts'
import { readPluginNames } from './plugin-names.ts'
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
  /** Of a member of a class the unit of the class, in whose lines it stands; of what a script gives to an object that of the object; 0 of others. */
  readonly owner: number
  /** Its body runs only where its name is used on an object, whatever class that is of. */
  readonly isMember: boolean
  /** To read the member runs it. */
  readonly isGetter: boolean
  /** To write the member runs it. */
  readonly isSetter: boolean
  /** Calls with arguments do not run it: a method of Ruby without parameters. */
  readonly takesNothing: boolean
  /** No other object calls it by its name: a method of Ruby below `private`. */
  readonly isPrivate: boolean
  /** Of a class: what it says that it is made of, as it is written. */
  readonly bases: readonly string[]
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
  /** It may load code that no import of it names. */
  readonly loadsComputed: boolean
  /** Where it hands on all that another module exports. */
  readonly handedOnLines: readonly number[]
  /** What may name files and modules. */
  readonly texts: readonly NamedText[]
  /** Names of members that are put together when the program runs. */
  readonly composed: readonly ComposedName[]
  /** Words of its texts, where code may be run as text. */
  readonly textWords: string
  /** By the hash of the name. */
  readonly places: ReadonlyMap<number, readonly NamePlaces[]>
}

/** Reads a file as nodes, and which of them mentions which name. */
export function readUnitFacts(open: OpenFile): UnitFacts {
  const roots = open.file.language === 'ruby' ? rubyRoots(open) : rootSymbols(open)
  const exports = readExports(open)
  const members = memberSymbols(open, roots)
  const owners = ownersOf(open, roots, exports.tokens)
  const numbers = new Map(roots.map((symbol, index) => [symbol, index + 1]))
  const classOf = members.map(({ parent }) => numbers.get(open.extraction.symbols[parent] as CodeSymbol) ?? 0)
  for (const [index, member] of members.entries()) giveTokens(open, member, { owners, unit: roots.length + 1 + index })
  const privates = privateMethods(open)
  const units = [
    TOP_LEVEL,
    ...roots.map((symbol, index) => ({
      ...rootUnit(open, symbol, { index: index + 1, roots: numbers }),
      isPrivate: privates.has(symbol),
    })),
    ...members.map((symbol, index) => ({
      ...memberUnit(open, symbol, { roots: roots.length, index, owner: classOf[index] ?? 0 }),
      isPrivate: privates.has(symbol),
    })),
  ]
  const membersOf = new Map(classOf.map((unit) => [unit, new Set<number>()]))
  for (const [index, { name }] of members.entries())
    membersOf.get(classOf[index] ?? 0)?.add(open.extraction.names.find(name) ?? -1)
  const declaring = declaringTokens(open)
  const computed = loadsComputed(open)
  return {
    units,
    aliases: [...exports.aliases],
    isCommonJs: exports.isCommonJs,
    hasLoadCode: hasStatements(open, owners) || units.some((unit) => unit.index > 0 && unit.runsAtLoad),
    hasRoutes: mayDeclareRoutes(open.file.language, open.source),
    loadsComputed: computed,
    handedOnLines: handedOnLines(open),
    texts: [...readNamedTexts(open), ...pluginTexts(readPluginNames(open)), ...(computed ? loadedTexts(open) : [])],
    composed: readComposedNames(open, owners),
    textWords: textWords(open),
    places: placesOf(open, {
      owners,
      membersOf,
      declaring,
      receivers: receiversOf(open, [...roots, ...members], owners),
      ownNames: namesInStrings(open, roots),
      locals: open.file.language === 'ruby' ? rubyLocals(open) : localTokens(open, owners, roots),
    }),
  }
}

function loadedTexts(open: OpenFile): readonly NamedText[] {
  return open.file.language === 'python' ? moduleTexts(computedModules(open)) : besideTexts(computedPaths(open))
}

/** By unit: of methods and classes the name of the object that they are of. A function inside may have another one of that name. */
function receiversOf(open: OpenFile, symbols: readonly CodeSymbol[], owners: Int32Array): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  for (const [index, symbol] of symbols.entries()) {
    const name = receiverName(open, symbol)
    if (name !== undefined) found.set(index + 1, name)
  }
  if (!isScript(open.file.language)) return found
  const { tokens, names } = open.extraction
  const functionId = names.find('function')
  for (let at = 0; at < tokens.count; at++) if (tokens.id[at] === functionId) found.delete(owners[at] as number)
  return found
}

function receiverName(open: OpenFile, symbol: CodeSymbol): string | undefined {
  const { language } = open.file
  const { kind, start, nameStart } = symbol
  if (language === 'go')
    return kind === 'method' ? /\(\s*(\w+)/.exec(open.source.toString('latin1', start, nameStart))?.[1] : undefined
  if (kind !== 'method' && kind !== 'class') return undefined
  if (language === 'ruby' || language === 'python') return 'self'
  return kind === 'method' && holdsMethods(open, symbol) ? undefined : 'this'
}

function holdsMethods({ extraction }: OpenFile, { start, end }: CodeSymbol): boolean {
  return extraction.symbols.some((symbol) => symbol.kind === 'method' && symbol.start > start && symbol.end < end)
}

/** Of Python's functions the signature is made with the class. */
function giveTokens(
  open: OpenFile,
  { start, signatureEnd, end }: CodeSymbol,
  { owners, unit }: { readonly owners: Int32Array; readonly unit: number },
): void {
  const from = tokenAt(open, open.file.language === 'python' ? signatureEnd : start)
  owners.fill(unit, from, tokenAt(open, end))
}

/** 1 for the names of members where they are declared: that names none. */
function declaringTokens(open: OpenFile): Uint8Array {
  const { symbols, tokens } = open.extraction
  const found = new Uint8Array(tokens.count)
  for (const { kind, nameStart } of symbols) if (DECLARED_KINDS.includes(kind)) found[tokenAt(open, nameStart)] = 1
  return found
}

const DECLARED_KINDS: readonly string[] = ['method', 'function', 'class']

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
  owner: 0,
  isMember: false,
  isGetter: false,
  isSetter: false,
  takesNothing: false,
  isPrivate: false,
  bases: [],
}

function rootUnit(
  open: OpenFile,
  symbol: CodeSymbol,
  { index, roots }: { readonly index: number; readonly roots: ReadonlyMap<CodeSymbol, number> },
): FileUnit {
  const unit = unitOf(open, symbol, index)
  const assigned = assignedMember(open, symbol, roots)
  if (assigned === undefined) return unit
  const { owner, isMember, boundName = unit.boundName } = assigned
  return { ...unit, boundName, owner, isMember, runsAtLoad: owner === 0 }
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
    owner: 0,
    isMember: isBoundToType(open, symbol) && isMember(open, symbol),
    isGetter: isAccessor(open, symbol, 'get'),
    isSetter: isAccessor(open, symbol, 'set'),
    takesNothing: takesNothing(open, symbol),
    isPrivate: false,
    bases: basesOf(open, symbol),
  }
}

function isAccessor({ source }: OpenFile, { kind, start, nameStart }: CodeSymbol, word: 'get' | 'set'): boolean {
  return kind === 'method' && source.toString('latin1', start, nameStart).trimEnd().split(/\s/).at(-1) === word
}

function memberUnit(
  open: OpenFile,
  symbol: CodeSymbol,
  { roots, index, owner }: { readonly roots: number; readonly index: number; readonly owner: number },
): FileUnit {
  const unit = unitOf(open, symbol, roots + 1 + index)
  return { ...unit, boundName: unit.name, runsAtLoad: false, isExported: false, owner, isMember: true }
}

/** A Go method, or a method of a Ruby module that holds classes: it stands by itself, and its type's name leads to it. */
function isBoundToType({ file }: OpenFile, { kind, parent }: CodeSymbol): boolean {
  return kind === 'method' && (file.language === 'go' || (file.language === 'ruby' && parent !== -1))
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
  const requires = requireTokens(open)
  const owners = new Int32Array(count)
  let root = 0
  let [rootStart, rootEnd] = rangeOf(roots, 0)
  for (let at = 0; at < count; at++) {
    const start = starts[at] as number
    while (rootEnd <= start) [rootStart, rootEnd] = rangeOf(roots, ++root)
    const isInside = rootStart <= start
    const isBinding = imports[at] === 1 || (!isInside && (exportTokens[at] === 1 || requires[at] === 1))
    owners[at] = isBinding ? -1 : isInside ? root + 1 : 0
  }
  return owners
}

function rangeOf(roots: readonly CodeSymbol[], at: number): readonly [start: number, end: number] {
  const root = roots[at]
  return root === undefined ? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] : [root.start, root.end]
}

/** A Python module's own names, that it may look up or write into code by their text: `exported = ['Context']`. */
function namesInStrings({ file }: OpenFile, roots: readonly CodeSymbol[]): ReadonlySet<string> {
  return new Set(file.language === 'python' ? roots.map(({ name }) => name) : [])
}

function firstLine(open: OpenFile, { start, nameStart, line }: CodeSymbol): number {
  let lines = 0
  for (let at = open.source.indexOf(10, start); at !== -1 && at < nameStart; at = open.source.indexOf(10, at + 1))
    lines++
  return line - lines
}
