import { gzipSync } from 'node:zlib'
import type { Trace } from '../model/trace.ts'
import { allThreads } from './formats.ts'

/** pprof's profile.proto (github.com/google/pprof), compressed as its tools expect: samples in nanoseconds of time. */
export function toPprof(trace: Trace): Buffer {
  const strings = new Strings()
  const parts: Buffer[] = [message(1, [field(1, strings.number('time')), field(2, strings.number('nanoseconds'))])]
  for (const { nodes } of allThreads(trace)) {
    for (const [index, node] of nodes.entries()) {
      if (node.selfUs <= 0 || trace.frames[node.frame]?.kind === 'idle') continue
      const locations: Buffer[] = []
      for (let at = nodes[index]; at !== undefined; at = nodes[at.parent]) locations.push(field(1, at.frame + 1))
      parts.push(message(2, [...locations, field(2, node.selfUs * 1000)]))
    }
  }
  for (const [index, { name, file, line }] of trace.frames.entries()) {
    parts.push(message(4, [field(1, index + 1), message(4, [field(1, index + 1), field(2, line)])]))
    const place = [
      field(1, index + 1),
      field(2, strings.number(name)),
      field(3, strings.number(name)),
      field(4, strings.number(file)),
    ]
    parts.push(message(5, [...place, field(5, line)]))
  }
  const startedNs = Date.parse(trace.startedAt) * 1e6
  const wallUs = trace.runs.reduce((sum, run) => sum + run.wallUs, 0)
  const table = strings.all().map((text) => bytes(6, Buffer.from(text)))
  return gzipSync(Buffer.concat([...parts, ...table, field(9, startedNs), field(10, wallUs * 1000)]))
}

class Strings {
  readonly #numbers = new Map<string, number>([['', 0]])

  number(text: string): number {
    const known = this.#numbers.get(text)
    if (known !== undefined) return known
    this.#numbers.set(text, this.#numbers.size)
    return this.#numbers.size - 1
  }

  all(): readonly string[] {
    return [...this.#numbers.keys()]
  }
}

const wireVarint = 0
const wireBytes = 2

function field(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8 + wireVarint), varint(value)])
}

function message(number: number, parts: readonly Buffer[]): Buffer {
  return bytes(number, Buffer.concat(parts))
}

function bytes(number: number, value: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + wireBytes), varint(value.length), value])
}

/** Base 128, the lowest seven bits first; the value may be beyond 32 bits. */
function varint(value: number): Buffer {
  const digits: number[] = []
  let rest = BigInt(Math.max(0, Math.round(value)))
  do {
    const digit = Number(rest & 0x7fn)
    rest >>= 7n
    digits.push(rest > 0n ? digit | 0x80 : digit)
  } while (rest > 0n)
  return Buffer.from(digits)
}
