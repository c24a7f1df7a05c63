import type { Run, ThreadProfile } from '../model/trace.ts'

/** Such a part of a function's time in one function that it calls is all of it. */
const allShare = 0.95

/**
 * Functions that only hand on: nearly all of their time is that of one function that they call. What they take in all tells nothing that the other one
 * does not tell better.
 *
 * @param wanted which functions are asked for, by their frame
 */
export function findPassedThrough(runs: readonly Run[], wanted: ReadonlySet<number>): ReadonlySet<number> {
  const totals = new Map<number, Total>([...wanted].map((frame) => [frame, { us: 0, byCallee: new Map() }]))
  for (const thread of runs.flatMap(({ threads }) => threads)) addThread(totals, thread)
  return new Set(
    [...totals].flatMap(([frame, { us, byCallee }]) =>
      Math.max(0, ...byCallee.values()) >= allShare * us ? [frame] : [],
    ),
  )
}

interface Total {
  us: number
  readonly byCallee: Map<number, number>
}

function addThread(totals: ReadonlyMap<number, Total>, { nodes }: ThreadProfile): void {
  const underUs = sumUnder(nodes)
  for (const [index, { frame, parent }] of nodes.entries()) {
    const us = underUs[index] ?? 0
    const own = totals.get(frame)
    if (own !== undefined && isOutermost(nodes, index)) own.us += us
    const caller = nodes[parent]?.frame
    const total = caller === undefined || caller === frame ? undefined : totals.get(caller)
    if (total !== undefined && isOutermost(nodes, parent))
      total.byCallee.set(frame, (total.byCallee.get(frame) ?? 0) + us)
  }
}

/** The time of each node with that of all below it. */
function sumUnder(nodes: ThreadProfile['nodes']): readonly number[] {
  const underUs = nodes.map(({ selfUs }) => selfUs)
  // Callers come before what they call.
  for (const [back, { parent }] of nodes.toReversed().entries()) {
    const us = underUs[nodes.length - 1 - back] ?? 0
    if (parent !== -1) underUs[parent] = (underUs[parent] ?? 0) + us
  }
  return underUs
}

/** Whether the function is not called, if indirectly, by itself. */
function isOutermost(nodes: ThreadProfile['nodes'], index: number): boolean {
  const frame = nodes[index]?.frame
  for (let at = nodes[index]?.parent ?? -1; at !== -1; at = nodes[at]?.parent ?? -1)
    if (nodes[at]?.frame === frame) return false
  return true
}
