import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import type { ProvidedChange } from './provided-changes.ts'
import { originalPath } from './side.ts'

/** The attributes of classes of Ruby that nobody can set from outside any more. */
export function readOnlyAttributes(file: FileChange, before: OpenFile, after: OpenFile): readonly ProvidedChange[] {
  if (before.file.language !== 'ruby') return []
  return before.symbols
    .filter((symbol) => symbol.kind === 'property' && isWriter(before, symbol, symbol.qualifiedName))
    .flatMap(({ qualifiedName, name, parent }) => {
      const now = after.symbols.find((symbol) => symbol.qualifiedName === qualifiedName)
      const around = before.symbols[parent]
      if (now === undefined || around === undefined || isSet(after, qualifiedName)) return []
      const wanted = { path: originalPath(file), name: around.name, member: name }
      return [{ kind: 'frozen', wanted, place: { path: file.path, line: now.line }, name: qualifiedName } as const]
    })
}

/** `attr_accessor :name`, `attr_writer :name`, `def name=(value)`. */
function isSet(open: OpenFile, name: string): boolean {
  return open.symbols.some((symbol) => symbol.qualifiedName === `${name}=` || isWriter(open, symbol, name))
}

function isWriter(open: OpenFile, { qualifiedName, start, nameStart }: CodeSymbol, name: string): boolean {
  return qualifiedName === name && /^attr_(?:accessor|writer)\b/.test(open.source.toString('utf8', start, nameStart))
}
