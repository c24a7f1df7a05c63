import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import { basesOf } from './inherited-member.ts'
import type { ProvidedChange } from './provided-changes.ts'
import { originalPath, type Side } from './side.ts'

/** Heirs of heirs are followed this far. */
const depthMax = 4

/** What a class of Python demands of its heirs its heirs demand of theirs, unless they have it. */
export async function demandedByHeirs(
  side: Side,
  changes: readonly ProvidedChange[],
): Promise<readonly ProvidedChange[]> {
  const found: ProvidedChange[] = []
  for (const change of changes) {
    // oxlint-disable-next-line no-await-in-loop -- rarely any
    if (change.kind === 'required' && change.place.path.endsWith('.py')) found.push(...(await ofHeirs(side, change, 0)))
  }
  return found
}

async function ofHeirs(
  side: Side,
  change: ProvidedChange & { readonly kind: 'required' },
  depth: number,
): Promise<readonly ProvidedChange[]> {
  const found: ProvidedChange[] = []
  const { name } = change.wanted
  const paths = depth < depthMax ? await side.after.filesWith(name, '*.py') : []
  await side.after.load(paths)
  for (const path of paths) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = await side.after.open(path)
    const before = side.files.find((file) => file.path === path)
    for (const heir of open === undefined ? [] : heirsIn(open, name)) {
      if (open === undefined || hasMember(open, heir, change.member)) continue
      const wanted = { path: before === undefined ? path : originalPath(before), name: heir.name }
      const demanded = { ...change, wanted, name: heir.name }
      // oxlint-disable-next-line no-await-in-loop -- as above
      found.push(demanded, ...(await ofHeirs(side, demanded, depth + 1)))
    }
  }
  return found
}

function heirsIn(open: OpenFile, name: string): readonly CodeSymbol[] {
  return open.symbols.filter(
    (symbol) =>
      symbol.kind === 'class' &&
      symbol.parent === -1 &&
      basesOf(open, symbol).some((base) => base.split('.').at(-1) === name),
  )
}

function hasMember({ symbols }: OpenFile, heir: CodeSymbol, member: string): boolean {
  return symbols.some(({ parent, name }) => symbols[parent] === heir && name === member)
}
