import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, constants, openSync, readSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ripgrepPath } from './ripgrep-program.ts'
import type { RipgrepCall } from './ripgrep.ts'

/** Takes what ripgrep prints, in order. */
export interface OutputReader {
  add(bytes: Buffer): void
  /** Reads as long as there is something: `read` puts bytes at a place of a buffer and returns how many. */
  readAll(read: (bytes: Buffer, at: number) => number): void
  /** Reads from the file again when ripgrep has ended: it is left open. */
  readonly isFileKept: boolean
}

export interface RipgrepOutput<Reader> {
  readonly exitCode: number
  readonly stderr: string
  readonly reader: Reader
}

/** What ripgrep says of a file system without space for its output. */
const NO_SPACE = '(os error 28)'
/** How often it is looked what ripgrep has found since. */
const FOLLOW_MS = 4

/**
 * Runs ripgrep, with options of how to print before those of the call, and has what it prints read while it searches. Through a file without a
 * name, where one can be had: ripgrep writes once for each file with a match, and to read a pipe as often takes longer than the search (57,000
 * files: 2 s of processor time). A reader is told of that file.
 */
export async function ripgrepOutput<Reader extends OutputReader>(
  layout: readonly string[],
  call: RipgrepCall,
  readerFor: (file?: number) => Reader,
): Promise<RipgrepOutput<Reader>> {
  const { options, patterns, paths } = call
  const words = patterns.flatMap((pattern) => ['-e', pattern])
  const argv = [await ripgrepPath(), '--no-config', ...layout, ...options, ...words, '--', ...paths]
  const file = openUnnamed()
  if (file === undefined) return run(argv, call, readerFor())
  const output = await follow(argv, call, { file, reader: readerFor(file) })
  const isRefused = output.stderr.includes(NO_SPACE)
  if (isRefused || !output.reader.isFileKept) closeSync(file)
  return isRefused ? run(argv, call, readerFor()) : output
}

interface Followed<Reader> {
  readonly file: number
  readonly reader: Reader
}

async function follow<Reader extends OutputReader>(
  argv: readonly string[],
  call: RipgrepCall,
  { file, reader }: Followed<Reader>,
): Promise<RipgrepOutput<Reader>> {
  let position = 0
  const read = (bytes: Buffer, at: number): number => {
    const count = readSync(file, bytes, at, bytes.length - at, position)
    position += count
    return count
  }
  const timer = setInterval(() => reader.readAll(read), FOLLOW_MS)
  try {
    const output = await run(argv, call, reader, file)
    reader.readAll(read)
    return output
  } finally {
    clearInterval(timer)
  }
}

/** stdout goes to a file where one is given, and else to the reader. */
async function run<Reader extends OutputReader>(
  argv: readonly string[],
  { cwd, signal }: RipgrepCall,
  reader: Reader,
  file?: number,
): Promise<RipgrepOutput<Reader>> {
  const [program = '', ...args] = argv
  const child = spawn(program, args, { cwd, signal, stdio: ['ignore', file ?? 'pipe', 'pipe'] })
  const stderr: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => reader.add(chunk))
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk))
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 2))
  })
  return { exitCode, reader, stderr: Buffer.concat(stderr).toString().trim() }
}

/** A file that is gone with its descriptor; undefined where none can be made. */
function openUnnamed(): number | undefined {
  const name = path.join(tmpdir(), `csearch-${process.pid}-${randomBytes(6).toString('hex')}`)
  const { O_RDWR, O_CREAT, O_EXCL } = constants
  try {
    const file = openSync(name, O_RDWR | O_CREAT | O_EXCL, 0o600)
    unlinkSync(name)
    return file
  } catch {
    return undefined
  }
}
