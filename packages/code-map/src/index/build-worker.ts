import { parentPort, workerData } from 'node:worker_threads'
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { loadGrammars, needsGrammar } from '../grammar/grammar.ts'
import { languageOfPath } from '../languages.ts'
import { displayPath, writeWhole } from './path-table.ts'
import { readBatch, SEGMENT_SOURCE_BYTES, type BatchEntry, type BatchResult } from './read-batch.ts'
import { ReadBuffer } from './read-file.ts'
import type { SegmentKind } from './segment-format.ts'
import { SegmentWriter, type ContentListener } from './segment-writer.ts'

export const WORKER_MARK = 'groundcrew-index-worker'

export interface WorkerTask {
  readonly mark: typeof WORKER_MARK
  readonly root: string
  readonly kind: SegmentKind
  readonly segmentDirectory: string
  readonly known: ReadonlyMap<string, readonly [segment: string, content: number]>
}

export type WorkerRequest = { readonly paths: readonly string[] } | 'finish'

/** A fresh name for a segment file. */
function segmentName(): string {
  return `${randomBytes(10).toString('hex')}.seg`
}

interface BuildEars {
  readonly keep?: (name: string, bytes: Uint8Array) => void
  readonly listener: ContentListener | undefined
}

/** Reads batches as they come and answers each; writes a segment whenever enough was read, and at the end. */
export class SegmentBuild {
  readonly #task: Omit<WorkerTask, 'mark'>
  readonly #keep: (name: string, bytes: Uint8Array) => void
  readonly #listener: ContentListener | undefined
  readonly #buffer = new ReadBuffer()
  #writer: SegmentWriter
  #name = segmentName()

  /** `keep` takes each segment; without it they are written into the directory of the task. */
  constructor(task: Omit<WorkerTask, 'mark'>, { keep, listener }: BuildEars) {
    this.#task = task
    this.#listener = listener
    this.#writer = new SegmentWriter(task.kind, listener)
    this.#keep = keep ?? ((name, bytes) => writeWhole(path.join(task.segmentDirectory, name), bytes))
  }

  async read(paths: readonly string[]): Promise<BatchResult> {
    await loadGrammars(paths.map((file) => languageOfPath(displayPath(file))).filter(needsGrammar))
    const { root, known } = this.#task
    const result = readBatch({ root, paths, known, buffer: this.#buffer }, this.#writer)
    const name = this.#name
    const entries = result.entries.map((entry): BatchEntry =>
      entry.segment === '' ? { ...entry, segment: name } : entry,
    )
    if (this.#writer.sourceBytes >= SEGMENT_SOURCE_BYTES) this.flush()
    return { ...result, entries }
  }

  /** Hands over what was read since the last time. */
  flush(): void {
    if (this.#writer.count > 0) this.#keep(this.#name, this.#writer.finish())
    this.#writer = new SegmentWriter(this.#task.kind, this.#listener)
    this.#name = segmentName()
  }
}

/** Whether this thread is one that `runWorkers` started: then `serveIndexWorker` is all it has to do. */
export function isIndexWorker(): boolean {
  return parentPort !== null && (workerData as WorkerTask | null)?.mark === WORKER_MARK
}

/** Answers the requests of the thread that started this one. `listenFor` gets the directory of the index. */
export function serveIndexWorker(listenFor?: (indexDirectory: string) => ContentListener): void {
  const port = parentPort
  if (port === null) throw new Error('serveIndexWorker runs in a worker thread')
  const task = workerData as WorkerTask
  const listener = task.kind === 'facts' ? listenFor?.(path.dirname(task.segmentDirectory)) : undefined
  const build = new SegmentBuild(task, { listener })
  const answer = async (request: WorkerRequest): Promise<void> => {
    if (request !== 'finish') {
      port.postMessage(await build.read(request.paths))
      return
    }
    build.flush()
    listener?.finish()
    port.postMessage('finished')
    port.close()
  }
  const fail = (error: unknown): void => {
    // Ends the thread with the error, which the other side hears of.
    queueMicrotask(() => {
      throw error
    })
  }
  // One after another, although the next request is here before the answer to the last one.
  let last = Promise.resolve()
  port.on('message', (request: WorkerRequest) => {
    last = last.then(() => answer(request)).catch(fail)
  })
}
