import { comparePythonVersions, parsePythonVersion } from './version.ts'

/** The variables of PEP 508, as the interpreter gives them. */
export type MarkerVariables = Readonly<Record<string, string>>

/**
 * Evaluates an environment marker (`python_version < "3.11" and sys_platform == "win32"`). `undefined` when it is not understood.
 * An `extra` is never asked for.
 */
export function evaluateMarker(marker: string, variables: MarkerVariables): boolean | undefined {
  const tokens = marker.match(/\(|\)|"[^"]*"|'[^']*'|~=|===?|!=|<=|>=|<|>|[\w.]+/g)
  if (tokens === null) return undefined
  const reader = { tokens, at: 0, variables }
  const value = readOr(reader)
  return reader.at === tokens.length ? value : undefined
}

interface Reader {
  readonly tokens: readonly string[]
  at: number
  readonly variables: MarkerVariables
}

function readOr(reader: Reader): boolean | undefined {
  let value = readAnd(reader)
  while (reader.tokens[reader.at] === 'or') {
    reader.at += 1
    const right = readAnd(reader)
    value = value === true || right === true ? true : value === undefined || right === undefined ? undefined : false
  }
  return value
}

function readAnd(reader: Reader): boolean | undefined {
  let value = readComparison(reader)
  while (reader.tokens[reader.at] === 'and') {
    reader.at += 1
    const right = readComparison(reader)
    value = value === false || right === false ? false : value === undefined || right === undefined ? undefined : true
  }
  return value
}

function readComparison(reader: Reader): boolean | undefined {
  if (reader.tokens[reader.at] === '(') {
    reader.at += 1
    const value = readOr(reader)
    if (reader.tokens[reader.at] !== ')') return undefined
    reader.at += 1
    return value
  }
  const left = readValue(reader)
  let operator = reader.tokens[reader.at] ?? ''
  reader.at += 1
  if (operator === 'not') {
    operator = `not ${reader.tokens[reader.at] ?? ''}`
    reader.at += 1
  }
  const right = readValue(reader)
  return left === undefined || right === undefined ? undefined : compare(left, operator, right)
}

function readValue(reader: Reader): string | undefined {
  const token = reader.tokens[reader.at] ?? ''
  reader.at += 1
  if (/^["']/.test(token)) return token.slice(1, -1)
  return token === 'extra' ? '' : reader.variables[token]
}

function compare(left: string, operator: string, right: string): boolean | undefined {
  if (operator === 'in') return right.includes(left)
  if (operator === 'not in') return !right.includes(left)
  if (right.endsWith('.*') && (operator === '==' || operator === '!=')) {
    return left.startsWith(right.slice(0, -1)) === (operator === '==')
  }
  return comparisons[operator]?.(order(left, right))
}

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (found) => found === 0,
  '===': (found) => found === 0,
  '!=': (found) => found !== 0,
  '<': (found) => found < 0,
  '<=': (found) => found <= 0,
  '>': (found) => found > 0,
  '>=': (found) => found >= 0,
  '~=': (found) => found >= 0,
}

/** As versions where both are some, else as text. */
function order(left: string, right: string): number {
  const leftVersion = parsePythonVersion(left)
  const rightVersion = parsePythonVersion(right)
  if (leftVersion !== undefined && rightVersion !== undefined) return comparePythonVersions(leftVersion, rightVersion)
  if (left === right) return 0
  return left < right ? -1 : 1
}
