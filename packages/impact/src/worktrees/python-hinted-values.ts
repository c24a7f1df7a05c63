import { outerParts, unionParts } from './union-parts.ts'
import { valueOfHint } from './python-library.ts'
import type { PythonValue } from './python-values.ts'

/** What a hint of a result, as `plainHint` writes it, says that it may be; `unknown` for each part that says no more than a name. */
export function hintedResults(hint: string): readonly PythonValue[] {
  return unionParts(hint).map((part) => tupleOf(part) ?? valueOfHint(part) ?? { kind: 'unknown' })
}

/** `tuple[int, str]` has two values, `tuple[int, ...]` any number. */
function tupleOf(part: string): PythonValue | undefined {
  const inner = /^tuple\[(.+)\]$/.exec(part)?.[1]
  if (inner === undefined || inner.includes('...') || inner === '()') return undefined
  return { kind: 'tuple', length: outerParts(inner, ',').length }
}
