import { isMainThread, parentPort, workerData, Worker } from 'node:worker_threads'
import { ToolError } from '@groundcrew/core/cli'
import { findMatches, type Match, type Matcher } from './matcher.ts'

const workerMark = 'codemod-match-worker'
/** So long may an expression take for one file. */
const fileMsMax = 2000

interface WorkerTask {
  readonly mark: typeof workerMark
  readonly matcher: Matcher
}

/** In the thread of a `MatchWorker` this answers its questions; the tool itself does not run there. */
export function serveMatchWorker(): boolean {
  if (isMainThread || (workerData as Partial<WorkerTask> | null)?.mark !== workerMark) return false
  const { matcher } = workerData as WorkerTask
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.on('message', (text: string) => parentPort?.postMessage(findMatches(matcher, text)))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage('ready')
  return true
}

/** Looks for matches of a user's expression in a thread that is ended when it takes too long. */
export class MatchWorker {
  readonly #worker: Worker
  /** The time that the thread takes to start is not the expression's. */
  readonly #ready: Promise<void>

  constructor(matcher: Matcher, script: string) {
    const task: WorkerTask = { mark: workerMark, matcher }
    this.#worker = new Worker(script, { workerData: task })
    this.#ready = new Promise((resolve, reject) => {
      this.#worker.once('message', () => resolve())
      this.#worker.once('error', reject)
    })
  }

  /** @throws ToolError REGEX_TOO_SLOW */
  async find(file: string, text: string): Promise<readonly Match[]> {
    await this.#ready
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        void this.end()
        reject(tooSlow(file))
      }, fileMsMax)
      this.#worker.once('message', (matches: readonly Match[]) => {
        clearTimeout(timer)
        this.#worker.removeListener('error', reject)
        resolve(matches)
      })
      this.#worker.once('error', reject)
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      this.#worker.postMessage(text)
    })
  }

  async end(): Promise<void> {
    await this.#worker.terminate()
  }
}

function tooSlow(file: string): ToolError {
  const message = `the expression took longer than ${fileMsMax / 1000} s for ${file}; no plan was made`
  return new ToolError('REGEX_TOO_SLOW', message, {
    exitCode: 1,
    hint: 'avoid repetitions inside repetitions, such as (a+)+, or name fewer files',
  })
}
