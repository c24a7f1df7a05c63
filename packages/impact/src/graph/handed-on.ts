import { C, T, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { textAt } from './token-text.ts'

/**
 * The lines on which a CommonJS module hands on all that another exports, each a statement that does nothing else: `module.exports = require('./a')`,
 * `Object.assign(exports, require('./a'))`, `__exportStar(require('./a'), exports)`, and a spread in `module.exports = { ...require('./a') }`.
 */
export function handedOnLines(open: OpenFile): readonly number[] {
  const { tokens, names } = open.extraction
  const requires = names.find('require')
  if (!isScript(open.file.language) || requires === undefined || names.find('exports') === undefined) return []
  const found: number[] = []
  for (let at = 0; at < tokens.count; at++)
    if (tokens.id[at] === requires && handsOnAll(open, at)) found.push(tokens.line[at] as number)
  return found
}

/** Before a `require` on its line; what has more is minified. */
const lineTokensMax = 200

/** Whether the statement or the line of an object around a `require` is one of those. */
function handsOnAll(open: OpenFile, at: number): boolean {
  const { kind } = open.extraction.tokens
  let first = at
  while (!beginsLine(open, first)) {
    if (at - first > lineTokensMax) return false
    first--
  }
  const before = Array.from({ length: at - first }, (_, index) => textAt(open, first + index)).join('')
  const next = afterRequire(open, at)
  if (next === undefined) return false
  if (before === '...') return endsLine(open, next) && isOfExports(open, at)
  if (/^(?:exports=)?module\.exports=$/.test(before)) return endsLine(open, next)
  if (/^(?:\w+\.)?__export(?:Star)?\($/.test(before))
    return kind[next] === C.close
      ? endsLine(open, next + 1)
      : textAt(open, next + 1) === 'exports' && kind[next + 2] === C.close && endsLine(open, next + 3)
  if (!/^Object\.assign\((?:module\.)?exports,(?:require\(['"][^'"]+['"]\),)*$/.test(before)) return false
  let end = next
  while (kind[end] === C.comma) {
    const other = afterRequire(open, end + 1)
    if (other === undefined) return false
    end = other
  }
  return kind[end] === C.close && endsLine(open, end + 1)
}

/** Whether the object around a spread is what the module exports, and holds no other object before it. */
function isOfExports(open: OpenFile, spread: number): boolean {
  const { kind } = open.extraction.tokens
  for (let at = spread - 1, depth = 0; at > 0; at--) {
    if (kind[at] === C.closeBrace) depth++
    else if (kind[at] === C.openBrace && depth-- === 0)
      return kind[at - 1] === C.equals && textAt(open, at - 2) === 'exports' && textAt(open, at - 4) === 'module'
  }
  return false
}

/** Behind `require('x').a.b`; undefined where none begins. */
function afterRequire(open: OpenFile, at: number): number | undefined {
  const { kind } = open.extraction.tokens
  if (textAt(open, at) !== 'require' || kind[at + 1] !== C.open || kind[at + 2] !== T.string) return undefined
  if (kind[at + 3] !== C.close) return undefined
  let next = at + 4
  while (kind[next] === C.dot && kind[next + 1] === T.name) next += 2
  return next
}

function beginsLine({ extraction: { tokens } }: OpenFile, at: number): boolean {
  return at === 0 || tokens.isAfterNewline[at] === 1
}

/** Nothing but a comma or a semicolon follows on the line. */
function endsLine(open: OpenFile, at: number): boolean {
  const { kind, count } = open.extraction.tokens
  const next = kind[at] === C.comma || kind[at] === C.semicolon ? at + 1 : at
  return next >= count || beginsLine(open, next)
}
