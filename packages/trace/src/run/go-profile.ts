import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { FrameTable } from '../model/frame-table.ts'
import type { Run } from '../model/trace.ts'
import { readPprof } from '../read/pprof.ts'

const profileFlag = '-test.cpuprofile='

/** The run with what the program of a Go test wrote of itself, in place of what was seen of it from outside. Without such a profile it stays as it is. */
export function withGoProfile(run: Run, file: string, frames: FrameTable): Run {
  const process = run.processes.find(({ command }) => command.some((word) => word.startsWith(profileFlag)))
  if (process === undefined) return run
  const { pid, startUs, endUs } = process
  try {
    const profile = readPprof(gunzipSync(readFileSync(file)), frames)
    return {
      ...run,
      threads: [
        ...run.threads.filter((thread) => thread.pid !== pid),
        { ...profile, pid, threadId: 0, isMain: true, startUs, endUs },
      ],
      processes: run.processes.map((entry) => (entry.pid === pid ? { ...entry, sampledBy: 'go' } : entry)),
    }
  } catch {
    // A test that was killed leaves none, or half of one.
    return run
  }
}
