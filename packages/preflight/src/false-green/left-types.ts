import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import {
  changedFiles,
  mergeBase,
  readGit,
  requireRepository,
  type Repository,
  type Selection,
} from '@groundcrew/core/repo'
import { selectChange } from '../new-only/changed-lines.ts'
import type { ChangeOptions } from '../scope.ts'
import { resolveProgram, type ReadFile } from './resolve-program.ts'
import { isInProgram } from './type-program.ts'

export interface LeftTypes {
  /** The tsconfig that changed. */
  readonly config: string
  /** Test files that it took in before the change, and that no tsconfig takes in now. */
  readonly files: readonly string[]
}

const configName = /(?:^|\/)tsconfig[^/]*\.json$/
const sourceFile = /\.[cm]?tsx?$/

export interface LeftTypesPlace {
  readonly root: string
  /** Relative to the root. */
  readonly files: readonly string[]
  readonly options: ChangeOptions
  readonly isTest: (file: string) => boolean
}

/** What the change of a tsconfig, or of one that it extends, took out of the type check. */
export async function findLeftTypes(
  io: Io,
  { root, files, options, isTest }: LeftTypesPlace,
): Promise<readonly LeftTypes[]> {
  const repository = await requireRepository(io.cwd, io.env)
  const selection = await selectChange(repository, options)
  const changed = new Map((await changedFiles(repository, selection)).map((change) => [change.path, change.status]))
  if (![...changed].some(([file, status]) => file.endsWith('.json') && status !== 'added' && status !== 'untracked'))
    return []
  const base = await baseOf(repository, selection)
  const readNow: ReadFile = async (file) => await Promise.resolve(readText(root, file))
  const readBefore: ReadFile = async (file) => {
    const status = changed.get(file)
    if (status === undefined) return await readNow(file)
    if (status === 'added' || status === 'untracked') return undefined
    return (await readGit(repository, ['show', `${base}:${file}`])).toString('utf8')
  }
  const present = files.filter((file) => configName.test(file))
  const deleted = [...changed].flatMap(([file, status]) =>
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

async function baseOf(repository: Repository, selection: Selection): Promise<string> {
  switch (selection.kind) {
    case 'work-tree':
    case 'staged':
      return 'HEAD'
    case 'since':
      return selection.ref
    case 'since-merge-base':
      return await commonCommit(repository, [selection.ref, 'HEAD'])
    case 'range':
      return selection.from
    case 'range-from-merge-base':
      return await commonCommit(repository, [selection.from, selection.to])
  }
}

async function commonCommit(repository: Repository, [left, right]: readonly [string, string]): Promise<string> {
  const base = await mergeBase(repository, left, right)
  return base.kind === 'found' ? base.commit : left
}

function readText(root: string, file: string): string | undefined {
  try {
    return readFileSync(path.join(root, file), 'utf8')
  } catch {
    return undefined
  }
}
