import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { isLineEnd, ownTokens, plainText } from './python-body.ts'
import type { BuiltIn } from './python-built-in.ts'
import { readInstance, readNamedTuple } from './python-classes.ts'
import { madeByLibrary } from './python-library.ts'
import { methodResult, readFile } from './python-method-results.ts'
import { readTaking } from './python-taking.ts'
import { closingOf, splitList, type Part } from './token-groups.ts'

/** What an expression of Python makes, as far as it is written down. */
export interface PythonValue {
  readonly kind:
    | 'unknown'
    | 'none'
    | 'number'
    | 'text'
    | 'bytes'
    | 'list'
    | 'tuple'
    | 'dictionary'
    | 'set'
    | 'iterator'
    | 'function'
    | 'class'
    | 'pattern'
    | 'options'
    | 'instance'
  /** All keys of a dictionary, members of an instance, groups of a pattern, fields of a text or names of options, where all are known. */
  readonly names?: readonly string[]
  /** How many values a tuple or dictionary has. */
  readonly length?: number
  /** The class of an instance; of what is true or false, which. */
  readonly of?: string
  /** What each of its values is, where they are all the same. */
  readonly each?: PythonValue
  /** What each value of a dictionary is, where they are all functions or classes that take the like. */
  readonly item?: PythonValue
  /** How the values of a list or tuple are written, where there are several and each is another one. */
  readonly parts?: readonly string[]
  /** How many arguments a function or class takes by place. */
  readonly takes?: { readonly least: number; readonly most: number }
  /** How that class is made, where it says so. */
  readonly form?: 'dataclass' | 'namedtuple' | 'library'
  /** Which of Python's own types that class inherits from. */
  readonly like?: BuiltIn
}

const UNKNOWN: PythonValue = { kind: 'unknown' }

/** A part of a file that is one expression, and the function around it. */
interface Expression {
  readonly open: OpenFile
  readonly from: number
  readonly end: number
  readonly scope: CodeSymbol | undefined
  /** How many variables were followed to it. */
  readonly depth: number
}

const depthMax = 4

/** The values that a constant may have: its assignment is read. */
export function readConstantValues(open: OpenFile, symbol: CodeSymbol): readonly PythonValue[] | undefined {
  const from = assignedFrom(open, tokenAt(open, symbol.nameStart))
  if (open.file.language !== 'python' || from === undefined || isAssignedAgain(open, symbol)) return undefined
  const values = readValues({ open, from, end: lineEnd(open, from), scope: undefined, depth: 0 })
  return isGrownLater(open, symbol.name) ? values.map(withoutNames) : values
}

/** The values that the `return` statements of a function of Python give, or the `yield` of a fixture. */
export function readReturned(open: OpenFile, symbol: CodeSymbol, word: 'return' | 'yield'): readonly PythonValue[] {
  const found = ownTokens(open, symbol)
    .filter((at) => textAt(open, at) === word)
    .flatMap((at) =>
      isLineEnd(open, at + 1)
        ? [{ kind: 'none' } as const]
        : readValues({ open, from: at + 1, end: lineEnd(open, at + 1), scope: symbol, depth: 0 }),
    )
  return [...new Map(found.map((value) => [JSON.stringify(value), value])).values()]
}

/** The value of a part of a file; undefined where it may be several. */
export function readExpression(open: OpenFile, from: number, end: number): PythonValue | undefined {
  const offset = open.extraction.tokens.start[from] ?? 0
  const scope = open.symbols.findLast(
    ({ kind, start, end: last }) => (kind === 'function' || kind === 'method') && start <= offset && offset < last,
  )
  const values = from < end ? readValues({ open, from, end, scope, depth: 0 }) : []
  return values.length === 1 ? values[0] : undefined
}

