import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import { identifyActor } from './actor.ts'
import { openTasks, type OpenOptions } from './open-tasks.ts'
import type { TaskStore } from './store.ts'
import type { Actor } from './types.ts'

/** An empty directory that is gone after the test. */
export function makeDirectory(): string {
  const directory = realpathSync(mkdtempSync(path.join(tmpdir(), 'groundcrew-tasks-')))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

/** An agent of this name in a session of its own, whose life is the life of this process. */
export function makeActor(name: string, facts: Partial<Actor> = {}): Actor {
  const env = { TM_ACTOR: name, TM_SESSION: `session-${name}`, TM_PID: String(process.pid) }
  return { ...identifyActor({ env }), ...facts }
}

/** An agent on another host: only its lease tells whether it lives. */
export function makeRemoteActor(name: string): Actor {
  return { actor: name, session: `session-${name}`, host: 'elsewhere', bootId: 'another' }
}

export interface TestWorld {
  readonly directory: string
  readonly file: string
  /** Moves the clock of every store of this world. */
  readonly clock: { nowMs: number }
  /** A store as this agent sees it; closed after the test. */
  open(actor?: Actor | string, options?: Partial<OpenOptions>): Promise<TaskStore>
}

/** A database in a directory of its own, and agents that share it. */
export function makeWorld(): TestWorld {
  const directory = makeDirectory()
  const file = path.join(directory, 'state', 'tasks.db')
  const clock = { nowMs: Date.parse('2025-01-01T00:00:00Z') }
  return {
    directory,
    file,
    clock,
    async open(actor = 'ann', options = {}) {
      const store = await openTasks({
        file,
        actor: typeof actor === 'string' ? makeActor(actor) : actor,
        paths: { cwd: directory, root: directory },
        now: () => clock.nowMs,
        ...options,
      })
      onTestFinished(() => store.close())
      return store
    },
  }
}

/** Numbers from 0 to 1, the same for the same seed. */
export function makeRandom(seed: number): () => number {
  let state = seed * 2_654_435_761
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0
    return ((state ^ (state >>> 13)) >>> 0) / 4_294_967_296
  }
}
