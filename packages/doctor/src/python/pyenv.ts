import { readdir, readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Environment } from '@groundcrew/core/cli'

/**
 * The Python that a shim of pyenv would start in a directory, found as pyenv does (PYENV_VERSION, `.python-version` there or above, the global
 * `version`): the shim itself is a shell script that takes ten times as long as Python. `undefined` where that is not sure.
 */
export async function behindPyenvShim(shim: string, cwd: string, env: Environment): Promise<string | undefined> {
  const home = env['PYENV_ROOT'] ?? path.join(env['HOME'] ?? homedir(), '.pyenv')
  if (path.dirname(shim) !== path.join(home, 'shims')) return undefined
  const chosen =
    env['PYENV_VERSION']?.split(':') ?? (await readChosen(cwd)) ?? (await readVersions(path.join(home, 'version')))
  for (const version of chosen ?? []) {
    const directory = await findVersion(path.join(home, 'versions'), version)
    // `system`, or one that is not installed: pyenv itself has the word.
    if (directory === undefined) return undefined
    const program = path.join(directory, 'bin', path.basename(shim))
    if ((await stat(program).catch(() => undefined))?.isFile() === true) return program
  }
  return undefined
}

async function readChosen(cwd: string): Promise<readonly string[] | undefined> {
  for (let directory = cwd; ; directory = path.dirname(directory)) {
    const versions = await readVersions(path.join(directory, '.python-version'))
    if (versions !== undefined) return versions
    if (directory === path.dirname(directory)) return undefined
  }
}

async function readVersions(file: string): Promise<readonly string[] | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  const words = text?.split('\n').flatMap((line) => line.replace(/#.*$/, '').split(/\s+/).filter(Boolean))
  return words === undefined || words.length === 0 ? undefined : words
}

/** By its whole name; a shorter one (`3.11`) means the newest of its line, of which only pyenv knows the order for all names. */
async function findVersion(versions: string, wanted: string): Promise<string | undefined> {
  const names = await readdir(versions).catch((): string[] => [])
  if (names.includes(wanted)) return path.join(versions, wanted)
  if (!/^\d+\.\d+$/.test(wanted)) return undefined
  const patches = names.flatMap((name) =>
    /^\d+\.\d+\.\d+$/.test(name) && name.startsWith(`${wanted}.`) ? [Number(name.split('.')[2])] : [],
  )
  return patches.length === 0 ? undefined : path.join(versions, `${wanted}.${Math.max(...patches)}`)
}
