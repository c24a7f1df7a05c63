import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { count } from '@groundcrew/core/text'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { readCallShape } from './call-shape.ts'
import { checksTypes } from './checks-types.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { ExpectedHints, namesType } from './python-expected-hints.ts'
import { loads } from './python-imports.ts'
import { changedPython, formerPython, isChangedLine, type Side } from './side.ts'
import { splitList, textBetween } from './token-groups.ts'

/**
 * Names of types of Python with another number of something: a generic class that takes more or fewer types, which one side names with as many as
 * there were, and a `Callable` that gets more or fewer arguments, for which one side hands in a function.
 */
export async function findTypeLists(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

interface ChangedList {
  readonly kind: 'generic' | 'callable'
  readonly path: string
  readonly line: number
  readonly name: string
  readonly old: number
  readonly now: number
}

async function findDirected(roles: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const changed = await changedLists(roles.provider)
  const found: PairFinding[] = []
  if (changed.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedPython(roles.consumer)) {
    // oxlint-disable-next-line no-await-in-loop -- read once
    const severity = (await checksTypes(roles.consumer.after, file.path)) ? 'break' : 'risk'
    const hints = await ExpectedHints.of(roles.consumer.after, open)
    const { tokens } = open.extraction
    for (let at = 0; at < tokens.count; at++) {
      const line = tokens.line[at] as number
      if (tokens.kind[at] !== T.name || !isChangedLine(file, line)) continue
      const list = changed.find((one) =>
        one.kind === 'generic' ? isNamedWith(open, at, one) : isHandedFor(hints, at, one),
      )
      // oxlint-disable-next-line no-await-in-loop -- few come so far
      if (list === undefined || !(await loads(roles, file.path, list.path))) continue
      const { kind, name, now, old } = list
      const what = kind === 'generic' ? 'type' : 'argument'
      found.push({
        severity: kind === 'callable' ? 'break' : severity,
        kind: 'signature',
        ...places({ path: file.path, line }, { path: list.path, line: list.line }),
        text: `${user} ${kind === 'generic' ? 'use' : `hand ${textAt(open, at)} in for`} ${name}, ${changer} changed it: it has ${count(now, what)} now, not ${old}`,
        symbol: name,
      })
    }
  }
  return found
}

function isNamedWith(open: OpenFile, at: number, { name, old }: ChangedList): boolean {
  return (
    textAt(open, at) === name &&
    open.extraction.tokens.kind[at + 1] === C.openBracket &&
    splitList(open, at + 1).length === old
  )
}

/** A function that takes as many arguments as there were, and cannot take as many as there are. */
function isHandedFor(hints: ExpectedHints, at: number, { name, old, now }: ChangedList): boolean {
  if (!hints.at(at, at).some((hint) => namesType(hint, name))) return false
  return hints.callees(at).some(({ open, symbol }) => {
    const parameters = symbol.kind === 'class' ? undefined : readCallShape(open, symbol)?.parameters
    if (parameters === undefined || parameters.some(({ isRest }) => isRest)) return false
    const least = parameters.filter(({ isOptional }) => !isOptional).length
    const takes = (given: number): boolean => least <= given && given <= parameters.length
    return takes(old) && !takes(now)
  })
}

async function changedLists(side: Side): Promise<readonly ChangedList[]> {
  const found: ChangedList[] = []
  for await (const { file, old, now } of formerPython(side)) {
    if (file.hunks.length === 0 || old === undefined || now === undefined) continue
    for (const symbol of now.symbols.filter(({ parent }) => parent === -1)) {
      const former = old.symbols.find(({ parent, name }) => parent === -1 && name === symbol.name)
      const before = former === undefined ? undefined : listOf(old, former)
      const after = before === undefined ? undefined : listOf(now, symbol)
      if (before === undefined || after === undefined || before.kind !== after.kind || before.count === after.count)
        continue
      const { name, line } = symbol
      found.push({ kind: after.kind, path: file.path, line, name, old: before.count, now: after.count })
    }
  }
  return found
}

/** `class Name(Generic[A, B])`, `class Name[A, B]` without defaults, `Name = Callable[[A, B], C]`. */
function listOf(
  open: OpenFile,
  { kind, name, nameStart, signatureEnd, end }: CodeSymbol,
): { readonly kind: ChangedList['kind']; readonly count: number } | undefined {
  if (kind === 'class') {
    const words = [name, 'Generic']
    const at = findToken(open, [nameStart, signatureEnd], words)
    const parts = at === undefined ? [] : splitList(open, at + 1).map(([from, to]) => textBetween(open, from, to))
    if (parts.length === 0 || parts.some((part) => /[*=]/.test(part) || hasDefault(open, part))) return undefined
    return { kind: 'generic', count: parts.length }
  }
  const isCallable = /^\w+\s*(?::[^=]*)?=\s*[\w.]*\bCallable\[\s*\[/.test(open.source.toString('utf8', nameStart, end))
  const at = isCallable ? findToken(open, [nameStart, end], ['Callable']) : undefined
  return at === undefined || open.extraction.tokens.kind[at + 2] !== C.openBracket
    ? undefined
    : { kind: 'callable', count: splitList(open, at + 2).length }
}

/** `B = TypeVar("B", default=int)` */
function hasDefault({ source }: OpenFile, name: string): boolean {
  return (
    /^\w+$/.test(name) &&
    new RegExp(String.raw`^${name}\s*=\s*[\w.]+\([^)]*\bdefault\s*=`, 'm').test(source.toString('utf8'))
  )
}

/** The first of some words between two offsets that a square bracket follows. */
function findToken(
  open: OpenFile,
  [from, to]: readonly [number, number],
  words: readonly string[],
): number | undefined {
  const { tokens } = open.extraction
  for (let at = tokenAt(open, from); at < tokens.count && (tokens.start[at] as number) < to; at++)
    if (tokens.kind[at + 1] === C.openBracket && words.includes(textAt(open, at))) return at
  return undefined
}
