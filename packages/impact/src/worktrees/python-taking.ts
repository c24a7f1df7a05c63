import { C, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import type { PythonValue } from './python-values.ts'
import { closingOf, splitList, type Part } from './token-groups.ts'

/** A function or class of a file by its name, with how many arguments it takes by place. */
export function readTaking(open: OpenFile, name: string): PythonValue {
  const symbol = open.symbols.find((one) => one.parent === -1 && one.name === name)
  if (symbol?.kind === 'function' && !isDecorated(open, symbol)) return { kind: 'function', ...taking(open, symbol, 0) }
  if (symbol?.kind !== 'class' || isDecorated(open, symbol)) return { kind: 'unknown' }
  const self = open.symbols.indexOf(symbol)
  const made = open.symbols.find(({ parent, name: own }) => parent === self && own === '__init__')
  if (made !== undefined) return { kind: 'class', ...taking(open, made, 1) }
  const hasBases = /\(/.test(open.source.toString('utf8', symbol.nameStart, symbol.signatureEnd))
  return hasBases ? { kind: 'unknown' } : { kind: 'class', takes: { least: 0, most: 0 } }
}

function isDecorated({ source }: OpenFile, { start, nameStart }: CodeSymbol): boolean {
  return source.toString('utf8', start, nameStart).includes('@')
}

/** Without the first ones, that are not given. */
function taking(open: OpenFile, symbol: CodeSymbol, without: number): Pick<PythonValue, 'takes'> {
  const list = tokenAt(open, symbol.nameStart) + 1
  const parts = splitList(open, list).slice(without)
  if (open.extraction.tokens.kind[list] !== C.open || parts.some(([first]) => /^[*/]/.test(textAt(open, first))))
    return {}
  return { takes: { least: parts.filter((part) => !hasDefault(open, part)).length, most: parts.length } }
}

function hasDefault(open: OpenFile, [first, end]: Part): boolean {
  const { kind } = open.extraction.tokens
  for (let at = first; at < end; at++) {
    if (kind[at] === C.equals) return true
    if (kind[at] === C.openBracket || kind[at] === C.open) at = closingOf(open, at)
  }
  return false
}
