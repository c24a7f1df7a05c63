import { appendFileSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { Environment } from './io.ts'

export interface LoggedCall {
  readonly tool: string
  readonly exitCode: number
  readonly durationMs: number
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number
}

/**
 * Adds a line to the call log of the clone around `cwd`: tool, exit code and duration, never arguments. There is a log only where
 * `bootstrap agents` made one, and nothing here makes any. Whatever goes wrong, the call itself is not disturbed.
 */
export function logCall(cwd: string, env: Environment, { tool, exitCode, durationMs, startedAtMs }: LoggedCall): void {
  try {
    const file = findLog(cwd, env)
    if (file === undefined || statSync(file, { throwIfNoEntry: false }) === undefined) return
    const line = { at: new Date(startedAtMs).toISOString(), tool, exitCode, durationMs }
    appendFileSync(file, `${JSON.stringify(line)}\n`)
  } catch {
    // A log that cannot be written is no reason to say anything.
  }
}

/** As core/repo finds the state directory, of which this layer knows nothing, by the few files that git itself writes. */
function findLog(cwd: string, env: Environment): string | undefined {
  const gitDirectory = env['GIT_DIR'] === undefined ? findGitDirectory(cwd) : path.resolve(cwd, env['GIT_DIR'])
  if (gitDirectory === undefined) return undefined
  const common = readOrNothing(path.join(gitDirectory, 'commondir'))
  const shared = common === undefined ? gitDirectory : path.resolve(gitDirectory, common.trimEnd())
  return path.join(shared, 'groundcrew', 'calls.jsonl')
}

function findGitDirectory(cwd: string): string | undefined {
  for (let directory = cwd; ; directory = path.dirname(directory)) {
    const candidate = path.join(directory, '.git')
    const stats = statSync(candidate, { throwIfNoEntry: false })
    if (stats?.isDirectory() === true) return candidate
    if (stats?.isFile() === true) {
      const target = /^gitdir: (.+?)[\r\n]*$/.exec(readOrNothing(candidate) ?? '')?.[1]
      return target === undefined ? undefined : path.resolve(directory, target)
    }
    if (path.dirname(directory) === directory) return undefined
  }
}

function readOrNothing(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
