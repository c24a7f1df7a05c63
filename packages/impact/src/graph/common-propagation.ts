import { isTestPath } from '../tests/test-files.ts'
import type { Graph } from './graph.ts'
import type { Propagation } from './propagate.ts'
import type { Reach } from './reach.ts'

/** As it was followed in one way. */
export interface WholePropagation extends Propagation {
  files(): Iterable<number>
}

/** What two ways of following a change agree on. */
export class CommonPropagation implements Propagation {
  readonly reached: readonly Reach[]
  readonly #graph: Graph
  readonly #byClass: WholePropagation
  readonly #byMember: WholePropagation
  readonly #byFile = new Map<number, readonly Reach[]>()

  constructor(
    graph: Graph,
    { byClass, byMember }: { readonly byClass: WholePropagation; readonly byMember: WholePropagation },
  ) {
    this.#graph = graph
    this.#byClass = byClass
    this.#byMember = byMember
    for (const file of byMember.files()) this.#byFile.set(file, this.#commonIn(file))
    const kept = new Set([...this.#byFile.values()].flat())
    this.reached = [...byMember.reached, ...byClass.reached].filter((reach) => kept.has(reach))
  }

  /** Of a file that one of both only loads or has the types of, the reaches of that one. */
  #commonIn(file: number): readonly Reach[] {
    const [ofClass, ofMember] = [this.#byClass.inFile(file), this.#byMember.inFile(file)]
    if (ofMember.every((reach) => strength(reach) === 0))
      return ofMember.filter(({ unit }) => this.#isOfClass(file, unit))
    const strongest = Math.max(0, ...ofClass.map(strength))
    const weaker = ofClass.length > 0 && strongest < Math.max(...ofMember.map(strength))
    if (weaker) return ofClass.filter((reach) => strength(reach) <= strongest)
    const common = ofMember.filter(({ unit, name }) => this.#isOfClass(file, unit, name))
    if (common.length === ofMember.length || ofClass.length === 0) return common
    // What a test needs of its runner need not be in the function that the change leads to.
    return this.#isTest(file) ? ofMember : common
  }

  #isTest(file: number): boolean {
    const { map } = this.#graph
    return isTestPath(this.#graph.pathOf(file)) || (file < map.fileCount && map.file(file).class === 'test')
  }

  #isOfClass(file: number, unit: number, name = ''): boolean {
    if (unit === -1) return this.#byClass.inFile(file).some((reach) => reach.unit === -1 && reach.name === name)
    return this.#byClass.at(file, this.#graph.units(file)?.classOf(unit) ?? unit) !== undefined
  }

  at(file: number, unit: number): Reach | undefined {
    const found = this.#byMember.at(file, unit)
    return found !== undefined && this.#isOfClass(file, unit) ? found : undefined
  }

  inFile(file: number): readonly Reach[] {
    return this.#byFile.get(file) ?? []
  }

  linesIn(file: number, unit: number): readonly number[] {
    return this.#isOfClass(file, unit) ? this.#byMember.linesIn(file, unit) : []
  }
}

/** How much of a file runs: only types, what its loading runs, or what uses what changed. */
function strength({ isTypeOnly, relation }: Reach): number {
  if (isTypeOnly) return 0
  return relation === 'loads' ? 1 : 2
}
