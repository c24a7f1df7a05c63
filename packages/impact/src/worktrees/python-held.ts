import type { OpenFile } from '@groundcrew/code-map'
import { readBindings } from './bindings.ts'
import type { ProvidedChange } from './provided-changes.ts'
import type { Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'
import type { Wanted } from './uses.ts'

type MadeChange = ProvidedChange & { readonly kind: 'made' }

/** Attributes that hold an instance of a class of Python with which something else can be done now: `self.state = State.OPEN`, `state: State`. */
export async function heldInAttributes(
  side: Side,
  changes: readonly ProvidedChange[],
): Promise<readonly ProvidedChange[]> {
  const found: ProvidedChange[] = []
  for (const change of changes) {
    // oxlint-disable-next-line no-await-in-loop -- rarely any
    if (change.kind === 'made') found.push(...(await holdersOf(side, change)))
  }
  return found
}

async function holdersOf({ before: tree }: Side, change: MadeChange): Promise<readonly ProvidedChange[]> {
  const { wanted, place, before, after } = change
  const paths = await tree.filesWith(wanted.name, '*.py')
  await tree.load(paths)
  const found: ProvidedChange[] = []
  for (const path of paths) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = await tree.open(path)
    if (open === undefined) continue
    // oxlint-disable-next-line no-await-in-loop -- as above
    const names = await localNames(tree, open, wanted)
    for (const { name, member } of names.flatMap((local) => fieldsWith(open, local))) {
      const held = { wanted: { path, name, member }, place, name: `${name}.${member}`, before, after } as const
      found.push({ ...held, kind: 'constant', isHeld: true })
    }
  }
  return found
}

/** What a file calls the class. */
async function localNames(tree: SourceTree, open: OpenFile, { path, name }: Wanted): Promise<readonly string[]> {
  if (open.file.path === path) return [name]
  const bound = await readBindings(tree, open, new Set([name]))
  return bound.filter((one) => one.path === path && one.name === name).map(({ local }) => local)
}

/** The attributes of classes that are set to, or hinted as, an instance of the class that is called `local`. */
function fieldsWith(open: OpenFile, local: string): readonly { readonly name: string; readonly member: string }[] {
  const instance = new RegExp(String.raw`^\w+\s*(?::\s*${local}\s*(?:=|$)|(?::[^=]*)?=\s*${local}(?:\.\w+\s*$|\())`)
  return open.symbols.flatMap(({ kind, parent, name: member, nameStart, end }) => {
    const around = open.symbols[parent]
    const isField = kind === 'field' && around?.kind === 'class' && around.name !== local
    return isField && instance.test(open.source.toString('utf8', nameStart, end)) ? [{ name: around.name, member }] : []
  })
}
