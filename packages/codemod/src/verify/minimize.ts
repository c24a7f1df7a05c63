/**
 * The smallest part that has to be left out, as far as leaving out one unit less always fails (ddmin, Zeller and Hildebrandt, "Simplifying and
 * isolating failure-inducing input", 2002). Leaving out all units is known to pass, leaving out none to fail. Units that only pass together
 * stay together.
 */
export async function minimizeLeftOut<Unit>(
  units: readonly Unit[],
  passesWithout: (leftOut: readonly Unit[]) => Promise<boolean>,
): Promise<readonly Unit[]> {
  let leftOut = units
  let parts = 2
  while (leftOut.length > 1) {
    const chunks = divide(leftOut, parts)
    const chunk = await findFirst(chunks, passesWithout)
    if (chunk !== undefined) {
      leftOut = chunk
      parts = 2
      continue
    }
    const rests = parts === 2 ? [] : chunks.map((own) => leftOut.filter((unit) => !own.includes(unit)))
    const rest = await findFirst(rests, passesWithout)
    if (rest !== undefined) {
      leftOut = rest
      parts = Math.max(parts - 1, 2)
      continue
    }
    if (parts >= leftOut.length) break
    parts = Math.min(parts * 2, leftOut.length)
  }
  return leftOut
}

function divide<Unit>(units: readonly Unit[], parts: number): readonly (readonly Unit[])[] {
  return Array.from({ length: parts }, (_, index) => {
    return units.slice(Math.floor((index * units.length) / parts), Math.floor(((index + 1) * units.length) / parts))
  })
}

async function findFirst<Item>(
  items: readonly Item[],
  isWanted: (item: Item) => Promise<boolean>,
): Promise<Item | undefined> {
  for (const item of items) if (await isWanted(item)) return item
  return undefined
}
