import type { V8CallFrame } from '../read/node-span.ts'
import { readMappings, type Mapping } from '../memory/mappings.ts'
import { pointerAt, ProcessMemory } from '../memory/process-memory.ts'
import { listTasks, readProc } from '../run/proc.ts'
import { findObjects } from './find-objects.ts'
import { findThreadBlock } from './thread-block.ts'
import { readV8Constants, type V8Constants } from './v8-constants.ts'
import { V8Heap, type V8Place } from './v8-heap.ts'

const framesMax = 200
/** The variables of a thread, and as much of its isolate as holds where it left JavaScript. */
const threadVariablesBytes = 8192
const isolateBytes = 4096
/** A thread's block, with the variables of all libraries below it. */
const blockBytesMax = 256 * 1024
const stackBytesMax = 64 * 1024 * 1024
/** Below the pointer of an entry frame: the exit before it. */
const entrySlots = { from: 16, to: 160 } as const
const largestFrameType = 256

/**
 * The stacks of a Node process whose threads wait in machine code that JavaScript called, such as for a child or a read, read out of
 * its memory. The inspector gets no answer from such a thread; this sends it no signal and does not stop it. x86-64 with glibc.
 */
export class V8Stacks implements Disposable {
  readonly #pid: number
  readonly #memory: ProcessMemory
  readonly #constants: V8Constants
  readonly #heap: V8Heap
  readonly #mappings: readonly Mapping[]
  readonly #writable: readonly Mapping[]
  readonly #code: readonly Mapping[]

  private constructor(pid: number, memory: ProcessMemory, constants: V8Constants) {
    this.#pid = pid
    this.#memory = memory
    this.#constants = constants
    this.#heap = new V8Heap(memory, constants)
    this.#mappings = readMappings(pid)
    this.#writable = this.#mappings.filter(({ isWritable }) => isWritable)
    this.#code = this.#mappings.filter(({ isCode }) => isCode)
  }

  /** Undefined where it cannot be read: another user's, no Linux on x86-64, a build without its constants. */
  static open(pid: number): V8Stacks | undefined {
    if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
    let memory: ProcessMemory | undefined
    try {
      memory = new ProcessMemory(pid)
      const constants = readV8Constants(pid, memory)
      if (constants !== undefined) return new V8Stacks(pid, memory, constants)
    } catch {
      // It may not be read, or has ended.
    }
    memory?.[Symbol.dispose]()
    return undefined
  }

  /** The calls of a thread that waits, the innermost first. Empty when it is not in JavaScript, or runs. */
  read(threadId: number): readonly V8CallFrame[] {
    try {
      const stack = this.#stackOf(threadId)
      const exit = stack === undefined ? undefined : this.#findExit(threadId, stack)
      return stack === undefined || exit === undefined
        ? []
        : this.#walk(stack, exit).map((place) => this.#heap.describe(place))
    } catch {
      // It went on meanwhile.
      return []
    }
  }

  /** Where async functions and generators of all threads wait; undefined of a heap that is too large. */
  readSuspended(): readonly V8CallFrame[] | undefined {
    const { types, object } = this.#constants
    const pointers = listTasks(this.#pid).flatMap((task) => this.#stackPointer(task) ?? [])
    const isStack = ({ start, end }: Mapping): boolean => pointers.some((pointer) => pointer >= start && pointer < end)
    const heap = this.#mappings.filter((mapping) => !isStack(mapping))
    const objects = findObjects(this.#memory, heap, {
      instanceTypeAt: object.instanceType,
      mapType: types.map,
      types: new Set([types.asyncFunction, types.asyncGenerator]),
    })
    return objects?.flatMap((found) => {
      const place = this.#heap.suspendedAt(found)
      return place === undefined ? [] : [this.#heap.describe(place)]
    })
  }

  /** Source maps that are inside of the scripts of the calls that were read: `data:` URLs by the script's own. */
  inlineMaps(): ReadonlyMap<string, string> {
    return this.#heap.inlineMaps()
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]()
  }

