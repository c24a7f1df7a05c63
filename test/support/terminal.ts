import { randomUUID } from 'node:crypto'
import { execa } from 'execa'
import type { Rig } from './rig.ts'

/** How long a screen may take to show what a test waits for. */
const screenTimeoutMs = 30_000

/** A real terminal: a tmux server of its own with one window that runs a command. */
export class Terminal implements AsyncDisposable {
  readonly #socket = `groundcrew-${randomUUID()}`
  readonly #rig: Rig

  constructor(rig: Rig) {
    this.#rig = rig
  }

  /** Starts a shell line in a window of 100 columns and 30 rows. */
  async start(line: string): Promise<void> {
    await this.#tmux('new-session', '-d', '-x', '100', '-y', '30', `${line}; echo "[exit $?]"; sleep 600`)
  }

  async screen(): Promise<string> {
    return this.#tmux('capture-pane', '-p', '-e')
  }

  /** Resolves with the screen as soon as it matches. */
  async waitFor(pattern: RegExp): Promise<string> {
    const deadline = Date.now() + screenTimeoutMs
    for (;;) {
      const screen = await this.screen()
      if (pattern.test(screen)) return screen
      if (Date.now() > deadline) throw new Error(`the screen never matched ${pattern}:\n${screen}`)
    }
  }

  async keys(...keys: readonly string[]): Promise<void> {
    await this.#tmux('send-keys', ...keys)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux('kill-server')
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const { stdout } = await execa('tmux', ['-L', this.#socket, '-f', '/dev/null', ...args], {
      cwd: this.#rig.directory,
      env: { ...this.#rig.environment(), TERM: 'xterm-256color' },
      extendEnv: false,
    })
    return stdout
  }
}
