/** The lowest bit says that a position is in another file; then come the position plus 1 and the function that was inlined. */
const offsetBits = 30
/** Before the first instruction. */
const functionEntry = -1

/**
 * The place in the source of the instruction at an offset, from V8's table (src/codegen/source-position-table.cc): for each entry, as signed numbers of
 * variable length, the distance of its offset and of its position from those before. An offset is negated, less 1, where no statement begins.
 * Undefined of a table that is empty, which V8 makes up only when it needs it.
 */
export function positionAt(table: Buffer, offset: number): number | undefined {
  let at = 0
  const next = (): bigint => {
    let value = 0n
    for (let shift = 0n; at < table.length; shift += 7n) {
      const byte = table[at++] ?? 0
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) break
    }
    return (value >> 1n) ^ -(value & 1n)
  }
  let code = functionEntry
  let position = 0n
  let found: bigint | undefined
  while (at < table.length) {
    const distance = Number(next())
    code += distance >= 0 ? distance : -distance - 1
    position += next()
    if (code > offset) break
    found = position
  }
  return found === undefined ? undefined : Number((found >> 1n) & ((1n << BigInt(offsetBits)) - 1n)) - 1
}
