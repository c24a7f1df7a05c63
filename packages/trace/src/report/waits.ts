import type { Frame, Trace } from '../model/trace.ts'
import { estimateMean } from './estimate.ts'
import type { WaitRow } from './summary.ts'
import { activitiesOf } from './thread-time.ts'
import { chargedNode } from './time-by-place.ts'

/**
 * The functions in which main threads stand still: until a child has ended, a lock is free, or a time is over. What an event loop waits for is not
 * among them, because no function does.
 */
export function waitRows(trace: Trace, shownFile: (file: string) => string): readonly WaitRow[] {
  const byRun = trace.runs.map(({ threads }) => {
    const sums = new Map<number, number>()
    for (const thread of threads) {
      if (!thread.isMain) continue
      const activities = activitiesOf(thread, trace.frames)
      for (const [index, { selfUs }] of thread.nodes.entries()) {
        if (selfUs <= 0 || (activities[index] !== 'child' && activities[index] !== 'idle')) continue
        const frame = thread.nodes[chargedNode(thread, index, trace.frames)]?.frame
        if (frame !== undefined && isWritten(trace.frames[frame])) sums.set(frame, (sums.get(frame) ?? 0) + selfUs)
      }
    }
    return sums
  })
  const frames = new Set(byRun.flatMap((sums) => [...sums.keys()]))
  const rows = [...frames].flatMap((index) => {
    const frame = trace.frames[index]
    if (frame === undefined) return []
    const us = byRun.map((sums) => sums.get(index) ?? 0)
    const shares = us.map((value, run) => value / Math.max(1, trace.runs[run]?.wallUs ?? 1))
    const ms = us.reduce((sum, value) => sum + value, 0) / us.length / 1000
    return [{ name: frame.name, file: shownFile(frame.file), line: frame.line, ms, share: estimateMean(shares) }]
  })
  return rows.sort((a, b) => b.ms - a.ms || (a.name < b.name ? -1 : 1))
}

function isWritten(frame: Frame | undefined): boolean {
  return frame?.kind === 'own' || frame?.kind === 'dependency'
}
