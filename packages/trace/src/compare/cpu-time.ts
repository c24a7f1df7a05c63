import type { Frame, ProcessRecord, Run, ThreadProfile } from '../model/trace.ts'
import { activitiesOf } from '../report/thread-time.ts'

/**
 * The run with the time of its computing functions as parts of the CPU time that their process really had. A sample lasts until the next
 * one, also while another program has the processor: on a machine that does other things the same work seems to take longer. So
 * the samples are counted, not measured.
 */
export function withCpuTime(run: Run, frames: readonly Frame[]): Run {
  const tickUs = new Map(run.processes.map((process) => [process.pid, usPerTick(run, process, frames)]))
  return { ...run, threads: run.threads.map((thread) => scale(thread, tickUs.get(thread.pid), frames)) }
}

/** Undefined where samples or CPU time are not known. */
function usPerTick(run: Run, { pid, sampledCpuUs }: ProcessRecord, frames: readonly Frame[]): number | undefined {
  if (sampledCpuUs === undefined) return undefined
  let ticks = 0
  for (const thread of run.threads) {
    if (thread.pid !== pid) continue
    const activities = activitiesOf(thread, frames)
    for (const [index, node] of thread.nodes.entries()) if (isComputing(activities[index])) ticks += node.ticks ?? 0
  }
  return ticks === 0 ? undefined : sampledCpuUs / ticks
}

function scale(thread: ThreadProfile, tickUs: number | undefined, frames: readonly Frame[]): ThreadProfile {
  if (tickUs === undefined) return thread
  const activities = activitiesOf(thread, frames)
  const nodes = thread.nodes.map((node, index) =>
    isComputing(activities[index]) ? { ...node, selfUs: (node.ticks ?? 0) * tickUs } : node,
  )
  return { ...thread, nodes }
}

function isComputing(activity: string | undefined): boolean {
  return activity === 'cpu' || activity === 'gc'
}
