import { spawn } from 'node:child_process'
import { ripgrepPath } from './ripgrep-program.ts'
import { plainPath, problemLines, refusal, type RipgrepCall } from './ripgrep.ts'

/** The matching lines of one file. Bytes as Latin-1 characters: of such strings, slices cost nothing. */
export interface FileLines {
  readonly path: string
  /** `LINE:TEXT`, as ripgrep printed them, with line feeds between. */
  readonly lines: string
}

export interface SearchedLines {
  /** By path. */
  readonly files: readonly FileLines[]
  readonly matches: number
  readonly filesSearched: number
  readonly problems: readonly string[]
}

/**
 * As `ripgrep`, for lines that need nothing but to be printed: their bytes are kept as they are. For calls without context and multi-line
 * matches. Undefined where binary files match, which only `ripgrep` tells from others.
 */
export async function ripgrepLines(call: RipgrepCall): Promise<SearchedLines | undefined> {
  const { exitCode, output, problems } = await run(call)
  const statistics = STATISTICS.exec(output.slice(-STATISTICS_BYTES_MAX))
  if (statistics === null) {
    if (exitCode > 1) throw refusal(problems)
    throw new Error(`ripgrep ended with ${exitCode} and no statistics`)
  }
  if (output.includes(BINARY_REMARK)) return undefined
  const [statisticsText, matches, filesSearched] = statistics
  return {
    files: splitByFile(output.slice(0, output.length - statisticsText.length)),
    matches: Number(matches),
    filesSearched: Number(filesSearched),
    problems: problemLines(problems),
  }
}

interface Run {
  readonly exitCode: number
  readonly output: string
  readonly problems: string
}

async function run({ cwd, options, patterns, paths, signal }: RipgrepCall): Promise<Run> {
  const words = patterns.flatMap((pattern) => ['-e', pattern])
  const args = ['--no-config', ...LAYOUT, ...options, ...words, '--', ...paths]
  const child = spawn(await ripgrepPath(), args, { cwd, signal, stdio: ['ignore', 'pipe', 'pipe'] })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 2))
  })
  return {
    exitCode,
    output: Buffer.concat(stdout).toString('latin1'),
    problems: Buffer.concat(stderr).toString().trim(),
  }
}

/** For each file `PATH`, NUL, the lines `LINE:TEXT`, an empty line: so the work is one for each file, not for each line. */
const LAYOUT = ['--null', '--line-number', '--with-filename', '--heading', '--color=never', '--stats']

/** What ripgrep says of a binary file; where a line of code says it too, the search is only done twice. */
const BINARY_REMARK = String.raw`found "\0" byte around offset`

/** What `--stats` adds at the end. */
const STATISTICS =
  /\n\d+ matches\n(\d+) matched lines\n\d+ files contained matches\n(\d+) files searched\n(?:[\d.]+ (?:bytes|seconds) [a-z ]+\n)+$/
const STATISTICS_BYTES_MAX = 600

function splitByFile(output: string): readonly FileLines[] {
  const files: string[] = []
  for (let from = 0; from < output.length;) {
    // Paths may have empty lines in them; matches have a number at least.
    const separator = output.indexOf('\n\n', output.indexOf('\0', from))
    const end = separator === -1 ? output.length - 1 : separator
    files.push(output.slice(from, end))
    from = end + 2
  }
  // By path: whatever follows in a longer one is more than NUL.
  return files.sort().map((file) => {
    const pathEnd = file.indexOf('\0')
    return { path: plainPath(file.slice(0, pathEnd)), lines: file.slice(pathEnd + 1) }
  })
}

/** Text of bytes that were read as Latin-1. */
export function utf8(latin1: string): string {
  // oxlint-disable-next-line no-control-regex -- the range of ASCII
  return /^[\u0000-\u007f]*$/.test(latin1) ? latin1 : Buffer.from(latin1, 'latin1').toString()
}
