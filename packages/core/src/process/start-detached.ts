import { constants, setPriority } from 'node:os'
import { closeSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Command, Environment } from './command.ts'
import { isErrorCode } from './process-table.ts'

export interface DetachedOptions {
  readonly cwd: string
  readonly env: Environment
  /** Takes what it says, after what was said before. Directories above it are created. */
  readonly logPath: string
}

/** A larger log begins anew. */
const logBytesMax = 64 * 1024

/**
 * Starts a command that outlives this process, in a session of its own and behind everything else that wants the processor. Nobody
 * waits for it or stops it: it has to end by itself, within a time of its own. Says whether it has been started.
 */
export async function startDetached([program, ...args]: Command, options: DetachedOptions): Promise<boolean> {
  const { cwd, env, logPath } = options
  mkdirSync(dirname(logPath), { recursive: true })
  const isLong = (statSync(logPath, { throwIfNoEntry: false })?.size ?? 0) > logBytesMax
  const log = openSync(logPath, isLong ? 'w' : 'a')
  try {
    // Not execa, which is there to wait for commands and to hear what they say.
    const { spawn } = await import('node:child_process')
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', log, log], detached: true })
    child.on('error', () => undefined)
    if (child.pid === undefined) return false
    lower(child.pid)
    child.unref()
    return true
  } finally {
    closeSync(log)
  }
}

function lower(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL)
  } catch (error) {
    // It has ended already.
    if (!isErrorCode(error, 'ESRCH')) throw error
  }
}
