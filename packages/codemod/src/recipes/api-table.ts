import type { Candidate } from '../plan/candidates.ts'
import { viewModule } from '../move/symbol/module-view.ts'
import { diffTexts } from '../plan/diff-text.ts'
import { applyTextEdits, type TextEdit } from '../plan/make-plan.ts'
import { RemainderCounter } from '../review/remainder-counter.ts'
import { literalsOf, parseReplacement } from '../rewrite/replacement.ts'
import { rewriteText } from '../rewrite/rewrite-text.ts'
import { languageOfFile, Syntax } from '../rewrite/syntax.ts'
import { apiName, nameEdits } from './name-table.ts'
import type { ApiRule } from './request.ts'

/** One of these is in every file with a match; empty where nothing can be said. */
export function tableLiterals(rules: readonly ApiRule[]): readonly string[] {
  const literals = rules.map(({ old }) => apiName(old)?.module ?? literalsOf(old)[0])
  return literals.includes(undefined) ? [] : literals.filter((literal) => literal !== undefined)
}

export type TableEdits =
  | {
      readonly edits: readonly TextEdit[]
      /** The table would change its own work. */
      readonly changesAgain: boolean
    }
  | { readonly reason: string; readonly matches: number }

/** What all rules, one after the other, make of a file. */
export async function tableEdits(
  file: Candidate,
  rules: readonly ApiRule[],
  counter: RemainderCounter,
): Promise<TableEdits> {
  const syntax = await Syntax.load()
  const result = applyTable(syntax, file, { rules, counter })
  if ('reason' in result) return result
  const { text, applied } = result
  if (applied.length === 0) return { edits: [], changesAgain: false }
  const fresh = { ...file, decoded: { ...file.decoded, text } }
  const again = applyTable(syntax, fresh, { rules, counter: new RemainderCounter() })
  const shape = applied.join(', ')
  const edits = diffTexts(file.decoded.text, text).map((edit): TextEdit => ({ ...edit, kind: 'code', shape }))
  return { edits, changesAgain: 'reason' in again || again.text !== text }
}

interface TableCall {
  readonly rules: readonly ApiRule[]
  readonly counter: RemainderCounter
}

function applyTable(
  syntax: Syntax,
  file: Candidate,
  { rules, counter }: TableCall,
):
  | { readonly text: string; readonly applied: readonly string[] }
  | { readonly reason: string; readonly matches: number } {
  const language = languageOfFile(file.path)
  let { text } = file.decoded
  const applied: string[] = []
  for (const rule of language === undefined ? [] : rules) {
    const before = text
    if (apiName(rule.old) !== undefined) {
      const view = viewModule(syntax, { ...file, decoded: { ...file.decoded, text } })
      text = applyTextEdits(text, nameEdits(view, rule, counter))
    } else {
      const replacement = parseReplacement(rule.new, rule.old)
      const pattern = { language: language ?? 'typescript', rule: { rule: { pattern: rule.old } }, replacement }
      const result = rewriteText(syntax, pattern, text)
      if (result?.kind === 'refused') return { reason: result.reason, matches: result.matches }
      if (result !== undefined) text = applyTextEdits(text, result.rewrites)
    }
    if (text !== before) applied.push(`\`${rule.old}\``)
  }
  return { text, applied }
}
