import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { note, type Io } from '@groundcrew/core/cli'
import { findRepository, readHead, runGit, stateDirectory } from '@groundcrew/core/repo'
import { FrameTable } from './model/frame-table.ts'
import { traceSchema, unsavedId, type Run, type Trace } from './model/trace.ts'
import { hottestLines, summarize } from './report/summarize.ts'
import type { Summary } from './report/summary.ts'
import { withGoProfile } from './run/go-profile.ts'
import { recordRun } from './run/record-run.ts'
import type { HeapSampling } from './run/sampler-environment.ts'
import { TraceStore } from './store/trace-store.ts'

export interface TraceOptions {
  readonly command: readonly [string, ...string[]]
  readonly repeats: number
  readonly intervalUs: number
  readonly heap?: HeapSampling | undefined
  /** See `RecordOptions`. */
  readonly costShareMax?: number | undefined
  readonly isStdoutTaken: boolean
  /** The file that the program of a Go test writes its profile to. */
  readonly goProfile?: string | undefined
  /** See `SummaryOptions`. */
  readonly isOwnFirst?: boolean
}

export interface Traced {
  readonly trace: Trace
  readonly summary: Summary
}

/** Runs the command as often as asked, with all its processes sampled, and saves the profile. */
export async function traceCommand(io: Io, options: TraceOptions): Promise<Traced> {
  const draft = await startTrace(io, options.command)
  const frames = new FrameTable(draft.root)
  const runs: Run[] = []
  const notes: string[] = []
  for (let repeat = 0; repeat < options.repeats; repeat++) {
    const recorded = await recordRun(io, { ...options, frames })
    runs.push(options.goProfile === undefined ? recorded.run : withGoProfile(recorded.run, options.goProfile, frames))
    notes.push(...recorded.notes)
    if (recorded.run.outcome.kind === 'signaled' || io.signal.aborted) break
  }
  const trace = await finishTrace(io, { ...draft, frames: frames.frames, runs, notes: [...new Set(notes)] }, true)
  return { trace, summary: summarize(trace, { isOwnFirst: options.isOwnFirst ?? false }) }
}

type Draft = Omit<Trace, 'id' | 'code'>

/** What is known before anything is sampled. */
export async function startTrace(io: Io, command: readonly string[]): Promise<Draft> {
  const startedAt = new Date(io.now()).toISOString()
  const place = await describePlace(io)
  return {
    schema: traceSchema,
    startedAt,
    command,
    ...place,
    machine: describeMachine(),
    frames: [],
    runs: [],
    notes: [],
  }
}

/** Adds the text of the hottest lines, and saves the whole where asked. */
export async function finishTrace(io: Io, draft: Draft, isSaved: boolean): Promise<Trace> {
  const whole = { ...draft, code: readHotCode({ ...draft, id: '', code: {} }) }
  return isSaved ? await saveTrace(io, whole) : { ...whole, id: unsavedId }
}

/** A profile that cannot be saved is still an answer. */
async function saveTrace(io: Io, draft: Omit<Trace, 'id'>): Promise<Trace> {
  try {
    return await new TraceStore(await stateDirectory(io.cwd, io.env)).save(draft)
  } catch (error) {
    note(io, `trace: the profile was not saved: ${(error as Error).message}`)
    return { ...draft, id: unsavedId }
  }
}

type PlaceOfRun = Pick<Trace, 'cwd' | 'root' | 'commit' | 'isDirty'>

/** Where a profile belongs: its directory, and the repository around it. */
export async function describePlace(io: Io): Promise<PlaceOfRun> {
  try {
    const repository = await findRepository(io.cwd, io.env)
    if (repository?.root === undefined) return { cwd: io.cwd, root: io.cwd }
    const head = await readHead(repository)
    const place = { cwd: io.cwd, root: repository.root }
    if (head.kind === 'unborn') return place
    return { ...place, commit: head.commit, isDirty: await hasChanges(repository) }
  } catch {
    // A broken repository is no reason not to profile.
    return { cwd: io.cwd, root: io.cwd }
  }
}

async function hasChanges(repository: NonNullable<Awaited<ReturnType<typeof findRepository>>>): Promise<boolean> {
  const { stdout } = await runGit(repository, ['status', '--porcelain', '--untracked-files=no'])
  return stdout.length > 0
}

function describeMachine(): Trace['machine'] {
  const processors = cpus()
  return {
    platform: `${process.platform}-${process.arch}`,
    cpus: processors.length,
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    node: process.version,
  }
}

/** Lines whose text is kept with the profile: more than a report shows. */
const codeLinesMax = 200
const codeLengthMax = 400
const codeFileBytesMax = 8 * 1024 * 1024

function readHotCode(trace: Trace): Record<string, string> {
  const code: Record<string, string> = {}
  const files = new Map<string, readonly string[]>()
  const root = trace.root
  for (const { file, line } of hottestLines(trace, codeLinesMax)) {
    const absolute = file.startsWith('/') ? file : `${root}/${file}`
    const lines = files.get(absolute) ?? readLines(absolute)
    files.set(absolute, lines)
    const text = lines[line - 1]
    if (text !== undefined) code[`${absolute}:${line}`] = text.slice(0, codeLengthMax)
  }
  return code
}

function readLines(file: string): readonly string[] {
  try {
    const bytes = readFileSync(file)
    return bytes.length > codeFileBytesMax ? [] : bytes.toString('utf8').split(/\r?\n/)
  } catch {
    // Code that was made in memory, or removed meanwhile, has no text to show.
    return []
  }
}
