import type { V8CallFrame } from '../read/node-span.ts'
import { pointerAt, type ProcessMemory } from '../memory/process-memory.ts'
import { positionAt } from './source-positions.ts'
import type { V8Constants } from './v8-constants.ts'

const tagBits = 1
const smiBits = 32
const textLengthMax = 32 * 1024 * 1024
const mapComment = '//# sourceMappingURL='
const textDepthMax = 1000
/** Of a ScopeInfo: flags, the number of parameters and of locals come first. */
const scopeLocalsFrom = 3
/** With more of them the names are in one table. */
const inlinedLocalsMax = 75
/** An absent name is one object, and the scope around the function is another: then comes what is no part of it. */
const scopeSlotsMax = 8
const fieldsOfBytecodes = 5
/** A ByteArray: its map, its length, its bytes. */
const byteArray = { length: 8, data: 16 } as const

/** A JSGeneratorObject: the function; the place in its bytecodes; where it goes on, negative when it runs or is over. */
const generator = { sizeBytes: 72, fields: [24, 48, 64] } as const
const sharedFieldsSeen = 2
const innerFieldsSeen = 8

/** A place in a function that is on a stack. */
export interface V8Place {
  readonly shared: number
  /** The bytecodes of the function and where in them it is; absent where it was compiled to machine code. */
  readonly at?: { readonly bytecodes: number; readonly offset: number }
}

interface CodeOfFunction {
  readonly shared: number
  readonly bytecodes: number | undefined
}

interface Source {
  readonly url: string
  readonly text: string
}

interface ScopeFacts {
  readonly name: string
  /** In its script. */
  readonly start?: number
}

/** The heap of a V8 without pointer compression, as that of Node is, read from outside. */
export class V8Heap {
  readonly #memory: ProcessMemory
  readonly #constants: V8Constants
  readonly #sources = new Map<number, Source>()
  readonly #codes = new Map<number, CodeOfFunction>()
  /** Many async functions may wait at one place. */
  readonly #calls = new Map<string, V8CallFrame>()

  constructor(memory: ProcessMemory, constants: V8Constants) {
    this.#memory = memory
    this.#constants = constants
  }

  /** The shared part of a function; undefined when there is no function. */
  sharedOf(fn: number): number | undefined {
    if (!isObject(fn)) return undefined
    const shared = this.#field(fn, this.#constants.sharedOfFunction)
    return this.#typeOf(shared) === this.#constants.types.sharedFunction ? shared : undefined
  }

  isBytecodes(value: number): boolean {
    return this.#typeOf(value) === this.#constants.types.bytecodes
  }

  /** Where an async function or generator waits (JSGeneratorObject); undefined when it runs or is over. */
  suspendedAt(object: number): V8Place | undefined {
    try {
      const bytes = this.#memory.read(object - tagBits, generator.sizeBytes)
      const [fn, offset, continuation] = generator.fields.map((at) => pointerAt(bytes, at))
      if (fn === undefined || offset === undefined || continuation === undefined) return undefined
      if (!isSmi(continuation) || smi(continuation) < 0) return undefined
      const code = this.#codeOf(fn)
      if (code?.bytecodes === undefined || !isSmi(offset)) return code
      return { shared: code.shared, at: { bytecodes: code.bytecodes, offset: this.offsetOf(offset) } }
    } catch {
      // What is there is none, or no longer.
      return undefined
    }
  }

  #codeOf(fn: number): CodeOfFunction | undefined {
    const known = this.#codes.get(fn)
    if (known !== undefined) return known
    const shared = this.sharedOf(fn)
    if (shared === undefined) return undefined
    const code = { shared, bytecodes: this.#bytecodesOf(shared) }
    this.#codes.set(fn, code)
    return code
  }

  /** From the offset that V8 keeps: it counts from the pointer to the bytecodes, which has a tag. */
  offsetOf(word: number): number {
    return smi(word) - this.#constants.bytecodeData + tagBits
  }

