import type { Cause } from '@groundcrew/core/failures'
import type { Finding, FindingReader } from './finding.ts'

/** Whether a line of a file is of the change; a file that is new is of it whole. Without a line: whether the file is. */
export type IsChanged = (file: string, line: number | undefined) => boolean

export interface Split {
  readonly fresh: readonly Cause[]
  readonly old: readonly Cause[]
}

/** Without a baseline a diagnostic is new where the change is. */
export function splitByLines(causes: readonly Cause[], isChanged: IsChanged): Split {
  const isFresh = ({ location }: Cause): boolean => location === undefined || isChanged(location.file, location.line)
  return { fresh: causes.filter(isFresh), old: causes.filter((cause) => !isFresh(cause)) }
}

export interface BaselinePlace {
  readonly baseline: readonly Finding[]
  readonly read: FindingReader
  /** Whether a file of the baseline is still there: what was in one that is gone may have moved with it. */
  readonly isThere: (file: string) => boolean
}

/**
 * With a baseline a diagnostic is old where the baseline has it: the same rule and message on the same line of code, wherever that line is
 * now. Each entry stands for one diagnostic, so that a copy of bad code is new.
 */
export function splitByBaseline(causes: readonly Cause[], { baseline, read, isThere }: BaselinePlace): Split {
  const open = new Map<string, number>()
  for (const finding of baseline) {
    const key = keyOf(finding, isThere(finding.file) ? finding.file : undefined)
    open.set(key, (open.get(key) ?? 0) + 1)
  }
  const take = (key: string): boolean => {
    const left = open.get(key) ?? 0
    open.set(key, left - 1)
    return left > 0
  }
  const [fresh, old]: [Cause[], Cause[]] = [[], []]
  for (const cause of causes) {
    const finding = read(cause)
    const isOld = take(keyOf(finding, finding.file)) || take(keyOf(finding, undefined))
    ;(isOld ? old : fresh).push(cause)
  }
  return { fresh, old }
}

function keyOf({ rule, message, code }: Finding, file: string | undefined): string {
  return [file ?? '', rule, message, code].join('\0')
}
