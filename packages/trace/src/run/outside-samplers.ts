import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { findProgram } from '@groundcrew/core/process'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'
import { PythonSampler, pythonLookMs } from '../python/python-sampler.ts'
import { PythonStacks } from '../python/python-stacks.ts'
import { executableName, readCommand, readStat } from './proc.ts'
import { monotonicUs, type ProcessWatch } from './process-watch.ts'
import { samplersDirectory } from './sampler-environment.ts'

/** What a sampler beside a process wrote of it. */
export interface OutsideProfile {
  readonly pid: number
  readonly by: 'perf' | 'py-spy'
  readonly program: string
  readonly file: string
  /** Monotonic microseconds. */
  readonly startUs: number
  readonly endUs: number
}

export interface OutsideProfiles {
  readonly profiles: readonly OutsideProfile[]
  /** What was read out of the memory of Python programs, by process. */
  readonly threads: readonly ThreadProfile[]
  /** Why a sampler that is installed saw nothing. */
  readonly notes: readonly string[]
}

interface Watched {
  readonly directory: string
  readonly watch: ProcessWatch
  readonly originUs: number
  readonly frames: FrameTable
}

interface BusyPython {
  readonly pid: number
  readonly program: string
  readonly isLate: boolean
}

interface Sampler {
  readonly pid: number
  readonly by: OutsideProfile['by']
  readonly program: string
  readonly file: string
  readonly startUs: number
  readonly child: ChildProcess
  readonly ended: Promise<Ending>
}

interface Ending {
  readonly complaint: string
  readonly endUs: number
}

/** A shorter program is over before perf looks at it. */
const nativeBusyMs = 200
/**
 * Python is looked at as soon as it computes: what samples it from inside waits for the lock of the interpreter, which is let go between two
 * steps of Python code and not in the midst of a call of machine code.
 */
const pythonMs = 50
/** In any other one the sampler has written by then, if it could be loaded. */
const pythonBusyMs = 1000
/** Two programs may share a processor. */
const computedPart = 0.5
/** A build may start a compiler for each file. */
const samplersMax = 16
const endMsMax = 5000
const ownEndMs = 300

/** Looks from outside at programs that compute and cannot sample themselves: at machine code by perf, at Python by what its memory says, or py-spy. */
export class OutsideSamplers {
  readonly #io: Io
  readonly #watched: Watched
  #isOver = false
  readonly #samplers = new Map<number, Sampler>()
  readonly #readers = new Map<number, PythonSampler>()
  readonly #unreadable = new Set<number>()
  readonly #pythonTimer: NodeJS.Timeout
  readonly #programs = new Map<string, Promise<string | undefined>>()

