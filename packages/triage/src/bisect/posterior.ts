/** How a commit did so far. */
export interface Tally {
  readonly passes: number
  readonly failures: number
}

export interface Sightings {
  /** The commits from after the good one to the bad one, the oldest first. */
  readonly commits: readonly Tally[]
  readonly good: Tally
}

/** What a rate of wrong answers is believed to be before anything was seen: about one in ten, and anything is possible. */
const prior = { wrong: 1, right: 9 } as const

/**
 * How likely each commit is the first bad one. Good commits may fail, and bad ones pass, each at a rate of its own that nobody knows: both
 * are integrated out, so a command that never errs needs few runs, and one that errs often needs more (the approach of git_bayesect).
 */
export function posterior({ commits, good }: Sightings): readonly number[] {
  const all = commits.reduce((sum, tally) => add(sum, tally), { passes: 0, failures: 0 })
  let before = good
  const logs = commits.map((tally) => {
    const after = {
      passes: all.passes - (before.passes - good.passes),
      failures: all.failures - (before.failures - good.failures),
    }
    const log = evidence(before.failures, before.passes) + evidence(after.passes, after.failures)
    before = add(before, tally)
    return log
  })
  const most = Math.max(...logs)
  const weights = logs.map((log) => Math.exp(log - most))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

function add(left: Tally, right: Tally): Tally {
  return { passes: left.passes + right.passes, failures: left.failures + right.failures }
}

/** The logarithm of how likely such answers are, over all rates of wrong ones. */
function evidence(wrong: number, right: number): number {
  return logBeta(prior.wrong + wrong, prior.right + right) - logBeta(prior.wrong, prior.right)
}

/** For whole numbers: the logarithms of factorials. */
function logBeta(a: number, b: number): number {
  return logFactorial(a - 1) + logFactorial(b - 1) - logFactorial(a + b - 1)
}

const factorials: number[] = [0]

function logFactorial(value: number): number {
  for (let next = factorials.length; next <= value; next += 1)
    factorials.push((factorials[next - 1] ?? 0) + Math.log(next))
  return factorials[value] ?? 0
}

/** Commits that no test can tell from one another: the ones that cannot be built, and the first after them that can. */
export interface Candidate {
  readonly from: number
  /** This one can be built, unless nothing after it can. */
  readonly to: number
  readonly chance: number
}

export function candidates(chances: readonly number[], untestable: ReadonlySet<number>): readonly Candidate[] {
  const groups: Candidate[] = []
  let from = 0
  let chance = 0
  for (const [index, share] of chances.entries()) {
    chance += share
    if (untestable.has(index) && index < chances.length - 1) continue
    groups.push({ from, to: index, chance })
    from = index + 1
    chance = 0
  }
  return groups
}

/**
 * The commits to try next, one for each of `count` places: those that split what is still possible into equal parts. A commit that was tried less
 * often comes first where two split it alike.
 */
export function nextTests(
  chances: readonly number[],
  { commits }: Sightings,
  { untestable, count }: { readonly untestable: ReadonlySet<number>; readonly count: number },
): readonly number[] {
  let sum = 0
  const sums = chances.map((chance) => (sum += chance))
  const chosen: number[] = []
  for (let place = 1; place <= count; place += 1) {
    const wanted = place / (count + 1)
    const costs = sums.map((reached, index) => {
      if (untestable.has(index)) return Number.POSITIVE_INFINITY
      const tries =
        (commits[index]?.passes ?? 0) + (commits[index]?.failures ?? 0) + chosen.filter((one) => one === index).length
      return Math.abs(reached - wanted) + tries * 1e-12
    })
    const least = Math.min(...costs)
    if (least === Number.POSITIVE_INFINITY) break
    chosen.push(costs.indexOf(least))
  }
  return chosen
}
