import type { ProgramSource } from '../types.ts'
import { ancestorsOf, joinPath } from '../source/paths.ts'
import type { Sources } from '../source/sources.ts'

/** How Python is started for a package: in its virtual environment when there is one, else by its manager, else from PATH. */
export interface PythonEnvironment {
  readonly interpreter: readonly [string, ...string[]]
  readonly program: string
  readonly programSource: ProgramSource
  /** Programs of the virtual environment, relative to the workspace root. */
  readonly binDirectory?: string
}

const interpreters = ['.venv/bin/python', 'venv/bin/python', '.venv/Scripts/python.exe', 'venv/Scripts/python.exe']

export function pythonEnvironment(sources: Sources, directory: string, manager: string | undefined): PythonEnvironment {
  for (const [levels, ancestor] of ancestorsOf(directory).entries()) {
    const found = interpreters.find((path) => sources.isOnDisk(joinPath(ancestor, path)))
    if (found === undefined) continue
    const path = '../'.repeat(levels) + found
    const binDirectory = joinPath(ancestor, found.slice(0, found.lastIndexOf('/')))
    return { interpreter: [path], program: 'python', programSource: 'venv', binDirectory }
  }
  if (manager !== undefined && manager !== 'pip') {
    return { interpreter: [manager, 'run', 'python'], program: manager, programSource: 'path' }
  }
  return { interpreter: ['python3'], program: 'python3', programSource: 'path' }
}
