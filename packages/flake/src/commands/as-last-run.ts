import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { findRepository } from '@groundcrew/core/repo'
import type { LabRequest } from '../search/with-lab.ts'
import { askHistory, testsNamed } from './place.ts'

export interface LastRun {
  readonly at: Io
  readonly request: LabRequest
}

/**
 * The suite of a test that was run before, where no command is given: the same command in the same directory, since the suite of this
 * directory may be another one, or none.
 */
export async function asLastRun(io: Io, request: LabRequest & { readonly test: string }): Promise<LastRun> {
  if (request.command.length > 0) return { at: io, request }
  const last = await askHistory(io, async (history) => {
    const [test, ...others] = testsNamed(request.test, await history.tests())
    if (test === undefined || others.length > 0) return undefined
    const attempts = await history.attemptsOf(test, { limit: attemptsMax })
    return attempts.find(({ tool, environment }) => tool === 'flake' && environment['directory'] !== undefined)
  })
  const root = (await findRepository(io.cwd, io.env))?.root ?? io.cwd
  const cwd = path.join(root, last?.environment['directory'] ?? '.')
  if (last === undefined || !existsSync(cwd)) return { at: io, request }
  const report = last.environment['report']
  return {
    at: { ...io, cwd },
    request: { ...request, command: last.command, ...(report === undefined ? {} : { report }) },
  }
}

const attemptsMax = 50
