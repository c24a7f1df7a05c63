import type { Ran, Rig } from './rig.ts'

export interface Summary {
  readonly id: string
  readonly verdict: string
  readonly repeats: number
  readonly exitCodes: readonly number[]
  readonly split: readonly { readonly kind: string; readonly share: { readonly mean: number } }[]
  readonly self: readonly Row[]
  readonly total: readonly Row[]
  readonly lines: readonly Row[]
  readonly waits: readonly Row[]
  readonly processes: readonly { readonly name: string; readonly sampledBy: string; readonly criticalShare: number }[]
  readonly allocations?: readonly Row[]
  readonly heapGrowth?: { readonly fromBytes: number; readonly toBytes: number }
  readonly eventLoops: readonly {
    readonly utilization: number
    readonly blocks: readonly { readonly ms: number; readonly name: string }[]
  }[]
  readonly notes: readonly string[]
}

export interface Row {
  readonly name: string
  readonly file: string
  readonly line: number
  readonly share: { readonly mean: number; readonly low: number; readonly high: number }
  readonly inside?: string
  readonly code?: string
}

/** Spins for a time: what a planted bottleneck does. */
export const spin = 'function spin(ms) {\n  const end = Date.now() + ms\n  while (Date.now() < end);\n}\n'

export function summaryOf({ stdout }: Ran): Summary {
  const document = JSON.parse(stdout) as { data: { summary: Summary } }
  return document.data.summary
}

export async function traced(rig: Rig, command: readonly string[], flags: readonly string[] = []): Promise<Summary> {
  return summaryOf(await rig.run('trace', [...flags, '--json', '--', ...command]))
}

/** Runs `trace -- sh -c LINE`: what a shell would do to a command in the background. */
export function shell(line: string): readonly string[] {
  return ['sh', '-c', line]
}
