/** Orders of tests that keep the tests of a file, and of a suite within it, together, as runners that know suites do. */

interface Group {
  readonly key: string
  readonly items: (string | Group)[]
}

/** A source of numbers in [0, 1), the same for the same seed. */
function seededRandom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

export function reversed(tests: readonly string[]): readonly string[] {
  return [...tests].reverse()
}

export interface ShuffleOptions {
  readonly seed: number
  /** What stands between the parts of an id. */
  readonly separator: string
  /** Pairs of neighbours that were run already, as `pairsOf` gives them: among a few shuffles the one with the most new pairs is taken. */
  readonly seenPairs: ReadonlySet<string>
}

const candidatesMax = 20

/** Most order dependence is between two tests: neighbours that never were neighbours find more than chance does (Wei 2021). */
export function shuffled(tests: readonly string[], { seed, separator, seenPairs }: ShuffleOptions): readonly string[] {
  const random = seededRandom(seed)
  const tree = groupTests(tests, separator)
  let best: readonly string[] = tests
  let bestNew = -1
  for (let candidate = 0; candidate < candidatesMax; candidate += 1) {
    const order = flatten(shuffleGroup(tree, random))
    const fresh = pairsOf(order).filter((pair) => !seenPairs.has(pair)).length
    if (fresh > bestNew) {
      best = order
      bestNew = fresh
    }
  }
  return best
}

export function pairsOf(order: readonly string[]): readonly string[] {
  return order.slice(1).map((test, index) => `${order[index] ?? ''}\0${test}`)
}

function groupTests(tests: readonly string[], separator: string): Group {
  const root: Group = { key: '', items: [] }
  for (const test of tests) {
    const parts = test.split(separator)
    let group = root
    for (const part of parts.slice(0, -1)) {
      let next = group.items.find((item): item is Group => typeof item !== 'string' && item.key === part)
      if (next === undefined) {
        next = { key: part, items: [] }
        group.items.push(next)
      }
      group = next
    }
    group.items.push(test)
  }
  return root
}

function shuffleGroup(group: Group, random: () => number): Group {
  const items = group.items.map((item) => (typeof item === 'string' ? item : shuffleGroup(item, random)))
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1))
    const held = items[last]
    items[last] = items[other] ?? ''
    items[other] = held ?? ''
  }
  return { ...group, items }
}

function flatten({ items }: Group): readonly string[] {
  return items.flatMap((item) => (typeof item === 'string' ? [item] : flatten(item)))
}
