import { createHash } from 'node:crypto'

/** Of names with their values, whatever their order. */
export function hashEntries(entries: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  for (const name of [...entries.keys()].sort()) hash.update(`${name}\0${entries.get(name) ?? ''}\0`)
  return hash.digest('hex')
}
