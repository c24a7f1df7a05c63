import type { Io } from '@groundcrew/core/cli'
import { stateDirectory } from '@groundcrew/core/repo'
import { summarize } from './report/summarize.ts'
import { TraceStore } from './store/trace-store.ts'

export interface TraceList {
  readonly total: number
  readonly traces: readonly ListedTrace[]
}

export interface ListedTrace {
  readonly id: string
  readonly startedAt: string
  readonly command: readonly string[]
  readonly commit?: string
  readonly wallMs: number
  readonly verdict: string
  readonly path: string
}

/** Profiles listed unless more are asked for. */
const listedMaxDefault = 20

export async function listTraces(io: Io, limit = listedMaxDefault): Promise<TraceList> {
  const store = new TraceStore(await stateDirectory(io.cwd, io.env))
  const ids = await store.ids()
  const traces: ListedTrace[] = []
  for (const id of ids.slice(0, limit)) {
    const trace = await store.load(id).catch(() => undefined)
    if (trace === undefined) continue
    const { startedAt, command, commit } = trace
    const { wallMs, verdict } = summarize(trace)
    traces.push({
      id,
      startedAt,
      command,
      ...(commit === undefined ? {} : { commit }),
      wallMs: wallMs.mean,
      verdict,
      path: store.pathOf(id),
    })
  }
  return { total: ids.length, traces }
}
