import type { CallShape } from './call-shape.ts'
import { followExport } from './bindings.ts'
import type { ProvidedChange } from './provided-changes.ts'
import { readNeeds } from './python-needs.ts'
import type { SourceTree } from './source-tree.ts'

type ShapeChange = ProvidedChange & { readonly kind: 'shape' }

/** A function of Python as it is called behind a decorator that it did not have, and that gives it arguments of its own; the change itself where nobody can tell. */
export async function behindDecorator(change: ShapeChange, tree: SourceTree): Promise<ShapeChange> {
  const { before, after, place } = change
  const added = after.wrappedBy?.filter((name) => before.wrappedBy?.includes(name) !== true) ?? []
  const [decorator, ...others] = added
  if (decorator === undefined || others.length > 0 || decorator.includes('.')) return change
  const count = await argumentsAdded(tree, place.path, decorator)
  if (count === undefined || count < 1) return change
  const { wrappedBy: _, ...called } = after
  const shape: CallShape = {
    ...called,
    ...(before.wrappedBy !== undefined && { wrappedBy: before.wrappedBy }),
    parameters: after.parameters.slice(count),
  }
  return { ...change, after: shape }
}

async function argumentsAdded(tree: SourceTree, path: string, name: string): Promise<number | undefined> {
  for (const target of await followExport(tree, { path, name })) {
    // oxlint-disable-next-line no-await-in-loop -- rarely more than one
    const open = await tree.open(target.path)
    const symbol = open?.symbols.find((one) => one.parent === -1 && one.name === target.name)
    const added = open === undefined || symbol === undefined ? undefined : readNeeds(open, symbol)?.added
    if (added !== undefined) return added
  }
  return undefined
}
