import { constants, promises } from 'node:fs'
import type { Environment } from './command.ts'
import { findProgram, programCandidates } from './find-program.ts'
import type { Outcome } from './outcome.ts'
import { isErrorCode } from './process-table.ts'

export interface StartPlace {
  readonly cwd: string
  readonly env: Environment
}

export interface StartFailure {
  readonly code: string | undefined
  readonly message: string
}

/**
 * Says why a program did not start. The error code alone cannot: ENOENT stands for a missing program, a missing directory to run it
 * in, and a script whose interpreter is missing; EACCES for a file without permission, a directory, and an unreadable PATH entry.
 */
export async function explainStartFailure(program: string, place: StartPlace, failure: StartFailure): Promise<Outcome> {
  const { code } = failure
  if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'ENOTDIR') {
    return { kind: 'not-executable', program, reason: startFailureReasons.get(code ?? '') ?? failure.message }
  }
  const directoryProblem = await findDirectoryProblem(place.cwd)
  if (directoryProblem !== undefined) {
    return { kind: 'bad-directory', directory: place.cwd, reason: directoryProblem }
  }
  const executable = await findProgram(program, place)
  if (executable !== undefined) {
    return { kind: 'not-executable', program, reason: await explainUnstartable(executable) }
  }
  for (const path of programCandidates(program, place)) {
    const reason = await explainUnexecutable(path)
    if (reason !== undefined) return { kind: 'not-executable', program, reason }
  }
  return { kind: 'not-found', program }
}

const startFailureReasons = new Map([
  ['E2BIG', 'its arguments and environment are too long'],
  ['EAGAIN', 'the system allows no more processes'],
  ['EMFILE', 'too many open files'],
  ['ENFILE', 'too many open files in the system'],
  ['ENOEXEC', 'not a program for this system'],
  ['ENOMEM', 'out of memory'],
  ['ETXTBSY', 'the file is being written'],
])

async function findDirectoryProblem(path: string): Promise<string | undefined> {
  try {
    if (!(await promises.stat(path)).isDirectory()) return 'it is not a directory'
    await promises.access(path, constants.X_OK)
    return undefined
  } catch (error) {
    if (isErrorCode(error, 'ENOENT')) return 'it does not exist'
    if (isErrorCode(error, 'ENOTDIR')) return 'it is not a directory'
    return isErrorCode(error, 'EACCES') ? 'permission denied' : String(error)
  }
}

async function explainUnexecutable(path: string): Promise<string | undefined> {
  try {
    return (await promises.stat(path)).isDirectory() ? `${path} is a directory` : `${path} is not marked as executable`
  } catch {
    // Nothing there.
    return undefined
  }
}

async function explainUnstartable(path: string): Promise<string> {
  const interpreter = await readInterpreter(path)
  if (interpreter === undefined) return `the system refuses to execute ${path}`
  return `the interpreter of ${path} cannot be run: ${interpreter}`
}

/** The program after `#!`, with the carriage return of a file saved with CRLF made visible: that is the usual cause. */
async function readInterpreter(path: string): Promise<string | undefined> {
  const file = await promises.open(path).catch(() => undefined)
  if (file === undefined) return undefined
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(256), 0, 256, 0)
    const match = /^#![ \t]*([^ \t\n]+)/.exec(buffer.toString('utf8', 0, bytesRead))
    return match?.[1]?.replace('\r', String.raw`\r`)
  } finally {
    await file.close()
  }
}
