import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { isLineEnd } from './python-body.ts'

/** The names that get a value inside a function or class of Python, or in a whole file: by `=`, `for`, `as`, `:=`, `lambda` and `case`. */
export function localsOfPython(open: OpenFile, scope: CodeSymbol | undefined): readonly string[] {
  const { tokens } = open.extraction
  const from = scope === undefined ? 0 : tokenAt(open, scope.start)
  const end = scope === undefined ? tokens.count : tokenAt(open, scope.end)
  const found: string[] = []
  for (let at = from; at < end; at++) {
    if (isStatementStart(open, at)) found.push(...assignedIn(open, at))
    if (tokens.kind[at] !== T.name) continue
    const word = textAt(open, at)
    if (word === 'for') found.push(...namesUntil(open, at + 1, /^in$/))
    else if (word === 'lambda' || word === 'case') found.push(...namesUntil(open, at + 1, /^:$/))
    else if (word === 'as') found.push(...namesUntil(open, at + 1, /^[:,)]$/))
    else if (textAt(open, at + 1) === ':=') found.push(word)
  }
  return found
}

/** `timeout` of `call(timeout=1)`. */
export function isNameOfArgument(open: OpenFile, at: number): boolean {
  return open.extraction.tokens.kind[at + 1] === C.equals && (depthsOf(open)[at] as number) > 0
}

/** A name that gets a value by `=` where it stands. */
export function isAssigned(open: OpenFile, at: number): boolean {
  let start = at
  while (start > 0 && !isStatementStart(open, start)) start--
  return assignedIn(open, start, at).length > 0
}

function isStatementStart(open: OpenFile, at: number): boolean {
  const { tokens } = open.extraction
  if ((depthsOf(open)[at] as number) > 0) return false
  return at === 0 || tokens.isAfterNewline[at] === 1 || [C.semicolon, C.colon].includes(tokens.kind[at - 1] as never)
}

/** The names before the last `=` of a statement; `only`: the one at a token. */
function assignedIn(open: OpenFile, start: number, only?: number): readonly string[] {
  const { tokens } = open.extraction
  const depths = depthsOf(open)
  const targets: number[] = []
  let from = start
  for (
    let at = start;
    at < tokens.count && (at === start || (depths[at] as number) > 0 || !isLineEnd(open, at));
    at++
  ) {
    if ((depths[at] as number) > 0 || !ASSIGNING.test(textAt(open, at))) continue
    for (let target = from; target < at; target++) if (isTarget(open, target)) targets.push(target)
    from = at + 1
  }
  return targets.filter((at) => only === undefined || at === only).map((at) => textAt(open, at))
}

const ASSIGNING = /^(?:[-+*/%|&^@]|\/\/|\*\*|<<|>>)?=$/

/** A name that is no part of something longer, nor in the brackets behind one. */
function isTarget(open: OpenFile, at: number): boolean {
  const { kind, isAfterNewline } = open.extraction.tokens
  if (kind[at] !== T.name || kind[at - 1] === C.dot) return false
  // A hint.
  if (kind[at - 1] === C.colon && isAfterNewline[at] !== 1) return false
  if ([C.dot, C.openBracket, C.open].includes(kind[at + 1] as never)) return false
  let bracket = at - 1
  while (bracket >= 0 && (kind[bracket] === C.comma || kind[bracket] === T.name)) bracket--
  const isBehindValue = kind[bracket] === C.openBracket && kind[bracket - 1] === T.name
  return !isBehindValue
}

function namesUntil(open: OpenFile, from: number, end: RegExp): readonly string[] {
  const { tokens } = open.extraction
  const found: string[] = []
  for (let at = from; at < Math.min(tokens.count, from + targetTokensMax) && !end.test(textAt(open, at)); at++)
    if (tokens.kind[at] === T.name && tokens.kind[at - 1] !== C.dot) found.push(textAt(open, at))
  return found
}

const targetTokensMax = 60

const known = new WeakMap<OpenFile, Uint16Array>()

/** How many brackets each token of a file is in. */
function depthsOf(open: OpenFile): Uint16Array {
  const found = known.get(open) ?? readDepths(open)
  known.set(open, found)
  return found
}

function readDepths({ extraction: { tokens } }: OpenFile): Uint16Array {
  const found = new Uint16Array(tokens.count)
  let depth = 0
  for (let at = 0; at < tokens.count; at++) {
    const kind = tokens.kind[at] as number
    if (kind === C.close || kind === C.closeBracket || kind === C.closeBrace) depth = Math.max(0, depth - 1)
    found[at] = depth
    if (kind === C.open || kind === C.openBracket || kind === C.openBrace) depth++
  }
  return found
}
