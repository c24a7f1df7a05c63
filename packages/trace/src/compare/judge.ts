import {
  average,
  bootstrapDifference,
  bootstrapMean,
  meanTest,
  rejectWithFalseDiscoveryRate,
  yuenTest,
  type Difference,
} from './statistics.ts'

/** One measure, by run, on both sides. */
export interface Group {
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** The variance that the way of measuring alone gives to one value: what little repeats show may be less by chance. */
  readonly noise: number
}

export interface Judgement {
  readonly difference: Difference
  readonly p: number
  /** The difference is no chance, however many others were looked at. */
  readonly isCertain: boolean
}

/** At most so many of the certain differences are expected to be chance. */
const errorRate = 0.05
/** The rest of a program tells how fast the machine was meanwhile, unless there is hardly any. */
const restShareMin = 0.2

/** Judges runs that were made at different times: all that can be compared are their means. */
export function judgeApart(groups: readonly Group[]): readonly Judgement[] {
  const pValues = groups.map(({ before, after, noise }) => yuenTest(before, after, noise))
  const rejected = rejectWithFalseDiscoveryRate(pValues, errorRate)
  return groups.map(({ before, after }, index) => ({
    difference: bootstrapDifference(before, after),
    p: pValues[index] ?? 1,
    isCertain: rejected[index] ?? false,
  }))
}

/**
 * Judges runs that were made in pairs, one right after the other. What the machine does meanwhile meets all functions of a run alike, so
 * each function is held against the rest of its own run. Those that have changed are no measure for the others: they are taken out
 * of the rest one by one, the largest first (step-down after S. Holm, 1979).
 */
export function judgePairs(totals: readonly Group[], functions: readonly Group[]): readonly Judgement[] {
  const count = totals.length + functions.length
  const judged = new Map<Group, readonly number[]>()
  let rest = functions
  for (let changed: Group | undefined = functions[0]; changed !== undefined;) {
    const level = errorRate / (count - functions.length + rest.length)
    for (const group of rest) judged.set(group, differences(group, othersOf(group, rest)))
    const certain = rest.filter((group) => pairTest(judged.get(group) ?? [], group) <= level)
    changed = certain.sort((a, b) => sizeOf(judged.get(b)) - sizeOf(judged.get(a)))[0]
    rest = rest.filter((group) => group !== changed)
  }
  const level = errorRate / count
  return [
    ...totals.map((group) => judge(group, differences(group, []), (p) => p <= level)),
    ...functions.map((group) => judge(group, judged.get(group) ?? [], () => !rest.includes(group))),
  ]
}

function judge(group: Group, values: readonly number[], isCertain: (p: number) => boolean): Judgement {
  const p = pairTest(values, group)
  return { difference: bootstrapMean(values), p, isCertain: isCertain(p) }
}

function pairTest(values: readonly number[], { noise }: Group): number {
  return meanTest(values, 2 * noise)
}

function sizeOf(values: readonly number[] = []): number {
  return Math.abs(average(values))
}

/** What a function is held against; nothing where it is nearly the whole program. */
function othersOf(group: Group, rest: readonly Group[]): readonly Group[] {
  const others = rest.filter((other) => other !== group)
  const restMs = others.reduce((sum, { before }) => sum + average(before), 0)
  return restMs >= restShareMin * (restMs + average(group.before)) ? others : []
}

/**
 * By pair: how much longer it took, both sides drawn to the speed that the machine had between them as the others tell it. Exchanging the
 * sides changes nothing but the sign.
 */
function differences({ before, after }: Pick<Group, 'before' | 'after'>, others: readonly Group[]): readonly number[] {
  return before.map((value, run) => {
    const sum = (side: 'before' | 'after'): number => others.reduce((ms, group) => ms + (group[side][run] ?? 0), 0)
    const factor = sum('before') > 0 && sum('after') > 0 ? Math.sqrt(sum('after') / sum('before')) : 1
    return (after[run] ?? 0) / factor - value * factor
  })
}
