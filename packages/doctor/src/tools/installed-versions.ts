import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { maxSatisfying } from 'semver'
import type { Environment } from '@groundcrew/core/cli'

/** Where a version manager keeps what it has installed: the variable of its home, its home below the user's, and the directory in there. */
const places: Readonly<Record<string, readonly [variable: string, home: string, directory: string]>> = {
  nvm: ['NVM_DIR', '.nvm', 'versions/node'],
  nodenv: ['NODENV_ROOT', '.nodenv', 'versions'],
  pyenv: ['PYENV_ROOT', '.pyenv', 'versions'],
  rbenv: ['RBENV_ROOT', '.rbenv', 'versions'],
}

/** The newest version that meets the range and that the manager has already: with its whole name nothing has to be fetched. */
export async function installedVersion(
  manager: string,
  constraint: string | undefined,
  env: Environment,
): Promise<string | undefined> {
  const place = places[manager]
  if (place === undefined || constraint === undefined) return undefined
  const [variable, home, directory] = place
  const versions = path.join(env[variable] ?? path.join(env['HOME'] ?? homedir(), home), directory)
  const names = await readdir(versions).catch((): string[] => [])
  const plain = names.map((name) => name.replace(/^v/, '')).filter((name) => /^\d+\.\d+\.\d+$/.test(name))
  return maxSatisfying(plain, constraint) ?? undefined
}
