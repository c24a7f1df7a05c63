import type { NapiConfig, SgNode } from '@ast-grep/napi'
import type { ReplacementPart } from './replacement.ts'
import { Composer, type Capture, type Composed } from './composer.ts'
import { isPackaged, packagedFrames } from './packaged-languages.ts'
import { countErrors, kindsAt, type Span, type Syntax, type SyntaxLanguage } from './syntax.ts'

export interface RewriteRule {
  readonly language: SyntaxLanguage
  readonly rule: NapiConfig
  readonly replacement: readonly ReplacementPart[]
}

/** A match with what comes in its place; matches inside it are in the new text already. */
export interface Rewrite extends Span {
  readonly new: string
  /** How many matches it stands for: itself and those inside its captures. */
  readonly matches: number
  readonly shape: string
}

export type TextRewrite =
  | { readonly kind: 'rewritten'; readonly rewrites: readonly Rewrite[]; readonly parenthesized: number }
  | { readonly kind: 'refused'; readonly reason: string; readonly matches: number }

/** Parentheses may make others necessary, though hardly ever. */
const roundsMax = 4

/**
 * Rewrites all matches in a text, those inside captures too. The result is parsed: every capture and every replacement has to stand as one node
 * of the kind it was; where it does not, parentheses go around it, and where these do not help the file is refused. It is also refused
 * when it does not parse as well as before.
 */
export function rewriteText(
  syntax: Syntax,
  { language, rule, replacement }: RewriteRule,
  text: string,
): TextRewrite | undefined {
  const root = syntax.parse(language, text)
  const matches = root.findAll(rule)
  if (matches.length === 0) return undefined
  const composer = new Composer(text, replacement, matches)
  const parenthesized = new Set<string>()
  const errorsBefore = countErrors(root)
  for (let round = 0; round < roundsMax; round++) {
    const composed = composer.compose(parenthesized)
    const after = syntax.parse(language, composed.text)
    const broken = composed.captures.filter((capture) => !stands(syntax, language, { capture, after, composed }))
    if (broken.length === 0) {
      if (countErrors(after) > errorsBefore) return refuse('the result does not parse', matches)
      return { kind: 'rewritten', rewrites: composed.rewrites, parenthesized: parenthesized.size }
    }
    const fixable = broken.filter(({ key, isExpression }) => isExpression && !parenthesized.has(key))
    if (fixable.length === 0) break
    for (const { key } of innermost(fixable)) parenthesized.add(key)
  }
  return refuse('the new code would be read otherwise than it is written', matches)
}

function refuse(reason: string, matches: readonly SgNode[]): TextRewrite {
  return { kind: 'refused', reason, matches: matches.length }
}

/** Parentheses around a capture can make those around the whole unnecessary. */
function innermost(captures: readonly Capture[]): readonly Capture[] {
  return captures.filter(
    (outer) => !captures.some((inner) => inner !== outer && inner.start >= outer.start && inner.end <= outer.end),
  )
}

function stands(
  syntax: Syntax,
  language: SyntaxLanguage,
  { capture, after, composed }: { readonly capture: Capture; readonly after: SgNode; readonly composed: Composed },
): boolean {
  const { kinds, parent } = kindsAt(after, capture)
  // The grammar reads `=> { a: 1 }` as an object; JavaScript does not.
  const isStatement = parent === 'expression_statement' || kinds.includes('expression_statement')
  if (kinds.includes('object') && (parent === 'arrow_function' || isStatement)) return false
  if (capture.kind !== undefined) {
    if (kinds.length === 0) return false
    // A leaf is called otherwise in another place: identifier, property_identifier, type_identifier.
    return capture.isLeaf || kinds.includes(capture.kind)
  }
  if (!capture.isExpression) return true
  const text = composed.text.slice(capture.start, capture.end)
  const alone = kindAlone(syntax, language, text)
  // An expression may give way to statements, where it is one.
  if (alone === undefined) return areStatements(syntax, language, text)
  return kinds.includes(alone)
}

/** What a text is as an expression; undefined when it is none. */
function kindAlone(syntax: Syntax, language: SyntaxLanguage, text: string): string | undefined {
  if (language === 'css' || language === 'html') return undefined
  const [before, after] = isPackaged(language) ? packagedFrames[language].expression : ['(', '\n)']
  const root = syntax.parse(language, before + text + after)
  if (countErrors(root) > 0) return undefined
  return kindsAt(root, { start: before.length, end: before.length + text.length }).kinds[0]
}

function areStatements(syntax: Syntax, language: SyntaxLanguage, text: string): boolean {
  const [before, after] = isPackaged(language) ? packagedFrames[language].statements : ['', '']
  return countErrors(syntax.parse(language, before + text + after)) === 0
}
