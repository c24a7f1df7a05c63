import { spawn } from 'node:child_process'
import { plainPath, problemLines, refusal, ripgrepPath, type RipgrepCall } from './ripgrep.ts'

/** The matching lines of one file, as ripgrep printed them: `PATH`, NUL, `LINE:TEXT`. */
export interface FileLines {
  readonly path: string
  readonly matches: number
  readonly bytes: Buffer
}

export interface SearchedLines {
  /** By path. */
  readonly files: readonly FileLines[]
  readonly filesSearched: number
  readonly problems: readonly string[]
}

const LINE_FEED = 10

/**
 * As `ripgrep`, for lines that need nothing but to be printed: their bytes are kept as they are. For calls without context and multi-line
 * matches. Undefined where binary files match, which only `ripgrep` tells from others.
 */
export async function ripgrepLines({
  cwd,
  options,
  patterns,
  paths,
  signal,
}: RipgrepCall): Promise<SearchedLines | undefined> {
  const layout = ['--null', '--line-number', '--with-filename', '--no-heading', '--color=never', '--stats']
  const words = patterns.flatMap((pattern) => ['-e', pattern])
  const args = ['--no-config', ...layout, ...options, ...words, '--', ...paths]
  const child = spawn(await ripgrepPath(), args, { cwd, signal, stdio: ['ignore', 'pipe', 'pipe'] })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 2))
  })
  const output = Buffer.concat(stdout)
  const problems = Buffer.concat(stderr).toString().trim()
  const statistics = STATISTICS.exec(output.toString('latin1', Math.max(0, output.length - STATISTICS_BYTES_MAX)))
  if (statistics === null) {
    if (exitCode > 1) throw refusal(problems)
    throw new Error(`ripgrep ended with ${exitCode} and no statistics`)
  }
  const end = output.length - statistics[0].length
  const files = splitByFile(output.subarray(0, end))
  if (files === undefined) return undefined
  return { files, filesSearched: Number(statistics[1]), problems: problemLines(problems) }
}

/** What `--stats` adds at the end. */
const STATISTICS =
  /\n\d+ matches\n\d+ matched lines\n\d+ files contained matches\n(\d+) files searched\n(?:[\d.]+ (?:bytes|seconds) [a-z ]+\n)+$/
const STATISTICS_BYTES_MAX = 600

/** Undefined where ripgrep says something of a file instead of showing its lines, as of binary ones. */
function splitByFile(output: Buffer): readonly FileLines[] | undefined {
  const files: FileLines[] = []
  // In stretches of one file each: every line of it begins with the same bytes.
  for (let from = 0; from < output.length;) {
    const prefix = output.subarray(from, output.indexOf(0, from) + 1)
    if (prefix.length === 0 || prefix.includes(LINE_FEED)) return undefined
    let matches = 0
    let at = from
    for (; isAt(output, prefix, at); at = output.indexOf(LINE_FEED, at + prefix.length) + 1) {
      if (!isDigit(output[at + prefix.length])) return undefined
      matches++
    }
    const path = plainPath(prefix.toString('utf8', 0, prefix.length - 1))
    files.push({ path, matches, bytes: output.subarray(from, at - 1) })
    from = at
  }
  return files.sort((left, right) => (left.path < right.path ? -1 : 1))
}

function isAt(output: Buffer, part: Buffer, at: number): boolean {
  return part.length <= output.length - at && output.compare(part, 0, part.length, at, at + part.length) === 0
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57
}
