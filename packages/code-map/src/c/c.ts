import { lastAtOrBefore } from '@groundcrew/core/text'
import type { Extraction } from '../lex/extraction.ts'
import { FactsBuilder, type RawSymbol } from '../lex/facts-builder.ts'
import { K } from '../lex/keywords.ts'
import { C, T } from '../lex/tokens.ts'
import { CodeView } from './code-view.ts'
import { Directives, lexC } from './lexer.ts'
import { CReader } from './reader.ts'

// Kept from file to file: most are small, and to make room anew for each takes longer than reading it.
const directives = new Directives()
const view = new CodeView()

/** Reads C and C++ as they are written, macros not expanded: declarations with and without bodies, their scopes, macros and includes. */
export function extractC(extraction: Extraction): FactsBuilder {
  const { source, tokens, names } = extraction
  directives.clear()
  lexC(extraction, directives)
  const builder = new FactsBuilder(source, tokens, names)
  view.build(source, tokens, directives)
  new CReader(view, builder).readFile()
  readDirectives(builder)
  reportUnended(builder)
  if (view.problem !== -1) tokens.reportProblem(tokens.line[view.problem] as number)
  return builder
}

/** Reads the tokens alone. */
export function lexCTokens(extraction: Extraction): void {
  directives.clear()
  lexC(extraction, directives)
}

/** Adds the macros and the includes. */
function readDirectives(builder: FactsBuilder): void {
  const macros: RawSymbol[] = []
  for (let index = 0; index < directives.count; index++) {
    const word = directives.word[index]
    const name = (directives.from[index] as number) + 2
    const to = directives.to[index] as number
    if (to <= name) continue
    if (word === K.define && builder.tokens.kind[name] === T.name) macros.push(macroAt(builder, name, to))
    else if (word === K.include || word === K.include_next || word === K.import) addInclude(builder, name)
  }
  putInOrder(builder.symbols, macros)
}

/** `#define name …` up to the token `to`. */
function macroAt({ tokens }: FactsBuilder, name: number, to: number): RawSymbol {
  const end = tokens.end[to - 1] as number
  return {
    nameId: tokens.id[name] as number,
    kind: 'macro',
    parent: -1,
    start: tokens.start[name - 2] as number,
    nameStart: tokens.start[name] as number,
    signatureEnd: end,
    end,
    line: tokens.line[name] as number,
    endLine: tokens.line[to - 1] as number,
    isExported: true,
  }
}

function addInclude(builder: FactsBuilder, token: number): void {
  const { tokens, source } = builder
  if (tokens.kind[token] !== T.string) return
  const start = tokens.start[token] as number
  const end = tokens.end[token] as number
  const specifier = Buffer.from(source.subarray(start + 1, end - 1)).toString('utf8')
  const line = tokens.line[token] as number
  builder.addImport({ kind: source[start] === C.less ? 'import' : 'include', specifier, line })
}

/** Puts symbols in the order of the file, the outer ones first, and macros inside of what is around them. */
function putInOrder(symbols: RawSymbol[], macros: readonly RawSymbol[]): void {
  const all = [...symbols, ...macros]
  const order = Uint32Array.from(all, (_, index) => index)
  order.sort((left, right) => compare(all[left] as RawSymbol, all[right] as RawSymbol) || left - right)
  const places = new Uint32Array(all.length)
  for (const [place, index] of order.entries()) places[index] = place
  const around: number[] = []
  for (const [place, index] of order.entries()) {
    const symbol = all[index] as RawSymbol
    while (around.length > 0 && (symbols[around.at(-1) as number] as RawSymbol).end <= symbol.start) around.pop()
    if (symbol.kind === 'macro') symbol.parent = around.at(-1) ?? -1
    else {
      if (symbol.parent !== -1) symbol.parent = places[symbol.parent] as number
      around.push(place)
    }
    symbols[place] = symbol
  }
}

function compare(left: RawSymbol, right: RawSymbol): number {
  return left.start - right.start || right.end - left.end
}

/** A string that ends with its line and not with its quote, in code that is read. */
function reportUnended(builder: FactsBuilder): void {
  const at = directives.unended.find((token) => view.token[lastAtOrBefore(view.token, token, view.count)] === token)
  if (at !== undefined) builder.tokens.reportProblem(builder.tokens.line[at] as number)
}
