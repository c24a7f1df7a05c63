import { stripVTControlCharacters } from 'node:util'
import type { Replays, Step } from '../report.ts'

/**
 * How many tasks a task runner says that it ran, and how many of them it did not run but replayed from its cache. undefined where it does
 * not say.
 */
export function readReplays({ through }: Pick<Step, 'through'>, output: string): Replays | undefined {
  if (through === undefined) return undefined
  const text = stripVTControlCharacters(output)
  const found = patterns[through.runner].flatMap(({ pattern, cached, total }) => {
    const match = [...text.matchAll(pattern)].at(-1)
    return match === null || match === undefined
      ? []
      : [{ by: through.runner, cached: Number(match[cached] ?? 0), total: Number(match[total] ?? 0) }]
  })
  return found[0]
}

interface Pattern {
  readonly pattern: RegExp
  /** Groups. */
  readonly cached: number
  readonly total: number
}

const patterns: Readonly<Record<NonNullable<Step['through']>['runner'], readonly Pattern[]>> = {
  turbo: [
    { pattern: /^\s*Cached:\s+(\d+) cached, (\d+) total/gm, cached: 1, total: 2 },
    { pattern: /^No tasks were executed/gm, cached: 1, total: 1 },
  ],
  nx: [
    { pattern: /^\s*Cache:\s+(\d+)\/(\d+) hit/gm, cached: 1, total: 2 },
    { pattern: /from the cache instead of running the command for (\d+) out of (\d+) tasks/g, cached: 1, total: 2 },
    { pattern: /No tasks were run/g, cached: 1, total: 1 },
  ],
  moon: [{ pattern: /^\s*Tasks: (\d+) completed(?: \((\d+) cached\))?/gm, cached: 2, total: 1 }],
}
