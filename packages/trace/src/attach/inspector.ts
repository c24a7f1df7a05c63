import { get } from 'node:http'
import { constants } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { ToolError } from '@groundcrew/core/cli'
import { readCommand, readEnvironment } from '../run/proc.ts'
import { programName } from '../run/program-name.ts'
import { listensTo } from './signal-listeners.ts'
import { findListener, listTcpSockets } from './sockets.ts'
import { TextSocket } from './web-socket.ts'

const defaultPort = 9229
const anyPort = 0
const openMsMax = 1500
/** Within it even a busy machine has opened the inspector. */
const openMsUsual = 1000
const pollMs = 20
/** Another dump is over by then. */
const portMsMax = 2000
/** A main thread that blocks in a system call never answers; a long profile takes seconds to put together. */
const answerMsMax: Readonly<Record<string, number>> = { 'Profiler.enable': 2000 }
const answerMsMaxDefault = 30_000

/** A connection to the inspector of another Node process. */
export class Inspector {
  readonly #socket: TextSocket
  readonly #pending: Map<number, (answer: Answer) => void>
  readonly #listeners: Map<string, (params: unknown) => void>
  #lastId = 0

  readonly #isOpenedHere: boolean

  private constructor({ socket, pending, listeners, isOpenedHere }: Parts) {
    this.#socket = socket
    this.#isOpenedHere = isOpenedHere
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
    let isOpenedHere = false
    const url = await findInspector(pid, () => {
      requestInspector(pid)
      isOpenedHere = true
    })
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
    return new Inspector({ socket, pending, listeners, isOpenedHere })
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

  /** Leaves the process as it was: an inspector that was opened for this is closed. */
  async close(): Promise<void> {
    if (this.#isOpenedHere) {
      const expression = 'process._debugEnd()'
      await this.ask('Runtime.evaluate', { expression }).catch(() => undefined)
    }
    this.#socket.close()
  }
}

interface Parts {
  readonly isOpenedHere: boolean
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
  if (listensTo(pid, constants.signals.SIGUSR1) === true) {
    throw new ToolError('CANNOT_ATTACH', 'the program itself listens to SIGUSR1, which opens the inspector of others', {
      hint: 'start it with --inspect=0, or under trace',
    })
  }
  try {
    process.kill(pid, 'SIGUSR1')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'EPERM' ? 'it belongs to another user' : 'there is no such process'
    throw new ToolError('CANNOT_ATTACH', `process ${pid}: ${reason}`, { hint: 'ps -ef', cause: error })
  }
}

/**
 * The address of the inspector of a process; `openIt` is called once when it is not open yet. A server of the program's own is not asked,
 * unless the signal opened nothing: then the inspector may have been open before, at a port that nobody knows.
 */
async function findInspector(pid: number, openIt: () => void): Promise<string> {
  const before = listeningPorts(pid)
  const known = portsOfInspector(pid)
  const open = await askPorts(before.filter((port) => known.includes(port) || known.includes(anyPort)))
  if (open !== undefined) return open
  await waitForPort(pid)
  openIt()
  const askedAt = performance.now()
  while (performance.now() < askedAt + openMsMax) {
    const isLate = performance.now() > askedAt + openMsUsual
    const url = await askPorts(listeningPorts(pid).filter((port) => isLate || !before.includes(port)))
    if (url !== undefined) return url
    await delay(pollMs)
  }
  throw new ToolError('CANNOT_ATTACH', `process ${pid} did not open its inspector within ${openMsMax} ms`, {
    hint: `its kernel stack: trace dump ${pid}`,
  })
}

/**
 * The signal opens the inspector at one port, and where another process listens there nothing is opened: that may be one that is looked at just now.
 *
 * @throws ToolError CANNOT_ATTACH.
 */
async function waitForPort(pid: number): Promise<void> {
  const port = portsOfInspector(pid).at(-1) ?? defaultPort
  if (port === anyPort) return
  const startedAt = performance.now()
  for (;;) {
    const holder = findListener(pid, port)
    if (holder === undefined) return
    if (performance.now() > startedAt + portMsMax) {
      const name =
        holder === 'unknown' ? 'a process of another user' : `${holder} \`${programName(readCommand(holder))}\``
      throw new ToolError('CANNOT_ATTACH', `port ${port}, at which its inspector would open, is held by ${name}`, {
        hint: `its kernel stack: trace dump ${pid}`,
      })
    }
    await delay(pollMs)
  }
}

async function askPorts(ports: readonly number[]): Promise<string | undefined> {
  for (const port of ports) {
    const url = await askForUrl(port)
    if (url !== undefined) return url
  }
  return undefined
}

/** The default one, and those of `--inspect=HOST:PORT` and its kin. */
function portsOfInspector(pid: number): readonly number[] {
  const options = [...readCommand(pid), readEnvironment(pid)['NODE_OPTIONS'] ?? ''].join(' ')
  const named = [...options.matchAll(/--inspect(?:-brk|-port|-wait)?=(?:[^\s=]*:)?(\d+)/g)].map(([, port]) =>
    Number(port),
  )
  return [defaultPort, ...named]
}

function listeningPorts(pid: number): readonly number[] {
  return listTcpSockets(pid).flatMap(({ isListening, localPort }) => (isListening ? [localPort] : []))
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
