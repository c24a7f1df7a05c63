import type { CodeMap } from '../code-map.ts'
import type { ImportFact } from '../facts.ts'
import { Resolver, type Resolution } from '../resolve/resolver.ts'

export interface Edge {
  readonly from: number
  readonly to: number
  readonly line: number
  readonly isTypeOnly: boolean
}

/** Which file imports which, over the whole code base. */
export class ImportGraph {
  readonly map: CodeMap
  readonly #out: (readonly Edge[])[] = []
  readonly #in: Edge[][] = []
  /** Imports that should be files of this code base and are not. */
  readonly missing: { readonly from: number; readonly fact: ImportFact }[] = []

  constructor(map: CodeMap) {
    this.map = map
    const resolver = new Resolver(map)
    for (let number = 0; number < map.fileCount; number++) this.#in.push([])
    for (const file of map.files()) {
      const edges: Edge[] = []
      for (const fact of map.imports(file.number)) {
        const resolution: Resolution = resolver.resolve(file, fact)
        if (resolution.kind === 'missing') this.missing.push({ from: file.number, fact })
        if (resolution.kind !== 'files') continue
        for (const path of resolution.paths) {
          const to = map.findFile(path)
          if (to !== undefined && to !== file.number)
            edges.push({ from: file.number, to, line: fact.line, isTypeOnly: fact.isTypeOnly })
        }
      }
      this.#out.push(edges)
      for (const edge of edges) this.#in[edge.to]?.push(edge)
    }
  }

  importsOf(number: number): readonly Edge[] {
    return this.#out[number] ?? []
  }

  importersOf(number: number): readonly Edge[] {
    return this.#in[number] ?? []
  }

  /** The shortest chain of imports from one file to another, both included. */
  chain(from: number, to: number): readonly number[] | undefined {
    const before = new Map<number, number>([[from, -1]])
    const queue = [from]
    for (let at = 0; at < queue.length; at++) {
      const file = queue[at] as number
      if (file === to) break
      for (const { to: next } of this.importsOf(file)) {
        if (before.has(next)) continue
        before.set(next, file)
        queue.push(next)
      }
    }
    if (!before.has(to)) return undefined
    const path: number[] = []
    for (let at = to; at !== -1; at = before.get(at) ?? -1) path.unshift(at)
    return path
  }

  /** Everything that reaches a file over imports, with its distance. */
  dependents(of: number): ReadonlyMap<number, number> {
    const distance = new Map<number, number>([[of, 0]])
    const queue = [of]
    for (let at = 0; at < queue.length; at++) {
      const file = queue[at] as number
      for (const { from } of this.importersOf(file)) {
        if (distance.has(from)) continue
        distance.set(from, (distance.get(file) ?? 0) + 1)
        queue.push(from)
      }
    }
    distance.delete(of)
    return distance
  }

  /** Groups of files that import one another in a circle at run time, largest first; types alone make no circle. */
  cycles(): readonly (readonly number[])[] {
    const groups = stronglyConnected(this.map.fileCount, (file) =>
      this.importsOf(file)
        .filter((edge) => !edge.isTypeOnly)
        .map((edge) => edge.to),
    )
    return groups
      .filter((group) => group.length > 1)
      .map((group) => group.sort((left, right) => left - right))
      .sort((left, right) => right.length - left.length || (left[0] as number) - (right[0] as number))
  }

  /** A shortest circle through the first file of a group. */
  circle(group: readonly number[]): readonly number[] {
    const [first] = group
    const inside = new Set(group)
    let best: readonly number[] | undefined
    if (first === undefined) return []
    for (const { to, isTypeOnly } of this.importsOf(first)) {
      if (!inside.has(to) || isTypeOnly) continue
      const back = this.chain(to, first)
      if (back !== undefined && (best === undefined || back.length < best.length)) best = back
    }
    return best === undefined ? group : [first, ...best]
  }
}

/** Tarjan's algorithm without recursion. */
function stronglyConnected(count: number, next: (node: number) => readonly number[]): number[][] {
  const index = new Int32Array(count).fill(-1)
  const low = new Int32Array(count)
  const isOnStack = new Uint8Array(count)
  const stack: number[] = []
  const groups: number[][] = []
  let counter = 0
  for (let root = 0; root < count; root++) {
    if (index[root] !== -1) continue
    const work: { readonly node: number; readonly edges: readonly number[]; at: number }[] = []
    const enter = (node: number): void => {
      index[node] = low[node] = counter++
      stack.push(node)
      isOnStack[node] = 1
      work.push({ node, edges: next(node), at: 0 })
    }
    enter(root)
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const { node } = frame
      const to = frame.edges[frame.at++]
      if (to !== undefined) {
        if (index[to] === -1) enter(to)
        else if (isOnStack[to] === 1) low[node] = Math.min(low[node] as number, index[to] as number)
        continue
      }
      work.pop()
      const parent = work.at(-1)
      if (parent !== undefined) low[parent.node] = Math.min(low[parent.node] as number, low[node] as number)
      if (low[node] === index[node]) groups.push(popGroup(stack, isOnStack, node))
    }
  }
  return groups
}

function popGroup(stack: number[], isOnStack: Uint8Array, root: number): number[] {
  const group: number[] = []
  for (;;) {
    const node = stack.pop() as number
    isOnStack[node] = 0
    group.push(node)
    if (node === root) return group
  }
}
