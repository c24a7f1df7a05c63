import { T, type CodeSymbol, type Language } from '@groundcrew/code-map'
import { bindsName, isMember, qualifierEnd, textAt, type FunctionRange } from './bindings.ts'
import type { NameToken } from './name-tokens.ts'

/** The symbol that gets a new name, as far as places are told by it. */
export interface NamedSymbol {
  readonly name: string
  readonly language: Language
  /** The class or type that it is a member of. */
  readonly owner: string | undefined
  /** The modules and classes around the owner, or around the symbol where it has none: `Shop.Cart`. */
  readonly around: string
  /** Whether no other declaration in the code base has the name. */
  readonly isUnique: boolean
  /** Whether other files may declare it too. */
  readonly isExported: boolean
  /** Whether another declaration, of a class of that name, may be one with it. */
  readonly mayBeOneWith: (owner: string) => boolean
}

/** What a file knows of the symbol. */
export interface FileView {
  readonly tokens: readonly NameToken[]
  readonly symbols: readonly CodeSymbol[]
  /** Where the file declares the symbol itself, or what overrides it. */
  readonly declaredAt: ReadonlySet<number>
  /** Whether all imports of the name in the file bring the symbol. */
  readonly importsIt: boolean
  /** Whether the bare name means the symbol: in its own file or package, or where it is imported. */
  readonly hasBareName: boolean
  /** Modules whose member it is, as the file writes them: `util`, `pkg.core`. */
  readonly modules: ReadonlySet<string>
  /** Where the members of the owner are, and of those that it has the symbol in common with. */
  readonly ownerRanges: readonly FunctionRange[]
  /** Of them, the classes that have it from another one. */
  readonly heirs: readonly FunctionRange[]
}

export type Verdict = { readonly isSure: true } | { readonly isSure: false; readonly reason: string }

const sure: Verdict = { isSure: true }
const doubt = (reason: string): Verdict => ({ isSure: false, reason })

/** What the token at a place, which has the name, refers to: the symbol for certain, or perhaps. */
export function judgePlace(symbol: NamedSymbol, view: FileView, at: number): Verdict {
  const token = view.tokens[at]
  if (token === undefined) return doubt('not there')
  if (view.declaredAt.has(token.start)) return sure
  const other = view.symbols.find(({ nameStart }) => nameStart === token.start)
  if (other !== undefined) return doubt(judgeDeclaration(symbol, view, other))
  if (token.kind === T.string) return sure
  if (isKey(symbol.language, view.tokens, at)) return doubt('a key or a named argument')
  return symbol.owner === undefined ? judgeTopLevel(symbol, view, at) : judgeMember(symbol, view, at)
}

function judgeDeclaration(symbol: NamedSymbol, { symbols }: FileView, other: CodeSymbol): string {
  if (mayBeSame(symbol, other)) return 'perhaps a declaration of it'
  const owner = symbols[other.parent]?.name
  const isRelative = symbol.owner !== undefined && owner !== undefined && symbol.mayBeOneWith(owner)
  return isRelative ? 'perhaps an override of it, or of what it implements' : 'another declaration'
}

/** In C and C++ a prototype in a header and the definition are one symbol; what is `static` is one of its file alone. */
function mayBeSame({ language, isExported }: NamedSymbol, other: CodeSymbol): boolean {
  return (language === 'c' || language === 'cpp') && isExported && other.isExported
}

function judgeTopLevel({ name, language, around, isUnique }: NamedSymbol, view: FileView, at: number): Verdict {
  const { tokens, modules, hasBareName } = view
  if (view.importsIt && isImported(tokens, at)) return sure
  if (isMember(tokens, at)) {
    const chain = qualifierOf(tokens, at)
    if (hasBareName && isUnique && chain !== '' && `.${around}`.endsWith(`.${chain}`)) return sure
    if (!modules.has(chain)) return doubt(`a member of ${chain === '' ? 'an expression' : 'something else'}`)
    return isBoundAround(view, at, { name: chain.split('.')[0] ?? '', language })
      ? doubt('the module is bound anew in its function')
      : sure
  }
  if (!hasBareName) return doubt('the file does not import it')
  return isBoundAround(view, at, { name, language }) ? doubt('bound anew in its function') : sure
}

/** `from module import name`, and `as` something else. */
function isImported(tokens: readonly NameToken[], at: number): boolean {
  let first = at
  while (first > 0 && tokens[first]?.isFirst !== true) first--
  return textAt(tokens, first) === 'from' && textAt(tokens, at - 1) !== 'as'
}

const selfNames: Partial<Record<Language, readonly string[]>> = {
  python: ['self', 'cls'],
  ruby: ['self'],
  rust: ['self', 'Self'],
  php: ['$this', 'this', 'self', 'static'],
}

