import { usageError } from '@groundcrew/core/cli'
import { testFile } from '../model/test-file.ts'

/** One of the machines that share the tests of a suite among them: the first is 1. */
export interface Shard {
  readonly index: number
  readonly count: number
}

const shardsMax = 1000

/** @throws ToolError USAGE. */
export function parseShard(text: string): Shard {
  const [, index = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []).map(Number)
  if (index >= 1 && index <= count && count <= shardsMax) return { index, count }
  throw usageError(`--shard ${text} is no part of a whole such as 1/4`, `--shard 1/4 to --shard 4/4`)
}

/**
 * Which shard each file belongs to. The tests of a file stay together, since most that depend on one another are in one file; the files
 * with the most tests are dealt out first, each to the shard with the fewest. The same tests give the same shards on every machine.
 */
export function assignShards(tests: readonly string[], count: number): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>()
  for (const test of new Set(tests)) sizes.set(testFile(test), (sizes.get(testFile(test)) ?? 0) + 1)
  const files = [...sizes].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
  const loads = Array.from({ length: count }, () => 0)
  return new Map(
    files.map(([file, size]) => {
      const lightest = loads.indexOf(Math.min(...loads))
      loads[lightest] = (loads[lightest] ?? 0) + size
      return [file, lightest + 1]
    }),
  )
}
