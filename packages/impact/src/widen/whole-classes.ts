import { formatNumber } from '@groundcrew/core/text'
import type { Graph } from '../graph/graph.ts'
import { memberFilesMax } from '../graph/member-users.ts'
import type { Propagation } from '../graph/propagate.ts'
import type { Reach } from '../graph/reach.ts'
import type { Widening } from './widening.ts'

/** A line for each file of which a method changed, where so much code may name it that its class was followed instead. */
export function wholeClasses(
  graph: Graph,
  { seeds, propagation }: { readonly seeds: readonly Reach[]; readonly propagation: Propagation },
): readonly Widening[] {
  if (!propagation.isByClass) return []
  const text = `more than ${formatNumber(memberFilesMax)} files may name its methods: each counts as its class`
  const whole = new Set(seeds.filter(({ unit }) => unit === 0).map(({ file }) => file))
  const isMember = ({ file, unit }: Reach): boolean => graph.units(file)?.units[unit]?.isMember === true
  const files = new Set(seeds.filter((seed) => !whole.has(seed.file) && isMember(seed)).map(({ file }) => file))
  return [...files].map((file) => ({ rule: 'whole class', path: graph.pathOf(file), text }))
}
