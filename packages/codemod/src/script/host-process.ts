import { spawn, type ChildProcess } from 'node:child_process'
import process from 'node:process'
import { ToolError } from '@groundcrew/core/cli'
import { hostArgument, type FileMessage, type HostMessage, type StartMessage } from './messages.ts'

/** A process and its script may take so long to be ready. */
const startMsMax = 60_000
const outputBytesMax = 10_000

export interface HostOptions extends StartMessage {
  readonly fileMsMax: number
}

export type Answer = (HostMessage & { readonly kind: 'done' }) | { readonly kind: 'ended'; readonly reason: string }

/** The process of a script. It may read files, for the packages that a script imports, and can neither write nor start anything. */
export class HostProcess implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #options: HostOptions
  readonly #exited: Promise<void>
  #said = ''
  #receive: ((message: HostMessage | string) => void) | undefined
  #end: ((reason: string) => void) | undefined
  words: readonly string[] = []

  private constructor(options: HostOptions) {
    this.#options = options
    const permission = process.allowedNodeEnvironmentFlags.has('--permission')
      ? '--permission'
      : '--experimental-permission'
    const flags = ['--no-warnings', permission, '--allow-fs-read=*', '--allow-addons']
    this.#child = spawn(process.execPath, [...flags, options.tool, hostArgument], {
      cwd: options.root,
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        if (this.#said.length < outputBytesMax) this.#said += chunk.toString()
      })
    }
    this.#child.on('message', (message) => this.#receive?.(message as HostMessage | string))
    this.#exited = new Promise((resolve) => {
      this.#child.on('error', (error) => this.#stop(error.message, resolve))
      this.#child.on('close', (code, signal) =>
        this.#stop(`its process ended with ${signal ?? `code ${code}`}`, resolve),
      )
    })
  }

  /** @throws ToolError SCRIPT_FAILED when the script cannot be loaded. */
  static async start(options: HostOptions): Promise<HostProcess> {
    const host = new HostProcess(options)
    await host.#ask(undefined, startMsMax)
    const { script, root, tool, settings, parser } = options
    const answer = await host.#ask({ script, root, tool, settings, parser }, startMsMax)
    if (typeof answer !== 'string' && answer.kind === 'ready') {
      host.words = answer.words
      return host
    }
    await host[Symbol.asyncDispose]()
    const message = typeof answer === 'string' ? answer : 'message' in answer ? answer.message : ''
    throw new ToolError('SCRIPT_FAILED', `${options.script} cannot be loaded: ${message}`, {
      exitCode: 1,
      hint: 'a script exports one function: export default (file, api) => newText',
    })
  }

  /** What the script makes of a file. A process that ends, or has to be ended, cannot be asked again. */
  async transform(file: FileMessage): Promise<Answer> {
    const { fileMsMax } = this.#options
    const answer = await this.#ask(file, fileMsMax)
    if (typeof answer !== 'string' && answer.kind === 'done') return answer
    await this[Symbol.asyncDispose]()
    return { kind: 'ended', reason: typeof answer === 'string' ? answer : 'it answered out of turn' }
  }

  /** What the script has printed. */
  get said(): string {
    return this.#said
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#exited
  }

  /** The next message; a text says why none comes, or that the process listens. */
  #ask(message: StartMessage | FileMessage | undefined, waitMs: number): Promise<HostMessage | string> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(`it took longer than ${waitMs / 1000} s`), waitMs)
      const settle = (answer: HostMessage | string): void => {
        clearTimeout(timer)
        this.#receive = undefined
        this.#end = undefined
        resolve(answer)
      }
      this.#receive = settle
      this.#end = settle
      if (message !== undefined) this.#child.send(message, (error) => error !== null && settle(error.message))
    })
  }

  #stop(reason: string, ended: () => void): void {
    const said = this.#said.trim().split('\n').at(-1) ?? ''
    this.#end?.(said === '' ? reason : `${reason}: ${said}`)
    ended()
  }
}
