import { T, type OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import { textAt } from '../graph/token-text.ts'
import { isChangedLine } from './side.ts'
import type { Use, Wanted } from './uses.ts'

/** `patch('shop.mail.send')`: Python's modules and what is in them, named as a text. It is looked up like an import. */
export function usesInTexts(
  { file, open }: { readonly file: FileChange; readonly open: OpenFile },
  { path, name, member }: Wanted,
): readonly Use[] {
  if (open.file.language !== 'python' || !path.endsWith('.py') || member !== undefined) return []
  const { tokens } = open.extraction
  const module = path.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.')
  const found: Use[] = []
  for (let at = 0; at < tokens.count; at++) {
    const line = tokens.line[at] as number
    if (tokens.kind[at] !== T.string || !isChangedLine(file, line)) continue
    const [, named, last] = /^['"]([\w.]+)\.(\w+)['"]$/.exec(textAt(open, at)) ?? []
    if (last === name && (named === module || `src.${named}` === module))
      found.push({ path: file.path, line, isImport: true, isByName: false })
  }
  return found
}
