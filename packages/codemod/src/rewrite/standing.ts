import type { SgNode } from '@ast-grep/napi'
import type { Capture, Composed } from './composer.ts'
import { isExpressionKind } from './expression-kind.ts'
import { isPackaged, packagedFrames } from './packaged-languages.ts'
import { countErrors, standingsAt, type Standing, type Syntax, type SyntaxLanguage } from './syntax.ts'

export interface StandingCall {
  readonly composed: Pick<Composed, 'text' | 'captures'>
  /** The new text, parsed. */
  readonly after: SgNode
}

/** The captures that do not stand as one node of the kind they were, or of the kind that they are alone. */
export function findBroken(
  syntax: Syntax,
  language: SyntaxLanguage,
  { composed, after }: StandingCall,
): readonly Capture[] {
  const standings = standingsAt(after, composed.captures)
  const nothing: Standing = { kinds: [], parent: undefined }
  return composed.captures.filter((capture) => {
    const text = composed.text.slice(capture.start, capture.end)
    return !stands(capture, standings.get(capture) ?? nothing, () =>
      isAlike(syntax, language, { text, capture, standings }),
    )
  })
}

function stands(capture: Capture, { kinds, parent }: Standing, isAlone: () => boolean): boolean {
  // The grammar reads `=> { a: 1 }` as an object; JavaScript does not.
  const isStatement = parent === 'expression_statement' || kinds.includes('expression_statement')
  if (kinds.includes('object') && (parent === 'arrow_function' || isStatement)) return false
  if (capture.kind !== undefined) {
    if (kinds.length === 0) return false
    // A leaf is called otherwise in another place: identifier, property_identifier, type_identifier.
    return capture.isLeaf || kinds.includes(capture.kind)
  }
  return !capture.isExpression || kinds.some(isExpressionKind) || isAlone()
}

interface AloneCall {
  readonly text: string
  readonly capture: Capture
  readonly standings: ReadonlyMap<Capture, Standing>
}

function isAlike(syntax: Syntax, language: SyntaxLanguage, { text, capture, standings }: AloneCall): boolean {
  const alone = kindAlone(syntax, language, text)
  // An expression may give way to statements, where it is one.
  if (alone === undefined) return areStatements(syntax, language, text)
  return standings.get(capture)?.kinds.includes(alone) === true
}

/** What a text is as an expression; undefined when it is none. */
function kindAlone(syntax: Syntax, language: SyntaxLanguage, text: string): string | undefined {
  if (language === 'css' || language === 'html') return undefined
  const [before, after] = isPackaged(language) ? packagedFrames[language].expression : ['(', '\n)']
  const root = syntax.parse(language, before + text + after)
  if (countErrors(root) > 0) return undefined
  const span = { start: before.length, end: before.length + text.length }
  return standingsAt(root, [span]).get(span)?.kinds[0]
}

function areStatements(syntax: Syntax, language: SyntaxLanguage, text: string): boolean {
  const [before, after] = isPackaged(language) ? packagedFrames[language].statements : ['', '']
  return countErrors(syntax.parse(language, before + text + after)) === 0
}
