import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { usageError, type ToolError } from '@groundcrew/core/cli'
import { ripgrepPath } from './ripgrep-program.ts'

/** A line that ripgrep printed: a match, or context of one. Multi-line matches have several lines of text. */
export interface Hit {
  /** Relative to the directory of the search, as ripgrep prints it. */
  readonly path: string
  readonly line: number
  readonly isMatch: boolean
  /** Without the last line feed. */
  readonly text: string
  /** Byte ranges of the matches in the text. */
  readonly ranges: readonly { readonly start: number; readonly end: number }[]
  /** Byte offset of the text in the file. */
  readonly offset: number
}

export interface Searched {
  readonly hits: readonly Hit[]
  readonly filesSearched: number
  /** Files that ripgrep took for binary: it stopped at the first NUL. */
  readonly binary: readonly string[]
  /** What ripgrep could not read. */
  readonly problems: readonly string[]
  /** It was ended before it had looked everywhere. */
  readonly isPartial: boolean
}

export interface RipgrepCall {
  readonly cwd: string
  /** Options alone; patterns and paths are put behind `-e` and `--`. */
  readonly options: readonly string[]
  readonly patterns: readonly string[]
  readonly paths: readonly string[]
  readonly signal: AbortSignal
  /** The search ends after this long, with what it has. */
  readonly timeoutMs?: number
}

/** Runs ripgrep and gives everything it found, by path, or in the order that an option asks for. A pattern that it refuses is a usage error. */
export async function ripgrep({ cwd, options, patterns, paths, signal, timeoutMs }: RipgrepCall): Promise<Searched> {
  const args = ['--json', '--no-config', ...options, ...patterns.flatMap((pattern) => ['-e', pattern]), '--', ...paths]
  const child = spawn(await ripgrepPath(), args, { cwd, signal, stdio: ['ignore', 'pipe', 'pipe'] })
  const hits: Hit[] = []
  const binary: string[] = []
  const stderr: Buffer[] = []
  let filesSearched: number | undefined
  let isPartial = false
  const stop = (): void => {
    isPartial = true
    child.kill()
  }
  const timer = timeoutMs === undefined ? undefined : setTimeout(stop, timeoutMs)
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  const exited = new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 2))
  })
  for await (const line of linesOf(child.stdout)) {
    const message = parseMessage(line)
    if (message.type === 'match' || message.type === 'context') hits.push(hitOf(message))
    else if (message.type === 'end' && message.data.binary_offset !== null)
      binary.push(plainPath(textOf(message.data.path)))
    else if (message.type === 'summary') filesSearched = message.data.stats.searches
  }
  const exitCode = await exited
  clearTimeout(timer)
  const problems = Buffer.concat(stderr).toString().trim()
  // Where it takes the call, it ends with a summary, whatever it could not read.
  if (exitCode > 1 && filesSearched === undefined && !isPartial && !signal.aborted) throw refusal(problems)
  if (!options.some((option) => option.startsWith('--sort'))) hits.sort(byPlace)
  return { hits, filesSearched: filesSearched ?? 0, binary, problems: problemLines(problems), isPartial }
}

/** Lines end in a line feed and nothing else: a text may have other characters that readers of lines take for an end (U+2028). */
async function* linesOf(stream: Readable): AsyncGenerator<string> {
  let unfinished: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(10)
    if (end === -1) unfinished.push(chunk)
    else {
      yield* Buffer.concat([...unfinished, chunk.subarray(0, end)])
        .toString()
        .split('\n')
      unfinished = [chunk.subarray(end + 1)]
    }
  }
}

/** By path and line. */
export function byPlace(left: Hit, right: Hit): number {
  return left.path < right.path ? -1 : left.path > right.path ? 1 : left.line - right.line
}

/** A line cut short by an end before the time counts for nothing. */
function parseMessage(line: string): Message {
  try {
    return JSON.parse(line) as Message
  } catch {
    return { type: 'begin' }
  }
}

/** What ripgrep said on stderr, a line each. */
export function problemLines(stderr: string): readonly string[] {
  return stderr === '' ? [] : stderr.split('\n')
}

export function refusal(problems: string): ToolError {
  const lines = problems
    .replace(/^rg: /, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const reason = lines.findLast((line) => line.startsWith('error: '))?.slice(7) ?? lines[0] ?? problems
  const [, hint] = HINTS.find(([part]) => reason.includes(part)) ?? []
  return usageError(
    reason.replace(/^error parsing flag \S+: (?:grep config error: )?/, ''),
    hint ?? '-F looks for the characters as they are',
  )
}

const HINTS = [
  ['No such file or directory', 'csearch --path TEXT finds files'],
  ['unknown encoding', "-E is ripgrep's --encoding, and not grep's -E: leave it out, every pattern is extended"],
  ['unrecognized file type', "csearch --type-list has them all; files by their ending: -g '*.ENDING'"],
] as const

interface Text {
  readonly text?: string
  readonly bytes?: string
}

type Message =
  | { readonly type: 'begin' }
  | {
      readonly type: 'match' | 'context'
      readonly data: {
        readonly path: Text
        readonly lines: Text
        readonly line_number: number
        readonly absolute_offset: number
        readonly submatches: readonly { readonly start: number; readonly end: number }[]
      }
    }
  | { readonly type: 'end'; readonly data: { readonly path: Text; readonly binary_offset: number | null } }
  | { readonly type: 'summary'; readonly data: { readonly stats: { readonly searches: number } } }

function hitOf({ type, data }: Extract<Message, { type: 'match' | 'context' }>): Hit {
  return {
    path: plainPath(textOf(data.path)),
    line: data.line_number,
    isMatch: type === 'match',
    text: textOf(data.lines).replace(/\n$/, ''),
    ranges: data.submatches.map(({ start, end }) => ({ start, end })),
    offset: data.absolute_offset,
  }
}

function textOf({ text, bytes }: Text): string {
  return text ?? Buffer.from(bytes ?? '', 'base64').toString()
}

export function plainPath(path: string): string {
  return path.startsWith('./') ? path.slice(2) : path
}
