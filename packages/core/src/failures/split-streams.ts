import { findTaskSections } from './task-sections.ts'

/** The lines of one process of many: what a workspace runner, a compose file or a build step printed under one label. */
export interface Stream {
  readonly lines: string[]
  /** Line number in the whole output, for each line. */
  readonly numbers: number[]
  /** A package name, or a directory relative to where the command ran. */
  readonly label?: string
  /** What a workspace runner ran for that package: `test`. */
  readonly task?: string
  /** Its runner says that it failed. */
  readonly hasFailed?: boolean
}

/** One way in which a service puts something before every line; what it captures is the label. */
interface Prefix {
  readonly pattern: RegExp
  /** Share of the lines that must have it before it is believed. */
  readonly shareMin: number
}

const TIMESTAMPS: readonly Prefix[] = [
  {
    pattern: /^(?:[^\t]{1,200}\t[^\t]{1,200}\t)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z ?(?:\d\d[OE][+ ]?)?/,
    shareMin: 0.6,
  },
  { pattern: /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?Z?\]? /, shareMin: 0.8 },
  { pattern: /^\[?\d\d:\d\d:\d\d(?:\.\d{1,9})?\]? (?![\w.-]{1,60}\s{1,30}\|)/, shareMin: 0.8 },
]

const LABELS: readonly Prefix[] = [
  { pattern: /^(?:\d\d:\d\d:\d\d )?([A-Za-z][\w.-]{0,60})\s{1,30}\| ?/, shareMin: 0.6 },
  { pattern: /^\[(\d{1,3})\] /, shareMin: 0.5 },
]

/**
 * Takes away what a CI service or a workspace runner puts before each line (timestamps, `packages/a test: `,
 * `@scope/a:build: `, `web-1  | `, `#12 0.5 `) and separates the interleaved processes. Lines without a label are the first
 * stream.
 */
export function splitStreams(lines: readonly string[]): Stream[] {
  const plain = stripTimestamps(lines)
  const labelOf = findLabels(plain)
  const streams = new Map<string, Stream>([['', { lines: [], numbers: [] }]])
  plain.forEach((line, number) => {
    const { prefix, label, task, hasFailed, rest } = labelOf(line, number)
    const stream = streams.get(prefix) ?? {
      lines: [],
      numbers: [],
      label,
      ...(task === undefined ? {} : { task }),
      ...(hasFailed === true ? { hasFailed } : {}),
    }
    streams.set(prefix, stream)
    stream.lines.push(rest)
    stream.numbers.push(number)
  })
  return [...streams.values()]
}

function stripTimestamps(lines: readonly string[]): readonly string[] {
  const prefix = TIMESTAMPS.find((candidate) => isCommon(candidate, lines))
  return prefix === undefined ? lines : lines.map((line) => line.replace(prefix.pattern, ''))
}

function isCommon({ pattern, shareMin }: Prefix, lines: readonly string[]): boolean {
  const filled = lines.filter((line) => line !== '')
  const matching = filled.filter((line) => pattern.test(line)).length
  return matching >= 3 && matching >= filled.length * shareMin
}

/** What stands for a line: the process that printed it, and what it printed. */
export interface Labelled {
  readonly prefix: string
  readonly label: string
  readonly task?: string
  readonly hasFailed?: boolean
  readonly rest: string
}

export type LabelOf = (line: string, index: number) => Labelled

function findLabels(lines: readonly string[]): LabelOf {
  const common = LABELS.find((candidate) => isCommon(candidate, lines))
  if (common !== undefined) return (line) => splitCommon(line, common.pattern)
  return findTaskSections(lines) ?? ((line) => ({ prefix: '', label: '', rest: line }))
}

function splitCommon(line: string, pattern: RegExp): Labelled {
  const match = pattern.exec(line)
  if (match === null) return { prefix: '', label: '', rest: line }
  const label = match[1] ?? ''
  return { prefix: `${label} `, label, rest: line.slice(match[0].length) }
}
