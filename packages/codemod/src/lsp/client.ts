import { spawn, type ChildProcessByStdio } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { ToolError } from '@groundcrew/core/cli'

/** A question may take so long: a cold server reads a whole project for its first answer. */
const answerMsMax = 120_000
const stderrBytesMax = 10_000

export interface ServerCommand {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  /** What it is called in messages. */
  readonly name: string
}

interface Message {
  readonly id?: number | string
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

interface Waiting {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** A language server as a child process, spoken to over its stdin and stdout (Language Server Protocol 3.17, base protocol). */
export class LanguageClient implements AsyncDisposable {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #name: string
  readonly #configuration: (section: string) => unknown
  readonly #waiting = new Map<number, Waiting>()
  readonly #exited: Promise<void>
  #buffered: Buffer = Buffer.alloc(0)
  #nextId = 1
  #stderr = ''

  /** `configuration` answers what the server asks of its settings. */
  constructor({ program, args, cwd, name }: ServerCommand, configuration: (section: string) => unknown) {
    this.#name = name
    this.#configuration = configuration
    this.#child = spawn(program, args, { cwd, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(chunk))
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString()).slice(-stderrBytesMax)
    })
    // A server that has ended closes its stdin: what it said and its end tell why.
    this.#child.stdin.on('error', () => undefined)
    this.#exited = new Promise((resolve) => {
      this.#child.on('error', (error) => this.#fail(`cannot be started: ${error.message}`, resolve))
      this.#child.on('close', (code) => this.#fail(`ended with code ${code ?? 'none'}`, resolve))
    })
  }

  /** @throws ToolError LANGUAGE_SERVER when the server refuses, ends or does not answer. */
  request(method: string, params: unknown): Promise<unknown> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#settle(id, { error: { message: 'no answer in time' } }), answerMsMax)
      this.#waiting.set(id, {
        resolve: (result) => {
          clearTimeout(timer)
          resolve(result)
        },
        reject: (error) => {
          clearTimeout(timer)
          reject(error)
        },
      })
      this.#write({ id, method, params })
    })
  }

  notify(method: string, params: unknown): void {
    this.#write({ method, params })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exited
  }

  #write(message: Message): void {
    const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }))
    this.#child.stdin.write(`Content-Length: ${body.length}\r\n\r\n`)
    this.#child.stdin.write(body)
  }

  #read(chunk: Buffer): void {
    this.#buffered = this.#buffered.length === 0 ? chunk : Buffer.concat([this.#buffered, chunk])
    for (;;) {
      const headerEnd = this.#buffered.indexOf('\r\n\r\n')
      if (headerEnd === -1) return
      const header = this.#buffered.toString('latin1', 0, headerEnd)
      const length = Number(/content-length: *(\d+)/i.exec(header)?.[1] ?? 0)
      const start = headerEnd + 4
      if (this.#buffered.length < start + length) return
      const message = JSON.parse(this.#buffered.toString('utf8', start, start + length)) as Message
      this.#buffered = this.#buffered.subarray(start + length)
      this.#receive(message)
    }
  }

  #receive({ id, method, params, result, error }: Message): void {
    if (method === undefined) {
      if (typeof id === 'number') this.#settle(id, error === undefined ? { result } : { error })
      return
    }
    if (id === undefined) return
    const isQuestion = method === 'workspace/configuration'
    const items = isQuestion ? (params as { readonly items: readonly { readonly section?: string }[] }).items : []
    this.#write({ id, result: isQuestion ? items.map(({ section }) => this.#configuration(section ?? '')) : null })
  }

  #settle(id: number, { result, error }: Pick<Message, 'result' | 'error'>): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (error === undefined) waiting?.resolve(result)
    else waiting?.reject(this.#failure(error.message))
  }

  #fail(reason: string, ended: () => void): void {
    const said = this.#stderr.trim().split('\n').at(-1) ?? ''
    for (const id of this.#waiting.keys())
      this.#settle(id, { error: { message: `${reason}${said === '' ? '' : `: ${said}`}` } })
    ended()
  }

  #failure(reason: string): ToolError {
    return new ToolError('LANGUAGE_SERVER', `${this.#name}: ${reason}`, {
      hint: 'check that the project compiles, then run the same command again',
    })
  }
}
