/** Whose fault a failure is. `unknown` where nothing settles it. */
export type FailureClass =
  | 'regression'
  | 'broken-on-base'
  | 'flaky'
  | 'environment'
  | 'configuration'
  | 'dependency'
  | 'unknown'

export interface ClassVerdict {
  readonly class: FailureClass
  /** What shows it, a sentence each. */
  readonly evidence: readonly string[]
}
