export interface Minimized<Item> {
  readonly items: readonly Item[]
  /** Nothing can be left out: each was tried. Otherwise the search was stopped, and this is the smallest so far. */
  readonly isMinimal: boolean
}

/** Of fewer items the number is halved: one question more than that is much of what they need. */
const weighedMin = 6

type Holds<Item> = (part: readonly Item[]) => Promise<boolean | undefined>

/**
 * The smallest part of `items` for which `holds` is true. It is known to hold for all of them and not for none. Each item that is needed
 * is found by halving: the shortest beginning that holds ends with one. For one needed item among n that takes log2(n) questions, for k
 * about k times as many; what is found is then checked item by item.
 *
 * `weights` say how likely each item is needed: the halving is of the weight, where that takes at most one question more than halving
 * the number does.
 *
 * `holds` answers undefined when it may not ask any more. It is not asked the same twice.
 */
export async function minimize<Item>(
  items: readonly Item[],
  ask: Holds<Item>,
  weights: readonly number[] = [],
): Promise<Minimized<Item>> {
  const holds = once(items, ask)
  const needed: Item[] = []
  let pool = items
  while (pool.length > 0) {
    const end = await shortestBeginning(pool, async (part) => holds(inOrder(items, [...part, ...needed])), weights)
    if (end.isStopped) return { items: inOrder(items, [...pool.slice(0, end.length), ...needed]), isMinimal: false }
    needed.push(pool[end.length - 1] as Item)
    pool = pool.slice(0, end.length - 1)
    if (pool.length === 0) break
    const isEnough = await holds(inOrder(items, needed))
    if (isEnough === undefined) return { items: inOrder(items, [...pool, ...needed]), isMinimal: false }
    if (isEnough) break
  }
  return dropNeedless(inOrder(items, needed), holds)
}

function once<Item>(items: readonly Item[], ask: Holds<Item>): Holds<Item> {
  const places = new Map(items.map((item, place) => [item, place]))
  const answers = new Map<string, boolean>()
  return async (part) => {
    const key = part.map((item) => places.get(item)).join(' ')
    const answer = answers.get(key) ?? (await ask(part))
    if (answer !== undefined) answers.set(key, answer)
    return answer
  }
}

/** Nothing holds, all of the pool does: between the two is a length that holds and the one before it does not. */
async function shortestBeginning<Item>(
  pool: readonly Item[],
  holds: Holds<Item>,
  weights: readonly number[],
): Promise<{ readonly length: number; readonly isStopped: boolean }> {
  let fails = 0
  let works = pool.length
  const mayAskMore = weights.length > 0 && pool.length >= weighedMin
  let questionsLeft = Math.ceil(Math.log2(pool.length)) + (mayAskMore ? 1 : 0)
  while (works - fails > 1) {
    questionsLeft -= 1
    const middle = splitOf({ fails, works, sizeMax: 2 ** questionsLeft }, weights)
    const answer = await holds(pool.slice(0, middle))
    if (answer === undefined) return { length: works, isStopped: true }
    if (answer) works = middle
    else fails = middle
  }
  return { length: works, isStopped: false }
}

interface Span {
  readonly fails: number
  readonly works: number
  /** Neither part may have more lengths than the questions that are left can tell apart. */
  readonly sizeMax: number
}

/** Between the two the length that halves the weight, as far as the parts may differ. */
function splitOf({ fails, works, sizeMax }: Span, weights: readonly number[]): number {
  const lowest = Math.max(fails + 1, works - sizeMax)
  const highest = Math.min(works - 1, fails + sizeMax)
  const weightOf = (from: number, to: number): number => {
    let sum = 0
    for (let index = from; index < to; index += 1) sum += weights[index] ?? 1
    return sum
  }
  const half = weightOf(fails, works) / 2
  let split = lowest
  let below = weightOf(fails, lowest)
  while (split < highest && below + (weights[split] ?? 1) / 2 < half) {
    below += weights[split] ?? 1
    split += 1
  }
  return split
}

async function dropNeedless<Item>(found: readonly Item[], holds: Holds<Item>): Promise<Minimized<Item>> {
  let kept = found
  if (found.length < 2) return { items: kept, isMinimal: true }
  for (const item of found) {
    const without = kept.filter((other) => other !== item)
    const answer = await holds(without)
    if (answer === undefined) return { items: kept, isMinimal: false }
    if (answer) kept = without
  }
  return { items: kept, isMinimal: true }
}

function inOrder<Item>(items: readonly Item[], part: readonly Item[]): readonly Item[] {
  const wanted = new Set(part)
  return items.filter((item) => wanted.has(item))
}
