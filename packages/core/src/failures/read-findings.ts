import { truncateLine } from '../text/index.ts'
import { cleanOutput } from './clean-output.ts'
import { PHASES, type Extraction, type Extractor, type Finding, type Log, type Phase, type Span } from './extractor.ts'
import { EXTRACTORS } from './extractors.ts'
import { distinctFindings, type LocatedFinding } from './group-findings.ts'
import { LINE_CHARS_MAX } from './limits.ts'
import { createLocator, type Locator } from './locate.ts'
import { sumCounts } from './reading.ts'
import { splitStreams, type Stream } from './split-streams.ts'
import type { FailureContext, TestCounts } from './types.ts'
import { followDirectory } from './working-directory.ts'

/** What the extractors found in an output, each failure by itself, and the lines that they read. */
export interface OutputReading {
  /** Without repetitions, in the order of the phases. */
  readonly findings: readonly LocatedFinding[]
  /** The cleaned lines of each process: a finding names its stream and its line there. */
  readonly streams: readonly (readonly string[])[]
  /** All lines, cleaned. */
  readonly lines: readonly string[]
  readonly tests?: TestCounts
  readonly matchedBy: readonly string[]
  /** Whether a path belongs to the repository itself and not to a dependency, a runtime or a temporary file. */
  readonly isOwn: (path: string) => boolean
  /** A path of one of the findings' stacks as a path in the repository. */
  readonly locate: Locator['locate']
}

/** Reads all failures of an output, as `extractFailures` does, and does not group, shorten or mask them. */
export function readFindings(output: string, context: FailureContext): OutputReading {
  const lines = cleanOutput(output)
  const locator = createLocator(context)
  const matched = new Set<string>()
  const tests: TestCounts[] = []
  const located: LocatedFinding[] = []
  const pieces = splitStreams(lines)
  const streams = pieces.map((stream, number) => readStream(stream, number, context, locator))
  for (const phase of PHASES) {
    const isExplained = phase === 'generic' && located.some((finding) => finding.weight === undefined)
    for (const [number, stream] of streams.entries()) {
      // One that is known to have failed has a cause of its own.
      const isOpen = pieces[number]?.hasFailed === true && !located.some((finding) => finding.stream === number)
      if (isExplained && !isOpen) continue
      for (const { extractor, extraction } of stream.extract(phase)) {
        if (extraction.tests !== undefined) tests.push(extraction.tests)
        if (extraction.findings.length > 0 || extraction.tests !== undefined) matched.add(extractor.name)
        for (const finding of extraction.findings) located.push(stream.place(finding))
      }
    }
  }
  const counts = sumCounts(tests)
  return {
    findings: distinctFindings(weigh(located, context.failed === true)),
    streams: streams.map((stream) => stream.lines),
    lines,
    ...(counts === undefined ? {} : { tests: counts }),
    matchedBy: [...matched],
    isOwn: locator.isOwn,
    locate: locator.locate,
  }
}

interface ReadStream {
  /** Cut to `LINE_CHARS_MAX`. */
  readonly lines: readonly string[]
  readonly extract: (phase: Phase) => { readonly extractor: Extractor; readonly extraction: Extraction }[]
  readonly place: (finding: Finding) => LocatedFinding
}

function readStream(stream: Stream, number: number, context: FailureContext, locator: Locator): ReadStream {
  const lines = stream.lines.map((line) => truncateLine(line, LINE_CHARS_MAX))
  const directoryAt = followDirectory(lines, stream.label, context)
  let log: Log = {
    lines,
    text: lines.join('\n'),
    fullLine: (index) => stream.lines[index] ?? '',
    runner: (context.runner ?? '').toLowerCase(),
    isOwn: locator.isOwn,
  }
  const claims: Span[] = []
  return {
    lines,
    extract: (phase) => {
      log = withoutLines(log, claims.splice(0))
      return EXTRACTORS.filter((extractor) => extractor.phase === phase && isCalled(extractor, log)).map(
        (extractor) => {
          const extraction = extractor.extract(log)
          for (const claim of extraction.claims ?? []) claims.push(claim)
          return { extractor, extraction }
        },
      )
    },
    place: (finding) => ({
      ...finding,
      stream: number,
      number: stream.numbers[finding.index] ?? 0,
      label: stream.label,
      location: finding.place === undefined ? undefined : locator.locate(finding.place, directoryAt(finding.index)),
    }),
  }
}

function isCalled(extractor: Extractor, log: Log): boolean {
  return (
    extractor.signs.some((sign) => log.text.includes(sign)) ||
    (extractor.runners ?? []).some((runner) => runner === log.runner)
  )
}

/** The log with claimed lines blank, so that line numbers stay. */
function withoutLines(log: Log, claims: readonly Span[]): Log {
  if (claims.length === 0) return log
  const lines = [...log.lines]
  for (const { from, to } of claims) lines.fill('', Math.max(0, from), to + 1)
  return { ...log, lines, text: lines.join('\n') }
}

/** Errors; where there are none the warnings of a command that failed; where there are neither, what followed from them. */
function weigh(findings: readonly LocatedFinding[], failed: boolean): LocatedFinding[] {
  const errors = findings.filter((finding) => finding.weight === undefined)
  if (errors.length > 0) return errors
  const warnings = failed ? findings.filter((finding) => finding.weight === 'warning') : []
  const specific = warnings.filter((finding) => finding.tool !== 'generic')
  if (warnings.length > 0) return specific.length > 0 ? specific : warnings
  return findings.filter((finding) => finding.weight === 'consequence')
}
