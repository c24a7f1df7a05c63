import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import type { PythonResult } from './python-result.ts'
import { plainHint } from './python-hints.ts'
import { readPythonForm, readRecordShape } from './python-shape.ts'
import { readRubyShape } from './ruby-shape.ts'
import { closingOf, skipTypeList, splitList, textBetween } from './token-groups.ts'

export interface Parameter {
  readonly name: string
  /** As written; undefined where it has none. */
  readonly type: string | undefined
  readonly isOptional: boolean
  readonly isRest: boolean
  /** Python's: behind `*`, it is given by name alone. */
  readonly isKeywordOnly?: true
  /** Python's: before `/`, it is given by place alone. */
  readonly isPositionalOnly?: true
}

/** How a declaration is called. */
export interface CallShape extends PythonResult {
  readonly parameters: readonly Parameter[]
  /** As written; undefined where it is inferred. */
  readonly returnType: string | undefined
  readonly isAsync: boolean
  /** Python's: it is read, and not called. */
  readonly isProperty?: true
  /** Python's: it is called on the class too. */
  readonly isStatic?: true
  /** Python's: its result is for `with`. */
  readonly isContext?: true
  /** Python's: its parameters are the fields of the class, and heirs add theirs. */
  readonly isRecord?: true
  /** Python's: it remembers its results by its arguments. */
  readonly isCached?: true
  /** Python's: decorators that may make anything of it. */
  readonly wrappedBy?: readonly string[]
  /** Python's: its types are hints, which hold nobody to anything. */
  readonly isHinted?: true
  /** Ruby's: its last line is `self`, or a value that is not. */
  readonly returnsSelf?: 'yes' | 'no'
  /** Ruby's: it has no parameters by name, and takes all that is given by name as one. */
  readonly takesNamesAsOne?: true
}

/** The parameters and result of a function, method or constructor, of a class those of its constructor; undefined for what is not called. */
export function readCallShape(open: OpenFile, symbol: CodeSymbol): CallShape | undefined {
  if (open.file.language === 'ruby') return readRubyShape(open, symbol)
  if (symbol.kind === 'class') return readConstructor(open, symbol)
  const name = tokenAt(open, symbol.nameStart)
  const prefix = textBetween(open, tokenAt(open, symbol.start), name)
  const list = parameterList(open, name, symbol.end)
  if (list === undefined) return undefined
  const { at, isArrow, isAsync } = list
  const parameters = splitList(open, at).map(([first, end]) => readParameter(open, first, end))
  const isPython = open.file.language === 'python'
  const returnType = readReturnType(open, closingOf(open, at) + 1, { isArrow, end: symbol.end })
  return {
    parameters: isPython ? pythonParameters(parameters) : parameters,
    ...(isPython && { ...readPythonForm(open, symbol), isHinted: true }),
    returnType: isPython && returnType !== undefined ? plainHint(returnType) : returnType,
    isAsync: isAsync || /\basync\b/.test(prefix),
  }
}

interface ParameterList {
  /** The token of its `(`. */
  readonly at: number
  readonly isArrow: boolean
  readonly isAsync: boolean
}

/** Right after the name, or after `=` where a function is assigned. */
function parameterList(open: OpenFile, name: number, end: number): ParameterList | undefined {
  const { tokens } = open.extraction
  let at = skipTypeList(open, tokens.kind[name + 1] === C.question ? name + 2 : name + 1)
  if (tokens.kind[at] === C.open) return { at, isArrow: false, isAsync: false }
  if (tokens.kind[at] !== C.equals || (tokens.start[at] as number) >= end) return undefined
  at++
  const isAsync = textAt(open, at) === 'async'
  if (isAsync) at++
  const isFunction = textAt(open, at) === 'function'
  if (isFunction) at++
  if (isFunction && tokens.kind[at] === T.name) at++
  at = skipTypeList(open, at)
  if (tokens.kind[at] !== C.open) return undefined
  return isFunction || hasArrow(open, at, end) ? { at, isArrow: !isFunction, isAsync } : undefined
}

function hasArrow(open: OpenFile, list: number, end: number): boolean {
  const { tokens } = open.extraction
  const after = closingOf(open, list) + 1
  if (tokens.kind[after] === T.arrow) return true
  return tokens.kind[after] === C.colon && arrowAfter(open, after, end) !== undefined
}

