import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import type { CallShape, Parameter } from './call-shape.ts'
import { closingOf, splitList, type Part } from './token-groups.ts'

const METHODS: readonly string[] = ['method', 'function', 'constructor']

/** How a method is called, of a class how it is made; undefined where it cannot be read, as of an alias, or a class may inherit it. */
export function readRubyShape(open: OpenFile, symbol: CodeSymbol): CallShape | undefined {
  if (symbol.kind === 'class') return readMaking(open, symbol)
  // A reader takes nothing.
  if (symbol.kind === 'property') return shapeOf([])
  const prefix = open.source.toString('utf8', symbol.start, symbol.nameStart)
  if (!METHODS.includes(symbol.kind) || !/^def\b/.test(prefix)) return undefined
  return {
    ...shapeOf(readParameters(open, symbol)),
    ...(isOfClass(open, symbol, prefix) && { isStatic: true }),
    ...returnedAtLast(open, symbol),
  }
}

/** Of a body whose last line is one word. */
function returnedAtLast({ source }: OpenFile, { signatureEnd, end }: CodeSymbol): Pick<CallShape, 'returnsSelf'> {
  const [, last = ''] = /\n\s*([^\n]+?)\s*\n\s*end\s*$/.exec(source.toString('utf8', signatureEnd, end)) ?? []
  if (last === 'self') return { returnsSelf: 'yes' }
  return /^(?:@?[a-z_]\w*|-?\d[\d_.]*|:\w+|'[^']*'|\[\])$/.test(last) && last !== 'end' ? { returnsSelf: 'no' } : {}
}

function shapeOf(parameters: readonly Parameter[]): CallShape {
  const isByName = parameters.some(({ isKeywordOnly, isRest }) => isKeywordOnly === true || isRest)
  return { parameters, returnType: undefined, isAsync: false, ...(!isByName && { takesNamesAsOne: true }) }
}

/** `def self.name`, below `class << self` or `module_function`, in a module that extends itself. */
function isOfClass(open: OpenFile, symbol: CodeSymbol, prefix: string): boolean {
  const parent = open.symbols[symbol.parent]
  const above = parent === undefined ? '' : open.source.toString('utf8', parent.start, symbol.start)
  if (/^def\s+[\w:]+\s*\./.test(prefix) || /^\s*class\s*<<\s*self\b/m.test(above)) return true
  const whole = parent === undefined ? '' : open.source.toString('utf8', parent.start, parent.end)
  const named = new RegExp(String.raw`^\s*module_function\s*\(?[^\n]*:${symbol.name}(?![\w?!])`, 'm')
  return /^\s*module_function\s*$/m.test(above) || /^\s*extend\s+self\b/m.test(whole) || named.test(whole)
}

function readMaking(open: OpenFile, symbol: CodeSymbol): CallShape | undefined {
  const self = open.symbols.indexOf(symbol)
  const made = open.symbols.find(({ parent, name }) => parent === self && name === 'initialize')
  return made === undefined ? readRubyRecord(open, symbol) : shapeOf(readParameters(open, made))
}

/** How a class is made whose members are written down: `Struct.new(:x, :y)`, `Data.define(:x)`. */
export function readRubyRecord(open: OpenFile, symbol: CodeSymbol): CallShape | undefined {
  const head = open.source.toString('utf8', symbol.nameStart, symbol.end)
  const { maker, list = '' } = RECORD.exec(head)?.groups ?? {}
  const parts = list
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
  const members = parts.filter((part) => /^:\w+$/.test(part)).map((part) => part.slice(1))
  const rest = parts.filter((part) => !part.startsWith(':')).join()
  if (maker === undefined || members.length === 0 || !/^(?:keyword_init: (?:true|false|nil))?$/.test(rest))
    return undefined
  const isByName = rest.endsWith('true')
  const isData = maker === 'Data.define'
  const parameters = members.map((name) => ({ ...PLAIN, name, isOptional: !isData, ...(isByName && BY_NAME) }))
  // Data takes its members by place or by name.
  return isData ? { parameters, returnType: undefined, isAsync: false } : shapeOf(parameters)
}

const RECORD = /^\w+\s*(?:=|<)\s*(?:::)?(?<maker>Struct\.new|Data\.define)\((?<list>[^()]*)\)/
const BY_NAME = { isKeywordOnly: true } as const

const PLAIN = { type: undefined, isOptional: false, isRest: false } as const

