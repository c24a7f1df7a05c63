import type { ProcessMemory } from '../memory/process-memory.ts'
import { pointerAt } from '../memory/process-memory.ts'

/** Where the fields of the interpreter's structures are, in bytes from their beginning. */
export interface PythonLayout {
  readonly runtime: { readonly interpreters: number }
  readonly interpreter: { readonly threads: number }
  readonly thread: {
    readonly next: number
    /** The number that pthreads give it. */
    readonly ident: number
    /** The number that the kernel gives it; known from Python 3.11 on. */
    readonly nativeId?: number
    readonly frame: number
    /** A pointer lies between the thread and its frame, with the frame at this offset (3.11 and 3.12). */
    readonly frameHolder?: number
  }
  readonly frame: {
    readonly sizeBytes: number
    readonly code: number
    readonly previous: number
    readonly instruction: number
    /** The variables and the stack of the function, from 3.11 on. */
    readonly values?: number
    /** Whose the frame is; those of the interpreter itself run no code. */
    readonly owner?: number
  }
  readonly code: {
    readonly sizeBytes: number
    readonly file: number
    readonly name: number
    readonly firstLine: number
    readonly lines: number
    /** The first instruction, where a frame holds the address of its own. */
    readonly instructions?: number
  }
  readonly textStateAt: number
  /** Where the characters are: of ASCII, and of anything else. */
  readonly text: { readonly ascii: number; readonly wide: number }
  readonly lineTable: 'pairs' | 'pairs from 3.10' | 'locations'
}

const textBefore312 = { textStateAt: 32, text: { ascii: 48, wide: 72 } } as const
const textFrom312 = { textStateAt: 32, text: { ascii: 40, wide: 56 } } as const
const before311 = {
  ...textBefore312,
  runtime: { interpreters: 32 },
  interpreter: { threads: 8 },
  thread: { next: 8, ident: 176, frame: 24 },
  code: { sizeBytes: 128, file: 104, name: 112, firstLine: 40, lines: 120 },
} as const

/** By minor version, of 64-bit builds (offsetof of CPython's own headers; they do not change after the first release of a version). */
const layouts: Readonly<Record<number, PythonLayout>> = {
  8: { ...before311, frame: { sizeBytes: 112, code: 32, previous: 24, instruction: 104 }, lineTable: 'pairs' },
  9: { ...before311, frame: { sizeBytes: 112, code: 32, previous: 24, instruction: 104 }, lineTable: 'pairs' },
  10: {
    ...before311,
    frame: { sizeBytes: 104, code: 32, previous: 24, instruction: 96 },
    lineTable: 'pairs from 3.10',
  },
  11: {
    ...textBefore312,
    runtime: { interpreters: 40 },
    interpreter: { threads: 16 },
    thread: { next: 8, ident: 152, nativeId: 160, frame: 56, frameHolder: 8 },
    frame: { sizeBytes: 72, code: 32, previous: 48, instruction: 56, owner: 69, values: 72 },
    code: { sizeBytes: 192, file: 112, name: 128, firstLine: 72, lines: 136, instructions: 184 },
    lineTable: 'locations',
  },
  12: {
    ...textFrom312,
    runtime: { interpreters: 40 },
    interpreter: { threads: 72 },
    thread: { next: 8, ident: 136, nativeId: 144, frame: 56, frameHolder: 0 },
    frame: { sizeBytes: 72, code: 0, previous: 8, instruction: 56, owner: 70, values: 72 },
    code: { sizeBytes: 200, file: 112, name: 128, firstLine: 68, lines: 136, instructions: 192 },
    lineTable: 'locations',
  },
}

const minorSelfDescribed = 13

/** The layout of the Python whose runtime is there; undefined of one that is not known. `minor` is its version, or NaN. */
export function readLayout(memory: ProcessMemory, runtime: number, minor: number): PythonLayout | undefined {
  const described = memory.read(runtime, describedFields * 8)
  if (described.toString('latin1', 0, 8) !== 'xdebugpy') return layouts[minor]
  const isKnown = ((described.readUInt32LE(8) >> 16) & 0xff) === minorSelfDescribed && described.readUInt32LE(16) === 0
  return isKnown ? readDescribed(described) : undefined
}

/** `_Py_DebugOffsets` of 3.13: 64-bit numbers at the beginning of the runtime. */
const describedFields = 64

function readDescribed(bytes: Buffer): PythonLayout {
  const at = (index: number): number => pointerAt(bytes, index * 8)
  return {
    ...textFrom312,
    runtime: { interpreters: at(5) },
    interpreter: { threads: at(9) },
    thread: { next: at(21), frame: at(23), ident: at(24), nativeId: at(25) },
    frame: { sizeBytes: at(28), previous: at(29), code: at(30), instruction: at(31), values: at(32), owner: at(33) },
    code: {
      sizeBytes: at(34),
      file: at(35),
      name: at(37),
      lines: at(38),
      firstLine: at(39),
      instructions: at(43),
    },
    lineTable: 'locations',
  }
}
