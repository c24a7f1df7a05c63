import { findSymbolsWithPrefix } from '../memory/find-symbol.ts'
import type { ProcessMemory } from '../memory/process-memory.ts'

const prefix = 'v8dbg_'
const frameTypePrefix = `${prefix}frametype_`

/** Where V8 keeps what, in one running process; sizes and offsets in bytes. */
export interface V8Constants {
  /** By their number: `ExitFrame`, `EntryFrame` and so on. */
  readonly frameTypes: ReadonlyMap<number, string>
  /** From the frame pointer. */
  readonly frame: {
    readonly function: number
    readonly contextOrType: number
    readonly bytecodes: number
    readonly bytecodeOffset: number
  }
  readonly object: { readonly map: number; readonly instanceType: number }
  readonly types: {
    readonly sharedFunction: number
    readonly bytecodes: number
    readonly script: number
    readonly map: number
    readonly asyncFunction: number
    readonly asyncGenerator: number
    /** Types below it are those of strings. */
    readonly firstNonString: number
  }
  readonly sharedOfFunction: number
  readonly shared: { readonly nameOrScope: number; readonly script: number }
  readonly script: { readonly name: number; readonly source: number }
  readonly bytecodeData: number
  readonly string: {
    readonly length: number
    readonly oneByte: number
    readonly twoByte: number
    readonly resource: number
    readonly first: number
    readonly second: number
    readonly actual: number
    readonly parent: number
    readonly offset: number
    readonly encodingMask: number
    readonly representationMask: number
    readonly oneByteTag: number
    readonly consTag: number
    readonly externalTag: number
    readonly slicedTag: number
    readonly thinTag: number
  }
}

/**
 * V8 tells its layout to debuggers in variables of the program (`v8dbg_`, tools/gen-postmortem-metadata.py), which llnode reads, too. Some names end in a
 * type, which differs from version to version. Undefined of a build without them.
 */
export function readV8Constants(pid: number, memory: ProcessMemory): V8Constants | undefined {
  const addresses = findSymbolsWithPrefix(pid, prefix, /^libnode\.so/)
  if (addresses.size === 0) return undefined
  const need = (...names: readonly string[]): number => readOne(memory, addresses, names)
  return {
    frameTypes: readFrameTypes(memory, addresses),
    frame: {
      function: need('off_fp_function'),
      contextOrType: need('off_fp_context_or_frame_type'),
      bytecodes: need('off_fp_bytecode_array'),
      bytecodeOffset: need('off_fp_bytecode_offset'),
    },
    object: { map: need('class_HeapObject__map'), instanceType: need('class_Map__instance_type') },
    types: {
      sharedFunction: need('type_SharedFunctionInfo'),
      bytecodes: need('type_BytecodeArray'),
      script: need('type_Script'),
      map: need('type_Map'),
      asyncFunction: need('type_JSAsyncFunctionObject'),
      asyncGenerator: need('type_JSAsyncGeneratorObject'),
      firstNonString: need('FirstNonstringType'),
    },
    sharedOfFunction: need('class_JSFunction__shared'),
    shared: {
      nameOrScope: need('class_SharedFunctionInfo__name_or_scope_info'),
      script: need('class_SharedFunctionInfo__script_or_debug_info', 'class_SharedFunctionInfo__script'),
    },
    script: { name: need('class_Script__name'), source: need('class_Script__source') },
    bytecodeData: need('class_BytecodeArray__data'),
    string: readStringConstants(need),
  }
}

type Addresses = ReadonlyMap<string, number>

/** The first of some names that is there, as a whole or with a type behind it. */
function readOne(memory: ProcessMemory, addresses: Addresses, names: readonly string[]): number {
  for (const name of names.map((word) => prefix + word)) {
    const whole = addresses.has(name) ? name : [...addresses.keys()].find((known) => known.startsWith(`${name}__`))
    const address = addresses.get(whole ?? '')
    if (address !== undefined) return memory.read(address, 4).readInt32LE(0)
  }
  throw new RangeError(`this V8 does not tell its ${names[0]}`)
}

function readFrameTypes(memory: ProcessMemory, addresses: Addresses): ReadonlyMap<number, string> {
  const types = [...addresses].filter(([name]) => name.startsWith(frameTypePrefix))
  return new Map(types.map(([name, at]) => [memory.read(at, 4).readInt32LE(0), name.slice(frameTypePrefix.length)]))
}

function readStringConstants(need: (name: string) => number): V8Constants['string'] {
  return {
    length: need('class_String__length'),
    oneByte: need('class_SeqOneByteString__chars'),
    twoByte: need('class_SeqTwoByteString__chars'),
    resource: need('class_ExternalString__resource'),
    first: need('class_ConsString__first'),
    second: need('class_ConsString__second'),
    actual: need('class_ThinString__actual'),
    parent: need('class_SlicedString__parent'),
    offset: need('class_SlicedString__offset'),
    encodingMask: need('StringEncodingMask'),
    representationMask: need('StringRepresentationMask'),
    oneByteTag: need('OneByteStringTag'),
    consTag: need('ConsStringTag'),
    externalTag: need('ExternalStringTag'),
    slicedTag: need('SlicedStringTag'),
    thinTag: need('ThinStringTag'),
  }
}
