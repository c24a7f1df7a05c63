/** Which line a bytecode instruction belongs to: the three encodings of CPython (Objects/lnotab_notes.txt, Objects/locations.md). */

/** `co_lnotab`, until 3.9: pairs of an address step and a signed line step. */
export function lineOfPairs(table: Buffer, firstLine: number, address: number): number {
  let [line, at] = [firstLine, 0]
  for (let index = 0; index + 1 < table.length; index += 2) {
    at += table.readUInt8(index)
    if (at > address) break
    line += table.readInt8(index + 1)
  }
  return line
}

/** `co_linetable` of 3.10: the same pairs, but a line step holds for the addresses of its own pair; -128 is no line. */
export function lineOfRanges(table: Buffer, firstLine: number, address: number): number {
  let [line, end] = [firstLine, 0]
  for (let index = 0; index + 1 < table.length; index += 2) {
    const step = table.readInt8(index + 1)
    end += table.readUInt8(index)
    if (step !== noLine) line += step
    if (end > address) break
  }
  return line
}

const noLine = -128

/** `co_linetable` from 3.11 on: entries of one to eight instructions each, `unit` being the number of the instruction. */
export function lineOfLocations(table: Buffer, firstLine: number, unit: number): number {
  let [line, end, index] = [firstLine, 0, 0]
  while (index < table.length) {
    const head = table.readUInt8(index)
    const next = endOfEntry(table, index)
    line += lineStep(table, index)
    end += (head & 7) + 1
    if (end > unit) break
    index = next
  }
  return line
}

const codeNone = 15
const codeLong = 14
const codeNoColumn = 13
const codeOneLine = 10

/** The first byte of an entry has the highest bit, and no other. */
function endOfEntry(table: Buffer, start: number): number {
  let index = start + 1
  while (index < table.length && (table[index] ?? 0) < 0x80) index += 1
  return index
}

function lineStep(table: Buffer, index: number): number {
  const code = (table.readUInt8(index) >> 3) & 15
  if (code === codeNone) return 0
  if (code === codeLong || code === codeNoColumn) return signedAt(table, index + 1)
  return code >= codeOneLine ? code - codeOneLine : 0
}

/** Six bits a byte, the lowest first; the lowest bit of the number is its sign. */
function signedAt(table: Buffer, start: number): number {
  let value = 0
  for (let index = start, shift = 0; ; index++, shift += 6) {
    const byte = table[index] ?? 0
    value |= (byte & 63) << shift
    if ((byte & 64) === 0) break
  }
  return (value & 1) === 1 ? -(value >>> 1) : value >>> 1
}
