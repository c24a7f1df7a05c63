/** Comparing two small groups of measured values. All is deterministic: the random numbers have a fixed seed. */

const resamples = 2000
const tailShare = 0.025

/** Of each end of a group so much is left out: single runs that something else disturbed decide nothing. */
const trimShare = 0.2
/** The smallest group of which anything is left out. */
export const trimmedFrom = 1 / trimShare

/** How much larger the trimmed mean of `after` is, with a 95 % bootstrap interval (percentiles of resampled differences). */
export interface Difference {
  readonly mean: number
  readonly low: number
  readonly high: number
}

export function bootstrapDifference(before: readonly number[], after: readonly number[]): Difference {
  const mean = trimmedMean(after) - trimmedMean(before)
  if (Math.min(before.length, after.length) < 2) return { mean, ...unbounded }
  const random = createRandom()
  return bootstrap(mean, () => trimmedMean(resample(after, random)) - trimmedMean(resample(before, random)))
}

export function widen({ mean, low, high }: Difference, factor: number): Difference {
  return { mean, low: mean - (mean - low) * factor, high: mean + (high - mean) * factor }
}

/** The same for the differences of pairs. */
export function bootstrapMean(values: readonly number[]): Difference {
  const mean = trimmedMean(values)
  if (values.length < 2) return { mean, ...unbounded }
  const random = createRandom()
  return bootstrap(mean, () => trimmedMean(resample(values, random)))
}

const unbounded = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }

function bootstrap(mean: number, draw: () => number): Difference {
  const drawn = Array.from({ length: resamples }, draw).sort((a, b) => a - b)
  const at = (share: number): number => drawn[Math.min(resamples - 1, Math.floor(share * resamples))] ?? mean
  return { mean, low: at(tailShare), high: at(1 - tailShare) }
}

/** What two groups of values that were measured at different times differ by, whatever was measured. */
export interface Apart {
  /** As a part of the variance within a group. */
  readonly ofVariance: number
  /** Standard deviation as a part of the mean. */
  readonly ofMean: number
}

export interface ApartTest {
  readonly p: number
  /** How many times wider an interval is than the values within the groups alone say. */
  readonly widening: number
}

/**
 * The two-sided p-value that the means of two groups differ (Welch's test), where each group has a deviation of its own beside that of its values.
 * 1 where either has fewer than two values. No value is taken for more exact than `varianceMin` says.
 */
export function apartTest(
  before: readonly number[],
  after: readonly number[],
  { ofVariance, ofMean, varianceMin }: Apart & { readonly varianceMin: number },
): ApartTest {
  if (before.length < 2 || after.length < 2) return { p: 1, widening: 1 }
  const sides = [before, after].map((values) => {
    const spread = Math.max(variance(values), varianceMin)
    return { seen: variance(values), error: spread / values.length, apart: ofVariance * spread, runs: values.length }
  })
  const sum = (of: (side: (typeof sides)[number]) => number): number =>
    sides.reduce((total, side) => total + of(side), 0)
  const within = sum(({ error }) => error)
  const error = within + sum(({ apart }) => apart) + (ofMean * (average(before) + average(after))) ** 2 / 2
  const difference = average(after) - average(before)
  if (error === 0) return { p: difference === 0 ? 1 : 0, widening: 1 }
  const freedom =
    within === 0
      ? Math.min(before.length, after.length) - 1
      : within ** 2 / sum((side) => side.error ** 2 / (side.runs - 1))
  const seen = sum((side) => side.seen / side.runs)
  return {
    p: studentTail((difference * difference) / error, freedom),
    widening: seen === 0 ? 1 : Math.sqrt(error / seen),
  }
}

/**
 * The two-sided p-value that the mean of the differences of pairs is not zero (Student's); 1 for fewer than two. No difference is taken for
 * more exact than `varianceMin` says.
 */
export function meanTest(values: readonly number[], varianceMin = 0): number {
  if (values.length < 2) return 1
  const mean = average(values)
  const error = Math.max(variance(values), varianceMin) / values.length
  if (error === 0) return mean === 0 ? 1 : 0
  return studentTail((mean * mean) / error, values.length - 1)
}

/** The same of the trimmed mean: single pairs that something else disturbed decide nothing. */
export function trimmedMeanTest(values: readonly number[], varianceMin = 0): number {
  if (values.length < 2) return 1
  const mean = trimmedMean(values)
  const { error, kept } = trimmedError(values, varianceMin)
  if (error === 0) return mean === 0 ? 1 : 0
  return studentTail((mean * mean) / error, kept - 1)
}

/** Of Student's distribution, both ends: how likely a larger square is. */
function studentTail(square: number, freedom: number): number {
  return incompleteBeta(freedom / (freedom + square), freedom / 2, 0.5)
}

/** The mean without the fifth at either end. */
export function trimmedMean(values: readonly number[]): number {
  const cut = Math.floor(values.length * trimShare)
  return average(sorted(values).subarray(cut, values.length - cut))
}

/** The squared standard error of the trimmed mean, by the variance of the values with their ends drawn in. */
function trimmedError(
  values: readonly number[],
  varianceMin: number,
): { readonly error: number; readonly kept: number } {
  const ordered = sorted(values)
  const cut = Math.floor(values.length * trimShare)
  const kept = values.length - 2 * cut
  const [low = 0, high = 0] = [ordered[cut], ordered[values.length - cut - 1]]
  const drawnIn = values.map((value) => Math.min(high, Math.max(low, value)))
  const error = ((values.length - 1) * variance(drawnIn)) / (kept * (kept - 1))
  return { error: Math.max(error, varianceMin / values.length), kept }
}

function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort()
}

export function average(values: readonly number[] | Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / Math.max(1, values.length)
}

function variance(values: readonly number[]): number {
  const mean = average(values)
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}

function resample(values: readonly number[], random: () => number): readonly number[] {
  return values.map(() => values[Math.floor(random() * values.length)] ?? 0)
}

/** A small generator of the xorshift family (G. Marsaglia, 2003). */
function createRandom(): () => number {
  let state = 0x9e3779b9
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const iterationsMax = 300
const precision = 1e-12

/** The regularized incomplete beta function, by its continued fraction (Lentz's method). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x))
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const tiny = 1e-300
  let c = 1
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1), tiny)
  let result = d
  for (let m = 1; m <= iterationsMax; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonZero(1 + even * d, tiny)
    c = nonZero(1 + even / c, tiny)
    result *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonZero(1 + odd * d, tiny)
    c = nonZero(1 + odd / c, tiny)
    const step = d * c
    result *= step
    if (Math.abs(step - 1) < precision) break
  }
  return (front * result) / a
}

function nonZero(value: number, tiny: number): number {
  return Math.abs(value) < tiny ? tiny : value
}

/** Lanczos' approximation with five terms. */
function logGamma(x: number): number {
  const terms = [
    76.180091729471, -86.505320329417, 24.014098240831, -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5,
  ]
  const base = x + 5.5
  const sum = terms.reduce((total, term, index) => total + term / (x + index + 1), 1.00000000019)
  return (x + 0.5) * Math.log(base) - base + Math.log((2.506628274631 * sum) / x)
}
