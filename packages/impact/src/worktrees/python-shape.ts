import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import type { CallShape, Parameter } from './call-shape.ts'
import { calleeAround } from './receivers.ts'
import { closingOf } from './token-groups.ts'

/** What Python says of a function beside its parameters: in decorators and in its body. */
export function readPythonForm(
  open: OpenFile,
  symbol: CodeSymbol,
): Pick<CallShape, 'isProperty' | 'isStatic' | 'isContext' | 'isGenerator' | 'resultCount'> {
  const decorators = prefixOf(open, symbol)
  const isContext = /@\s*(?:contextlib\.)?(?:async)?contextmanager\b/.test(decorators)
  const resultCount = readResultCount(open, symbol)
  return {
    ...(/@\s*(?:functools\.)?(?:cached_)?property\b/.test(decorators) && { isProperty: true }),
    ...(/@\s*(?:static|class)method\b/.test(decorators) && { isStatic: true }),
    ...(isContext && { isContext: true }),
    ...(!isContext && hasYield(open, symbol) && { isGenerator: true }),
    ...(resultCount !== undefined && { resultCount }),
  }
}

function prefixOf(open: OpenFile, { start, nameStart }: CodeSymbol): string {
  return open.source.toString('utf8', start, nameStart)
}

/** A member that an heir has to have before anybody can make one. */
export function isAbstractInPython(open: OpenFile, symbol: CodeSymbol): boolean {
  return open.file.language === 'python' && /@\s*(?:abc\.)?abstract\w+/.test(prefixOf(open, symbol))
}

/** How many values each `return` of a function gives; undefined where they differ, or give one. */
function readResultCount(open: OpenFile, symbol: CodeSymbol): number | undefined {
  const counts = new Set<number>()
  for (const at of ownTokens(open, symbol)) if (textAt(open, at) === 'return') counts.add(countValues(open, at + 1))
  const [count = 1] = counts
  return counts.size === 1 && count > 1 ? count : undefined
}

function hasYield(open: OpenFile, symbol: CodeSymbol): boolean {
  return ownTokens(open, symbol).some((at) => textAt(open, at) === 'yield')
}

/** The tokens of the body of a function, without those of functions inside of it. */
function ownTokens(open: OpenFile, symbol: CodeSymbol): readonly number[] {
  const { tokens } = open.extraction
  const inner = open.symbols.filter(
    ({ kind, start, end }) =>
      (kind === 'function' || kind === 'class' || kind === 'method') && start > symbol.start && end <= symbol.end,
  )
  const found: number[] = []
  for (let at = tokenAt(open, symbol.signatureEnd); at < tokens.count; at++) {
    const start = tokens.start[at] as number
    if (start >= symbol.end) break
    if (!inner.some((one) => one.start <= start && start < one.end)) found.push(at)
  }
  return found
}

/** Values between commas, up to the end of the line. */
function countValues(open: OpenFile, from: number): number {
  const { tokens } = open.extraction
  let count = 0
  let isInValue = false
  for (let at = from; at < tokens.count && tokens.kind[at] !== T.newline && tokens.kind[at] !== C.semicolon; at++) {
    const kind = tokens.kind[at] as number
    if (kind === C.comma) isInValue = false
    else if (!isInValue) {
      isInValue = true
      count++
    }
    // A call after the first token belongs to its value.
    if (kind === C.open || kind === C.openBracket || kind === C.openBrace) at = closingOf(open, at)
  }
  return count
}

/** How many names stand before the `=` that a call follows; undefined where it is not taken apart, or a `*` takes the rest. */
export function countTargets(open: OpenFile, call: number): number | undefined {
  const { tokens } = open.extraction
  let equals = call - 1
  while (tokens.kind[equals] === C.dot) equals -= 2
  if (tokens.kind[equals] === T.name && textAt(open, equals) === 'await') equals--
  // The name that begins a dotted one.
  if (tokens.kind[equals] !== C.equals) equals--
  if (tokens.kind[equals] !== C.equals) return undefined
  let first = equals
  while (first > 0 && tokens.kind[first - 1] !== T.newline && tokens.line[first - 1] === tokens.line[equals]) first--
  const names = Array.from({ length: equals - first }, (_, index) => textAt(open, first + index))
  if (names.includes('*') || !names.includes(',')) return undefined
  return names.filter((name) => /^\w+$/.test(name)).length
}

const ITERATING =
  /^(?:list|set|frozenset|tuple|dict|sorted|sum|any|all|max|min|enumerate|zip|map|filter|next|iter|join)$/

/** Whether a call stands where its result is gone through: in a loop, or in a function that takes anything of the kind. */
export function isIterated(open: OpenFile, call: number): boolean {
  const { tokens } = open.extraction
  let first = call
  while (tokens.kind[first - 1] === C.dot) first -= 2
  if (/^(?:in|\*|from)$/.test(textAt(open, first - 1))) return true
  const callee = calleeAround(open, first)
  return callee !== undefined && ITERATING.test(textAt(open, callee))
}

/** Bases that add no field. */
const PLAIN_BASES =
  /^(?:object|NamedTuple|typing\.NamedTuple|BaseModel|pydantic\.BaseModel|Generic\[.*\]|ABC|Protocol)$/
const RECORD_DECORATORS = /@\s*(?:dataclasses\.)?dataclass\b|@\s*(?:attrs?\.)?(?:define|frozen|mutable|s|attrs)\b/

/** How a class is made whose fields are the parameters: a dataclass, a named tuple, a model. */
export function readRecordShape(open: OpenFile, symbol: CodeSymbol): CallShape | undefined {
  if (open.file.language !== 'python' || symbol.kind !== 'class') return undefined
  const head = open.source.toString('utf8', symbol.nameStart, symbol.signatureEnd)
  const bases = (/\(([^]*)\)\s*$/.exec(head)?.[1] ?? '').split(',').map((base) => base.trim())
  const isModel = bases.some((base) => /\bBaseModel$/.test(base))
  const isRecord =
    isModel || bases.some((base) => /\bNamedTuple$/.test(base)) || RECORD_DECORATORS.test(prefixOf(open, symbol))
  if (!isRecord || bases.some((base) => base !== '' && !PLAIN_BASES.test(base))) return undefined
  const self = open.symbols.indexOf(symbol)
  const isKeywordOnly = isModel || /\bkw_only\s*=\s*True/.test(prefixOf(open, symbol))
  const parameters = open.symbols
    .filter(({ parent, kind }) => parent === self && kind === 'field')
    .flatMap((field): readonly Parameter[] => {
      const text = open.source.toString('utf8', field.start, field.end)
      const [, type] = /^\w+\s*:\s*([^=]*)/.exec(text) ?? []
      if (type === undefined || /\bClassVar\b/.test(type) || /\binit\s*=\s*False/.test(text)) return []
      const isOptional = text.includes('=')
      return [{ name: field.name, type: undefined, isOptional, isRest: false, ...(isKeywordOnly && { isKeywordOnly }) }]
    })
  return { parameters, returnType: undefined, isAsync: false }
}
