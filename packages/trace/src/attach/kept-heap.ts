import type { V8HeapProfile } from '../read/heap.ts'
import { heapIntervalBytes } from '../run/sampler-environment.ts'
import type { Inspector } from './inspector.ts'

/** What a process got between two points and still holds at the second one. */
export interface KeptHeap {
  readonly profile: V8HeapProfile
  /** Memory in use at either point. */
  readonly growth: readonly [fromBytes: number, toBytes: number]
}

/** The first point; the function that is returned makes the second one. Garbage is collected at both. */
export async function watchHeap(inspector: Inspector): Promise<() => Promise<KeptHeap>> {
  const fromBytes = await usedBytes(inspector)
  await inspector.ask('HeapProfiler.startSampling', { samplingInterval: heapIntervalBytes })
  return async () => {
    const toBytes = await usedBytes(inspector)
    const { profile } = await inspector.ask<{ readonly profile: V8HeapProfile }>('HeapProfiler.stopSampling')
    return { profile, growth: [fromBytes, toBytes] }
  }
}

async function usedBytes(inspector: Inspector): Promise<number> {
  await inspector.ask('HeapProfiler.collectGarbage')
  const { usedSize } = await inspector.ask<{ readonly usedSize: number }>('Runtime.getHeapUsage')
  return usedSize
}
