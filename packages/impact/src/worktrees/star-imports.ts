import { C, T, type OpenFile } from '@groundcrew/code-map'
import { textAt, tokenAt } from '../graph/token-text.ts'
import { followExport } from './bindings.ts'
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
    const isChanged = (line: number): boolean => isChangedLine(file, line)
    // oxlint-disable-next-line no-await-in-loop -- as above
    const uses = [
      ...(await usesOfStars(consumer, open, withdrawn, isChanged)),
      ...(await importsByStars({ provider, consumer }, open, withdrawn, isChanged)),
    ]
    for (const { name, line, from } of uses) {
      const used = { path: file.path, line }
      found.push({
        severity: 'break',
        kind: 'removed',
        ...places(used, from),
        text: `${user} use ${name} from \`import *\`, ${changer} took it out of what ${from.path} gives`,
        symbol: name,
      })
    }
  }
  return found
}

/** A name that comes by way of a star, and where it does not any more. */
interface StarUse {
  readonly name: string
  readonly line: number
  readonly from: Withdrawn
}

type IsChanged = (line: number) => boolean

async function usesOfStars(
  consumer: Side,
  open: OpenFile,
  withdrawn: ReadonlyMap<string, Withdrawn>,
  isChanged: IsChanged,
): Promise<readonly StarUse[]> {
  return (await starTargets(consumer, open, withdrawn)).flatMap((from) => {
    const use = firstUse(open, from.names, isChanged)
    return use === undefined ? [] : [{ ...use, from }]
  })
}

/** `from package import name` where the package has it by a star alone. */
async function importsByStars(
  { provider, consumer }: Roles,
  open: OpenFile,
  withdrawn: ReadonlyMap<string, Withdrawn>,
  isChanged: IsChanged,
): Promise<readonly StarUse[]> {
  const lost = new Set([...withdrawn.values()].flatMap(({ names }) => [...names]))
  const facts = open.extraction.imports.filter(
    ({ line, names }) => isChanged(line) && names.some(({ imported }) => lost.has(imported)),
  )
  const found: StarUse[] = []
  for (const fact of facts) {
    // oxlint-disable-next-line no-await-in-loop -- rarely any
    for (const path of await consumer.after.resolve(open, fact)) {
      // oxlint-disable-next-line no-await-in-loop -- as above
      const handing = await provider.after.open(path)
      if (handing === undefined) continue
      // oxlint-disable-next-line no-await-in-loop -- as above
      const sources = await starTargets({ after: provider.after }, handing, withdrawn)
      const own = namesOf(handing)
      for (const { imported } of fact.names) {
        const from = own.has(imported) ? undefined : sources.find(({ names }) => names.has(imported))
        if (from === undefined) continue
        // Another star may give it.
        // oxlint-disable-next-line no-await-in-loop -- as above
        const targets = await followExport(provider.after, { path, name: imported })
        if (targets.every((target) => target.path === from.path)) found.push({ name: imported, line: fact.line, from })
      }
    }
  }
  return found
}

function namesOf({ symbols, extraction: { imports } }: OpenFile): ReadonlySet<string> {
  const imported = imports.flatMap((fact) => fact.names.map(({ local }) => local))
  return new Set([...symbols.filter(({ parent }) => parent === -1).map(({ name }) => name), ...imported])
}

async function starTargets(
  { after }: Pick<Side, 'after'>,
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
