import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { isLineEnd, ownTokens } from './python-body.ts'

interface Function {
  readonly open: OpenFile
  readonly symbol: CodeSymbol
}

/** By what the one result of a function of Python is multiplied or divided now, of which the rest is as it was: `* 1000`. */
export function scaledResult(before: Function, after: Function): string | undefined {
  const [old, now] = [onlyResult(before), onlyResult(after)]
  if (old === undefined || now === undefined || old === now) return undefined
  const scale = scaleOf(old, now)
  if (scale !== undefined) return scale
  return scaleOf(now, old) === undefined ? undefined : 'of another scale'
}

function onlyResult({ open, symbol }: Function): string | undefined {
  if (open.file.language !== 'python') return undefined
  const [only, ...others] = ownTokens(open, symbol).filter((at) => textAt(open, at) === 'return')
  if (only === undefined || others.length > 0) return undefined
  let text = ''
  for (let at = only + 1; at === only + 1 || !isLineEnd(open, at); at++) text += `${textAt(open, at)} `
  return bare(text.trim())
}

/** Without what rounds it, and the parentheses around it. */
function bare(text: string): string {
  const [, inner] = /^(?:(?:round|int|float) )?\( (.*) \)$/.exec(text) ?? []
  const isWhole = inner !== undefined && isBalanced(inner)
  return isWhole ? bare(inner) : text
}

function isBalanced(text: string): boolean {
  let depth = 0
  for (const word of text.split(' ')) {
    if (word === '(') depth++
    if (word === ')' && --depth < 0) return false
  }
  return depth === 0
}

function scaleOf(plain: string, scaled: string): string | undefined {
  const [, front, operator = '', number = ''] = /^(.*) ([*/]|\/\/) ([\d._]+)$/.exec(scaled) ?? []
  if (front !== undefined && number !== '1' && bare(front) === plain) return `${operator} ${number}`
  const [, factor = '', rest] = /^([\d._]+) \* (.*)$/.exec(scaled) ?? []
  return rest !== undefined && bare(rest) === plain ? `* ${factor}` : undefined
}
