import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { findProgram } from '@groundcrew/core/process'
import type { PackageManager } from '@groundcrew/core/workspace'
import type { CheckContext } from '../context.ts'
import { behindPyenvShim } from './pyenv.ts'

export interface Interpreter {
  /** Absolute. */
  readonly path: string
  /** The virtual environment that it belongs to: relative to the root, or absolute where it lies elsewhere. */
  readonly environment: string | undefined
}

export type LocatedInterpreter =
  | { readonly kind: 'found'; readonly interpreter: Interpreter }
  | { readonly kind: 'none' }
  /** The manager keeps an environment of its own, and has made none yet. */
  | { readonly kind: 'no-environment' }
  /** The Python that a virtual environment was made from is gone. */
  | { readonly kind: 'broken'; readonly environment: string }
  | { readonly kind: 'untold'; readonly reason: string }

const environmentNames = ['.venv', 'venv']

/**
 * The Python that runs what lies in `directory`: of the virtual environment in it or in a directory above it inside the
 * repository, else the first on PATH.
 */
export async function findInterpreter(context: CheckContext, directory: string): Promise<Interpreter | undefined> {
  const located = await findEnvironment(context.root, directory)
  return located?.kind === 'found' ? located.interpreter : findOnPath(context)
}

/** The same for the packages of a manager, some of which keep the environment somewhere else. */
export async function locateInterpreter(manager: PackageManager, context: CheckContext): Promise<LocatedInterpreter> {
  const own = await findEnvironment(context.root, manager.directory)
  if (own !== undefined) return own
  switch (manager.name) {
    case 'uv':
      return { kind: 'no-environment' }
    case 'pdm':
      return (await findPdmInterpreter(manager, context)) ?? { kind: 'no-environment' }
    case 'poetry':
      return askManager(['poetry', 'env', 'info', '--path'], manager, context)
    case 'pipenv':
      return askManager(['pipenv', '--venv'], manager, context)
    default: {
      const interpreter = await findOnPath(context)
      return interpreter === undefined ? { kind: 'none' } : { kind: 'found', interpreter }
    }
  }
}

/** `a/b`, `a`, `.` */
export function upToRoot(directory: string): readonly string[] {
  const directories = [directory]
  for (let at = directory; at !== '.'; directories.push(at)) at = path.posix.dirname(at)
  return directories
}

async function findEnvironment(root: string, directory: string): Promise<LocatedInterpreter | undefined> {
  for (const above of upToRoot(directory)) {
    for (const name of environmentNames) {
      const environment = path.posix.join(above, name)
      const found = await interpreterOf(path.join(root, environment))
      if (found !== undefined) return { kind: 'found', interpreter: { path: found, environment } }
      const isEnvironment = await isFile(path.join(root, environment, 'pyvenv.cfg'))
      if (isEnvironment) return { kind: 'broken', environment }
    }
  }
  return undefined
}

async function findOnPath({ env, root }: CheckContext): Promise<Interpreter | undefined> {
  for (const name of ['python3', 'python']) {
    const first = await findProgram(name, { env, cwd: root })
    if (first === undefined) continue
    const found = (await behindPyenvShim(first, root, env)) ?? first
    const activated = env['VIRTUAL_ENV']
    const isActivated = activated !== undefined && activated !== '' && found.startsWith(`${activated}/`)
    return { path: found, environment: isActivated ? activated : undefined }
  }
  return undefined
}

/** pdm notes the interpreter in a file of its own. */
async function findPdmInterpreter(
  { directory }: PackageManager,
  { root }: CheckContext,
): Promise<LocatedInterpreter | undefined> {
  const noted = await readFile(path.join(root, directory, '.pdm-python'), 'utf8').catch(() => '')
  const program = noted.trim()
  if (program === '' || !(await isFile(program))) return undefined
  return { kind: 'found', interpreter: { path: program, environment: path.dirname(path.dirname(program)) } }
}

async function askManager(
  command: readonly [string, ...string[]],
  { directory }: PackageManager,
  { env, root, prober }: CheckContext,
): Promise<LocatedInterpreter> {
  const [program] = command
  if ((await findProgram(program, { env, cwd: root })) === undefined) return { kind: 'no-environment' }
  const answer = await prober.ask([...command] as [string, ...string[]], { cwd: path.join(root, directory) })
  if (answer.kind !== 'answered') {
    return {
      kind: 'untold',
      reason: `\`${command.join(' ')}\` ${answer.kind === 'failed' ? answer.reason : 'is gone'}`,
    }
  }
  const environment = answer.stdout.trim()
  const found = answer.code === 0 && path.isAbsolute(environment) ? await interpreterOf(environment) : undefined
  return found === undefined ? { kind: 'no-environment' } : { kind: 'found', interpreter: { path: found, environment } }
}

async function interpreterOf(environment: string): Promise<string | undefined> {
  for (const name of ['bin/python', 'bin/python3']) {
    const program = path.join(environment, name)
    if (await isFile(program)) return program
  }
  return undefined
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined))?.isFile() === true
}
