/** How often something failed. */
export interface Tally {
  readonly failures: number
  readonly runs: number
}

export interface Interval {
  readonly low: number
  readonly high: number
}

const confidence = 0.95

/**
 * The exact interval of Clopper and Pearson (1934) for a rate: it holds the true rate in at least 95 of 100 cases, whatever the rate is.
 * Nothing known (no runs) is the whole of [0, 1].
 */
export function rateInterval({ failures, runs }: Tally): Interval {
  const tail = (1 - confidence) / 2
  if (runs === 0) return { low: 0, high: 1 }
  return {
    low: failures === 0 ? 0 : solve((rate) => atLeast({ failures, runs }, rate) - tail),
    high: failures === runs ? 1 : solve((rate) => tail - atMost({ failures, runs }, rate)),
  }
}

/** The rate that so many runs without a failure rule out: with 95 of 100 the true rate is below it. */
export function rateRuledOut(cleanRuns: number): number {
  return cleanRuns === 0 ? 1 : 1 - (1 - confidence) ** (1 / cleanRuns)
}

/** How many runs show at least one failure in 95 of 100 cases. */
export function runsNeeded(rate: number): number {
  if (rate >= 1) return 1
  return rate <= 0 ? Number.POSITIVE_INFINITY : Math.ceil(Math.log(1 - confidence) / Math.log(1 - rate))
}

/**
 * Fisher's exact test, one-sided: how likely the first would fail so often or more, were its rate that of the second.
 */
export function chanceOfMore(first: Tally, second: Tally): number {
  const failures = first.failures + second.failures
  const runs = first.runs + second.runs
  const all = logChoose(runs, failures)
  let chance = 0
  for (let count = first.failures; count <= Math.min(first.runs, failures); count += 1) {
    if (failures - count > second.runs) continue
    chance += Math.exp(logChoose(first.runs, count) + logChoose(second.runs, failures - count) - all)
  }
  return Math.min(1, chance)
}

/** P(X >= failures). */
function atLeast({ failures, runs }: Tally, rate: number): number {
  return 1 - cumulative(failures - 1, runs, rate)
}

/** P(X <= failures). */
function atMost({ failures, runs }: Tally, rate: number): number {
  return cumulative(failures, runs, rate)
}

function cumulative(countMax: number, runs: number, rate: number): number {
  let sum = 0
  for (let count = 0; count <= countMax; count += 1) sum += probability(count, runs, rate)
  return Math.min(1, sum)
}

function probability(count: number, runs: number, rate: number): number {
  if (rate <= 0) return count === 0 ? 1 : 0
  if (rate >= 1) return count === runs ? 1 : 0
  return Math.exp(logChoose(runs, count) + count * Math.log(rate) + (runs - count) * Math.log1p(-rate))
}

function logChoose(total: number, chosen: number): number {
  return logFactorial(total) - logFactorial(chosen) - logFactorial(total - chosen)
}

const logFactorials: number[] = [0]

function logFactorial(value: number): number {
  for (let next = logFactorials.length; next <= value; next += 1) {
    logFactorials.push((logFactorials[next - 1] ?? 0) + Math.log(next))
  }
  return logFactorials[value] ?? 0
}

/** Halvings of [0, 1]: the answer is exact to the last printed digit. */
const halvings = 50

/** Where a function that rises from below zero crosses it. */
function solve(rising: (rate: number) => number): number {
  let low = 0
  let high = 1
  for (let step = 0; step < halvings; step += 1) {
    const middle = (low + high) / 2
    if (rising(middle) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}