  /** They are one of the first fields, or in the machine code or the data that stand there. */
  #bytecodesOf(shared: number): number | undefined {
    for (const value of this.#fields(shared, sharedFieldsSeen)) {
      if (this.isBytecodes(value)) return value
      const type = this.#typeOf(value)
      if (type === undefined || type === this.#constants.types.script) continue
      const inner = this.#fields(value, innerFieldsSeen).find((field) => this.isBytecodes(field))
      if (inner !== undefined) return inner
    }
    return undefined
  }

  #fields(object: number, count: number): readonly number[] {
    return Array.from({ length: count }, (_, index) => this.#field(object, 8 + index * 8))
  }

  /** As the inspector tells it: lines and columns from 0. A builtin has no file. */
  describe(place: V8Place): V8CallFrame {
    const key = `${place.shared} ${place.at?.offset}`
    const call = this.#calls.get(key) ?? this.#describe(place)
    this.#calls.set(key, call)
    return call
  }

  #describe({ shared, at }: V8Place): V8CallFrame {
    const { nameOrScope, script } = this.#constants.shared
    const source = this.#source(this.#field(shared, script))
    const { name, start } = this.#scope(this.#field(shared, nameOrScope), source)
    if (source === undefined) return { functionName: name, url: '', lineNumber: 0, columnNumber: 0 }
    const position = (at === undefined ? undefined : this.#position(at)) ?? start ?? 0
    const before = source.text.slice(0, position)
    const lineStart = before.lastIndexOf('\n') + 1
    return {
      functionName: name,
      url: source.url,
      lineNumber: countLines(before),
      columnNumber: position - lineStart,
    }
  }

