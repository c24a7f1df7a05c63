import type { ThreadProfile } from './trace.ts'

/** What a thread did until a moment, and what another sampler saw of it from then on. */
export function joinAt(before: ThreadProfile, after: ThreadProfile): ThreadProfile {
  const early = cutAt(before, after.startUs)
  const offset = early.nodes.length
  const nodes = after.nodes.map((node) => ({ ...node, parent: node.parent === -1 ? -1 : node.parent + offset }))
  const samples = (after.samples ?? []).map(([node, us]) => [node + offset, us] as const)
  return {
    ...after,
    startUs: Math.min(before.startUs, after.startUs),
    nodes: [...early.nodes, ...nodes],
    samples: [...(early.samples ?? []), ...samples],
  }
}

function cutAt(
  { startUs, nodes, samples = [] }: ThreadProfile,
  endUs: number,
): Pick<ThreadProfile, 'nodes' | 'samples'> {
  const kept: [node: number, us: number][] = []
  const usOf = new Map<number, number>()
  let atUs = startUs
  for (const [node, us] of samples) {
    const keptUs = Math.min(us, endUs - atUs)
    atUs += us
    if (keptUs <= 0) break
    kept.push([node, keptUs])
    usOf.set(node, (usOf.get(node) ?? 0) + keptUs)
  }
  const cut = nodes.map(({ lines = [], ticks, ...node }, index) => {
    const selfUs = usOf.get(index) ?? 0
    const part = node.selfUs === 0 ? 0 : selfUs / node.selfUs
    return {
      ...node,
      selfUs,
      ...(ticks === undefined ? {} : { ticks: ticks * part }),
      lines: lines.map(([line, us]) => [line, us * part] as const),
    }
  })
  return { nodes: cut, samples: kept }
}
