import { C, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { isLineEnd, ownTokens } from './python-body.ts'
import { changedPython, formerPython, isChangedLine, originalPath, type Side } from './side.ts'
import { closingOf, openingOf, splitList } from './token-groups.ts'
import { nearOf, TreeMeaning, type Meant } from './tree-meaning.ts'

/** Loops that one side writes anew over what a function or `__iter__` of Python gives, of which each thing is another one on the other side. */
export async function findIterated(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

/** Each of the things that a function gives. */
type Each = { readonly kind: 'tuple'; readonly count: number } | { readonly kind: 'key' | 'other' }

interface OtherEach {
  readonly path: string
  readonly before: string
  readonly name: string
  readonly line: number
  readonly old: Each
  readonly now: Each
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const others = await othersOf(provider)
  const found: PairFinding[] = []
  if (others.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedPython(consumer)) {
    const loops = readLoops(open).filter(({ over }) => isChangedLine(file, open.extraction.tokens.line[over] as number))
    const meaning =
      loops.length === 0 ? undefined : await TreeMeaning.of(consumer.after, file.path, nearOf(consumer, file.path))
    for (const loop of loops) {
      const one = meaning === undefined ? undefined : givingAt(open, loop.over, { meaning, others })
      if (one === undefined || !isBroken(open, loop, one)) continue
      found.push({
        severity: 'break',
        kind: 'signature',
        ...places({ path: file.path, line: open.extraction.tokens.line[loop.over] as number }, one),
        text: `${user} go through ${one.name}, ${changer} made each of it ${written(one.now)}`,
        symbol: one.name,
      })
    }
  }
  return found
}

function written(each: Each): string {
  return each.kind === 'tuple' ? `a tuple of ${each.count}` : each.kind === 'key' ? 'a key' : 'another thing'
}

async function othersOf(side: Side): Promise<readonly OtherEach[]> {
  const found: OtherEach[] = []
  for await (const { file, old, now } of formerPython(side)) {
    if (old === undefined || now === undefined) continue
    const left = new Map(now.symbols.map((symbol) => [symbol.qualifiedName, symbol]))
    for (const symbol of old.symbols.filter(({ kind }) => kind === 'function' || kind === 'method')) {
      const same = left.get(symbol.qualifiedName)
      const [was, is] = same === undefined ? [] : [eachOf(old, symbol), eachOf(now, same)]
      if (same === undefined || was === undefined || is === undefined) continue
      if (JSON.stringify(was) === JSON.stringify(is)) continue
      const name = symbol.qualifiedName
      found.push({ path: file.path, before: originalPath(file), name, line: same.line, old: was, now: is })
    }
  }
  return found
}

/** Undefined where a function gives nothing that can be gone through, or not the same everywhere. */
function eachOf(open: OpenFile, symbol: CodeSymbol): Each | undefined {
  const found: Each[] = []
  for (const at of ownTokens(open, symbol)) {
    const word = textAt(open, at)
    if (word !== 'yield' && word !== 'return') continue
    if (isLineEnd(open, at + 1)) continue
    if (word === 'yield' && textAt(open, at + 1) !== 'from') found.push(valueAt(open, at + 1))
    else found.push(insideOf(open, word === 'yield' ? at + 2 : at + 1) ?? { kind: 'other' })
  }
  const [first] = found
  return found.every((one) => JSON.stringify(one) === JSON.stringify(first)) ? first : undefined
}

function valueAt(open: OpenFile, from: number): Each {
  const { kind } = open.extraction.tokens
  if (kind[from] === C.open && isLineEnd(open, closingOf(open, from) + 1)) return inTuple(open, from)
  let count = 1
  for (let at = from; at === from || !isLineEnd(open, at); at++) {
    if ([C.open, C.openBracket, C.openBrace].includes(kind[at] as never)) at = closingOf(open, at)
    else if (kind[at] === C.comma) count++
  }
  return count === 1 ? { kind: 'other' } : { kind: 'tuple', count }
}

function inTuple(open: OpenFile, bracket: number): Each {
  const parts = splitList(open, bracket)
  const isTuple = parts.length > 1 && textAt(open, closingOf(open, bracket) - 1) !== ','
  return isTuple ? { kind: 'tuple', count: parts.length } : { kind: 'other' }
}

/** `iter(x.values())`, `[(a, b) for …]`, `sorted(x.items())`. */
function insideOf(open: OpenFile, from: number): Each | undefined {
  const { kind } = open.extraction.tokens
  if (kind[from] === C.openBracket || kind[from] === C.open) {
    if (kind[from + 1] !== C.open) return { kind: 'other' }
    const behind = textAt(open, closingOf(open, from + 1) + 1)
    return /^(?:for|,|\])$/.test(behind) ? inTuple(open, from + 1) : { kind: 'other' }
  }
  if (/^(?:iter|list|tuple|sorted|reversed)$/.test(textAt(open, from)) && kind[from + 1] === C.open)
    return insideOf(open, from + 2)
  if (/^(?:enumerate|zip)$/.test(textAt(open, from)) && kind[from + 1] === C.open) return { kind: 'tuple', count: 2 }
  let last = from
  while (kind[last + 1] === C.dot && kind[last + 2] === T.name) last += 2
  if (kind[last + 1] !== C.open) return undefined
  if (textAt(open, last) === 'items') return { kind: 'tuple', count: 2 }
  return textAt(open, last) === 'keys' ? { kind: 'key' } : undefined
}

interface Loop {
  readonly names: readonly string[]
  /** The last token of what is gone through. */
  readonly over: number
  /** Where its names are known. */
  readonly from: number
  readonly end: number
}

/** `for name in value:` and `for name in value` in brackets. */
function readLoops(open: OpenFile): readonly Loop[] {
  const { tokens } = open.extraction
  const found: Loop[] = []
  const openers: number[] = []
  for (let at = 0; at < tokens.count; at++) {
    const kind = tokens.kind[at] as number
    if ([C.open, C.openBracket, C.openBrace].includes(kind as never)) openers.push(at)
    else if ([C.close, C.closeBracket, C.closeBrace].includes(kind as never)) openers.pop()
    if (kind !== T.name || textAt(open, at) !== 'for') continue
    const names: string[] = []
    let within = at + 1
    let isOpenEnded = false
    for (; within < tokens.count && within < at + namesMax && textAt(open, within) !== 'in'; within++) {
      if (tokens.kind[within] === T.name) names.push(textAt(open, within))
      // `for first, *rest in`
      else if (tokens.kind[within] === C.star) isOpenEnded = true
    }
    const over = lastOf(open, within + 1)
    const around = openers.at(-1)
    const scope = around === undefined ? blockOf(open, at) : { from: around, end: closingOf(open, around) }
    if (textAt(open, within) === 'in' && over !== undefined && !isOpenEnded) found.push({ names, over, ...scope })
  }
  return found
}

const namesMax = 16

/** The last token of `a.b(c).d`. */
function lastOf(open: OpenFile, from: number): number | undefined {
  const { kind } = open.extraction.tokens
  if (kind[from] !== T.name) return undefined
  let at = from
  for (;;) {
    if (kind[at + 1] === C.dot && kind[at + 2] === T.name) at += 2
    else if (kind[at + 1] === C.open) at = closingOf(open, at + 1)
    else return at
  }
}

/** The lines that stand further in than that of a token. */
function blockOf(open: OpenFile, at: number): { readonly from: number; readonly end: number } {
  const { tokens } = open.extraction
  const columnOf = (token: number): number => {
    const start = tokens.start[token] as number
    return start - open.source.lastIndexOf('\n', start)
  }
  let end = at + 1
  while (end < tokens.count && !(tokens.isAfterNewline[end] === 1 && columnOf(end) <= columnOf(at))) end++
  return { from: at, end }
}

/** What changed of what ends at a token: the function that is called there, or the class that is gone through. */
function givingAt(
  open: OpenFile,
  last: number,
  { meaning, others }: { readonly meaning: TreeMeaning; readonly others: readonly OtherEach[] },
): OtherEach | undefined {
  const { tokens } = open.extraction
  const isCall = tokens.kind[last] === C.close
  const name = isCall ? openingOf(open, last) - 1 : last
  const called = meaning.at(tokens.start[name] as number)
  const find = (all: readonly Meant[], suffix: string): OtherEach | undefined =>
    others.find((other) =>
      all.some(({ path, symbol }) => path === other.before && `${symbol.qualifiedName}${suffix}` === other.name),
    )
  const direct = find(called, '')
  if (direct !== undefined) return direct
  const types = meaning.typesOf(tokens.start[last] as number)
  return find(types, '.__iter__') ?? find(types, '.__aiter__')
}

function isBroken(open: OpenFile, { names, from, end }: Loop, { old, now }: OtherEach): boolean {
  const [first] = names
  if (first === undefined) return false
  if (names.length > 1) return old.kind === 'tuple' && old.count === names.length && !isTupleOf(now, names.length)
  if (now.kind === 'other') return false
  for (let at = from; at < end; at++)
    if (
      textAt(open, at) === first &&
      open.extraction.tokens.kind[at + 1] === C.dot &&
      !KNOWN.test(textAt(open, at + 2))
    )
      return true
  return false
}

function isTupleOf(each: Each, count: number): boolean {
  return each.kind === 'tuple' && each.count === count
}

/** Members of tuples and texts. */
const KNOWN =
  /^(?:count|index|lower|upper|strip|split|startswith|endswith|format|replace|join|encode|title|rsplit|lstrip|rstrip|partition|splitlines|is\w+)$/
