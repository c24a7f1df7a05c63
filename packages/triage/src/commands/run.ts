import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { ToolError, type Io } from '@groundcrew/core/cli'
import { describeOutcome, formatCommand, isSuccess, runUnattended, type Command } from '@groundcrew/core/process'
import { stateDirectory } from '@groundcrew/core/repo'
import { comparePaths } from '@groundcrew/core/text'
import { runFacts, withMemory } from '../memory/with-memory.ts'
import { findPlace, readFailures, type TriagePlace } from '../read-failures.ts'
import type { LogSource } from '../read/read-source.ts'
import type { TriageReport } from '../report/report.ts'
import { classify } from '../classify/classify.ts'
import { conclude, patternsOf } from '../triage.ts'

/** Logs of this many runs are kept, the newest. */
const logsKept = 20

export interface RunOptions {
  readonly command: Command
  readonly timeoutMs: number
  readonly isRemembered: boolean
  /** Whether it is run again, here and on the base, to tell whose fault a failure is. */
  readonly isRerun: boolean
  readonly base: string | undefined
}

/** Runs a command, passes on what it prints, and says what failed in it. @throws ToolError CANNOT_RUN */
export async function triageCommand(
  io: Io,
  { command, timeoutMs, isRemembered, isRerun, base }: RunOptions,
): Promise<TriageReport> {
  const place = await findPlace(io)
  const { source, isGreen, outcome, log } = await runLogged(io, { command, timeoutMs })
  if (isRemembered) await rememberRun(io, place, { command, isGreen })
  const reading = await readFailures(io, place, isGreen ? [] : [source])
  const run = { command, outcome, isGreen, ...(log === undefined ? {} : { log }) }
  const isAsked = isRerun && reading.groups.length > 0
  const verdicts = isAsked
    ? await classify(io, reading, { command, output: source.text, timeoutMs, base, patterns: patternsOf(reading) })
    : new Map()
  return conclude(io, reading, { isRemembered, verdicts, run })
}

async function rememberRun(
  io: Io,
  { repository }: TriagePlace,
  { command, isGreen }: { readonly command: Command; readonly isGreen: boolean },
): Promise<void> {
  if (repository === undefined) return
  const facts = await runFacts(io, repository)
  await withMemory(io, repository, {
    mayCreate: true,
    use: async (memory) => memory.ran(formatCommand(command), facts, { isGreen }),
  })
}

interface LoggedRun {
  readonly source: LogSource
  readonly isGreen: boolean
  readonly outcome: string
  readonly log?: string
}

async function runLogged(
  io: Io,
  { command, timeoutMs }: { readonly command: Command; readonly timeoutMs: number },
): Promise<LoggedRun> {
  const logPath = await newLogPath(io)
  const {
    outcome,
    output,
    logPath: written,
  } = await runUnattended(command, {
    cwd: io.cwd,
    env: io.env,
    signal: io.signal,
    timeoutMs,
    logPath,
    onOutput: (chunk) => io.stderr.write(chunk),
  })
  if (outcome.kind === 'not-found' || outcome.kind === 'not-executable' || outcome.kind === 'bad-directory')
    throw new ToolError('CANNOT_RUN', describeOutcome(outcome), { hint: 'check the name, and PATH' })
  const text = written === undefined ? output.text() : readFileSync(written, 'utf8')
  const name = formatCommand(command)
  return {
    // Two runs that print the same are two sightings.
    source: { name, text, digest: digestOf(`${io.now()} ${process.pid} ${text}`), notes: [] },
    isGreen: isSuccess(outcome),
    outcome: describeOutcome(outcome),
    ...(written === undefined ? {} : { log: path.relative(io.cwd, written) }),
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

/** Below the state directory; the oldest logs go. */
async function newLogPath(io: Io): Promise<string> {
  const directory = path.join(await stateDirectory(io.cwd, io.env), 'logs', 'triage')
  const names = await readdir(directory).catch(() => [])
  for (const name of names.toSorted(comparePaths).slice(0, Math.max(0, names.length - logsKept + 1)))
    await rm(path.join(directory, name), { force: true })
  const stamp = new Date(io.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '')
  return path.join(directory, `${stamp}-${process.pid}.log`)
}
