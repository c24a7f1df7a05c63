import type { Frame } from '../model/trace.ts'

/** A mean over the repeats and the interval that it lies in with 95 % confidence. */
export interface Estimate {
  readonly mean: number
  readonly low: number
  readonly high: number
}

/** The answer of `trace`: where the time went, as ranked rows. */
export interface Summary {
  readonly id: string
  readonly command: readonly string[]
  readonly repeats: number
  readonly exitCodes: readonly number[]
  readonly wallMs: Estimate
  readonly cpuMs: Estimate
  /** The longest that one process of a run was ready to run and had no processor. */
  readonly queuedMs: Estimate
  readonly rssBytesMax: number
  readonly verdict: string
  readonly split: readonly SplitRow[]
  /** Functions of the program and its dependencies, with the library and machine code that they call directly. */
  readonly self: readonly Row[]
  /** Functions with everything that they call. */
  readonly total: readonly Row[]
  readonly packages: readonly Row[]
  readonly lines: readonly LineRow[]
  readonly processes: readonly ProcessRow[]
  /** All processes, those of one name as one row. */
  readonly programs: readonly ProgramRow[]
  readonly eventLoops: readonly EventLoopRow[]
  /** The functions in which main threads stood still. */
  readonly waits: readonly WaitRow[]
  readonly allocations?: readonly AllocationRow[]
  /** The memory in use at two points, of all processes together: then `allocations` are what is kept of what came between. */
  readonly heapGrowth?: {
    readonly fromBytes: number
    readonly toBytes: number
    /** How much of the growth is outside of V8's heap, in Buffers and their like: `allocations` do not know of it. */
    readonly outsideBytes: number
  }
  readonly notes: readonly string[]
}

export type SplitKind = 'cpu' | 'gc' | 'io' | 'child' | 'idle' | 'startup'

export const splitNames: Readonly<Record<SplitKind, string>> = {
  cpu: 'computing',
  gc: 'garbage collection',
  io: 'file calls',
  child: 'waiting on children',
  idle: 'idle',
  startup: 'start-up',
}

export interface SplitRow {
  readonly kind: SplitKind
  readonly ms: number
  /** Of the wall time. */
  readonly share: Estimate
}

export interface Row {
  readonly name: string
  /** Relative to the root where it is below it; empty where there is none. */
  readonly file: string
  readonly line: number
  readonly kind: Frame['kind']
  readonly ms: number
  /** Of the time in which something ran, over all threads and processes. */
  readonly share: Estimate
  /** What most of the time was spent in, where that is not the function itself. */
  readonly inside?: string
}

export interface LineRow extends Row {
  readonly code?: string
}

export interface ProcessRow {
  readonly pid: number
  readonly name: string
  readonly command: readonly string[]
  readonly sampledBy: string
  readonly wallMs: number
  readonly cpuMs: number
  readonly rssBytesMax: number
  readonly readBytes: number
  readonly writeBytes: number
  /** Of the wall time in which everything else waited for it. */
  readonly criticalShare: number
}

export interface ProgramRow {
  readonly name: string
  readonly processes: number
  /** `proc`: none of them was sampled. */
  readonly sampledBy: string
  /** How many of them were not. */
  readonly unsampled: number
  /** Summed over the processes. */
  readonly wallMs: number
  readonly cpuMs: number
  /** Of the largest. */
  readonly rssBytesMax: number
  readonly criticalShare: number
}

export interface EventLoopRow {
  readonly pid: number
  readonly threadId: number
  readonly process: string
  readonly utilization: number
  readonly blocks: readonly {
    readonly atMs: number
    readonly ms: number
    readonly name: string
    readonly file: string
    readonly line: number
  }[]
}

export interface WaitRow extends Pick<Row, 'name' | 'file' | 'line' | 'ms'> {
  /** Of the wall time. */
  readonly share: Estimate
}

export interface AllocationRow extends Row {
  readonly bytes: number
}
