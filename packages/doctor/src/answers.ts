import { note, readStdin, usageError, type Io, type Style } from '@groundcrew/core/cli'
import { isGivenStdin } from '@groundcrew/core/process'
import { escapeLine, truncateLine } from '@groundcrew/core/text'
import type { DoctorOptions } from './doctor.ts'
import type { ExplainReport } from './explain/explain.ts'
import type { FixReport } from './fix.ts'
import type { DoctorReport } from './report.ts'
import type { UsageReport } from './usage.ts'

/** What one call answers, by what was asked. */
export type Answer =
  | { readonly kind: 'check'; readonly report: DoctorReport }
  | { readonly kind: 'fix'; readonly report: FixReport }
  | { readonly kind: 'explain'; readonly report: ExplainReport }
  | { readonly kind: 'usage'; readonly report: UsageReport }

export interface Asked {
  readonly fix: boolean
  readonly stdin: boolean
  readonly usage: boolean
}

/** @throws ToolError USAGE when two questions are asked at once. */
export async function answer(io: Io, asked: Asked, options: DoctorOptions): Promise<Answer> {
  const questions = Object.entries(asked).filter(([, isAsked]) => isAsked)
  if (questions.length > 1) {
    throw usageError(`${questions.map(([name]) => `--${name}`).join(' and ')} are two questions`, 'ask one at a time')
  }
  if (asked.usage) return { kind: 'usage', report: await (await import('./usage.ts')).readUsage(io.cwd, io.env) }
  if (asked.stdin) {
    const output = (await readStdin(io))?.toString('utf8')
    if (output === undefined) throw usageError('--stdin reads what a command printed', 'COMMAND 2>&1 | doctor --stdin')
    const { explain } = await import('./explain/explain.ts')
    return { kind: 'explain', report: await explain(output, options) }
  }
  if (asked.fix) {
    const { fixAll } = await import('./fix.ts')
    return { kind: 'fix', report: await fixAll(options, (text) => io.stderr.write(`${text}\n`)) }
  }
  // Not taken for --stdin: that a check passed must never mean that none was made.
  if (isGivenStdin(io.stdin)) note(io, 'doctor: stdin was not read: COMMAND 2>&1 | doctor --stdin')
  const { doctor } = await import('./doctor.ts')
  return { kind: 'check', report: await doctor(options) }
}

export interface Shown {
  readonly style: Style
  readonly isVerbose: boolean
  readonly isBrief: boolean
  readonly isSarif: boolean
}

export async function renderAnswer(given: Answer, shown: Shown): Promise<string> {
  switch (given.kind) {
    case 'usage':
      return (await import('./usage.ts')).renderUsage(given.report)
    case 'explain':
      return renderExplanations(given.report)
    case 'fix':
    case 'check': {
      if (shown.isBrief) return (await import('./brief.ts')).renderBrief(given.report)
      if (shown.isSarif) return (await import('./sarif.ts')).renderSarif(given.report)
      const { renderReport } = await import('./render.ts')
      const text = renderReport(given.report, shown)
      return given.kind === 'fix' ? [...fixedLines(given.report), text].join('\n') : text
    }
  }
}

function fixedLines({ fixed }: FixReport): readonly string[] {
  if (fixed.length === 0) return ['no fix is safe to be run by itself']
  return fixed.map(({ id, command, outcome, isMended }) => {
    return `${isMended ? 'mended' : 'tried'} ${escapeLine(id)}  ${escapeLine(command)}: ${escapeLine(outcome)}`
  })
}

const explanationLengthMax = 300

function renderExplanations({ explanations }: ExplainReport): string {
  const [first] = explanations
  if (first === undefined) return ''
  const isEnvironment = explanations.some((entry) => entry.isEnvironment)
  return [
    ...explanations.map(({ id, message, fix }) => {
      const line = `${id}: ${escapeLine(message)}`
      return fix === undefined
        ? truncateLine(line, explanationLengthMax)
        : `${truncateLine(line, explanationLengthMax)}\n  fix: ${truncateLine(escapeLine(fix), explanationLengthMax)}`
    }),
    ...(isEnvironment ? ['environment, not code: do not edit source'] : []),
    `next: ${first.fix === undefined ? `doctor --only ${first.id}` : truncateLine(escapeLine(first.fix), explanationLengthMax)}`,
  ].join('\n')
}
