import { requireRepository } from '@groundcrew/core/repo'
import type { Environment } from '@groundcrew/core/cli'
import { findChanges, type ChangeRequest } from './change/find-changes.ts'
import type { Changes } from './change/types.ts'

interface ImpactOptions {
  /** Absolute. */
  readonly cwd: string
  readonly env: Environment
  readonly request: ChangeRequest
}

export interface ImpactReport {
  readonly changes: Changes
}

/** What a change touches. */
export async function impact({ cwd, env, request }: ImpactOptions): Promise<ImpactReport> {
  const repository = await requireRepository(cwd, env)
  return { changes: await findChanges(repository, request) }
}
