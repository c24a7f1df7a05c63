/** One call of a stack, as the runtime printed it. */
export interface RawFrame {
  /** Undefined for code that has no name of its own: a module's top level, an anonymous function. */
  readonly name?: string
  readonly path?: string
  readonly line?: number
  readonly column?: number
  /** Directory that the path is relative to, as far as the frame tells: a Java package. */
  readonly within?: string
}

/** Lines of the log, both ends included. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** What was thrown, and where. */
export interface RawThrown {
  readonly language: Language
  /** As the runtime names it, with its module or package; empty where it has no name. */
  readonly type: string
  readonly message: string
  /** The innermost call first. */
  readonly frames: readonly RawFrame[]
  /** What it was made from, the nearest first: `cause`, the errors of an AggregateError, Caused by, `__context__`. */
  readonly causes: readonly RawThrown[]
  readonly span: Span
  /** The thread that it happened in: Rust names it for the test. */
  readonly thread?: string
}

export type Language = 'javascript' | 'python' | 'java' | 'go' | 'rust' | 'ruby'

/** Reads a stack that begins at a line; undefined where none does. */
export type StackReader = (lines: readonly string[], index: number) => RawThrown | undefined

/** No stack is followed further. */
export const framesMax = 200
/** Nor are causes of causes. */
export const causesMax = 20
