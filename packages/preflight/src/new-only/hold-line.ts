import { existsSync } from 'node:fs'
import path from 'node:path'
import { listFailures, type Cause, type FailureContext } from '@groundcrew/core/failures'
import { count } from '@groundcrew/core/text'
import type { Judgement } from '../judge-result.ts'
import type { Step } from '../report.ts'
import type { Baseline } from './baseline.ts'
import { findingReader, type Finding } from './finding.ts'
import { splitByBaseline, splitByLines, type IsChanged } from './split-findings.ts'

/** Judges only what is new of the diagnostics of a step that failed. */
export type HoldLine = (step: Step, failed: FailedOutput) => Judgement

export interface FailedOutput {
  readonly judged: Judgement
  readonly text: string
  readonly isWhole: boolean
  readonly place: FailureContext
}

/** Causes in a report. */
const causesMax = 50
/** Of steps whose diagnostics have places. */
export const judgedRoles: ReadonlySet<string> = new Set(['format', 'lint', 'typecheck'])

/** Of a step in the baseline what the baseline does not have is new; of any other what is on changed lines. */
export function createHoldLine(baseline: Baseline | undefined, isChanged: IsChanged): HoldLine {
  return (step, { judged, ...output }) => {
    if (judged.state !== 'failed' || !judgedRoles.has(step.role)) return judged
    const readable = readDiagnostics(step, output)
    if (typeof readable === 'string')
      return { ...judged, reason: `${judged.reason}; --new-only cannot judge it: ${readable}` }
    const { root } = output.place
    const known = baseline?.get(step.id)
    const { fresh, old } =
      known === undefined
        ? splitByLines(readable, isChanged)
        : splitByBaseline(readable, {
            baseline: known,
            read: findingReader(root),
            isThere: (file) => existsSync(path.resolve(root, file)),
          })
    const hidden = { count: old.length, by: known === undefined ? 'unchanged lines' : 'baseline' } as const
    if (fresh.length === 0) return { state: 'passed', hidden }
    const { matchedBy = [] } = judged.failures ?? {}
    return {
      ...judged,
      failures: { causes: fresh.slice(0, causesMax), total: fresh.length, matchedBy, tail: [] },
      hidden,
    }
  }
}

/** Keeps what a step found, for a baseline, and why a step's findings cannot be kept. */
export function createRecorder(): {
  readonly hold: HoldLine
  readonly findings: Map<string, readonly Finding[] | string>
} {
  const findings = new Map<string, readonly Finding[] | string>()
  return {
    findings,
    hold: (step, { judged, ...output }) => {
      const readable = readDiagnostics(step, output)
      const read = findingReader(output.place.root)
      findings.set(step.id, typeof readable === 'string' ? readable : readable.map((cause) => read(cause)))
      return judged
    },
  }
}

/** All diagnostics of an output, or why they are not all that is wrong. */
function readDiagnostics(
  step: Step,
  { text, isWhole, place }: Omit<FailedOutput, 'judged'>,
): readonly Cause[] | string {
  if (!isWhole) return 'its output is too long to be read whole'
  if (step.isChain === true) return 'it is several commands, and those after the first that fails do not run'
  const causes = listFailures(text, place)
  if (causes.length === 0) return 'nothing in its output is known as a diagnostic'
  const other = causes.find(
    ({ kind, location }) => (kind !== 'diagnostic' && kind !== 'format') || location === undefined,
  )
  if (other !== undefined) return `'${other.message}' is no diagnostic of a place`
  const claimed = claimedErrors(text)
  return claimed > causes.length
    ? `it speaks of ${count(claimed, 'error')}, of which ${causes.length} could be read`
    : causes
}

/** How many errors the tools themselves say that there are. */
function claimedErrors(text: string): number {
  const sums = [
    /✖ \d+ problems? \((\d+) errors?/g,
    /^Found (\d+) errors?\b/gm,
    /^Found \d+ warnings? and (\d+) errors?\./gm,
  ]
  return sums.flatMap((pattern) => [...text.matchAll(pattern)]).reduce((sum, match) => sum + Number(match[1] ?? 0), 0)
}
