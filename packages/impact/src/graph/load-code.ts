import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { textAt, tokenAt } from './token-text.ts'

/** Functions of a language that do nothing but make a value. In another language the same word is anybody's. */
const PLAIN_OF_SCRIPT: ReadonlySet<string> = new Set([
  'Symbol',
  'Map',
  'Set',
  'WeakMap',
  'WeakSet',
  'RegExp',
  'String',
  'Number',
  'Boolean',
])
const PLAIN_OF_PYTHON: ReadonlySet<string> = new Set(['frozenset', 'len', 'str', 'int', 'tuple', 'list', 'dict', 'set'])
const PLAIN_OF_GO: ReadonlySet<string> = new Set(['make', 'len', 'new', 'string', 'int'])

export interface TokenRange {
  readonly from: number
  readonly to: number
}

const FUNCTIONS: readonly string[] = ['function', 'method', 'constructor']
const TYPES: readonly string[] = ['interface', 'type', 'struct', 'enum']

/** The second runs before the tests of its package, and runs them. */
const RUN_BY_GO: ReadonlySet<string> = new Set(['init', 'TestMain'])

/** Whether a declaration calls something while its file is loaded. Says yes when in doubt. */
export function declarationRunsAtLoad(open: OpenFile, symbol: CodeSymbol): boolean {
  const { language } = open.file
  if (language === 'go') return symbol.kind === 'function' ? RUN_BY_GO.has(symbol.name) : codeRunsAtLoad(open, symbol)
  if (language === 'ruby') return !FUNCTIONS.includes(symbol.kind)
  if (TYPES.includes(symbol.kind)) return false
  if (isScript(language) && FUNCTIONS.includes(symbol.kind)) return false
  // What a module gives for names that it does not have: nobody names the function itself.
  if (language === 'python' && symbol.name === '__getattr__' && symbol.kind === 'function') return true
  return codeRunsAtLoad(open, symbol)
}

/**
 * The code of a declaration without what runs later: functions, of which only Python's parameters are evaluated at load, and the fields of
 * the instances of a script's class.
 */
function codeRunsAtLoad(open: OpenFile, symbol: CodeSymbol): boolean {
  const isPython = open.file.language === 'python'
  const inside = open.extraction.symbols.filter(({ start, end }) => start >= symbol.start && end <= symbol.end)
  let at = tokenAt(open, symbol.start)
  for (const nested of inside.filter((one) => FUNCTIONS.includes(one.kind) || isInstanceField(open, one))) {
    const from = tokenAt(open, isPython ? nested.signatureEnd : nested.start)
    if (from < at) continue
    if (runsAtLoad(open, { from: at, to: from })) return true
    at = tokenAt(open, nested.end)
  }
  return runsAtLoad(open, { from: at, to: tokenAt(open, symbol.end) })
}

