import type { V8HeapProfile } from '../read/heap.ts'
import { heapIntervalBytes } from '../run/sampler-environment.ts'
import type { Inspector } from './inspector.ts'

/** What a process got between two points and still holds at the second one. */
export interface KeptHeap {
  readonly profile: V8HeapProfile
  /** Memory in use at either point. */
  readonly heapGrowth: readonly [fromBytes: number, toBytes: number]
  readonly outsideGrowthBytes: number
}

/** The first point; the function that is returned makes the second one. Garbage is collected at both. */
export async function watchHeap(inspector: Inspector): Promise<() => Promise<KeptHeap>> {
  const from = await readUsed(inspector)
  await inspector.ask('HeapProfiler.startSampling', { samplingInterval: heapIntervalBytes })
  return async () => {
    const to = await readUsed(inspector)
    const { profile } = await inspector.ask<{ readonly profile: V8HeapProfile }>('HeapProfiler.stopSampling')
    return {
      profile,
      heapGrowth: [from.heapUsed + from.external, to.heapUsed + to.external],
      outsideGrowthBytes: to.external - from.external,
    }
  }
}

interface Used {
  readonly heapUsed: number
  readonly external: number
}

async function readUsed(inspector: Inspector): Promise<Used> {
  await inspector.ask('HeapProfiler.collectGarbage')
  const { result } = await inspector.ask<{ readonly result: { readonly value: Used } }>('Runtime.evaluate', {
    expression: '(({ heapUsed, external }) => ({ heapUsed, external }))(process.memoryUsage())',
    returnByValue: true,
  })
  return result.value
}
