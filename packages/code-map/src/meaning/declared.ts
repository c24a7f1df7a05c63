import type { CodeSymbol } from '../code-map.ts'
import type { Hint } from './names-in-file.ts'

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
}

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
