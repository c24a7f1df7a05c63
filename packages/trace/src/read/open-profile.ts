import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { stateDirectory } from '@groundcrew/core/repo'
import { faultOfSpeedscope, faultOfV8Profile } from './check-foreign.ts'
import { FrameTable } from '../model/frame-table.ts'
import type { ProcessRecord, ThreadProfile, Trace } from '../model/trace.ts'
import { parseTrace, TraceStore } from '../store/trace-store.ts'
import { finishTrace, startTrace } from '../trace.ts'
import { wholeFile, readFolded } from './folded.ts'
import { readV8Profiles, type V8Profile } from './node-span.ts'
import { readPstats } from './pstats.ts'
import { SourceMaps } from '@groundcrew/core/failures'
import { readSpeedscope, type SpeedscopeFile } from './speedscope.ts'

const fileBytesMax = 512 * 1024 * 1024
const formats = '.cpuprofile, speedscope, pstats, folded stacks, or a profile of trace'

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
  if (stats.size > fileBytesMax)
    throw new ToolError('TOO_LARGE', `${reference} has ${stats.size} bytes`, { hint: 'record a shorter time' })
  const bytes = await readFile(file)
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return parseTrace(bytes, reference)
  return toTrace(io, reference, bytes)
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
  if (start.startsWith('{"') || start.startsWith('{\n') || start.startsWith('{ ') || start.startsWith('{\r')) {
    return readJson(bytes, { reference, frames })
  }
  // A marshalled dictionary begins with `{` too, with or without the flag of a reference.
  if (bytes[0] === 0x7b || bytes[0] === 0xfb) {
    try {
      const thread = readPstats(bytes, frames)
      if (thread !== undefined) return [thread]
    } catch (error) {
      if (error instanceof RangeError) throw broken(reference, error.message)
      throw error
    }
  }
  const folded = readFolded(bytes.toString('utf8'), frames)
  if (folded !== undefined) return [folded]
  throw new ToolError('UNKNOWN_FORMAT', `${reference} is in no known format`, { hint: `give ${formats}` })
}

function readJson(bytes: Buffer, { reference, frames }: Foreign): readonly ThreadProfile[] {
  const document = parseJson(bytes, reference) as Partial<V8Profile & SpeedscopeFile>
  if (Array.isArray(document.nodes) && typeof document.startTime === 'number' && typeof document.endTime === 'number') {
    assertWhole(reference, faultOfV8Profile({ ...document }))
    const reading = { frames, maps: new SourceMaps(), originUs: document.startTime, isHidden: () => false }
    return [{ ...wholeFile, ...readV8Profiles([document as V8Profile], reading) }]
  }
  if (Array.isArray(document.profiles) && document.shared !== undefined) {
    assertWhole(reference, faultOfSpeedscope({ ...document }))
    return readSpeedscope(document as SpeedscopeFile, frames)
  }
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
