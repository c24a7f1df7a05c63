import { setTimeout as delay } from 'node:timers/promises'
import type { V8CallFrame } from '../read/node-span.ts'
import type { Inspector } from './inspector.ts'
import { toCallFrames, type Paused } from './pause.ts'

export interface PausedWorker {
  readonly id: string
  /** The innermost call first. */
  readonly stack: readonly V8CallFrame[]
}

interface AttachedEvent {
  readonly sessionId: string
  readonly workerInfo: { readonly workerId: string }
}

interface MessageEvent {
  readonly sessionId: string
  readonly message: string
}

interface WorkerMessage {
  readonly method?: string
  readonly params?: unknown
}

/** Workers say that they are there, and pause, within such times; one that waits for events does not pause. */
const attachMsMax = 100
const pauseMsMax = 300
const pollMs = 10

/** Stops each worker thread for a moment. Those that run or block in JavaScript, also in Atomics.wait, tell their stacks. */
export async function pauseWorkers(inspector: Inspector): Promise<readonly PausedWorker[]> {
  const workers = new Map<string, { readonly id: string; readonly urls: Map<string, string>; paused?: Paused }>()
  const send = (sessionId: string, method: string): Promise<unknown> =>
    inspector.ask('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id: 1, method }) })
  inspector.on<AttachedEvent>('NodeWorker.attachedToWorker', ({ sessionId, workerInfo }) =>
    workers.set(sessionId, { id: workerInfo.workerId, urls: new Map() }),
  )
  inspector.on<MessageEvent>('NodeWorker.receivedMessageFromWorker', ({ sessionId, message }) => {
    const worker = workers.get(sessionId)
    const { method, params } = JSON.parse(message) as WorkerMessage
    if (worker === undefined) return
    if (method === 'Debugger.paused') worker.paused = params as Paused
    if (method !== 'Debugger.scriptParsed') return
    const { scriptId, url } = params as { readonly scriptId: string; readonly url: string }
    worker.urls.set(scriptId, url)
  })
  await inspector.ask('NodeWorker.enable', { waitForDebuggerOnStart: false })
  await delay(workers.size === 0 ? attachMsMax : 0)
  for (const sessionId of workers.keys()) {
    await send(sessionId, 'Debugger.enable')
    await send(sessionId, 'Debugger.pause')
  }
  const deadline = performance.now() + pauseMsMax
  const isOpen = (): boolean => [...workers.values()].some(({ paused }) => paused === undefined)
  while (isOpen() && performance.now() < deadline) await delay(pollMs)
  for (const [sessionId, { paused }] of workers) {
    if (paused !== undefined) await send(sessionId, 'Debugger.resume')
    await send(sessionId, 'Debugger.disable')
  }
  await inspector.ask('NodeWorker.disable')
  return [...workers.values()].flatMap(({ id, urls, paused }) =>
    paused === undefined ? [] : [{ id, stack: toCallFrames(paused, urls) }],
  )
}
