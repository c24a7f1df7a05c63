import {
  apartTest,
  average,
  bootstrapDifference,
  bootstrapMean,
  meanTest,
  trimmedFrom,
  trimmedMean,
  trimmedMeanTest,
  widen,
  type Apart,
  type Difference,
} from './statistics.ts'

/** One measure, by run, on both sides. */
export interface Group {
  readonly before: readonly number[]
  readonly after: readonly number[]
  /** The variance that the way of measuring alone gives to one value: what little repeats show may be less by chance. */
  readonly noise: number
  /** It is what all functions together take, such that those that stayed alike are a measure for it. */
  readonly isSum?: boolean
}

type Sides = Pick<Group, 'before' | 'after'>

export interface Judgement {
  readonly difference: () => Difference
  readonly p: number
  /** The difference is no chance, however many others were looked at. */
  readonly isCertain: boolean
}

/** How often anything at all is called certain that is none. */
const errorRates = { pairs: 0.03, apart: 0.05 }
/** The part of it that is for wall and CPU time; the functions have the rest. */
const errorShareOfTotals = 0.2
/** The rest of a program tells how fast the machine was meanwhile, unless there is hardly any. */
const restShareMin = 0.2
/** Differences of which the smaller is such a part of the larger are alike. */
const alikeMin = 0.95

/**
 * Runs that follow one another are more alike than those of another hour: the machine does other things then, and does them for longer than a
 * run. Seen in 17 recordings of five runs of each of four programs within half an hour on two cores with 5 to 13 things to do: the recordings' wall
 * and CPU times had 1 to 3 times the variance of the runs within them more; the time of a function as a part of its run 0 to 0.5 times.
 */
const apartAsPart: Apart = { ofVariance: 0.3, ofMean: 0.01 }
const apartAsWhole: Apart = { ofVariance: 3, ofMean: 0.02 }

/**
 * Judges runs that were made in pairs, one right after the other. Of several looks at growing numbers of pairs each may err so many times
 * less often.
 */
export function judgePairs(totals: readonly Group[], functions: readonly Group[], looks = 1): readonly Judgement[] {
  const rate = errorRates.pairs / looks
  const { held, certain } = stepDown(functions, (1 - errorShareOfTotals) * rate, holdPairs)
  const level = (errorShareOfTotals * rate) / totals.length
  return [
    ...totals.map((group) => toJudgement(holdPairs(group, []), (p) => p <= level)),
    ...functions.map((group) => toJudgement(held.get(group), () => certain.has(group))),
  ]
}

/** Judges runs that were made at different times. */
export function judgeApart(totals: readonly Group[], functions: readonly Group[]): readonly Judgement[] {
  const { held, certain } = stepDown(functions, (1 - errorShareOfTotals) * errorRates.apart, holdApart)
  const level = (errorShareOfTotals * errorRates.apart) / totals.length
  const steady = functions.filter((group) => !certain.has(group))
  return [
    ...totals.map((group) => {
      const isMeasured = group.isSum === true && certain.size > 0
      return toJudgement(holdApart(group, isMeasured ? enough(steady, timeOf(group)) : []), (p) => p <= level)
    }),
    ...functions.map((group) => toJudgement(held.get(group), () => certain.has(group))),
  ]
}

/** What a function's difference is, held against others of the same runs. */
interface Held {
  readonly p: number
  /** The change as a part of the time on both sides: 1 for what came or went. */
  readonly size: number
  readonly difference: () => Difference
}

type Hold = (group: Group, others: readonly Group[]) => Held

function toJudgement(held: Held | undefined, isCertain: (p: number) => boolean): Judgement {
  if (held === undefined) throw new Error('a function was not judged')
  return { difference: held.difference, p: held.p, isCertain: isCertain(held.p) }
}

interface Stepped {
  readonly held: ReadonlyMap<Group, Held>
  readonly certain: ReadonlySet<Group>
}

/**
 * What the machine does meanwhile meets all functions of a run alike, so each function is held against the rest of its own run. Those that
 * have changed are no measure for the others: they are taken out of the rest one by one, the largest first (step-down after S. Holm, 1979). Where
 * most time goes, most is lost by overlooking a change: each function has a part of the error rate like its part of the time.
 */
function stepDown(functions: readonly Group[], rate: number, hold: Hold): Stepped {
  const held = new Map<Group, Held>()
  let rest = functions
  for (let changed: Group | undefined = functions[0]; changed !== undefined;) {
    const restMs = rest.reduce((sum, group) => sum + timeOf(group), 0)
    for (const group of rest) held.set(group, hold(group, othersOf(group, rest)))
    const isCertain = (group: Group): boolean => (held.get(group)?.p ?? 1) * restMs <= rate * timeOf(group)
    const certain = rest.filter((group) => isCertain(group))
    changed = largestOf(certain, held)
    rest = rest.filter((group) => group !== changed)
  }
  return { held, certain: new Set(functions.filter((group) => !rest.includes(group))) }
}

