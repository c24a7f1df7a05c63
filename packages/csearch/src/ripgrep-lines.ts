import { plainPath, problemLines, refusal, type RipgrepCall } from './ripgrep.ts'
import { LineReader, WholeReader, type FileLines } from './output-readers.ts'
import { ripgrepOutput, type RipgrepOutput } from './ripgrep-output.ts'

export interface FileCount {
  /** Bytes as Latin-1 characters: slices of such strings cost nothing. */
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
 * As `ripgrep`, for lines that need nothing but to be printed. Not for multi-line matches. Undefined where binary files match, which only `ripgrep`
 * tells from others.
 */
export async function ripgrepLines(call: RipgrepCall): Promise<Searched<FileLines> | undefined> {
  const { reader, exitCode, stderr } = await ripgrepOutput(LINES, call, (file) => new LineReader(file))
  const searched = readStatistics(reader.rest(), { exitCode, stderr })
  return reader.hasBinary() ? undefined : { files: [...reader.files].sort(byPath), ...searched }
}

/** As `ripgrepLines`, for the number of matching lines of each file. */
export async function ripgrepCounts(call: RipgrepCall): Promise<Searched<FileCount> | undefined> {
  const { reader, exitCode, stderr } = await ripgrepOutput(COUNTS, call, () => new WholeReader())
  const found = reader.bytes()
  const searched = readStatistics(found.subarray(-STATISTICS_BYTES_MAX).toString('latin1'), { exitCode, stderr })
  const files = countsByFile(found.subarray(0, found.length - searched.bytes))
  // ripgrep gives no count of a binary file, and counts its lines in the statistics.
  const counted = files.reduce((sum, { count }) => sum + count, 0)
  return counted === searched.matches ? { files, ...searched } : undefined
}

/** Whether there is a match: ripgrep ends at the first, and tells of no file. */
export async function ripgrepAny(call: RipgrepCall): Promise<Searched<FileCount>> {
  const { exitCode, stderr } = await ripgrepOutput(['--quiet'], call, () => new WholeReader())
  const problems = problemLines(stderr)
  if (exitCode > 1 && !problems.some((line) => UNREADABLE.test(line))) throw refusal(stderr)
  return { files: [], matches: exitCode === 0 ? 1 : 0, filesSearched: 0, problems }
}

/** What ripgrep says of a file or directory; of a call that is wrong it says something else. */
const UNREADABLE = /\(os error \d+\)$/

/** For each file `PATH`, NUL, the lines `LINE:TEXT`, an empty line: so that there is no path before each line to be compared. */
const LINES = ['--null', '--line-number', '--with-filename', '--heading', '--color=never', '--stats']
/** For each file `PATH`, NUL, the count, a line feed. */
const COUNTS = ['--null', '--count', '--with-filename', '--color=never', '--stats']

/** What `--stats` adds at the end. */
const STATISTICS =
  /(?:^|\n)\d+ matches\n(\d+) matched lines\n\d+ files contained matches\n(\d+) files searched\n(?:[\d.]+ (?:bytes|seconds) [a-z ]+\n)+$/
const STATISTICS_BYTES_MAX = 600

interface Statistics extends Omit<Searched<never>, 'files'> {
  /** How long the statistics are. */
  readonly bytes: number
}

/** Reads them at the end of an output. Throws a usage error where ripgrep takes the call for wrong. */
function readStatistics(output: string, { exitCode, stderr }: Omit<RipgrepOutput<never>, 'reader'>): Statistics {
  const statistics = STATISTICS.exec(output)
  if (statistics === null) {
    if (exitCode > 1) throw refusal(stderr)
    throw new Error(`ripgrep ended with ${exitCode} and no statistics`)
  }
  const [text, matches, filesSearched] = statistics
  return {
    bytes: text.length,
    matches: Number(matches),
    filesSearched: Number(filesSearched),
    problems: problemLines(stderr),
  }
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
