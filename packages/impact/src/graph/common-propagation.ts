import { isTestPath } from '../tests/test-files.ts'
import { append } from './append.ts'
import type { Graph } from './graph.ts'
import { LoadedByTests } from './loaded-by-tests.ts'
import { loadedChain, type Step } from './loaded-chain.ts'
import type { Propagation } from './propagate.ts'
import type { Reach } from './reach.ts'

/** As it was followed in one way. */
export interface WholePropagation extends Propagation {
  at(file: number, unit: number): Reach | undefined
  files(): Iterable<number>
  /** Steps that lead to where a reach is, those of types left out. */
  stepsTo(reach: Reach): readonly Step[]
}

/** So many reaches, and no more, are followed again for tests that load only a part of what was followed. */
const reachesMax = 20_000

/** A smaller part of the tests takes less time to run than to tell apart. */
const worthwhileMin = 0.05

export interface TwoWays {
  readonly byClass: WholePropagation
  readonly byMember: WholePropagation
  /** As `byMember`, among some files alone. */
  readonly within: (isLoaded: (file: number) => boolean) => WholePropagation
}

/** What two ways of following a change agree on; of a test, what they agree on among the files that it loads. */
export class CommonPropagation implements Propagation {
  readonly reached: readonly Reach[]
  readonly isByClass = false
  readonly #graph: Graph
  readonly #byClass: WholePropagation
  readonly #byMember: WholePropagation
  readonly #byFile = new Map<number, readonly Reach[]>()

  constructor(graph: Graph, { byClass, byMember, within }: TwoWays) {
    this.#graph = graph
    this.#byClass = byClass
    this.#byMember = byMember
    for (const file of byMember.files()) this.#byFile.set(file, this.#commonIn(file, byMember.inFile(file)))
    this.#narrowTests(within)
    const kept = new Set([...this.#byFile.values()].flat())
    const both = [...byMember.reached, ...byClass.reached].filter((reach) => kept.delete(reach))
    // And those of tests that were followed again.
    this.reached = [...both, ...kept]
  }

  /** A name may have led over code that a test does not load. */
  #narrowTests(within: TwoWays['within']): void {
    const tests = [...this.#byFile]
      .filter(([file, reaches]) => this.#isTest(file) && reaches.length > 0 && !this.#graph.isGone(file))
      .map(([file]) => file)
      .filter((file) => LoadedByTests.isKnownOf(this.#graph, file))
    if (!tests.some((test) => this.inFile(test).every((reach) => this.#hasLeap(reach)))) return
    const loaded = new LoadedByTests(this.#graph, tests)
    const doubtful = tests.filter((test) => !this.inFile(test).some((reach) => loaded.isWhole(test, reach)))
    if (doubtful.length < tests.length * worthwhileMin) return
    const unsettled = doubtful.filter((test) => !this.#settle(test, loaded))
    const groups = new Map<string, number[]>()
    for (const test of unsettled) {
      const files = [...this.#byMember.files()].filter((file) => file !== test && loaded.isLoaded(test, file))
      append(groups, files.join(), test)
    }
    const groupsMax = reachesMax / this.#byMember.reached.length
    for (const group of [...groups.values()].slice(0, groupsMax)) {
      const [first = 0] = group
      const isTest = new Set(group)
      const found = within((file) => isTest.has(file) || loaded.isLoaded(first, file))
      for (const test of group) this.#byFile.set(test, this.#commonIn(test, found.inFile(test)))
    }
  }

  /** Whether another chain than the shortest leads to a test over what it loads: then it need not be followed again. */
  #settle(test: number, loaded: LoadedByTests): boolean {
    const reaches = this.inFile(test)
    const strongest = Math.max(...reaches.map(strength))
    if (strongest === 0) return false
    const chain = loadedChain(
      reaches.filter((reach) => strength(reach) === strongest),
      { stepsTo: (reach) => this.#byMember.stepsTo(reach), isLoaded: (file) => loaded.isLoaded(test, file) },
    )
    if (chain !== undefined) this.#byFile.set(test, [chain])
    return chain !== undefined
  }

  /** Whether the way to a reach goes from one file to another that neither imports it nor is of its package. */
  #hasLeap(reach: Reach): boolean {
    for (let at = reach; at.from !== undefined; at = at.from) {
      const { file } = at.from
      if (at.file === file || this.#graph.importersOf(file).some(({ from }) => from === at.file)) continue
      if (!this.#graph.packageOf(file).includes(at.file)) return true
    }
    return false
  }

  /** Of a file that one of both only loads or has the types of, the reaches of that one. */
  #commonIn(file: number, ofMember: readonly Reach[]): readonly Reach[] {
    const ofClass = this.#byClass.inFile(file)
    if (ofMember.length === 0) return []
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

  inFile(file: number): readonly Reach[] {
    return this.#byFile.get(file) ?? []
  }

  /** A member leaves its file with its class. */
  sends(file: number): boolean {
    return this.#byClass.sends(file)
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
