import { openSource, T } from '@groundcrew/code-map'
import type { Candidate } from '../../plan/candidates.ts'
import type { TextEdit } from '../../plan/make-plan.ts'
import { charOffsets } from '../../plan/text-file.ts'
import type { EditKind } from '../../plan/types.ts'
import { isMember, textAt } from './bindings.ts'
import type { FileViews } from './file-views.ts'
import { judgePlace, type FileView, type NamedSymbol } from './places.ts'

/** What the places of a file that have the name refer to. */
export interface JudgedFile {
  readonly file: Candidate
  readonly view: FileView
  /** Indexes of tokens. */
  readonly sure: readonly number[]
  readonly doubtful: readonly number[]
  readonly reasons: ReadonlyMap<number, string>
}

export function judgeFile(file: Candidate, views: FileViews, symbol: NamedSymbol): JudgedFile {
  const view = views.of(openSource(file.path, file.bytes))
  const sure: number[] = []
  const doubtful: number[] = []
  const reasons = new Map<number, string>()
  for (const [at, token] of view.tokens.entries()) {
    if (wordOf(token.text, token.kind) !== symbol.name) continue
    const verdict = judgePlace(symbol, view, at)
    if (verdict.isSure) sure.push(at)
    else {
      // A declaration of its own is another symbol for certain.
      if (verdict.reason !== 'another declaration') doubtful.push(at)
      reasons.set(token.start, verdict.reason)
    }
  }
  return { file, view, sure, doubtful, reasons }
}

/** The name in a token: `:name` and `name:` have one too. */
function wordOf(text: string, kind: number): string {
  return kind === T.symbol || kind === T.label ? text.replaceAll(/^:|:$/g, '') : text
}

export function editOf(
  { file, view, newName }: { readonly file: Candidate; readonly view: FileView; readonly newName: string },
  at: number,
): TextEdit {
  const token = view.tokens[at]
  if (token === undefined) throw new Error(`there is no token ${at}`)
  const charOf = charOffsets(file.decoded)
  const start = token.start + (token.kind === T.symbol ? 1 : 0)
  const word = wordOf(token.text, token.kind)
  const from = charOf(start)
  const { kind, shape } = describeToken(view, at)
  return { start: from, end: from + word.length, new: newName, kind, shape }
}

function describeToken(view: FileView, at: number): { readonly kind: EditKind; readonly shape: string } {
  const token = view.tokens[at]
  const word = wordOf(token?.text ?? '', token?.kind ?? 0)
  if (token?.kind === T.string) return { kind: 'string', shape: `\`${word}\` in __all__` }
  if (view.declaredAt.has(token?.start ?? -1)) return { kind: 'declaration', shape: `\`${word}\`` }
  const statement = firstWord(view, at)
  if (['import', 'from', 'use', 'require'].includes(statement)) return { kind: 'import', shape: `\`${word}\`` }
  const isCall = textAt(view.tokens, at + 1) === '('
  return { kind: 'reference', shape: `\`${isMember(view.tokens, at) ? '.' : ''}${word}${isCall ? '(' : ''}\`` }
}

function firstWord({ tokens }: FileView, at: number): string {
  let first = at
  while (first > 0 && tokens[first]?.isFirst !== true) first--
  return textAt(tokens, first)
}
