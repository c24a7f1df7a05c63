import type { Frame, Run, ThreadProfile } from '../model/trace.ts'
import { activitiesOf } from '../report/thread-time.ts'

/**
 * The run with the time of its computing samples cut to the CPU time that the process really had. A sample lasts until the next one, also
 * while another program has the processor: on a machine that does other things the same work seems to take longer.
 */
export function withCpuTime(run: Run, frames: readonly Frame[]): Run {
  const factors = new Map(
    run.processes.map(({ pid, sampledCpuUs }) => [pid, factorOf(run, { pid, sampledCpuUs }, frames)]),
  )
  return { ...run, threads: run.threads.map((thread) => scale(thread, factors.get(thread.pid) ?? 1, frames)) }
}

interface Sampled {
  readonly pid: number
  readonly sampledCpuUs: number | undefined
}

function factorOf(run: Run, { pid, sampledCpuUs }: Sampled, frames: readonly Frame[]): number {
  if (sampledCpuUs === undefined) return 1
  let computingUs = 0
  for (const thread of run.threads) {
    if (thread.pid !== pid) continue
    const activities = activitiesOf(thread, frames)
    for (const [index, { selfUs }] of thread.nodes.entries()) if (isComputing(activities[index])) computingUs += selfUs
  }
  return computingUs === 0 ? 1 : Math.min(1, sampledCpuUs / computingUs)
}

function scale(thread: ThreadProfile, factor: number, frames: readonly Frame[]): ThreadProfile {
  if (factor === 1) return thread
  const activities = activitiesOf(thread, frames)
  const nodes = thread.nodes.map((node, index) =>
    isComputing(activities[index]) ? { ...node, selfUs: node.selfUs * factor } : node,
  )
  return { ...thread, nodes }
}

function isComputing(activity: string | undefined): boolean {
  return activity === 'cpu' || activity === 'gc'
}
