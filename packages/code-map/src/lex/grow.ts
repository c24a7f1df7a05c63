/** A copy of at least `sizeMin` elements, the old ones first. */
export function grow<T extends Uint8Array | Uint32Array | Int32Array>(array: T, sizeMin: number): T {
  const larger = new (array.constructor as new (size: number) => T)(Math.max(sizeMin, array.length * 2))
  larger.set(array)
  return larger
}
