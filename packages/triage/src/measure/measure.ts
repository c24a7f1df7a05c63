import { SourceMaps } from '@groundcrew/core/failures'
import { fingerprint } from '../fingerprint/fingerprint.ts'
import type { Failure } from '../failure.ts'
import { readLog } from '../read/read-log.ts'
import { mutateLog } from './mutate.ts'

/** A way to say that two failures are one. */
export interface Grouping {
  readonly name: string
  readonly keyOf: (failure: Failure) => string
}

export const groupings: readonly Grouping[] = [
  { name: 'triage: cause', keyOf: (failure) => fingerprint(failure).cause },
  { name: 'triage: identity', keyOf: (failure) => fingerprint(failure).identity },
  { name: 'message as it is', keyOf: ({ message }) => message },
  {
    name: 'message without digits and paths',
    keyOf: ({ message }) => message.replaceAll(/\/[^\s'"]+\//g, '').replaceAll(/\d+/g, '#'),
  },
]

export interface GroupingScore {
  readonly name: string
  /** Of the failures of the mutated logs, those that kept their group. */
  readonly kept: number
  readonly failures: number
  /** Of the pairs of failures with different causes, those that share a group. */
  readonly merged: number
  readonly pairs: number
  /** Pairs that share a group, rightly or not. */
  readonly together: number
  /** Some of what went wrong, for a reader. */
  readonly examples: readonly string[]
}

const examplesMax = 40

/** Scores a grouping on captured logs and on the same logs as other machines would print them. */
export function scoreGrouping(
  logs: ReadonlyMap<string, string>,
  { name, keyOf }: Grouping,
  seeds: readonly number[],
): GroupingScore {
  const originals = new Map([...logs].map(([log, text]) => [log, failuresOf(text)]))
  const examples: string[] = []
  let [kept, failures] = [0, 0]
  for (const seed of seeds) {
    for (const [log, text] of logs) {
      const mutated = failuresOf(mutateLog(text, seed))
      for (const [index, original] of (originals.get(log) ?? []).entries()) {
        const other = mutated[index]
        failures += 1
        if (other !== undefined && keyOf(other) === keyOf(original)) kept += 1
        else examples.push(`lost ${log}: ${original.message}`)
      }
    }
  }
  const { merged, pairs, together, found } = countMerged([...originals.values()].flat(), keyOf)
  return { name, kept, failures, merged, pairs, together, examples: [...examples, ...found].slice(0, examplesMax) }
}

function failuresOf(text: string): readonly Failure[] {
  const context = { root: '/repo', cwd: '/repo', failed: true }
  return readLog(text, { name: 'log', context, maps: new SourceMaps() }).failures
}

function countMerged(
  failures: readonly Failure[],
  keyOf: Grouping['keyOf'],
): Pick<GroupingScore, 'merged' | 'pairs' | 'together'> & { readonly found: readonly string[] } {
  const entries = failures.map((failure) => ({ failure, key: keyOf(failure), truth: truthOf(failure) }))
  const found: string[] = []
  let [merged, pairs, together] = [0, 0, 0]
  for (const [index, left] of entries.entries()) {
    for (const right of entries.slice(index + 1)) {
      if (left.key === right.key) together += 1
      if (left.truth === right.truth) continue
      pairs += 1
      if (left.key !== right.key) continue
      merged += 1
      found.push(`merged: ${left.failure.message} | ${right.failure.message}`)
    }
  }
  return { merged, pairs, together, found }
}

/**
 * What a person takes for one cause: the same words about the same thing. The runners of the corpus ran one small project in their own ways, so the
 * same words from two of them are one.
 */
function truthOf({ kind, tool, message, test }: Failure): string {
  if (kind === 'format') return `format ${tool}`
  const words = message.replaceAll(/\/[^\s'"]+\//g, '').replaceAll(/^(?:[\w.]*(?:Error|Exception)(?: \[\w+\])?: )/g, '')
  const isAbout = kind === 'test' && /^(?:expect|assert|failed asserting|timeout|test timed out)/i.test(words)
  return [words, isAbout ? (test ?? '') : ''].join('\n')
}
