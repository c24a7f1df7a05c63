import { access, constants, stat } from 'node:fs/promises'
import path from 'node:path'
import { findProgram } from '@groundcrew/core/process'
import type { CheckContext } from '../context.ts'
import { findInterpreter } from '../python/interpreter.ts'
import type { ToolNeed } from './needs.ts'

export interface Located {
  /** The program whose version counts: an absolute path. */
  readonly program: string | undefined
  /** Programs that are called and are not there. */
  readonly missing: readonly string[]
  /** Where it was found, for a reader: `on PATH`, `in .venv`. */
  readonly place: string
}

/** Finds the programs of a tool as the commands of the repository would. */
export async function locate(need: ToolNeed, context: CheckContext): Promise<Located> {
  if (need.carried !== undefined) return locateCarried(need.carried, context.root)
  if (need.definition.name === 'python') {
    const interpreter = await findInterpreter(context, '.')
    if (interpreter?.environment !== undefined) {
      return { program: interpreter.path, missing: [], place: `in ${interpreter.environment}` }
    }
    // Another name than the usual one (`python`, where only python3 is there) is found below.
    if (interpreter !== undefined && need.programs.length === 0) {
      return { program: interpreter.path, missing: [], place: 'on PATH' }
    }
  }
  const { env, root } = context
  const wanted = need.programs.length > 0 ? need.programs : need.definition.programs
  const found = await Promise.all(wanted.map((program) => findProgram(program, { env, cwd: root })))
  const program = found.find((file) => file !== undefined)
  const missing = wanted.filter((_, index) => found[index] === undefined)
  const isAnyEnough = need.programs.length === 0
  return { program, missing: isAnyEnough && program !== undefined ? [] : missing, place: 'on PATH' }
}

async function locateCarried(file: string, root: string): Promise<Located> {
  const program = path.join(root, file)
  const place = 'in the repository'
  const isFile = await stat(program).then(
    (stats) => stats.isFile(),
    () => false,
  )
  if (!isFile) return { program: undefined, missing: [file], place }
  const isExecutable = await access(program, constants.X_OK).then(
    () => true,
    () => false,
  )
  return isExecutable ? { program, missing: [], place } : { program, missing: [file], place }
}
