import { get } from 'node:http'
import { readlinkSync, readdirSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { ToolError } from '@groundcrew/core/cli'
import { readProc } from '../run/proc.ts'
import { TextSocket } from './web-socket.ts'

const openMsMax = 2500
const pollMs = 20
/** A main thread that blocks in a system call never answers; a long profile takes seconds to put together. */
const answerMsMax: Readonly<Record<string, number>> = { 'Profiler.enable': 2000 }
const answerMsMaxDefault = 30_000

/** A connection to the inspector of another Node process. */
export class Inspector {
  readonly #socket: TextSocket
  readonly #pending: Map<number, (answer: Answer) => void>
  readonly #listeners: Map<string, (params: unknown) => void>
  #lastId = 0

  private constructor({ socket, pending, listeners }: Parts) {
    this.#socket = socket
    this.#pending = pending
    this.#listeners = listeners
  }

  /**
   * Asks the process to open its inspector (SIGUSR1, on a port of its choice) unless it is open, and connects. The main thread need not
   * reach its event loop for that.
   *
   * @throws ToolError CANNOT_ATTACH.
   */
  static async open(pid: number): Promise<Inspector> {
    const url = await findInspector(pid, () => requestInspector(pid))
    const pending: Parts['pending'] = new Map()
    const listeners: Parts['listeners'] = new Map()
    const socket = await TextSocket.connect(url, {
      onMessage: (text) => {
        const { id, method, params, ...answer } = JSON.parse(text) as Answer & Event
        if (id === undefined) {
          listeners.get(method ?? '')?.(params)
          return
        }
        pending.get(id)?.(answer)
        pending.delete(id)
      },
      onClose: () => {
        for (const settle of pending.values()) settle({ error: { message: 'the process has ended' } })
        pending.clear()
      },
    })
    return new Inspector({ socket, pending, listeners })
  }

  /** @throws ToolError NO_ANSWER when the process has ended, or does not answer in time. */
  async ask<Result>(method: string, params: object = {}): Promise<Result> {
    this.#lastId += 1
    const id = this.#lastId
    const timer = new AbortController()
    const answer: Answer = await Promise.race([
      new Promise<Answer>((resolve) => {
        this.#pending.set(id, resolve)
        this.#socket.send(JSON.stringify({ id, method, params }))
      }),
      delay(answerMsMax[method] ?? answerMsMaxDefault, { error: { message: 'no answer' } } satisfies Answer, {
        signal: timer.signal,
      }),
    ])
    timer.abort()
    if ('error' in answer && answer.error !== undefined)
      throw new ToolError('NO_ANSWER', `${method}: ${answer.error.message}`)
    return answer.result as Result
  }

  /** Calls `listener` for every event of that name. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the shape of the event
  on<Params>(event: string, listener: (params: Params) => void): void {
    this.#listeners.set(event, (params) => listener(params as Params))
  }

  /** The parameters of the next event of that name; undefined when it does not come in time. */
  async next<Params>(event: string, timeMsMax: number): Promise<Params | undefined> {
    const timer = new AbortController()
    const params = await Promise.race([
      new Promise<unknown>((resolve) => this.#listeners.set(event, resolve)),
      delay(timeMsMax, undefined, { signal: timer.signal }),
    ])
    timer.abort()
    this.#listeners.delete(event)
    return params as Params | undefined
  }

  close(): void {
    this.#socket.close()
  }
}

interface Parts {
  readonly socket: TextSocket
  readonly pending: Map<number, (answer: Answer) => void>
  readonly listeners: Map<string, (params: unknown) => void>
}

interface Event {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
}

interface Answer {
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

function requestInspector(pid: number): void {
  try {
    process.kill(pid, 'SIGUSR1')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'EPERM' ? 'it belongs to another user' : 'there is no such process'
    throw new ToolError('CANNOT_ATTACH', `process ${pid}: ${reason}`, { hint: 'ps -ef', cause: error })
  }
}

/** The address of the inspector of a process; `openIt` is called once when it is not open yet. */
async function findInspector(pid: number, openIt: () => void): Promise<string> {
  const deadline = performance.now() + openMsMax
  let isAsked = false
  for (;;) {
    for (const port of listeningPorts(pid)) {
      const url = await askForUrl(port)
      if (url !== undefined) return url
    }
    if (!isAsked) openIt()
    isAsked = true
    if (performance.now() > deadline) {
      throw new ToolError('CANNOT_ATTACH', `process ${pid} did not open its inspector within ${openMsMax} ms`, {
        hint: `another process may hold port 9229; its kernel stack: trace dump ${pid}`,
      })
    }
    await delay(pollMs)
  }
}

/** The loopback TCP ports that a process listens on (proc(5): fd, net/tcp). */
function listeningPorts(pid: number): readonly number[] {
  const inodes = new Set(listSockets(pid))
  const lines = `${readProc(pid, 'net/tcp') ?? ''}\n${readProc(pid, 'net/tcp6') ?? ''}`.split('\n')
  const listening = '0A'
  return lines.flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    if (fields[3] !== listening || !inodes.has(fields[9] ?? '')) return []
    return [Number.parseInt((fields[1] ?? '').split(':')[1] ?? '', 16)]
  })
}

function listSockets(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`))?.[1] ?? []
      } catch {
        return []
      }
    })
  } catch {
    return []
  }
}

function askForUrl(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const call = get({ host: '127.0.0.1', port, path: '/json/list', timeout: 1000 }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.on('end', () => resolve(readUrl(text)))
    })
    call.on('timeout', () => call.destroy())
    call.on('error', () => resolve(undefined))
  })
}

/** Whatever else listens there answers something else. */
function readUrl(text: string): string | undefined {
  try {
    const [target] = JSON.parse(text) as readonly { readonly webSocketDebuggerUrl?: string }[]
    return target?.webSocketDebuggerUrl
  } catch {
    return undefined
  }
}
