import { C, T, type OpenFile } from '@groundcrew/code-map'
import { idsOf } from '../graph/token-text.ts'
import { isScript } from './token-words.ts'

const STATEMENT_TOKENS_MAX = 5000
const STARTERS: readonly string[] = ['import', 'export', 'from']

/** For each token 1 where it belongs to an import statement or a re-export that stands outside of all declarations. */
export function importTokens(open: OpenFile): Uint8Array {
  const { tokens, symbols } = open.extraction
  const marks = new Uint8Array(tokens.count)
  const declared = symbols.filter((symbol) => symbol.parent === -1 && symbol.kind !== 'namespace')
  const starters = idsOf(open, STARTERS)
  let next = 0
  for (let at = 0; at < tokens.count; at++) {
    const start = tokens.start[at] as number
    while (next < declared.length && (declared[next]?.end ?? 0) <= start) next++
    const isInside = (declared[next]?.start ?? Number.POSITIVE_INFINITY) <= start
    const previous = tokens.kind[at - 1]
    const isStatementStart = at === 0 || tokens.isAfterNewline[at] === 1 || previous === C.semicolon
    if (isInside || !isStatementStart || !starters.has(tokens.id[at] as number)) continue
    const end = statementEnd(open, at)
    for (let token = at; token < end; token++) marks[token] = 1
    if (end > at) at = end - 1
  }
  return marks
}

/** The token after the import statement that begins here; `at` itself where it imports nothing. */
function statementEnd(open: OpenFile, at: number): number {
  const { language } = open.file
  if (isScript(language)) return scriptEnd(open, at)
  if (language === 'python') return pythonEnd(open, at)
  return language === 'go' ? goEnd(open, at) : at
}

function scriptEnd(open: OpenFile, at: number): number {
  const word = wordAt(open, at)
  if (word === 'import') return importEnd(open, at)
  return word === 'export' ? reExportEnd(open, at) : at
}

/** `import … from 'x'`, `import 'x'`; neither `import(…)` nor `import.meta`. */
function importEnd(open: OpenFile, at: number): number {
  const { tokens } = open.extraction
  if (tokens.kind[at + 1] === C.open || tokens.kind[at + 1] === C.dot) return at
  for (let next = at + 1; next < Math.min(tokens.count, at + STATEMENT_TOKENS_MAX); next++) {
    if (tokens.kind[next] === C.semicolon) return next + 1
    const isSpecifier = tokens.kind[next] === T.string && (next === at + 1 || wordAt(open, next - 1) === 'from')
    if (isSpecifier) return afterSemicolon(open, next + 1)
  }
  return at
}

/** `export { … } from 'x'`, `export * from 'x'`; a list without `from` imports nothing. */
function reExportEnd(open: OpenFile, at: number): number {
  const { tokens } = open.extraction
  const list = wordAt(open, at + 1) === 'type' ? at + 2 : at + 1
  let next = list
  if (tokens.kind[list] === C.openBrace) {
    while (next < tokens.count && tokens.kind[next] !== C.closeBrace) next++
    next++
  } else if (tokens.kind[list] === C.star) next = wordAt(open, list + 1) === 'as' ? list + 3 : list + 1
  else return at
  const isFrom = wordAt(open, next) === 'from' && tokens.kind[next + 1] === T.string
  return isFrom ? afterSemicolon(open, next + 2) : at
}

function afterSemicolon(open: OpenFile, at: number): number {
  const { tokens } = open.extraction
  return at < tokens.count && tokens.kind[at] === C.semicolon ? at + 1 : at
}

function pythonEnd(open: OpenFile, at: number): number {
  const { tokens } = open.extraction
  const word = wordAt(open, at)
  if (word !== 'import' && word !== 'from') return at
  let depth = 0
  for (let next = at; next < tokens.count; next++) {
    if (tokens.kind[next] === C.open) depth++
    if (tokens.kind[next] === C.close) depth--
    const isNextStatement = tokens.isAfterNewline[next + 1] === 1 || tokens.kind[next] === C.semicolon
    if (isNextStatement && depth === 0) return next + 1
  }
  return tokens.count
}

function goEnd(open: OpenFile, at: number): number {
  const { tokens } = open.extraction
  if (wordAt(open, at) !== 'import') return at
  const isGroup = tokens.kind[at + 1] === C.open
  for (let next = at + 1; next < tokens.count; next++) {
    if (isGroup ? tokens.kind[next] === C.close : tokens.kind[next] === T.string) return next + 1
  }
  return at
}

function wordAt(open: OpenFile, token: number): string {
  const { tokens } = open.extraction
  return token < tokens.count ? open.source.toString('latin1', tokens.start[token], tokens.end[token]) : ''
}
