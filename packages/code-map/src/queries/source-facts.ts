import { lastAtOrBefore } from '@groundcrew/core/text'
import { readTokens } from '../extract.ts'
import { loadGrammars, needsGrammar } from '../grammar/grammar.ts'
import { FLAG } from '../index/segment-format.ts'
import { flagsOf } from '../index/segment-writer.ts'
import { classify, languageOfContent, languageOfPath, type FileClass, type Language } from '../languages.ts'
import { NameTable } from '../lex/name-table.ts'
import { T, Tokens } from '../lex/tokens.ts'

export type TokenKind = 'code' | 'string' | 'comment' | 'text'

/** What can be told of a file by its path and its bytes alone, without an index. */
export interface SourceFacts {
  readonly language: Language
  readonly class: FileClass
  /** What stands at an offset in bytes; `text` in a language without code. */
  readonly kindAt: (offset: number) => TokenKind
}

const PROSE: readonly Language[] = ['text', 'markdown', 'json', 'yaml', 'toml', 'xml', 'html', 'binary']

/** `names` may be shared by many files: a table of its own for each costs more than the reading. */
export async function sourceFacts(path: string, source: Buffer, names = new NameTable()): Promise<SourceFacts> {
  const language = languageOfPath(path) ?? languageOfContent(source)
  if (needsGrammar(language)) await loadGrammars([language])
  const flags = flagsOf(source, countLines(source))
  const content = {
    language,
    isGenerated: (flags & FLAG.generated) !== 0,
    isMinified: (flags & FLAG.minified) !== 0,
  }
  return { language, class: classify(path, content), kindAt: tokenKinds(language, source, names) }
}

/** The tokens are read at the first question. */
function tokenKinds(language: Language, source: Buffer, names: NameTable): (offset: number) => TokenKind {
  if (PROSE.includes(language)) return () => 'text'
  let tokens: Tokens | undefined
  return (offset) => {
    if (tokens === undefined) {
      tokens = new Tokens()
      readTokens(language, { source, names, tokens })
    }
    const at = lastAtOrBefore(tokens.start, offset, tokens.count)
    const end = at === -1 ? 0 : (tokens.end[at] ?? 0)
    if (at === -1 || offset >= end) return kindBetween(source.subarray(end, offset + 1).toString('latin1'))
    return tokens.kind[at] === T.string ? 'string' : 'code'
  }
}

/**
 * What is no token is a comment, or text around code: of a template, an interpolated string or an element. `gap` goes from the end of a token to the byte that is asked for.
 */
function kindBetween(gap: string): TokenKind {
  // Space between tokens belongs to nothing; it is no text either.
  if (gap.trim() === '' || comment.test(gap)) return 'comment'
  // Behind its last interpolation a template ends without a token.
  const closing = /^(?:[^`\\]|\\[^])*`/.exec(gap) ?? /^(?:[^"'\\\n]|\\[^])*["'](?=\s*#)/.exec(gap)
  return closing !== null && comment.test(gap.slice(closing[0].length)) ? 'comment' : 'string'
}

const comment = /^\s*(?:\/[/*]|#|--|<!--|=begin\b)/

function countLines(source: Buffer): number {
  let lines = 1
  for (let at = source.indexOf(10); at !== -1; at = source.indexOf(10, at + 1)) lines++
  return lines
}
