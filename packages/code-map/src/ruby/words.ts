import { keywordSet } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'

export const isConditional = keywordSet(['if', 'unless', 'while', 'until'])
export const isLoop = keywordSet(['while', 'until', 'for'])
/** Words after which `if` and its like are modifiers although they are keywords. */
export const endsOperand = keywordSet([
  'return',
  'break',
  'next',
  'redo',
  'retry',
  'yield',
  'super',
  'self',
  'nil',
  'true',
  'false',
  'end',
  '__method__',
  '__FILE__',
  '__LINE__',
])
/** What ends an operand and is no word. */
export const ENDS_OPERAND: ReadonlySet<number> = new Set([
  T.number,
  T.string,
  T.regex,
  T.symbol,
  T.interpolationClose,
  C.close,
  C.closeBracket,
  C.closeBrace,
])
export const beginsOperand = keywordSet([
  'and',
  'or',
  'not',
  'then',
  'do',
  'else',
  'begin',
  'ensure',
  'rescue',
  'if',
  'unless',
  'while',
  'until',
  'when',
  'in',
  'case',
  'elsif',
  'defined',
])
export const isVisibility = keywordSet(['private', 'public', 'protected', 'module_function'])
export const isAttribute = keywordSet(['attr', 'attr_accessor', 'attr_reader', 'attr_writer'])
export const makesMethod = keywordSet(['alias_method', 'define_method', 'define_singleton_method'])
/** `delegate :name, to: :other` of ActiveSupport, and `def_delegators :other, :name` of the standard library. */
export const delegates = keywordSet([
  'delegate',
  'def_delegators',
  'def_instance_delegators',
  'def_delegator',
  'def_instance_delegator',
])
/** `def_delegator :other, :name, :own_name`. */
export const isOne = keywordSet(['def_delegator', 'def_instance_delegator'])
export const isLoading = keywordSet(['require', 'require_relative', 'load', 'autoload'])
export const makesStruct = keywordSet(['new', 'define'])
export const isStructMaker = keywordSet(['Struct', 'Class', 'Module', 'Data'])

/** `HTTPClient` as `http_client`, the way ActiveSupport and Zeitwerk name files. */
export function underscore(name: string): string {
  return name
    .replaceAll(/([A-Z\d]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
}

/** How many bytes an operator method's name has. */
export function operatorLength(source: Uint8Array, from: number): number {
  const text = String.fromCharCode(...source.subarray(from, from + 3))
  return /^(?:\[\]=?|\*\*|[+\-!~]@|<=>|===?|=~|![=~]?|<<|>>|[<>]=?|[+\-*/%&|^~`])/.exec(text)?.[0].length ?? 1
}
