import { pathToFileURL } from 'node:url'
import type { CodeFile, CodeMap, OpenFile } from '../code-map.ts'
import { C, T } from '../lex/tokens.ts'
import { enclosingIndex, importedOn, isCode } from '../queries/references.ts'
import { NameLinks, type Target } from './name-links.ts'
import { MessageWriter } from './protobuf.ts'
import { SCIP_KINDS, scipSymbols, type ScipSymbol } from './symbol-names.ts'

/** `SymbolRole` of scip.proto. */
const ROLE = { definition: 1, import: 2, generated: 16, test: 32 } as const
const ENCODING_UTF8 = 1
/** Columns count bytes of UTF-8. */
const POSITION_UTF8 = 1

export interface ScipCounts {
  documents: number
  symbols: number
  occurrences: number
}

/**
 * A SCIP index (github.com/sourcegraph/scip, scip.proto), piece by piece: every declaration, and every use that imports lead to
 * one. A use that only shares its name with a declaration is left out. `counts` is counted up on the way.
 */
export function* scipIndex(map: CodeMap, version: string, counts: ScipCounts): Generator<Uint8Array> {
  const head = new MessageWriter()
  head.message(1, (metadata) => {
    metadata.message(2, (tool) => {
      tool.text(1, 'code-map')
      tool.text(2, version)
    })
    metadata.text(3, pathToFileURL(map.root).href)
    metadata.number(4, ENCODING_UTF8)
  })
  yield head.result()
  const writer = new DocumentWriter(map, counts)
  for (const file of map.files()) {
    const open = isCode(file) ? map.read(file.number) : undefined
    if (open === undefined) continue
    const piece = new MessageWriter()
    piece.message(2, (document) => writer.write(document, file, open))
    counts.documents++
    yield piece.result()
  }
}

class DocumentWriter {
  readonly #map: CodeMap
  readonly #counts: ScipCounts
  readonly #links: NameLinks
  readonly #symbols = new Map<number, readonly (ScipSymbol | undefined)[]>()

  constructor(map: CodeMap, counts: ScipCounts) {
    this.#map = map
    this.#counts = counts
    this.#links = new NameLinks(map)
  }

  write(document: MessageWriter, file: CodeFile, open: OpenFile): void {
    document.text(1, file.path)
    this.#occurrences(document, file, open)
    const written = new Set<string>()
    for (const known of scipSymbols(file.path, open.symbols)) {
      if (known === undefined || written.has(known.id)) continue
      written.add(known.id)
      this.#counts.symbols++
      document.message(3, (information) => {
        information.text(1, known.id)
        information.number(5, SCIP_KINDS[known.symbol.kind])
        information.text(6, known.symbol.name)
        information.message(7, (signature) => {
          signature.text(4, file.language)
          signature.text(5, open.signature(known.symbol))
        })
      })
    }
    document.text(4, file.language)
    document.number(6, POSITION_UTF8)
  }

  #occurrences(document: MessageWriter, file: CodeFile, open: OpenFile): void {
    // The file's symbols are read anew each time they are asked for.
    const { symbols } = open
    const own = scipSymbols(file.path, symbols)
    const declared = new Map(own.map((known, index) => [symbols[index]?.nameStart, known?.id]))
    const isImported = importedOn(open)
    const fileRoles =
      file.class === 'test' ? ROLE.test : file.class === 'generated' || file.class === 'minified' ? ROLE.generated : 0
    const { tokens, names } = open.extraction
    let lineStart = 0
    let line = 0
    for (let at = 0; at < tokens.count; at++) {
      const start = tokens.start[at] as number
      if (tokens.line[at] !== line) {
        line = tokens.line[at] as number
        lineStart = start - open.columnAt(start) + 1
      }
      if ((tokens.id[at] as number) < 0) continue
      const isDefinition = declared.has(start)
      const id = isDefinition ? declared.get(start) : this.#idOf(this.#target(file, open, at))
      if (id === undefined) continue
      const name = names.text(tokens.id[at] as number)
      const role = isDefinition ? ROLE.definition : isImported(name, line) ? ROLE.import : 0
      this.#counts.occurrences++
      document.message(2, (occurrence) => {
        occurrence.numbers(1, [line - 1, start - lineStart, start - lineStart + Buffer.byteLength(name)])
        occurrence.text(2, id)
        occurrence.number(3, fileRoles | role)
      })
    }
  }

  #idOf(target: Target | undefined): string | undefined {
    if (target === undefined) return undefined
    let symbols = this.#symbols.get(target.file)
    if (symbols === undefined) {
      symbols = scipSymbols(this.#map.pathOf(target.file), this.#map.symbols(target.file))
      this.#symbols.set(target.file, symbols)
    }
    return symbols[target.symbol]?.id
  }

  /** What the name at a token stands for. */
  #target(file: CodeFile, open: OpenFile, at: number): Target | undefined {
    const { tokens, names } = open.extraction
    const kindAt = (index: number): number => (index < 0 || index >= tokens.count ? 0 : (tokens.kind[index] as number))
    const name = names.text(tokens.id[at] as number)
    const before = kindAt(at - 1)
    if (before === C.dot || before === T.optionalChain) {
      const ownerId = at >= 2 ? (tokens.id[at - 2] as number) : -1
      if (ownerId < 0) return undefined
      const owner = names.text(ownerId)
      if (SELF.has(owner)) return ownMember(file, open, { name, offset: tokens.start[at] as number })
      return this.#links.member(file.number, owner, name)
    }
    const isKey = kindAt(at + 1) === C.colon && (before === C.openBrace || before === C.comma)
    return isKey || kindAt(at) === T.symbol || kindAt(at) === T.label ? undefined : this.#links.find(file.number, name)
  }
}

const SELF: ReadonlySet<string> = new Set(['this', 'self', 'cls'])

/** A member of the type around an offset. */
function ownMember(
  file: CodeFile,
  open: OpenFile,
  { name, offset }: { readonly name: string; readonly offset: number },
): Target | undefined {
  const { symbols } = open
  for (let outer = enclosingIndex(symbols, offset); outer !== -1; outer = symbols[outer]?.parent ?? -1) {
    const symbol = symbols.findIndex((candidate) => candidate.parent === outer && candidate.name === name)
    if (symbol !== -1) return { file: file.number, symbol }
  }
  return undefined
}
