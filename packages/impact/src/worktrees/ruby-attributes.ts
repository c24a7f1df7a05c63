import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import { isSameShape } from './call-fit.ts'
import type { ProvidedChange } from './provided-changes.ts'
import { readRubyRecord } from './ruby-shape.ts'
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

/** The classes of Ruby that are made of their members, and of other ones now. */
export function otherRecords(file: FileChange, before: OpenFile, after: OpenFile): readonly ProvidedChange[] {
  if (before.file.language !== 'ruby') return []
  return before.symbols.flatMap((symbol): readonly ProvidedChange[] => {
    const { kind, qualifiedName, name } = symbol
    const now = after.symbols.find((one) => one.kind === 'class' && one.qualifiedName === qualifiedName)
    const old = kind === 'class' ? readRubyRecord(before, symbol) : undefined
    const shape = now === undefined ? undefined : readRubyRecord(after, now)
    if (now === undefined || old === undefined || shape === undefined || isSameShape(old, shape)) return []
    const place = { path: file.path, line: now.line }
    const wanted = { path: originalPath(file), name, ...scopeOf(qualifiedName) }
    return [{ kind: 'shape', wanted, place, name: qualifiedName, before: old, after: shape }]
  })
}

function scopeOf(qualifiedName: string): { readonly scope?: string } {
  const scope = qualifiedName.split('.').at(-2)
  return scope === undefined ? {} : { scope }
}
