import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { idsOf, textAt } from '../graph/token-text.ts'
import { isScript } from './token-words.ts'

/** What stands for a function that is a module's default, or all of a module, and has no name. */
export const NAMELESS_DEFAULT = '(default)'
const STARTS: readonly string[] = ['export', 'module']

/** `export default function () {}`, `export default async (a) => a`, `module.exports = function () {}`: a declaration but for its name. */
export function namelessDefault(open: OpenFile): CodeSymbol | undefined {
  if (!isScript(open.file.language)) return undefined
  const { count, id } = open.extraction.tokens
  const starts = idsOf(open, STARTS)
  for (let at = 0; at < count; at++) {
    if (!starts.has(id[at] as number)) continue
    const value = valueOf(open, at)
    const found = value === undefined ? undefined : functionFrom(open, value)
    if (found !== undefined) return symbolOf(open, at, found)
  }
  return undefined
}

/** The token at which the value begins that is sent out here; undefined where none is. */
function valueOf(open: OpenFile, at: number): number | undefined {
  const { kind, isAfterNewline } = open.extraction.tokens
  const isStatement = at === 0 || isAfterNewline[at] === 1 || kind[at - 1] === C.semicolon
  if (!isStatement) return undefined
  if (textAt(open, at) === 'export') return textAt(open, at + 1) === 'default' ? at + 2 : undefined
  const isModule = kind[at + 1] === C.dot && textAt(open, at + 2) === 'exports' && kind[at + 3] === C.equals
  return isModule ? at + 4 : undefined
}

interface FunctionRange {
  /** The first token of its body. */
  readonly body: number
  /** The token after it. */
  readonly end: number
}

/** A function without a name that is the whole value. */
function functionFrom(open: OpenFile, value: number): FunctionRange | undefined {
  const { kind } = open.extraction.tokens
  const first = textAt(open, value) === 'async' ? value + 1 : value
  if (textAt(open, first) !== 'function') return arrowFrom(open, first)
  const body = afterSignature(open, kind[first + 1] === C.star ? first + 2 : first + 1)
  if (body === undefined || kind[body] !== C.openBrace) return undefined
  const end = afterGroup(open, body)
  return isStatementEnd(open, end) ? { body, end } : undefined
}

function arrowFrom(open: OpenFile, at: number): FunctionRange | undefined {
  const { kind } = open.extraction.tokens
  const arrow = kind[at] === T.name && kind[at + 1] === T.arrow ? at + 1 : afterSignature(open, at)
  return arrow !== undefined && kind[arrow] === T.arrow ? arrowBody(open, arrow) : undefined
}

/** Behind type parameters, parameters and what is returned. */
function afterSignature(open: OpenFile, at: number): number | undefined {
  const { kind } = open.extraction.tokens
  const from = textAt(open, at) === '<' ? afterTypes(open, at) : at
  if (kind[from] !== C.open) return undefined
  const close = afterGroup(open, from)
  return kind[close] === C.colon ? afterReturnType(open, close + 1) : close
}

function arrowBody(open: OpenFile, arrow: number): FunctionRange | undefined {
  const { kind, count } = open.extraction.tokens
  const body = arrow + 1
  if (kind[body] === C.openBrace) {
    const end = afterGroup(open, body)
    return isStatementEnd(open, end) ? { body, end } : undefined
  }
  let end = body
  while (end < count && (end === body || !isStatementEnd(open, end)))
    end = OPENING.has(kind[end] ?? 0) ? afterGroup(open, end) : end + 1
  return { body, end }
}

/** The next statement begins here. What is called or read of the function would go on with it. */
function isStatementEnd(open: OpenFile, at: number): boolean {
  const { kind, count, isAfterNewline } = open.extraction.tokens
  if (at >= count || kind[at] === C.semicolon) return true
  return (
    isAfterNewline[at] === 1 &&
    kind[at] === T.name &&
    kind[at - 1] !== C.dot &&
    !/^[-+*/%&|?:=<,(![{~^]+$/.test(textAt(open, at - 1))
  )
}

/** The `{` or `=>` behind a type, whose own braces stand behind a sign that needs one more type. */
function afterReturnType(open: OpenFile, from: number): number {
  const { kind, count } = open.extraction.tokens
  let at = from
  while (at < count && kind[at] !== T.arrow) {
    const isOfType = at === from || /^(?:[|&<,]|=>|is|extends)$/.test(textAt(open, at - 1))
    if (kind[at] === C.openBrace && !isOfType) break
    at = OPENING.has(kind[at] ?? 0) ? afterGroup(open, at) : at + 1
  }
  return at
}

function afterTypes(open: OpenFile, from: number): number {
  const { kind, count } = open.extraction.tokens
  let at = from
  while (at < count && kind[at] !== C.open) at++
  return at
}

const OPENING: ReadonlySet<number> = new Set([C.open, C.openBrace, C.openBracket, T.interpolationOpen])
const CLOSING: ReadonlySet<number> = new Set([C.close, C.closeBrace, C.closeBracket, T.interpolationClose])

function afterGroup(open: OpenFile, from: number): number {
  const { kind, count } = open.extraction.tokens
  let depth = 0
  for (let at = from; at < count; at++) {
    if (OPENING.has(kind[at] ?? 0)) depth++
    else if (CLOSING.has(kind[at] ?? 0)) depth--
    if (depth === 0) return at + 1
  }
  return count
}

function symbolOf(open: OpenFile, at: number, { body, end }: FunctionRange): CodeSymbol {
  const { start, end: ends, line } = open.extraction.tokens
  const name = NAMELESS_DEFAULT
  return {
    name,
    qualifiedName: name,
    kind: 'function',
    parent: -1,
    line: line[at] as number,
    endLine: line[end - 1] as number,
    start: start[at] as number,
    nameStart: start[at] as number,
    signatureEnd: start[body] as number,
    end: ends[end - 1] as number,
    isExported: true,
  }
}
