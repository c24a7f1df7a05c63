import type { HolderPlace } from './types.ts'

/** The fields that have a value: an absent one is undefined, in rows and JSON it is null. */
export function present<Fields extends object>(
  fields: Fields,
): { readonly [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)
  return Object.fromEntries(given) as { [Name in keyof Fields]?: NonNullable<Fields[Name]> }
}

/** Where the caller holds something from. */
export function placeOf({ host, bootId, pid, startedAt, worktree }: HolderPlace): HolderPlace {
  return { host, bootId, ...present({ pid, startedAt, worktree }) }
}
