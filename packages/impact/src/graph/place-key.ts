import type { Reach } from './reach.ts'

/** Of a place a number, of a declaration that is gone its name. */
export type Key = number | string

/** No file has more units. */
const unitsMax = 2 ** 24

export function placeKey(file: number, unit: number): number {
  return file * unitsMax + unit
}

export function keyOf({ file, unit, name }: Pick<Reach, 'file' | 'unit' | 'name'>): Key {
  return unit === -1 ? `${file}:${name}` : placeKey(file, unit)
}