  constructor(io: Io, watched: Watched) {
    this.#io = io
    this.#watched = watched
    this.#pythonTimer = setInterval(() => this.#read(), pythonLookMs)
    this.#pythonTimer.unref()
    watched.watch.onLook(() => void this.#look())
  }

  /** Resolves when all that was seen is on disk. */
  async stop(): Promise<OutsideProfiles> {
    this.#isOver = true
    clearInterval(this.#pythonTimer)
    const threads = [...this.#readers.values()].flatMap((reader) => reader.finish())
    const profiles: OutsideProfile[] = []
    const notes = new Set<string>()
    for (const sampler of this.#samplers.values()) {
      const { complaint, endUs } = await finish(sampler)
      if (existsSync(sampler.file)) profiles.push({ ...sampler, endUs })
      else notes.add(`${sampler.program} was not sampled: ${sampler.by}: ${complaint}`)
    }
    return { profiles, threads, notes: [...notes] }
  }

  async #look(): Promise<void> {
    const { watch, originUs, directory } = this.#watched
    const nowUs = monotonicUs() - originUs
    const busyFor = (ms: number): readonly number[] =>
      watch
        .computingSince(nowUs - ms * 1000, computedPart * ms * 1000)
        .filter((pid) => !this.#samplers.has(pid) && !this.#readers.has(pid))
    for (const pid of watch.busySince(nowUs - pythonMs * 1000)) {
      const program = this.#readers.has(pid) ? undefined : executableName(pid)
      if (program !== undefined && isPython(program)) await this.#startPython({ pid, program, isLate: false })
    }
    for (const pid of busyFor(nativeBusyMs)) {
      const program = executableName(pid)
      if (program === undefined || /^node(?:js)?$/.test(program)) continue
      if (!isPython(program)) await this.#start({ pid, by: 'perf', program })
      else if (
        busyFor(pythonBusyMs).includes(pid) &&
        !readdirSync(directory).some((name) => name.startsWith(`${pid}-`))
      )
        await this.#startPython({ pid, program, isLate: true })
    }
  }

  /** `isLate`: what it loaded has written nothing, though there was time. */
  async #startPython({ pid, program, isLate }: BusyPython): Promise<void> {
    if (this.#readers.has(pid) || this.#samplers.has(pid) || this.#readers.size >= samplersMax) return
    const { frames, originUs } = this.#watched
    const stacks = this.#unreadable.has(pid) ? 'tried before' : PythonStacks.open(pid)
    if (typeof stacks === 'string') this.#unreadable.add(pid)
    const hidden = samplersDirectory()
    if (typeof stacks !== 'string') this.#readers.set(pid, new PythonSampler(stacks, { pid, frames, originUs, hidden }))
    else if (isDeaf(readCommand(pid)) || isLate) await this.#start({ pid, by: 'py-spy', program })
  }

  #read(): void {
    for (const reader of this.#readers.values()) reader.look()
  }

  async #start({ pid, by, program }: Pick<Sampler, 'pid' | 'by' | 'program'>): Promise<void> {
    if (!this.#programs.has(by)) this.#programs.set(by, findProgram(by, { env: this.#io.env, cwd: this.#io.cwd }))
    const found = await this.#programs.get(by)
    if (found === undefined || this.#isOver || this.#samplers.has(pid) || this.#samplers.size >= samplersMax) return
    const file = path.join(this.#watched.directory, `${by}-${pid}.data`)
    const startUs = monotonicUs()
    const child = spawn(found, samplerArguments[by](String(pid), file), { stdio: ['ignore', 'ignore', 'pipe'] })
    this.#samplers.set(pid, { pid, by, program, file, startUs, child, ended: watchEnd(child) })
  }
}

function isPython(program: string): boolean {
  return /^python[\d.]*$/.test(program)
}

/** Whether its options keep Python from loading `sitecustomize`; they may be written together, and end where the script begins. */
function isDeaf([, ...args]: readonly string[]): boolean {
  const end = args.findIndex((arg) => !arg.startsWith('-') || /^-[A-Za-z]*[cm]/.test(arg))
  const options = end === -1 ? args : args.slice(0, end + 1)
  return options.some((option) => /^-[A-Za-z]*[ISE]/.test(option))
}

/** For as long as the process lives. */
export const samplerArguments: Readonly<
  Record<OutsideProfile['by'], (pid: string, file: string) => readonly string[]>
> = {
  perf: (pid, file) => [
    'record',
    '-q',
    '-e',
    'cpu-clock',
    '-F',
    '997',
    '-g',
    '-k',
    'CLOCK_MONOTONIC',
    '-p',
    pid,
    '-o',
    file,
  ],
  'py-spy': (pid, file) => [
    'record',
    '--nonblocking',
    '--full-filenames',
    '-r',
    '100',
    '-f',
    'raw',
    '-p',
    pid,
    '-o',
    file,
  ],
}

function watchEnd(child: ChildProcess): Promise<Ending> {
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = `${text}${chunk}`.slice(0, 4096)
  })
  return new Promise((resolve) => {
    const end = (complaint: string): void => resolve({ complaint, endUs: monotonicUs() })
    child.once('error', ({ message }) => end(message))
    child.once('close', (code) => {
      const line = text.split('\n').find((part) => part.trim() !== '')
      end(line?.trim() ?? `it ended with ${code}`)
    })
  })
}

/** A sampler ends with its process by itself; a signal in the middle of its last words would lose them. */
async function finish({ pid, child, ended }: Sampler): Promise<Ending> {
  const isOver = readStat(pid) === undefined
  const timers = [
    setTimeout(() => child.kill('SIGINT'), isOver ? ownEndMs : 0),
    setTimeout(() => child.kill('SIGKILL'), endMsMax),
  ]
  const ending = await ended
  for (const timer of timers) clearTimeout(timer)
  return ending
}
