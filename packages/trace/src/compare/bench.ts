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

/** Runs two commands in turn, each first every other time, so that what happens on the machine meanwhile meets both. */
export async function bench(
  io: Io,
  words: readonly string[],
  { runs, intervalUs }: { readonly runs: number; readonly intervalUs: number },
): Promise<Benched> {
  const [before, after] = splitCommands(words)
  const sides = [await createSide(io, before), await createSide(io, after)] as const
  for (let round = 0; round < runs && !io.signal.aborted; round++) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const { run, notes } = await recordRun(io, {
        command: side.command,
        frames: side.frames,
        intervalUs,
        isStdoutTaken: true,
      })
      side.runs.push(run)
      side.notes.push(...notes)
    }
  }
  const [traceBefore, traceAfter] = [await save(io, sides[0]), await save(io, sides[1])]
  return {
    commands: [before, after],
    comparison: compareTraces(traceBefore, traceAfter, { isPaired: true }),
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

function save(io: Io, { draft, frames, runs, notes }: Side): Promise<Trace> {
  return finishTrace(io, { ...draft, frames: frames.frames, runs, notes: [...new Set(notes)] }, true)
}
