import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { readCallShape } from './call-shape.ts'
import { ownTokens } from './python-body.ts'
import { closingOf } from './token-groups.ts'

/** The functions of a file of Python that put what they are given into a list or dictionary of the module: `CHECKS.append(function)`, `COMMANDS[name] = function`. */
export function storersOf(open: OpenFile, collection: string): readonly string[] {
  const { kind } = open.extraction.tokens
  const functions = open.symbols.filter((one) => one.kind === 'function')
  return functions.flatMap((symbol): readonly string[] => {
    const parameters = (readCallShape(open, symbol)?.parameters ?? []).map(({ name }) => name)
    const isStoring = ownTokens(open, symbol).some((at) => {
      if (textAt(open, at) !== collection || kind[at - 1] === C.dot) return false
      const close = kind[at + 1] === C.openBracket ? closingOf(open, at + 1) : undefined
      const isPut = kind[at + 1] === C.dot && /^(?:append|add|setdefault)$/.test(textAt(open, at + 2))
      const value = isPut ? closingOf(open, at + 3) - 1 : close === undefined ? -1 : close + 2
      const isValue = isPut || textAt(open, value - 1) === '='
      return isValue && parameters.includes(textAt(open, value))
    })
    return isStoring ? [symbol.qualifiedName.split('.')[0] ?? symbol.name] : []
  })
}

/** The collection of the module that a local variable of a function is taken out of: `for check in CHECKS`, `check = CHECKS[name]`. */
export function takenFrom(open: OpenFile, symbol: CodeSymbol, variable: string): string | undefined {
  const { kind } = open.extraction.tokens
  for (const at of ownTokens(open, symbol)) {
    const isTaken = textAt(open, at) === variable && /^(?:in|=)$/.test(textAt(open, at + 1))
    const name = isTaken && kind[at + 2] === T.name ? textAt(open, at + 2) : ''
    if (open.symbols.some((one) => one.parent === -1 && one.name === name && VALUES.includes(one.kind))) return name
  }
  return undefined
}

const VALUES: readonly string[] = ['constant', 'variable', 'field']
