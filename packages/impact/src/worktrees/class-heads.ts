import type { Use } from './uses.ts'
import { C, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { demandedField, isAbstractInPython } from './python-shape.ts'
import { textAt } from '../graph/token-text.ts'

/** `implements Name`, `class … extends Name`; also with a namespace before the name. */
export function isCreation(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  const before = tokens.kind[at - 1] === C.dot ? at - 3 : at - 1
  if (open.file.language === 'python') return isPythonBase(open, at)
  if (textAt(open, before) === 'implements') return true
  // An heir of a class has to have what is abstract in it.
  return textAt(open, before) === 'extends' && isHeir(open, before)
}

/** In the parentheses of `class Name(…):`, of a class that can be made. */
function isPythonBase(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  let first = at
  while (first > 0 && tokens.kind[first] !== C.open) first--
  if (tokens.kind[first] !== C.open || textAt(open, first - 2) !== 'class') return false
  const self = open.symbols.findIndex(({ nameStart }) => nameStart === tokens.start[first - 1])
  return !open.symbols.some((symbol) => symbol.parent === self && isAbstractInPython(open, symbol))
}

/** Of a record of Python that has the class at a token among its bases. */
export function demandsOf(open: OpenFile, at: number): Pick<Use, 'demands'> {
  const heir = open.file.language === 'python' && isPythonBase(open, at) ? classAround(open, at) : undefined
  const demands = heir === undefined ? undefined : demandedField(open, heir)
  return demands === undefined ? {} : { demands }
}

function classAround({ symbols, extraction }: OpenFile, at: number): CodeSymbol | undefined {
  const start = extraction.tokens.start[at] as number
  return symbols.findLast((one) => one.kind === 'class' && one.start <= start && start < one.end)
}

/** The innermost class around the first token of a line. */
export function classAtLine(open: OpenFile, line: number): CodeSymbol | undefined {
  const at = open.extraction.tokens.line.findIndex((one) => one >= line)
  return at === -1 ? undefined : classAround(open, at)
}

/** The names of the members of the innermost class around a token. */
export function membersAround(open: OpenFile, at: number): ReadonlySet<string> {
  const { symbols } = open
  const start = open.extraction.tokens.start[at] as number
  const self = symbols.findLastIndex((one) => one.kind === 'class' && one.start <= start && start < one.end)
  return new Set(symbols.filter(({ parent }) => parent === self && self !== -1).map(({ name }) => name))
}

/** `class Name extends`, also without a name and with type parameters; an interface that extends another one makes nothing. */
function isHeir(open: OpenFile, at: number): boolean {
  for (let before = at - 1; before > at - heirTokensMax && before >= 0; before--) {
    const text = textAt(open, before)
    if (text === 'class') return textAt(open, before - 1) !== 'abstract'
    if (text === 'interface' || text === ';' || text === '{') return false
  }
  return false
}

const heirTokensMax = 30
