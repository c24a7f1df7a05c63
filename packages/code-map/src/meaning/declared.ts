import type { CodeSymbol } from '../code-map.ts'
import type { Hint } from './names-in-file.ts'
import type { View } from './views.ts'

/** The `symbol` of what a file exports without a name: `export default new Name()`. */
export const EXPORTED_VALUE = -3

/** A declaration; with `symbol` -1 a whole file, whose members are what it exports. */
export interface Declared {
  readonly file: number
  /** Its place in `map.symbols(file)`. */
  readonly symbol: number
}

/** What has members: a declaration, or an object without one, that is written between brackets. */
export interface Typed extends Declared {
  readonly object?: Hint & { readonly kind: 'object' }
  /** Of a function's type the bracket of its parameters. */
  readonly parameters?: number
  /** Where a type is named with others between angle brackets, by the token of its name; those may be parameters of the type around that place. */
  readonly given?: { readonly file: number; readonly at: number; readonly within?: Scope | undefined }
  /** Of an object's or a function's type the declaration whose type parameters it names. */
  readonly within?: Scope | undefined
}

/** A function that is called: a declaration, or with `open` something of a function's type, by the bracket of its parameters. */
export interface Callee {
  readonly target: View
  readonly symbol: number
  readonly open?: number | undefined
  /** The declaration whose type parameters that names. */
  readonly within?: Scope | undefined
}

/** A call by the token of its name; with `place`, that argument is what is asked for. */
export interface Call {
  readonly view: View
  readonly at: number
  readonly place?: number
  /** Which of its results is wanted. */
  readonly result?: number | undefined
}

/** What type parameters are known from: a type with what it is given, or a function where it is called. */
export type Scope = Typed | { readonly callee: Callee; readonly call: Call; readonly around: Typed | undefined }

/** How far a look for members may still go, and in how many lists the thing is whose members they are. */
export interface Reach {
  readonly steps: number
  readonly depth: number
}

const TYPE_KINDS: readonly CodeSymbol['kind'][] = [
  'class',
  'enum',
  'interface',
  'struct',
  'type',
  'module',
  'namespace',
]
const CALLABLE_KINDS: readonly CodeSymbol['kind'][] = ['function', 'method', 'constructor', 'macro']

export function isType({ kind }: Pick<CodeSymbol, 'kind'>): boolean {
  return TYPE_KINDS.includes(kind)
}

export function isCallable({ kind }: Pick<CodeSymbol, 'kind'>): boolean {
  return CALLABLE_KINDS.includes(kind)
}
