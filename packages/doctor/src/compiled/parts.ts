import { findProgram } from '@groundcrew/core/process'
import type { CheckContext } from '../context.ts'

/** One thing that a build needs, by whichever of its names, or where this variable says. */
export interface Part {
  readonly what: string
  readonly programs: readonly string[]
  readonly variable?: string
}

export const cCompiler: Part = { what: 'a C compiler', programs: ['cc', 'gcc', 'clang'], variable: 'CC' }
export const cppCompiler: Part = { what: 'a C++ compiler', programs: ['c++', 'g++', 'clang++'], variable: 'CXX' }
export const make: Part = { what: 'make', programs: ['make', 'gmake'], variable: 'MAKE' }
export const pythonForGyp: Part = { what: 'Python', programs: ['python3', 'python'], variable: 'npm_config_python' }

export async function isThere({ programs, variable }: Part, { env, root }: CheckContext): Promise<boolean> {
  const given = variable === undefined ? undefined : env[variable]?.split(' ')[0]
  const names = given === undefined || given === '' ? programs : [given]
  const found = await Promise.all(names.map(async (name) => findProgram(name, { env, cwd: root })))
  return found.some((file) => file !== undefined)
}

/** Those that are not there. */
export async function missingParts(parts: readonly Part[], context: CheckContext): Promise<readonly Part[]> {
  const there = await Promise.all(parts.map(async (part) => isThere(part, context)))
  return parts.filter((_, index) => there[index] === false)
}

/** `make and a C++ compiler (c++, g++ or clang++) are not on PATH` */
export function missingRemark(parts: readonly Part[]): string {
  const names = parts.map(({ what, programs }) => (programs.length > 1 ? `${what} (${programs.join(' or ')})` : what))
  return `${names.join(' and ')} ${parts.length === 1 ? 'is' : 'are'} not on PATH`
}
