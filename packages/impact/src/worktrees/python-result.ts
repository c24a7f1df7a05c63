import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { ownTokens } from './python-body.ts'
import { onlyOf, readReturned, type PythonValue } from './python-values.ts'

/** What a function of Python says of its result. */
export interface PythonResult {
  /** What it may return; undefined where its body does not tell. */
  readonly results?: readonly PythonValue[]
  /** How often it raises something. */
  readonly raises?: number
}

/** The decorators of a function of which nobody knows here what they make of it. */
export function unknownDecorators(open: OpenFile, symbol: CodeSymbol): readonly string[] {
  const decorators = open.source.toString('utf8', symbol.start, symbol.nameStart).matchAll(/@\s*([\w.]+)/g)
  return [...decorators].map(([, name = '']) => name).filter((name) => !KEEPING.test(name) && !KNOWN.test(name))
}

/** Those that are told of by themselves. */
const KNOWN = /(?:^|\.)(?:(?:async)?contextmanager|abstract\w+|\w*[pP]roperty|setter|getter|deleter|fixture|overload)$/

/** Decorators that leave the result as it is. */
const KEEPING =
  /^(?:property|cached_property|functools\.cached_property|staticmethod|classmethod|cache|lru_cache|functools\.cache|functools\.lru_cache|override|final)$/

export function readPythonResult(open: OpenFile, symbol: CodeSymbol): PythonResult {
  const decorators = open.source.toString('utf8', symbol.start, symbol.nameStart).matchAll(/@\s*([\w.]+)/g)
  if (![...decorators].every(([, name = '']) => KEEPING.test(name))) return {}
  const isAsync = /\basync\s+def\s+$/.test(open.source.toString('utf8', symbol.start, symbol.nameStart))
  const words = ownTokens(open, symbol).map((at) => textAt(open, at))
  if (words.includes('yield'))
    return isAsync ? {} : { results: [{ kind: 'iterator', ...onlyOf(readReturned(open, symbol, 'yield')) }] }
  const results = readReturned(open, symbol, 'return')
  const raises = words.filter((word) => word === 'raise').length
  if (results.length > 0) return { results, ...(raises > 0 && { raises }) }
  return isStub(words) ? {} : { results: [{ kind: 'none' }] }
}

/** What an heir has to give a body: nothing but a text, `pass`, `...` or an exception. */
function isStub(words: readonly string[]): boolean {
  return words.includes('raise') || words.every((word) => /^(?:pass|\.\.\.|:|['"].*|[A-Za-z]*['"][^]*)$/.test(word))
}
