import { CallTree } from '../model/call-tree.ts'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'
import { wholeFile } from './folded.ts'

const usPerUnit: Readonly<Record<string, number>> = {
  nanoseconds: 1e-3,
  microseconds: 1,
  milliseconds: 1e3,
  seconds: 1e6,
  count: 1000,
}

/**
 * pprof's profile.proto (github.com/google/pprof), unpacked. Of several kinds of values the last one that is a time counts; where all are numbers of
 * samples, each is a millisecond.
 *
 * @throws RangeError when the bytes are no whole profile, or hold no time.
 */
export function readPprof(bytes: Buffer, frames: FrameTable): ThreadProfile {
  const profile = readProfile(bytes)
  const { index, us } = chooseValue(profile)
  const tree = new CallTree()
  let totalUs = 0
  for (const { locations, values } of profile.samples) {
    const stack = locations.toReversed().flatMap((location) => placesOf(profile, location, frames))
    let node = -1
    for (const frame of stack.length > 0 ? stack : [frames.special('(unknown)', 'native')])
      node = tree.child(node, frame)
    const valueUs = (values[index] ?? 0) * us
    tree.sample(node, valueUs)
    const line = lineOf(profile, locations[0])
    if (line > 0) tree.addLine(node, line, valueUs)
    totalUs += valueUs
  }
  return { ...wholeFile, endUs: totalUs, nodes: tree.nodes(), samples: tree.samples() }
}

/** Of the innermost call; 0 where it is not known. */
function lineOf({ locations }: Profile, location: number | undefined): number {
  return locations.get(location ?? 0)?.[0]?.line ?? 0
}

/** The functions at a location, the outermost first: several where some were inlined. */
function placesOf({ locations, functions, strings }: Profile, location: number, frames: FrameTable): readonly number[] {
  const lines = locations.get(location) ?? []
  return lines.toReversed().map(({ functionId, line }) => {
    const place = functions.get(functionId) ?? { name: 0, file: 0, line: 0 }
    const name = strings[place.name] ?? ''
    const file = strings[place.file] ?? ''
    return file === '' ? frames.special(name, 'native') : frames.place(name, file, place.line === 0 ? line : place.line)
  })
}

function chooseValue({ kinds, strings }: Profile): { readonly index: number; readonly us: number } {
  const units = kinds.map((unit) => strings[unit] ?? '')
  const time = units.findLastIndex((unit) => unit !== 'count' && usPerUnit[unit] !== undefined)
  const index = time === -1 && units.every((unit) => unit === 'count') ? units.length - 1 : time
  const us = usPerUnit[units[index] ?? '']
  if (us === undefined) throw new RangeError(`it holds no time, but ${units.join(', ') || 'nothing'}`)
  return { index, us }
}

interface Profile {
  /** The unit of each value of a sample, as the number of a string. */
  readonly kinds: number[]
  readonly samples: { readonly locations: readonly number[]; readonly values: readonly number[] }[]
  /** The innermost of functions that were inlined comes first. */
  readonly locations: Map<number, readonly { readonly functionId: number; readonly line: number }[]>
  readonly functions: Map<number, { readonly name: number; readonly file: number; readonly line: number }>
  readonly strings: string[]
}

function readProfile(bytes: Buffer): Profile {
  const profile: Profile = { kinds: [], samples: [], locations: new Map(), functions: new Map(), strings: [] }
  for (const { number, bytes: part } of fieldsOf(bytes)) {
    if (part === undefined) continue
    switch (number) {
      case 1:
        profile.kinds.push(new Message(part).number(2))
        break
      case 2: {
        const sample = new Message(part)
        profile.samples.push({ locations: sample.numbers(1), values: sample.numbers(2) })
        break
      }
      case 4: {
        const location = new Message(part)
        const lines = location.parts(4).map((line) => new Message(line))
        profile.locations.set(
          location.number(1),
          lines.map((line) => ({ functionId: line.number(1), line: line.number(2) })),
        )
        break
      }
      case 5: {
        const place = new Message(part)
        profile.functions.set(place.number(1), { name: place.number(2), file: place.number(4), line: place.number(5) })
        break
      }
      case 6:
        profile.strings.push(part.toString('utf8'))
        break
      default:
    }
  }
  if (profile.kinds.length === 0 || profile.samples.length === 0) throw new RangeError('it holds no samples')
  return profile
}

interface Field {
  readonly number: number
  readonly value: number
  readonly bytes?: Buffer
}

class Message {
  readonly #fields: readonly Field[]

  constructor(bytes: Buffer) {
    this.#fields = [...fieldsOf(bytes)]
  }

  number(wanted: number): number {
    return this.#fields.find(({ number }) => number === wanted)?.value ?? 0
  }

  parts(wanted: number): readonly Buffer[] {
    return this.#fields.flatMap(({ number, bytes }) => (number === wanted && bytes !== undefined ? [bytes] : []))
  }

  /** Written together or one by one. */
  numbers(wanted: number): readonly number[] {
    return this.#fields.flatMap(({ number, value, bytes }) => {
      if (number !== wanted) return []
      return bytes === undefined ? [value] : unpack(bytes)
    })
  }
}

function unpack(bytes: Buffer): readonly number[] {
  const numbers: number[] = []
  for (let at = 0; at < bytes.length;) {
    const { value, next } = varintAt(bytes, at)
    numbers.push(value)
    at = next
  }
  return numbers
}

/** The wire format of protocol buffers. */
function* fieldsOf(bytes: Buffer): Generator<Field> {
  for (let at = 0; at < bytes.length;) {
    const { value: tag, next } = varintAt(bytes, at)
    const [number, wire] = [Math.floor(tag / 8), tag % 8]
    if (wire === 0) {
      const { value, next: end } = varintAt(bytes, next)
      yield { number, value }
      at = end
    } else if (wire === 2) {
      const { value: length, next: start } = varintAt(bytes, next)
      if (start + length > bytes.length) throw new RangeError('it ends early')
      yield { number, value: 0, bytes: bytes.subarray(start, start + length) }
      at = start + length
    } else if (wire === 1 || wire === 5) at = next + (wire === 1 ? 8 : 4)
    else throw new RangeError('it is no protocol buffer')
  }
}

const varintBytesMax = 10

/** Beyond 53 bits a value is not exact, and negative ones are not among what is read. */
function varintAt(bytes: Buffer, start: number): { readonly value: number; readonly next: number } {
  let value = 0
  for (let index = 0; index < varintBytesMax; index++) {
    const byte = bytes[start + index]
    if (byte === undefined) throw new RangeError('it ends early')
    value += (byte & 0x7f) * 2 ** (7 * index)
    if (byte < 0x80) return { value, next: start + index + 1 }
  }
  throw new RangeError('it is no protocol buffer')
}
