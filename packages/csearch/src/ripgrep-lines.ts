import { plainPath, problemLines, refusal, type RipgrepCall } from './ripgrep.ts'
import { ripgrepOutput, type RipgrepOutput } from './ripgrep-output.ts'

/** The matching lines of one file. */
export interface FileLines {
  /** Bytes as Latin-1 characters: slices of such strings cost nothing. */
  readonly path: string
  /** `LINE:TEXT`, as ripgrep printed them, with line feeds between. */
  readonly lines: Buffer
}

export interface FileCount {
  /** As above. */
  readonly path: string
  /** Matching lines. */
  readonly count: number
}

/** By path, with what was asked for of each. */
export interface Searched<File> {
  readonly files: readonly File[]
  readonly matches: number
  readonly filesSearched: number
  readonly problems: readonly string[]
}

/**
 * As `ripgrep`, for lines that need nothing but to be printed: their bytes are kept as they are. For calls without context and multi-line
 * matches. Undefined where binary files match, which only `ripgrep` tells from others.
 */
export async function ripgrepLines(call: RipgrepCall): Promise<Searched<FileLines> | undefined> {
  const { found, ...searched } = readStatistics(await ripgrepOutput(LINES, call))
  if (found.includes(BINARY_REMARK)) return undefined
  return { files: linesByFile(found), ...searched }
}

/** As `ripgrepLines`, for the number of matching lines of each file. */
export async function ripgrepCounts(call: RipgrepCall): Promise<Searched<FileCount> | undefined> {
  const { found, ...searched } = readStatistics(await ripgrepOutput(COUNTS, call))
  const files = countsByFile(found)
  // ripgrep gives no count of a binary file, and counts its lines in the statistics.
  const counted = files.reduce((sum, { count }) => sum + count, 0)
  return counted === searched.matches ? { files, ...searched } : undefined
}

/** Whether there is a match: ripgrep ends at the first, and tells of no file. */
export async function ripgrepAny(call: RipgrepCall): Promise<Searched<FileCount>> {
  const { exitCode, stderr } = await ripgrepOutput(['--quiet'], call)
  const problems = problemLines(stderr)
  if (exitCode > 1 && !problems.some((line) => UNREADABLE.test(line))) throw refusal(stderr)
  return { files: [], matches: exitCode === 0 ? 1 : 0, filesSearched: 0, problems }
}

/** What ripgrep says of a file or directory; of a call that is wrong it says something else. */
const UNREADABLE = /\(os error \d+\)$/

/** For each file `PATH`, NUL, the lines `LINE:TEXT`, an empty line: so the work is one for each file, not for each line. */
const LINES = ['--null', '--line-number', '--with-filename', '--heading', '--color=never', '--stats']
/** For each file `PATH`, NUL, the count, a line feed. */
const COUNTS = ['--null', '--count', '--with-filename', '--color=never', '--stats']

/** What ripgrep says of a binary file; where a line of code says it too, the search is only done twice. */
const BINARY_REMARK = String.raw`found "\0" byte around offset`

/** What `--stats` adds at the end. */
const STATISTICS =
  /\n\d+ matches\n(\d+) matched lines\n\d+ files contained matches\n(\d+) files searched\n(?:[\d.]+ (?:bytes|seconds) [a-z ]+\n)+$/
const STATISTICS_BYTES_MAX = 600

/** Parts what was found from the statistics behind it. Throws a usage error where ripgrep takes the call for wrong. */
function readStatistics({ exitCode, stdout, stderr }: RipgrepOutput): Omit<Searched<never>, 'files'> & {
  readonly found: Buffer
} {
  const statistics = STATISTICS.exec(stdout.subarray(-STATISTICS_BYTES_MAX).toString('latin1'))
  if (statistics === null) {
    if (exitCode > 1) throw refusal(stderr)
    throw new Error(`ripgrep ended with ${exitCode} and no statistics`)
  }
  const [text, matches, filesSearched] = statistics
  return {
    found: stdout.subarray(0, stdout.length - text.length),
    matches: Number(matches),
    filesSearched: Number(filesSearched),
    problems: problemLines(stderr),
  }
}

function linesByFile(found: Buffer): readonly FileLines[] {
  const files: FileLines[] = []
  for (let from = 0; from < found.length;) {
    const pathEnd = found.indexOf(0, from)
    // Paths may have empty lines in them; matches have a number at least.
    const separator = found.indexOf('\n\n', pathEnd, 'latin1')
    const end = separator === -1 ? found.length - 1 : separator
    files.push({
      path: plainPath(found.toString('latin1', from, pathEnd)),
      lines: found.subarray(pathEnd + 1, end),
    })
    from = end + 2
  }
  return files.sort(byPath)
}

function countsByFile(found: Buffer): readonly FileCount[] {
  const files: FileCount[] = []
  for (let from = 0; from < found.length;) {
    const pathEnd = found.indexOf(0, from)
    const end = found.indexOf(10, pathEnd)
    files.push({
      path: plainPath(found.toString('latin1', from, pathEnd)),
      count: Number(found.toString('latin1', pathEnd + 1, end)),
    })
    from = end + 1
  }
  return files.sort(byPath)
}

export function byPath(left: { readonly path: string }, right: { readonly path: string }): number {
  return left.path < right.path ? -1 : 1
}

/** Text of bytes that were read as Latin-1. */
export function utf8(latin1: string): string {
  // oxlint-disable-next-line no-control-regex -- the range of ASCII
  return /^[\u0000-\u007f]*$/.test(latin1) ? latin1 : Buffer.from(latin1, 'latin1').toString()
}
