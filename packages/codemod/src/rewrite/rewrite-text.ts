import type { NapiConfig, SgNode } from '@ast-grep/napi'
import { Composer, type Capture, type Composed } from './composer.ts'
import { goesOn, holdsStatements, judgeStatements } from './judge-statements.ts'
import type { ReplacementPart } from './replacement.ts'
import { findBroken } from './standing.ts'
import { countErrors, spanOf, type Span, type Syntax, type SyntaxLanguage } from './syntax.ts'

export interface RewriteRule {
  readonly language: SyntaxLanguage
  readonly rule: NapiConfig
  readonly replacement: readonly ReplacementPart[]
}

/** A match with what comes in its place; matches inside it are in the new text already. */
export interface Rewrite extends Span {
  readonly new: string
  /** It stood at the beginning of a statement. */
  readonly isStatement: boolean
  /** How many matches it stands for: itself and those inside its captures. */
  readonly matches: number
  readonly shape: string
}

export type TextRewrite =
  | {
      readonly kind: 'rewritten'
      readonly rewrites: readonly Rewrite[]
      readonly parenthesized: number
      /** False: the new text has no match of its own. */
      readonly mayMatchAgain: boolean
    }
  | { readonly kind: 'refused'; readonly reason: string; readonly matches: number }

/** Parentheses may make others necessary, though hardly ever. */
const roundsMax = 4

/**
 * Rewrites all matches in a text, those inside captures too. The result is parsed: every capture and every replacement has to stand as one node
 * of the kind it was; where it does not, parentheses go around it, and where these do not help the file is refused. It is also refused
 * when it does not parse as well as before.
 */
export function rewriteText(syntax: Syntax, rewriteRule: RewriteRule, text: string): TextRewrite | undefined {
  const { language, rule, replacement } = rewriteRule
  const root = syntax.parse(language, text)
  const matches = root.findAll(rule)
  if (matches.length === 0) return undefined
  const composer = new Composer(text, replacement, matches)
  const plain = composer.compose(new Set())
  const verdict = judgeStatements(syntax, rewriteRule, { composed: plain, matches })
  if (verdict !== undefined) return { kind: 'rewritten', rewrites: plain.rewrites, parenthesized: 0, ...verdict }
  const parenthesized = new Set<string>()
  for (let round = 0; round < roundsMax; round++) {
    const composed = round === 0 ? plain : composer.compose(parenthesized)
    const after = syntax.parse(language, composed.text)
    const broken = findBroken(syntax, language, { composed, after })
    if (broken.length === 0) {
      const errors = countErrors(after)
      if (errors > 0 && errors > countErrors(root)) return refuse('the result does not parse', matches)
      if (joinsLines(composed, after))
        return refuse('the new code would be read otherwise: it joins the line before', matches)
      const mayMatchAgain = after.find(rule) !== null
      return { kind: 'rewritten', rewrites: composed.rewrites, parenthesized: parenthesized.size, mayMatchAgain }
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

/** Without a semicolon, new code that begins with a bracket goes on with the line before it. */
function joinsLines({ rewrites }: Composed, after: SgNode): boolean {
  let shift = 0
  for (const { start, end, new: fresh, isStatement } of rewrites) {
    const at = start + shift
    shift += fresh.length - (end - start)
    if (isStatement && goesOn.test(fresh) && !beginsNode(after, at)) return true
  }
  return false
}

/** Whether a child of a program or block begins at an offset. */
function beginsNode(root: SgNode, offset: number): boolean {
  let node: SgNode | undefined = root
  while (node !== undefined) {
    const children: readonly SgNode[] = node.children()
    if (holdsStatements(node) && children.some((child) => spanOf(child).start === offset)) return true
    node = children.find((child) => spanOf(child).start <= offset && offset < spanOf(child).end)
  }
  return false
}