/** The first token of what a name is assigned, also behind an annotation. */
function assignedFrom(open: OpenFile, name: number): number | undefined {
  const { tokens } = open.extraction
  if (tokens.kind[name + 1] === C.equals) return name + 2
  if (tokens.kind[name + 1] !== C.colon) return undefined
  for (let at = name + 2; !isLineEnd(open, at); at++) {
    if (tokens.kind[at] === C.equals) return at + 1
    if (tokens.kind[at] === C.openBracket) at = closingOf(open, at)
  }
  return undefined
}

function isAssignedAgain({ symbols, source }: OpenFile, { qualifiedName, name }: CodeSymbol): boolean {
  const isTwice = symbols.filter((one) => one.qualifiedName === qualifiedName).length > 1
  return isTwice || new RegExp(String.raw`\bglobal\b.*\b${name}\b`).test(source.toString('utf8'))
}

/** The token after the last one of a statement. */
function lineEnd(open: OpenFile, from: number): number {
  const { tokens } = open.extraction
  let at = from
  while (at < tokens.count && (at === from || !isLineEnd(open, at)))
    at = isOpening(tokens.kind[at]) ? closingOf(open, at) + 1 : at + 1
  return at
}

function isOpening(kind: number | undefined): boolean {
  return kind === C.open || kind === C.openBracket || kind === C.openBrace
}

/** The tokens of an expression that are in no brackets. */
function outerTokens({ open, from, end }: Expression): readonly number[] {
  const found: number[] = []
  let depth = 0
  for (let at = from; at < end; at++) {
    const kind = open.extraction.tokens.kind[at] as number
    if (depth === 0) found.push(at)
    if (isOpening(kind) || kind === T.interpolationOpen) depth++
    if (kind === C.close || kind === C.closeBracket || kind === C.closeBrace || kind === T.interpolationClose) depth--
  }
  return found
}

/** One for each branch of `a if b else c`. */
function readValues(expression: Expression): readonly PythonValue[] {
  const { open, from, end } = expression
  const outer = outerTokens(expression)
  const split = (word: string): number | undefined => outer.find((at) => textAt(open, at) === word)
  if (textAt(open, from) === 'lambda') return [{ kind: 'function' }]
  const [condition, otherwise] = [split('if'), split('else')]
  if (condition !== undefined && otherwise !== undefined && split('for') === undefined)
    return [
      ...readValues({ ...expression, end: condition }),
      ...readValues({ ...expression, from: otherwise + 1, end }),
    ]
  const commas = outer.filter((at) => open.extraction.tokens.kind[at] === C.comma)
  if (commas.length > 0) return [tupleOf(expression, commas)]
  const value = readValue(expression, outer)
  return isFromDictionary(expression) ? [value, { kind: 'none' }] : [value]
}

/** `names.get(key)`, where the file says that `names` is a dictionary. */
function isFromDictionary({ open, from, end }: Expression): boolean {
  const { kind, start } = open.extraction.tokens
  let list = from
  while (kind[list + 1] === C.dot && kind[list + 2] === T.name) list += 2
  const isGet =
    list > from && textAt(open, list) === 'get' && kind[list + 1] === C.open && closingOf(open, list + 1) === end - 1
  if (!isGet || splitList(open, list + 1).length !== 1) return false
  const name = open.source.toString('utf8', start[from], start[list - 1]).replaceAll('.', String.raw`\.`)
  const text = open.source.toString('utf8')
  return new RegExp(String.raw`(?<![\w.])${name}\s*(?::\s*[Dd]ict\b|(?::[^=\n]+)?=\s*(?:\{|dict\())`).test(text)
}

function tupleOf({ open, from, end }: Expression, commas: readonly number[]): PythonValue {
  const starts = [from, ...commas.map((at) => at + 1)].filter((at) => at < end)
  const isSpread = starts.some((at) => textAt(open, at) === '*')
  if (isSpread) return { kind: 'tuple' }
  return {
    kind: 'tuple',
    length: starts.length,
    ...partsOf(
      open,
      starts.map((at, index) => [at, commas[index] ?? end]),
    ),
  }
}

