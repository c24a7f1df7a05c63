import { posix } from 'node:path'
import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { basesOf } from './inherited-member.ts'
import { plainText } from './python-body.ts'
import { changedPython, firstChangedLine, isChangedLine, originalPath, type Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'
import { TEST_FILE } from './python-test-names.ts'
import { closingOf, splitList } from './token-groups.ts'

/** Tests of one side that list all names of a registry, table or enum of Python, to which the other one has added one. */
export async function findListings(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const listed = await listedIn(consumer)
  const found: PairFinding[] = []
  if (listed.length === 0) return found
  const { changer, user, places } = sidesIn(direction)
  for (const { path, line, group, before, added } of await grownGroups(provider)) {
    const listing = listed.find(({ names }) => isSame(names, before))
    const name = added.find((one) => !before.has(one))
    if (listing === undefined || name === undefined) continue
    found.push({
      severity: 'break',
      kind: 'signature',
      ...places({ path: listing.path, line: listing.line }, { path, line }),
      text: `${user} list all of ${group}, ${changer} added ${name} to it`,
      symbol: group,
    })
  }
  return found
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((name) => other.has(name))
}

interface Listing {
  readonly path: string
  readonly line: number
  readonly names: ReadonlySet<string>
}

/** Fewer names are no list of all. */
const namesMin = 2

/** `assert names() == ['a', 'b']`, on changed lines of tests. */
async function listedIn(side: Side): Promise<readonly Listing[]> {
  const found: Listing[] = []
  for await (const { file, open } of changedPython(side)) {
    if (!TEST_FILE.test(posix.basename(file.path))) continue
    const { kind, count, line } = open.extraction.tokens
    for (let at = 0; at < count; at++) {
      if (textAt(open, at) !== '==' || !isChangedLine(file, line[at] as number) || !isAsserted(open, at)) continue
      const first = textAt(open, at + 1) === 'set' || textAt(open, at + 1) === 'sorted' ? at + 3 : at + 1
      const isList = [C.openBracket, C.openBrace, C.open].includes(kind[first] as never)
      const names = isList ? textsIn(open, first) : undefined
      if (names !== undefined && names.size >= namesMin)
        found.push({ path: file.path, line: line[at] as number, names })
    }
  }
  return found
}

/** Whether the line of the last statement that begins before begins with `assert`. */
function isAsserted(open: OpenFile, at: number): boolean {
  const { isAfterNewline } = open.extraction.tokens
  for (let start = at; start >= 0 && start > at - statementTokensMax; start--) {
    if (isAfterNewline[start] !== 1) continue
    const word = textAt(open, start)
    if (word === 'assert') return true
    if (/^(?:def|class|return|if|for|with|while)$/.test(word)) return false
  }
  return false
}

const statementTokensMax = 100

/** The texts between brackets, or before the colons of a dictionary; undefined where there is anything else. */
function textsIn(open: OpenFile, bracket: number): ReadonlySet<string> | undefined {
  const { kind } = open.extraction.tokens
  const texts = splitList(open, bracket).map(([first, end]) =>
    end === first + 1 || kind[first + 1] === C.colon ? plainText(open, first) : undefined,
  )
  return texts.length === 0 || texts.includes(undefined)
    ? undefined
    : new Set(texts.filter((text) => text !== undefined))
}

interface GrownGroup {
  readonly path: string
  readonly line: number
  /** The constant, enum or decorator. */
  readonly group: string
  readonly before: ReadonlySet<string>
  readonly added: readonly string[]
}

async function grownGroups(side: Side): Promise<readonly GrownGroup[]> {
  const found: GrownGroup[] = []
  for await (const { file, open } of changedPython(side)) {
    const old = file.status === 'added' ? undefined : await side.before.open(originalPath(file))
    const line = firstChangedLine(file)
    const [was, is] = [old === undefined ? new Map<string, ReadonlySet<string>>() : tablesOf(old), tablesOf(open)]
    for (const [group, names] of is) {
      const before = was.get(group)
      if (before !== undefined && [...before].every((name) => names.has(name)))
        found.push({ path: file.path, line, group, before, added: [...names].filter((name) => !before.has(name)) })
    }
    const decorated = decoratedIn(open).filter((one) => isChangedLine(file, one.line))
    for (const { callee, name, line: at } of decorated)
      // oxlint-disable-next-line no-await-in-loop -- few names are registered anew
      found.push({
        path: file.path,
        line: at,
        group: callee,
        before: await registeredIn(side.before, callee),
        added: [name],
      })
  }
  return found.filter(({ added, before }) => added.length > 0 && before.size >= namesMin)
}

/** The names in the constants of a file that are lists or dictionaries of texts, and of its enums both names and values. */
function tablesOf(open: OpenFile): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>()
  for (const symbol of open.symbols) {
    if (symbol.parent !== -1) continue
    const name = tokenAt(open, symbol.nameStart)
    if (symbol.kind === 'class' && basesOf(open, symbol).some((base) => base.endsWith('Enum'))) {
      const members = open.symbols.filter(({ parent }) => open.symbols[parent] === symbol)
      found.set(symbol.name, new Set(members.map((one) => one.name)))
      const values = members.flatMap((one) => plainText(open, tokenAt(open, one.nameStart) + 2) ?? [])
      found.set(`the values of ${symbol.name}`, new Set(values))
    } else if (open.extraction.tokens.kind[name + 1] === C.equals) {
      const texts = textsIn(open, name + 2)
      if (texts !== undefined) found.set(symbol.name, texts)
    }
  }
  return found
}

/** `@command('name')` */
function decoratedIn(
  open: OpenFile,
): readonly { readonly callee: string; readonly name: string; readonly line: number }[] {
  const { kind, count, line } = open.extraction.tokens
  const found: { readonly callee: string; readonly name: string; readonly line: number }[] = []
  for (let at = 0; at + 2 < count; at++) {
    if (kind[at] !== C.at || kind[at + 1] !== T.name) continue
    let callee = at + 1
    while (kind[callee + 1] === C.dot) callee += 2
    const name = kind[callee + 1] === C.open ? plainText(open, callee + 2) : undefined
    if (name !== undefined && closingOf(open, callee + 1) > callee)
      found.push({ callee: textAt(open, callee), name, line: line[at] as number })
  }
  return found
}

/** More files than this hold no list that anybody writes down. */
const filesMax = 30

async function registeredIn(tree: SourceTree, callee: string): Promise<ReadonlySet<string>> {
  const paths = await tree.filesWith(callee, '*.py')
  if (paths.length > filesMax) return new Set()
  await tree.load(paths)
  const opened = await Promise.all(paths.map(async (path) => await tree.open(path)))
  const names = opened.flatMap((open) => (open === undefined ? [] : decoratedIn(open)))
  return new Set(names.filter((one) => one.callee === callee).map(({ name }) => name))
}