/** A field that is neither static nor decorated, and whose name is not computed: its value is made with each instance. */
function isInstanceField(open: OpenFile, { kind, parent, start, nameStart, name }: CodeSymbol): boolean {
  if (!isScript(open.file.language) || (kind !== 'property' && kind !== 'field')) return false
  if (open.extraction.symbols[parent]?.kind !== 'class' || !/^#?[\w$]+$/.test(name)) return false
  const before = open.source.toString('latin1', start, nameStart)
  return /^(?:(?:public|private|protected|readonly|declare|override|accessor)\s+)*$/.test(before)
}

/** Whether code between two tokens calls something, leaving out functions that are only made there. */
export function runsAtLoad(open: OpenFile, { from, to }: TokenRange): boolean {
  const { language } = open.file
  for (let at = from; at < to; at++) {
    if (isScript(language)) {
      const after = afterFunction(open, at, to)
      if (after > at) {
        at = after - 1
        continue
      }
    }
    const afterPlain = language === 'python' ? afterPlainDecorator(open, at, to) : at
    if (afterPlain > at) at = afterPlain - 1
    else if (isCall(open, at, from)) return true
  }
  return false
}

/** Python's decorators that only wrap: they neither call what they decorate nor keep it where no name reaches it. */
const PLAIN_DECORATORS: ReadonlySet<string> = new Set([
  'abstractmethod',
  'asynccontextmanager',
  'cache',
  'cached_property',
  'classmethod',
  'contextmanager',
  'deleter',
  'final',
  'fixture',
  'getter',
  'lru_cache',
  'overload',
  'override',
  'property',
  'setter',
  'staticmethod',
  'total_ordering',
  'wraps',
])

/** The token after `@name.name` and its arguments; `at` itself where none begins, or something is called there. */
function afterPlainDecorator(open: OpenFile, at: number, to: number): number {
  const { tokens } = open.extraction
  if (tokens.kind[at] !== C.at) return at
  let last = at + 1
  while (last + 2 < to && tokens.kind[last + 1] === C.dot) last += 2
  if (!PLAIN_DECORATORS.has(textAt(open, last))) return at
  if (last + 1 >= to || tokens.kind[last + 1] !== C.open) return last + 1
  const end = afterGroup(open, last + 1, to)
  return runsAtLoad(open, { from: last + 2, to: end }) ? at : end
}

/** A call, a tagged template, an element or a decorator. */
function isCall(open: OpenFile, at: number, from: number): boolean {
  const { tokens } = open.extraction
  const { language } = open.file
  const kind = tokens.kind[at]
  if (kind === C.open) return at > from && isCallee(open, at - 1) && !isConstructorType(open, at)
  if (kind === C.at) return language !== 'ruby' && language !== 'go'
  if (kind === T.string) return tokens.kind[at + 1] === T.interpolationOpen && isTagged(open, at, from)
  return kind === T.jsxName || kind === T.jsxEnd
}

/** `new (): Box` in a type. */
function isConstructorType(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  if (!isScript(open.file.language) || textAt(open, at - 1) !== 'new') return false
  const after = tokens.kind[afterGroup(open, at, tokens.count)]
  return after === C.colon || after === T.arrow
}

function isTagged(open: OpenFile, at: number, from: number): boolean {
  const { tokens } = open.extraction
  return at > from && tokens.kind[at - 1] === T.name && tokens.end[at - 1] === tokens.start[at]
}

const NO_CALLEE: ReadonlySet<string> = new Set([
  'if',
  'while',
  'for',
  'switch',
  'catch',
  'function',
  'return',
  'typeof',
  'in',
  'of',
  'and',
  'or',
  'not',
  'class',
  'func',
  'as',
  'extends',
  'keyof',
])

const DECLARING: ReadonlySet<string> = new Set(['def', 'func', 'function', 'class', 'type'])

function isCallee(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  const kind = tokens.kind[at]
  if (kind === C.close || kind === C.closeBracket) return true
  const opening = isScript(open.file.language) ? beforeTypeArguments(open, at) : at
  if (opening < at) return isCallee(open, opening)
  if (kind !== T.name) return false
  const word = textAt(open, at)
  return !NO_CALLEE.has(word) && !isPlain(open, at, word) && !DECLARING.has(textAt(open, at - 1))
}

/** `create<Map<A, B>>()`: the token before the `<` that belongs to the `>` at `at`; `at` itself where none does. */
function beforeTypeArguments(open: OpenFile, at: number): number {
  if (!/^>+$/.test(textAt(open, at))) return at
  let depth = 0
  for (let back = at; back > at - typeArgumentTokensMax && back > 0; back--) {
    const text = textAt(open, back)
    if (/^>+$/.test(text)) depth += text.length
    else if (text === '<') depth--
    else if (text === ';') break
    if (depth === 0) return open.extraction.tokens.kind[back - 1] === T.name ? back - 1 : at
  }
  return at
}

const typeArgumentTokensMax = 200

function isPlain(open: OpenFile, at: number, word: string): boolean {
  const { language } = open.file
  if (language === 'python') return PLAIN_OF_PYTHON.has(word)
  if (language === 'go') return PLAIN_OF_GO.has(word)
  if (!isScript(language)) return false
  // What it loads is a file that is followed by itself.
  if (word === 'require') return isLiteralCall(open, at)
  return PLAIN_OF_SCRIPT.has(word) || (word === 'freeze' && textAt(open, at - 2) === 'Object')
}

/** `require('./a')`, of nobody's object. */
function isLiteralCall(open: OpenFile, at: number): boolean {
  const { kind } = open.extraction.tokens
  return kind[at - 1] !== C.dot && kind[at + 2] === T.string && kind[at + 3] === C.close
}

/** The token after a function that begins here and is not called at once; `at` itself where none begins. */
function afterFunction(open: OpenFile, at: number, to: number): number {
  const { tokens } = open.extraction
  const kind = tokens.kind[at]
  if (kind === T.arrow) {
    return tokens.kind[at + 1] === C.openBrace ? afterGroup(open, at + 1, to) : afterExpression(open, at + 1, to)
  }
  if (kind === C.open) {
    const close = afterGroup(open, at, to)
    // A parameter list: of an arrow function, or of a method with its body.
    if (tokens.kind[close] === T.arrow) return afterFunction(open, close, to)
    const isMethod = tokens.kind[close] === C.openBrace && isMethodName(open, at - 1)
    return isMethod && close < to ? afterGroup(open, close, to) : at
  }
  if (kind !== T.name || textAt(open, at) !== 'function' || tokens.kind[at - 1] === C.dot) return at
  for (let next = at + 1; next < to; next++) {
    if (tokens.kind[next] === C.open) {
      const body = afterGroup(open, next, to)
      return tokens.kind[body] === C.openBrace ? afterGroup(open, body, to) : body
    }
  }
  return at
}

/** A name, or `[computed]`: no expression goes on with a brace after a call. */
function isMethodName(open: OpenFile, at: number): boolean {
  const kind = open.extraction.tokens.kind[at]
  if (kind === C.closeBracket) return true
  return kind === T.name && !['if', 'while', 'for', 'switch', 'catch', 'with'].includes(textAt(open, at))
}

function afterGroup(open: OpenFile, at: number, to: number): number {
  const { tokens } = open.extraction
  let depth = 0
  for (let next = at; next < to; next++) {
    const kind = tokens.kind[next]
    if (kind === C.open || kind === C.openBrace || kind === C.openBracket || kind === T.interpolationOpen) depth++
    if (kind === C.close || kind === C.closeBrace || kind === C.closeBracket || kind === T.interpolationClose) depth--
    if (depth === 0) return next + 1
  }
  return to
}

/** Past the body of an arrow function without braces. */
function afterExpression(open: OpenFile, at: number, to: number): number {
  const { tokens } = open.extraction
  let next = at
  while (next < to) {
    const kind = tokens.kind[next]
    if (
      kind === C.comma ||
      kind === C.semicolon ||
      kind === C.close ||
      kind === C.closeBrace ||
      kind === C.closeBracket
    )
      break
    if (kind === T.interpolationClose) break
    const isGroup = kind === C.open || kind === C.openBrace || kind === C.openBracket || kind === T.interpolationOpen
    next = isGroup ? afterGroup(open, next, to) : next + 1
  }
  return next
}
