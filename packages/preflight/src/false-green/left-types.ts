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
import { entriesOf, parseJson, stringOf, type SourceNode } from '@groundcrew/core/workspace'
import { selectChange } from '../new-only/changed-lines.ts'
import type { ChangeOptions } from '../scope.ts'
import { isInProgram, type ProgramFiles } from './type-program.ts'

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

/** What a change of a tsconfig took out of the type check. */
export async function findLeftTypes(
  io: Io,
  { root, files, options, isTest }: LeftTypesPlace,
): Promise<readonly LeftTypes[]> {
  const repository = await requireRepository(io.cwd, io.env)
  const selection = await selectChange(repository, options)
  const changed = (await changedFiles(repository, selection)).filter(
    ({ path: file, status }) => configName.test(file) && status === 'modified',
  )
  if (changed.length === 0) return []
  const base = await baseOf(repository, selection)
  const now = await Promise.all(
    files
      .filter((file) => configName.test(file))
      .map(async (file) => ({ file, program: await parse(readText(root, file)) })),
  )
  const tests = files.filter((file) => sourceFile.test(file) && isTest(file))
  const left = await Promise.all(
    changed.map(async ({ path: config }) => {
      const before = await parse((await readGit(repository, ['show', `${base}:${config}`])).toString('utf8'))
      const gone = tests.filter(
        (file) => isIn(file, { file: config, program: before }) && !now.some((entry) => isIn(file, entry)),
      )
      return { config, files: gone }
    }),
  )
  return left.filter((entry) => entry.files.length > 0)
}

interface Config {
  readonly file: string
  readonly program: ProgramFiles
}

function isIn(file: string, { file: config, program }: Config): boolean {
  const directory = path.posix.dirname(config)
  if (directory === '.') return isInProgram(file, program)
  return file.startsWith(`${directory}/`) && isInProgram(file.slice(directory.length + 1), program)
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

async function parse(text: string): Promise<ProgramFiles> {
  const entries = entriesOf((await parseJson(text.replace(/^\uFEFF/, ''), 'jsonc')).node)
  const list = (name: string): readonly string[] | undefined => {
    const value: SourceNode | undefined = entries.find(({ key }) => key === name)?.value
    return value?.kind === 'list' ? value.items.flatMap((item) => stringOf(item) ?? []) : undefined
  }
  return { files: list('files'), include: list('include'), exclude: list('exclude') }
}

function readText(root: string, file: string): string {
  try {
    return readFileSync(path.join(root, file), 'utf8')
  } catch {
    return ''
  }
}