function partsOf(open: OpenFile, list: readonly Part[]): Pick<PythonValue, 'parts'> {
  const { start, end } = open.extraction.tokens
  const parts = list.map(([first, last]) =>
    open.source.toString('utf8', start[first], end[last - 1]).replaceAll(/\s/g, ''),
  )
  const isLong = parts.length > partsMax || parts.some((text) => text.startsWith('*'))
  return parts.length < 2 || isLong || new Set(parts).size < parts.length ? {} : { parts }
}

/** Nobody takes longer ones apart. */
const partsMax = 12

function readValue(expression: Expression, outer: readonly number[]): PythonValue {
  const { open, from, end } = expression
  const { kind } = open.extraction.tokens
  const text = textAt(open, from)
  if (kind[from] === T.string) return readText(expression, outer)
  if (outer.every((at) => kind[at] === T.number || /^(?:\*\*?|\/\/?|[-+])$/.test(textAt(open, at))))
    return { kind: outer.some((at) => kind[at] === T.number) ? 'number' : 'unknown' }
  const isWhole = isOpening(kind[from]) && closingOf(open, from) === end - 1
  if (isWhole) return readBrackets(expression)
  if (end === from + 1) return readWord(expression, text)
  const made = methodResult(open, end, outer)
  if (made !== undefined) return { kind: made }
  const list = outer.find((at) => kind[at] === C.open)
  const isCall = list !== undefined && closingOf(open, list) === end - 1
  const isDotted = outer.every((at) => at >= (list ?? end) || kind[at] === T.name || kind[at] === C.dot)
  return isCall && isDotted ? readCallValue(expression, list) : UNKNOWN
}

function readText({ open, from, end }: Expression, outer: readonly number[]): PythonValue {
  const { kind } = open.extraction.tokens
  const isText = outer.every(
    (at) => kind[at] === T.string || kind[at] === T.interpolationOpen || kind[at] === T.interpolationClose,
  )
  if (!isText) return UNKNOWN
  const prefix = /^\w*/.exec(textAt(open, from))?.[0] ?? ''
  if (/b/i.test(prefix)) return { kind: 'bytes' }
  if (/f/i.test(prefix) || end !== from + 1) return { kind: 'text' }
  return { kind: 'text', names: fieldsOf(textAt(open, from)) }
}

/** The names in `{name}` and `{name:format}`. */
function fieldsOf(text: string): readonly string[] {
  const plain = text.replaceAll(/\{\{|\}\}/g, '')
  return [...new Set([...plain.matchAll(/\{([A-Za-z_]\w*)[^{}]*\}/g)].map(([, name = '']) => name))].sort()
}

function readBrackets(expression: Expression): PythonValue {
  const { open, from, end } = expression
  const { kind } = open.extraction.tokens
  const inner = { ...expression, from: from + 1, end: end - 1 }
  const outer = outerTokens(inner)
  const isMadeInLoop = outer.some((at) => textAt(open, at) === 'for')
  if (kind[from] === C.openBracket)
    return { kind: 'list', ...eachOf(inner, outer), ...(!isMadeInLoop && partsOf(open, splitList(open, from))) }
  if (kind[from] === C.open) {
    if (from + 1 === end - 1) return { kind: 'tuple', length: 0 }
    return isMadeInLoop ? { kind: 'iterator', ...eachOf(inner, outer) } : (readValues(inner)[0] ?? UNKNOWN)
  }
  const isDictionary = outer.length === 0 || outer.some((at) => kind[at] === C.colon || textAt(open, at) === '**')
  const isSpread = outer.some((at, index) => textAt(open, at) === '*' && textAt(open, outer[index + 1] ?? -1) === '*')
  if (!isDictionary && !isSpread) return { kind: 'set' }
  const keys = isMadeInLoop ? undefined : writtenKeys(open, from)
  return { kind: 'dictionary', ...(keys !== undefined && { names: keys, length: keys.length }), ...itemOf(inner) }
}

