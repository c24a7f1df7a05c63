/**
 * Reads `12 -3 4`, the way a `group_concat` packs many numbers: ten thousand rows handed over one by one cost more than
 * everything that is done with them.
 */
export function parsePacked(text: string | null | undefined): Int32Array {
  if (text === null || text === undefined || text === '') return new Int32Array(0)
  const numbers = new Int32Array((text.length + 1) >> 1)
  let count = 0
  let value = 0
  let sign = 1
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code === SPACE) {
      numbers[count] = sign * value
      count += 1
      value = 0
      sign = 1
    } else if (code === MINUS) sign = -1
    else value = value * 10 + code - ZERO
  }
  numbers[count] = sign * value
  return numbers.subarray(0, count + 1)
}

const SPACE = 32
const MINUS = 45
const ZERO = 48
