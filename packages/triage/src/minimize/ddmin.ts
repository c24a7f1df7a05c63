/** Whether what is left still fails in the same way; undefined when no more may be asked. */
export type Holds<Item> = (kept: readonly Item[]) => Promise<boolean | undefined>

/**
 * Leaves out as many items as it can (Zeller and Hildebrandt, 2002): halves, then smaller and smaller parts, until no single one can go. It is known to
 * hold for all of them.
 */
export async function ddmin<Item>(items: readonly Item[], holds: Holds<Item>): Promise<readonly Item[]> {
  let kept = items
  if (kept.length === 0) return kept
  const none = await holds([])
  if (none !== false) return none === true ? [] : kept
  let parts = Math.min(2, kept.length)
  while (kept.length > 0) {
    const smaller = await withoutOnePart(kept, parts, holds)
    if (smaller === 'stopped') return kept
    if (smaller !== undefined) {
      kept = smaller
      parts = Math.max(2, Math.min(parts - 1, kept.length))
    } else if (parts >= kept.length) {
      return kept
    } else {
      parts = Math.min(kept.length, parts * 2)
    }
  }
  return kept
}

/** The first complement that holds; the parts at the end are tried first, since what is above is often needed by what is below. */
async function withoutOnePart<Item>(
  items: readonly Item[],
  parts: number,
  holds: Holds<Item>,
): Promise<readonly Item[] | 'stopped' | undefined> {
  for (let part = parts - 1; part >= 0; part -= 1) {
    const from = Math.floor((items.length * part) / parts)
    const to = Math.floor((items.length * (part + 1)) / parts)
    const kept = [...items.slice(0, from), ...items.slice(to)]
    if (kept.length === items.length || kept.length === 0) continue
    const answer = await holds(kept)
    if (answer === undefined) return 'stopped'
    if (answer) return kept
  }
  return undefined
}
