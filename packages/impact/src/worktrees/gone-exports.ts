import type { ImportFact, OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { readExports } from '../graph/file-exports.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding, Place } from './findings.ts'
import { isChangedLine, originalPath, type Side } from './side.ts'

/** Imports, on changed lines, of a name that a file of the other side exports no longer: a default, a re-export, an entry of a list. */
export async function findGoneExports(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const gone = await goneExports(provider)
  if (gone.size === 0) return []
  const { changer, user, places } = sidesIn(direction)
  return (await importsOf(consumer, gone)).map(({ used, place, name }): PairFinding => {
    const what = name === 'default' ? `the default export of ${place.path}` : `${name} from ${place.path}`
    return {
      severity: 'break',
      kind: 'removed',
      ...places(used, place),
      text: `${user} import ${what}, ${changer} export it no longer`,
      symbol: name,
    }
  })
}

/** By file the names that it does not export any more, each with a line. */
type Gone = ReadonlyMap<string, ReadonlyMap<string, number>>

interface GoneImport {
  readonly used: Place
  readonly place: Place
  readonly name: string
}

async function importsOf(consumer: Side, gone: Gone): Promise<readonly GoneImport[]> {
  const found: GoneImport[] = []
  for (const file of consumer.files) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = file.hunks.length === 0 ? undefined : await consumer.after.open(file.path)
    for (const fact of open?.extraction.imports ?? []) {
      if (open === undefined || !isChangedLine(file, fact.line)) continue
      // oxlint-disable-next-line no-await-in-loop -- most need no reading
      const targets = await consumer.after.resolve(open, fact)
      found.push(...targets.flatMap((target) => goneOf(gone, target, { fact, path: file.path })))
    }
  }
  return found
}

function goneOf(
  gone: Gone,
  target: string,
  { fact, path }: { readonly fact: ImportFact; readonly path: string },
): readonly GoneImport[] {
  const lines = gone.get(target)
  const name = fact.names.find(({ imported }) => lines?.has(imported) === true)?.imported
  if (name === undefined) return []
  return [{ used: { path, line: fact.line }, place: { path: target, line: lines?.get(name) ?? 1 }, name }]
}

/** By file the names that it exported and does not any more. Declarations that are gone altogether are told by their name. */
async function goneExports(side: Side): Promise<Gone> {
  const found = new Map<string, ReadonlyMap<string, number>>()
  for (const file of side.files) {
    if (file.status === 'deleted' || file.status === 'added' || file.hunks.length === 0) continue
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const [before, after] = await Promise.all([side.before.open(originalPath(file)), side.after.open(file.path)])
    if (before === undefined || after === undefined || !isScript(before.file.language)) continue
    const now = exportedNames(after)
    // What a whole module adds is not known here.
    if (now.has('*')) continue
    const removed = new Set(file.declarations.map(({ class: change, name }) => (change === 'removed' ? name : '')))
    const line = file.hunks[0]?.newStart ?? 1
    const names = [...exportedNames(before)].filter((name) => name !== '*' && !now.has(name) && !removed.has(name))
    if (names.length > 0) found.set(originalPath(file), new Map(names.map((name) => [name, Math.max(1, line)])))
  }
  return found
}

/** With `*` for what `export * from` adds. */
function exportedNames(open: OpenFile): ReadonlySet<string> {
  const { aliases, isCommonJs } = readExports(open)
  const sent = [...aliases.values()].flat()
  const handedOn = open.extraction.imports.flatMap(({ kind, names }) =>
    kind === 're-export' ? names.map(({ local }) => local) : [],
  )
  const declared = open.symbols.filter(({ parent, isExported }) => parent === -1 && isExported)
  const isDefault = /^[ \t]*export\s+default\b/m.test(open.source.toString('latin1'))
  const own = declared.map(({ name }) => name).filter((name) => aliases.get(name)?.includes('default') !== true)
  return new Set([...own, ...sent, ...handedOn, ...(isDefault ? ['default'] : []), ...(isCommonJs ? ['*'] : [])])
}
