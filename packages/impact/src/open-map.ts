import type { CodeMap } from '@groundcrew/code-map'
import { note, type Io } from '@groundcrew/core/cli'

/** The index of the code base around the current directory, up to date. */
export async function openMap(io: Io): Promise<CodeMap> {
  const { CodeMap } = await import('@groundcrew/code-map')
  return CodeMap.open({
    cwd: io.cwd,
    env: io.env,
    now: io.now,
    signal: io.signal,
    workerScript: process.argv[1]?.endsWith('.ts') ? undefined : process.argv[1],
    note: (text) => note(io, `impact: ${text}`),
  })
}
