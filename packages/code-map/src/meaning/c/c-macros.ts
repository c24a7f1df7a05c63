import { C } from '../../lex/tokens.ts'
import type { CodeSymbol } from '../../code-map.ts'
import type { TokenView } from '../token-view.ts'
import { endOfArgument, readType, type CType } from './c-type.ts'

/** The expression that a macro stands for: `#define name(a, b) ((type *)(a))`. */
interface Macro {
  readonly view: TokenView
  /** None: it is no function. */
  readonly parameters: readonly string[] | undefined
  readonly from: number
  readonly to: number
}

/** A macro as it is used: what its parameters stand for. */
interface Use extends Macro {
  /** Around the arguments, which are written in the text of another macro. */
  readonly outer: Use | undefined
  readonly caller: TokenView
  readonly arguments: ReadonlyMap<string, readonly [from: number, to: number]>
}

/** Of what type an expression is. */
type Read = (view: TokenView, from: number, to: number) => CType | undefined

const BODY_TOKENS_MAX = 400
/** So many macros are read for one name of the code. */
const USES_MAX = 100

/** Of what type the expressions are that macros stand for. */
export class CMacros {
  readonly #read: Read
  #use: Use | undefined
  #usesLeft = USES_MAX

  /** `read`: what is between two tokens; it asks here for names. */
  constructor(read: Read) {
    this.#read = read
  }

  /** Whether a name is a parameter in the text of the macro that is read at the moment. */
  isParameter(view: TokenView, at: number): boolean {
    return this.#argument(view, at) !== undefined
  }

  /** What stands for a name: that of a member may be a parameter too. Undefined where it is no name. */
  nameAt(view: TokenView, at: number): string | undefined {
    const argument = this.#argument(view, at)
    if (argument === undefined) return view.word(at)
    const [from, to] = argument
    const use = this.#use
    if (use === undefined || to !== from + 1 || !use.caller.isName(from)) return undefined
    return this.#within(use.outer, () => this.nameAt(use.caller, from))
  }

  /** Of what a parameter stands for. */
  typeOfParameter(view: TokenView, at: number): CType | undefined {
    const use = this.#use
    const argument = this.#argument(view, at)
    if (use === undefined || argument === undefined) return undefined
    return this.#within(use.outer, () => this.#read(use.caller, ...argument))
  }

  #argument(view: TokenView, at: number): readonly [from: number, to: number] | undefined {
    const use = this.#use
    return use?.view === view && at >= use.from && at < use.to ? use.arguments.get(view.word(at)) : undefined
  }

  /** Of what a macro stands for where a token names it; `isCall`: with arguments behind it. */
  typeOf(
    { view, symbol }: { readonly view: TokenView; readonly symbol: CodeSymbol },
    caller: TokenView,
    { at, isCall }: { readonly at: number; readonly isCall: boolean },
  ): CType | undefined {
    const macro = readMacro(view, symbol)
    if (macro === undefined || isCall !== (macro.parameters !== undefined)) return undefined
    const given = new Map<string, readonly [from: number, to: number]>()
    if (isCall) {
      let from = at + 2
      for (const parameter of macro.parameters ?? []) {
        const end = endOfArgument(caller, from, caller.pair(at + 1))
        given.set(parameter, [from, end])
        from = Math.min(end + 1, caller.pair(at + 1))
      }
    }
    // A macro does not stand for itself.
    for (let around = this.#use; around !== undefined; around = around.outer)
      if (around.view === view && around.from === macro.from) return undefined
    if (this.#use === undefined) this.#usesLeft = USES_MAX
    if (this.#usesLeft-- <= 0) return undefined
    const use: Use = { ...macro, caller, arguments: given, outer: this.#use }
    const type = this.#within(use, () => this.#read(view, ...lastStatement(macro)))
    return type === undefined ? undefined : withArgument(type, use)
  }

  #within<Answer>(use: Use | undefined, read: () => Answer): Answer {
    const before = this.#use
    this.#use = use
    try {
      return read()
    } finally {
      this.#use = before
    }
  }
}

/** `((type *)(a))` where `type` is a parameter. */
function withArgument(type: CType, { arguments: given, caller, view, from, to }: Use): CType | undefined {
  const [name = ''] = type.names
  const isWrittenHere =
    type.file === view.open.file.number && type.offset >= view.start(from) && type.offset <= view.start(to - 1)
  const argument = isWrittenHere && type.names.length === 1 ? given.get(name) : undefined
  if (argument === undefined) return type
  const [first, end] = argument
  const read = readType(caller, first)
  return read?.end === end ? { ...read.type, pointers: read.type.pointers + type.pointers } : undefined
}

/** Undefined where two tokens of it become one. */
function readMacro(view: TokenView, { name, nameStart }: CodeSymbol): Macro | undefined {
  const at = view.tokenAt(nameStart)
  const isFunction = view.kind(at + 1) === C.open && view.start(at + 1) === nameStart + name.length
  const from = isFunction ? view.pair(at + 1) + 1 : at + 1
  let to = from
  while (to < view.count && !view.isAfterNewline(to) && to - from < BODY_TOKENS_MAX) {
    if (view.kind(to) === C.hash) return undefined
    to++
  }
  if (to === from) return undefined
  const parameters = isFunction ? namesBetween(view, at + 2, view.pair(at + 1)) : undefined
  return { view, parameters, from, to }
}

function namesBetween(view: TokenView, from: number, to: number): readonly string[] {
  const names: string[] = []
  for (let at = from; at < to; at++) if (view.isName(at)) names.push(view.word(at))
  return names
}

/** Of `({ …; value; })` the value, else all of it. */
function lastStatement({ view, from, to }: Macro): readonly [from: number, to: number] {
  const isBlock = view.kind(from) === C.open && view.kind(from + 1) === C.openBrace && view.pair(from) === to - 1
  if (!isBlock) return [from, to]
  const close = view.pair(from + 1)
  const end = view.kind(close - 1) === C.semicolon ? close - 1 : close
  let start = end
  while (start > from + 2 && view.kind(start - 1) !== C.semicolon) start = view.skipBack(start - 1)
  return [start, end]
}
