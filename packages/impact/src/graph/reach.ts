/** How an effect came from one place to the next. */
export type Relation =
  /** It is part of the change. */
  | 'changed'
  /** A rule beyond imports and names: printed. */
  | 'rule'
  | 'uses'
  | 'loads'
  /** It uses something while its file is loaded, so all that loads the file is affected. */
  | 'runs at load'

/** A place that the change reaches, with the step before it. */
export interface Reach {
  readonly file: number
  /** A unit of the file; 0 is its code outside of declarations, and the whole of a file that has no units. -1: a declaration that is gone. */
  readonly unit: number
  readonly name: string
  /** Steps from the change. */
  readonly distance: number
  readonly relation: Relation
  /** A type, or reached over types alone: nothing of it is there when the program runs. */
  readonly isTypeOnly: boolean
  /** Where in the file the step is: the line that uses or imports. */
  readonly line: number
  readonly from: Reach | undefined
  /** For the change itself and for rules: what, for a reader. */
  readonly note?: string
}
