import type { FailureClass } from '../classify/verdict.ts'

/** A failure that is known, as data: what its text looks like, and what to do. */
export interface Pattern {
  /** In kebab-case. */
  readonly id: string
  /** What is wrong, in a few words. */
  readonly title: string
  /** Regular expressions; one of them has to match the failure's code, message, stack headlines or detail. */
  readonly match: readonly string[]
  /** None of these may. */
  readonly not?: readonly string[]
  /** What to do; `{1}` is what the first group of the expression caught. */
  readonly fix: string
  /** Default: environment. */
  readonly class?: FailureClass
}
