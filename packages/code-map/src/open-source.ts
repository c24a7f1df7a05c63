import { OpenFile, type CodeFile } from './code-map.ts'
import { extract, readTokens } from './extract.ts'
import type { IndexedContent } from './index/segment-writer.ts'
import { readableSymbols } from './readable-symbols.ts'
import { classify, languageOfContent, languageOfPath, type Language } from './languages.ts'

/** Bytes with their tokens, which need not be a file of the work tree: an older version, a staged one, a patch's. Nothing is kept. `number`: among files that are read together. */
export function openSource(path: string, source: Buffer, number = -1): OpenFile {
  const file = { ...fileOf(path, source, languageOfPath(path) ?? languageOfContent(source)), number }
  return new OpenFile(file, source, { extractors: { extract, readTokens }, facts: undefined })
}

/** A content that is being indexed, for as long as its tokens are at hand. It has no path. */
export function openContent({ language, source, builder }: IndexedContent): OpenFile {
  const { tokens, names, imports } = builder
  const symbols = readableSymbols(builder.symbols, (id) => names.text(id))
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.length)
  const extraction = { tokens: tokens.copy(), names, symbols, imports }
  return new OpenFile(fileOf('', bytes, language), bytes, { extractors: undefined, facts: undefined, extraction })
}

function fileOf(path: string, source: Buffer, language: Language): CodeFile {
  return {
    number: -1,
    path,
    language,
    class: classify(path, { language, isGenerated: false, isMinified: false }),
    sizeBytes: source.length,
    lines: 0,
    symbols: 0,
    problemLine: undefined,
  }
}
