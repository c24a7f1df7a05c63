import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { BatchResult } from './read-batch.ts'
import { SegmentBuild, WORKER_MARK, type WorkerTask } from './build-worker.ts'

export interface BuildPlan extends Omit<WorkerTask, 'mark'> {
  readonly paths: readonly string[]
  /** A script that calls `serveIndexWorker` in a worker thread; without one everything happens in this thread. */
  readonly workerScript: string | undefined
  readonly signal: AbortSignal | undefined
  onProgress(filesDone: number): void
}

const WORKERS_MAX = 8
/** Fewer files are read sooner than a thread starts. */
const FILES_PER_WORKER_MIN = 300
const BATCH_FILES = 100

/** Reads files into new segments, in parallel where that pays. */
export async function buildSegments(plan: BuildPlan): Promise<readonly BatchResult[]> {
  const workers = Math.min(availableParallelism(), WORKERS_MAX, Math.floor(plan.paths.length / FILES_PER_WORKER_MIN))
  const batches: (readonly string[])[] = []
  for (let at = 0; at < plan.paths.length; at += BATCH_FILES) batches.push(plan.paths.slice(at, at + BATCH_FILES))
  if (workers < 2 || plan.workerScript === undefined) return buildHere(plan, batches)
  const results: BatchResult[] = []
  const script = plan.workerScript
  const counter = { next: 0, done: 0 }
  await Promise.all(
    Array.from({ length: workers }, () =>
      runWorker({ plan, script, takeBatch: () => batches[counter.next++] }, (result, files) => {
        results.push(result)
        counter.done += files
        plan.onProgress(counter.done)
      }),
    ),
  )
  return results
}

async function buildHere(plan: BuildPlan, batches: readonly (readonly string[])[]): Promise<readonly BatchResult[]> {
  const build = new SegmentBuild(plan)
  const results: BatchResult[] = []
  for (const [index, batch] of batches.entries()) {
    plan.signal?.throwIfAborted()
    results.push(await build.read(batch))
    plan.onProgress(Math.min(plan.paths.length, (index + 1) * BATCH_FILES))
    // Lets signals in.
    if (index % 10 === 9) await new Promise((resolve) => setImmediate(resolve))
  }
  build.flush()
  return results
}

interface WorkerRun {
  readonly plan: BuildPlan
  readonly script: string
  readonly takeBatch: () => readonly string[] | undefined
}

/** Keeps one worker busy until no batch is left. */
function runWorker(
  { plan, script, takeBatch }: WorkerRun,
  onResult: (result: BatchResult, files: number) => void,
): Promise<void> {
  const { root, segmentDirectory, known } = plan
  const workerData: WorkerTask = { mark: WORKER_MARK, root, segmentDirectory, known }
  const worker = new Worker(script, { workerData })
  return new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      void worker.terminate()
      reject(plan.signal?.reason as Error)
    }
    plan.signal?.addEventListener('abort', stop, { once: true })
    let batch: readonly string[] | undefined
    const next = (): void => {
      batch = takeBatch()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(batch === undefined ? 'finish' : { paths: batch })
    }
    worker.on('message', (message: BatchResult | 'finished') => {
      if (message === 'finished') return
      onResult(message, batch?.length ?? 0)
      next()
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      plan.signal?.removeEventListener('abort', stop)
      if (code === 0) resolve()
      else reject(new Error(`an index worker ended with ${code}`))
    })
    next()
  })
}
