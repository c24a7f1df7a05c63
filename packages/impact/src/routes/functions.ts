import { C, T, type TokenView } from '@groundcrew/code-map'

/** A function, from the bracket of its parameters to its last token. */
export interface FunctionScope {
  readonly from: number
  readonly to: number
  /** Its own, or that of what it is assigned to; empty where it has none. */
  readonly name: string
  readonly params: readonly string[]
}

/** These have a bracket and a block, and are no functions. */
const STATEMENTS: ReadonlySet<string> = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'match', 'select'])
const DECLARING: ReadonlySet<string> = new Set(['const', 'let', 'var'])
const DECLARING_FIELD: ReadonlySet<string> = new Set(['private', 'public', 'protected', 'readonly', 'static'])
/** A result's type is looked through for so many tokens. */
const TYPE_TOKENS_MAX = 40

/** The functions of a file of a script language, Python or Go, the outer before the inner. */
export function readFunctions(view: TokenView): readonly FunctionScope[] {
  const { language } = view.open.file
  const found: FunctionScope[] = []
  for (let at = 0; at < view.count; at++) {
    const scope =
      language === 'python'
        ? pythonFunction(view, at)
        : language === 'go'
          ? goFunction(view, at)
          : scriptFunction(view, at)
    if (scope !== undefined) found.push(scope)
  }
  return found
}

function scriptFunction(view: TokenView, at: number): FunctionScope | undefined {
  // `app => …`
  if (view.kind(at) === T.arrow && view.isName(at - 1))
    return { from: at - 1, to: bodyEnd(view, at + 1), name: nameBefore(view, at - 1), params: [view.word(at - 1)] }
  if (view.kind(at) !== C.open || STATEMENTS.has(view.word(at - 1))) return undefined
  const body = bodyOf(view, at)
  if (body === undefined) return undefined
  return { from: at, to: bodyEnd(view, body), name: nameBefore(view, at), params: paramsOf(view, at) }
}

/** The first token of the body of what has its parameters at `open`. */
function bodyOf(view: TokenView, open: number): number | undefined {
  let at = view.pair(open) + 1
  const isDeclared = view.isName(open - 1) || view.kind(open - 1) === C.greater || view.kind(open - 1) === C.star
  if (view.kind(at) === C.colon) {
    const last = at + TYPE_TOKENS_MAX
    for (at++; at < last && view.kind(at) !== T.arrow; at = view.skip(at) + 1) {
      const isBody = view.kind(at) === C.openBrace && view.kind(at - 1) !== C.colon
      if (isBody) break
      if ([C.semicolon, C.comma, C.close, C.equals].includes(view.kind(at) as 44)) return undefined
    }
  }
  if (view.kind(at) === T.arrow) return at + 1
  return view.kind(at) === C.openBrace && isDeclared ? at : undefined
}

/** The last token of a block, or of an expression that is all of a function. */
function bodyEnd(view: TokenView, body: number): number {
  if (view.kind(body) === C.openBrace) return view.pair(body)
  const around = view.around(body)
  const last = around === -1 ? view.count - 1 : view.pair(around) - 1
  for (let at = body; at <= last; at = view.skip(at) + 1) {
    if (view.kind(at) === C.comma || view.kind(at) === C.semicolon) return at - 1
    if (at > body && around === -1 && view.isAfterNewline(at) && !view.isDot(at)) return at - 1
  }
  return last
}

/** `name(`, `function name(`, `name = function (`, `exports.name = async (`, `name: (`. */
function nameBefore(view: TokenView, open: number): string {
  let at = open - 1
  while (['async', 'function', '*'].includes(view.text(at)) && at > 0) at--
  if (view.isName(at) && view.word(at) !== 'default') return view.word(at)
  if (view.kind(at) === C.colon) return view.word(at - 1)
  return view.kind(at) === C.equals ? leftOf(view, at).replace(/^.*\./, '') : ''
}

/** The name that what begins at a token is assigned to, with `this.` or `self.` before a field; empty where it has none. */
export function assignedName(view: TokenView, first: number): string {
  let at = first - 1
  while (['new', 'await', '&', '*', '('].includes(view.text(at)) && at > 0) at--
  return view.kind(at) === C.equals || view.kind(at) === T.define ? leftOf(view, at) : ''
}

/** `const routes: FastifyPluginAsync<Options> = …`: the name in front of the type. */
function leftOf(view: TokenView, equals: number): string {
  let name = equals - 1
  for (let at = name, left = TYPE_TOKENS_MAX; left > 0 && at > 0; left--, at = view.skipBack(at) - 1) {
    const before = view.text(at - 1)
    const isBound = DECLARING.has(before)
    if (isBound || (view.kind(at) === C.colon && view.isName(at - 1))) name = isBound ? at : at - 1
    if (isBound || (view.isAfterNewline(at) && view.kind(at) !== C.greater)) break
  }
  const word = view.word(name)
  const isField = view.isDot(name - 1) || DECLARING_FIELD.has(view.word(name - 1))
  if (word === 'exports' || word === '') return ''
  return isField ? `this.${word}` : word
}

function paramsOf(view: TokenView, open: number): readonly string[] {
  const close = view.pair(open)
  const params: string[] = []
  for (let at = open + 1, isFirst = true; at < close; at = view.skip(at) + 1) {
    if (isFirst && view.isName(at) && !isModifier(view, at)) {
      params.push(view.word(at))
      isFirst = false
    }
    if (view.kind(at) === C.comma) isFirst = true
  }
  return params
}

/** `private readonly app: Express`; decorators of parameters. */
function isModifier(view: TokenView, at: number): boolean {
  return view.isName(at + 1) && ['private', 'public', 'protected', 'readonly', 'override'].includes(view.word(at))
}

/** `func (s *Server) name(r chi.Router) {`, `func(r chi.Router) {`. */
function goFunction(view: TokenView, at: number): FunctionScope | undefined {
  if (view.word(at) !== 'func') return undefined
  const isMethod = view.kind(at + 1) === C.open && view.isName(view.pair(at + 1) + 1)
  const named = isMethod ? view.pair(at + 1) + 1 : at + 1
  const name = view.word(named)
  const open = view.kind(named) === C.open ? named : named + 1
  if (view.kind(open) !== C.open) return undefined
  let body = view.pair(open) + 1
  while (body < view.count && view.kind(body) !== C.openBrace && !view.isAfterNewline(body)) body = view.skip(body) + 1
  if (view.kind(body) !== C.openBrace) return undefined
  const receiver = isMethod ? paramsOf(view, at + 1) : []
  return { from: open, to: view.pair(body), name, params: [...receiver, ...paramsOf(view, open)] }
}

/** Up to the next line that is indented no more. */
function pythonFunction(view: TokenView, at: number): FunctionScope | undefined {
  const isDeclared = view.word(at) === 'def' && view.kind(at + 2) === C.open
  if (!isDeclared) return undefined
  const isAsync = view.word(at - 1) === 'async'
  const column = columnOf(view, isAsync ? at - 1 : at)
  let to = view.pair(at + 2)
  while (to + 1 < view.count && !(view.isAfterNewline(to + 1) && columnOf(view, to + 1) <= column))
    to = view.skip(to + 1)
  return { from: at + 2, to, name: view.word(at + 1), params: paramsOf(view, at + 2) }
}

function columnOf(view: TokenView, at: number): number {
  const start = view.start(at)
  return start - (view.open.source.lastIndexOf(10, start - 1) + 1)
}
