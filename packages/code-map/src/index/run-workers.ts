import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'
import { Worker } from 'node:worker_threads'
import { needsGrammar } from '../grammar/grammar.ts'
import { languageOfPath } from '../languages.ts'
import { isProse } from '../plain/plain.ts'
import { displayPath } from './path-table.ts'
import type { BatchResult } from './read-batch.ts'
import type { ContentListener } from './segment-writer.ts'
import { SegmentBuild, WORKER_MARK, type WorkerTask } from './build-worker.ts'

export interface BuildPlan extends Omit<WorkerTask, 'mark'> {
  readonly paths: readonly string[]
  /** A script that calls `serveIndexWorker` in a worker thread; without one everything happens in this thread. */
  readonly workerScript: string | undefined
  readonly signal: AbortSignal | undefined
  readonly listener: ContentListener | undefined
  onProgress(filesDone: number): void
}

const THREADS_MAX = 8
/**
 * Fewer files are not worth a thread: it compiles all over again what this one has compiled (measured on 6,500 files: 5.3 s of processor time in two
 * threads, 3.7 s in one, and no sooner done).
 */
const FILES_PER_THREAD_MIN = 2500
const INLINED_BYTES_MAX = 100
/** What the V8 of Node 20 lets a function run before it compiles it well, which happens in another thread. */
const INTERRUPT_BUDGET = 20_000
/** And afterwards, for the question behind it: it is over before compiling pays, see `scripts/load.cjs`. */
const INTERRUPT_BUDGET_AFTER = 500_000
const UNTUNED_FILES_MAX = 100
const BASELINE_FILES_MAX = 300
/** Between them the output of programs that run beside is read: git waits where a pipe is full. */
const BATCH_FILES = 25
/** A parser takes seconds for the largest files, and this thread hands out no batch in the middle of one. */
const SLOW_BATCH_FILES = 10
/** A thread that is done with a batch has the next ones already. */
const BATCHES_AHEAD = 4
/** Space for short-lived objects: what a batch makes dies with it. */
const WORKER_LIMITS = { maxYoungGenerationSizeMb: 64 }

/** Reads files into new segments, in parallel where that pays: this thread reads as well. */
export async function buildSegments(plan: BuildPlan): Promise<readonly BatchResult[]> {
  const slow = new Set(plan.paths.filter(isSlow))
  const restoreEngine = tuneEngine(plan.paths.length, slow.size)
  const files = plan.kind === 'words' ? plan.paths.length : plan.paths.filter(isParsed).length
  const threads = Math.min(availableParallelism(), THREADS_MAX, Math.floor(files / FILES_PER_THREAD_MIN))
  const script = threads < 2 ? undefined : plan.workerScript
  const batches = batchesOf(plan.paths, slow)
  const results: BatchResult[] = []
  const counter = { next: 0, done: 0 }
  const takeBatch = (): readonly string[] | undefined => batches[counter.next++]
  const keep = (result: BatchResult, files: number): void => {
    results.push(result)
    counter.done += files
    plan.onProgress(counter.done)
  }
  const workers = Array.from({ length: script === undefined ? 0 : threads - 1 }, () =>
    runWorker({ plan, script: script ?? '', takeBatch }, keep),
  )
  await Promise.all([buildHere({ plan, takeBatch }, keep), ...workers])
  restoreEngine()
  return results
}

/**
 * A build is short: the optimizing compiler costs more than it brings where it copies functions into each other (measured on 484 files of
 * TypeScript: 0.4 s of processor time, 0.65 s with it, and no more on 22,000 files), or turns to the parsers of a few files (14 of shell and C: 0.2 s
 * without it, 0.45 s with it). After a few changed files the flags are as they were: compiled code is kept for the next start under them alone.
 */
function tuneEngine(files: number, withGrammar: number): () => void {
  const isTuned = files > UNTUNED_FILES_MAX
  const hasBudget = isTuned && process.versions.v8.startsWith('11.')
  const isBaseline = withGrammar > 0 && withGrammar <= BASELINE_FILES_MAX
  if (isTuned) setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${INLINED_BYTES_MAX}`)
  if (hasBudget) setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET}`)
  if (isBaseline) setFlagsFromString('--liftoff-only')
  return () => {
    if (hasBudget) setFlagsFromString(`--interrupt-budget=${INTERRUPT_BUDGET_AFTER}`)
    if (isBaseline) setFlagsFromString('--no-liftoff-only')
  }
}

function isSlow(path: string): boolean {
  return needsGrammar(languageOfPath(displayPath(path)))
}

/** Of prose no more than the lines are counted. */
function isParsed(path: string): boolean {
  const language = languageOfPath(displayPath(path))
  return language !== undefined && !isProse(language)
}

/** Files that need a grammar come together and first: loading one takes a thread as long as reading hundreds of files. */
function batchesOf(paths: readonly string[], slow: ReadonlySet<string>): readonly (readonly string[])[] {
  const others = slow.size === 0 ? paths : paths.filter((path) => !slow.has(path))
  return [...partsOf([...slow], SLOW_BATCH_FILES), ...partsOf(others, BATCH_FILES)]
}

function partsOf(paths: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(paths.length / size) }, (_, part) =>
    paths.slice(part * size, (part + 1) * size),
  )
}

type TakeBatch = () => readonly string[] | undefined
type OnResult = (result: BatchResult, files: number) => void

async function buildHere(
  { plan, takeBatch }: { readonly plan: BuildPlan; readonly takeBatch: TakeBatch },
  onResult: OnResult,
): Promise<void> {
  const build = new SegmentBuild(plan, { listener: plan.listener })
  for (let batch = takeBatch(); batch !== undefined; batch = takeBatch()) {
    plan.signal?.throwIfAborted()
    onResult(await build.read(batch), batch.length)
    // Lets signals and the answers of other threads in.
    await new Promise((resolve) => setImmediate(resolve))
  }
  build.flush()
}

interface WorkerRun {
  readonly plan: BuildPlan
  readonly script: string
  readonly takeBatch: TakeBatch
}

/** Keeps one worker busy until no batch is left. */
function runWorker({ plan, script, takeBatch }: WorkerRun, onResult: OnResult): Promise<void> {
  const { root, kind, segmentDirectory, known } = plan
  const workerData: WorkerTask = { mark: WORKER_MARK, root, kind, segmentDirectory, known }
  const worker = new Worker(script, { workerData, resourceLimits: WORKER_LIMITS })
  return new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      void worker.terminate()
      reject(plan.signal?.reason as Error)
    }
    plan.signal?.addEventListener('abort', stop, { once: true })
    const sizes: number[] = []
    let isFinishing = false
    const next = (): void => {
      if (isFinishing) return
      const batch = takeBatch()
      isFinishing = batch === undefined
      if (batch !== undefined) sizes.push(batch.length)
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(batch === undefined ? 'finish' : { paths: batch })
    }
    worker.on('message', (message: BatchResult | 'finished') => {
      if (message === 'finished') return
      onResult(message, sizes.shift() ?? 0)
      next()
    })
    worker.on('error', reject)
    worker.on('exit', (code) => {
      plan.signal?.removeEventListener('abort', stop)
      if (code === 0) resolve()
      else reject(new Error(`an index worker ended with ${code}`))
    })
    for (let ahead = 0; ahead < BATCHES_AHEAD; ahead++) next()
  })
}
