import { OpenFile } from './code-map.ts'
import { classify, languageOfContent, languageOfPath } from './languages.ts'

/** The facts of bytes that need not be a file of the work tree: an older version, a staged one, a patch's. Nothing is kept. */
export function readSource(path: string, source: Buffer): OpenFile {
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
  return new OpenFile(file, source, undefined)
}
