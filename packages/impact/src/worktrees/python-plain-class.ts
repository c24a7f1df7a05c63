import { followExport } from './bindings.ts'
import { basesOf } from './inherited-member.ts'
import { readInstance } from './python-classes.ts'
import type { SourceTree } from './source-tree.ts'

/** Whether a name in a file is a class of which nothing is an instance but what is made of it or an heir: no protocol, and no heir of a type of Python. */
export async function isPlainClass(tree: SourceTree, path: string, name: string): Promise<boolean> {
  for (const target of await followExport(tree, { path, name })) {
    // oxlint-disable-next-line no-await-in-loop -- rarely more than one
    const open = await tree.open(target.path)
    const symbol = open?.symbols.find((one) => one.kind === 'class' && one.parent === -1 && one.name === target.name)
    if (open === undefined || symbol === undefined) continue
    const instance = readInstance(open, symbol)
    const isProtocol = basesOf(open, symbol).some((base) => /\bProtocol$/.test(base))
    return !isProtocol && instance.kind === 'instance' && instance.names !== undefined && instance.like === undefined
  }
  return false
}
