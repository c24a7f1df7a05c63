import path from 'node:path'
import { execa } from 'execa'
import { expect } from 'vitest'
import { binDirectory, type Rig } from './rig.ts'

type Environment = Readonly<Record<string, string>>

export interface Agent {
  /** Runs `tm` in the agent's worktree, expects it to succeed, and returns its answer. */
  ok(...args: readonly string[]): Promise<string>
  /** The `data` of the answer, or its `error`. */
  json(...args: readonly string[]): Promise<Record<string, unknown>>
  /** Starts `tm` and leaves it running. */
  start(...args: readonly string[]): ReturnType<typeof startTm>
  readonly env: Environment
}

/** An agent of this name in a session of its own, whose claims live as long as this process. */
export function makeAgent(rig: Rig, name: string, cwd = rig.directory, more: Environment = {}): Agent {
  const env = { TM_ACTOR: name, TM_SESSION: `session-${name}`, TM_PID: String(process.pid), ...more }
  return {
    env,
    async ok(...args) {
      const { exitCode, stdout, stderr } = await rig.run('tm', args, { cwd, env })
      expect({ args, exitCode, error: exitCode === 0 ? '' : stderr }).toEqual({ args, exitCode: 0, error: '' })
      return stdout.trimEnd()
    },
    async json(...args) {
      const { stdout } = await rig.run('tm', [...args, '--json'], { cwd, env })
      const { data, error } = JSON.parse(stdout) as Record<string, Record<string, unknown>>
      return data ?? error ?? {}
    },
    start: (...args) => startTm(args, { cwd, env: { ...rig.environment(), ...env } }),
  }
}

function startTm(
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Record<string, string> },
) {
  return execa(path.join(binDirectory, 'tm'), args, { cwd, env, extendEnv: false, reject: false, stdin: 'ignore' })
}
