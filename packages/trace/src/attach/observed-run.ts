import type { ProcessRecord, Run, ThreadProfile } from '../model/trace.ts'
import { readStat } from '../run/proc.ts'
import type { BlockedProcess } from './blocked.ts'

export function cpuUsOf(pid: number): number {
  return readStat(pid)?.cpuUs ?? 0
}

/** A while of a process that runs on: its threads, and what the kernel knows of it. */
export function toRun(
  threads: readonly ThreadProfile[],
  { pid, command }: BlockedProcess,
  facts: Pick<ProcessRecord, 'sampledBy' | 'cpuUs'>,
): Run {
  const stat = readStat(pid)
  const startUs = Math.min(...threads.map((thread) => thread.startUs))
  const wallUs = Math.max(...threads.map(({ endUs }) => endUs)) - startUs
  return {
    wallUs,
    outcome: { kind: 'observed' },
    threads: threads.map((thread) => ({ ...thread, startUs: thread.startUs - startUs, endUs: thread.endUs - startUs })),
    processes: [
      {
        pid,
        parentPid: stat?.parentPid ?? 0,
        command,
        startUs: 0,
        endUs: wallUs,
        rssBytesMax: stat?.rssBytes ?? 0,
        readBytes: 0,
        writeBytes: 0,
        ...facts,
        activity: [],
        isLeftRunning: true,
      },
    ],
  }
}
