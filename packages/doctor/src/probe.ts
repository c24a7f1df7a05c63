import type { Environment } from '@groundcrew/core/cli'
import { captureCommand, describeOutcome, type Command } from '@groundcrew/core/process'
import { Memory, stampOf } from './memory.ts'

/** What a program said when it was asked about itself. */
export type Probe =
  | { readonly kind: 'answered'; readonly code: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: 'missing' }
  /** Nothing can be concluded: it hung, was killed, printed without end, could not be started. */
  | { readonly kind: 'failed'; readonly reason: string }

export interface ProbeOptions {
  readonly cwd: string
  readonly outputBytesMax?: number
  /** Of this one program; the time of all is bounded by the signal. */
  readonly timeoutMs?: number
  /** Set on top of the environment of all probes. */
  readonly env?: Environment
  /** Absolute. An answer with exit code 0 holds from run to run, as long as these files are as they were. */
  readonly dependsOn?: readonly string[] | undefined
}

/** More time would tell. */
export const notInTimeReason = 'did not answer in time'

/** Programs asked at the same time. */
const probesMax = 8
/** A version fits in a fraction of it. */
const outputBytesMaxDefault = 64 * 1024
/** Between SIGTERM and SIGKILL for a program that hangs. */
const killGraceMs = 100

/** Keeps a question from turning into an action: no download, no installation, no first-run banner, no file written. */
const quietEnvironment: Environment = {
  COREPACK_ENABLE_DOWNLOAD_PROMPT: '0',
  COREPACK_ENABLE_NETWORK: '0',
  DOTNET_CLI_TELEMETRY_OPTOUT: '1',
  DOTNET_NOLOGO: '1',
  DOTNET_SKIP_FIRST_TIME_EXPERIENCE: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GOTOOLCHAIN: 'local',
  MISE_AUTO_INSTALL: 'false',
  MISE_EXEC_AUTO_INSTALL: 'false',
  MISE_NOT_FOUND_AUTO_INSTALL: 'false',
  NO_COLOR: '1',
  PYTHONDONTWRITEBYTECODE: '1',
  RUSTUP_AUTO_INSTALL: '0',
  UV_OFFLINE: '1',
  UV_PYTHON_DOWNLOADS: 'never',
  npm_config_manage_package_manager_versions: 'false',
  npm_config_update_notifier: 'false',
}

/** Runs programs that answer a question: each once, a few at a time, with closed stdin, until the time is up. */
export class Prober {
  readonly #env: Environment
  readonly #signal: AbortSignal
  readonly #memory: Memory
  readonly #answers = new Map<string, Promise<Probe>>()
  readonly #waiting: (() => void)[] = []
  #running = 0

  /** When `signal` aborts, every program still running is killed and its answer is `failed`. */
  constructor(env: Environment, signal: AbortSignal, memory: Memory = new Memory(undefined, new Map())) {
    this.#env = { ...env, ...quietEnvironment }
    this.#signal = signal
    this.#memory = memory
  }

  ask(command: Command, options: ProbeOptions): Promise<Probe> {
    const key = JSON.stringify([command, options.cwd, options.env])
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    const { dependsOn } = options
    const answer =
      dependsOn === undefined ? this.#run(command, options) : this.#recallOrRun(command, { ...options, dependsOn }, key)
    this.#answers.set(key, answer)
    return answer
  }

  async #recallOrRun(
    command: Command,
    options: ProbeOptions & { readonly dependsOn: readonly string[] },
    key: string,
  ): Promise<Probe> {
    const stamp = await stampOf(options.dependsOn)
    const known = stamp === undefined ? undefined : this.#memory.recall(key, stamp)
    if (known !== undefined) return { kind: 'answered', code: 0, stdout: known.stdout, stderr: known.stderr }
    const answer = await this.#run(command, options)
    if (answer.kind === 'answered' && answer.code === 0 && stamp !== undefined) {
      this.#memory.keep(key, { stamp, stdout: answer.stdout, stderr: answer.stderr })
    }
    return answer
  }

  /** Resolves when no program runs any more. */
  async settle(): Promise<void> {
    await Promise.all(this.#answers.values())
  }

  async #run(command: Command, options: ProbeOptions): Promise<Probe> {
    if (this.#running >= probesMax) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#running += 1
    try {
      return await this.#capture(command, options)
    } finally {
      this.#running -= 1
      this.#waiting.shift()?.()
    }
  }

  async #capture(
    command: Command,
    { cwd, outputBytesMax = outputBytesMaxDefault, env, timeoutMs }: ProbeOptions,
  ): Promise<Probe> {
    const { outcome, stdout, stderr } = await captureCommand(command, {
      cwd,
      env: { ...this.#env, ...env },
      killGraceMs,
      outputBytesMax,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      signal: this.#signal,
    })
    switch (outcome.kind) {
      case 'exited':
        return {
          kind: 'answered',
          code: outcome.code,
          stdout: stdout.toString('utf8'),
          stderr: stderr.toString('utf8'),
        }
      case 'not-found':
        return { kind: 'missing' }
      case 'aborted':
        return { kind: 'failed', reason: notInTimeReason }
      case 'output-limit':
        return { kind: 'failed', reason: `printed more than ${outcome.limitBytes} bytes` }
      default:
        return { kind: 'failed', reason: describeOutcome(outcome) }
    }
  }
}
