import { CallTree } from '../model/call-tree.ts'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'
import { wholeFile } from './folded.ts'

/**
 * What Python's cProfile writes: a marshalled dictionary of `(file, line, name)` to `(calls, calls, own seconds, total seconds, callers)`.
 * It knows no stacks, so every function stands alone, with its own time.
 */
export function readPstats(bytes: Buffer, frames: FrameTable): ThreadProfile | undefined {
  const stats = new Unmarshaller(bytes).read()
  if (!(stats instanceof Map)) return undefined
  const tree = new CallTree()
  let totalUs = 0
  for (const [key, value] of stats) {
    if (!Array.isArray(key) || !Array.isArray(value)) return undefined
    const [file, line, name] = key as readonly unknown[]
    const ownSeconds: unknown = value[2]
    if (typeof file !== 'string' || typeof line !== 'number' || typeof ownSeconds !== 'number') return undefined
    const frame = file === '~' ? frames.special(String(name), 'native') : frames.place(String(name), file, line)
    const us = ownSeconds * 1e6
    tree.sample(tree.child(-1, frame), us)
    totalUs += us
  }
  return { ...wholeFile, endUs: totalUs, nodes: tree.nodes(), samples: tree.samples() }
}

const itemsMax = 10_000_000
const typeMask = 0x7f
const referenceFlag = 0x80

/** As much of Python's marshal format (versions 2 to 4, and that of Python 2) as a profile uses. Throws a RangeError when the bytes end early. */
class Unmarshaller {
  readonly #bytes: Buffer
  readonly #references: unknown[] = []
  readonly #interned: string[] = []
  #at = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  read(): unknown {
    const code = this.#byte()
    const slot = (code & referenceFlag) === 0 ? undefined : this.#references.push(undefined) - 1
    const value = this.#value(String.fromCharCode(code & typeMask))
    if (slot !== undefined) this.#references[slot] = value
    return value
  }

  #value(type: string): unknown {
    switch (type) {
      case '{':
        return this.#map()
      case '(':
        return this.#list(this.#integer())
      case ')':
        return this.#list(this.#byte())
      case 'i':
        return this.#integer()
      case 'l':
        return this.#long()
      case 'g':
        return this.#take(8).readDoubleLE()
      case 'r':
        return this.#references[this.#integer()]
      case 'R':
        return this.#interned[this.#integer()]
      case 'N':
      case '0':
        return undefined
      default:
        return this.#text(type)
    }
  }

  #text(type: string): string {
    switch (type) {
      case 'a':
      case 'A':
        return this.#take(this.#integer()).toString('latin1')
      case 't': {
        const text = this.#take(this.#integer()).toString('utf8')
        this.#interned.push(text)
        return text
      }
      case 's':
      case 'u':
        return this.#take(this.#integer()).toString('utf8')
      case 'z':
      case 'Z':
        return this.#take(this.#byte()).toString('latin1')
      default:
        throw new RangeError(`marshal type ${JSON.stringify(type)}`)
    }
  }

  #map(): Map<unknown, unknown> {
    const map = new Map<unknown, unknown>()
    for (let key = this.read(); key !== undefined; key = this.read()) map.set(key, this.read())
    return map
  }

  #list(length: number): unknown[] {
    if (length > itemsMax) throw new RangeError('a tuple is too long')
    return Array.from({ length }, () => this.read())
  }

  #long(): number {
    const length = this.#integer()
    let value = 0
    for (let digit = 0; digit < Math.abs(length); digit++) value += this.#take(2).readUInt16LE() * 2 ** (15 * digit)
    return length < 0 ? -value : value
  }

  #byte(): number {
    return this.#take(1).readUInt8()
  }

  #integer(): number {
    return this.#take(4).readInt32LE()
  }

  #take(length: number): Buffer {
    if (length < 0 || this.#at + length > this.#bytes.length) throw new RangeError('the file ends early')
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }
}
