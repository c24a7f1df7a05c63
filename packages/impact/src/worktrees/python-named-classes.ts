import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import { isNamedAfter } from './named-after.ts'
import type { SourceTree } from './source-tree.ts'

export interface NamedMember {
  readonly open: OpenFile
  readonly symbol: CodeSymbol
}

const known = new WeakMap<SourceTree, Map<string, Promise<readonly NamedMember[]>>>()

/** The method of the only class of a tree that has one of the name and that a variable is named after: `stats` of `Catalog` for `catalog.stats()`. */
export async function namedMember(
  tree: SourceTree,
  variable: string,
  member: string,
): Promise<NamedMember | undefined> {
  const ofTree = known.get(tree) ?? new Map<string, Promise<readonly NamedMember[]>>()
  known.set(tree, ofTree)
  const found = ofTree.get(member) ?? methodsNamed(tree, member)
  ofTree.set(member, found)
  const meant = (await found).filter(({ open, symbol }) =>
    isNamedAfter(variable, open.symbols[symbol.parent]?.name ?? ''),
  )
  return meant.length === 1 ? meant[0] : undefined
}

async function methodsNamed(tree: SourceTree, member: string): Promise<readonly NamedMember[]> {
  const paths = await tree.filesWith(member, '*.py')
  await tree.load(paths)
  const found: NamedMember[] = []
  for (const path of paths) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = await tree.open(path)
    for (const symbol of open?.symbols ?? [])
      if (open !== undefined && symbol.kind === 'method' && symbol.name === member) found.push({ open, symbol })
  }
  return found
}
