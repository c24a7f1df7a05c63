import {
  describeFinding,
  readFindings,
  tailOf,
  type FailureContext,
  type LocatedFinding,
  type Location,
  type OutputReading,
  type SourceMaps,
  type TestCounts,
} from '@groundcrew/core/failures'
import type { Failure, FailurePhase, Thrown } from '../failure.ts'
import { templateOf } from '../fingerprint/template.ts'
import { readFrame } from '../stack/javascript.ts'
import { readStacks } from '../stack/read-stacks.ts'
import type { RawThrown } from '../stack/types.ts'
import { locateThrown } from './frames.ts'

export interface LogReading {
  readonly failures: readonly Failure[]
  readonly tests?: TestCounts
  /** The last lines, for an output in which nothing was recognised. */
  readonly tail: readonly string[]
}

export interface LogPlace {
  /** The log's name, as the user gave it. */
  readonly name: string
  readonly context: FailureContext
  readonly maps: SourceMaps
}

const contextLines = 3

/** All failures of a log, in its order, each with its stack. */
export function readLog(output: string, { name, context, maps }: LogPlace): LogReading {
  const reading = readFindings(output, context)
  const stacks = reading.streams.map((lines) => readStacks(lines))
  const places = { reading, maps, directory: context.cwd, root: context.root }
  const ordered = reading.findings.toSorted((left, right) => left.number - right.number)
  const failures = ordered.map((finding): Failure => {
    const end = ordered.find((other) => other.stream === finding.stream && other.index > finding.index)?.index
    const raw = stackOf({ finding, end: end ?? Number.POSITIVE_INFINITY, reading, stacks })
    const thrown = raw === undefined ? undefined : locateThrown(raw, places)
    const line = reading.streams[finding.stream]?.[finding.index] ?? ''
    return toFailure({ finding, thrown, log: name, context: contextOf(reading, finding), line })
  })
  return {
    failures,
    ...(reading.tests === undefined ? {} : { tests: reading.tests }),
    tail: tailOf(reading.lines),
  }
}

interface StackSearch {
  readonly finding: LocatedFinding
  /** Line of the next finding in the same stream. */
  readonly end: number
  readonly reading: OutputReading
  readonly stacks: readonly (readonly RawThrown[])[]
}

/** The stack that belongs to a finding: its own text, the one it was read from, that of its thread, one that passes its place, the first below it. */
function stackOf({ finding, end, reading, stacks }: StackSearch): RawThrown | undefined {
  if (finding.text !== undefined)
    return readStacks(finding.text)[0] ?? looseFrames(finding, finding.text, { from: 0, to: Infinity })
  const { index, place, test } = finding
  const all = (stacks[finding.stream] ?? []).filter(({ thread }) => isOfThread(thread, test))
  const passes = ({ frames }: RawThrown): boolean =>
    frames.some((frame) => frame.line !== undefined && frame.path === place?.path && frame.line === place?.line)
  const below = all.filter(({ span }) => span.from > index && span.from < end)
  return (
    all.find(({ span }) => span.from <= index && index <= span.to) ??
    all.find(({ thread }) => thread !== undefined && thread === test) ??
    below.find(passes) ??
    below[0] ??
    all.find(passes) ??
    looseFrames(finding, reading.streams[finding.stream] ?? [], { from: index + 1, to: end })
  )
}

/** A thread that is named for another test is not this one's. */
function isOfThread(thread: string | undefined, test: string | undefined): boolean {
  return thread === undefined || test === undefined || thread === test || thread === 'main'
}

const looseLinesMax = 200
/** Where jest goes on to what a test logged, or to another file. */
const otherBlock = /^ {0,2}(?:console\.|PASS |FAIL |●|Test Suites: )/

/** jest prints no class above the frames of a failed expectation. */
function looseFrames(
  { message }: LocatedFinding,
  lines: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
): RawThrown | undefined {
  const block = lines.slice(from, Math.min(to, from + looseLinesMax))
  const stop = block.findIndex((line) => otherBlock.test(line))
  const frames = (stop < 0 ? block : block.slice(0, stop)).map((line) => readFrame(line))
  const start = frames.findIndex((frame) => frame !== undefined)
  if (start < 0) return undefined
  const count = frames.slice(start).indexOf(undefined)
  const used = frames.slice(start, count < 0 ? undefined : start + count).filter((frame) => frame !== undefined)
  const [, type = '', said = message] = /^((?:[A-Z]\w*)?(?:Error|Exception))(?: \[\w+\])?: (.*)$/.exec(message) ?? []
  const span = { from: from + start, to: from + start + used.length - 1 }
  return { language: 'javascript', type, message: said, frames: used, causes: [], span }
}

interface FailureParts {
  readonly finding: LocatedFinding
  readonly thrown: Thrown | undefined
  readonly log: string
  readonly context: string
  /** The line that it was read from. */
  readonly line: string
}

function toFailure({ finding, thrown, log, context, line }: FailureParts): Failure {
  const { tool, kind, code, test, message, location, detail } = describeFinding(finding)
  return {
    tool,
    kind,
    phase: phaseOf(finding, line),
    message,
    ...(code === undefined ? {} : { code }),
    ...(test === undefined ? {} : { test }),
    ...locationOf(location, thrown),
    ...(detail === undefined ? {} : { detail }),
    ...(thrown === undefined ? {} : { thrown }),
    source: { log, line: finding.number + 1 },
    isConsequence: finding.weight === 'consequence',
    context,
  }
}

/** Where the tool points; where it points at nothing of the repository, the innermost own call. */
function locationOf(told: Location | undefined, thrown: Thrown | undefined): { readonly location?: Location } {
  if (told !== undefined) return { location: told }
  const own = thrown?.frames.find(({ isOwn, file }) => isOwn && file !== undefined)
  if (own?.file === undefined) return {}
  const { file, line, column } = own
  return { location: { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) } }
}

const setUp = /\bat setup of\b|"?before (?:all|each)"? hook|\bbefore(?:All|Each|Hook)\b|\bset-?up failed\b/i
const tearDown = /\bat teardown of\b|"?after (?:all|each)"? hook|\bafter(?:All|Each|Hook)\b|\btear-?down failed\b/i

function phaseOf({ kind, test, message, tool }: LocatedFinding, line: string): FailurePhase {
  if (kind === 'runner') return tool === 'generic' ? 'run' : 'load'
  if (kind !== 'test') return 'run'
  const words = `${line} ${test ?? ''} ${message}`
  if (setUp.test(words)) return 'setup'
  return tearDown.test(words) ? 'teardown' : 'test'
}

function contextOf(reading: OutputReading, { stream, index }: LocatedFinding): string {
  const lines = reading.streams[stream] ?? []
  const above = lines.slice(Math.max(0, index - 20), index + 1).filter((line) => line.trim() !== '')
  return above
    .slice(-contextLines - 1)
    .map((line) => templateOf(line))
    .join('\n')
}
