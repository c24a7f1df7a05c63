import type { CodeMap } from '@groundcrew/code-map'
import { requireRepository } from '@groundcrew/core/repo'
import type { Environment } from '@groundcrew/core/cli'
import { findChanges, type ChangeRequest } from './change/find-changes.ts'
import type { Changes } from './change/types.ts'
import { Graph } from './graph/graph.ts'
import { propagate } from './graph/propagate.ts'
import { findSeeds } from './graph/seeds.ts'
import { findTests } from './tests/test-files.ts'

interface ImpactOptions {
  /** Absolute. */
  readonly cwd: string
  readonly env: Environment
  readonly request: ChangeRequest
  openMap(): Promise<CodeMap>
}

export interface ImpactReport {
  readonly changes: Changes
  readonly tests: readonly string[]
  readonly total: number
  readonly symbols: number
}

/** What a change touches. */
export async function impact({ cwd, env, request, openMap }: ImpactOptions): Promise<ImpactReport> {
  const repository = await requireRepository(cwd, env)
  const t0 = performance.now()
  const [changes, map] = await Promise.all([findChanges(repository, request), openMap()])
  const t1 = performance.now()
  const graph = new Graph(map)
  const t2 = performance.now()
  const found = propagate(graph, findSeeds(graph, changes))
  const t3 = performance.now()
  const tests = findTests(map.files())
  const hit = tests.filter((t) => found.inFile(t.number).some((r) => !r.isTypeOnly))
  if (env['IMPACT_TIME']) process.stderr.write(`open ${t1 - t0} links ${t2 - t1} walk ${t3 - t2}\n`)
  return { changes, tests: hit.map((t) => t.path), total: tests.length, symbols: found.reached.length }
}
