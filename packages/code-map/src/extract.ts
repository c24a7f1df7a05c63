import type { Language } from './languages.ts'
import type { Extraction } from './lex/extraction.ts'
import type { FactsBuilder } from './lex/facts-builder.ts'
import { extractByGrammar } from './grammar/grammar.ts'
import { extractBash } from './bash/bash.ts'
import { extractC, lexCTokens } from './c/c.ts'
import { extractGo } from './go/go.ts'
import { extractComponent } from './markup/component.ts'
import { extractCss, extractMarkdown, extractSql } from './markup/markup.ts'
import { extractPlain } from './plain/plain.ts'
import { extractPython } from './python/python.ts'
import { extractRuby } from './ruby/ruby.ts'
import { lexScript } from './script/lexer.ts'
import { extractScript } from './script/script.ts'

type Extractor = (extraction: Extraction) => FactsBuilder

const byGrammar =
  (language: Language): Extractor =>
  (extraction) =>
    extractByGrammar(extraction, language)

const EXTRACTORS: Partial<Record<Language, Extractor>> = {
  typescript: (extraction) => extractScript(extraction, 'none'),
  tsx: (extraction) => extractScript(extraction, 'typed'),
  javascript: (extraction) => extractScript(extraction, 'plain'),
  python: extractPython,
  go: extractGo,
  ruby: extractRuby,
  rust: byGrammar('rust'),
  java: byGrammar('java'),
  c: extractC,
  cpp: extractC,
  csharp: byGrammar('csharp'),
  php: byGrammar('php'),
  bash: extractBash,
  markdown: extractMarkdown,
  sql: extractSql,
  css: extractCss,
  vue: (extraction) => extractComponent(extraction, 'vue'),
  svelte: (extraction) => extractComponent(extraction, 'svelte'),
}

/** Reads a file in its language: symbols, imports, and as tokens the names outside comments and strings. Never throws for the content. */
export function extract(language: Language, extraction: Extraction): FactsBuilder {
  extraction.tokens.clear()
  return EXTRACTORS[language]?.(extraction) ?? extractPlain(extraction, language)
}

const LEXERS: Partial<Record<Language, (extraction: Extraction) => unknown>> = {
  typescript: (extraction) => lexScript({ ...extraction, jsx: 'none' }),
  tsx: (extraction) => lexScript({ ...extraction, jsx: 'typed' }),
  javascript: (extraction) => lexScript({ ...extraction, jsx: 'plain' }),
  c: lexCTokens,
  cpp: lexCTokens,
  java: (extraction) => extractPlain(extraction, 'java'),
  csharp: (extraction) => extractPlain(extraction, 'csharp'),
}

/** Reads the tokens alone, which for scripts, C, Java and C# is the smaller part. */
export function readTokens(language: Language, extraction: Extraction): void {
  extraction.tokens.clear()
  const lex = LEXERS[language]
  if (lex === undefined) extract(language, extraction)
  else lex(extraction)
}

export interface Extractors {
  readonly extract: typeof extract
  readonly readTokens: typeof readTokens
}
