import type { Estimate } from './summary.ts'

/** Two-sided 95 % quantiles of Student's distribution by degrees of freedom. */
const studentQuantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
]
const normalQuantile = 1.96

/** Mean and 95 % interval (Student) of independent repeats; one value is its own interval. */
export function estimateMean(values: readonly number[]): Estimate {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  if (values.length < 2) return { mean, low: mean, high: mean }
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  const quantile = studentQuantiles[values.length - 2] ?? normalQuantile
  const half = quantile * Math.sqrt(variance / values.length)
  return { mean, low: Math.max(0, mean - half), high: mean + half }
}

/** A share seen in `samples` samples of one run: Wilson's interval (E. B. Wilson, 1927). */
export function estimateShare(share: number, samples: number): Estimate {
  if (samples < 1) return { mean: share, low: 0, high: 1 }
  const z = normalQuantile ** 2 / samples
  const center = (share + z / 2) / (1 + z)
  const half = Math.sqrt(z * share * (1 - share) + (z * z) / 4) / (1 + z)
  return { mean: share, low: Math.max(0, center - half), high: Math.min(1, center + half) }
}
