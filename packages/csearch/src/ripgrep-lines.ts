import { spawn } from 'node:child_process'
import { plainPath, problemLines, refusal, ripgrepPath, type RipgrepCall } from './ripgrep.ts'

/** The matching lines of one file, as ripgrep printed them: `PATH`, NUL, `LINE:TEXT`, bytes as Latin-1 characters. */
export interface FileLines {
  readonly path: string
  readonly matches: number
  readonly printed: string
}

export interface SearchedLines {
  /** By path. */
  readonly files: readonly FileLines[]
  readonly filesSearched: number
  readonly problems: readonly string[]
}

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
  // One character a byte: of strings, slices cost nothing.
  const output = Buffer.concat(stdout).toString('latin1')
  const problems = Buffer.concat(stderr).toString().trim()
  const statistics = STATISTICS.exec(output.slice(-STATISTICS_BYTES_MAX))
  if (statistics === null) {
    if (exitCode > 1) throw refusal(problems)
    throw new Error(`ripgrep ended with ${exitCode} and no statistics`)
  }
  const end = output.length - statistics[0].length
  const files = splitByFile(output.slice(0, end))
  if (files === undefined) return undefined
  return { files, filesSearched: Number(statistics[1]), problems: problemLines(problems) }
}

/** What `--stats` adds at the end. */
const STATISTICS =
  /\n\d+ matches\n\d+ matched lines\n\d+ files contained matches\n(\d+) files searched\n(?:[\d.]+ (?:bytes|seconds) [a-z ]+\n)+$/
const STATISTICS_BYTES_MAX = 600

/** Undefined where ripgrep says something of a file instead of showing its lines, as of binary ones. */
function splitByFile(output: string): readonly FileLines[] | undefined {
  const files: FileLines[] = []
  // In stretches of one file each: every line of it begins with the same characters.
  for (let from = 0; from < output.length;) {
    const prefix = output.slice(from, output.indexOf('\0', from) + 1)
    if (prefix === '' || prefix.includes('\n')) return undefined
    let matches = 0
    let at = from
    for (; output.startsWith(prefix, at); at = output.indexOf('\n', at + prefix.length) + 1) {
      if (!isDigit(output.charCodeAt(at + prefix.length))) return undefined
      matches++
    }
    files.push({ path: plainPath(utf8(prefix.slice(0, -1))), matches, printed: output.slice(from, at - 1) })
    from = at
  }
  return files.sort((left, right) => (left.path < right.path ? -1 : 1))
}

/** Text of bytes that were read as Latin-1. */
export function utf8(latin1: string): string {
  // oxlint-disable-next-line no-control-regex -- the range of ASCII
  return /^[\u0000-\u007f]*$/.test(latin1) ? latin1 : Buffer.from(latin1, 'latin1').toString()
}

function isDigit(character: number): boolean {
  return character >= 48 && character <= 57
}
