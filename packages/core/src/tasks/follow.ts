import { watch, type FSWatcher } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { ToolError } from '../cli/index.ts'
import type { Connection } from './connection.ts'
import type { AnyEvent } from './event-types.ts'
import { eventOf, type RawEvent } from './rows.ts'

export interface FollowOptions {
  /** The last event already known. Without one: the stored cursor of `reader`, or the end. */
  readonly since?: number | undefined
  /** A name under which the position is kept, so that the next call goes on from there. */
  readonly reader?: string | undefined
  /** Ends when there is nothing more instead of waiting. */
  readonly isFinite?: boolean | undefined
  readonly signal?: AbortSignal | undefined
  readonly isWanted?: ((event: AnyEvent) => boolean | Promise<boolean>) | undefined
  /** True once this event was the last one wanted. */
  readonly isLast?: ((event: AnyEvent) => boolean) | undefined
}

/** Read at once; a follower that is far behind catches up in steps. */
const PAGE = 500

/** Without any sign from the file system the database is looked at this often, in milliseconds. */
const IDLE_POLL_MS = 1000

/** The sign comes when the log is written, moments before the commit can be seen: then it is worth looking again. */
const LOOK_AGAIN_MS = [1, 2, 4, 8, 16, 40]

/** Where watching files does not work at all. */
const FALLBACK_POLL_MS = 50

/**
 * Yields every wanted event once and in order. The position of a named reader is stored after its consumer asked for the next
 * event, so an event is not lost when the consumer dies; it may then come twice, with the same `seq`.
 */
export async function* follow(connection: Connection, options: FollowOptions): AsyncGenerator<AnyEvent> {
  const { reader, signal, isFinite = false, isWanted = () => true, isLast = () => false } = options
  const cursor = new Cursor(connection, reader, await startPosition(connection, options))
  const bell = isFinite ? undefined : new Bell(connection.file, signal)
  try {
    for (;;) {
      bell?.reset()
      const events = await connection.read(() => readAfter(connection, cursor.seq))
      for (const event of events) {
        if (signal?.aborted) return
        cursor.seq = event.seq
        if (!(await isWanted(event))) continue
        yield event
        await cursor.store()
        if (isLast(event)) return
      }
      await cursor.store()
      if (events.length < PAGE && !(await waitFor(bell, signal))) return
    }
  } finally {
    bell?.close()
  }
}

/** False when there is nothing to wait for. */
async function waitFor(bell: Bell | undefined, signal: AbortSignal | undefined): Promise<boolean> {
  if (bell === undefined || signal?.aborted) return false
  await bell.wait()
  return true
}

/** Where a follower is, and where a named one would go on. */
class Cursor {
  seq: number
  #storedSeq: number
  readonly #connection: Connection
  readonly #reader: string | undefined

  constructor(connection: Connection, reader: string | undefined, seq: number) {
    this.#connection = connection
    this.#reader = reader
    this.seq = seq
    this.#storedSeq = seq
  }

  async store(): Promise<void> {
    const reader = this.#reader
    const { seq } = this
    if (reader === undefined || seq === this.#storedSeq || this.#connection.isReadOnly) return
    await this.#connection.write(() => {
      this.#connection
        .prepare(
          'INSERT INTO cursors VALUES (?, ?, ?) ON CONFLICT (reader) DO UPDATE SET seq = excluded.seq, at = excluded.at',
        )
        .run(reader, seq, Date.now())
    })
    this.#storedSeq = seq
  }
}

async function startPosition(connection: Connection, { since, reader }: FollowOptions): Promise<number> {
  const { last, stored } = await connection.read(() => ({
    last: Number(connection.prepare('SELECT COALESCE(MAX(seq), 0) FROM events').pluck().get()),
    stored:
      reader === undefined
        ? undefined
        : connection.prepare('SELECT seq FROM cursors WHERE reader = ?').pluck().get(reader),
  }))
  const position = since ?? (stored === undefined ? (reader === undefined ? last : 0) : Number(stored))
  if (position <= last) return position
  throw new ToolError('BEYOND_END', `there is no event ${position}: the last one is ${last}`, {
    exitCode: 2,
    hint: `tm watch --since ${last}`,
  })
}

function readAfter(connection: Connection, position: number): AnyEvent[] {
  return connection
    .prepare('SELECT * FROM events WHERE seq > ? ORDER BY seq LIMIT ?')
    .all(position, PAGE)
    .map((row) => eventOf(row as RawEvent))
}

/** Rings when the database may have changed. */
class Bell {
  readonly #signal: AbortSignal | undefined
  #watcher: FSWatcher | undefined
  #hasRung = false
  #looks = 0
  #wake: (() => void) | undefined

  constructor(file: string, signal: AbortSignal | undefined) {
    this.#signal = signal
    signal?.addEventListener('abort', () => this.#ring())
    try {
      this.#watcher = watch(`${file}-wal`, () => {
        this.#looks = 0
        this.#ring()
      })
      this.#watcher.on('error', () => this.close())
    } catch {
      // No log file, or a file system without notifications: the timer below does it alone.
      this.#watcher = undefined
    }
  }

  reset(): void {
    this.#hasRung = false
  }

  async wait(): Promise<void> {
    if (this.#hasRung || this.#signal?.aborted) return
    const timer = new AbortController()
    const rung = new Promise<void>((resolve) => {
      this.#wake = resolve
    })
    const timeMs = this.#watcher === undefined ? FALLBACK_POLL_MS : (LOOK_AGAIN_MS[this.#looks] ?? IDLE_POLL_MS)
    this.#looks += 1
    await Promise.race([rung, sleep(timeMs, undefined, { signal: timer.signal }).catch(() => undefined)])
    timer.abort()
    this.#wake = undefined
  }

  close(): void {
    this.#watcher?.close()
    this.#watcher = undefined
  }

  #ring(): void {
    this.#hasRung = true
    this.#wake?.()
  }
}
