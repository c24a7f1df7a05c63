import { count } from '@groundcrew/core/text'
import { applyTextEdits, type EditedFile } from '../plan/make-plan.ts'
import type { Check } from '../plan/types.ts'
import { countErrors, languageOfFile, Syntax, type SyntaxLanguage } from '../rewrite/syntax.ts'
import { keepsSyntax } from './keeps-syntax.ts'

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
  const doubtful = scripts.filter(({ file, edits }) => !keepsSyntax(file.decoded.text, edits))
  const broken = doubtful.length === 0 ? [] : await findUnparsable(doubtful)
  if (broken.length === 0)
    return {
      name: 'syntax',
      result: 'ok',
      detail: `${count(scripts.length, 'script')} ${scripts.length === 1 ? 'parses' : 'parse'} as before`,
    }
  const names = broken.slice(0, filesShown).map(({ file }) => file.path)
  const more = broken.length > names.length ? `, … ${broken.length - names.length} more` : ''
  return { name: 'syntax', result: 'failed', detail: `will not parse any more: ${names.join(', ')}${more}` }
}

interface EditedScript extends EditedFile {
  readonly language: SyntaxLanguage
}

async function findUnparsable(scripts: readonly EditedScript[]): Promise<readonly EditedScript[]> {
  const syntax = await Syntax.load()
  return scripts.filter(({ file, edits, language }) => {
    const after = countErrors(syntax.parse(language, applyTextEdits(file.decoded.text, edits)))
    return after > 0 && after > countErrors(syntax.parse(language, file.decoded.text))
  })
}
