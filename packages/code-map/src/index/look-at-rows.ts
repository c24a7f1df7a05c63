import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'

/** What a look at a row found. */
export const SEEN = {
  /** As it was, and for so long that another change would show. */
  same: 0,
  changed: 1,
  /** Nothing can be reached there. */
  gone: 2,
} as const

/** Paths as in a table, each with its size, modification time, change time and inode. */
export interface LookedRows {
  readonly root: string
  /** Relative to the root, bytes as Latin-1 characters. */
  readonly paths: readonly string[]
  /** STAMP_NUMBERS for each path, and possibly more behind them. */
  readonly stamps: Float64Array
  /** What changed later than this may have changed again. */
  readonly settledBeforeMs: number
}

interface Shared extends LookedRows {
  /** One of SEEN for each row, or UNSEEN. */
  readonly states: Uint8Array
  /** The first row that nobody took, and how many were looked at. */
  readonly counters: Int32Array
}

const UNSEEN = 255
/** A second thread takes some 40 ms to begin: so long a look at 8,000 files takes. */
const THREADED_ROWS_MIN = 20_000
/** A thread that tells of nothing for so long is not waited for. */
const PATIENCE_MS = 2000

/** Looks at every path, one of SEEN for each: where there are many, in two threads. */
export function lookAtRows({ paths, stamps, ...rows }: LookedRows): Uint8Array {
  const isThreaded = paths.length >= THREADED_ROWS_MIN && availableParallelism() > 1
  const share = (bytes: number): ArrayBufferLike => (isThreaded ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes))
  const states = new Uint8Array(share(paths.length)).fill(UNSEEN)
  const counters = new Int32Array(share(8))
  if (isThreaded) {
    const sharedStamps = new Float64Array(share(stamps.byteLength))
    sharedStamps.set(stamps)
    // One text is handed over sooner than many.
    const workerData = { ...rows, text: paths.join('\0'), stamps: sharedStamps, states, counters }
    const source = `const { workerData } = require('node:worker_threads')
      const share = ${lookAtShare.toString()}
      share({ ...workerData, paths: workerData.text.split('\\0') })`
    new Worker(source, { eval: true, workerData }).unref()
  }
  const shared: Shared = { ...rows, paths, stamps, states, counters }
  lookAtShare(shared)
  if (isThreaded) awaitOthers(counters, paths.length)
  // What another thread took and did not tell of.
  if (states.includes(UNSEEN)) {
    counters.fill(0)
    lookAtShare(shared)
  }
  return states
}

function awaitOthers(counters: Int32Array, rows: number): void {
  for (let seen = Atomics.load(counters, 1); seen < rows; seen = Atomics.load(counters, 1))
    if (Atomics.wait(counters, 1, seen, PATIENCE_MS) === 'timed-out') return
}

/**
 * Takes rows that nobody took, until there are none. Another thread gets this function as text: it refers to nothing outside of itself.
 */
function lookAtShare({ root, paths, stamps, settledBeforeMs, states, counters }: Shared): void {
  const { lstatSync } = process.getBuiltinModule('node:fs')
  // The shorter a path, the sooner the system is at its end.
  const around = process.cwd() === root ? '' : `${root}/`
  const unseen = 255
  const rowsAtOnce = 256
  const unreachable = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP']
  for (let from = 0; (from = Atomics.add(counters, 0, rowsAtOnce)) < states.length;) {
    const to = Math.min(from + rowsAtOnce, states.length)
    for (let row = from; row < to; row++) {
      if (states[row] !== unseen) continue
      const name = paths[row] as string
      let path: string | Buffer = around + name
      if (/[\u0080-\u00ff]/.test(name)) path = Buffer.concat([Buffer.from(around), Buffer.from(name, 'latin1')])
      let stats
      try {
        stats = lstatSync(path, { throwIfNoEntry: false })
      } catch (error) {
        if (!unreachable.includes((error as NodeJS.ErrnoException).code ?? '')) throw error
      }
      const at = row * 4
      if (stats === undefined) states[row] = 2
      else {
        const isSame =
          stats.mtimeMs === stamps[at + 1] &&
          stats.ctimeMs === stamps[at + 2] &&
          stats.ino === stamps[at + 3] &&
          stats.size === stamps[at] &&
          stats.ctimeMs < settledBeforeMs
        states[row] = isSame ? 0 : 1
      }
    }
    Atomics.add(counters, 1, to - from)
    Atomics.notify(counters, 1)
  }
}
