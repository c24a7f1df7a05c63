import { languageOfPath } from '@groundcrew/code-map'
import type { SourceTree } from './source-tree.ts'

/** In more files than this nobody looks. */
const filesMax = 5000

/** Whether any file declares a class, module or constant of a name: Ruby's are open, and known everywhere. True where there are too many files to tell. */
export async function declaresConstant(tree: SourceTree, name: string): Promise<boolean> {
  const paths = [...(await tree.paths())].filter((path) => languageOfPath(path) === 'ruby')
  if (paths.length > filesMax) return true
  const declaration = new RegExp(String.raw`^\s*(?:(?:class|module)\s+(?:[\w:]+::)?${name}\b|${name}\s*=[^=~])`, 'm')
  const files = await tree.readAll(paths)
  return [...files.values()].some((content) => declaration.test(content.toString('latin1')))
}
