import { count } from '@groundcrew/core/text'
import { applyTextEdits, type EditedFile } from '../plan/make-plan.ts'
import type { Check } from '../plan/types.ts'
import { countErrors, languageOfFile, Syntax, type SyntaxLanguage } from '../rewrite/syntax.ts'

const filesShown = 3
/** CSS and HTML are often templates of something else, which no parser can tell from mistakes. */
const checked: readonly (SyntaxLanguage | undefined)[] = ['typescript', 'tsx', 'javascript']

/** Whether scripts parse after their edits as well as before. Undefined: no script is edited. */
export async function checkSyntax(edited: readonly EditedFile[]): Promise<Check | undefined> {
  const scripts = edited.flatMap((entry) => {
    const language = languageOfFile(entry.file.path)
    return language !== undefined && checked.includes(language) ? [{ ...entry, language }] : []
  })
  if (scripts.length === 0) return undefined
  const syntax = await Syntax.load()
  const broken = scripts.filter(({ file, edits, language }) => {
    const after = countErrors(syntax.parse(language, applyTextEdits(file.decoded.text, edits)))
    return after > 0 && after > countErrors(syntax.parse(language, file.decoded.text))
  })
  if (broken.length === 0)
    return { name: 'syntax', result: 'ok', detail: `${count(scripts.length, 'script')} parsed as before` }
  const names = broken.slice(0, filesShown).map(({ file }) => file.path)
  const more = broken.length > names.length ? `, … ${broken.length - names.length} more` : ''
  return { name: 'syntax', result: 'failed', detail: `will not parse any more: ${names.join(', ')}${more}` }
}