/** The functions or classes that are the values of a dictionary. */
function itemOf(inner: Expression): Pick<PythonValue, 'item'> {
  const { open, from } = inner
  const values = splitList(open, from - 1).map(([first, end]) => {
    if (open.extraction.tokens.kind[first + 1] !== C.colon) return UNKNOWN
    return end === first + 3
      ? readTaking(open, textAt(open, first + 2))
      : (onlyOf(readValues({ ...inner, from: first + 2, end })).each ?? UNKNOWN)
  })
  const { each = commonObject(values) } = onlyOf(values)
  return each === undefined ? {} : { item: each }
}

/** Objects of several classes have what one of them has. */
function commonObject(values: readonly PythonValue[]): PythonValue | undefined {
  const names = values.flatMap((value) => value.names ?? [])
  const isKnown = values.every(({ kind, names: own }) => kind === 'instance' && own !== undefined)
  return isKnown && values.length > 0 ? { kind: 'instance', names: [...new Set(names)].sort() } : undefined
}

/** The values between the commas of a list, or before the `for` of what is made in a loop. */
function eachOf(inner: Expression, outer: readonly number[]): Pick<PythonValue, 'each'> {
  const { open, end } = inner
  const loop = outer.find((at) => textAt(open, at) === 'for')
  if (loop !== undefined)
    return onlyOf(readValues({ ...inner, end: textAt(open, loop - 1) === 'async' ? loop - 1 : loop }))
  const commas = outer.filter((at) => open.extraction.tokens.kind[at] === C.comma)
  const starts = [inner.from, ...commas.map((at) => at + 1)].filter((at) => at < end)
  return onlyOf(starts.flatMap((from, index) => readValues({ ...inner, from, end: commas[index] ?? end })))
}

/** The one value that several are, if it is known. */
export function onlyOf(values: readonly PythonValue[]): Pick<PythonValue, 'each'> {
  // How each is written says nothing of all of them.
  const plain = values.map(({ parts: _parts, ...value }) => value)
  const [first, ...others] = new Map(plain.map((value) => [JSON.stringify(value), value])).values()
  return first === undefined || others.length > 0 || first.kind === 'unknown' ? {} : { each: first }
}

/** The keys of a dictionary that are all texts. */
export function writtenKeys(open: OpenFile, brace: number): readonly string[] | undefined {
  const keys: string[] = []
  for (const [first] of splitList(open, brace)) {
    const key = plainText(open, first)
    if (key === undefined || open.extraction.tokens.kind[first + 1] !== C.colon) return undefined
    keys.push(key)
  }
  return keys.sort()
}

function readWord(expression: Expression, word: string): PythonValue {
  if (word === 'None') return { kind: 'none' }
  if (word === 'True' || word === 'False') return { kind: 'number', of: word }
  const { open, scope, depth } = expression
  if (scope === undefined || depth >= depthMax || !/^[A-Za-z_]\w*$/.test(word)) return UNKNOWN
  const nested = open.symbols.some(
    ({ kind, name, start, end }) => kind === 'function' && name === word && start > scope.start && end <= scope.end,
  )
  return nested ? { kind: 'function' } : followVariable({ ...expression, scope }, word)
}

/** The value of a variable that is assigned once. */
function followVariable(expression: Expression & { readonly scope: CodeSymbol }, name: string): PythonValue {
  const { open, scope, depth } = expression
  const { tokens } = open.extraction
  const own = ownTokens(open, scope)
  const places = own.filter((at) => textAt(open, at) === name && tokens.kind[at - 1] !== C.dot)
  const set = places.filter((at) => isBound(open, at))
  const [only, ...others] = set
  const from = only === undefined ? undefined : assignedFrom(open, only)
  if (only === undefined || others.length > 0 || from === undefined || !startsStatement(open, only)) return UNKNOWN
  const values = readValues({ open, from, end: lineEnd(open, from), scope, depth: depth + 1 })
  const value = values.length === 1 ? (values[0] ?? UNKNOWN) : UNKNOWN
  const isGrown = places.some((at) => at > only && isChangedInside(open, at))
  // An object has the methods of its class, whoever gets it.
  return isGrown && value.kind !== 'instance' ? withoutNames(value) : value
}

