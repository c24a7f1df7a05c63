import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { readCallShape, type CallShape } from './call-shape.ts'
import { readOperationsOnParameter, type Operation } from './python-operations.ts'
import { fails } from './python-fit.ts'
import { ownTokens, plainText } from './python-body.ts'
import { readExpression, type PythonValue } from './python-values.ts'
import { splitList } from './token-groups.ts'

/** What a function of Python does with what it is given. */
export interface Needs {
  readonly parameters: readonly { readonly name: string; readonly operations: readonly Operation[] }[]
  /** Of a decorator: how many arguments it adds in front of those of the function that it decorates. */
  readonly added: number | undefined
  /** Of what makes something of a function: whether it is given that function, or gives what is given it. */
  readonly decorates: 'itself' | 'when called' | undefined
}

export function readNeeds(open: OpenFile, symbol: CodeSymbol): Needs | undefined {
  if (open.file.language !== 'python' || !['function', 'method'].includes(symbol.kind)) return undefined
  const shape = readCallShape(open, symbol)
  if (shape === undefined) return undefined
  const parameters = shape.parameters
    .filter(({ isRest }) => !isRest)
    .map(({ name }) => ({
      name,
      operations: readOperationsOnParameter(open, symbol, name).filter(({ isGuarded }) => isGuarded !== true),
    }))
  return { parameters, added: addedArguments(open, symbol, shape), decorates: decoratesWhen(open, symbol) }
}

function decoratesWhen(open: OpenFile, symbol: CodeSymbol): Needs['decorates'] {
  if (takesFunction(open, symbol)) return 'itself'
  return innerFunctions(open, symbol).some((one) => takesFunction(open, one)) ? 'when called' : undefined
}

function innerFunctions({ symbols }: OpenFile, symbol: CodeSymbol): readonly CodeSymbol[] {
  return symbols.filter(({ kind, parent }) => kind === 'function' && symbols[parent] === symbol)
}

/** Its first parameter is called, also inside, told to `wraps`, handed to a function inside, or returned. */
function takesFunction(open: OpenFile, symbol: CodeSymbol): boolean {
  const { kind } = open.extraction.tokens
  const first = readCallShape(open, symbol)?.parameters[0]?.name
  const inner = new Set(innerFunctions(open, symbol).map(({ name }) => name))
  const end = tokenAt(open, symbol.end)
  if (first === undefined) return false
  for (let at = tokenAt(open, symbol.signatureEnd); at < end; at++) {
    if (textAt(open, at) !== first || kind[at - 1] === C.dot) continue
    if (kind[at + 1] === C.open || textAt(open, at - 1) === 'return') return true
    const callee = kind[at - 1] === C.open ? textAt(open, at - 2) : ''
    if (/^(?:wraps|update_wrapper|partial)$/.test(callee) || inner.has(callee)) return true
  }
  return false
}

/** `def inner(*values): return function('session', *values)` adds one. */
function addedArguments(open: OpenFile, symbol: CodeSymbol, { parameters }: CallShape): number | undefined {
  const [decorated] = parameters
  if (decorated === undefined) return undefined
  const inner = open.symbols.filter(
    ({ kind, start, end, parent }) =>
      kind === 'function' && open.symbols[parent] === symbol && start > symbol.start && end <= symbol.end,
  )
  const counts = inner.flatMap((one) =>
    ownTokens(open, one).flatMap((at) => {
      const isCall = textAt(open, at) === decorated.name && open.extraction.tokens.kind[at + 1] === C.open
      const parts = isCall ? splitList(open, at + 1) : []
      const rest = parts.findIndex(([first]) => textAt(open, first) === '*' && textAt(open, first + 1) !== '*')
      return rest === -1
        ? []
        : [rest - (readCallShape(open, one)?.parameters.filter(({ isRest }) => !isRest).length ?? 0)]
    }),
  )
  const [count, ...others] = new Set(counts)
  return others.length === 0 ? count : undefined
}

/** Why what a call gives does not work with what the function does with it now, and did before. */
export function misfitGiven(
  { before, after }: { readonly before: Needs; readonly after: Needs },
  given: readonly Given[],
): string | undefined {
  for (const { index, name, value } of given) {
    const [old, now] = [before, after].map(({ parameters }) =>
      name === undefined ? parameters[index] : parameters.find((one) => one.name === name),
    )
    if (old === undefined || now === undefined) continue
    const failing = now.operations.find((operation) => fails(value, operation))
    if (failing !== undefined && !old.operations.some((operation) => fails(value, operation)))
      return `what it does with ${now.name} does not work with this ${value.kind}`
  }
  return undefined
}

/** What a call gives for a parameter, by place or by name. */
export interface Given {
  readonly index: number
  readonly name: string | undefined
  readonly value: PythonValue
  /** Of a text that is written down. */
  readonly text?: string
}

/** The arguments of a call as far as they are written down. */
export function readGiven(open: OpenFile, list: number): readonly Given[] {
  const { kind } = open.extraction.tokens
  const found: Given[] = []
  for (const [index, [first, end]] of splitList(open, list).entries()) {
    if (textAt(open, first) === '*') break
    const isNamed = kind[first] === T.name && kind[first + 1] === C.equals
    const value = readExpression(open, isNamed ? first + 2 : first, end)
    const from = isNamed ? first + 2 : first
    const text = end === from + 1 ? plainText(open, from) : undefined
    if (value !== undefined && value.kind !== 'unknown' && value.kind !== 'none')
      found.push({ index, name: isNamed ? textAt(open, first) : undefined, value, ...(text !== undefined && { text }) })
  }
  return found
}

/** How the function is called that is decorated by the name at a token; undefined where it decorates none. */
export function decoratedBy(open: OpenFile, at: number): CallShape | undefined {
  const { kind } = open.extraction.tokens
  let first = at
  while (kind[first - 1] === C.dot) first -= 2
  if (kind[first - 1] !== C.at || kind[at + 1] === C.open) return undefined
  const start = open.extraction.tokens.start[first - 1] as number
  const symbol = open.symbols.find(
    (one) => one.start <= start && start < one.nameStart && tokenAt(open, one.start) <= first,
  )
  return symbol === undefined ? undefined : readCallShape(open, symbol)
}
