import { LABELS_MAX } from './limits.ts'

/** The lines of one process of many: what a workspace runner, a compose file or a build step printed under one label. */
export interface Stream {
  readonly lines: string[]
  /** Line number in the whole output, for each line. */
  readonly numbers: number[]
  /** A package name, or a directory relative to where the command ran. */
  readonly label?: string
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
    const { prefix, label, rest } = labelOf(line)
    const stream = streams.get(prefix) ?? { lines: [], numbers: [], label }
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

interface Labelled {
  readonly prefix: string
  readonly label: string
  readonly rest: string
}

type LabelOf = (line: string) => Labelled

function findLabels(lines: readonly string[]): LabelOf {
  const common = LABELS.find((candidate) => isCommon(candidate, lines))
  if (common !== undefined) return (line) => splitCommon(line, common.pattern)
  const prefixes = announcedPrefixes(lines)
  if (prefixes.size > 0) return (line) => splitAnnounced(line, prefixes)
  if (lines.some((line) => /^#\d{1,4} \[/.test(line))) return splitBuildStep
  if (lines.some((line) => nxHeadline.test(line))) return nxSections()
  return (line) => ({ prefix: '', label: '', rest: line })
}

function splitCommon(line: string, pattern: RegExp): Labelled {
  const match = pattern.exec(line)
  if (match === null) return { prefix: '', label: '', rest: line }
  const label = match[1] ?? ''
  return { prefix: `${label} `, label, rest: line.slice(match[0].length) }
}

/** nx prints the output of one task after the other, each below `> nx run PROJECT:TARGET`. */
const nxHeadline = /^> nx run ([^\s:]{1,200}):([^\s]{1,80})/

function nxSections(): LabelOf {
  let section = { prefix: '', label: '' }
  return (line) => {
    const match = nxHeadline.exec(line)
    if (match !== null) section = { prefix: `${match[1]}:${match[2]}`, label: match[1] ?? '' }
    else if (/^ NX {3}\S/.test(line)) section = { prefix: '', label: '' }
    return { ...section, rest: line }
  }
}

/** Docker's plain progress: `#12 0.512 npm error …`. */
function splitBuildStep(line: string): Labelled {
  const match = /^(#\d{1,4}) \d{1,7}\.\d{1,3} ?/.exec(line)
  if (match === null) return { prefix: '', label: '', rest: line }
  return { prefix: match[1] ?? '', label: '', rest: line.slice(match[0].length) }
}

/** Prefixes that the runner itself names in a headline, so that no `note: ` of a compiler is taken for one. */
function announcedPrefixes(lines: readonly string[]): Map<string, string> {
  const prefixes = new Map<string, string>()
  for (const line of lines) {
    if (prefixes.size >= LABELS_MAX) break
    const pnpm = /^([^\s$]{1,200}) ([\w:.-]{1,80})\$ /.exec(line)
    if (pnpm !== null) prefixes.set(`${pnpm[1]} ${pnpm[2]}:`, pnpm[1] ?? '')
    const turbo = /^([^\s:]{1,200}):([\w.-]{1,80}): cache (?:bypass|miss|hit|disabled)/.exec(line)
    if (turbo !== null) prefixes.set(`${turbo[1]}:${turbo[2]}:`, turbo[1] ?? '')
    const script = /^([^\s:]{1,200}): > ([^\s]{1,200})@\S/.exec(line)
    if (script !== null && script[1] === script[2]) prefixes.set(`${script[1]}:`, script[1] ?? '')
  }
  return prefixes
}

function splitAnnounced(line: string, prefixes: ReadonlyMap<string, string>): Labelled {
  for (const [prefix, label] of prefixes) {
    if (!line.startsWith(prefix)) continue
    const rest = line.slice(prefix.length)
    if (rest === '' || rest.startsWith(' ')) return { prefix, label, rest: rest.slice(1) }
  }
  return { prefix: '', label: '', rest: line }
}
