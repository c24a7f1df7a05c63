import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { inBothDirections, sidesIn, type Direction, type Roles } from './directions.ts'
import type { PairFinding } from './findings.ts'
import { changedPython, firstChangedLine, formerPython, isChangedLine, originalPath, type Side } from './side.ts'
import { closingOf } from './token-groups.ts'

/** Names that one side uses by way of Python's `from module import *`, and that the module of the other one does not give any more. */
export async function findStarImports(mine: Side, theirs: Side): Promise<readonly PairFinding[]> {
  return await inBothDirections(mine, theirs, findDirected)
}

interface Withdrawn {
  readonly path: string
  readonly line: number
  readonly names: ReadonlySet<string>
}

async function findDirected({ provider, consumer }: Roles, direction: Direction): Promise<readonly PairFinding[]> {
  const withdrawn = await withdrawnNames(provider)
  if (withdrawn.size === 0) return []
  const found: PairFinding[] = []
  const { changer, user, places } = sidesIn(direction)
  for await (const { file, open } of changedPython(consumer)) {
    // oxlint-disable-next-line no-await-in-loop -- as above
    for (const { path, line, names } of await starTargets(consumer, open, withdrawn)) {
      const use = firstUse(open, names, (at) => isChangedLine(file, at))
      if (use === undefined) continue
      const used = { path: file.path, line: use.line }
      const place = { path, line }
      found.push({
        severity: 'break',
        kind: 'removed',
        ...places(used, place),
        text: `${user} use ${use.name} from \`import *\`, ${changer} took it out of what ${path} gives`,
        symbol: use.name,
      })
    }
  }
  return found
}

async function starTargets(
  { after }: Side,
  open: OpenFile,
  withdrawn: ReadonlyMap<string, Withdrawn>,
): Promise<readonly Withdrawn[]> {
  const stars = open.extraction.imports.filter(({ names }) =>
    names.some(({ imported, local }) => imported === '*' && local === '*'),
  )
  const targets = await Promise.all(stars.map(async (fact) => await after.resolve(open, fact)))
  return targets.flat().flatMap((path) => withdrawn.get(path) ?? [])
}

function firstUse(
  open: OpenFile,
  names: ReadonlySet<string>,
  isChanged: (line: number) => boolean,
): { readonly name: string; readonly line: number } | undefined {
  const { tokens, imports } = open.extraction
  const own = new Set([
    ...open.symbols.map(({ name }) => name),
    ...imports.flatMap((fact) => fact.names.map(({ local }) => local)),
  ])
  for (let at = 0; at < tokens.count; at++) {
    const name = textAt(open, at)
    const line = tokens.line[at] as number
    const isName = tokens.kind[at] === T.name && tokens.kind[at - 1] !== C.dot
    if (isName && names.has(name) && !own.has(name) && isChanged(line)) return { name, line }
  }
  return undefined
}

/** By path the names that modules gave away with `*`, and do not any more. */
async function withdrawnNames(side: Side): Promise<ReadonlyMap<string, Withdrawn>> {
  const found = new Map<string, Withdrawn>()
  for await (const { file, old, now } of formerPython(side)) {
    if (old === undefined || now === undefined) continue
    const kept = givenNames(now)
    const names = new Set([...givenNames(old)].filter((name) => !kept.has(name)))
    const line = firstChangedLine(file)
    if (names.size > 0) found.set(originalPath(file), { path: file.path, line, names })
  }
  return found
}

/** What `*` gives: the names in `__all__`, without one all that have no underscore. */
function givenNames(open: OpenFile): ReadonlySet<string> {
  const all = open.symbols.find(({ name, parent }) => name === '__all__' && parent === -1)
  if (all !== undefined) return new Set(stringsOf(open, tokenAt(open, all.nameStart)))
  const outer = open.symbols.filter(({ parent, name }) => parent === -1 && !name.startsWith('_'))
  const imported = open.extraction.imports.flatMap(({ names }) => names.map(({ local }) => local))
  return new Set([...outer.map(({ name }) => name), ...imported])
}

function stringsOf(open: OpenFile, from: number): readonly string[] {
  const { tokens } = open.extraction
  let bracket = from
  while (bracket < tokens.count && tokens.kind[bracket] !== C.openBracket && tokens.kind[bracket] !== C.open) bracket++
  const close = closingOf(open, bracket)
  const found: string[] = []
  for (let at = bracket + 1; at < close; at++) {
    const text = textAt(open, at)
    if (/^['"]/.test(text)) found.push(text.replaceAll(/^['"]+|['"]+$/g, ''))
  }
  return found
}
