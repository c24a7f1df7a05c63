import type { ChangedTree } from './change-view.ts'
import { resolveProgram } from './resolve-program.ts'
import { isInProgram } from './type-program.ts'

export interface LeftTypes {
  /** The tsconfig that changed. */
  readonly config: string
  /** Test files that it took in before the change, and that no tsconfig takes in now. */
  readonly files: readonly string[]
}

const configName = /(?:^|\/)tsconfig[^/]*\.json$/
const sourceFile = /\.[cm]?tsx?$/

/** What the change of a tsconfig, or of one that it extends, took out of the type check. */
export async function findLeftTypes({ files, view, isTest }: ChangedTree): Promise<readonly LeftTypes[]> {
  const { changed, readNow, readBefore } = view
  if (![...changed.values()].some(({ path: file, status }) => file.endsWith('.json') && !isNew(status))) return []
  const present = files.filter((file) => configName.test(file))
  const deleted = [...changed].flatMap(([file, { status }]) =>
    status === 'deleted' && configName.test(file) ? [file] : [],
  )
  const now = await Promise.all(present.map(async (file) => await resolveProgram(file, readNow)))
  const tests = files.filter(
    (file) => sourceFile.test(file) && isTest(file) && !now.some((program) => isInProgram(file, program)),
  )
  const left = await Promise.all(
    [...present, ...deleted].map(async (config) => {
      const program = await resolveProgram(config, readBefore)
      return {
        config: program.chain.find((file) => changed.has(file)),
        files: tests.filter((file) => isInProgram(file, program)),
      }
    }),
  )
  return left.flatMap(({ config, files: gone }) =>
    config === undefined || gone.length === 0 ? [] : [{ config, files: gone }],
  )
}

function isNew(status: string): boolean {
  return status === 'added' || status === 'untracked'
}
