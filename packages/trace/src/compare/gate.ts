import { ToolError, type Io } from '@groundcrew/core/cli'
import { formatCommand } from '@groundcrew/core/process'
import { stateDirectory } from '@groundcrew/core/repo'
import type { RunOutcome, Trace } from '../model/trace.ts'
import { openProfile } from '../read/open-profile.ts'
import { TraceStore } from '../store/trace-store.ts'
import { traceCommand, type TraceOptions } from '../trace.ts'
import { compareTraces, type Change, type Comparison } from './compare.ts'

export interface Gated {
  readonly comparison: Comparison
  readonly outcome: RunOutcome
  readonly maxRegress: number
  /** Slower than allowed, beyond chance. */
  readonly isRegression: boolean
}

export interface GateOptions extends TraceOptions {
  readonly maxRegress: number
  /** A profile; by default the last one of the same command from another commit, on the same kind of machine. */
  readonly against: string | undefined
}

/** @throws ToolError NO_BASELINE. */
export async function gate(io: Io, options: GateOptions): Promise<Gated> {
  const candidates =
    options.against === undefined ? await listCandidates(io, options.command) : [await openProfile(io, options.against)]
  if (candidates.length === 0) throw noBaseline(options.command)
  const { trace } = await traceCommand(io, options)
  const baseline =
    options.against === undefined ? candidates.find((candidate) => isComparable(candidate, trace)) : candidates[0]
  if (baseline === undefined) throw noBaseline(options.command)
  const comparison = compareTraces(baseline, trace, { isPaired: false })
  const isOver = ({ isSignificant, beforeMs, differenceMs }: Change): boolean =>
    isSignificant && differenceMs.mean > options.maxRegress * beforeMs
  return {
    comparison,
    outcome: trace.runs.at(-1)?.outcome ?? { kind: 'observed' },
    maxRegress: options.maxRegress,
    isRegression: isOver(comparison.wall) || isOver(comparison.cpu),
  }
}

async function listCandidates(io: Io, command: readonly string[]): Promise<readonly Trace[]> {
  const store = new TraceStore(await stateDirectory(io.cwd, io.env))
  const traces: Trace[] = []
  for (const id of await store.ids()) {
    const trace = await store.load(id).catch(() => undefined)
    if (trace !== undefined && formatCommand(trace.command) === formatCommand(command) && trace.runs.length > 2)
      traces.push(trace)
  }
  return traces
}

/** The numbers of two kinds of machine say nothing about a commit. */
function isComparable(candidate: Trace, trace: Trace): boolean {
  const { machine } = candidate
  const isSameMachine =
    machine.platform === trace.machine.platform &&
    machine.cpus === trace.machine.cpus &&
    machine.cpuModel === trace.machine.cpuModel
  const isOtherCode = candidate.commit !== trace.commit || candidate.isDirty !== trace.isDirty
  return isSameMachine && isOtherCode
}

function noBaseline(command: readonly string[]): ToolError {
  return new ToolError(
    'NO_BASELINE',
    `no profile of this command from another commit has the 3 runs that a comparison needs`,
    {
      hint: `on the base commit: trace -n 5 -- ${formatCommand(command)}`,
    },
  )
}
