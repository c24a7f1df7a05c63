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

/** The Python sampler looks so often. */
const pythonMs = 5
/** The system counts the CPU time of a process that says nothing of itself in such steps. */
const clockMs = 10

/** How long a single sample of the run lasts, the longest where its processes differ: nothing shorter was seen. */
export function sampleMs(run: Run, frames: readonly Frame[]): number {
  const ofProcess = (process: ProcessRecord): number => {
    if (process.sampledBy === 'python') return pythonMs
    return (usPerTick(run, process, frames) ?? 0) / 1000
  }
  return Math.max(0, ...run.processes.map(ofProcess))
}

export function clockStepMs(run: Run): number {
  return run.processes.some(({ sampledBy }) => sampledBy === 'proc') ? clockMs : 0
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
