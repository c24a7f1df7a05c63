import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { stateDirectory } from '@groundcrew/core/repo'
import { formatBytes } from '@groundcrew/core/text'
import { faultOfHeapProfile, faultOfSpeedscope, faultOfV8Profile } from './check-foreign.ts'
import { FrameTable } from '../model/frame-table.ts'
import type { ProcessRecord, ThreadProfile, Trace } from '../model/trace.ts'
import { parseTrace, TraceStore } from '../store/trace-store.ts'
import { finishTrace, startTrace } from '../trace.ts'
import { wholeFile, readFolded } from './folded.ts'
import { readHeap, type V8HeapProfile } from './heap.ts'
import { readV8Profiles, type V8Profile } from './node-span.ts'
import { readChromeTrace, type ChromeEvent } from './chrome-trace.ts'
import { readPerfScript } from './perf-script.ts'
import { readPprof } from './pprof.ts'
import { readPstats } from './pstats.ts'
import { SourceMaps } from '@groundcrew/core/failures'
import { readSpeedscope, type SpeedscopeFile } from './speedscope.ts'

/** Tens of millions of samples do not fit into the memory that Node gives. */
const fileBytesMax = 128 * 1024 * 1024
const formats =
  '.cpuprofile, .heapprofile, speedscope, pprof, pstats, a Chrome trace, the text of perf script, folded stacks, or a profile of trace'

/**
 * A saved profile by its id, or anybody's profile by its file.
 *
 * @throws ToolError NO_SUCH_PROFILE, BROKEN_PROFILE, UNKNOWN_FORMAT.
 */
export async function openProfile(io: Io, reference: string): Promise<Trace> {
  const store = new TraceStore(await stateDirectory(io.cwd, io.env))
  if (await store.has(reference)) return store.load(reference)
  const file = path.resolve(io.cwd, reference)
  const stats = await stat(file).catch(() => undefined)
  if (stats?.isFile() !== true) {
    throw new ToolError('NO_SUCH_PROFILE', `'${reference}' is neither a saved profile nor a file`, {
      hint: 'trace list',
      exitCode: 2,
    })
  }
  if (stats.size > fileBytesMax) throw tooLarge(reference, formatBytes(stats.size))
  const bytes = await readFile(file)
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return toTrace(io, reference, bytes)
  const unpacked = await unpack(bytes, reference)
  const start = unpacked.subarray(0, 64).toString('utf8')
  if (start.startsWith('{"schema":')) return parseTrace(bytes, reference)
  return toTrace(io, reference, unpacked)
}

/** @throws ToolError BROKEN_PROFILE, TOO_LARGE. */
async function unpack(bytes: Buffer, reference: string): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: fileBytesMax })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge(reference, 'more when unpacked')
    throw broken(reference, (error as Error).message)
  }
}

function tooLarge(reference: string, size: string): ToolError {
  return new ToolError(
    'TOO_LARGE',
    `${reference} has ${size}; profiles of at most ${formatBytes(fileBytesMax)} are read`,
    {
      hint: 'record a shorter time, or sample less often',
    },
  )
}

async function toTrace(io: Io, reference: string, bytes: Buffer): Promise<Trace> {
  const draft = await startTrace(io, [reference])
  const frames = new FrameTable(draft.root)
  const threads = readForeign(bytes, { reference, frames })
  const wallUs = Math.max(0, ...threads.map(({ endUs }) => endUs))
  const run = {
    wallUs,
    outcome: { kind: 'observed' },
    processes: [onlyProcess(reference, threads, wallUs)],
    threads,
  } as const
  const trace = await finishTrace(io, { ...draft, frames: frames.frames, runs: [run] }, false)
  return { ...trace, id: reference }
}

/** A file knows nothing of processes; what it holds counts as one. */
function onlyProcess(reference: string, threads: readonly ThreadProfile[], wallUs: number): ProcessRecord {
  const { pid } = wholeFile
  const cpuUs = threads.reduce((sum, { nodes }) => sum + nodes.reduce((us, { selfUs }) => us + selfUs, 0), 0)
  return {
    pid,
    parentPid: -1,
    command: [reference],
    startUs: 0,
    endUs: wallUs,
    cpuUs,
    rssBytesMax: 0,
    readBytes: 0,
    writeBytes: 0,
    sampledBy: 'node',
    activity: [],
  }
}

interface Foreign {
  readonly reference: string
  readonly frames: FrameTable
}

