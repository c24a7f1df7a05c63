import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { readCallShape, type CallShape } from './call-shape.ts'
import { readOperationsOnParameter, type Operation } from './python-operations.ts'
import { fails } from './python-fit.ts'
import { ownTokens, plainText } from './python-body.ts'
import { readExpression, type PythonValue } from './python-values.ts'
import { numberIn, readRefusals, refusal, type Refusals } from './python-refusals.ts'
import { splitList, type Part } from './token-groups.ts'

/** What a function of Python does with what it is given. */
export interface Needs {
  readonly parameters: readonly { readonly name: string; readonly operations: readonly Operation[] }[]
  /** Of a decorator: how many arguments it adds in front of those of the function that it decorates. */
  readonly added: number | undefined
  /** Of what makes something of a function: whether it is given that function, or gives what is given it. */
  readonly decorates: 'itself' | 'when called' | undefined
  /** What it refuses at once. */
  readonly refuses: Refusals
  /** How often it raises something. */
  readonly raises: number
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
  return {
    parameters,
    added: addedArguments(open, symbol, shape),
    decorates: decoratesWhen(open, symbol),
    refuses: readRefusals(open, symbol),
    raises: ownTokens(open, symbol).filter((at) => textAt(open, at) === 'raise').length,
  }
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
  for (const one of given) {
    const { index, name, value } = one
    const [old, now] = [before, after].map(({ parameters }) =>
      name === undefined ? parameters[index] : parameters.find((one) => one.name === name),
    )
    if (old === undefined || now === undefined) continue
    // What is asked first now was asked further inside before.
    const refused = after.raises > before.raises ? refusal(after.refuses, now.name, one) : undefined
    if (refused !== undefined && refusal(before.refuses, old.name, one) === undefined) return refused
    const isFailing = (operation: Operation): boolean => fails(value, operation) || refusesCall(one, operation)
    const failing = now.operations.find(isFailing)
    if (failing === undefined || old.operations.some(isFailing)) continue
    return failing.called === undefined
      ? `what it does with ${now.name} does not work with this ${value.kind}`
      : `it calls ${failing.text ?? ''} of ${now.name} in another way now`
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
  /** Of a number that is. */
  readonly number?: number
  /** Of an object whose class the same file declares, how its methods are called. */
  readonly methods?: ReadonlyMap<string, CallShape>
}

/** A method of the object does not take what it is given. */
function refusesCall({ methods }: Given, { kind, text = '', called }: Operation): boolean {
  const parameters = kind === 'attribute' && called !== undefined ? methods?.get(text)?.parameters : undefined
  if (parameters === undefined || called?.count === undefined) return false
  if (parameters.some(({ isRest }) => isRest)) return false
  const byPlace = called.count - called.keywords.length
  const least = parameters.filter(({ isOptional }) => !isOptional).length
  const isUnknown = called.keywords.some((name) => parameters.every((one) => one.name !== name))
  const placed = parameters.filter(({ isKeywordOnly }) => isKeywordOnly !== true).length
  return isUnknown || byPlace > placed || called.count < least
}

function methodsOf(open: OpenFile, { kind, of }: PythonValue): ReadonlyMap<string, CallShape> | undefined {
  const made = kind === 'instance' ? open.symbols.findIndex((one) => one.kind === 'class' && one.name === of) : -1
  if (made === -1) return undefined
  const methods = open.symbols.filter((one) => one.kind === 'method' && one.parent === made)
  return new Map(
    methods.flatMap((one) => {
      const shape = readCallShape(open, one)
      return shape === undefined || shape.wrappedBy !== undefined ? [] : [[one.name, shape] as const]
    }),
  )
}

/** The arguments of a call as far as they are written down. */
export function readGiven(open: OpenFile, list: number): readonly Given[] {
  const { kind } = open.extraction.tokens
  const found: Given[] = []
  for (const [index, [first, end]] of splitList(open, list).entries()) {
    if (textAt(open, first) === '*') break
    const isNamed = kind[first] === T.name && kind[first + 1] === C.equals
    const from = isNamed ? first + 2 : first
    const written = readExpression(open, from, end)
    const value = written?.kind === 'unknown' && end === from + 1 ? handedIn(open, from) : written
    if (value === undefined || value.kind === 'unknown' || value.kind === 'none') continue
    const name = isNamed ? textAt(open, first) : undefined
    found.push({ index, name, value, ...detailsOf(open, [from, end], value) })
  }
  return found
}

function detailsOf(open: OpenFile, [from, end]: Part, value: PythonValue): Pick<Given, 'text' | 'number' | 'methods'> {
  const text = end === from + 1 ? plainText(open, from) : undefined
  const methods = methodsOf(open, value)
  const number = value.kind === 'number' ? numberIn(open, from, end) : undefined
  return {
    ...(text !== undefined && { text }),
    ...(number !== undefined && { number }),
    ...(methods !== undefined && { methods }),
  }
}

/** What the calls of the same file give for the parameter that stands at a token, where they all give the like. */
function handedIn(open: OpenFile, at: number): PythonValue | undefined {
  const { kind, start, count } = open.extraction.tokens
  const offset = start[at] as number
  const around = open.symbols.findLast((one) => one.kind === 'function' && one.start <= offset && offset < one.end)
  const index =
    around === undefined ? -1 : parametersOf(open, around).findIndex(({ name }) => name === textAt(open, at))
  if (around === undefined || index === -1) return undefined
  const values: (PythonValue | undefined)[] = []
  for (let call = 0; call < count; call++) {
    const isCall = kind[call + 1] === C.open && start[call] !== around.nameStart && kind[call - 1] !== C.dot
    if (!isCall || textAt(open, call) !== around.name) continue
    const parts = splitList(open, call + 1)
    const named = parts.find(([first]) => textAt(open, first) === textAt(open, at) && kind[first + 1] === C.equals)
    const [first, end] = named === undefined ? (parts[index] ?? [0, 0]) : [named[0] + 2, named[1]]
    values.push(readExpression(open, first, end))
  }
  const [value, ...others] = values
  return others.every((other) => other?.kind === value?.kind) ? value : undefined
}

function parametersOf(open: OpenFile, symbol: CodeSymbol): CallShape['parameters'] {
  return readCallShape(open, symbol)?.parameters ?? []
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
