import type { CallNode, ThreadProfile } from './trace.ts'

interface BuiltNode {
  readonly frame: number
  readonly parent: number
  selfUs: number
  ticks: number
  lines: Map<number, number> | undefined
  readonly children: Map<number, number>
}

/** Builds the calls of one thread out of stacks or trees, in which the same path is one node. */
export class CallTree {
  readonly #nodes: BuiltNode[] = []
  readonly #roots = new Map<number, number>()
  readonly #samples: [node: number, durationUs: number][] = []

  /** The node of `frame` called from `parent` (-1: from nobody). */
  child(parent: number, frame: number): number {
    const siblings = parent === -1 ? this.#roots : (this.#nodes[parent]?.children ?? this.#roots)
    const known = siblings.get(frame)
    if (known !== undefined) return known
    const index = this.#nodes.length
    this.#nodes.push({ frame, parent, selfUs: 0, ticks: 0, lines: undefined, children: new Map() })
    siblings.set(frame, index)
    return index
  }

  /** A moment spent in `node`; consecutive moments in one node become one. */
  sample(node: number, durationUs: number): void {
    this.add(node, durationUs)
    const last = this.#samples.at(-1)
    if (last?.[0] === node) last[1] += durationUs
    else this.#samples.push([node, durationUs])
  }

  /** One more sample was taken in `node`, or so many microseconds of CPU time were, where the sampler knows them. */
  tick(node: number, weight = 1): void {
    const built = this.#nodes[node]
    if (built !== undefined) built.ticks += weight
  }

  /** Time without a moment: where only sums are known. */
  add(node: number, us: number): void {
    const built = this.#nodes[node]
    if (built !== undefined) built.selfUs += us
  }

  addLine(node: number, line: number, us: number): void {
    const built = this.#nodes[node]
    if (built === undefined || line <= 0) return
    built.lines ??= new Map()
    built.lines.set(line, (built.lines.get(line) ?? 0) + us)
  }

  nodes(): readonly CallNode[] {
    return this.#nodes.map(({ frame, parent, selfUs, ticks, lines }) => ({
      frame,
      parent,
      selfUs: Math.round(selfUs),
      ...(ticks === 0 ? {} : { ticks }),
      ...(lines === undefined
        ? {}
        : { lines: [...lines].sort(([a], [b]) => a - b).map(([line, us]) => [line, Math.round(us)] as const) }),
    }))
  }

  samples(): NonNullable<ThreadProfile['samples']> {
    return this.#samples.map(([node, us]) => [node, Math.round(us)] as const)
  }
}
