import { note, type Io } from '@groundcrew/core/cli'
import type { OpenOptions } from './code-map.ts'

/** How a tool opens the index: its remarks carry the tool's name, and the tool's own bundle serves the workers. */
export function openOptions(tool: string, io: Io): OpenOptions {
  return {
    cwd: io.cwd,
    env: io.env,
    now: io.now,
    signal: io.signal,
    workerScript: process.argv[1]?.endsWith('.ts') ? undefined : process.argv[1],
    note: (text) => note(io, `${tool}: ${text}`),
  }
}
