import type { Versions } from './provided-changes.ts'
import type { CodeSymbol, OpenFile } from '@groundcrew/code-map'
import type { ChangedDeclaration } from '../change/types.ts'
import { tokenAt } from '../graph/token-text.ts'
import { textBetween } from './token-groups.ts'

/** What a removed declaration is called now: one of the same text but for its name. */
export function newName({ file, before, after }: Versions, removed: ChangedDeclaration): string | undefined {
  const old = symbolOf(before, removed.qualifiedName)
  if (old === undefined || after === undefined) return undefined
  const text = textWithoutName(before, old)
  const candidates = file.declarations.filter((one) => one.class === 'added' && one.kind === removed.kind)
  const same = candidates.find((one) => {
    if (isUsedInstead({ before, after }, removed, one)) return true
    const symbol = symbolOf(after, one.qualifiedName)
    return symbol !== undefined && textWithoutName(after, symbol) === text
  })
  return same?.name
}

/** Another member of the class is used in all methods that used this one, which are the same otherwise. */
function isUsedInstead(
  { before, after }: { readonly before: OpenFile; readonly after: OpenFile },
  removed: ChangedDeclaration,
  added: ChangedDeclaration,
): boolean {
  const around = removed.qualifiedName.slice(0, -removed.name.length)
  if (before.file.language !== 'python' || around === '' || added.qualifiedName !== `${around}${added.name}`)
    return false
  const word = new RegExp(String.raw`\bself\.${removed.name}\b`, 'g')
  const users = before.symbols
    .filter(({ kind, qualifiedName }) => kind === 'method' && qualifiedName.startsWith(around))
    .map(({ qualifiedName, start, end }) => ({ qualifiedName, text: before.source.toString('utf8', start, end) }))
    .filter(({ text }) => text.search(word) !== -1)
  return (
    users.length > 0 &&
    users.every(({ qualifiedName, text }) => {
      const now = symbolOf(after, qualifiedName)
      return (
        now !== undefined &&
        after.source.toString('utf8', now.start, now.end) === text.replace(word, `self.${added.name}`)
      )
    })
  )
}

function textWithoutName(open: OpenFile, { start, end, name }: CodeSymbol): string {
  const text = textBetween(open, tokenAt(open, start), tokenAt(open, end))
  return text.replaceAll(new RegExp(String.raw`(?<![\w$])${name.replaceAll('$', String.raw`\$`)}(?![\w$])`, 'g'), '_')
}

export function symbolOf(open: OpenFile, qualifiedName: string): CodeSymbol | undefined {
  return open.symbols.find((symbol) => symbol.qualifiedName === qualifiedName)
}

/** A member that an interface demands of its values, or an abstract class of its heirs. */
