import { escapeLine, truncateLine } from '../text/index.ts'
import { describeFinding, groupFindings } from './group-findings.ts'
import { LINE_CHARS_MAX, TAIL_CHARS_MAX, TAIL_LINES_MAX } from './limits.ts'
import { maskSecrets } from './mask-secrets.ts'
import { readFindings } from './read-findings.ts'
import type { Cause, FailureContext, FailureReport } from './types.ts'

/**
 * Reads why a command failed out of what it printed. Time is linear in the size of the output; what is returned is bounded by
 * the constants in `limits.ts`, free of control characters, and masked by `maskSecrets`. Never throws: output that nothing
 * recognises gives no causes and a `tail`.
 */
export function extractFailures(output: string, context: FailureContext): FailureReport {
  const { findings, lines, tests, matchedBy } = readFindings(output, context)
  const causes = groupFindings(findings, context.changedFiles)
  const isOnlyConsequences = findings.length > 0 && findings.every(({ weight }) => weight === 'consequence')
  return {
    causes,
    total: findings.length,
    ...(tests === undefined ? {} : { tests }),
    matchedBy,
    ...(isOnlyConsequences ? { onlyConsequences: true } : {}),
    tail: tailOf(lines),
  }
}

/** Every single failure in the output, without a limit: what `extractFailures` groups. */
export function listFailures(output: string, context: FailureContext): readonly Cause[] {
  return readFindings(output, context).findings.map((finding) => describeFinding(finding))
}

/** What npm says of itself and of the script that it starts. */
const runnerChatter = /^(?:npm (?:warn|notice)\b|npm WARN\b|> \S+(?: \S+){0,2}$)/

export function tailOf(lines: readonly string[]): string[] {
  const filled = lines.slice(-1000).filter((line) => line.trim() !== '' && !runnerChatter.test(line))
  return filled
    .slice(-TAIL_LINES_MAX)
    .map((line) => escapeLine(truncateLine(maskSecrets(truncateLine(line, LINE_CHARS_MAX)), TAIL_CHARS_MAX)))
}
