import { posix } from 'node:path'
import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import { readCallShape } from './call-shape.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding, Place } from './findings.ts'
import { misfit } from './python-fit.ts'
import { readOperationsOnParameter, type Operation } from './python-operations.ts'
import { readReturned, type PythonValue } from './python-values.ts'
import { changedPython, firstChangedLine, formerPython, isChangedLine, originalPath, type Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'
import { directoryOf, isBelow } from '../paths.ts'

/**
 * pytest's fixtures that one side asks for anew by the name of a parameter, and that the other one took away or renamed. Tests find those
 * of their own file and of every `conftest.py` above.
 */
export async function findFixtures(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

interface GoneFixture {
  readonly name: string
  readonly path: string
  readonly before: string
  readonly line: number
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const gone = await goneFixtures(provider)
  const changed = await changedFixtures(provider)
  if (gone.length + changed.length === 0) return []
  const { changer, user, places } = sidesIn(direction)
  const found: PairFinding[] = []
  for (const asked of await askedFixtures(consumer)) {
    const other = changed.find(({ name, before }) => name === asked.name && isSeenFrom(asked.path, before))
    const why = other === undefined ? undefined : misfit(other.values, asked.operations)
    if (other !== undefined && why !== undefined) {
      const [used, place] = [
        { path: asked.path, line: asked.line },
        { path: other.path, line: other.line },
      ]
      found.push({
        severity: 'break',
        kind: 'signature',
        ...places(used, place),
        text: `${user} use the fixture ${other.name}, ${changer} changed it: ${why}`,
        symbol: other.name,
      })
    }
    const fixture = gone.find(({ name, before }) => name === asked.name && isSeenFrom(asked.path, before))
    // oxlint-disable-next-line no-await-in-loop -- rarely any
    if (fixture === undefined || (await isGivenElsewhere(asked, fixture, { provider, consumer }))) continue
    const used = { path: asked.path, line: asked.line }
    const place = { path: fixture.path, line: fixture.line }
    found.push({
      severity: 'break',
      kind: 'removed',
      ...places(used, place),
      text: `${user} ask for the fixture ${fixture.name}, ${changer} took it away`,
      symbol: fixture.name,
    })
  }
  return found
}

interface ChangedFixture extends GoneFixture {
  readonly values: { readonly before: readonly PythonValue[]; readonly after: readonly PythonValue[] }
}

/** Fixtures that give something else than they did. */
async function changedFixtures(side: Side): Promise<readonly ChangedFixture[]> {
  const found: ChangedFixture[] = []
  for await (const { file, old, now } of formerPython(side)) {
    const was = givenBy(old)
    for (const [name, { line, given }] of givenBy(now)) {
      const known = was.get(name)?.given
      if (known !== undefined)
        found.push({ name, path: file.path, before: originalPath(file), line, values: { before: known, after: given } })
    }
  }
  return found
}

interface Giving {
  readonly line: number
  readonly given: readonly PythonValue[]
}

function givenBy(open: OpenFile | undefined): ReadonlyMap<string, Giving> {
  if (open === undefined) return new Map()
  const fixtures = open.symbols.filter((symbol) => isFixture(open, symbol))
  return new Map(
    fixtures.map((symbol) => {
      const yielded = readReturned(open, symbol, 'yield')
      const given = yielded.length > 0 ? yielded : readReturned(open, symbol, 'return')
      return [fixtureName(open, symbol), { line: symbol.line, given }]
    }),
  )
}

interface AskedFixture extends Place {
  readonly name: string
  readonly operations: readonly Operation[]
}

/** The parameters of tests and fixtures whose heads are on changed lines. */
async function askedFixtures(side: Side): Promise<readonly AskedFixture[]> {
  const found: AskedFixture[] = []
  for await (const { file, open } of changedPython(side)) {
    for (const symbol of open.symbols) {
      if (!isAsking(open, symbol) || !isChangedLine(file, symbol.line)) continue
      const names = readCallShape(open, symbol)?.parameters.map(({ name }) => name) ?? []
      found.push(
        ...names.map((name) => ({
          name,
          path: file.path,
          line: symbol.line,
          operations: readOperationsOnParameter(open, symbol, name),
        })),
      )
    }
  }
  return found
}

async function goneFixtures(side: Side): Promise<readonly GoneFixture[]> {
  const found: GoneFixture[] = []
  for await (const { file, old, now } of formerPython(side)) {
    // A `conftest.py` under another name is read by nobody; a file of tests keeps its own.
    const isMovedAway = posix.basename(originalPath(file)) === 'conftest.py' && file.path !== originalPath(file)
    const isKept = now !== undefined && file.status !== 'deleted' && !isMovedAway
    const kept = new Set(isKept ? fixturesOf(now) : [])
    const line = firstChangedLine(file)
    for (const name of old === undefined ? [] : fixturesOf(old))
      if (!kept.has(name)) found.push({ name, path: file.path, before: originalPath(file), line })
  }
  return found
}

function fixturesOf(open: OpenFile): readonly string[] {
  return open.symbols.filter((symbol) => isFixture(open, symbol)).map((symbol) => fixtureName(open, symbol))
}

const DECORATOR = /@\s*(?:pytest\.|pytest_asyncio\.)?fixture\b/

export function isFixture(open: OpenFile, symbol: CodeSymbol): boolean {
  return DECORATOR.test(decoratorsOf(open, symbol))
}

/** `@pytest.fixture(name='order')` gives it another one. */
function fixtureName(open: OpenFile, symbol: CodeSymbol): string {
  return /\bname\s*=\s*['"](\w+)['"]/.exec(decoratorsOf(open, symbol))?.[1] ?? symbol.name
}

function decoratorsOf({ source }: OpenFile, { start, nameStart }: CodeSymbol): string {
  return source.toString('utf8', start, nameStart)
}

/** What pytest fills the parameters of: tests and fixtures. */
function isAsking(open: OpenFile, symbol: CodeSymbol): boolean {
  const isCode = symbol.kind === 'function' || symbol.kind === 'method'
  return isCode && (symbol.name.startsWith('test') || isFixture(open, symbol))
}

function isSeenFrom(path: string, place: string): boolean {
  return path === place || (posix.basename(place) === 'conftest.py' && isBelow(path, directoryOf(place)))
}

/** By a `conftest.py` above on either side, or by the file itself. */
async function isGivenElsewhere(
  { path, name }: AskedFixture,
  { before }: GoneFixture,
  { provider, consumer }: Roles,
): Promise<boolean> {
  const places = [path, ...conftestsAbove(path)]
  // The side that did not touch the fixture still has it at its place.
  const found = await Promise.all([
    ...places.map(async (place) => await gives(provider.after, place, name)),
    ...places.filter((place) => place !== before).map(async (place) => await gives(consumer.after, place, name)),
  ])
  return found.includes(true)
}

async function gives(tree: SourceTree, path: string, name: string): Promise<boolean> {
  const open = await tree.open(path)
  return open !== undefined && (fixturesOf(open).includes(name) || namesParameter(open, name))
}

function conftestsAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1)
  return Array.from({ length: parts.length + 1 }, (_, count) => [...parts.slice(0, count), 'conftest.py'].join('/'))
}

/** `@pytest.mark.parametrize('order', …)`, also with several names in one text. */
function namesParameter(open: OpenFile, name: string): boolean {
  const text = open.source.toString('utf8')
  return [...text.matchAll(/\bparametrize\(\s*(['"])([\w\s,]+)\1/g)].some(([, , names = '']) =>
    names.split(',').some((one) => one.trim() === name),
  )
}
