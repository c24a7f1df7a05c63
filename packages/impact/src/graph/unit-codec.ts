import type { NamePlaces } from './name-places.ts'
import type { FileUnit, UnitFacts } from './unit-facts.ts'

/** The facts of a file as they are kept: the places of a name are read when they are asked for. */
export interface StoredUnits extends Omit<UnitFacts, 'places'> {
  placesOf(nameHash: number): readonly NamePlaces[]
  has(nameHash: number): boolean
  /** Of the names that stand in it, in order. */
  readonly nameHashes: Int32Array
}

type UnitRow = readonly [
  name: string,
  boundName: string,
  kind: string,
  ...lines: [number, number, number],
  flags: number,
  owner: number,
  ...bases: readonly string[],
]

interface Head extends Omit<UnitFacts, 'places' | 'units'> {
  readonly units: readonly UnitRow[]
}

const FLAG = {
  exported: 1,
  type: 2,
  runsAtLoad: 4,
  member: 8,
  setter: 16,
  getter: 32,
  takesNothing: 64,
  private: 128,
}
const WORD_BYTES = 4
/** Of the head and the number of names. */
const FRAME_WORDS = 2

/**
 * The length of the head and the number of names; the head as JSON; the hashes, in order; where the places of each begin, and the end; and
 * for each place its unit, its line, doubled, one more where it is handed on, and the line where it may name a member,
 * by 16, eight more where another object is asked for it, four more where that is always called with arguments, two more where it only writes it, one more where that is of the same object. Numbers
 * have four bytes, in the machine's own order.
 */
export function encodeUnits({ units, places, ...rest }: UnitFacts): Uint8Array {
  const head = Buffer.from(JSON.stringify({ ...rest, units: units.map(rowOf) } satisfies Head))
  const headWords = Math.ceil(head.length / WORD_BYTES)
  const hashes = Int32Array.from(places.keys()).sort()
  const starts = new Int32Array(hashes.length + 1)
  const numbers: number[] = []
  for (const [index, hash] of hashes.entries()) {
    for (const { unit, line, isHandedOn, memberLine, ...asked } of places.get(hash) ?? []) {
      const { isOwn, isWritten, hasArguments, isOfOther } = asked
      const flags = Number(isOfOther) * 8 + Number(hasArguments) * 4 + Number(isWritten) * 2 + Number(isOwn)
      numbers.push(unit, line * 2 + Number(isHandedOn), memberLine * 16 + flags)
    }
    starts[index + 1] = numbers.length
  }
  const words = new Int32Array(FRAME_WORDS + headWords + hashes.length + starts.length + numbers.length)
  const bytes = new Uint8Array(words.buffer)
  words[0] = head.length
  words[1] = hashes.length
  bytes.set(head, FRAME_WORDS * WORD_BYTES)
  words.set(hashes, FRAME_WORDS + headWords)
  words.set(starts, FRAME_WORDS + headWords + hashes.length)
  words.set(numbers, FRAME_WORDS + headWords + hashes.length + starts.length)
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
  const numbers = words.subarray(hashesAt + 2 * names + 1)
  return {
    ...rest,
    units: units.map(unitOf),
    nameHashes: hashes,
    has: (nameHash) => find(hashes, nameHash) !== undefined,
    placesOf(nameHash) {
      const at = find(hashes, nameHash)
      const found: NamePlaces[] = []
      if (at === undefined) return found
      for (let place = starts[at] as number; place < (starts[at + 1] as number); place += 3) {
        const [unit, use, member] = [
          numbers[place] as number,
          numbers[place + 1] as number,
          numbers[place + 2] as number,
        ]
        const line = { line: use >> 1, isHandedOn: (use & 1) === 1 }
        const asked = {
          isOwn: (member & 1) !== 0,
          isWritten: (member & 2) !== 0,
          hasArguments: (member & 4) !== 0,
          isOfOther: (member & 8) !== 0,
        }
        found.push({ unit, ...line, memberLine: member >> 4, ...asked })
      }
      return found
    },
  }
}

function rowOf(unit: FileUnit): UnitRow {
  const { name, boundName, kind, line, firstLine, endLine, owner, bases } = unit
  const flags =
    (unit.isExported ? FLAG.exported : 0) |
    (unit.isType ? FLAG.type : 0) |
    (unit.runsAtLoad ? FLAG.runsAtLoad : 0) |
    (unit.isMember ? FLAG.member : 0) |
    (unit.isSetter ? FLAG.setter : 0) |
    (unit.isGetter ? FLAG.getter : 0) |
    (unit.takesNothing ? FLAG.takesNothing : 0) |
    (unit.isPrivate ? FLAG.private : 0)
  return [name, boundName === name ? '' : boundName, kind, line, firstLine, endLine, flags, owner, ...bases]
}

function unitOf(
  [name, boundName, kind, line, firstLine, endLine, flags, owner, ...bases]: UnitRow,
  index: number,
): FileUnit {
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
    owner,
    isMember: (flags & FLAG.member) !== 0,
    isGetter: (flags & FLAG.getter) !== 0,
    takesNothing: (flags & FLAG.takesNothing) !== 0,
    isPrivate: (flags & FLAG.private) !== 0,
    isSetter: (flags & FLAG.setter) !== 0,
    bases,
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