function readParameters(open: OpenFile, symbol: CodeSymbol): readonly Parameter[] {
  const { tokens } = open.extraction
  const list = tokenAt(open, symbol.nameStart) + 1
  if (tokens.kind[list] === C.open) return parametersOf(open, splitList(open, list))
  const end = tokenAt(open, symbol.signatureEnd)
  return isOnLineOf(open, list) ? parametersOf(open, splitAtCommas(open, list, end)) : []
}

function isOnLineOf(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  return at < tokens.count && tokens.isAfterNewline[at] !== 1 && tokens.kind[at] !== C.semicolon
}

function splitAtCommas(open: OpenFile, from: number, end: number): readonly Part[] {
  const { tokens } = open.extraction
  const parts: Part[] = []
  let first = from
  for (let at = from; at < end; at++) {
    const kind = tokens.kind[at] as number
    if (kind === C.open || kind === C.openBracket || kind === C.openBrace) at = closingOf(open, at)
    else if (kind === C.comma) {
      parts.push([first, at])
      first = at + 1
    }
  }
  return first < end ? [...parts, [first, end]] : parts
}

function parametersOf(open: OpenFile, parts: readonly Part[]): readonly Parameter[] {
  const { tokens } = open.extraction
  return parts.flatMap(([first, end]): readonly Parameter[] => {
    const text = textAt(open, first)
    // A block is no argument.
    if (text === '&') return []
    if (/^(?:\*+|\.\.\.)$/.test(text)) return [{ ...PLAIN, name: textAt(open, end - 1), isRest: true }]
    if (tokens.kind[first] === T.label)
      return [{ ...PLAIN, name: text, isOptional: end > first + 1, isKeywordOnly: true }]
    return [{ ...PLAIN, name: text, isOptional: tokens.kind[first + 1] === C.equals }]
  })
}

export interface RubyArguments {
  /** undefined where one is spread, or it cannot be told. */
  readonly argumentCount: number | undefined
  readonly keywords: readonly string[]
}

/** Words after a call without arguments. */
const FOLLOWING = /^(?:do|if|unless|and|or|then|end|rescue|while|until|in|ensure|else|elsif|when)$/
const OPERANDS: readonly number[] = [T.number, T.string, T.symbol, T.label, T.name]

/** The arguments of a call of the method whose name stands at `at`, with or without parentheses. */
export function readRubyArguments(open: OpenFile, at: number): RubyArguments {
  const { tokens } = open.extraction
  const next = at + 1
  if (tokens.kind[next] === C.open && tokens.start[next] === tokens.end[at])
    return argumentsOf(open, splitList(open, next))
  const isOperand = isOnLineOf(open, next) && OPERANDS.includes(tokens.kind[next] as number)
  if (isOperand && !FOLLOWING.test(textAt(open, next)))
    return argumentsOf(open, splitAtCommas(open, next, endOfLine(open, next)))
  // `name -1` and `name [1]` may be either.
  const isDoubtful = isOnLineOf(open, next) && /^(?:[-*&[+:/]|::|\*\*|->)$/.test(textAt(open, next))
  return { argumentCount: isDoubtful ? undefined : 0, keywords: [] }
}

function endOfLine(open: OpenFile, from: number): number {
  const { tokens } = open.extraction
  let at = from
  for (; at < tokens.count; at++) {
    const kind = tokens.kind[at] as number
    const isNewLine = at > from && !isOnLineOf(open, at) && tokens.kind[at - 1] !== C.comma
    if (isNewLine || kind === C.close || kind === C.closeBracket || kind === C.closeBrace) break
    if (kind === T.name && FOLLOWING.test(textAt(open, at))) break
    if (kind === C.open || kind === C.openBracket || kind === C.openBrace) at = closingOf(open, at)
  }
  return at
}

function argumentsOf(open: OpenFile, parts: readonly Part[]): RubyArguments {
  const { tokens } = open.extraction
  const given = parts.filter(([first]) => textAt(open, first) !== '&')
  const isSpread = given.some(([first]) => /^(?:\*+|\.\.\.)$/.test(textAt(open, first)))
  const isHash = given.some(([first, end]) => {
    const texts = Array.from({ length: end - first }, (_, at) => textAt(open, first + at))
    return texts.includes('=>')
  })
  const keywords = given.filter(([first]) => tokens.kind[first] === T.label).map(([first]) => textAt(open, first))
  return { argumentCount: isSpread || isHash ? undefined : given.length, keywords }
}
