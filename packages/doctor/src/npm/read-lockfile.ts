import path from 'node:path'
import type { PackageManager } from '@groundcrew/core/workspace'
import { readBunLock } from './bun-lock.ts'
import { readText } from './direct-dependencies.ts'
import type { Lockfile } from './lockfile.ts'
import { readNpmLock } from './npm-lock.ts'
import { readPnpmLock } from './pnpm-lock.ts'
import { readYarnLock } from './yarn-lock.ts'

/** The lockfile of a manager and what the manager left in node_modules; `undefined` for a form that is not read here. */
export async function readLockfile(root: string, manager: PackageManager): Promise<Lockfile | undefined> {
  if (manager.lockfile === undefined) return undefined
  const text = await readText(path.join(root, manager.lockfile))
  if (text === undefined) return undefined
  const record = (file: string): Promise<string | undefined> =>
    readText(path.join(root, manager.directory, 'node_modules', file))
  switch (manager.name) {
    case 'npm':
      return readNpmLock(text, await record('.package-lock.json'))
    case 'pnpm':
      return readPnpmLock(text, await record('.pnpm/lock.yaml'))
    case 'yarn':
      return readYarnLock(text, { integrity: await record('.yarn-integrity'), state: await record('.yarn-state.yml') })
    case 'bun':
      return readBunLock(text)
    default:
      return undefined
  }
}