  /** The kernel tells that of a thread that waits. */
  #stackPointer(threadId: number): number | undefined {
    const words = (readProc(this.#pid, `task/${threadId}/syscall`) ?? '').trim().split(' ')
    return words.length < 3 ? undefined : Number(words.at(-2))
  }

  #stackOf(threadId: number): Stack | undefined {
    const pointer = this.#stackPointer(threadId)
    if (pointer === undefined) return undefined
    const mapping = this.#mappings.find(({ start, end }) => pointer >= start && pointer < end)
    if (mapping === undefined) return undefined
    const size = Math.min(mapping.end - pointer, stackBytesMax)
    return { start: pointer, bytes: this.#memory.read(pointer, size), mapping }
  }

  /**
   * V8 keeps the frame in which a thread left JavaScript in the isolate of the thread, which a variable of the thread points to (ThreadLocalTop):
   * behind the frame is, before V8 12, the innermost handler of errors, which is on the stack; later the function that was called, or
   * its arguments on the stack, and then a context, which is an object. Another frame is there with an address of code behind it, that of
   * the last fast call, and no object.
   */
  #findExit(threadId: number, stack: Stack): number | undefined {
    const block = findThreadBlock(this.#memory, threadId, this.#mappingsOfBlock(threadId, stack))
    if (block === undefined) return undefined
    const variables = this.#memory.read(block - threadVariablesBytes, threadVariablesBytes)
    const pointers = Array.from({ length: threadVariablesBytes / 8 }, (_, index) => pointerAt(variables, index * 8))
    for (const isolate of new Set(pointers.filter((pointer) => pointer % 8 === 0).toReversed())) {
      if (!isInAny(this.#writable, isolate)) continue
      const exit = this.#exitIn(isolate, stack)
      if (exit !== undefined) return exit
    }
    return undefined
  }

  /** That of a thread is at the end of its stack; that of the main thread is anywhere. */
  #mappingsOfBlock(threadId: number, { mapping }: Stack): readonly Pick<Mapping, 'start' | 'end'>[] {
    if (threadId !== this.#pid)
      return [{ start: Math.max(mapping.start, mapping.end - blockBytesMax), end: mapping.end }]
    const plain = this.#mappings.filter(({ isWritable, name }) => isWritable && name === '')
    return plain.toSorted((a, b) => a.end - a.start - (b.end - b.start))
  }

  #exitIn(isolate: number, stack: Stack): number | undefined {
    let bytes: Buffer
    try {
      bytes = this.#memory.read(isolate, isolateBytes)
    } catch {
      return undefined
    }
    for (let at = 0; at + 24 <= isolateBytes; at += 8) {
      const frame = pointerAt(bytes, at)
      if (frame < stack.start || frame >= stack.mapping.end || !this.#isExit(frame, stack)) continue
      const [second, third] = [pointerAt(bytes, at + 8), pointerAt(bytes, at + 16)]
      const isOnStack = second > frame && second < stack.mapping.end
      if (isOnStack || (isInAny(this.#code, second) && third % 2 === 1)) return frame
    }
    return undefined
  }

  #isExit(frame: number, stack: Stack): boolean {
    if (frame % 8 !== 0 || frame - 8 < stack.start || frame + 16 > stack.start + stack.bytes.length) return false
    const type = this.#frameType(frame, stack)
    if (type === undefined || !/^(?:Builtin|Api\w+)?Exit/.test(type)) return false
    return wordAt(stack, frame) > frame && isInAny(this.#code, wordAt(stack, frame + 8))
  }

  /** A frame of V8's own has its type where one of JavaScript has its context, which is a pointer. */
  #frameType(frame: number, stack: Stack): string | undefined {
    const mark = wordAt(stack, frame + this.#constants.frame.contextOrType)
    return mark % 2 === 0 && mark < largestFrameType ? this.#constants.frameTypes.get(mark / 2) : undefined
  }

  #walk(stack: Stack, exit: number): readonly V8Place[] {
    const places: V8Place[] = []
    let frame: number | undefined = exit
    for (let count = 0; frame !== undefined && count < framesMax; count++) {
      const type = this.#frameType(frame, stack)
      if (type === undefined) {
        const place = this.#placeOf(frame, stack)
        if (place !== undefined) places.push(place)
      }
      const isEntry = type === 'EntryFrame' || type === 'ConstructEntryFrame'
      frame = isEntry ? this.#exitBefore(frame, stack) : this.#callerOf(frame, stack)
    }
    return places
  }

  #callerOf(frame: number, stack: Stack): number | undefined {
    const caller = wordAt(stack, frame)
    return caller > frame && caller + 16 <= stack.start + stack.bytes.length ? caller : undefined
  }

  #exitBefore(entry: number, stack: Stack): number | undefined {
    for (let offset = entrySlots.from; offset < entrySlots.to; offset += 8) {
      const exit = wordAt(stack, entry - offset)
      if (exit > entry && this.#isExit(exit, stack)) return exit
    }
    return undefined
  }

  #placeOf(frame: number, stack: Stack): V8Place | undefined {
    const { frame: layout } = this.#constants
    const shared = this.#heap.sharedOf(wordAt(stack, frame + layout.function))
    if (shared === undefined) return undefined
    const bytecodes = wordAt(stack, frame + layout.bytecodes)
    const offset = wordAt(stack, frame + layout.bytecodeOffset)
    const isInterpreted = offset % 2 ** 32 === 0 && this.#heap.isBytecodes(bytecodes)
    return isInterpreted ? { shared, at: { bytecodes, offset: this.#heap.offsetOf(offset) } } : { shared }
  }
}

interface Stack {
  /** The stack pointer: what is below is free. */
  readonly start: number
  readonly bytes: Buffer
  readonly mapping: Mapping
}

function wordAt({ start, bytes }: Stack, address: number): number {
  return pointerAt(bytes, address - start)
}

function isInAny(mappings: readonly Mapping[], address: number): boolean {
  return mappings.some(({ start, end }) => address >= start && address < end)
}
