import { C, T, type OpenFile } from '@groundcrew/code-map'
import type { FileChange } from '../change/types.ts'
import { textAt } from '../graph/token-text.ts'
import { isReceiver } from './receivers.ts'
import { isChangedLine } from './side.ts'
import { splitList } from './token-groups.ts'
import type { Use, Wanted } from './uses.ts'

const PREFIXES = ['', 'src.']

/** `patch('shop.mail.send')`: Python's modules and what is in them, named as a text. It is looked up like an import. */
export function usesInTexts(
  { file, open }: { readonly file: FileChange; readonly open: OpenFile },
  { path, name, member }: Wanted,
): readonly Use[] {
  if (open.file.language !== 'python' || !path.endsWith('.py')) return []
  const { tokens } = open.extraction
  const module = path.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.')
  const whole = [module, name, ...(member === undefined ? [] : [member])].join('.')
  const found: Use[] = []
  for (let at = 0; at < tokens.count; at++) {
    const line = tokens.line[at] as number
    if (tokens.kind[at] !== T.string || !isChangedLine(file, line)) continue
    const [, dotted = ''] = /^['"]([\w.]+)['"]$/.exec(textAt(open, at)) ?? []
    if (PREFIXES.some((prefix) => `${prefix}${dotted}.`.startsWith(`${whole}.`)))
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
  const isSecond = kind[at - 1] === C.comma && kind[at - 3] === C.open && NAMING.test(textAt(open, at - 4))
  if (open.file.language !== 'python' || !isSecond || namedBy(open, at)?.test(member ?? name) !== true) return false
  const list = splitList(open, at - 3)
  // With a default, or told so, it need not be there.
  if (textAt(open, at - 4) === 'getattr' && list.length > 2) return false
  if (list.some(([first]) => /^(?:raising|create)$/.test(textAt(open, first)))) return false
  const first = textAt(open, at - 2)
  return member === undefined
    ? locals.namespaces.has(first)
    : locals.names.has(first) || isReceiver(open, at, locals.names)
}

/** The names that the second argument of a call may stand for: `'open'`, or what is put together, as `f'on_{kind}'` and `'on_' + kind`. */
function namedBy(open: OpenFile, at: number): RegExp | undefined {
  const { tokens } = open.extraction
  const [first, end] = splitList(open, at - 3)[1] ?? [at, at]
  const text = open.source.toString('utf8', tokens.start[first], tokens.start[end]).trim()
  const [, , written] = /^(['"])(\w+)\1$/.exec(text) ?? []
  if (written !== undefined) return new RegExp(`^${written}$`)
  const { before, prefix = before, suffix = '' } = PUT_TOGETHER.exec(text)?.groups ?? {}
  return prefix === undefined ? undefined : new RegExp(`^${prefix}\\w+${suffix}$`)
}

const PUT_TOGETHER = /^(?:f(['"])(?<prefix>\w{2,})\{[^{}]+\}(?<suffix>\w*)\1|(['"])(?<before>\w{2,})\4\s*\+\s*[\w.]+)$/

/** A name that is put together in the second argument of a call. */
export function putTogetherAt(open: OpenFile, at: number): RegExp | undefined {
  return /^\w*['"]\w+['"]$/.test(textAt(open, at)) && textAt(open, at + 1) !== '+' ? undefined : namedBy(open, at)
}
