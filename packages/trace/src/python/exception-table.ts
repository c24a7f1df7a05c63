/**
 * How many values of a function are on its stack for the handler of what runs at an instruction, from `co_exceptiontable`
 * (Objects/exception_handling_notes.txt): entries of numbers in groups of six bits, the start and the length in instructions, the
 * handler, and the depth. 0 where there is no handler. The body of a `with` has one, and what ends it is the last value below.
 */
export function handlerDepth(table: Buffer, unit: number): number {
  let at = 0
  const next = (): number => {
    let value = 0
    for (let isMore = true; isMore && at < table.length;) {
      const byte = table[at++] ?? 0
      value = value * 64 + (byte & 0x3f)
      isMore = (byte & 0x40) !== 0
    }
    return value
  }
  while (at < table.length) {
    const [start, length, , depth] = [next(), next(), next(), next()]
    if (start > unit) return 0
    if (unit < start + length) return depth >> 1
  }
  return 0
}
