import type { CodeMap, OpenFile } from '@groundcrew/code-map'
import type { Place, Places } from './symbols.ts'

export interface WordsQuery {
  readonly text: string
  readonly languages: readonly string[]
  readonly pathPrefix: string | undefined
  readonly limit: number
}

/** What a file's lines are judged by: a term in a declared name says more than one in a line. */
const DECLARATION_WEIGHT = 2
const SIGNATURE_LENGTH_MAX = 160

/**
 * The files that answer some words best, ranked over content, declared names and path (BM25), each with the place in it that has
 * most of the words.
 */
export async function askWords(map: CodeMap, { text, languages, pathPrefix, limit }: WordsQuery): Promise<Places> {
  const { relevantFiles, termsOf } = await import('@groundcrew/code-map')
  const terms = termsOf(text)
  const ranked = (await relevantFiles(map, terms)).filter(({ file, score }) => {
    const { path, language } = map.file(file)
    const isLanguage = languages.length === 0 || languages.includes(language)
    return score > 0 && isLanguage && path.startsWith(pathPrefix ?? '')
  })
  const shown = ranked.slice(0, limit).flatMap(({ file }) => {
    const open = map.read(file)
    return open === undefined ? [] : [bestPlace(open, terms)]
  })
  const remark = terms.length === 0 ? 'no word that could tell files apart' : `words: ${terms.join(' ')}`
  return { total: ranked.length, shown, similarNames: [], remark }
}

function bestPlace(open: OpenFile, terms: readonly string[]): Place {
  const path = open.file.path
  const count = (text: string): number => {
    const lower = text.toLowerCase()
    return terms.filter((term) => lower.includes(term)).length
  }
  let best = { score: 0, line: 1, column: 1, text: '' }
  for (const symbol of open.symbols) {
    const score = count(symbol.name) * DECLARATION_WEIGHT
    if (score <= best.score) continue
    const { line, column } = position(open, symbol.nameStart)
    best = { score, line, column, text: open.signature(symbol) }
  }
  for (const [index, line] of open.source.toString().split('\n').entries()) {
    const score = count(line)
    if (score > best.score) best = { score, line: index + 1, column: line.search(/\S/) + 1, text: line.trim() }
  }
  return { path, line: best.line, column: best.column, text: best.text.slice(0, SIGNATURE_LENGTH_MAX) }
}

function position(open: OpenFile, offset: number): { readonly line: number; readonly column: number } {
  let line = 1
  for (let at = open.source.indexOf(10); at !== -1 && at < offset; at = open.source.indexOf(10, at + 1)) line++
  return { line, column: open.columnAt(offset) }
}