/** Where a name gets a value: by `=`, `+=`, `for`, `as`, in a list of targets, or by `:=`. */
function isBound(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  if (/^(?:for|as|global|nonlocal|del)$/.test(textAt(open, at - 1)) || textAt(open, at + 1) === ':=') return true
  if (isAssigning(textAt(open, at + 1)) && isFirstOfTarget(open, at)) return true
  if (tokens.kind[at + 1] === C.colon && startsStatement(open, at)) return assignedFrom(open, at) !== undefined
  return isTargetInList(open, at)
}

function isAssigning(text: string): boolean {
  return /^(?:[-+*/%|&^@]|\/\/|\*\*|<<|>>)?=$/.test(text)
}

/** `a` of `f(a=1)` is none. */
function isFirstOfTarget(open: OpenFile, at: number): boolean {
  return startsStatement(open, at) || textAt(open, at - 1) === '=' || isTargetInList(open, at)
}

export function startsStatement(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  return at === 0 || tokens.isAfterNewline[at] === 1 || [C.semicolon, C.colon].includes(tokens.kind[at - 1] as never)
}

/** `a, b = …` and `for a, b in …`. */
function isTargetInList(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  let first = at
  while (first > 0 && tokens.isAfterNewline[first] !== 1 && /^[\w,()*]+$/.test(textAt(open, first - 1))) first--
  let end = at + 1
  while (
    end < tokens.count &&
    tokens.isAfterNewline[end] !== 1 &&
    /^[\w,()*]+$/.test(textAt(open, end)) &&
    textAt(open, end) !== 'in'
  )
    end++
  const hasComma = Array.from({ length: end - first }, (_, index) => textAt(open, first + index)).includes(',')
  const isLoop = textAt(open, first) === 'for' && textAt(open, end) === 'in'
  return hasComma && (isLoop || (textAt(open, end) === '=' && !/^(?:return|yield)$/.test(textAt(open, first))))
}

/** `name[…] = …`, `name.update(…)`, `del name[…]`, or it is handed to somebody. */
function isChangedInside(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  if (tokens.kind[at + 1] === C.openBracket)
    return isAssigning(textAt(open, closingOf(open, at + 1) + 1)) || textAt(open, at - 1) === 'del'
  if (tokens.kind[at + 1] === C.dot)
    return /^(?:update|setdefault|pop|popitem|clear|__setitem__|append|extend|insert|add)$/.test(textAt(open, at + 2))
  const isArgument = /^[(,]$/.test(textAt(open, at - 1)) && /^[),]$/.test(textAt(open, at + 1))
  return isArgument && !/^(?:len|str|repr|print|sorted|sum|max|min)$/.test(textAt(open, at - 2))
}

function withoutNames({
  names: _names,
  length: _length,
  each: _each,
  item: _item,
  parts: _parts,
  ...value
}: PythonValue): PythonValue {
  return value
}

function isGrownLater(open: OpenFile, name: string): boolean {
  const { tokens } = open.extraction
  for (let at = 0; at < tokens.count; at++)
    if (textAt(open, at) === name && tokens.kind[at - 1] !== C.dot && isChangedInside(open, at)) return true
  return false
}