function readForeign(bytes: Buffer, { reference, frames }: Foreign): readonly ThreadProfile[] {
  if (bytes.length === 0) throw broken(reference, 'it is empty')
  const start = bytes.subarray(0, 64).toString('utf8').trimStart()
  if (/^\{["\n \r]/.test(start)) return readJson(bytes, { reference, frames })
  // A marshalled dictionary begins with `{` too, with or without the flag of a reference.
  if (bytes[0] === 0x7b || bytes[0] === 0xfb) {
    const thread = readWhole(reference, () => readPstats(bytes, frames))
    if (thread !== undefined) return [thread]
  }
  const events = start.startsWith('[') ? parseEvents(bytes) : undefined
  if (events !== undefined) return readEvents(events, { reference, frames })
  if (knownFiles.some(([pattern]) => pattern.test(start))) throw unknown(reference, start)
  if (isProtocolBuffer(bytes)) return [readWhole(reference, () => readPprof(bytes, frames))]
  const text = bytes.toString('utf8')
  const threads = readPerfScript(text, frames)
  if (threads !== undefined) return threads
  const folded = readFolded(text, frames)
  if (folded !== undefined) return [folded]
  throw unknown(reference, start)
}

/** Files beside profiles that say how they become one. */
const knownFiles: readonly (readonly [start: RegExp, name: string, hint: (file: string) => string])[] = [
  [/^PERFILE2/, 'what perf record wrote', (file) => `perf script -i ${file} > ${file}.txt`],
  [/^v8-version,/, 'a log of node --prof', () => 'trace -- node SCRIPT'],
  [/^\{"snapshot":/, 'a heap snapshot, which knows no calls', () => 'trace --heap-growth -- COMMAND'],
]

function unknown(reference: string, start: string): ToolError {
  const known = knownFiles.find(([pattern]) => pattern.test(start))
  const [, name = 'in no known format', hint = () => `give ${formats}`] = known ?? []
  return new ToolError('UNKNOWN_FORMAT', `${reference} is ${name}`, { hint: hint(reference) })
}

/** A RangeError says what is wrong with the bytes. */
function readWhole<Result>(reference: string, read: () => Result): Result {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) throw broken(reference, error.message)
    throw error
  }
}

/** A profile of pprof is a protocol buffer: it begins with one of its fields, and is no text. */
function isProtocolBuffer(bytes: Buffer): boolean {
  const [tag = 0] = bytes
  const [field, wire] = [tag >> 3, tag & 7]
  return (
    field >= 1 &&
    field <= pprofFieldsMax &&
    (wire === 0 || wire === 2) &&
    bytes.subarray(0, 64).some((byte) => byte < 9)
  )
}

const pprofFieldsMax = 15

/** The list may lack its end: whoever writes it may be stopped at any time. */
function parseEvents(bytes: Buffer): readonly ChromeEvent[] | undefined {
  const text = bytes.toString('utf8').trim()
  for (const candidate of [text, `${text.replace(/,$/, '')}]`]) {
    try {
      const events = JSON.parse(candidate) as unknown
      return Array.isArray(events) ? (events as ChromeEvent[]) : undefined
    } catch {
      // Folded stacks may begin with a bracket, too.
    }
  }
  return undefined
}

function readEvents(events: readonly unknown[], { reference, frames }: Foreign): readonly ThreadProfile[] {
  const isEvent = (event: unknown): event is ChromeEvent =>
    typeof event === 'object' && event !== null && typeof (event as Partial<ChromeEvent>).ph === 'string'
  if (!events.every(isEvent)) throw broken(reference, 'not all its events have a phase')
  const threads = readChromeTrace(events, { frames, maps: new SourceMaps() })
  if (threads.length === 0) throw broken(reference, 'it has no events that last')
  return threads
}

function readJson(bytes: Buffer, { reference, frames }: Foreign): readonly ThreadProfile[] {
  const document = parseJson(bytes, reference) as Partial<
    V8Profile & SpeedscopeFile & V8HeapProfile & { readonly traceEvents: unknown }
  >
  if (Array.isArray(document.nodes) && typeof document.startTime === 'number' && typeof document.endTime === 'number') {
    assertWhole(reference, faultOfV8Profile({ ...document }))
    const reading = { frames, maps: new SourceMaps(), originUs: document.startTime, isHidden: () => false }
    return [{ ...wholeFile, ...readV8Profiles([document as V8Profile], reading) }]
  }
  if (Array.isArray(document.profiles) && document.shared !== undefined) {
    assertWhole(reference, faultOfSpeedscope({ ...document }))
    return readSpeedscope(document as SpeedscopeFile, frames)
  }
  if (document.head !== undefined) {
    assertWhole(reference, faultOfHeapProfile({ ...document }))
    const reading = { frames, maps: new SourceMaps(), originUs: 0, isHidden: () => false, known: [] }
    return [{ ...wholeFile, ...readHeap({ head: document.head }, { ...wholeFile, endUs: 0, nodes: [] }, reading) }]
  }
  const { traceEvents } = document
  if (Array.isArray(traceEvents)) return readEvents(traceEvents, { reference, frames })
  const start = bytes.subarray(0, 64).toString('utf8')
  if (knownFiles.some(([pattern]) => pattern.test(start))) throw unknown(reference, start)
  throw new ToolError('UNKNOWN_FORMAT', `${reference} is JSON, but no profile`, { hint: `give ${formats}` })
}

function parseJson(bytes: Buffer, reference: string): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch (error) {
    throw broken(reference, (error as Error).message)
  }
}

function assertWhole(reference: string, fault: string | undefined): void {
  if (fault !== undefined) throw broken(reference, fault)
}

function broken(reference: string, reason: string): ToolError {
  return new ToolError('BROKEN_PROFILE', `${reference} is not a whole profile: ${reason}`, { hint: 'record it anew' })
}