  /** See `V8Stacks`. */
  inlineMaps(): ReadonlyMap<string, string> {
    return new Map(
      [...this.#sources.values()].flatMap(({ url, text }) => {
        const dataUrl = /\/\/# sourceMappingURL=(data:\S+)\s*$/.exec(text.slice(text.lastIndexOf(mapComment)))?.[1]
        return dataUrl === undefined ? [] : [[url, dataUrl] as const]
      }),
    )
  }

  /** V8 12 and later name the source positions before the handlers, earlier ones after them. */
  #position({ bytecodes, offset }: NonNullable<V8Place['at']>): number | undefined {
    const fields = Array.from({ length: fieldsOfBytecodes }, (_, index) => this.#field(bytecodes, 16 + index * 8))
    const objects = fields.filter((field) => isObject(field) && field > 1)
    const types = objects.map((object) => this.#typeOf(object))
    const first = types.findIndex((type, index) => type === types[index + 1])
    if (first === -1) return undefined
    const isLate = objects.length === first + 2
    const table = objects[isLate ? first + 1 : first] ?? 0
    const length = this.#smi(table, byteArray.length)
    return positionAt(this.#memory.read(table - tagBits + byteArray.data, length), offset)
  }

  #source(script: number): Source | undefined {
    const { types, script: layout } = this.#constants
    const known = this.#sources.get(script)
    if (known !== undefined) return known
    if (this.#typeOf(script) !== types.script) return undefined
    const source = {
      url: this.#text(this.#field(script, layout.name)) ?? '',
      text: this.#text(this.#field(script, layout.source)) ?? '',
    }
    this.#sources.set(script, source)
    return source
  }

  /**
   * What the scope of a function tells: after the locals come the name with its slot and the name that V8 inferred. Where the function is in
   * its script stands after these, from V8 13 on before the locals.
   */
  #scope(scope: number, source: Source | undefined): ScopeFacts {
    const name = this.#text(scope)
    if (name !== undefined) return { name }
    if (!isObject(scope)) return { name: '' }
    const slot = (index: number): number => this.#field(scope, 8 + index * 8)
    const isRange = (index: number): boolean => {
      const [from, to] = [slot(index), slot(index + 1)]
      return isSmi(from) && isSmi(to) && smi(from) <= smi(to) && smi(to) <= (source?.text.length ?? 0)
    }
    const count = smi(slot(scopeLocalsFrom - 1))
    const isEarly = isRange(scopeLocalsFrom) && smi(slot(scopeLocalsFrom + 1)) > 0
    const first = scopeLocalsFrom + (isEarly ? 2 : 0)
    // That of a module begins with the number of its imports and exports.
    const isModule = isSmi(slot(first)) && !isRange(first)
    const from = first + (isModule ? 1 : 0) + (count < inlinedLocalsMax ? count * 2 : count + 1)
    const { names, at } = this.#namesOf(slot, { from, isEnd: (index) => !isEarly && isRange(index) })
    const start = isEarly ? slot(scopeLocalsFrom) : at === undefined ? undefined : slot(at)
    if (start === undefined) return { name: names[0] ?? '' }
    // A module has no name, and its locals stand elsewhere.
    return { name: smi(start) === 0 ? '' : (names[0] ?? ''), start: smi(start) }
  }

  /** The names that are not empty, and the slot that ends them. */
  #namesOf(
    slot: (index: number) => number,
    { from, isEnd }: { readonly from: number; readonly isEnd: (index: number) => boolean },
  ): { readonly names: readonly string[]; readonly at?: number } {
    const names: string[] = []
    let others = 0
    for (let index = from; index < from + scopeSlotsMax && others < 2; index++) {
      if (isEnd(index)) return { names, at: index }
      const text = this.#text(slot(index))
      if (text !== undefined && text !== '') names.push(text)
      if (text === undefined && !isSmi(slot(index))) others += 1
    }
    return { names }
  }

  /** A string; undefined of anything else. */
  #text(value: number, depth = 0): string | undefined {
    const { types, string } = this.#constants
    const type = this.#typeOf(value)
    if (type === undefined || type >= types.firstNonString || depth > textDepthMax) return undefined
    const address = value - tagBits
    const length = Math.min(this.#memory.read(address + string.length, 4).readUInt32LE(0), textLengthMax)
    const isOneByte = (type & string.encodingMask) === string.oneByteTag
    switch (type & string.representationMask) {
      case string.thinTag:
        return this.#text(this.#field(value, string.actual), depth + 1)
      case string.consTag: {
        const first = this.#text(this.#field(value, string.first), depth + 1) ?? ''
        return first + (this.#text(this.#field(value, string.second), depth + 1) ?? '')
      }
      case string.slicedTag: {
        const from = this.#smi(value, string.offset)
        return this.#text(this.#field(value, string.parent), depth + 1)?.slice(from, from + length)
      }
      case string.externalTag:
        return this.#characters(this.#field(value, string.resource + 8), { length, isOneByte })
      default:
        return this.#characters(address + (isOneByte ? string.oneByte : string.twoByte), { length, isOneByte })
    }
  }

  #characters(
    address: number,
    { length, isOneByte }: { readonly length: number; readonly isOneByte: boolean },
  ): string {
    if (length === 0) return ''
    return isOneByte
      ? this.#memory.read(address, length).toString('latin1')
      : this.#memory.read(address, length * 2).toString('utf16le')
  }

  #typeOf(value: number): number | undefined {
    if (!isObject(value)) return undefined
    try {
      const map = this.#field(value, this.#constants.object.map)
      return this.#memory.read(map - tagBits + this.#constants.object.instanceType, 2).readUInt16LE(0)
    } catch {
      // No object is there.
      return undefined
    }
  }

  #field(object: number, offset: number): number {
    return pointerAt(this.#memory.read(object - tagBits + offset, 8), 0)
  }

  #smi(object: number, offset: number): number {
    return smi(this.#field(object, offset))
  }
}

/** Pointers to objects are odd; a small integer is in the upper half of a word whose lower half is 0. */
function isObject(value: number): boolean {
  return value % 2 === tagBits
}

function isSmi(value: number): boolean {
  return value % 2 ** smiBits === 0
}

/** Words come as unsigned numbers. */
function smi(value: number): number {
  return Math.floor(value / 2 ** smiBits) | 0
}

function countLines(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1
  return count
}
