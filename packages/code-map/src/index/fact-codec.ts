import { IMPORT_KINDS, SYMBOL_KINDS, type ImportedName, type ImportFact } from '../facts.ts'
import type { RawFacts, RawSymbol } from '../lex/facts-builder.ts'
import { ByteReader, type ByteWriter } from './bytes.ts'

/** Appends the facts of one file but for the names of its symbols, which have no numbers yet; nothing where there are none. */
export function writeFacts({ symbols, imports }: RawFacts, writer: ByteWriter): void {
  if (symbols.length === 0 && imports.length === 0) return
  let lastStart = 0
  let lastLine = 1
  for (const [index, symbol] of symbols.entries()) {
    writer.varint(SYMBOL_KINDS.indexOf(symbol.kind) * 2 + (symbol.isExported ? 1 : 0))
    writer.varint(symbol.parent === -1 ? 0 : index - symbol.parent)
    writer.signed(symbol.start - lastStart)
    writer.varint(symbol.nameStart - symbol.start)
    writer.signed(symbol.signatureEnd - symbol.nameStart)
    writer.varint(symbol.end - symbol.start)
    writer.signed(symbol.line - lastLine)
    writer.varint(symbol.endLine - symbol.line)
    lastStart = symbol.start
    lastLine = symbol.line
  }
  writer.varint(imports.length)
  for (const fact of imports) writeImport(fact, writer)
}

function writeImport(fact: ImportFact, writer: ByteWriter): void {
  writer.varint(IMPORT_KINDS.indexOf(fact.kind) * 2 + (fact.isTypeOnly ? 1 : 0))
  writer.varint(fact.line)
  writer.text(fact.specifier)
  writer.varint(fact.names.length)
  for (const { imported, local } of fact.names) {
    writer.text(imported)
    writer.text(imported === local ? '' : local)
  }
}

/** Reads the names of `count` symbols and then what `writeFacts` wrote. */
export function readFacts(bytes: Uint8Array, count: number): RawFacts {
  const reader = new ByteReader(bytes)
  const names = Array.from({ length: count }, () => reader.varint())
  const symbols: RawSymbol[] = []
  let lastStart = 0
  let lastLine = 1
  for (const [index, nameId] of names.entries()) {
    const kind = reader.varint()
    const up = reader.varint()
    const start = lastStart + reader.signed()
    const nameStart = start + reader.varint()
    const signatureEnd = nameStart + reader.signed()
    const end = start + reader.varint()
    const line = lastLine + reader.signed()
    const endLine = line + reader.varint()
    const isExported = kind % 2 === 1
    symbols.push({
      nameId,
      kind: SYMBOL_KINDS[kind >> 1] ?? 'variable',
      parent: up === 0 ? -1 : index - up,
      start,
      nameStart,
      signatureEnd,
      end,
      line,
      endLine,
      isExported,
    })
    lastStart = start
    lastLine = line
  }
  return { symbols, imports: readImports(reader) }
}

function readImports(reader: ByteReader): ImportFact[] {
  const imports: ImportFact[] = []
  for (let left = reader.varint(); left > 0 && !reader.isAtEnd; left--) {
    const kind = reader.varint()
    const line = reader.varint()
    const specifier = reader.text()
    const names: ImportedName[] = []
    for (let count = reader.varint(); count > 0 && !reader.isAtEnd; count--) {
      const imported = reader.text()
      const local = reader.text()
      names.push({ imported, local: local === '' ? imported : local })
    }
    imports.push({ kind: IMPORT_KINDS[kind >> 1] ?? 'import', specifier, line, names, isTypeOnly: kind % 2 === 1 })
  }
  return imports
}
