import { readableSymbols, type CodeSymbol } from './code-map.ts'
import { extract } from './extract.ts'
import type { ImportFact } from './facts.ts'
import { loadGrammars } from './grammar/grammar.ts'
import { isBinary } from './index/segment-writer.ts'
import { languageOfContent, languageOfPath, type Language } from './languages.ts'
import { NameTable } from './lex/name-table.ts'
import { C, Tokens } from './lex/tokens.ts'

/** What a text says, wherever it comes from: an older version of a file, the side of a merge. */
export interface SourceFacts {
  readonly language: Language
  readonly symbols: readonly CodeSymbol[]
  readonly imports: readonly ImportFact[]
  /** Every name outside comments and strings, declarations included, in the order of the text. */
  readonly names: readonly NamePlace[]
  readonly lines: number
  readonly problemLine: number | undefined
}

export interface NamePlace {
  readonly name: string
  readonly start: number
  readonly line: number
  readonly isCall: boolean
}

/** The facts of a text that need not be in the index; its path tells the language. */
export async function readSource(path: string, source: Uint8Array): Promise<SourceFacts> {
  const language = isBinary(source) ? 'binary' : (languageOfPath(path) ?? languageOfContent(source))
  if (language === 'binary') {
    return { language, symbols: [], imports: [], names: [], lines: 0, problemLine: undefined }
  }
  await loadGrammars([language])
  const names = new NameTable()
  const tokens = new Tokens()
  const builder = extract(language, { source, names, tokens })
  return {
    language,
    symbols: readableSymbols(builder.symbols, (id) => names.text(id)),
    imports: builder.imports,
    names: namePlaces(tokens, names),
    lines: tokens.lines,
    problemLine: tokens.problemLine,
  }
}

function namePlaces(tokens: Tokens, names: NameTable): readonly NamePlace[] {
  const found: NamePlace[] = []
  for (let at = 0; at < tokens.count; at++) {
    const id = tokens.id[at] as number
    if (id < 0) continue
    const isCall = at + 1 < tokens.count && tokens.kind[at + 1] === C.open
    found.push({ name: names.text(id), start: tokens.start[at] as number, line: tokens.line[at] as number, isCall })
  }
  return found
}
