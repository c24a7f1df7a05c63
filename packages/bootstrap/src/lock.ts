import { mkdir, open, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { ToolError } from '@groundcrew/core/cli'

/**
 * Holds a work tree while it is being brought up: two installs at once would break one another. The lock of a process that is gone is
 * taken over. Returns how to give it back.
 *
 * @throws ToolError BUSY
 */
export async function lockCheckout(stateDirectory: string): Promise<() => Promise<void>> {
  await mkdir(stateDirectory, { recursive: true })
  const file = path.join(stateDirectory, 'lock')
  for (const isLast of [false, true]) {
    if (await create(file)) return async () => rm(file, { force: true })
    const holder = Number(await readFile(file, 'utf8').catch(() => ''))
    if (isLast || isRunning(holder)) {
      throw new ToolError('BUSY', `another bootstrap is at work here (process ${holder})`, {
        exitCode: 1,
        hint: 'wait for it, then bootstrap --plan shows what is left',
      })
    }
    await rm(file, { force: true })
  }
  throw new Error('unreachable: the second attempt returns or throws')
}

async function create(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(String(process.pid))
    await handle.close()
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
