import { usageError, type Io } from '@groundcrew/core/cli'
import { FrameTable } from '../model/frame-table.ts'
import type { Run, Trace } from '../model/trace.ts'
import { recordRun } from '../run/record-run.ts'
import { exitCodeOf } from '../run/wrapped-command.ts'
import { finishTrace, startTrace } from '../trace.ts'
import { compareTraces, type Comparison } from './compare.ts'

export interface Benched {
  readonly commands: readonly [before: readonly string[], after: readonly string[]]
  readonly comparison: Comparison
  /** Exit codes other than 0, of any run. */
  readonly failures: readonly number[]
}

/** The word between the two commands. */
const separator = '--vs'

/** Without a number of runs, so many pairs are looked at: more are added as long as no function is found that makes a difference. */
const pairsAtLooks = [8, 16, 24]
/** No more are added that would be done later than that. */
const addingMsMax = 60_000

export interface BenchOptions {
  readonly runs: number | undefined
  readonly intervalUs: number
}

/** Runs two commands in turn, each first every other time, so that what happens on the machine meanwhile meets both. */
export async function bench(io: Io, words: readonly string[], { runs, intervalUs }: BenchOptions): Promise<Benched> {
  const [before, after] = splitCommands(words)
  const sides = [await createSide(io, before), await createSide(io, after)] as const
  const looks = runs === undefined ? pairsAtLooks : [runs]
  const options = { isPaired: true, looks: looks.length }
  const startMs = performance.now()
  for (const pairs of looks) {
    const done = sides[0].runs.length
    const pairMs = (performance.now() - startMs) / done
    if (done > 0 && pairMs * pairs > addingMsMax) break
    await runPairs(io, sides, { from: done, to: pairs, intervalUs })
    if (io.signal.aborted || pairs === looks.at(-1)) break
    if (compareTraces(toTrace(sides[0]), toTrace(sides[1]), options).changes.length > 0) break
  }
  const [traceBefore, traceAfter] = [await save(io, sides[0]), await save(io, sides[1])]
  return {
    commands: [before, after],
    comparison: compareTraces(traceBefore, traceAfter, options),
    failures: sides.flatMap((side) => side.runs.map(({ outcome }) => exitCodeOf(outcome))).filter((code) => code !== 0),
  }
}

type CommandWords = readonly [string, ...string[]]

function splitCommands(words: readonly string[]): readonly [CommandWords, CommandWords] {
  const index = words.indexOf(separator)
  const hint = `trace bench -- COMMAND_A ${separator} COMMAND_B`
  if (index === -1) throw usageError(`bench compares two commands, with ${separator} between them`, hint)
  const [before, ...argsBefore] = words.slice(0, index)
  const [after, ...argsAfter] = words.slice(index + 1)
  if (before === undefined || after === undefined) throw usageError(`a command is missing beside ${separator}`, hint)
  return [
    [before, ...argsBefore],
    [after, ...argsAfter],
  ]
}

interface Side {
  readonly command: CommandWords
  readonly draft: Awaited<ReturnType<typeof startTrace>>
  readonly frames: FrameTable
  readonly runs: Run[]
  readonly notes: string[]
}

async function createSide(io: Io, command: CommandWords): Promise<Side> {
  const draft = await startTrace(io, command)
  return { command, draft, frames: new FrameTable(draft.root), runs: [], notes: [] }
}

interface PairsWanted {
  readonly from: number
  readonly to: number
  readonly intervalUs: number
}

async function runPairs(io: Io, sides: readonly Side[], { from, to, intervalUs }: PairsWanted): Promise<void> {
  for (let round = from; round < to && !io.signal.aborted; round++) {
    for (const { command, frames, runs, notes } of round % 2 === 0 ? sides : sides.toReversed()) {
      const recorded = await recordRun(io, { command, frames, intervalUs, isStdoutTaken: true })
      runs.push(recorded.run)
      notes.push(...recorded.notes)
    }
  }
}

/** What is known so far. */
function toTrace({ draft, frames, runs, notes }: Side): Trace {
  return { ...draft, id: '', code: {}, frames: frames.frames, runs, notes: [...new Set(notes)] }
}

function save(io: Io, side: Side): Promise<Trace> {
  const { id: _, code: __, ...draft } = toTrace(side)
  return finishTrace(io, draft, true)
}
