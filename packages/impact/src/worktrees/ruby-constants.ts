import { languageOfPath } from '@groundcrew/code-map'
import { basesOf, lastName } from './inherited-member.ts'
import type { SourceTree } from './source-tree.ts'

/** In more files than this nobody looks. */
const filesMax = 5000

/**
 * Whether any file declares a class, module or constant of a name: Ruby's are open, and known everywhere; with a scope, in the class or module of
 * that name, or in what that inherits from. True where there are too many files to tell.
 */
export async function declaresConstant(tree: SourceTree, name: string, scope?: string): Promise<boolean> {
  const paths = [...(await tree.paths())].filter((path) => languageOfPath(path) === 'ruby')
  if (paths.length > filesMax) return true
  const declaration = new RegExp(String.raw`^\s*(?:(?:class|module)\s+(?:[\w:]+::)?${name}\b|${name}\s*=[^=~])`, 'm')
  const files = await tree.readAll(paths)
  const declaring = [...files].filter(([, content]) => declaration.test(content.toString('latin1')))
  if (scope === undefined || declaring.length === 0) return declaring.length > 0
  const scopes = await ancestorsOf(tree, scope)
  for (const [path] of declaring) {
    // oxlint-disable-next-line no-await-in-loop -- they are loaded
    const open = await tree.open(path)
    if (
      open?.symbols.some(
        (one) => one.name === name && scopes.has(lastName(one.qualifiedName.slice(0, -name.length - 1))),
      ) === true
    )
      return true
  }
  return false
}

/** A class by its name, with what it inherits from and mixes in. */
async function ancestorsOf(tree: SourceTree, scope: string): Promise<ReadonlySet<string>> {
  const found = new Set([scope])
  for (const name of found) {
    // oxlint-disable-next-line no-await-in-loop -- a walk
    for (const path of found.size > ancestorsMax ? [] : await tree.filesWith(name, '*.rb')) {
      // oxlint-disable-next-line no-await-in-loop -- as above
      const open = await tree.open(path)
      const declared = open?.symbols.filter((one) => one.kind === 'class' && one.name === name) ?? []
      for (const symbol of declared)
        if (open !== undefined) for (const base of basesOf(open, symbol)) found.add(lastName(base))
    }
  }
  return found
}

const ancestorsMax = 20
