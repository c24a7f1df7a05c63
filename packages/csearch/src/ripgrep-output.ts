import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync, unlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ripgrepPath } from './ripgrep-program.ts'
import type { RipgrepCall } from './ripgrep.ts'

export interface RipgrepOutput {
  readonly exitCode: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** What ripgrep says of a file system without space for its output. */
const NO_SPACE = '(os error 28)'

/**
 * Runs ripgrep, with options of how to print before those of the call, and gives all that it printed. Through a file without a name: ripgrep writes
 * once for each file with a match, and to read a pipe as often takes longer than the search (57,000 files: 2 s of processor time).
 */
export async function ripgrepOutput(layout: readonly string[], call: RipgrepCall): Promise<RipgrepOutput> {
  const { options, patterns, paths } = call
  const words = patterns.flatMap((pattern) => ['-e', pattern])
  const argv = [await ripgrepPath(), '--no-config', ...layout, ...options, ...words, '--', ...paths]
  const file = openUnnamed()
  if (file === undefined) return run(argv, call)
  try {
    const { exitCode, stderr } = await run(argv, call, file)
    return stderr.includes(NO_SPACE) ? await run(argv, call) : { exitCode, stderr, stdout: readAll(file) }
  } finally {
    closeSync(file)
  }
}

/** stdout goes to a file where one is given. */
async function run(argv: readonly string[], { cwd, signal }: RipgrepCall, file?: number): Promise<RipgrepOutput> {
  const [program = '', ...args] = argv
  const child = spawn(program, args, { cwd, signal, stdio: ['ignore', file ?? 'pipe', 'pipe'] })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk))
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 2))
  })
  return { exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString().trim() }
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

function readAll(file: number): Buffer {
  const bytes = Buffer.allocUnsafe(fstatSync(file).size)
  let length = 0
  for (let read = -1; read !== 0 && length < bytes.length; length += read)
    read = readSync(file, bytes, length, bytes.length - length, length)
  return bytes.subarray(0, length)
}
