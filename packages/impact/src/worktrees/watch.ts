import { existsSync, readdirSync, watch as watchFiles, type FSWatcher } from 'node:fs'
import { join } from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { requireRepository, type Repository } from '@groundcrew/core/repo'
import { tellBoth } from './tell-both.ts'
import { radar, type KnownPairs, type RadarFinding, type RadarOptions, type RadarReport } from './radar.ts'

/** A finding that was not there before, or is not there any more. */
export interface RadarEvent {
  readonly kind: 'appeared' | 'vanished'
  readonly finding: RadarFinding
}

export interface WatchOptions extends RadarOptions {
  /** The longest time between two looks: what only changes files of a worktree gives no sign. */
  readonly intervalMs: number
  /** Is called with what is there at the first look. */
  onStart(report: RadarReport): void
}

type WatchIo = Pick<Io, 'cwd' | 'env' | 'now' | 'signal'>

/** git writes many files for one command. */
const settleMs = 150
const looksKept = 4

/**
 * The findings there are, then each one that comes or goes, until the signal. The tasks on both sides of a conflict or a break are told,
 * where there are any.
 *
 * @throws ToolError those of `radar`.
 */
export async function* watchRadar(io: WatchIo, options: WatchOptions): AsyncGenerator<RadarEvent> {
  const repository = await requireRepository(io.cwd, io.env)
  const signs = new Signs(repository)
  const pairs: KnownPairs = new Map()
  let known = new Map<string, RadarFinding>()
  let isFirst = true
  try {
    while (!io.signal.aborted) {
      // oxlint-disable-next-line no-await-in-loop -- one look after another
      const report = await radar(io, { ...options, known: pairs })
      if (isFirst) options.onStart(report)
      isFirst = false
      forgetOldest(pairs, report.lines.length)
      const now = byKey(report)
      const appeared = [...now].flatMap(([key, finding]) => (known.has(key) ? [] : [finding]))
      // oxlint-disable-next-line no-await-in-loop -- as above
      await tellBoth(io, repository, { mine: report.mine.holders, findings: appeared })
      for (const [key, finding] of known) if (!now.has(key)) yield { kind: 'vanished', finding }
      for (const finding of appeared) yield { kind: 'appeared', finding }
      known = now
      // oxlint-disable-next-line no-await-in-loop -- as above
      await signs.wait(options.intervalMs, io.signal)
    }
  } finally {
    signs.close()
  }
}

/** Those of the last looks are kept. */
function forgetOldest(pairs: KnownPairs, lineCount: number): void {
  const excess = pairs.size - looksKept * Math.max(1, lineCount)
  for (const key of [...pairs.keys()].slice(0, Math.max(0, excess))) pairs.delete(key)
}

/** Lines move while somebody edits above them: a finding is the same one as long as it says the same of the same files. */
function byKey({ findings }: RadarReport): Map<string, RadarFinding> {
  return new Map(
    findings.map((finding) => {
      const { severity, kind, mine, theirs, text, symbol = '' } = finding
      return [[finding.with, severity, kind, mine.path, theirs.path, symbol, text].join('\0'), finding]
    }),
  )
}

/** Tells when HEAD, an index or a ref of the clone is written. */
class Signs {
  readonly #commonDir: string
  readonly #watchers = new Map<string, FSWatcher>()
  #pending = false
  #wake: (() => void) | undefined

  constructor({ commonDir }: Repository) {
    this.#commonDir = commonDir
  }

  /** Returns after the next sign since the last call, after `timeoutMs` or at the signal. */
  async wait(timeoutMs: number, signal: AbortSignal): Promise<void> {
    this.#watchAll()
    if (!this.#pending) {
      await new Promise<void>((resolve) => {
        const finish = (): void => {
          clearTimeout(timer)
          signal.removeEventListener('abort', finish)
          resolve()
        }
        const timer = setTimeout(finish, timeoutMs)
        signal.addEventListener('abort', finish)
        this.#wake = finish
      })
    }
    this.#wake = undefined
    if (this.#pending && !signal.aborted) await new Promise((resolve) => setTimeout(resolve, settleMs))
    this.#pending = false
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  /** Worktrees come and go. */
  #watchAll(): void {
    const linked = join(this.#commonDir, 'worktrees')
    const names = existsSync(linked) ? readdirSync(linked) : []
    const heads = join(this.#commonDir, 'refs/heads')
    const directories = [this.#commonDir, heads, linked, ...names.map((name) => join(linked, name))]
    for (const directory of directories) this.#watch(directory, directory === heads)
  }

  #watch(directory: string, recursive: boolean): void {
    if (this.#watchers.has(directory) || !existsSync(directory)) return
    const watcher = watchFiles(directory, { recursive }, (_event, name) => {
      // A lock comes before the file itself; everything else there is nobody's work.
      const isSign = recursive || (name !== null && /^(?:HEAD|index|packed-refs|MERGE_HEAD)$/.test(name))
      if (!isSign || name?.endsWith('.lock') === true) return
      this.#pending = true
      this.#wake?.()
    })
    const forget = (): void => {
      watcher.close()
      this.#watchers.delete(directory)
    }
    watcher.on('error', forget)
    this.#watchers.set(directory, watcher)
  }
}
