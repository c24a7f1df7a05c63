import { setTimeout as delay } from 'node:timers/promises'
import {
  findMarked,
  holdsDescriptor,
  isAlive,
  isErrorCode,
  isGroupAlive,
  readDescriptor,
  readGroup,
  type Marked,
} from './process-table.ts'

/** Set in the environment of every command, with all outer runs before a slash: `outer/inner`. It finds descendants that left the group. */
export const runVariable = 'GROUNDCREW_RUN'

/** How long SIGKILL may take. Only a process stuck in the kernel (a dead network disk) takes longer; then we leave it. */
const killWaitMs = 5000
const pollMs = 5
const pollMsMax = 160
// Each round finds what was forked while the one before was looking.
const killRoundsMax = 5

let runCount = 0

/** A name for a run that no other process uses. */
export function createRunId(): string {
  runCount += 1
  return `${process.pid}-${runCount}-${Math.random().toString(36).slice(2)}`
}

/**
 * A command with everything it started: its process group, and on Linux also the descendants that left the group (setsid), which are
 * known by the run id in their environment.
 */
export class ProcessTree {
  readonly #group: number
  readonly #runId: string
  readonly #outputs: ReadonlySet<string>

  /** To be called right after the start: it looks at the command's stdout and stderr while they are still there. */
  constructor(leader: number, runId: string) {
    this.#group = leader
    this.#runId = runId
    this.#outputs = readOutputs(leader)
  }

  isGroupAlive(): boolean {
    return isGroupAlive(this.#group)
  }

  /** Whether a descendant outside the group still runs. */
  hasEscaped(): boolean {
    return this.#findEscaped().length > 0
  }

  /** Descendants outside the group that still hold the command's output open. */
  findHolders(): readonly Marked[] {
    return this.#findEscaped().filter(({ pid }) => this.#holdsOutput(pid))
  }

  /** Stops the group and all descendants that can be found: SIGTERM, and after the grace SIGKILL. */
  async stop(killGraceMs: number): Promise<void> {
    await this.#stop(() => this.#findEscaped(), killGraceMs)
  }

  /** Stops the group and those outside of it that hold the output open; a daemon that let go of the output lives on. */
  async stopLeftovers(killGraceMs: number): Promise<void> {
    await this.#stop(() => this.findHolders(), killGraceMs)
  }

  /** SIGKILL at once, for an exit handler. */
  kill(): void {
    signalGroup(this.#group, 'SIGKILL')
    for (const { pid } of this.#findEscaped()) signalProcess(pid, 'SIGKILL')
  }

  #holdsOutput(pid: number): boolean {
    if (this.#outputs.size > 0) return holdsDescriptor(pid, this.#outputs)
    // The command was over before its output could be looked at. Node connects commands by sockets; a daemon has /dev/null or a file there.
    return [...readOutputs(pid)].some((target) => target.startsWith('socket:'))
  }

  #findEscaped(): readonly Marked[] {
    // Members of the group get their signal once, through the group. A second one makes some programs quit in a hurry.
    return findMarked(runVariable, this.#runId).filter(({ pid }) => readGroup(pid) !== this.#group)
  }

  async #stop(findEscaped: () => readonly Marked[], killGraceMs: number): Promise<void> {
    signalGroup(this.#group, 'SIGTERM')
    const escaped = findEscaped()
    for (const { pid, innermostId } of escaped) {
      // What an inner run started is stopped by that run, which has just been told to; SIGKILL below waits for nobody.
      if (innermostId === this.#runId) signalProcess(pid, 'SIGTERM')
    }
    await waitUntil(() => !this.isGroupAlive() && !escaped.some(isAlive), killGraceMs)
    for (let round = 0; round < killRoundsMax; round += 1) {
      const remaining = findEscaped()
      if (remaining.length === 0 && !this.isGroupAlive()) return
      signalGroup(this.#group, 'SIGKILL')
      for (const { pid } of remaining) signalProcess(pid, 'SIGKILL')
      const isGone = await waitUntil(() => !this.isGroupAlive() && !remaining.some(isAlive), killWaitMs)
      if (!isGone) return
    }
  }
}

function readOutputs(pid: number): ReadonlySet<string> {
  const targets = [readDescriptor(pid, 1), readDescriptor(pid, 2)]
  return new Set(targets.filter((target) => target !== undefined))
}

/** Looks until it is so, or until the time is over. Other processes' ends give no event, so this is the one place that polls. */
export async function waitUntil(isDone: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  let pauseMs = pollMs
  while (!isDone()) {
    const remainingMs = deadline - performance.now()
    if (remainingMs <= 0) return false
    await delay(Math.min(pauseMs, remainingMs))
    pauseMs = Math.min(pauseMs * 2, pollMsMax)
  }
  return true
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  signalProcess(-group, signal)
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    // Gone already, or (a setuid program) not ours to stop.
    if (!isErrorCode(error, 'ESRCH') && !isErrorCode(error, 'EPERM')) throw error
  }
}
