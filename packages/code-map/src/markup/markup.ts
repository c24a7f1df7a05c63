import type { SymbolKind } from '../facts.ts'
import type { Extraction } from '../lex/extraction.ts'
import type { FactsBuilder, RawSymbol } from '../lex/facts-builder.ts'
import { C } from '../lex/tokens.ts'
import { extractPlain } from '../plain/plain.ts'

interface Found {
  readonly kind: SymbolKind
  /** Places in the text, one character a byte. */
  readonly start: number
  readonly nameStart: number
  readonly nameEnd: number
  readonly depth: number
}

/** Headings of Markdown (`#` and underlined), nested by their level; code blocks have none. */
export function extractMarkdown(extraction: Extraction): FactsBuilder {
  return extractHeadings(extractPlain(extraction, 'markdown'))
}

/** Adds the headings of Markdown to what was read of it. */
export function extractHeadings(builder: FactsBuilder): FactsBuilder {
  const { source } = builder
  const found: Found[] = []
  let fence = ''
  let previous = 0
  for (let at = 0; at < source.length;) {
    const lineFeed = source.indexOf(C.lineFeed, at)
    const end = lineFeed === -1 ? source.length : lineFeed
    if (MARKS.has(firstByte(source, at))) {
      const line = latin1(source.subarray(at, end))
      const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? ''
      if (fence !== '') fence = mark.startsWith(fence) ? '' : fence
      else if (mark !== '') fence = mark
      else {
        const before = { start: previous, name: latin1(source.subarray(previous, Math.max(previous, at - 1))) }
        const heading = hashHeading(line, at) ?? underlinedHeading(line, before)
        if (heading !== undefined) found.push(heading)
      }
    }
    previous = at
    at = end + 1
  }
  return withSymbols(builder, found)
}

/** What a line begins with that is a heading, underlines one, or is the fence of a code block. */
const MARKS: ReadonlySet<number> = new Set([C.hash, C.equals, C.minus, C.backtick, C.tilde])
const INDENT_MAX = 3

/** The first byte of a line behind its indentation. */
function firstByte(source: Uint8Array, from: number): number {
  let at = from
  while (at < from + INDENT_MAX && source[at] === C.space) at++
  return source[at] ?? C.lineFeed
}

