import type { Io } from '@groundcrew/core/cli'
import { findRepository } from '@groundcrew/core/repo'
import { judgeForeignHooks, testControls, testOwnHooks, type ConformanceCase, type ForeignHook } from './conformance.ts'
import { hostNames } from './hosts.ts'

export interface ConformanceReport {
  readonly kind: 'test'
  readonly cases: readonly ConformanceCase[]
  /** Hooks of others in this repository, at the moments at which one can block. */
  readonly foreign: readonly ForeignHook[]
}

/** Whether our hooks come to what they should in each host, by the emulated contracts, and what the hooks of others come to. */
export async function testAgents(io: Io, names: readonly string[]): Promise<ConformanceReport> {
  const wanted = hostNames.filter((name) => names.length === 0 || names.includes('auto') || names.includes(name))
  const root = (await findRepository(io.cwd, io.env))?.root ?? io.cwd
  // What is being tried is how hooks behave for a person, wherever the trial runs.
  const env = { ...io.env, CI: undefined, GIT_DIR: undefined, GIT_INDEX_FILE: undefined, GIT_WORK_TREE: undefined }
  const [own, controls, foreign] = await Promise.all([
    testOwnHooks(wanted, env),
    testControls(wanted, env),
    judgeForeignHooks(root),
  ])
  return { kind: 'test', cases: [...own, ...controls], foreign }
}
