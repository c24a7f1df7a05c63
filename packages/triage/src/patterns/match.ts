import type { Failure, Thrown } from '../failure.ts'
import type { FailureClass } from '../classify/verdict.ts'
import type { Pattern } from './pattern.ts'

export interface PatternMatch {
  readonly id: string
  readonly title: string
  readonly fix: string
  readonly class: FailureClass
}

interface CompiledPattern extends Pattern {
  readonly patterns: readonly RegExp[]
  readonly exclusions: readonly RegExp[]
}

/** @throws SyntaxError for an expression that is none. */
export function compilePatterns(patterns: readonly Pattern[]): readonly CompiledPattern[] {
  return patterns.map((pattern) => ({
    ...pattern,
    patterns: pattern.match.map((text) => new RegExp(text, 'm')),
    exclusions: (pattern.not ?? []).map((text) => new RegExp(text, 'm')),
  }))
}

/** The first pattern that a failure fits. An assertion that merely quotes such words is no failure of that kind. */
export function matchPattern(failure: Failure, patterns: readonly CompiledPattern[]): PatternMatch | undefined {
  const text = textOf(failure)
  if (/^(?:Assertion(?:Failed)?Error\b|expect\(|expected\b|assert\b)/i.test(text)) return undefined
  for (const { id, title, fix, class: verdict = 'environment', patterns: tried, exclusions } of patterns) {
    if (exclusions.some((pattern) => pattern.test(text))) continue
    const found = tried.map((pattern) => pattern.exec(text)).find((match) => match !== null)
    if (found === undefined || found === null) continue
    return { id, title, fix: fix.replace('{1}', found[1] ?? 'see the message'), class: verdict }
  }
  return undefined
}

/** What the failure itself says; not what a test printed before it. */
function textOf({ message, code, detail = [], thrown }: Failure): string {
  return [message, code ?? '', ...headlinesOf(thrown), ...detail].join('\n')
}

function headlinesOf(thrown: Thrown | undefined): readonly string[] {
  if (thrown === undefined) return []
  return [`${thrown.type}: ${thrown.message}`, ...thrown.causes.flatMap((cause) => headlinesOf(cause))]
}
