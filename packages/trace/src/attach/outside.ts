import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { captureCommand, findProgram, type Captured } from '@groundcrew/core/process'
import type { FrameTable } from '../model/frame-table.ts'
import type { ThreadProfile } from '../model/trace.ts'
import { readOutside } from '../read/outside-profiles.ts'
import { samplerArguments, type OutsideProfile } from '../run/outside-samplers.ts'
import { monotonicUs } from '../run/process-watch.ts'
import { shownFile } from '../report/summarize.ts'

/** What a program outside of the process tells of it. */
export interface OutsideView {
  readonly threads: readonly ThreadProfile[]
  /** The innermost call first. */
  readonly stack: readonly string[]
  /** Why there is nothing. */
  readonly reason?: string
}

interface OutsideOptions {
  readonly pid: number
  /** The base name of its executable. */
  readonly program: string
  readonly durationMs: number
  readonly frames: FrameTable
  readonly root: string
}

/** Beyond the time that is looked. */
const graceMs = 10_000
const stackDepthMax = 12

/** The stack of a Python process by py-spy, without stopping it. */
export async function dumpOutside(
  io: Io,
  options: Omit<OutsideOptions, 'durationMs' | 'frames'>,
): Promise<OutsideView> {
  const { pid, program, root } = options
  if (!isPython(program)) return { threads: [], stack: [], reason: 'it is neither a Node nor a Python process' }
  const found = await findProgram('py-spy', { env: io.env, cwd: io.cwd })
  if (found === undefined) return missing('py-spy')
  const captured = await captureCommand([found, 'dump', '--json', '--nonblocking', '-p', String(pid)], {
    timeoutMs: graceMs,
  })
  const threads = parseDump(captured)
  if (threads === undefined) return { threads: [], stack: [], reason: complaintOf('py-spy', captured) }
  const main = threads.find(({ os_thread_id: id }) => id === pid) ?? threads[0]
  const stack = main?.frames
    .slice(0, stackDepthMax)
    .map(({ name, filename, line }) => `${name} ${shownFile(filename, root)}:${line}`)
  return { threads: [], stack: stack ?? [] }
}

/** Samples for a while: Python by py-spy, anything else by perf. */
export async function sampleOutside(io: Io, options: OutsideOptions): Promise<OutsideView> {
  const { pid, program, durationMs, frames } = options
  const by = isPython(program) ? 'py-spy' : 'perf'
  const found = await findProgram(by, { env: io.env, cwd: io.cwd })
  if (found === undefined) return missing(by)
  const directory = mkdtempSync(path.join(tmpdir(), 'groundcrew-trace-'))
  try {
    const file = path.join(directory, 'profile.data')
    const startUs = monotonicUs()
    const captured = await captureCommand(
      [found, ...samplerArguments[by](String(pid), file), ...limit(by, durationMs)],
      {
        timeoutMs: durationMs + graceMs,
        signal: io.signal,
      },
    )
    const profile: OutsideProfile = { pid, by, program, file, startUs, endUs: monotonicUs() }
    const threads = await readOutside(profile, { frames, originUs: startUs }).catch(() => [])
    if (threads.length === 0) return { threads, stack: [], reason: complaintOf(by, captured) }
    const { stack } = by === 'py-spy' ? await dumpOutside(io, options) : { stack: [] }
    return { threads, stack }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function limit(by: OutsideProfile['by'], durationMs: number): readonly string[] {
  const seconds = durationMs / 1000
  return by === 'perf' ? ['--', 'sleep', String(seconds)] : ['-d', String(Math.max(1, Math.round(seconds)))]
}

function isPython(program: string): boolean {
  return /^python[\d.]*$/.test(program)
}

function missing(by: OutsideProfile['by']): OutsideView {
  const how = by === 'py-spy' ? 'pip install py-spy' : 'it comes with the tools of the Linux kernel'
  return { threads: [], stack: [], reason: `${by} is not installed (${how})` }
}

function complaintOf(by: OutsideProfile['by'], { stderr }: Captured): string {
  const line = stderr
    .toString('utf8')
    .split('\n')
    .find((part) => part.trim() !== '')
  return line === undefined ? `it used no processor meanwhile, as far as ${by} saw` : `${by}: ${line.trim()}`
}

interface DumpedThread {
  readonly os_thread_id?: number
  readonly frames: readonly { readonly name: string; readonly filename: string; readonly line: number }[]
}

function parseDump({ outcome, stdout }: Captured): readonly DumpedThread[] | undefined {
  if (outcome.kind !== 'exited' || outcome.code !== 0) return undefined
  return JSON.parse(stdout.toString('utf8')) as readonly DumpedThread[]
}
