import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { primaryStart } from './python-around.ts'
import { isLineEnd } from './python-body.ts'
import {
  elementsOf,
  readOperations,
  readOperationsOnParameter,
  readOperationsOnVariable,
  type Operation,
} from './python-operations.ts'
import { startsStatement } from './python-values.ts'
import { closingOf } from './token-groups.ts'

/** What is done with instances of a class of Python where its name stands. */
export interface Instances {
  /** `RED` of `Color.RED`, `parse()` of `Color.parse(…)`, `*` of what goes through the class; undefined where a hint names it. */
  readonly from: string | undefined
  readonly operations: readonly Operation[]
}

export function readInstances(open: OpenFile, at: number): readonly Instances[] {
  const hinted = hintedOperations(open, at)
  const member = memberOperations(open, at)
  const elements = readOperations(open, primaryStart(open, at), at).flatMap((one) => elementsOf(one))
  return [
    ...(hinted.length > 0 ? [{ from: undefined, operations: hinted }] : []),
    ...(member === undefined ? [] : [member]),
    ...(elements.length > 0 ? [{ from: '*', operations: elements }] : []),
  ]
}

const CONTAINERS = /^(?:[lL]ist|[sS]et|[fF]rozen[sS]et|Sequence|MutableSequence|Iterable|Iterator|Collection)$/

/** `name: Color`, `names: list[Color]`: what is done with the variable, or with each of its values. */
function hintedOperations(open: OpenFile, at: number): readonly Operation[] {
  const { kind } = open.extraction.tokens
  const start = primaryStart(open, at)
  const isEach = kind[start - 1] === C.openBracket && CONTAINERS.test(textAt(open, start - 2))
  const first = isEach ? primaryStart(open, start - 2) : start
  const last = isEach ? at + 1 : at
  const isWhole = isLineEnd(open, last + 1) || /^[,)=]$/.test(textAt(open, last + 1))
  const name = first - 2
  if (!isWhole || kind[first - 1] !== C.colon || kind[name] !== T.name) return []
  const operations = operationsOnHinted(open, name, last)
  return isEach ? operations.flatMap((one) => elementsOf(one)) : operations
}

function operationsOnHinted(open: OpenFile, name: number, last: number): readonly Operation[] {
  const start = open.extraction.tokens.start[name] as number
  const symbol = open.symbols.findLast(
    ({ kind, nameStart, signatureEnd }) =>
      (kind === 'function' || kind === 'method') && nameStart < start && start < signatureEnd,
  )
  if (symbol !== undefined) return readOperationsOnParameter(open, symbol, textAt(open, name))
  // A field of a class is no variable.
  const around = open.symbols.findLast(
    (one) => ['class', 'function', 'method'].includes(one.kind) && one.start <= start && start < one.end,
  )
  if (around?.kind === 'class' || !startsStatement(open, name)) return []
  return readOperationsOnVariable(open, textAt(open, name), last + 1)
}

function memberOperations(open: OpenFile, at: number): Instances | undefined {
  const { kind } = open.extraction.tokens
  if (kind[at + 1] !== C.dot || kind[at + 2] !== T.name) return undefined
  const name = textAt(open, at + 2)
  const isCalled = kind[at + 3] === C.open && !isLineEnd(open, at + 3)
  const last = isCalled ? closingOf(open, at + 3) : at + 2
  const from = isCalled ? `${name}()` : name
  return { from, operations: readOperations(open, primaryStart(open, at), last) }
}
