import type { Candidate } from '../plan/candidates.ts'
import { diffTexts } from '../plan/diff-text.ts'
import { applyTextEdits, type TextEdit } from '../plan/make-plan.ts'
import { literalsOf, parseReplacement } from '../rewrite/replacement.ts'
import { rewriteText } from '../rewrite/rewrite-text.ts'
import { languageOfFile, Syntax } from '../rewrite/syntax.ts'
import type { ApiRule } from './request.ts'

/** One of these is in every file with a match; empty where nothing can be said. */
export function tableLiterals(rules: readonly ApiRule[]): readonly string[] {
  const literals = rules.map(({ old }) => literalsOf(old)[0])
  return literals.includes(undefined) ? [] : literals.filter((literal) => literal !== undefined)
}

export type TableEdits = { readonly edits: readonly TextEdit[] } | { readonly reason: string; readonly matches: number }

/** What all rules, one after the other, make of a file. */
export async function tableEdits({ path: file, decoded }: Candidate, rules: readonly ApiRule[]): Promise<TableEdits> {
  const language = languageOfFile(file)
  if (language === undefined) return { edits: [] }
  const syntax = await Syntax.load()
  let { text } = decoded
  const applied: string[] = []
  for (const { old, new: fresh } of rules) {
    const rule = { language, rule: { rule: { pattern: old } }, replacement: parseReplacement(fresh, old) }
    const result = rewriteText(syntax, rule, text)
    if (result?.kind === 'refused') return { reason: result.reason, matches: result.matches }
    if (result === undefined) continue
    applied.push(`\`${old}\``)
    text = applyTextEdits(text, result.rewrites)
  }
  const shape = applied.join(', ')
  return { edits: diffTexts(decoded.text, text).map((edit) => ({ ...edit, kind: 'code', shape })) }
}
