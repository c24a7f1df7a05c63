import { T, type Language } from '@groundcrew/code-map'
import type { NameToken } from './name-tokens.ts'

/** The part of a file that a function takes, in bytes. */
export interface FunctionRange {
  readonly start: number
  /** Where its name is; parameters stand behind it. */
  readonly nameStart: number
  /** Where its body begins. */
  readonly signatureEnd: number
  readonly end: number
}

/**
 * Whether a function binds a name of its own: as a parameter or a local variable. It errs on the side of yes: then the places in it are doubtful,
 * not wrong.
 */
export function bindsName(
  tokens: readonly NameToken[],
  { language, name, range }: { readonly language: Language; readonly name: string; readonly range: FunctionRange },
): boolean {
  const first = tokens.findIndex(({ start }) => start >= range.start)
  const isGlobal = language === 'python' && hasStatement(tokens, { words: ['global'], name, range })
  if (first === -1 || isGlobal) return false
  for (let at = first; at < tokens.length; at++) {
    const token = tokens[at]
    if (token === undefined || token.start >= range.end) break
    if (token.text.replace(/:$/, '') !== name || token.start <= range.nameStart) continue
    const place: TokenPlace = { tokens, at, isInHeader: token.start < range.signatureEnd }
    if (!isMember(tokens, at) && isBinding(language, place)) return true
  }
  return false
}

interface TokenPlace {
  readonly tokens: readonly NameToken[]
  readonly at: number
  readonly isInHeader: boolean
}

/** Whether a name is that of a member, or in a namespace: `x.name`, `x->name`, `X::name`. */
export function isMember(tokens: readonly NameToken[], at: number): boolean {
  return qualifierEnd(tokens, at) !== undefined
}

/** The place of the token before `.`, `->` or `::`. */
export function qualifierEnd(tokens: readonly NameToken[], at: number): number | undefined {
  const [before, last] = [textAt(tokens, at - 2), textAt(tokens, at - 1)]
  if (['.', '?.', '&.', '->', '?->', '::'].includes(last)) return at - 2
  return (last === '>' && before === '-') || (last === ':' && before === ':') ? at - 3 : undefined
}

export function textAt(tokens: readonly NameToken[], at: number): string {
  return tokens[at]?.text ?? ''
}

function hasStatement(
  tokens: readonly NameToken[],
  { words, name, range }: { readonly words: readonly string[]; readonly name: string; readonly range: FunctionRange },
): boolean {
  return tokens.some(({ text, start }, at) => {
    if (text !== name || start < range.start || start >= range.end) return false
    return statementBefore(tokens, at).some((word) => words.includes(word))
  })
}

/** The words of the statement before a token. */
function statementBefore(tokens: readonly NameToken[], at: number): readonly string[] {
  const words: string[] = []
  for (let index = at; index > 0 && tokens[index]?.isFirst !== true; index--) words.push(textAt(tokens, index - 1))
  return words
}

function isBinding(language: Language, place: TokenPlace): boolean {
  switch (language) {
    case 'python':
      return isPythonBinding(place)
    case 'go':
      return isGoBinding(place)
    case 'ruby':
      return isRubyBinding(place)
    default:
      return isTypedBinding(place)
  }
}

const pythonBinders: ReadonlySet<string> = new Set([
  'as',
  'import',
  'def',
  'class',
  'lambda',
  'case',
  'del',
  'nonlocal',
])

function isPythonBinding({ tokens, at, isInHeader }: TokenPlace): boolean {
  const depth = tokens[at]?.depth ?? 0
  const [last, next] = [textAt(tokens, at - 1), textAt(tokens, at + 1)]
  if (isInHeader) return depth === 1 && bracketAround(tokens, at) === '(' && ['(', ',', '*', '**'].includes(last)
  if (pythonBinders.has(last) || next === ':=') return true
  const before = statementBefore(tokens, at)
  const forAt = before.indexOf('for')
  if (forAt !== -1 && !before.slice(0, forAt).includes('in')) return true
  if (depth > 0 || ['.', '[', '('].includes(next)) return before.includes('lambda')
  return (tokens[at]?.isFirst === true && next === ':') || isAssignedBehind(tokens, at)
}

/** The bracket that a token stands in. */
function bracketAround(tokens: readonly NameToken[], at: number): string {
  const depth = (tokens[at]?.depth ?? 0) - 1
  let open = at - 1
  while (open >= 0 && (tokens[open]?.depth ?? 0) > depth) open--
  return textAt(tokens, open)
}

/** Whether an assignment follows in the statement. */
function isAssignedBehind(tokens: readonly NameToken[], at: number): boolean {
  for (let index = at + 1; index < tokens.length && tokens[index]?.isFirst !== true; index++) {
    const isAssignment = /^(?:[-+*/%&|^@]|\/\/|<<|>>|\*\*)?=$/.test(textAt(tokens, index))
    if (isAssignment && tokens[index]?.depth === 0) return true
  }
  return false
}

function isGoBinding({ tokens, at }: TokenPlace): boolean {
  const [last, next] = [textAt(tokens, at - 1), textAt(tokens, at + 1)]
  if (['var', 'const', 'type'].includes(last)) return true
  let index = at + 1
  while (textAt(tokens, index) === ',' && tokens[index + 1]?.kind === T.name) index += 2
  if (textAt(tokens, index) === ':=') return true
  const isParameter = ['(', ','].includes(last) && !['.', ')', '(', '{'].includes(next)
  return isParameter && opensParameters(tokens, at)
}

/** Whether the bracket around a token is that of a function's parameters or results, or of its receiver. */
function opensParameters(tokens: readonly NameToken[], at: number): boolean {
  const depth = (tokens[at]?.depth ?? 0) - 1
  let open = at - 1
  while (open >= 0 && !(textAt(tokens, open) === '(' && tokens[open]?.depth === depth)) open--
  const [before, beforeThat] = [textAt(tokens, open - 1), textAt(tokens, open - 2)]
  return before === 'func' || beforeThat === 'func' || before === ')' || beforeThat === ')'
}

function isRubyBinding({ tokens, at, isInHeader }: TokenPlace): boolean {
  const [last, next] = [textAt(tokens, at - 1), textAt(tokens, at + 1)]
  if (next === '=' || next === '||=' || next === '+=') return true
  if (last === '|' || next === '|' || last === 'for') return true
  return isInHeader && ['(', ',', '*', '**', '&', ''].includes(last)
}

/** What may stand before a name that is used, and is no type. */
const beforeUse: ReadonlySet<string> = new Set(
  'return new throw case else await yield in is as typeof instanceof sizeof delete and or not do echo print goto where if while match move unsafe ref'.split(
    ' ',
  ),
)
const declaring: ReadonlySet<string> = new Set(['let', 'mut', 'var', 'val', 'const', 'auto', 'static', '|'])

function isTypedBinding({ tokens, at, isInHeader }: TokenPlace): boolean {
  const [last, next] = [textAt(tokens, at - 1), textAt(tokens, at + 1)]
  if (declaring.has(last) || next === '|') return true
  if (isInHeader && next === ':') return true
  const isAfterType = tokens[at - 1]?.kind === T.name && !beforeUse.has(last)
  const isAfterOther = ['>', ']', '*', '&', '$'].includes(last) && ['=', ';', ')', ',', ':'].includes(next)
  return isAfterType || (isAfterOther && (isInHeader || last !== '&'))
}
