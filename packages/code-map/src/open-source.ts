import { OpenFile } from './code-map.ts'
import { extract, readTokens } from './extract.ts'
import { classify, languageOfContent, languageOfPath } from './languages.ts'

/** Bytes with their tokens, which need not be a file of the work tree: an older version, a staged one, a patch's. Nothing is kept. */
export function openSource(path: string, source: Buffer): OpenFile {
  const language = languageOfPath(path) ?? languageOfContent(source)
  const file = {
    number: -1,
    path,
    language,
    class: classify(path, { language, isGenerated: false, isMinified: false }),
    sizeBytes: source.length,
    lines: 0,
    symbols: 0,
    problemLine: undefined,
  }
  return new OpenFile(file, source, { extractors: { extract, readTokens }, facts: undefined })
}
