import { C, goReceiver, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { declarationRunsAtLoad } from '../graph/load-code.ts'
import { namelessDefault, NAMELESS_DEFAULT } from './nameless-default.ts'
import { importTokens } from './import-tokens.ts'
import { isScript, tokenWords } from './token-words.ts'

/** A part of a file that changes as one: a declaration outside of functions, the code outside of all declarations, or the imports. */
export interface Unit {
  readonly name: string
  readonly qualifiedName: string
  readonly kind: string
  readonly isExported: boolean
  readonly line: number
  readonly endLine: number
  /** What is compared: tokens, without comments and white space. */
  readonly signature: string
  readonly body: string
  readonly runsAtLoad: boolean
  /** The bytes, comments and white space too. */
  readonly text: string
}

export const TOP_LEVEL = '(top level)'
export const IMPORTS = '(imports)'

/** Kinds whose members are declarations of their own. */
const CONTAINERS: readonly string[] = ['class', 'interface', 'struct', 'module', 'namespace', 'enum', 'object']
const VALUES: readonly string[] = ['variable', 'constant', 'field', 'property', 'enum-member']

function isContainer({ kind }: CodeSymbol): boolean {
  return CONTAINERS.includes(kind)
}

const MEMBERS: readonly string[] = ['method', 'property', 'field', 'constructor']

/**
 * The declarations that no other holds. A member of an object literal that has no name belongs to the code around it; a Go method names
 * its type as parent without standing in it.
 */
export function rootSymbols(open: OpenFile): readonly CodeSymbol[] {
  const { symbols } = open.extraction
  const isDotted = ({ nameStart }: CodeSymbol): boolean => open.source[nameStart - 1] === C.dot
  const roots = symbols.filter((symbol) => {
    const parent = symbols[symbol.parent]
    if (parent !== undefined) return symbol.start >= parent.end
    return !isScript(open.file.language) || !MEMBERS.includes(symbol.kind) || isDotted(symbol)
  })
  const nameless = namelessDefault(open)
  if (nameless === undefined) return roots
  const { start, end } = nameless
  const before = roots.filter((root) => root.start < start)
  return [...before, nameless, ...roots.filter((root) => root.start >= end)]
}

/** The declarations that are not inside a function, in the order of the file. */
function unitSymbols(open: OpenFile): readonly CodeSymbol[] {
  const { symbols } = open.extraction
  const roots = rootSymbols(open)
  const isRoot = new Set(roots)
  const isUnit: boolean[] = []
  const found: CodeSymbol[] = []
  for (const symbol of symbols) {
    const parent = symbols[symbol.parent]
    const isMember = parent !== undefined && isUnit[symbol.parent] === true && isContainer(parent)
    const isOne = isRoot.has(symbol) || isMember
    isUnit.push(isOne)
    if (isOne) found.push(symbol)
  }
  const nameless = roots.find(({ qualifiedName }) => qualifiedName === NAMELESS_DEFAULT)
  if (nameless === undefined) return found
  const at = found.findIndex(({ start }) => start > nameless.start)
  return at === -1 ? [...found, nameless] : found.toSpliced(at, 0, nameless)
}

interface OpenUnit {
  readonly symbol: CodeSymbol | undefined
  readonly signatureEnd: number
  readonly signature: string[]
  readonly body: string[]
  isInValue: boolean
}

/** Splits a file into its units, in the order of the file; the top level and the imports come last, where there are any. */
export function readUnits(open: OpenFile): readonly Unit[] {
  const { tokens } = open.extraction
  const words = tokenWords(open)
  const imports = importTokens(open)
  const units = unitSymbols(open).map((symbol) => openUnit(symbol))
  const topLevel = openUnit(undefined)
  const importing = openUnit(undefined)
  const stack: OpenUnit[] = []
  let next = 0
  for (let at = 0; at < tokens.count; at++) {
    const start = tokens.start[at] as number
    while (next < units.length && ((units[next] as OpenUnit).symbol?.start ?? 0) <= start)
      stack.push(units[next++] as OpenUnit)
    while (stack.length > 0 && (stack.at(-1)?.symbol?.end ?? 0) <= start) stack.pop()
    const owners = imports[at] === 1 ? [importing] : ownersAt(stack, { start, next: tokens.start[at + 1] })
    for (const owner of owners ?? [topLevel])
      addToken(owner, words[at] ?? '', { start, isEquals: tokens.kind[at] === C.equals })
  }
  const closed = units.map((unit) => closeUnit(open, unit))
  const rest = [
    { unit: topLevel, name: TOP_LEVEL, kind: 'top-level' },
    { unit: importing, name: IMPORTS, kind: 'imports' },
  ].flatMap(({ unit, name, kind }) => (unit.body.length === 0 ? [] : [closeRest(open, { unit, name, kind })]))
  return numbered([...closed, ...rest])
}

/**
 * Which units a token belongs to: of those that begin as one, such as `attr_reader :a, :b` and `let a = 1, b = 2`, what stands before the first name to all,
 * what follows a name to that one, and what separates them to none. Undefined where it is in no unit.
 */
function ownersAt(
  stack: readonly OpenUnit[],
  { start, next }: { readonly start: number; readonly next: number | undefined },
): readonly OpenUnit[] | undefined {
  const innermost = stack.at(-1)
  if (innermost === undefined) return undefined
  const { symbol } = innermost
  const isBeside = (unit: OpenUnit): boolean =>
    unit.symbol?.start === symbol?.start && unit.symbol?.parent === symbol?.parent
  if (stack.length < 2 || !isBeside(stack.at(-2) as OpenUnit)) return [innermost]
  const group = stack.filter(isBeside)
  const named = group.filter((unit) => (unit.symbol?.nameStart ?? 0) <= start + 1)
  if (named.length === 0) return group
  const isSeparator = group.some((unit) => unit.symbol !== undefined && isAt(unit.symbol.nameStart, next))
  return isSeparator ? [] : named.slice(-1)
}

/** Of a symbol of Ruby the name begins behind a colon. */
function isAt(nameStart: number, start: number | undefined): boolean {
  return start === nameStart || start === nameStart - 1
}

function openUnit(symbol: CodeSymbol | undefined): OpenUnit {
  const isValue = symbol !== undefined && VALUES.includes(symbol.kind) && symbol.signatureEnd >= symbol.end
  const signatureEnd = symbol === undefined ? -1 : symbol.signatureEnd
  return { symbol, signatureEnd: isValue ? symbol.end : signatureEnd, signature: [], body: [], isInValue: false }
}

function addToken(
  unit: OpenUnit,
  word: string,
  { start, isEquals }: { readonly start: number; readonly isEquals: boolean },
): void {
  const { symbol } = unit
  if (symbol !== undefined && VALUES.includes(symbol.kind) && isEquals && start > symbol.nameStart)
    unit.isInValue = true
  if (symbol !== undefined && start < unit.signatureEnd && !unit.isInValue) unit.signature.push(word)
  else unit.body.push(word)
}

function closeUnit(open: OpenFile, { symbol, signature, body }: OpenUnit): Unit {
  if (symbol === undefined) throw new Error('a unit without a symbol')
  const { name, kind, isExported, line, endLine, start, end } = symbol
  return {
    name,
    qualifiedName: qualifiedNameOf(open, symbol),
    kind,
    isExported,
    line,
    endLine,
    signature: signature.join('\0'),
    body: body.join('\0'),
    runsAtLoad: declarationRunsAtLoad(open, symbol),
    text: open.source.toString('latin1', start, end),
  }
}

/** A Go method has its type's name in it, also where the type is declared in another file. */
function qualifiedNameOf({ file, source }: OpenFile, symbol: CodeSymbol): string {
  const { qualifiedName, kind, parent } = symbol
  const receiver = file.language === 'go' && kind === 'method' && parent === -1 ? goReceiver(source, symbol) : undefined
  return receiver === undefined ? qualifiedName : `${receiver}.${qualifiedName}`
}

function closeRest(
  open: OpenFile,
  { unit, name, kind }: { readonly unit: OpenUnit; readonly name: string; readonly kind: string },
): Unit {
  const { tokens } = open.extraction
  return {
    name: '',
    qualifiedName: name,
    kind,
    isExported: false,
    line: 1,
    endLine: Math.max(1, tokens.lines),
    signature: '',
    body: unit.body.join('\0'),
    runsAtLoad: true,
    text: '',
  }
}

/** Overloads and other declarations of one name are told apart by their order. */
function numbered(units: readonly Unit[]): readonly Unit[] {
  const seen = new Map<string, number>()
  return units.map((unit) => {
    const count = (seen.get(unit.qualifiedName) ?? 0) + 1
    seen.set(unit.qualifiedName, count)
    return count === 1 ? unit : { ...unit, qualifiedName: `${unit.qualifiedName}#${count}` }
  })
}
