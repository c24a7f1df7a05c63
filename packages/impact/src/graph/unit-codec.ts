import type { FileUnit, NamePlaces, UnitFacts } from './unit-facts.ts'

/** The facts of a file as they are kept: the places of a name are read when they are asked for. */
export interface StoredUnits extends Omit<UnitFacts, 'places'> {
  placesOf(nameHash: number): readonly NamePlaces[]
}

type UnitRow = readonly [
  name: string,
  boundName: string,
  kind: string,
  ...lines: [number, number, number],
  flags: number,
]

interface Head extends Omit<UnitFacts, 'places' | 'units'> {
  readonly units: readonly UnitRow[]
}

const FLAG = { exported: 1, type: 2, runsAtLoad: 4 }
const WORD_BYTES = 4
/** Of the head and the number of names. */
const FRAME_WORDS = 2

/**
 * The length of the head and the number of names; the head as JSON; the hashes, in order; where the places of each begin, and the end; and
 * for each place its unit and its line, doubled, one more where it is handed on. Numbers have four bytes, in the machine's own order.
 */
export function encodeUnits({ units, places, ...rest }: UnitFacts): Uint8Array {
  const head = Buffer.from(JSON.stringify({ ...rest, units: units.map(rowOf) } satisfies Head))
  const headWords = Math.ceil(head.length / WORD_BYTES)
  const hashes = Int32Array.from(places.keys()).sort()
  const starts = new Int32Array(hashes.length + 1)
  const pairs: number[] = []
  for (const [index, hash] of hashes.entries()) {
    for (const { unit, line, isHandedOn } of places.get(hash) ?? []) pairs.push(unit, line * 2 + Number(isHandedOn))
    starts[index + 1] = pairs.length
  }
  const words = new Int32Array(FRAME_WORDS + headWords + hashes.length + starts.length + pairs.length)
  const bytes = new Uint8Array(words.buffer)
  words[0] = head.length
  words[1] = hashes.length
  bytes.set(head, FRAME_WORDS * WORD_BYTES)
  words.set(hashes, FRAME_WORDS + headWords)
  words.set(starts, FRAME_WORDS + headWords + hashes.length)
  words.set(pairs, FRAME_WORDS + headWords + hashes.length + starts.length)
  return bytes
}

/** `bytes` are those of `encodeUnits`: whoever kept them has checked that. */
export function decodeUnits(bytes: Uint8Array): StoredUnits {
  // Numbers have to begin at a multiple of their size.
  const whole = bytes.byteOffset % WORD_BYTES === 0 ? bytes : Uint8Array.from(bytes)
  const words = new Int32Array(whole.buffer, whole.byteOffset, whole.length / WORD_BYTES)
  const [headBytes = 0, names = 0] = words
  const headAt = FRAME_WORDS * WORD_BYTES
  const text = Buffer.from(whole.buffer, whole.byteOffset + headAt, headBytes).toString()
  const { units, ...rest } = JSON.parse(text) as Head
  const hashesAt = FRAME_WORDS + Math.ceil(headBytes / WORD_BYTES)
  const hashes = words.subarray(hashesAt, hashesAt + names)
  const starts = words.subarray(hashesAt + names, hashesAt + 2 * names + 1)
  const pairs = words.subarray(hashesAt + 2 * names + 1)
  return {
    ...rest,
    units: units.map(unitOf),
    placesOf(nameHash) {
      const at = find(hashes, nameHash)
      const found: NamePlaces[] = []
      if (at === undefined) return found
      for (let pair = starts[at] as number; pair < (starts[at + 1] as number); pair += 2) {
        const value = pairs[pair + 1] as number
        found.push({ unit: pairs[pair] as number, line: value >> 1, isHandedOn: (value & 1) === 1 })
      }
      return found
    },
  }
}

function rowOf(unit: FileUnit): UnitRow {
  const { name, boundName, kind, line, firstLine, endLine } = unit
  const flags =
    (unit.isExported ? FLAG.exported : 0) | (unit.isType ? FLAG.type : 0) | (unit.runsAtLoad ? FLAG.runsAtLoad : 0)
  return [name, boundName === name ? '' : boundName, kind, line, firstLine, endLine, flags]
}

function unitOf([name, boundName, kind, line, firstLine, endLine, flags]: UnitRow, index: number): FileUnit {
  return {
    index,
    name,
    boundName: boundName === '' ? name : boundName,
    kind,
    line,
    firstLine,
    endLine,
    isExported: (flags & FLAG.exported) !== 0,
    isType: (flags & FLAG.type) !== 0,
    runsAtLoad: (flags & FLAG.runsAtLoad) !== 0,
  }
}

function find(sorted: Int32Array, value: number): number | undefined {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return sorted[low] === value ? low : undefined
}