/** `## Name ##` */
function hashHeading(line: string, start: number): Found | undefined {
  const [, mark = '', level = '', name = ''] = /^( {0,3}(#{1,6})[ \t]+)(.*?)[ \t]*#*[ \t]*\r?$/.exec(line) ?? []
  const nameStart = start + mark.length
  return name === ''
    ? undefined
    : { kind: 'heading', start, nameStart, nameEnd: nameStart + name.length, depth: level.length }
}

/** `===` or `---` under a name. */
function underlinedHeading(line: string, before: { readonly name: string; readonly start: number }): Found | undefined {
  const underline = /^ {0,3}(=+|-{2,})[ \t]*\r?$/.exec(line)?.[1]
  if (underline === undefined || !/^ {0,3}[^\s>#-]/.test(before.name)) return undefined
  const name = before.name.trimEnd()
  const nameStart = before.start + name.length - name.trimStart().length
  return {
    kind: 'heading',
    start: before.start,
    nameStart,
    nameEnd: before.start + name.length,
    depth: underline.startsWith('=') ? 1 : 2,
  }
}

const SQL_DECLARATION =
  /^[ \t]*create\s+(?:or\s+replace\s+)?(?:global\s+|local\s+|temp(?:orary)?\s+|unique\s+|materialized\s+|virtual\s+)*(table|view|function|procedure|trigger|index|type|sequence|schema)\s+(?:if\s+not\s+exists\s+|concurrently\s+)*(?:["[`\w]+\.)?["[`]?([\w\x80-\xff]+)/gim
const SQL_KINDS: Readonly<Record<string, SymbolKind>> = {
  table: 'table',
  view: 'table',
  function: 'function',
  procedure: 'function',
  type: 'type',
  schema: 'namespace',
}

/** What SQL creates: tables, views, functions, … */
export function extractSql(extraction: Extraction): FactsBuilder {
  const found: Found[] = []
  for (const match of latin1(extraction.source).matchAll(SQL_DECLARATION)) {
    const nameEnd = match.index + match[0].length
    const kind = SQL_KINDS[(match[1] ?? '').toLowerCase()] ?? 'constant'
    found.push({ kind, start: match.index, nameStart: nameEnd - (match[2] ?? '').length, nameEnd, depth: 1 })
  }
  return withSymbols(extractPlain(extraction, 'sql'), found)
}

/** Classes, ids and custom properties that CSS declares, and its `@import`s. */
export function extractCss(extraction: Extraction): FactsBuilder {
  const text = latin1(extraction.source).replaceAll(
    /\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g,
    (part) => part.replaceAll(/[^\n]/g, ' '),
  )
  const found: Found[] = []
  for (const match of text.matchAll(/(?<=^|[{};])[^{};@]*?(?=\{)/g)) {
    for (const name of match[0].matchAll(/[.#](-?[A-Za-z_\x80-\xff][\w\x80-\xff-]*)/g)) {
      const start = match.index + name.index
      found.push({ kind: 'selector', start, nameStart: start + 1, nameEnd: start + name[0].length, depth: 1 })
    }
  }
  for (const match of text.matchAll(/(?<=^|[{;\s])--([\w-]+)(?=\s*:)/g)) {
    found.push({
      kind: 'property',
      start: match.index,
      nameStart: match.index,
      nameEnd: match.index + match[0].length,
      depth: 1,
    })
  }
  const builder = withSymbols(extractPlain(extraction, 'css'), found)
  for (const match of latin1(extraction.source).matchAll(
    /^[ \t]*@(?:import|use|forward)\s+(?:url\()?["']([^"'\n]+)["']/gm,
  )) {
    builder.addImport({ kind: 'include', specifier: match[1] ?? '', line: lineAt(extraction.source, match.index) })
  }
  return builder
}

export function latin1(source: Uint8Array): string {
  return Buffer.from(source.buffer, source.byteOffset, source.length).toString('latin1')
}

function lineAt(source: Uint8Array, offset: number): number {
  let line = 1
  for (let at = source.indexOf(10); at !== -1 && at < offset; at = source.indexOf(10, at + 1)) line++
  return line
}

/** Adds what was found, each up to the next of the same or a lesser depth. */
function withSymbols(builder: FactsBuilder, found: readonly Found[]): FactsBuilder {
  const { source, symbols, names } = builder
  const open: { readonly symbol: RawSymbol; readonly index: number; readonly depth: number }[] = []
  const isNested = found.some(({ depth }) => depth > 1)
  let line = 1
  let at = 0
  for (const { kind, start, nameStart, nameEnd, depth } of [...found].sort(
    (left, right) => left.nameStart - right.nameStart,
  )) {
    for (; at < nameStart; at++) if (source[at] === 10) line++
    for (let last = open.at(-1); last !== undefined && last.depth >= depth; last = open.at(-1)) {
      if (isNested || last.symbol.kind === 'heading') {
        last.symbol.end = Math.max(last.symbol.end, start)
        last.symbol.endLine = Math.max(last.symbol.line, line - 1)
      }
      open.pop()
    }
    const symbol: RawSymbol = {
      nameId: names.intern(source, nameStart, nameEnd),
      kind,
      parent: open.at(-1)?.index ?? -1,
      start,
      nameStart,
      signatureEnd: nameEnd,
      end: nameEnd,
      line,
      endLine: line,
      isExported: true,
    }
    symbols.push(symbol)
    open.push({ symbol, index: symbols.length - 1, depth })
  }
  for (const { symbol } of open) {
    if (symbol.kind !== 'heading') continue
    symbol.end = source.length
    symbol.endLine = builder.tokens.lines
  }
  return builder
}
