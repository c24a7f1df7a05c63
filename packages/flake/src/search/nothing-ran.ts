import { ToolError } from '@groundcrew/core/cli'
import { describeOutcome, formatCommand } from '@groundcrew/core/process'
import { escapeLine } from '@groundcrew/core/text'
import { headlineOf } from '../judge/headline.ts'
import type { RunProblem, RunRecord } from '../model/run-record.ts'
import type { Suite } from '../suite/suite.ts'

/** A run in which no test ran measures nothing, and is no success: with what stood in the way, file by file. */
export function nothingRan(suite: Suite, run: RunRecord | undefined): ToolError {
  const command = formatCommand(suite.command)
  return new ToolError('NOTHING_RAN', `${command} ran no test${run === undefined ? '' : whyNot(run)}`, {
    hint: hintOf(command, run),
  })
}

function hintOf(command: string, run: RunRecord | undefined): string {
  const see = run?.logPath === undefined ? `run it by itself: ${command}` : `see ${run.logPath}`
  const isMissing = run?.problems.some(({ message }) => message.startsWith('not found: ')) ?? false
  return isMissing ? `doctor says what is missing, bootstrap installs it; ${see}` : see
}

const problemsShownMax = 3

function whyNot({ problems, outcome }: RunRecord): string {
  if (problems.length === 0) return ` (${describeOutcome(outcome)})`
  const left = problems.length - problemsShownMax
  return `: ${problems.slice(0, problemsShownMax).map(describeProblem).join('; ')}${left > 0 ? `; and ${left} more` : ''}`
}

function describeProblem({ file, message }: RunProblem): string {
  const line = headlineOf(message)
  return escapeLine(file === undefined || line.includes(file) ? line : `${file}: ${line}`)
}
