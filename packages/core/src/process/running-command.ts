import { setMaxListeners } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type { CommandOptions, OutputStream } from './command.ts'
import type { Outcome } from './outcome.ts'
import { OutputPipes } from './output-pipes.ts'
import { waitUntil, type ProcessTree } from './process-tree.ts'
import { trackRunning, untrackRunning } from './running.ts'

/** Default time between SIGTERM and SIGKILL. */
const killGraceMsDefault = 2000
/** After the command itself has ended: how long what it left behind may take to finish and to let go of the output. */
const drainGraceMs = 500
/** After SIGKILL: how long the system may take to report the end. */
const reapWaitMs = 1000
const timerMsMax = 2 ** 31 - 1

export type OnChunk = (chunk: Buffer, stream: OutputStream, command: RunningCommand) => void

/** Why a command is stopped before its end. */
type StopReason = Extract<Outcome, { readonly kind: 'timed-out' | 'aborted' }>

export interface FinishedCommand {
  readonly outcome: Outcome
  /** Background processes outlived the command and were stopped. */
  readonly leftovers: boolean
}

/** What is used of a child process. */
export interface Child {
  readonly stdin: Writable | null | undefined
  readonly stdout: Readable
  readonly stderr: Readable
  readonly once: (event: 'exit', listener: (code: number | null, signal: string | null) => void) => unknown
  readonly unref: () => void
}

/** A command that has been started: from here to its end it is in the registry of what must be stopped when this process ends. */
export class RunningCommand {
  /** Resolves when the command and all that it started are gone, or given up. */
  readonly finished: Promise<FinishedCommand>
  readonly #child: Child
  readonly #tree: ProcessTree
  readonly #pipes: OutputPipes
  readonly #killGraceMs: number
  readonly #stopsDaemons: boolean
  readonly #ended: Promise<void>
  readonly #givenUp = createSignal()
  #end: Outcome | undefined
  #stopReason: StopReason | undefined
  #stopping: Promise<void> | undefined

  constructor(child: Child, tree: ProcessTree, options: CommandOptions, onChunk: OnChunk) {
    this.#child = child
    this.#tree = tree
    this.#killGraceMs = options.killGraceMs ?? killGraceMsDefault
    this.#stopsDaemons = options.stopsDaemons ?? false
    this.#pipes = new OutputPipes(child, (chunk, stream) => onChunk(chunk, stream, this))
    this.#ended = new Promise((resolveEnded) => {
      child.once('exit', (code, signal) => {
        this.#end = signal === null ? { kind: 'exited', code: code ?? 0 } : { kind: 'signaled', signal }
        resolveEnded()
      })
    })
    trackRunning(this)
    this.finished = this.#supervise(options).finally(() => untrackRunning(this))
  }

  /** Stops the whole tree: SIGTERM, then SIGKILL. The first reason counts; a command that has already ended keeps its outcome. */
  stop(reason: StopReason): void {
    if (this.#stopping !== undefined) return
    if (this.#end === undefined) this.#stopReason = reason
    this.#stopping = this.#stopTree()
  }

  /** SIGKILL for the whole tree, at once. */
  kill(): void {
    this.#tree.kill()
  }

  async #supervise({ timeoutMs, signal }: CommandOptions): Promise<FinishedCommand> {
    const abort = (): void => this.stop({ kind: 'aborted' })
    // One signal may stop any number of commands at once; Node would warn of a leak at the eleventh.
    if (signal !== undefined) setMaxListeners(0, signal)
    signal?.addEventListener('abort', abort, { once: true })
    const timer = startTimer(timeoutMs, (limitMs) => this.stop({ kind: 'timed-out', timeoutMs: limitMs }))
    await Promise.race([this.#ended, this.#givenUp.raised])
    clearTimeout(timer)
    const leftovers = await this.#clearLeftovers()
    await this.#stopping
    if (leftovers || this.#stopping !== undefined) await this.#pipes.waitForEnd(drainGraceMs)
    signal?.removeEventListener('abort', abort)
    this.#release()
    const outcome = this.#stopReason ?? this.#end
    if (outcome === undefined) throw new Error('a command was given up without having been stopped')
    return { outcome, leftovers }
  }

  /**
   * After a normal end: what the command left running gets a moment to finish by itself (the last process of a pipeline often does), and
   * is then stopped. Says whether something had to be stopped.
   */
  async #clearLeftovers(): Promise<boolean> {
    if (this.#stopReason !== undefined) return false
    const deadline = performance.now() + drainGraceMs
    const isDrained = await this.#pipes.waitForEnd(drainGraceMs)
    const isGroupGone = await waitUntil(() => !this.#tree.isGroupAlive(), deadline - performance.now())
    const isReleased = isGroupGone && (isDrained || this.#tree.findHolders().length === 0)
    if (isReleased && !(this.#stopsDaemons && this.#tree.hasEscaped())) return false
    await (this.#stopsDaemons ? this.#tree.stop(this.#killGraceMs) : this.#tree.stopLeftovers(this.#killGraceMs))
    return true
  }

  async #stopTree(): Promise<void> {
    await this.#tree.stop(this.#killGraceMs)
    // All are gone, so the end is about to be reported; if not even SIGKILL helped, we do not wait for it either.
    await waitUntil(() => this.#end !== undefined, reapWaitMs)
    this.#givenUp.raise()
  }

  #release(): void {
    this.#pipes.destroy()
    this.#child.stdin?.destroy()
    this.#child.unref()
  }
}

function startTimer(timeoutMs: number | undefined, onTimeout: (timeoutMs: number) => void): NodeJS.Timeout | undefined {
  if (timeoutMs === undefined) return undefined
  // A longer timer would fire at once.
  return setTimeout(() => onTimeout(timeoutMs), Math.min(timeoutMs, timerMsMax))
}

function createSignal(): { readonly raised: Promise<void>; readonly raise: () => void } {
  let raise = (): void => undefined
  const raised = new Promise<void>((resolveRaised) => {
    raise = resolveRaised
  })
  return { raised, raise }
}