const MAKERS: ReadonlyMap<string, PythonValue['kind']> = new Map([
  ['list', 'list'],
  ['sorted', 'list'],
  ['tuple', 'tuple'],
  ['dict', 'dictionary'],
  ['set', 'set'],
  ['frozenset', 'set'],
  ['str', 'text'],
  ['repr', 'text'],
  ['json.dumps', 'text'],
  ['bytes', 'bytes'],
  ['int', 'number'],
  ['float', 'number'],
  ['len', 'number'],
  ['bool', 'number'],
  ['isinstance', 'number'],
  ['iter', 'iterator'],
  ['map', 'iterator'],
  ['filter', 'iterator'],
  ['zip', 'iterator'],
  ['enumerate', 'iterator'],
  ['reversed', 'iterator'],
])

function readCallValue({ open, from, scope }: Expression, list: number): PythonValue {
  const callee = Array.from({ length: list - from }, (_, index) => textAt(open, from + index)).join('')
  const kind = MAKERS.get(callee)
  if (kind === 'dictionary') return readDict(open, list)
  if (kind !== undefined) return { kind }
  if (callee === 're.compile') return readPattern(open, list)
  const file = /^(\w+)\.read$/.exec(callee)?.[1]
  if (file !== undefined) return readFile(open, scope, file)
  if (callee.endsWith('.parse_args')) return readOptions(open, scope)
  const library = madeByLibrary(callee)
  if (library !== undefined) return library
  const made = open.symbols.find((one) => one.kind === 'class' && one.parent === -1 && one.name === callee)
  return made === undefined ? (readNamedTuple(open, callee) ?? UNKNOWN) : readInstance(open, made)
}

/** `dict(a=1)`. */
function readDict(open: OpenFile, list: number): PythonValue {
  const parts = splitList(open, list)
  const isNamed = parts.length > 0 && parts.every(([first]) => open.extraction.tokens.kind[first + 1] === C.equals)
  if (!isNamed) return { kind: 'dictionary' }
  return { kind: 'dictionary', names: parts.map(([first]) => textAt(open, first)).sort(), length: parts.length }
}

function readPattern(open: OpenFile, list: number): PythonValue {
  const [first = 0, end = 0] = splitList(open, list)[0] ?? []
  const isWritten = Array.from({ length: end - first }, (_, index) => open.extraction.tokens.kind[first + index]).every(
    (kind) => kind === T.string,
  )
  if (!isWritten) return { kind: 'pattern' }
  const text = Array.from({ length: end - first }, (_, index) => textAt(open, first + index)).join('')
  return { kind: 'pattern', names: [...text.matchAll(/\(\?P<(\w+)>/g)].map(([, name = '']) => name).sort() }
}

/** What argparse is told of in the same function; undefined names where some are added elsewhere. */
function readOptions(open: OpenFile, scope: CodeSymbol | undefined): PythonValue {
  if (scope === undefined) return { kind: 'options' }
  const names: string[] = []
  for (const at of ownTokens(open, scope)) {
    const word = textAt(open, at)
    if (/^(?:add_subparsers|set_defaults|parse_known_args)$/.test(word)) return { kind: 'options' }
    if (word !== 'add_argument') continue
    const name = destination(open, at + 1)
    if (name === undefined) return { kind: 'options' }
    names.push(name)
  }
  const isBuiltElsewhere =
    names.length === 0 ||
    /\bparents\s*=|\b_?add_\w*(?:args|arguments|options)\(/.test(open.source.toString('utf8', scope.start, scope.end))
  return isBuiltElsewhere ? { kind: 'options' } : { kind: 'options', names: [...new Set(names)].sort() }
}

/** The attribute under which argparse keeps an argument. */
function destination(open: OpenFile, list: number): string | undefined {
  const parts = splitList(open, list)
  const given = parts.find(([first]) => textAt(open, first) === 'dest' && textAt(open, first + 1) === '=')
  if (given !== undefined) return plainText(open, given[0] + 2)
  const flags = parts.flatMap(([first, end]) => (end === first + 1 ? (plainText(open, first) ?? []) : []))
  const long = flags.find((flag) => flag.startsWith('--')) ?? flags[0]
  return long?.replace(/^-+/, '').replaceAll('-', '_')
}
