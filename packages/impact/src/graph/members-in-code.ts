import { C, T, type OpenFile } from '@groundcrew/code-map'
import { isScript } from '../change/token-words.ts'
import { SCRIPT_IMPORT } from './code-in-texts.ts'

const CALLED_MEMBER = /\.\s*([A-Za-z_$][\w$]*)\s*\(/g
const RUNS_TEXT = ['Function', 'eval'] as const
const VM = /^(?:node:)?vm$/

/**
 * What the code in the texts of a script calls on objects, by the token at whose place it stands: in files that write modules (a text of theirs has an
 * import), or that run code as text.
 */
export function membersInCode(open: OpenFile): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>()
  if (!isScript(open.file.language)) return found
  let isCode = runsText(open)
  for (const { at, text } of textsOf(open)) {
    if (!isCode && /require|import|from/.test(text)) isCode = text.search(SCRIPT_IMPORT) !== -1
    const names = [...text.matchAll(CALLED_MEMBER)].map(([, name = '']) => name)
    if (names.length > 0) found.set(at, [...(found.get(at) ?? []), ...names])
  }
  return isCode ? found : new Map()
}

function runsText({ extraction }: OpenFile): boolean {
  const { tokens, names, imports } = extraction
  if (imports.some(({ specifier }) => VM.test(specifier))) return true
  const runners = new Set(RUNS_TEXT.flatMap((name) => names.find(name) ?? []))
  if (runners.size === 0) return false
  for (let at = 0; at < tokens.count; at++)
    if (runners.has(tokens.id[at] as number) && tokens.kind[at + 1] === C.open) return true
  return false
}

/** Strings, and the parts of templates between what is put in, which are no tokens. */
function* textsOf({
  source,
  extraction: { tokens },
}: OpenFile): Generator<{ readonly at: number; readonly text: string }> {
  for (let at = 0; at < tokens.count; at++) {
    const kind = tokens.kind[at]
    const start = tokens.start[at] as number
    const end = tokens.end[at] as number
    if (kind === T.string) yield { at, text: source.toString('latin1', start + 1, end - 1) }
    if (kind === T.interpolationOpen) yield { at, text: source.toString('latin1', tokens.end[at - 1] ?? 0, start - 1) }
    if (kind === T.interpolationClose)
      yield { at, text: source.toString('latin1', end, tokens.start[at + 1] ?? source.length) }
  }
}
