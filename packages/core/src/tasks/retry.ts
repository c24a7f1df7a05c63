/** How long a verb waits in total for the one write lock, in milliseconds. */
export const BUSY_MS_MAX = 10_000

/** The lock is held for a millisecond or two: who meets it once tries again soon. */
const FIRST_PAUSE_MS_MAX = 5

/** Who meets it again is in a crowd: there every try takes the processor from whoever holds the lock. */
const CROWD_PAUSE_MS_MAX = 40

/** The longer one waits, the more often one tries, down to this: whoever came first is served sooner than those who came later. */
const OLD_PAUSE_MS_MAX = 2

/** So much of the longest pause goes with every millisecond of waiting. */
const AGE_FACTOR = 1 / 3

/**
 * Tries until it is neither busy nor locked, in random steps: no process starves another in step with it. After `busyMs` the last
 * error is thrown, as every other one is at once.
 */
export async function retryWhileBusy<T>(busyMs: number, attempt: () => T | Promise<T>): Promise<T> {
  const startedMs = elapsedMs()
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt()
    } catch (error) {
      const waitedMs = elapsedMs() - startedMs
      if (!isBusy(error) || waitedMs > busyMs) throw error
      await pause(Math.random() * longestPause(tries, waitedMs))
    }
  }
}

function longestPause(tries: number, waitedMs: number): number {
  return tries === 0 ? FIRST_PAUSE_MS_MAX : Math.max(OLD_PAUSE_MS_MAX, CROWD_PAUSE_MS_MAX - waitedMs * AGE_FACTOR)
}

/** A clock that only goes forward; naming `performance` would load node:perf_hooks, which takes longer than a verb. */
function elapsedMs(): number {
  return process.uptime() * 1000
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs))
}

/** SQLite's extended codes begin with the plain one: `SQLITE_BUSY_RECOVERY`. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith(code)
}

export function isBusy(error: unknown): boolean {
  return isCode(error, 'SQLITE_BUSY') || isCode(error, 'SQLITE_LOCKED') || isCode(error, 'SQLITE_PROTOCOL')
}
