import { existsSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { findSymbol } from '../memory/find-symbol.ts'
import { handlerDepth } from './exception-table.ts'
import { lineOfLocations, lineOfPairs, lineOfRanges } from './line-tables.ts'
import { pointerAt, ProcessMemory } from '../memory/process-memory.ts'
import { heldLocks, waitedAddress } from './python-locks.ts'
import { readLayout, type PythonLayout } from './python-layout.ts'

export interface PythonCall {
  readonly name: string
  readonly file: string
  /** Of its `def`. */
  readonly firstLine: number
  readonly line: number
}

export interface PythonStack {
  /** The kernel's number of the thread. */
  readonly threadId: number
  /** The innermost call first. */
  readonly calls: readonly PythonCall[]
  /** The thread that holds the lock which this one waits for, and the call whose `with` took it. */
  readonly holder?: { readonly threadId: number; readonly call: PythonCall }
}

interface Code extends Omit<PythonCall, 'line'> {
  readonly instructions: number
  readonly table: Buffer
}

const threadsMax = 256
const depthMax = 400
const textBytesMax = 4096
const tableBytesMax = 1 << 20
const codesMax = 20_000
/** `pthread_t` points to a structure of glibc that holds the kernel's number of the thread (x86-64). */
const kernelIdOffset = 720
/** Of a code object from 3.11 on; the number of variables is beside the first line. */
const exceptionTableOffset = 40
const localsAfterFirstLine = 4
const stackDepthMax = 100
const interpreterOwnsFrom = 3

/**
 * The stacks of a running CPython (3.8 to 3.13), read out of its memory while it goes on. Nothing is loaded into it and it is not stopped, so that a
 * stack that changes meanwhile may come out cut short.
 */
export class PythonStacks implements Disposable {
  readonly #pid: number
  readonly #memory: ProcessMemory
  readonly #runtime: number
  readonly #layout: PythonLayout
  readonly #codes = new Map<number, Code>()

  private constructor(pid: number, { memory, runtime, layout }: Parts) {
    this.#pid = pid
    this.#memory = memory
    this.#runtime = runtime
    this.#layout = layout
  }

  /** The reason, where it cannot be read. */
  static open(pid: number): PythonStacks | string {
    if (process.platform !== 'linux') return 'this system has no /proc'
    let memory: ProcessMemory | undefined
    try {
      memory = new ProcessMemory(pid)
      const found = findSymbol(pid, '_PyRuntime', /^(?:lib)?python\d/)
      const minor = /python3\.(\d+)/.exec(found?.file ?? '')?.[1]
      const layout = found === undefined ? undefined : readLayout(memory, found.address, Number(minor))
      if (found !== undefined && layout !== undefined)
        return new PythonStacks(pid, { memory, runtime: found.address, layout })
      memory[Symbol.dispose]()
      if (found === undefined) return 'it has no interpreter of CPython in it'
      return `its Python ${minor === undefined ? '' : `3.${minor} `}is none of 3.8 to 3.13`
    } catch (error) {
      memory?.[Symbol.dispose]()
      const { code } = error as NodeJS.ErrnoException
      return code === 'EACCES' || code === 'EPERM' ? 'its memory may not be read' : 'its memory could not be read'
    }
  }

  /** Those of all threads of the main interpreter, the main thread last. Empty when the process has ended or is about to change. */
  read(): readonly PythonStack[] {
    return this.#states().map((state) => ({ threadId: this.#threadId(state), calls: this.#calls(state) }))
  }

  /** The same, with the holders of locks that `with` took (CPython 3.11 to 3.13 on x86-64). */
  readWithHolders(): readonly PythonStack[] {
    const states = this.#states().map((state) => ({ state, threadId: this.#threadId(state) }))
    const held = new Map<number, NonNullable<PythonStack['holder']>>()
    for (const { state, threadId } of states)
      for (const frame of this.#frames(state))
        for (const lock of this.#locksOf(frame)) held.set(lock, { threadId, call: this.#call(frame.bytes) })
    return states.map(({ state, threadId }) => {
      const stack = { threadId, calls: this.#calls(state) }
      const waited = waitedAddress(this.#pid, threadId)
      const holder = waited === undefined ? undefined : held.get(waited)
      return holder === undefined ? stack : { ...stack, holder }
    })
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]()
  }

  #threadId(state: number): number {
    const { nativeId, ident } = this.#layout.thread
    if (nativeId !== undefined) return this.#memory.pointer(state + nativeId)
    const id = this.#memory.read(this.#memory.pointer(state + ident) + kernelIdOffset, 4).readUInt32LE(0)
    return existsSync(`/proc/${this.#pid}/task/${id}`) ? id : 0
  }

  #states(): readonly number[] {
    const { runtime, interpreter, thread } = this.#layout
    const states: number[] = []
    try {
      const first = this.#memory.pointer(this.#runtime + runtime.interpreters)
      let at = this.#memory.pointer(first + interpreter.threads)
      for (let count = 0; at !== 0 && count < threadsMax; count++) {
        states.push(at)
        at = this.#memory.pointer(at + thread.next)
      }
    } catch {
      // It ends, or a thread has just ended.
    }
    return states
  }

  #calls(state: number): readonly PythonCall[] {
    const calls: PythonCall[] = []
    try {
      for (const { bytes } of this.#frames(state)) calls.push(this.#call(bytes))
    } catch {
      // The thread went on meanwhile: what was read until then is kept.
    }
    return calls
  }

  *#frames(state: number): Generator<Frame> {
    const { thread, frame } = this.#layout
    let at = this.#memory.pointer(state + thread.frame)
    if (thread.frameHolder !== undefined && at !== 0) at = this.#memory.pointer(at + thread.frameHolder)
    for (let depth = 0; at !== 0 && depth < depthMax; depth++) {
      const bytes = this.#memory.read(at, frame.sizeBytes)
      if (frame.owner === undefined || bytes.readUInt8(frame.owner) < interpreterOwnsFrom) yield { address: at, bytes }
      at = pointerAt(bytes, frame.previous)
    }
  }

  /** Before 3.11 what a function has on its stack is elsewhere. */
  #locksOf({ address, bytes }: Frame): readonly number[] {
    const { frame, code } = this.#layout
    if (frame.values === undefined) return []
    const at = pointerAt(bytes, frame.code)
    const head = this.#memory.read(at, code.sizeBytes)
    const table = this.#bytes(pointerAt(head, exceptionTableOffset))
    const unit = (pointerAt(bytes, frame.instruction) - at - (code.instructions ?? 0)) / 2
    const depth = Math.min(handlerDepth(table, unit), stackDepthMax)
    const locals = head.readInt32LE(code.firstLine + localsAfterFirstLine)
    return depth === 0 ? [] : heldLocks(this.#memory, this.#memory.read(address + frame.values + locals * 8, depth * 8))
  }

  #call(frame: Buffer): PythonCall {
    const { frame: layout } = this.#layout
    const { name, file, firstLine, ...code } = this.#code(pointerAt(frame, layout.code))
    return { name, file, firstLine, line: this.#line(frame, { ...code, firstLine }) }
  }

  #line(frame: Buffer, { table, firstLine, instructions }: Pick<Code, 'table' | 'firstLine' | 'instructions'>): number {
    const at = this.#layout.frame.instruction
    switch (this.#layout.lineTable) {
      case 'pairs':
        return lineOfPairs(table, firstLine, frame.readInt32LE(at))
      case 'pairs from 3.10':
        // Here an instruction is counted, and has two bytes.
        return lineOfRanges(table, firstLine, frame.readInt32LE(at) * 2)
      case 'locations':
        return lineOfLocations(table, firstLine, Math.max(0, (pointerAt(frame, at) - instructions) / 2))
    }
  }

  #code(address: number): Code {
    const known = this.#codes.get(address)
    const { code: layout } = this.#layout
    // An address is used again when its code is gone: the name tells.
    const bytes = this.#memory.read(address, layout.sizeBytes)
    const name = this.#text(pointerAt(bytes, layout.name))
    const firstLine = bytes.readInt32LE(layout.firstLine)
    if (known?.name === name && known.firstLine === firstLine) return known
    const code = {
      name,
      firstLine,
      file: this.#absolute(this.#text(pointerAt(bytes, layout.file))),
      instructions: address + (layout.instructions ?? 0),
      table: this.#bytes(pointerAt(bytes, layout.lines)),
    }
    if (this.#codes.size < codesMax) this.#codes.set(address, code)
    return code
  }

  /** Python names a script as the command did. */
  #absolute(file: string): string {
    if (path.isAbsolute(file) || file.startsWith('<')) return file
    try {
      return path.resolve(readlinkSync(`/proc/${this.#pid}/cwd`), file)
    } catch {
      return file
    }
  }

  /** A `str`. */
  #text(address: number): string {
    const { textStateAt, text } = this.#layout
    const head = this.#memory.read(address, textStateAt + 4)
    const state = head.readUInt32LE(textStateAt)
    const [kind, isAscii] = [(state >> 2) & 7, ((state >> 6) & 1) === 1]
    const length = Math.min(pointerAt(head, 16), textBytesMax)
    const bytes = this.#memory.read(address + (isAscii ? text.ascii : text.wide), length * kind)
    if (kind === 1) return bytes.toString('latin1')
    if (kind === 2) return bytes.toString('utf16le')
    return String.fromCodePoint(...Array.from({ length }, (_, index) => bytes.readUInt32LE(index * 4)))
  }

  /** A `bytes`. */
  #bytes(address: number): Buffer {
    const size = this.#memory.pointer(address + 16)
    return this.#memory.read(address + 32, Math.min(size, tableBytesMax))
  }
}

interface Frame {
  readonly address: number
  readonly bytes: Buffer
}

interface Parts {
  readonly memory: ProcessMemory
  readonly runtime: number
  readonly layout: PythonLayout
}
