import { usageError, type Io } from '@groundcrew/core/cli'
import { formatBytes, formatDuration } from '@groundcrew/core/text'
import type { Summary } from '../report/summary.ts'
import { traceCommand, type TraceOptions } from '../trace.ts'
import type { RunOutcome } from '../model/trace.ts'

export interface Limits {
  readonly wallMsMax: number | undefined
  readonly cpuMsMax: number | undefined
  readonly rssBytesMax: number | undefined
}

export interface Budgeted {
  readonly summary: Summary
  readonly outcome: RunOutcome
  /** One sentence for each limit that was passed. */
  readonly breaches: readonly string[]
}

/** Runs the command and holds it against limits; of several runs the mean counts, and the largest memory. */
export async function budget(io: Io, options: TraceOptions, limits: Limits): Promise<Budgeted> {
  const { trace, summary } = await traceCommand(io, options)
  const { wallMs, cpuMs, rssBytesMax } = summary
  const breaches = [
    ...breach('wall time', { value: wallMs.mean, max: limits.wallMsMax, format: formatDuration }),
    ...breach('CPU time', { value: cpuMs.mean, max: limits.cpuMsMax, format: formatDuration }),
    ...breach('memory', { value: rssBytesMax, max: limits.rssBytesMax, format: formatBytes }),
  ]
  return { summary, outcome: trace.runs.at(-1)?.outcome ?? { kind: 'observed' }, breaches }
}

interface Held {
  readonly value: number
  readonly max: number | undefined
  readonly format: (value: number) => string
}

function breach(name: string, { value, max, format }: Held): readonly string[] {
  if (max === undefined || value <= max) return []
  return [`${name} ${format(value)} is over ${format(max)}`]
}

/** `300MB`, `1.5GB`, in powers of 1024. @throws ToolError USAGE. */
export function parseBytes(flag: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(B|[kKMG]i?B)?$/.exec(text)
  const factor = { B: 1, k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 }[match?.[2]?.charAt(0) ?? 'B']
  if (match === null || factor === undefined)
    throw usageError(`--${flag} '${text}' is not an amount of memory`, 'write 300MB or 1.5GB')
  return Number(match[1]) * factor
}

/** `5%`. @throws ToolError USAGE. */
export function parsePercent(flag: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(text)
  if (match === null) throw usageError(`--${flag} '${text}' is not a percentage`, 'write 5%')
  return Number(match[1]) / 100
}
