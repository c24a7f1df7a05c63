import { C, type CodeSymbol, type OpenFile } from '@groundcrew/code-map'
import { textAt } from '../graph/token-text.ts'
import { readBindings } from './bindings.ts'
import type { Roles } from './directions.ts'
import { readNeeds } from './python-needs.ts'
import { primaryStart } from './python-around.ts'
import type { Operation } from './python-operations.ts'
import { originalPath } from './side.ts'
import type { SourceTree } from './source-tree.ts'
import type { Use } from './uses.ts'

/** Functions to which something is handed on are followed this far. */
const depthMax = 2

/** A use with what the functions do that its values are handed to, in place of that they are handed on. */
export async function followHandedOn(use: Use, roles: Roles): Promise<Use> {
  const follow = async (operations: readonly Operation[]): Promise<readonly Operation[]> =>
    await followed(roles, use.path, operations)
  const { call, operations, instances } = use
  return {
    ...use,
    ...(call?.operations !== undefined && { call: { ...call, operations: await follow(call.operations) } }),
    ...(operations !== undefined && { operations: await follow(operations) }),
    ...(instances !== undefined && {
      instances: await Promise.all(
        instances.map(async (one) => ({ ...one, operations: await follow(one.operations) })),
      ),
    }),
  }
}

async function followed(
  roles: Roles,
  path: string,
  operations: readonly Operation[],
  depth = 0,
): Promise<readonly Operation[]> {
  if (depth >= depthMax || !operations.some(({ kind }) => kind === 'given')) return operations
  const found = await Promise.all(
    operations.map(async (one): Promise<readonly Operation[]> => {
      const { argument, isGuarded, isApart } = one
      if (argument === undefined) return [one]
      const taken = await takerOf(roles.consumer.after, path, argument.callee)
      // Who changed what is handed on has changed those that get it as well.
      if (taken === undefined || isChangedByProvider(roles, taken.open.file.path)) return []
      const needs = readNeeds(taken.open, taken.symbol)?.parameters
      const { index, name } = argument
      const parameter = name === undefined ? needs?.[index] : needs?.find((some) => some.name === name)
      const inner = await followed(roles, taken.open.file.path, parameter?.operations ?? [], depth + 1)
      return inner.map((some) => ({ ...some, ...(isGuarded && { isGuarded }), ...(isApart && { isApart }) }))
    }),
  )
  return found.flat()
}

function isChangedByProvider({ provider }: Roles, path: string): boolean {
  return provider.files.some((file) => originalPath(file) === path)
}

interface Taker {
  readonly open: OpenFile
  readonly symbol: CodeSymbol
}

/** The function that is called by the name that ends at a token: of the same file, of one that it imports, or of the class around. */
async function takerOf(tree: SourceTree, path: string, callee: number): Promise<Taker | undefined> {
  const open = await tree.open(path)
  if (open === undefined) return undefined
  const start = primaryStart(open, callee)
  const [first, name] = [textAt(open, start), textAt(open, callee)]
  if (start === callee) {
    const own = functionIn(open, name)
    return own === undefined ? await importedTaker(tree, open, { local: name, name }) : { open, symbol: own }
  }
  if (callee !== start + 2 || open.extraction.tokens.kind[callee - 1] !== C.dot) return undefined
  if (first !== 'self') return await importedTaker(tree, open, { local: first, name })
  const offset = open.extraction.tokens.start[callee] as number
  const around = open.symbols.findLastIndex((one) => one.kind === 'class' && one.start <= offset && offset < one.end)
  const symbol = open.symbols.find((one) => one.kind === 'method' && one.parent === around && one.name === name)
  return symbol === undefined ? undefined : { open, symbol }
}

async function importedTaker(
  tree: SourceTree,
  open: OpenFile,
  { local, name }: { readonly local: string; readonly name: string },
): Promise<Taker | undefined> {
  const imported = open.extraction.imports.flatMap(({ names }) =>
    names.flatMap((one) => (one.local === local ? [one.imported] : [])),
  )
  for (const binding of imported.length === 0 ? [] : await readBindings(tree, open, new Set(imported))) {
    if (binding.local !== local) continue
    // oxlint-disable-next-line no-await-in-loop -- rarely more than one
    const file = await tree.open(binding.path)
    const symbol = file === undefined ? undefined : functionIn(file, binding.name === '*' ? name : binding.name)
    if (file !== undefined && symbol !== undefined) return { open: file, symbol }
  }
  return undefined
}

function functionIn({ symbols }: OpenFile, name: string): CodeSymbol | undefined {
  return symbols.find((symbol) => symbol.kind === 'function' && symbol.parent === -1 && symbol.name === name)
}
