import { formatCommand } from '@groundcrew/core/process'
import { count, escapeLine, truncateLine } from '@groundcrew/core/text'
import type { Workspace } from '@groundcrew/core/workspace'
import type { LeftOut, Step } from './report.ts'

/** The longest line of a report. */
export const lineLengthMax = 300
/** The longest enumeration within a line. */
const listLengthMax = 220
const leftOutMax = 5

/** What a reader may type. */
export function commandLine({ argv, line }: Pick<Step, 'argv' | 'line'>): string {
  return line ?? formatCommand([...argv])
}

/** What a step comes to: the text of the script that it calls, where it calls one. */
export function lineOf(step: Step, { commands }: Workspace): string {
  const invocation = commands.find(({ id }) => id === step.commandId)?.invocation
  return invocation?.kind === 'script' ? invocation.body : commandLine(step)
}

export function cut(line: string): string {
  return truncateLine(line, lineLengthMax)
}

/** `a, b and 12 more`: as many items as a line has room for, and how many there are besides. At least one. */
export function listUpTo(items: readonly string[]): string {
  const shown: string[] = []
  let length = 0
  for (const item of items) {
    length += item.length + 2
    if (length > listLengthMax && shown.length > 0) break
    shown.push(item)
  }
  const rest = items.length - shown.length
  return rest === 0 ? shown.join(', ') : `${shown.join(', ')} and ${rest} more`
}

export function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  const lines = leftOut
    .slice(0, leftOutMax)
    .map(({ command, why, evidence }) =>
      cut(`left out: ${escapeLine(command)}  ${escapeLine(evidence.file)}:${evidence.line}  ${why}`),
    )
  const rest = leftOut.length - lines.length
  return rest > 0 ? [...lines, `left out: ${count(rest, 'more command')} (preflight --list --json)`] : lines
}
