import type { TestOutcome } from '@groundcrew/core/history'
import { isSuccess, type Outcome } from '@groundcrew/core/process'
import { isBad, type Attempt, type RunProblem, type StateFacts } from '../model/run-record.ts'

export interface Records {
  readonly attempts: ReadonlyMap<string, Attempt>
  readonly collected: readonly string[]
  readonly problems: readonly RunProblem[]
  readonly state?: StateFacts
  readonly restored?: readonly string[]
}

/** One line of what the runners' side of flake writes. */
interface Entry {
  /** How many files the runner goes through, where it collects them one by one. */
  readonly files?: unknown
  readonly collected?: unknown
  /** Others may follow that the runner does not know of before. */
  readonly isPart?: unknown
  readonly start?: unknown
  readonly test?: unknown
  readonly outcome?: unknown
  readonly durationMs?: unknown
  readonly message?: unknown
  readonly state?: StateFacts
  readonly restored?: readonly string[]
  readonly error?: { readonly file?: unknown; readonly message?: unknown }
}

/** Lines of JSON; a last line that is cut short, because the process was killed, is left out. */
export function parseRecords(text: string): readonly unknown[] {
  return text.split('\n').flatMap((line) => {
    if (line === '') return []
    try {
      return [JSON.parse(line) as unknown]
    } catch (error) {
      if (error instanceof SyntaxError) return []
      throw error
    }
  })
}

/**
 * Joins the records of one run. A test that ran several times has failed when it failed once. A test that began and never ended was
 * the one in which the run was stopped or its process ended.
 */
export function readRecords(records: readonly unknown[], outcome: Outcome): Records {
  const attempts = new Map<string, Attempt>()
  const collected = new Set<string>()
  const problems: RunProblem[] = []
  let running: string | undefined
  let state: StateFacts | undefined
  let restored: readonly string[] | undefined
  const endRunning = (): void => {
    if (running !== undefined) attempts.set(running, endedIn(outcome))
    running = undefined
  }
  for (const entry of records as readonly Entry[]) {
    if (Array.isArray(entry.collected)) for (const id of entry.collected) collected.add(String(id))
    else if (typeof entry.start === 'string') running = entry.start
    else if (typeof entry.test === 'string') {
      if (running === entry.test) running = undefined
      addAttempt(attempts, entry.test, readAttempt(entry))
    } else if (entry.state !== undefined) state = entry.state
    else if (entry.restored !== undefined) restored = entry.restored
    else if (entry.error !== undefined) problems.push(readProblem(entry.error))
  }
  // A test that ends its process with 0 would else pass for none.
  if (!isSuccess(outcome) || (running !== undefined && !attempts.has(running))) endRunning()
  return {
    attempts,
    collected: [...collected],
    problems,
    ...(state === undefined ? {} : { state }),
    ...(restored === undefined ? {} : { restored }),
  }
}

/** Whether every test that the runner has, of all of its files, has also ended. */
export function haveAllEnded(text: string): boolean {
  const entries = parseRecords(text) as readonly Entry[]
  const files = entries.find((entry) => typeof entry.files === 'number')?.files ?? 0
  const lists = entries.filter(({ collected }) => Array.isArray(collected))
  const unloaded = new Set(entries.flatMap(({ error }) => (typeof error?.file === 'string' ? [error.file] : [])))
  if (entries.some(({ isPart }) => isPart === true) || lists.length + unloaded.size < Number(files)) return false
  const collected = lists.flatMap(({ collected: ids }) => (ids as readonly unknown[]).map(String))
  const ended = new Set(entries.flatMap(({ test }) => (typeof test === 'string' ? [test] : [])))
  return collected.length > 0 && collected.every((id) => ended.has(id))
}

function addAttempt(attempts: Map<string, Attempt>, test: string, attempt: Attempt): void {
  const earlier = attempts.get(test)
  if (earlier === undefined) {
    attempts.set(test, attempt)
    return
  }
  const { times, failed } = earlier.repeated ?? { times: 1, failed: isBad(earlier) ? [1] : [] }
  const repeated = { times: times + 1, failed: isBad(attempt) ? [...failed, times + 1] : failed }
  // A map keeps the place of a key that is set again: the order is that of the first end.
  attempts.set(test, { ...(isBad(earlier) ? earlier : attempt), repeated })
}

function readAttempt({ outcome, durationMs, message }: Entry): Attempt {
  return {
    outcome: isOutcome(outcome) ? outcome : 'failed',
    ...(typeof durationMs === 'number' ? { durationMs } : {}),
    ...(typeof message === 'string' ? { message } : {}),
  }
}

function isOutcome(value: unknown): value is TestOutcome {
  return value === 'passed' || value === 'failed' || value === 'skipped' || value === 'hung' || value === 'killed'
}

function readProblem({ file, message }: NonNullable<Entry['error']>): RunProblem {
  return { ...(typeof file === 'string' ? { file } : {}), message: String(message) }
}

function endedIn(outcome: Outcome): Attempt {
  if (outcome.kind === 'timed-out') return { outcome: 'hung', message: 'did not end: the run was stopped in this test' }
  const how = outcome.kind === 'signaled' ? outcome.signal : `exit ${outcome.kind === 'exited' ? outcome.code : '?'}`
  return { outcome: 'killed', message: `the process of the runner ended in this test (${how})` }
}
