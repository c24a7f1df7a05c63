import { ByteLexer, runClasses } from '../lex/byte-lexer.ts'
import type { Extraction } from '../lex/extraction.ts'
import { FactsBuilder } from '../lex/facts-builder.ts'
import { BYTE_CLASS, C, CLASS } from '../lex/tokens.ts'
import type { Language } from '../languages.ts'

/** How a language without a parser of its own writes comments and strings. */
interface Syntax {
  readonly hasSlashComments: boolean
  readonly hasHashComments: boolean
  readonly hasDashComments: boolean
  /** Without strings every word counts as code. */
  readonly hasStrings: boolean
}

const SLASH: Syntax = { hasSlashComments: true, hasHashComments: false, hasDashComments: false, hasStrings: true }
const HASH: Syntax = { hasSlashComments: false, hasHashComments: true, hasDashComments: false, hasStrings: true }
const DASH: Syntax = { hasSlashComments: true, hasHashComments: false, hasDashComments: true, hasStrings: true }
const TEXT: Syntax = { hasSlashComments: false, hasHashComments: false, hasDashComments: false, hasStrings: false }

const SYNTAXES: Partial<Record<Language, Syntax>> = {
  rust: SLASH,
  java: SLASH,
  csharp: SLASH,
  kotlin: SLASH,
  swift: SLASH,
  scala: SLASH,
  dart: SLASH,
  protobuf: SLASH,
  css: { ...SLASH, hasStrings: false },
  php: { ...SLASH, hasHashComments: true },
  perl: HASH,
  r: HASH,
  elixir: HASH,
  make: HASH,
  docker: HASH,
  yaml: { ...HASH, hasStrings: false },
  toml: HASH,
  sql: DASH,
  lua: DASH,
}

/** Punctuation that begins neither a comment nor a string in any of them. */
const RUN = runClasses('(){}[],;:.=+*&|!?<>%^~@$')

/** Languages in which a word counts wherever it stands: to know which words they have is to know all. */
const WORDS_ALONE: readonly Language[] = ['text', 'json', 'xml', 'html']

export function countsEveryWord(language: Language): boolean {
  return WORDS_ALONE.includes(language)
}

/** Whether what a file has are words rather than names of code. */
export function isProse(language: Language): boolean {
  return language === 'markdown' || countsEveryWord(language)
}

/** Of a text in which every word counts: how many lines it has. Its words are in the name table. */
export function extractLines({ source, names, tokens }: Extraction): FactsBuilder {
  tokens.clear()
  for (let at = source.indexOf(C.lineFeed); at !== -1; at = source.indexOf(C.lineFeed, at + 1)) tokens.lines++
  return new FactsBuilder(source, tokens, names)
}

/** Splits a language without a parser of its own into names and punctuation, its comments and strings left out. */
export function extractPlain({ source, names, tokens }: Extraction, language: Language): FactsBuilder {
  const lexer = new ByteLexer(source, tokens, names)
  const syntax = SYNTAXES[language] ?? TEXT
  for (lexer.run(RUN); lexer.pos < source.length; lexer.run(RUN)) {
    const byte = source[lexer.pos] as number
    const kind = BYTE_CLASS[byte] as number
    if (kind === CLASS.space) lexer.pos++
    else if (kind === CLASS.name) lexer.name()
    else if (kind === CLASS.newline) lexer.newline()
    else if (kind === CLASS.digit) lexer.number()
    else lexOther(lexer, byte, syntax)
  }
  tokens.lines = lexer.line
  tokens.problemLine = undefined
  return new FactsBuilder(source, tokens, names)
}

function lexOther(lexer: ByteLexer, byte: number, syntax: Syntax): void {
  const next = lexer.source[lexer.pos + 1]
  if (byte === C.slash && next === C.slash && syntax.hasSlashComments) lexer.skipLine()
  else if (byte === C.slash && next === C.star && syntax.hasSlashComments) lexer.blockComment()
  else if (byte === C.hash && syntax.hasHashComments) lexer.skipLine()
  else if (byte === C.minus && next === C.minus && syntax.hasDashComments) lexer.skipLine()
  else if ((byte === C.doubleQuote || byte === C.quote) && syntax.hasStrings) lexer.string(byte)
  else lexer.punctuation(byte, 1)
}