function judgeMember(symbol: NamedSymbol, view: FileView, at: number): Verdict {
  const { tokens, ownerRanges } = view
  const { language, owner } = symbol
  const start = tokens[at]?.start ?? 0
  const range = ownerRanges.find((own) => start >= own.start && start < own.end)
  if (!isMember(tokens, at)) return judgeBareMember(symbol, view, { range, at })
  const chain = qualifierOf(tokens, at)
  if (chain === owner && (view.hasBareName || range !== undefined)) return sure
  if (isOfBase(view, { language, at })) return sure
  const isOwn = range !== undefined && selvesIn(view, { language, range }).includes(chain)
  return isOwn ? sure : doubt('of an object whose type is not known')
}

/** The name of a member without an object. */
function judgeBareMember(
  symbol: NamedSymbol,
  view: FileView,
  { range, at }: { readonly range: FunctionRange | undefined; readonly at: number },
): Verdict {
  const { language } = symbol
  if (range === undefined) return doubt('not of an object')
  if (language === 'python') {
    return isInBody(view, { range, start: view.tokens[at]?.start ?? 0 }) ? sure : doubt('not of an object')
  }
  if (!bareMembers.includes(language)) return doubt('not of an object')
  return isBoundAround(view, at, symbol) ? doubt('bound anew in its function') : sure
}

/** `super().name` and `super.name` in a class that has the member from another one. */
function isOfBase(
  { tokens, heirs }: FileView,
  { language, at }: { readonly language: Language; readonly at: number },
): boolean {
  const start = tokens[at]?.start ?? 0
  if (!heirs.some((range) => start >= range.start && start < range.end)) return false
  const before = [4, 3, 2, 1].map((distance) => textAt(tokens, at - distance)).join('')
  return (language === 'python' && before === 'super().') || (language === 'java' && before.endsWith('super.'))
}

const scopes: readonly CodeSymbol['kind'][] = ['class', 'function', 'method', 'constructor']

/** Whether a place is in the body of a class that declares the member, and in nothing inside it: `@name.setter`, `alias = name`. */
function isInBody(
  { symbols, declaredAt }: FileView,
  { range, start }: { readonly range: FunctionRange; readonly start: number },
): boolean {
  const isDeclared = [...declaredAt].some((declared) => declared >= range.start && declared < range.end)
  const isInside = symbols.some(
    ({ kind, start: from, nameStart, end }) =>
      scopes.includes(kind) && from >= range.start && nameStart > range.nameStart && nameStart < start && start < end,
  )
  return isDeclared && !isInside
}

/** Where a bare name inside the class may be its member. */
const bareMembers: readonly Language[] = ['ruby', 'java', 'c', 'cpp', 'csharp']

/** What the object itself is called in a part of its class. */
function selvesIn(
  view: FileView,
  { language, range }: { readonly language: Language; readonly range: FunctionRange },
): readonly string[] {
  return language === 'go' ? receiversOf(view, range) : (selfNames[language] ?? ['this'])
}

/** `a.b` for `a.b.name`; empty where it is more than names. */
function qualifierOf(tokens: readonly NameToken[], at: number): string {
  const parts: string[] = []
  let end = qualifierEnd(tokens, at)
  while (end !== undefined) {
    const token = tokens[end]
    if (token?.kind !== T.name) return ''
    parts.unshift(textAt(tokens, end - 1) === '$' ? `$${token.text}` : token.text)
    end = qualifierEnd(tokens, end)
  }
  return parts.join('.')
}

/** `func (s *Server) Run()`: `s`. */
function receiversOf({ tokens }: FileView, { start }: FunctionRange): readonly string[] {
  const at = tokens.findIndex((token) => token.start >= start && token.text === 'func')
  return textAt(tokens, at + 1) === '(' ? [textAt(tokens, at + 2)] : []
}

/** `{ name: 1 }`, `f(name=1)`, `:name`. */
function isKey(language: Language, tokens: readonly NameToken[], at: number): boolean {
  const token = tokens[at]
  const [last, next] = [textAt(tokens, at - 1), textAt(tokens, at + 1)]
  if (token?.kind === T.label || token?.kind === T.symbol) return true
  if (language === 'python') return next === '=' && (token?.depth ?? 0) > 0 && ['(', ','].includes(last)
  if (language === 'go') return next === ':' && ['{', ','].includes(last)
  return false
}

function isBoundAround(
  { tokens, symbols }: FileView,
  at: number,
  { name, language }: { readonly name: string; readonly language: Language },
): boolean {
  const start = tokens[at]?.start ?? 0
  const around = symbols.filter((symbol) => {
    const isFunction = symbol.kind === 'function' || symbol.kind === 'method' || symbol.kind === 'constructor'
    return isFunction && symbol.start <= start && start < symbol.end && symbol.nameStart !== start
  })
  return around.some((range) => bindsName(tokens, { language, name, range }))
}
