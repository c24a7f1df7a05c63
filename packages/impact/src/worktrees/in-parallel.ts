/** More processes than this at a time make no answer come sooner. */
const parallelMax = 8

/** As `Promise.all` over `items`, in their order, a few at a time. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  let next = 0
  const run = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++
      // oxlint-disable-next-line no-await-in-loop -- one after another within a lane
      results[at] = await work(items[at] as Item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(parallelMax, items.length) }, run))
  return results
}