function arrowAfter(open: OpenFile, from: number, end: number): number | undefined {
  const { tokens } = open.extraction
  for (let at = from; at < tokens.count && (tokens.start[at] as number) < end; at++) {
    const kind = tokens.kind[at] as number
    if (kind === T.arrow) return at
    if (kind === C.open || kind === C.openBrace || kind === C.openBracket) at = closingOf(open, at)
  }
  return undefined
}

function readReturnType(
  open: OpenFile,
  from: number,
  { isArrow, end }: { readonly isArrow: boolean; readonly end: number },
): string | undefined {
  const { tokens } = open.extraction
  const mark = textAt(open, from)
  if (mark !== (open.file.language === 'python' ? '->' : ':')) return undefined
  if (isArrow) return textBetween(open, from + 1, arrowAfter(open, from, end) ?? from + 1)
  // A brace after a name opens the body; right after the colon or an operator it is a type.
  let at = from + 1
  for (; at < tokens.count && (tokens.start[at] as number) < end; at++) {
    const kind = tokens.kind[at] as number
    if (kind === C.semicolon || textAt(open, at) === ':') break
    if (kind === C.openBrace && !isTypeStart(open, at, from)) break
    if (kind === C.openBrace || kind === C.open || kind === C.openBracket) at = closingOf(open, at)
  }
  return textBetween(open, from + 1, at)
}

function isTypeStart(open: OpenFile, at: number, from: number): boolean {
  return at === from + 1 || /^(?:[|&<,(]|=>|extends|is)$/.test(textAt(open, at - 1))
}

function readParameter(open: OpenFile, first: number, end: number): Parameter {
  const { tokens } = open.extraction
  let at = first
  while (/^(?:public|private|protected|readonly|override)$/.test(textAt(open, at)) && tokens.kind[at + 1] === T.name)
    at++
  const isRest = REST.test(textAt(open, at)) || (open.file.language === 'go' && REST.test(textAt(open, at + 1)))
  // Python's `**` may be two tokens.
  while (REST.test(textAt(open, at))) at++
  const isPattern = tokens.kind[at] === C.openBrace || tokens.kind[at] === C.openBracket
  const afterName = isPattern ? closingOf(open, at) + 1 : at + 1
  const isMarked = tokens.kind[afterName] === C.question
  const typeAt = isMarked ? afterName + 1 : afterName
  const equals = equalsIn(open, typeAt, end)
  const hasType = tokens.kind[typeAt] === C.colon
  return {
    // A bare `*` has none.
    name: isPattern ? textBetween(open, at, afterName) : at < end ? textAt(open, at) : '',
    type: hasType ? textBetween(open, typeAt + 1, equals ?? end) : undefined,
    isOptional: isMarked || equals !== undefined,
    isRest,
  }
}

const REST = /^(?:\.\.\.|\*\*?)$/

function equalsIn(open: OpenFile, from: number, end: number): number | undefined {
  const { tokens } = open.extraction
  for (let at = from; at < end; at++) {
    const kind = tokens.kind[at] as number
    if (kind === C.equals) return at
    if (kind === C.open || kind === C.openBrace || kind === C.openBracket) at = closingOf(open, at)
  }
  return undefined
}

function pythonParameters(parameters: readonly Parameter[]): readonly Parameter[] {
  const star = parameters.findIndex(({ name, isRest }) => isRest && name === '')
  const slash = parameters.findIndex(({ name }) => name === '/')
  return parameters
    .map((parameter, index): Parameter => ({
      ...parameter,
      type: parameter.type === undefined ? undefined : plainHint(parameter.type),
      ...(star !== -1 && index > star && { isKeywordOnly: true }),
      ...(index < slash && { isPositionalOnly: true }),
    }))
    .filter(isPythonArgument)
}

/** `self` and the bare `*` and `/` take no argument. */
function isPythonArgument({ name }: Parameter, index: number): boolean {
  return !(index === 0 && (name === 'self' || name === 'cls')) && name !== '/' && name !== ''
}

function readConstructor(open: OpenFile, symbol: CodeSymbol): CallShape | undefined {
  const { symbols } = open
  const self = symbols.indexOf(symbol)
  const made = symbols.find(
    ({ parent, kind, name }) => parent === self && (kind === 'constructor' || name === '__init__'),
  )
  // It may inherit one: how it is made is not known.
  const shape = made === undefined ? readRecordShape(open, symbol) : readCallShape(open, made)
  if (shape === undefined) return undefined
  // Nobody gets what a constructor returns.
  const { results: _results, raises: _raises, ...called } = shape
  return called
}
