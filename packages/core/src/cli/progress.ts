import { truncateLine } from '../text/index.ts'
import type { Io } from './io.ts'

/** Work shorter than this shows no progress line. */
const progressDelayMs = 1000

export interface Progress {
  /** Sets the line; shown once the work has lasted long enough, on a terminal only. */
  update(line: string): void
  /** Takes the line off the screen, so that something else can be printed; the next update brings it back. */
  clear(): void
}

/** One status line on stderr, redrawn in place. Where stderr is no terminal it prints nothing. */
export function createProgress(io: Io): Progress {
  if (io.stderr.isTTY !== true) return { update: () => {}, clear: () => {} }
  const startedAt = io.now()
  let isShown = false
  return {
    update(line) {
      if (io.now() - startedAt < progressDelayMs) return
      io.stderr.write(`\r\u001b[K${truncateLine(line, (io.stderr.columns ?? 80) - 1)}`)
      isShown = true
    },
    clear() {
      if (isShown) io.stderr.write('\r\u001b[K')
      isShown = false
    },
  }
}
