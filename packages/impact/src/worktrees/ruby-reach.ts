import type { OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import type { ProvidedChange } from './provided-changes.ts'
import { readRubyShape } from './ruby-shape.ts'
import { originalPath } from './side.ts'

/**
 * Methods of Ruby that are as they were, and that others do not reach any more: for they stand below a `private` now, or below no `module_function`
 * or `extend self`.
 */
export function otherReach(file: FileChange, before: OpenFile, after: OpenFile): readonly ProvidedChange[] {
  if (before.file.language !== 'ruby') return []
  const told = new Set(file.declarations.filter((one) => one.class !== 'cosmetic').map((one) => one.qualifiedName))
  const now = new Map(after.symbols.map((symbol) => [symbol.qualifiedName, symbol]))
  return before.symbols.flatMap((old): readonly ProvidedChange[] => {
    const [left, around] = [now.get(old.qualifiedName), before.symbols[old.parent]]
    if (old.kind !== 'method' || left === undefined || around === undefined || told.has(old.qualifiedName)) return []
    const common = {
      wanted: { path: originalPath(file), name: around.name, member: old.name },
      place: { path: file.path, line: left.line },
      name: old.qualifiedName,
    }
    if (old.isExported && !left.isExported) return [{ ...common, kind: 'removed', now: undefined, isHidden: true }]
    const [was, is] = [readRubyShape(before, old), readRubyShape(after, left)]
    if (was?.isStatic !== true || is === undefined || is.isStatic === true) return []
    return [{ ...common, kind: 'shape', before: was, after: is }]
  })
}
