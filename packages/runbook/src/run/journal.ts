import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import type { Io } from '@groundcrew/core/cli'
import { stateDirectory } from '@groundcrew/core/repo'

/** A step as a run left it. */
export interface RanStep {
  readonly name: string
  /** Of what was carried out: another script is another step. */
  readonly digest: string
  /** `started`: nothing says how it ended. */
  readonly state: 'started' | 'passed' | 'failed' | 'passed over'
  readonly outcome: string
  readonly durationMs: number
  readonly task: number | undefined
  /** Names this one execution in the history of its task. */
  readonly operation: string
  readonly isRecorded: boolean
}

export interface RunRecord {
  readonly number: number
  readonly atMs: number
  /** Only one step that was named. */
  readonly isSingle: boolean
  /** Everything that it was to carry out has passed. */
  readonly isFinished: boolean
  readonly steps: readonly RanStep[]
}

export interface RunSummary {
  readonly number: number
  readonly atMs: number
  readonly isFinished: boolean
  readonly passed: number
  /** Where it stopped. */
  readonly stoppedAt: string | undefined
}

type Line =
  | { readonly type: 'begin'; readonly at: number; readonly isSingle: boolean }
  | {
      readonly type: 'step'
      readonly step: RanStep
    }
  | { readonly type: 'finish' }

/** Older runs are forgotten. */
const RUNS_KEPT_MAX = 20

/** Where the runs of a file are remembered; another path is another runbook. */
export async function journalDirectory(io: Io, file: string): Promise<string> {
  const hash = createHash('sha256').update(file).digest('hex').slice(0, 16)
  return path.join(await stateDirectory(io.cwd, io.env), 'runbooks', hash)
}

/** All runs of a file, the oldest first. */
export function readRuns(directory: string): readonly RunRecord[] {
  return runNumbers(directory).map((number) => readRun(directory, number))
}

export async function lastRunOf(io: Io, file: string): Promise<RunSummary | undefined> {
  const run = readRuns(await journalDirectory(io, file)).findLast(({ isSingle }) => !isSingle)
  if (run === undefined) return undefined
  const stopped = run.steps.findLast(({ state }) => state === 'failed' || state === 'started')
  const { number, atMs, isFinished } = run
  const passed = run.steps.filter(({ state }) => state === 'passed').length
  return { number, atMs, isFinished, passed, stoppedAt: isFinished ? undefined : stopped?.name }
}

function runNumbers(directory: string): number[] {
  try {
    const names = readdirSync(directory).flatMap((name) => /^run-(\d+)\.jsonl$/.exec(name)?.[1] ?? [])
    return names.map(Number).sort((one, other) => one - other)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function readRun(directory: string, number: number): RunRecord {
  const steps = new Map<string, RanStep>()
  let [atMs, isSingle, isFinished] = [0, false, false]
  for (const line of readLines(fileOf(directory, number))) {
    if (line.type === 'begin') [atMs, isSingle] = [line.at, line.isSingle]
    else if (line.type === 'finish') isFinished = true
    else steps.set(line.step.operation, line.step)
  }
  return { number, atMs, isSingle, isFinished, steps: [...steps.values()] }
}

/** The last line may be torn: whoever wrote it was killed. */
function readLines(file: string): Line[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line): Line[] => {
      try {
        return [JSON.parse(line) as Line]
      } catch {
        return []
      }
    })
}

function fileOf(directory: string, number: number): string {
  return path.join(directory, `run-${number}.jsonl`)
}

/** One run as it goes on: every line is in the file before the next thing happens. */
export class Journal {
  readonly number: number
  readonly startedMs: number
  readonly #directory: string

  constructor(directory: string, { atMs, isSingle }: { readonly atMs: number; readonly isSingle: boolean }) {
    mkdirSync(directory, { recursive: true })
    const numbers = runNumbers(directory)
    this.#directory = directory
    this.startedMs = atMs
    this.number = (numbers.at(-1) ?? 0) + 1
    for (const old of numbers.slice(0, Math.max(0, numbers.length - RUNS_KEPT_MAX + 1))) this.#forget(old)
    this.#write({ type: 'begin', at: atMs, isSingle })
  }

  logOf(index: number): string {
    return path.join(this.#directory, `run-${this.number}`, `${String(index).padStart(2, '0')}.log`)
  }

  put(step: RanStep): void {
    putStep(this.#directory, this.number, step)
  }

  finish(): void {
    this.#write({ type: 'finish' })
  }

  #write(line: Line): void {
    append(this.#directory, this.number, line)
  }

  #forget(number: number): void {
    rmSync(fileOf(this.#directory, number), { force: true })
    rmSync(path.join(this.#directory, `run-${number}`), { recursive: true, force: true })
  }
}

/** Says more of a step of some run: the last word about it counts. */
export function putStep(directory: string, run: number, step: RanStep): void {
  append(directory, run, { type: 'step', step })
}

/** A torn line before it must not swallow this one. */
function append(directory: string, run: number, line: Line): void {
  appendFileSync(fileOf(directory, run), `\n${JSON.stringify(line)}\n`)
}
