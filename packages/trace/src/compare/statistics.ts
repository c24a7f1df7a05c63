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

/**
 * The two-sided p-value that the trimmed means differ (K. K. Yuen, 1974); with fewer than five values nothing is trimmed, and it is
 * Welch's test. 1 where either group has fewer than two values. No value is taken for more exact than `varianceMin` says.
 */
export function yuenTest(before: readonly number[], after: readonly number[], varianceMin = 0): number {
  if (before.length < 2 || after.length < 2) return 1
  const [first, second] = [trimmedError(before, varianceMin), trimmedError(after, varianceMin)]
  const error = first.error + second.error
  const difference = trimmedMean(after) - trimmedMean(before)
  if (error === 0) return difference === 0 ? 1 : 0
  const freedom = error ** 2 / (first.error ** 2 / (first.kept - 1) + second.error ** 2 / (second.kept - 1))
  return studentTail((difference * difference) / error, freedom)
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

/**
 * Which of many hypotheses may be rejected such that at most `rate` of the rejections are expected to be false
 * (Y. Benjamini and Y. Hochberg, 1995).
 */
export function rejectWithFalseDiscoveryRate(pValues: readonly number[], rate: number): readonly boolean[] {
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p)
  const last = order.findLastIndex(({ p }, rank) => p <= (rate * (rank + 1)) / pValues.length)
  const rejected = new Set(order.slice(0, last + 1).map(({ index }) => index))
  return pValues.map((_, index) => rejected.has(index))
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
