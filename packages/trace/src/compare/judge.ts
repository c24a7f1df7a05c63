import {
  average,
  bootstrapDifference,
  bootstrapMean,
  meanTest,
  rejectWithFalseDiscoveryRate,
  trimmedFrom,
  trimmedMean,
  trimmedMeanTest,
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
  readonly difference: () => Difference
  readonly p: number
  /** The difference is no chance, however many others were looked at. */
  readonly isCertain: boolean
}

/** At most so many of the certain differences are expected to be chance. */
const falseDiscoveryRate = 0.05
/** Of pairs: how often anything at all is called certain that is none. */
const errorRate = 0.03
/** The part of it that is for wall and CPU time; the functions have the rest. */
const errorShareOfTotals = 0.2
/** The rest of a program tells how fast the machine was meanwhile, unless there is hardly any. */
const restShareMin = 0.2

/** Judges runs that were made at different times: all that can be compared are their means. */
export function judgeApart(groups: readonly Group[]): readonly Judgement[] {
  const pValues = groups.map(({ before, after, noise }) => yuenTest(before, after, noise))
  const rejected = rejectWithFalseDiscoveryRate(pValues, falseDiscoveryRate)
  return groups.map(({ before, after }, index) => ({
    difference: () => bootstrapDifference(before, after),
    p: pValues[index] ?? 1,
    isCertain: rejected[index] ?? false,
  }))
}

/**
 * Judges runs that were made in pairs, one right after the other. What the machine does meanwhile meets all functions of a run alike, so
 * each function is held against the rest of its own run. Those that have changed are no measure for the others: they are taken out
 * of the rest one by one, the largest first (step-down after S. Holm, 1979). Where most time goes, most is lost by overlooking a change: each
 * function has a part of the error rate like its part of the time. Of several looks at growing numbers of pairs each may err so many times less often.
 */
export function judgePairs(totals: readonly Group[], functions: readonly Group[], looks = 1): readonly Judgement[] {
  const rate = errorRate / looks
  const judged = new Map<Group, readonly number[]>()
  let rest = functions
  for (let changed: Group | undefined = functions[0]; changed !== undefined;) {
    const restMs = rest.reduce((sum, group) => sum + timeOf(group), 0)
    for (const group of rest) judged.set(group, differences(group, othersOf(group, rest)))
    const isCertain = (group: Group): boolean =>
      pairTest(judged.get(group) ?? [], group) * restMs <= (1 - errorShareOfTotals) * rate * timeOf(group)
    changed = rest.filter((group) => isCertain(group)).sort((a, b) => sizeOf(judged.get(b)) - sizeOf(judged.get(a)))[0]
    rest = rest.filter((group) => group !== changed)
  }
  const level = (errorShareOfTotals * rate) / totals.length
  return [
    ...totals.map((group) => judge(group, differences(group, []), (p) => p <= level)),
    ...functions.map((group) => judge(group, judged.get(group) ?? [], () => !rest.includes(group))),
  ]
}

function judge(group: Group, values: readonly number[], isCertain: (p: number) => boolean): Judgement {
  const p = pairTest(values, group)
  return { difference: () => bootstrapMean(values), p, isCertain: isCertain(p) }
}

/** Of quiet runs the plain test sees most, of disturbed ones the trimmed one: the better of the two, at the price of having asked twice. */
function pairTest(values: readonly number[], { noise }: Group): number {
  const plain = meanTest(values, 2 * noise)
  return values.length < trimmedFrom ? plain : Math.min(1, 2 * Math.min(plain, trimmedMeanTest(values, 2 * noise)))
}

/** Own time on both sides. */
function timeOf({ before, after }: Group): number {
  return average(before) + average(after)
}

function sizeOf(values: readonly number[] = []): number {
  return Math.abs(trimmedMean(values))
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