/**
 * The one that differs most from the rest. Of two functions the one that stayed alike differs from the other as much as that one from it: where
 * several differ about as much, it is the one whose own time changed most.
 */
function largestOf(groups: readonly Group[], held: ReadonlyMap<Group, Held>): Group | undefined {
  const sizeOf = (group: Group): number => held.get(group)?.size ?? 0
  const sizeMax = Math.max(...groups.map(sizeOf))
  const ownOf = ({ before, after }: Group): number => Math.abs(trimmedMean(after) - trimmedMean(before))
  return groups.filter((group) => sizeOf(group) >= alikeMin * sizeMax).sort((a, b) => ownOf(b) - ownOf(a))[0]
}

function holdPairs(group: Group, others: readonly Group[]): Held {
  const { before, after } = inPairs(group, others)
  const values = after.map((value, run) => value - (before[run] ?? 0))
  return { p: pairTest(values, group), size: sizeOf({ before, after }), difference: () => bootstrapMean(values) }
}

function holdApart(group: Group, others: readonly Group[]): Held {
  const { before, after } = atOneSpeed(group, others)
  const apart = others.length > 0 ? apartAsPart : apartAsWhole
  const { p, widening } = apartTest(before, after, { ...apart, varianceMin: group.noise })
  return {
    p,
    size: sizeOf({ before, after }),
    difference: () => widen(bootstrapDifference(before, after), widening),
  }
}

function sizeOf({ before, after }: Sides): number {
  const [from, to] = [trimmedMean(before), trimmedMean(after)]
  return from + to === 0 ? 0 : Math.abs(to - from) / (from + to)
}

/** Of quiet runs the plain test sees most, of disturbed ones the trimmed one: the better of the two, at the price of having asked twice. */
function pairTest(values: readonly number[], { noise }: Group): number {
  const plain = meanTest(values, 2 * noise)
  return values.length < trimmedFrom ? plain : Math.min(1, 2 * Math.min(plain, trimmedMeanTest(values, 2 * noise)))
}

/** Own time on both sides. */
function timeOf({ before, after }: Sides): number {
  return average(before) + average(after)
}

/** What a function is held against; nothing where it is nearly the whole program. */
function othersOf(group: Group, rest: readonly Group[]): readonly Group[] {
  const others = rest.filter((other) => other !== group)
  const ms = others.reduce((sum, { before }) => sum + average(before), 0)
  return ms >= restShareMin * (ms + average(group.before)) ? others : []
}

function enough(others: readonly Group[], wholeMs: number): readonly Group[] {
  return others.reduce((sum, group) => sum + timeOf(group), 0) >= restShareMin * wholeMs ? others : []
}

/** Both sides of each pair drawn to the speed that the machine had between them as the others tell it: to exchange them changes nothing else. */
function inPairs({ before, after }: Group, others: readonly Group[]): Sides {
  const sums = { before: sumOf(others, 'before'), after: sumOf(others, 'after') }
  const factors = before.map((_, run) => {
    const [restBefore = 0, restAfter = 0] = [sums.before[run], sums.after[run]]
    return restBefore > 0 && restAfter > 0 ? Math.sqrt(restAfter / restBefore) : 1
  })
  return {
    before: before.map((value, run) => value * (factors[run] ?? 1)),
    after: after.map((value, run) => value / (factors[run] ?? 1)),
  }
}

/** All runs drawn to the speed that the machine had between the two sides as the others tell it. */
function atOneSpeed(group: Group, others: readonly Group[]): Sides {
  const sums = { before: sumOf(others, 'before'), after: sumOf(others, 'after') }
  const middle = Math.sqrt(average(sums.before) * average(sums.after))
  const draw = (side: 'before' | 'after'): readonly number[] =>
    group[side].map((value, run) => {
      const rest = sums[side][run] ?? 0
      return middle > 0 && rest > 0 ? (value * middle) / rest : value
    })
  return { before: draw('before'), after: draw('after') }
}

/** By run. */
function sumOf(groups: readonly Group[], side: 'before' | 'after'): readonly number[] {
  const [first, ...more] = groups.map((group) => group[side])
  return (first ?? []).map((value, run) => more.reduce((sum, values) => sum + (values[run] ?? 0), value))
}
