import { C, languageOfPath, T, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { changedFiles, formerFiles, isChangedLine, originalPath, type Side } from './side.ts'
import { closingOf, openingOf, splitList } from './token-groups.ts'
import { nearOf, TreeMeaning, type Meant } from './tree-meaning.ts'

/** Blocks that one side writes anew for a method of Ruby that gives them something else on the other side. */
export async function findYields(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

/** What a method gives to its block: so many values, or one list of so many. */
interface Yielded {
  readonly count: number
  readonly isList: boolean
}

interface OtherYield {
  readonly path: string
  /** Where it stands before. */
  readonly before: string
  readonly name: string
  readonly line: number
  readonly old: Yielded
  readonly now: Yielded
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const others = await otherYields(provider)
  const found: PairFinding[] = []
  if (others.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedFiles(consumer, isRuby)) {
    const blocks = readBlocks(open).filter(({ at }) => isChangedLine(file, open.extraction.tokens.line[at] as number))
    const meaning =
      blocks.length === 0 ? undefined : await TreeMeaning.of(consumer.after, file.path, nearOf(consumer, file.path))
    for (const block of blocks) {
      const one = others.find((other) => meaning !== undefined && isOf(open, block, { meaning, other }))
      if (one === undefined || !isBroken(open, block, one)) continue
      const line = open.extraction.tokens.line[block.at] as number
      found.push({
        severity: 'break',
        kind: 'signature',
        ...places({ path: file.path, line }, { path: one.path, line: one.line }),
        text: `${user} take what ${one.name} gives to its block, ${changer} made it ${written(one.now)}`,
        symbol: one.name,
      })
    }
  }
  return found
}

function written({ count, isList }: Yielded): string {
  return isList ? `a list of ${count}` : count === 1 ? 'one value' : `${count} values`
}

function isRuby(path: string): boolean {
  return languageOfPath(path) === 'ruby'
}

async function otherYields(side: Side): Promise<readonly OtherYield[]> {
  const found: OtherYield[] = []
  for await (const { file, old, now } of formerFiles(side, isRuby)) {
    if (old === undefined || now === undefined) continue
    const left = new Map(now.symbols.map((symbol) => [symbol.qualifiedName, symbol]))
    for (const symbol of old.symbols.filter(({ kind }) => kind === 'method')) {
      const same = left.get(symbol.qualifiedName)
      const [was, is] = [yieldedBy(old, symbol), same === undefined ? undefined : yieldedBy(now, same)]
      if (same === undefined || was === undefined || is === undefined) continue
      if (was.count === is.count && was.isList === is.isList) continue
      const name = symbol.qualifiedName
      found.push({ path: file.path, before: originalPath(file), name, line: same.line, old: was, now: is })
    }
  }
  return found
}

/** Undefined where it is not the same everywhere, or gives nothing. */
function yieldedBy(open: OpenFile, symbol: CodeSymbol): Yielded | undefined {
  const { tokens } = open.extraction
  const end = tokenAt(open, symbol.end)
  const found: Yielded[] = []
  for (let at = tokenAt(open, symbol.nameStart) + 1; at < end; at++) {
    const isCall = textAt(open, at) === 'call' && /^(?:block|blk)$/.test(textAt(open, at - 2))
    if (textAt(open, at) === 'yield' || isCall) found.push(...givenAt(open, at))
    // `list.each(&block)` gives one after the other.
    const isHandedOn = tokens.kind[at] === C.open && textAt(open, at + 1) === '&' && tokens.kind[at + 2] !== T.symbol
    if (isHandedOn && /^(?:each|map|select)$/.test(textAt(open, at - 1))) found.push({ count: 1, isList: false })
  }
  const [first] = found
  const isOne = found.every(({ count, isList }) => count === first?.count && isList === first.isList)
  return isOne ? first : undefined
}

function givenAt(open: OpenFile, at: number): readonly Yielded[] {
  const { kind, isAfterNewline } = open.extraction.tokens
  if (kind[at + 1] === C.open) {
    const parts = splitList(open, at + 1)
    return [listIn(open, parts) ?? { count: parts.length, isList: false }]
  }
  if (isAfterNewline[at + 1] === 1) return []
  let count = 1
  let last = at + 1
  const isList = kind[last] === C.openBracket
  const inside = isList ? splitList(open, last).length : 0
  for (; last < open.extraction.tokens.count; last++) {
    if (last > at + 1 && endsArguments(open, last)) break
    if (kind[last] === C.comma) count++
    if ([C.open, C.openBracket, C.openBrace].includes(kind[last] as never)) last = closingOf(open, last)
  }
  return [isList && count === 1 && inside > 1 ? { count: inside, isList: true } : { count, isList: false }]
}

function endsArguments(open: OpenFile, at: number): boolean {
  const { kind, isAfterNewline } = open.extraction.tokens
  const isEnd = isAfterNewline[at] === 1 || kind[at] === C.closeBrace || kind[at] === C.semicolon
  return isEnd || /^(?:if|unless|while|until|and|or)$/.test(textAt(open, at))
}

function listIn(open: OpenFile, parts: readonly (readonly [number, number])[]): Yielded | undefined {
  const [first] = parts
  if (parts.length !== 1 || first === undefined || open.extraction.tokens.kind[first[0]] !== C.openBracket)
    return undefined
  return { count: splitList(open, first[0]).length, isList: true }
}

/** A call with a block of its own. */
interface Block {
  /** The name of the method. */
  readonly at: number
  readonly names: readonly string[]
  readonly from: number
  readonly end: number
}

function readBlocks(open: OpenFile): readonly Block[] {
  const { tokens } = open.extraction
  const found: Block[] = []
  for (let bar = 2; bar < tokens.count; bar++) {
    const opener = textAt(open, bar - 1)
    if (tokens.kind[bar] !== C.bar || !/^(?:\{|do)$/.test(opener)) continue
    const before = bar - 2
    const at = tokens.kind[before] === C.close ? openingOf(open, before) - 1 : before
    const names: string[] = []
    let last = bar + 1
    for (; last < tokens.count && tokens.kind[last] !== C.bar; last++)
      if (tokens.kind[last] === T.name) names.push(textAt(open, last))
    const end = opener === '{' ? closingOf(open, bar - 1) : blockEnd(open, bar - 1)
    found.push({ at, names, from: last + 1, end })
  }
  return found
}

/** Up to the line that stands no further in than that of the `do`. */
function blockEnd(open: OpenFile, at: number): number {
  const { tokens } = open.extraction
  const columnOf = (token: number): number => {
    const start = tokens.start[token] as number
    return start - open.source.lastIndexOf(LINE_FEED, start)
  }
  let first = at
  while (first > 0 && tokens.isAfterNewline[first] !== 1) first--
  const column = columnOf(first)
  let end = at + 1
  while (end < tokens.count && !(tokens.isAfterNewline[end] === 1 && columnOf(end) <= column)) end++
  return end
}

const LINE_FEED = 10

/** Whether a block is given to the method, or to what goes through an object with it. */
function isOf(
  open: OpenFile,
  { at }: Block,
  { meaning, other }: { readonly meaning: TreeMeaning; readonly other: OtherYield },
): boolean {
  const { tokens } = open.extraction
  const isWanted = ({ path, symbol }: Meant, name: string): boolean =>
    path === other.before && symbol.qualifiedName === name
  if (meaning.at(tokens.start[at] as number).some((one) => isWanted(one, other.name))) return true
  const [owner, method] = [other.name.slice(0, other.name.lastIndexOf('.')), other.name.split('.').at(-1)]
  if (method !== 'each' || tokens.kind[at - 1] !== C.dot || !ENUMERATING.test(textAt(open, at))) return false
  return meaning.typesOf(tokens.start[at - 2] as number).some((one) => isWanted(one, owner))
}

const ENUMERATING =
  /^(?:map|collect|flat_map|filter_map|select|filter|reject|find|detect|find_all|any\?|all\?|none\?|count|sum|sort_by|min_by|max_by|group_by|partition|take_while|drop_while|find_index|to_h|uniq|each_entry)$/

/** A list is taken apart where there are several names; of one name members are read. */
function isBroken(open: OpenFile, { names, from, end }: Block, { old, now }: OtherYield): boolean {
  const [first] = names
  if (first === undefined) return false
  const wasPair = old.isList || old.count > 1
  if (names.length > 1) return wasPair && names.length > now.count && now.count < old.count
  // The first of several values is still the first.
  if (!now.isList || wasPair) return false
  for (let at = from; at < end; at++)
    if (
      textAt(open, at) === first &&
      open.extraction.tokens.kind[at + 1] === C.dot &&
      !OF_LISTS.test(textAt(open, at + 2))
    )
      return true
  return false
}

const OF_LISTS = /^(?:first|last|each|map|size|length|to_a|join|inspect|to_s|is_a\?|nil\?|hash|dig|at|fetch)$/
