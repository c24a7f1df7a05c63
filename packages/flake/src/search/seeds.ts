import type { Verdict } from '../judge/verdict.ts'
import { planOf, type Variant } from '../model/plan.ts'
import { hasFailed, type Comparison } from './compare.ts'
import type { Lab } from './lab.ts'
import { hashSeed, randomSeed } from './variants.ts'

/** Seeds that are tried to make a failure by chance happen at will, and how often each. */
const seeds = [1, 2, 3, 4, 5]
const rounds = 3

/**
 * The tests whose failures a seed decides: each seed always gave the same, and not all gave the same. A test that fails by another
 * chance does not do that: at one half with a probability of 1 in 1,000, at one tenth of 1 in 500.
 */
export async function findSeeds(lab: Lab, tests: readonly string[]): Promise<ReadonlyMap<string, Verdict>> {
  const found = new Map<string, Verdict>()
  const kinds = lab.suite.adapter.steering.isPython ? [hashSeed, randomSeed] : [randomSeed]
  for (const kind of kinds) {
    const left = tests.filter((test) => !found.has(test))
    for (const [test, verdict] of await trySeeds(lab, left, kind)) found.set(test, verdict)
  }
  return found
}

async function trySeeds(
  lab: Lab,
  tests: readonly string[],
  kind: (seed: number) => Variant,
): Promise<ReadonlyMap<string, Verdict>> {
  const outcomes = new Map(tests.map((test) => [test, new Map<number, boolean>()]))
  for (let round = 0; round < rounds && outcomes.size > 0; round += 1) {
    for (const seed of seeds) {
      const plan = planOf(tests, kind(seed))
      if (!lab.fits(lab.expectMs(plan) * (seeds.length * (rounds - round)))) return new Map()
      const run = await lab.run(plan, 'seed')
      for (const [test, bySeed] of outcomes) {
        const isFailed = hasFailed(run, test)
        const known = bySeed.get(seed)
        if (isFailed === undefined || (known !== undefined && known !== isFailed)) outcomes.delete(test)
        else bySeed.set(seed, isFailed)
      }
    }
    for (const [test, bySeed] of outcomes) if (new Set(bySeed.values()).size < 2) outcomes.delete(test)
  }
  return new Map([...outcomes].map(([test, bySeed]) => [test, seedVerdict(test, bySeed, kind)]))
}

function seedVerdict(test: string, bySeed: ReadonlyMap<number, boolean>, kind: (seed: number) => Variant): Verdict {
  const seedOf = (wanted: boolean): Variant => kind([...bySeed].find(([, isFailed]) => isFailed === wanted)?.[0] ?? 0)
  const failing = seedOf(true)
  const comparison: Comparison = {
    failing: { failures: rounds, runs: rounds, plan: planOf([test], failing) },
    passing: { failures: 0, runs: rounds, plan: planOf([test], seedOf(false)) },
    difference: 'always',
  }
  return { kind: 'environment', cause: failing.cause, variant: failing.name, comparison }
}
