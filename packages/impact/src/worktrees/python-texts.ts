import { C, T, type OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import { textAt } from '../graph/token-text.ts'
import { isChangedLine } from './side.ts'
import { splitList } from './token-groups.ts'
import type { Use, Wanted } from './uses.ts'

const PREFIXES = ['', 'src.']

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
    const [, dotted = ''] = /^['"]([\w.]+)['"]$/.exec(textAt(open, at)) ?? []
    if (PREFIXES.some((prefix) => `${prefix}${dotted}.`.startsWith(`${module}.${name}.`)))
      found.push({ path: file.path, line, isImport: true, isByName: false })
  }
  return found
}

const NAMING = /^(?:setattr|delattr|object|getattr|spy)$/

/** `monkeypatch.setattr(shop, 'send', …)`, `patch.object(Store, 'open')`, of what has to be there. */
export function isNamedOn(
  open: OpenFile,
  at: number,
  {
    wanted: { name, member },
    locals,
  }: {
    readonly wanted: Wanted
    readonly locals: { readonly names: ReadonlySet<string>; readonly namespaces: ReadonlySet<string> }
  },
): boolean {
  const { kind } = open.extraction.tokens
  const [, named] = /^['"](\w+)['"]$/.exec(textAt(open, at)) ?? []
  const isSecond = kind[at - 1] === C.comma && kind[at - 3] === C.open && NAMING.test(textAt(open, at - 4))
  if (open.file.language !== 'python' || named !== (member ?? name) || !isSecond) return false
  const list = splitList(open, at - 3)
  // With a default, or told so, it need not be there.
  if (textAt(open, at - 4) === 'getattr' && list.length > 2) return false
  if (list.some(([first]) => /^(?:raising|create)$/.test(textAt(open, first)))) return false
  return (member === undefined ? locals.namespaces : locals.names).has(textAt(open, at - 2))
}
