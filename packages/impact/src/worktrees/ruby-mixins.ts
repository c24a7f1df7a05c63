import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import { basesOf, lastName } from './inherited-member.ts'
import type { ProvidedChange } from './provided-changes.ts'
import { originalPath, type Side } from './side.ts'
import type { SourceTree } from './source-tree.ts'

/** Methods that instances of a class of Ruby had from a module which it includes no more. */
export async function lostByMixins(
  side: Side,
  file: FileChange,
  { before, after }: { readonly before: OpenFile; readonly after: OpenFile | undefined },
): Promise<readonly ProvidedChange[]> {
  const found: ProvidedChange[] = []
  if (before.file.language !== 'ruby' || after === undefined) return found
  for (const symbol of before.symbols.filter(({ kind }) => kind === 'class')) {
    const now = after.symbols.find(
      ({ kind, qualifiedName }) => kind === 'class' && qualifiedName === symbol.qualifiedName,
    )
    const kept = now === undefined ? [] : mixinsOf(after, now)
    const gone = now === undefined ? [] : mixinsOf(before, symbol).filter((name) => !kept.includes(name))
    if (now === undefined || gone.length === 0) continue
    // oxlint-disable-next-line no-await-in-loop -- mixins rarely go
    const [lost, left] = await Promise.all([
      methodsOf(side.before, gone),
      methodsOf(side.after, [...basesOf(after, now), ...kept]),
    ])
    const own = after.symbols.filter(({ parent }) => after.symbols[parent] === now).map(({ name }) => name)
    for (const member of lost.filter((name) => !own.includes(name) && !left.includes(name))) {
      const wanted = { path: originalPath(file), name: symbol.name, member, isMixedIn: true } as const
      const place = { path: file.path, line: now.line }
      found.push({ kind: 'removed', wanted, place, name: `${symbol.qualifiedName}.${member}`, now: undefined })
    }
  }
  return found
}

function mixinsOf({ source }: OpenFile, { start, end }: CodeSymbol): readonly string[] {
  const lists = source.toString('utf8', start, end).matchAll(/^\s*(?:include|prepend)[ (]([\w:, ]+)/gm)
  return [...lists].flatMap(([, list = '']) => list.split(',').map((name) => lastName(name.trim())))
}

/** More classes and modules than this are not looked through. */
const namesMax = 50

/** The methods of modules and classes, with what they have from others. */
async function methodsOf(tree: SourceTree, names: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  const seen = new Set(names.map(lastName))
  for (const name of seen) {
    if (seen.size > namesMax) break
    // oxlint-disable-next-line no-await-in-loop -- a walk
    for (const path of await tree.filesWith(name, '*.rb')) {
      // oxlint-disable-next-line no-await-in-loop -- as above
      const open = await tree.open(path)
      for (const symbol of open?.symbols ?? []) {
        if (open === undefined || symbol.name !== name || !['class', 'module'].includes(symbol.kind)) continue
        const own = open.symbols.filter(({ kind, parent }) => kind === 'method' && open.symbols[parent] === symbol)
        found.push(...own.map((method) => method.name))
        for (const other of symbol.kind === 'class' ? basesOf(open, symbol) : mixinsOf(open, symbol))
          seen.add(lastName(other))
      }
    }
  }
  return found
}
