/**
 * What one call of `trace` saw, and what is kept of it. All times are microseconds; points in time are those of the system's monotonic
 * clock, which every process of a machine shares, relative to the start of their run.
 */
export interface Trace {
  readonly schema: typeof traceSchema
  readonly id: string
  /** UTC, ISO 8601. */
  readonly startedAt: string
  readonly command: readonly string[]
  /** Where it ran; paths in `frames` below it are shown relative to `root`. */
  readonly cwd: string
  /** Top of the work tree, or `cwd` outside of one. */
  readonly root: string
  readonly commit?: string
  readonly isDirty?: boolean
  readonly machine: Machine
  readonly frames: readonly Frame[]
  /** One for each repeat of the command. */
  readonly runs: readonly Run[]
  /** What the reader has to know about gaps: what was not sampled and why. */
  readonly notes: readonly string[]
  /** The text of the hottest lines as they were, by `file:line`. */
  readonly code: Readonly<Record<string, string>>
}

export const traceSchema = 1

/** The `id` of one that is not kept. */
export const unsavedId = 'unsaved'

export interface Machine {
  readonly platform: string
  readonly cpus: number
  readonly cpuModel: string
  readonly node: string
}

export interface Run {
  readonly wallUs: number
  readonly outcome: RunOutcome
  readonly processes: readonly ProcessRecord[]
  readonly threads: readonly ThreadProfile[]
}

export type RunOutcome =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signaled'; readonly signal: string }
  /** The profile was taken from a process that went on, or was read from a file. */
  | { readonly kind: 'observed' }

/** A place in code. The same place is one frame in all threads and runs of a trace. */
export interface Frame {
  readonly name: string
  /** Absolute path, `node:fs`, or empty for what has no file. */
  readonly file: string
  /** From 1; 0 where unknown. */
  readonly line: number
  readonly kind: FrameKind
  /** The dependency's name, where `kind` says that it is one. */
  readonly package?: string
}

export type FrameKind =
  /** The repository's own code. */
  | 'own'
  | 'dependency'
  /** Node's or Python's own library. */
  | 'runtime'
  /** Machine code: the engine, a program without a sampler of its own. */
  | 'native'
  | 'gc'
  | 'idle'

export interface ThreadProfile {
  readonly pid: number
  readonly threadId: number
  readonly source: 'node' | 'python' | 'perf' | 'file'
  readonly startUs: number
  readonly endUs: number
  readonly nodes: readonly CallNode[]
  /** Which node ran at each moment, `[node, durationUs]` in order; left out where only sums are known. */
  readonly samples?: readonly (readonly [node: number, durationUs: number])[]
  readonly isMain: boolean
  /** What the event loop was waiting for when it was asked: names of active resources. */
  readonly waitingFor?: Readonly<Record<string, number>>
  /** Bytes allocated at each node, where the heap was sampled. */
  readonly allocated?: readonly (readonly [node: number, bytes: number])[]
  /**
   * The memory in use at two points, garbage taken out. Where it is there, `allocated` is what was allocated between the two and is still
   * in use at the second.
   */
  readonly heapGrowth?: readonly [fromBytes: number, toBytes: number]
  /** How much of the growth is outside of V8's heap, in Buffers and their like, of which nobody is sampled. */
  readonly outsideGrowthBytes?: number
}

/** A frame as called along one path. */
export interface CallNode {
  readonly frame: number
  /** Index of the caller's node, always smaller than its own; -1 for what nobody called. */
  readonly parent: number
  readonly selfUs: number
  /**
   * Its part of the process's CPU time: how many samples there were, where the sampler takes one in every interval of the thread's CPU time, or
   * microseconds, where it reads that clock.
   */
  readonly ticks?: number
  /** Time by line of the frame's file. */
  readonly lines?: readonly (readonly [line: number, us: number])[]
}

export interface ProcessRecord {
  readonly pid: number
  readonly parentPid: number
  readonly command: readonly string[]
  readonly startUs: number
  readonly endUs: number
  readonly cpuUs: number
  /** The part of it since sampling began, where that is known. */
  readonly sampledCpuUs?: number
  /** How long its main thread could have run while others had the processors, as far as that was seen. */
  readonly queuedUs?: number
  readonly rssBytesMax: number
  readonly readBytes: number
  readonly writeBytes: number
  readonly sampledBy: 'node' | 'python' | 'perf' | 'go' | 'proc'
  /** By moment, `[endUs, busyUs]` since the one before, how long it had a processor or was ready to: what is known of a program that nothing samples. */
  readonly activity: readonly (readonly [atUs: number, busyUs: number])[]
  /** It went on when the command had ended. */
  readonly isLeftRunning?: boolean
}
