import { escapeLine, truncateLine } from '../text/index.ts'
import { cleanOutput } from './clean-output.ts'
import { PHASES, type Extraction, type Extractor, type Finding, type Log, type Phase, type Span } from './extractor.ts'
import { EXTRACTORS } from './extractors.ts'
import { groupFindings, ungrouped, type LocatedFinding } from './group-findings.ts'
import { LINE_CHARS_MAX, TAIL_CHARS_MAX, TAIL_LINES_MAX } from './limits.ts'
import { createLocator, type Locator } from './locate.ts'
import { maskSecrets } from './mask-secrets.ts'
import { sumCounts } from './reading.ts'
import { splitStreams, type Stream } from './split-streams.ts'
import type { Cause, FailureContext, FailureReport, TestCounts } from './types.ts'
import { followDirectory } from './working-directory.ts'

/**
 * Reads why a command failed out of what it printed. Time is linear in the size of the output; what is returned is bounded by
 * the constants in `limits.ts`, free of control characters, and masked by `maskSecrets`. Never throws: output that nothing
 * recognises gives no causes and a `tail`.
 */
export function extractFailures(output: string, context: FailureContext): FailureReport {
  const lines = cleanOutput(output)
  const { located, matched, tests } = readFindings(lines, context)
  const { causes, total } = groupFindings(weigh(located, context.failed === true), context.changedFiles)
  const counts = sumCounts(tests)
  return {
    causes,
    total,
    ...(counts === undefined ? {} : { tests: counts }),
    matchedBy: [...matched],
    ...(causes.length > 0 && located.every(({ weight }) => weight === 'consequence') ? { onlyConsequences: true } : {}),
    tail: tailOf(lines),
  }
}

/** Every single failure in the output, in its order and without a limit: what `extractFailures` groups. */
export function listFailures(output: string, context: FailureContext): readonly Cause[] {
  const { located } = readFindings(cleanOutput(output), context)
  return ungrouped(weigh(located, context.failed === true))
}

interface Read {
  readonly located: readonly LocatedFinding[]
  readonly matched: ReadonlySet<string>
  readonly tests: readonly TestCounts[]
}

function readFindings(lines: readonly string[], context: FailureContext): Read {
  const locator = createLocator(context)
  const matched = new Set<string>()
  const tests: TestCounts[] = []
  const located: LocatedFinding[] = []
  const streams = splitStreams(lines).map((stream) => readStream(stream, context, locator))
  for (const phase of PHASES) {
    if (phase === 'generic' && located.some((finding) => finding.weight === undefined)) break
    for (const stream of streams) {
      for (const { extractor, extraction } of stream.extract(phase)) {
        if (extraction.tests !== undefined) tests.push(extraction.tests)
        if (extraction.findings.length > 0 || extraction.tests !== undefined) matched.add(extractor.name)
        for (const finding of extraction.findings) located.push(stream.place(finding))
      }
    }
  }
  return { located, matched, tests }
}

interface ReadStream {
  readonly extract: (phase: Phase) => { readonly extractor: Extractor; readonly extraction: Extraction }[]
  readonly place: (finding: Finding) => LocatedFinding
}

function readStream(stream: Stream, context: FailureContext, locator: Locator): ReadStream {
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

/** What npm says of itself and of the script that it starts. */
const runnerChatter = /^(?:npm (?:warn|notice)\b|npm WARN\b|> \S+(?: \S+){0,2}$)/

function tailOf(lines: readonly string[]): string[] {
  const filled = lines.slice(-1000).filter((line) => line.trim() !== '' && !runnerChatter.test(line))
  return filled
    .slice(-TAIL_LINES_MAX)
    .map((line) => escapeLine(truncateLine(maskSecrets(truncateLine(line, LINE_CHARS_MAX)), TAIL_CHARS_MAX)))
}
