import type { Hint } from './names-in-file.ts'

/** Any of some hints. */
export function oneOf(hints: readonly (Hint | undefined)[]): Hint | undefined {
  const known = hints.filter((hint) => hint !== undefined)
  return known.length > 1 ? { kind: 'either', of: known } : known[0]
}
