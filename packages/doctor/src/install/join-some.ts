const shownMax = 3

/** `a, b, c and 4 more` */
export function joinSome(items: readonly string[]): string {
  const shown = items.slice(0, shownMax).join(', ')
  return items.length > shownMax ? `${shown} and ${items.length - shownMax} more` : shown
}
